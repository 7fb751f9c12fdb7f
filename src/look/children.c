/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "look/children.h"

#include "base/own.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* A program of one thread only is asked about here: a frame, or a keeper. */
int look_children(int proc, pid_t pid, pid_t *ret, int most)
{
	char path[64], block[4096];
	int n = 0;
	pid_t number = 0;

	(void)snprintf(path, sizeof(path), "%d/task/%d/children", pid, pid);
	autofd int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	for (ssize_t got; fd >= 0 && (got = read(fd, block, sizeof(block))) > 0;) {
		for (ssize_t i = 0; i < got; i++) {
			if (block[i] >= '0' && block[i] <= '9') {
				number = number * 10 + (block[i] - '0');
				continue;
			}
			if (number > 0 && n < most)
				ret[n++] = number;
			number = 0;
		}
	}
	return n;
}
