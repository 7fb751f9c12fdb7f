/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/io.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

int io_write_all(int fd, const void *data, size_t size)
{
	const char *at = data;

	while (size > 0) {
		ssize_t put = write(fd, at, size);

		if (put < 0 && errno == EAGAIN) {
			struct pollfd wait = { .fd = fd, .events = POLLOUT };

			(void)poll(&wait, 1, -1);
		} else if (put < 0 && errno != EINTR) {
			return -1;
		}
		at += put > 0 ? put : 0;
		size -= put > 0 ? (size_t)put : 0;
	}
	return 0;
}
