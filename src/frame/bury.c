/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nothing stays behind: a program that daemonised has no socket of ours and no PDEATHSIG, but
 * it has climbed to the nearest frame (all are subreapers), and so is a descendant.
 *
 * Signals go through /proc/PID handles of the host's procfs: pids there are the host's, and
 * need not be ours; and a handle cannot mean a later process. The undertaker may signal all of
 * them, also in user namespaces whose owner it is (capabilities(7)).
 */
#include "base/own.h"
#include "frame/held.h"
#include "frame/launch.h"
#include "sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	CHILDREN_BYTES = 1 << 16,
	DEPTH = 256,
	ROUNDS = 1000, /* of a millisecond */
};

/* What proc_pid_stat(5) says of a process: gone (a zombie is), or whether it is a keeper. */
enum state {
	GONE,
	KEEPER,
	OTHER
};

static enum state judge(int dir)
{
	char text[512];
	autofd int fd = openat(dir, "stat", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (got <= 0)
		return GONE;
	text[got] = '\0';

	const char *name = strchr(text, '('),
		   *name_end = strrchr(text, ')'); /* it may hold both */
	if (!name || !name_end || name_end[1] == '\0' || name_end[2] == 'Z' ||
	    name_end[2] == 'X')
		return GONE;
	return strncmp(name, "(" KEEPER_NAME ")", sizeof(KEEPER_NAME) + 1) == 0 ? KEEPER
										: OTHER;
}

static int kill_tree(int proc, pid_t pid, bool with_it, int depth);

/* The children in TEXT, as proc_tid_children(5) has them: "12 345 ". */
static int kill_listed(int proc, char *text, int depth)
{
	int seen = 0;

	for (char *at = text, *end = text;; at = end) {
		unsigned long pid = strtoul(at, &end, 10); /* NOLINT: the kernel's own text */

		if (end == at)
			return seen;
		seen += kill_tree(proc, (pid_t)pid, true, depth + 1);
	}
}

/* How many living processes were seen: 0 means that nobody is left but zombies. */
static int kill_tree(int proc, pid_t pid, bool with_it, int depth)
{
	char path[64];
	int seen = 0;

	(void)snprintf(path, sizeof(path), "%d", pid);
	autofd int dir = openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return 0;
	(void)snprintf(path, sizeof(path), "task/%d/children", pid);
	autofd int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	autofree char *text = fd < 0 || depth > DEPTH ? NULL : malloc(CHILDREN_BYTES + 1);
	for (ssize_t got = 1; text && got > 0;) {
		got = read(fd, text, CHILDREN_BYTES);
		/* A number that is cut in two is not signalled this time, but in the next
		 * round. */
		while (got == CHILDREN_BYTES && text[got - 1] != ' ')
			got--;
		text[got > 0 ? got : 0] = '\0';
		seen += kill_listed(proc, text, depth);
	}
	enum state what = with_it ? judge(dir) : GONE;
	/* A keeper in somebody's PID namespace must be the last: killed before its descendants,
	 * it would lose them to the container's init. Whoever borrows the name only dies last.
	 */
	if (what == OTHER || (what == KEEPER && seen == 0))
		(void)sys_pidfd_signal(dir, SIGKILL);
	return seen + (what != GONE);
}

void bury_below(int proc, pid_t pid)
{
	for (int round = 0; round < ROUNDS && kill_tree(proc, pid, false, 0) > 0; round++)
		(void)poll(NULL, 0, 1);
}

/* Those who have ended; false when there are no children at all. */
static bool reap_ended(void)
{
	pid_t got;

	do
		got = waitpid(-1, NULL, WNOHANG | __WALL);
	while (got > 0);
	return got == 0;
}

void bury_children(int proc)
{
	char self[24] = "";

	/* Frames end by themselves at the end of their sockets: mostly nothing is left to do.
	 */
	if (!reap_ended() || readlinkat(proc, "self", self, sizeof(self) - 1) <= 0)
		return;
	pid_t pid = (pid_t)strtoul(self, NULL, 10); /* NOLINT: the kernel's own text */
	do
		(void)kill_tree(proc, pid, false, 0);
	while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR);
}
