/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A frame clones the next one: all new namespaces in one clone3, the new user namespace owning
 * the rest, maps written by the parent through the host's procfs. The child waits for its maps,
 * becomes who it is to be, joins what it is to join, and says over a socket how that went.
 *
 * The child must keep nothing of its parent: neither the parent's socket, nor the pipes that
 * tell of the parent's other children.
 */
#include "base/child.h"
#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "frame/held.h"
#include "frame/join.h"
#include "frame/maps.h"
#include "frame/plan.h"
#include "sys/process.h"
#include "wire/call.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* The plan as it came, and what the child has of it. */
struct order {
	char *const *words;
	int proc, sock;
	unsigned kinds, join;
	const int *join_ns;
	int root, cwd;
	int pid_ns; /* where the parent's programs start, and so the child's; -1 without */
	int sync;   /* the child's end */
};

/* What the child tells its parent, once it is there, and once it is ready. */
struct ready {
	pid_t host_pid;
	int cwd_lost;
	struct error err;
};

static int compare_fds(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void keep_only(int *fds, int n)
{
	unsigned next = 3;

	qsort(fds, (size_t)n, sizeof(*fds), compare_fds);
	for (int i = 0; i < n; i++) {
		if (fds[i] < (int)next)
			continue;
		if (fds[i] > (int)next)
			sys_close_range(next, (unsigned)fds[i] - 1);
		next = (unsigned)fds[i] + 1;
	}
	sys_close_range(next, ~0U);
}

static void drop_all_but(const struct order *o)
{
	int fds[16] = { o->proc, o->sock, o->sync, o->root, o->cwd, o->pid_ns }, n = 6;

	for (int i = 0; o->join_ns && i < __builtin_popcount(o->join); i++)
		fds[n++] = o->join_ns[i];
	keep_only(fds, n);
}

/* The kernel clears PDEATHSIG when ids change, and may never send it if the parent died before;
 * prctl(2). Who waits for us at the other end of SYNC tells the rest. */
static void tie_to_parent(void)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static int become(const struct order *o, struct error *err)
{
	uint64_t uid, gid;

	if (o->words[CLONE_WORD_SETGROUPS][0] == '\0' && (o->kinds & CLONE_NEWUSER) &&
	    o->words[CLONE_WORD_HELPERS][0] != '\0')
		(void)setgroups(0, NULL); /* those we came with are not in the map */
	if (o->words[CLONE_WORD_GID][0] != '\0') {
		if (number_unsigned(o->words[CLONE_WORD_GID], UINT32_MAX - 1, &gid, err) < 0)
			return -1;
		if (setresgid((gid_t)gid, (gid_t)gid, (gid_t)gid) < 0)
			return fail_call(err, "setresgid", "%u", (gid_t)gid);
	}
	if (o->words[CLONE_WORD_UID][0] != '\0') {
		if (number_unsigned(o->words[CLONE_WORD_UID], UINT32_MAX - 1, &uid, err) < 0)
			return -1;
		if (setresuid((uid_t)uid, (uid_t)uid, (uid_t)uid) < 0)
			return fail_call(err, "setresuid", "%u", (uid_t)uid);
	}
	tie_to_parent();
	return 0;
}

static int write_offset(int fd, const char *clock, const char *seconds, struct error *err)
{
	char line[64];
	struct timespec t;

	if (seconds[0] == '\0')
		return 0;
	if (number_seconds(seconds, &t, err) < 0)
		return -1;
	int size = snprintf(line, sizeof(line), "%s %lld %ld\n", clock, (long long)t.tv_sec,
			    t.tv_nsec);
	if (write(fd, line, (size_t)size) < 0)
		return fail_call(err, "write timens_offsets", "%s %s", clock, seconds);
	return 0;
}

/* A time namespace counts for children only: made, shifted, then joined by ourselves, while
 * nobody is in it yet; time_namespaces(7), Linux 5.6. */
static int shift_time(const struct order *o, struct error *err)
{
	(void)prctl(PR_SET_DUMPABLE, 1); /* or our /proc files are root's */
	if (unshare(CLONE_NEWTIME) < 0)
		return fail_call(err, "unshare", "time");
	autofd int fd = openat(o->proc, "self/timens_offsets", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_call(err, "openat", "timens_offsets");
	if (write_offset(fd, "monotonic", o->words[CLONE_WORD_MONOTONIC], err) < 0 ||
	    write_offset(fd, "boottime", o->words[CLONE_WORD_BOOTTIME], err) < 0)
		return -1;
	autofd int ns = openat(o->proc, "self/ns/time_for_children", O_RDONLY | O_CLOEXEC);
	if (ns < 0)
		return fail_call(err, "openat", "ns/time_for_children");
	if (setns(ns, CLONE_NEWTIME) < 0)
		return fail_call(err, "setns", "time");
	return 0;
}

/* `enter`: root of the target's user namespace where that is mapped. What the target's map
 * forbids (setgroups) is no failure: the user's own rights are what counts, user_namespaces(7).
 */
static int enter_as(const struct order *o, int *ret_lost, struct error *err)
{
	if (o->join & CLONE_NEWUSER) {
		(void)setgroups(0, NULL);
		(void)!setresgid(0, 0, 0);
		(void)!setresuid(0, 0, 0);
		tie_to_parent();
	}
	return join_root(o->root, o->cwd, ret_lost, err);
}

static int settle(const struct order *o, int *ret_lost, int *ret_pid_ns, struct error *err)
{
	unsigned pid = o->join & CLONE_NEWPID;

	if ((o->kinds & CLONE_NEWUSER) && become(o, err) < 0)
		return -1;
	if ((o->kinds & CLONE_NEWTIME) && shift_time(o, err) < 0)
		return -1;
	if (o->words[CLONE_WORD_ENTER][0] != '\0' && pid) {
		/* The frame stays out of the target's PID namespace; its programs go there. */
		int i = __builtin_popcount(o->join & (CLONE_NEWPID - 1));
		int rest[8], n = 0;

		for (int j = 0; j < __builtin_popcount(o->join); j++)
			if (j != i)
				rest[n++] = o->join_ns[j];
		*ret_pid_ns = o->join_ns[i];
		if (join_namespaces(o->join & ~pid, rest, err) < 0)
			return -1;
	} else if (o->join && join_namespaces(o->join, o->join_ns, err) < 0) {
		return -1;
	}
	if (o->words[CLONE_WORD_ENTER][0] != '\0' && enter_as(o, ret_lost, err) < 0)
		return -1;
	return 0;
}

/* The new frame's life, from its first instruction to its loop. */
static _Noreturn void live(struct held *parent, struct order *o)
{
	struct held self = {
		.table = parent->table,
		.keepers = parent->keepers,
		.sock = o->sock,
		.report = -1,
		/* In a PID namespace of ours programs are the frame's children, not the
		   target's. */
		.pid_ns = o->kinds & CLONE_NEWPID ? -1 : o->pid_ns,
	};
	struct ready ready = { .host_pid = 0 };
	char link[24] = "", go;
	ssize_t size;

	drop_all_but(o);
	tie_to_parent();
	if (o->kinds & CLONE_NEWUSER)
		(void)prctl(PR_SET_DUMPABLE,
			    1); /* until mapped: else its map files are root's */
	/* The host's pid of a process in a new PID namespace: as the host's procfs sees it. */
	size = readlinkat(o->proc, "self", link, sizeof(link) - 1);
	uint64_t pid = 0;
	struct error ignored;
	if (size > 0)
		(void)number_unsigned(link, INT32_MAX, &pid, &ignored);
	ready.host_pid = (pid_t)pid;
	/* Only who waits for maps has to: the pid goes along with the rest otherwise. */
	if ((o->kinds & CLONE_NEWUSER) &&
	    (write(o->sync, &ready, sizeof(ready)) < 0 || read(o->sync, &go, 1) != 1))
		child_exit(1);
	int done = settle(o, &ready.cwd_lost, &self.pid_ns, &ready.err);
	if (done == 0)
		ready.err = (struct error){ .errnum = 0 };
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)!write(o->sync, &ready, sizeof(ready));
	if (done < 0)
		child_exit(1);
	int keep[2] = { self.sock, self.pid_ns };
	keep_only(keep, 2);
	held_loop(&self);
}

static int read_order(struct message *q, struct call *c, struct order *o, struct error *err)
{
	uint64_t kinds, join;

	if (q->n != CLONE_WORDS)
		return refuse(err, ".clone: wrong number of words");
	if (number_unsigned(q->words[CLONE_WORD_KINDS], UINT32_MAX, &kinds, err) < 0 ||
	    number_unsigned(q->words[CLONE_WORD_JOIN], UINT32_MAX, &join, err) < 0)
		return -1;
	bool root = strcmp(q->words[CLONE_WORD_ENTER], "root") == 0;
	int joined = __builtin_popcountll(join);
	if (joined > 8 || c->handles_n != 1 + joined + (root ? 2 : 0))
		return refuse(err, ".clone: wrong number of handles");
	*o = (struct order){
		.words = q->words,
		.proc = c->proc,
		.sock = c->handles[0],
		.kinds = (unsigned)kinds,
		.join = (unsigned)join,
		.join_ns = c->handles + 1,
		.root = root ? c->handles[1 + joined] : -1,
		.cwd = root ? c->handles[2 + joined] : -1,
		.sync = -1,
	};
	return 0;
}

/* Waits for what the child has to say; a child that died instead has nothing. */
static int hear_child(int sync, struct ready *ret, struct error *err)
{
	ssize_t got;

	do
		got = read(sync, ret, sizeof(*ret));
	while (got < 0 && errno == EINTR);
	if (got != (ssize_t)sizeof(*ret))
		return refuse(err, "the new frame died before it was ready");
	if (ret->err.errnum != 0 || ret->err.text[0] != '\0') {
		*err = ret->err;
		return -1;
	}
	return 0;
}

static int raise_child(const struct order *o, int sync, struct ready *ready, struct error *err)
{
	if (o->kinds & CLONE_NEWUSER) {
		struct maps maps = {
			.uid = o->words[CLONE_WORD_UID_MAP],
			.gid = o->words[CLONE_WORD_GID_MAP],
			.deny_setgroups = o->words[CLONE_WORD_SETGROUPS][0] != '\0',
			.by_helpers = o->words[CLONE_WORD_HELPERS][0] != '\0',
		};

		if (hear_child(sync, ready, err) < 0)
			return -1;
		if (maps_write(o->proc, ready->host_pid, &maps, err) < 0)
			return -1;
		(void)!write(sync, "", 1);
	}
	return hear_child(sync, ready, err);
}

int held_clone(struct held *h, struct message *q, struct call *c, struct error *err)
{
	struct order o = { .sync = -1 };
	struct ready ready = { .host_pid = 0 };
	int ends[2];

	if (read_order(q, c, &o, err) < 0)
		return -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return fail_call(err, "socketpair", "a new frame");
	autofd int sync = ends[0], pidfd = -1, news = -1;
	autofd int childs = ends[1];
	o.sync = childs;
	o.pid_ns = h->pid_ns;

	/* The time namespace is made by the child itself: see shift_time. */
	pid_t pid = sys_clone3(o.kinds & ~(unsigned)CLONE_NEWTIME, &pidfd);
	if (pid < 0)
		return fail_call(err, "clone3", "a new frame");
	if (pid == 0)
		live(h, &o);
	own_close(&childs);
	if (raise_child(&o, sync, &ready, err) < 0 || held_adopt(h, pid, &news, err) < 0) {
		(void)sys_pidfd_signal(pidfd, SIGKILL);
		return -1;
	}
	if (reply_printf(c, err, "%d", ready.host_pid) < 0 ||
	    reply_printf(c, err, "%d", ready.cwd_lost) < 0 ||
	    reply_handle(c, take_fd(&pidfd), err) < 0 ||
	    reply_handle(c, take_fd(&news), err) < 0)
		return -1;
	return 0;
}
