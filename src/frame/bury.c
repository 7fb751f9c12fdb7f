/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nothing stays behind: a program that daemonised has no socket of ours and no PDEATHSIG, but
 * it has climbed to the nearest frame (all are subreapers), and so is a descendant.
 *
 * A walk kills whoever it comes to before it looks at his children: what is dying forks no more
 * and replaces nobody, and what it leaves climbs to where the next walk finds it. All that has
 * ended is reaped between two walks, so that the next is short.
 *
 * Signals go through /proc/PID handles of the host's procfs: pids there are the host's, and
 * need not be ours; and a handle cannot mean a later process. The undertaker may signal all of
 * them, also in user namespaces whose owner it is (capabilities(7)).
 */
#include "frame/bury.h"

#include "base/clock.h"
#include "base/own.h"
#include "frame/keepers.h"
#include "sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	CHILDREN_BYTES = 1 << 16,
	DEPTH = 256,
	BELOW_MS = 1000,
	/* From then on nobody is in a hurry: somebody sleeps in the kernel and cannot die. */
	BRISK_MS = 1000,
	KEEPERS_MS = 500, /* so long they may have something alive below them */
	QUIET_WALKS = 2,  /* what climbs while a walk goes on is seen by the second */
};

/* One burial under way. */
struct burial {
	int proc;
	const struct keepers *keepers;
	int64_t began_ms;
	int quiet;       /* walks without anybody alive but keepers */
	bool has_keeper; /* the last walk saw one alive */
	bool keepers_too;
};

/*
 * What proc_pid_stat(5) says: whether anything of the process can still run. A zombie whose
 * threads go on is none: its main thread alone has ended, pthread_exit(3).
 */
static bool is_alive(int dir)
{
	char text[512], state = 'X';
	int threads = 0;
	autofd int fd = openat(dir, "stat", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (got <= 0)
		return false;
	text[got] = '\0';

	const char *at = strrchr(text, ')'); /* the name may hold it, and blanks */
	for (int field = 2; at && field < 20; field++) {
		at = strchr(at, ' ');
		at += at != NULL;
		if (at && field == 2)
			state = *at;
	}
	if (at)
		threads = (int)strtol(at, NULL, 10); /* NOLINT: the kernel's own text */
	return state != 'X' && (state != 'Z' || threads > 1);
}

static int kill_tree(struct burial *b, pid_t pid, int depth);

/* The children in TEXT, as proc_tid_children(5) has them: "12 345 ". */
static int kill_listed(struct burial *b, char *text, int depth)
{
	int seen = 0;

	for (char *at = text, *end = text;; at = end) {
		unsigned long pid = strtoul(at, &end, 10); /* NOLINT: the kernel's own text */

		if (end == at)
			return seen;
		seen += kill_tree(b, (pid_t)pid, depth);
	}
}

/* All below the process at DIR. Children of other threads than the first climb once they are
 * orphans, and so does what is too deep. */
static int kill_children(struct burial *b, int dir, pid_t pid, int depth)
{
	char path[64];
	int seen = 0;

	(void)snprintf(path, sizeof(path), "task/%d/children", pid);
	autofd int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	autofree char *text = fd < 0 || depth > DEPTH ? NULL : malloc(CHILDREN_BYTES + 1);
	for (ssize_t got = 1; text && got > 0;) {
		got = read(fd, text, CHILDREN_BYTES);
		/* A number that is cut in two is not signalled this time, but in the next
		 * walk. */
		while (got == CHILDREN_BYTES && text[got - 1] != ' ')
			got--;
		text[got > 0 ? got : 0] = '\0';
		seen += kill_listed(b, text, depth + 1);
	}
	return seen;
}

static int open_process(const struct burial *b, pid_t pid)
{
	char path[16];

	(void)snprintf(path, sizeof(path), "%d", pid);
	return openat(b->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* How many living processes were seen, keepers not counted. */
static int kill_tree(struct burial *b, pid_t pid, int depth)
{
	autofd int dir = open_process(b, pid);

	if (dir < 0)
		return 0;
	bool keeps = !b->keepers_too && keepers_has(b->keepers, pid);
	if (!keeps)
		(void)sys_pidfd_signal(dir, SIGKILL);
	int below = kill_children(b, dir, pid, depth);
	if (!is_alive(dir))
		return below;
	b->has_keeper = b->has_keeper || keeps;
	return below + !keeps;
}

/* One walk over all below PID: whether anybody was alive. */
static bool walk(struct burial *b, pid_t pid)
{
	autofd int dir = open_process(b, pid);

	b->has_keeper = false;
	int seen = dir < 0 ? 0 : kill_children(b, dir, pid, 0);
	b->quiet = seen > 0 ? 0 : b->quiet + 1;
	/* A keeper ends by itself when nothing is left below it; whoever was stopped, or has
	 * taken its place, does not. */
	b->keepers_too = b->has_keeper &&
			 (b->quiet >= QUIET_WALKS || clock_ms() - b->began_ms > KEEPERS_MS);
	return seen > 0 || b->has_keeper;
}

static struct burial begin(int proc, const struct keepers *k)
{
	return (struct burial){ .proc = proc, .keepers = k, .began_ms = clock_ms() };
}

/* Until one of our children has ended, or for a moment. */
static void pause_for_child(const struct burial *b)
{
	sigset_t child;
	bool brisk = clock_ms() - b->began_ms < BRISK_MS;
	struct timespec moment = { .tv_nsec = brisk ? 1000000 : 100000000 };

	(void)sigemptyset(&child);
	(void)sigaddset(&child, SIGCHLD);
	(void)sigtimedwait(&child, NULL, &moment);
}

void bury_below(int proc, const struct keepers *k, pid_t pid)
{
	struct burial b = begin(proc, k);

	while (walk(&b, pid) || b.quiet < QUIET_WALKS) {
		if (clock_ms() - b.began_ms > BELOW_MS)
			return;
		/* Not for a signal: it would be gone for the loop that reaps. */
		if (b.quiet == 0)
			(void)poll(NULL, 0, 1);
	}
}

/* Those who have ended, how many; -1 when there are no children at all. */
static int reap_ended(void)
{
	int n = 0;
	pid_t got;

	while ((got = waitpid(-1, NULL, WNOHANG | __WALL)) > 0)
		n++;
	return got == 0 || errno == EINTR ? n : -1;
}

void bury_children(int proc, const struct keepers *k, int limit_ms)
{
	struct burial b = begin(proc, k);
	char self[24] = "";
	sigset_t child;

	/* Frames end by themselves at the end of their sockets: mostly nothing is left to do.
	 */
	if (reap_ended() < 0 || readlinkat(proc, "self", self, sizeof(self) - 1) <= 0)
		return;
	pid_t pid = (pid_t)strtoul(self, NULL, 10); /* NOLINT: the kernel's own text */
	(void)sigemptyset(&child);
	(void)sigaddset(&child, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &child, NULL); /* NOLINT: one thread */
	for (;;) {
		(void)walk(&b, pid);
		int n = reap_ended();

		if (n < 0 || (limit_ms >= 0 && clock_ms() - b.began_ms > limit_ms))
			return;
		if (n == 0)
			pause_for_child(&b);
	}
}
