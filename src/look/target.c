/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "look/target.h"

#include "base/error.h"
#include "base/own.h"
#include "sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	unsigned kind;
	const char *name;
} kinds[TARGET_KINDS] = {
	{ CLONE_NEWTIME, "time" }, { CLONE_NEWNS, "mnt" },  { CLONE_NEWCGROUP, "cgroup" },
	{ CLONE_NEWUTS, "uts" },   { CLONE_NEWIPC, "ipc" }, { CLONE_NEWUSER, "user" },
	{ CLONE_NEWPID, "pid" },   { CLONE_NEWNET, "net" },
};

enum {
	PF_KTHREAD_BIT = 0x00200000
}; /* linux/sched.h; in the flags of proc_pid_stat(5) */

unsigned target_kind(int i)
{
	return kinds[i].kind;
}

const char *target_kind_name(int i)
{
	return kinds[i].name;
}

void target_done(struct target *t)
{
	own_close(&t->pidfd);
	own_close(&t->root);
	own_close(&t->cwd);
	for (int i = 0; i < TARGET_KINDS; i++)
		own_close(&t->ns[i]);
}

/* What stat says: "PID (NAME) S PPID PGRP SESSION TTY TPGID FLAGS ..."; NAME may hold anything.
 */
static int judge(int dir, struct target *t, struct error *err)
{
	char text[1024], state;
	unsigned flags;
	autofd int fd = openat(dir, "stat", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (got <= 0)
		return fail_call(err, "read", "%d: stat", t->pid);
	text[got] = '\0';

	const char *name = strchr(text, '('), *end = strrchr(text, ')');
	/* The kernel's own text. NOLINTNEXTLINE(cert-err34-c) */
	if (!name || !end || sscanf(end + 1, " %c %*d %*d %*d %*d %*d %u", &state, &flags) != 2)
		return refuse(err, "%d: its stat file is malformed", t->pid);
	(void)snprintf(t->comm, sizeof(t->comm), "%.*s", (int)(end - name - 1), name + 1);
	if (state == 'Z' || state == 'X')
		return refuse(err,
			      "%d: is a zombie, its namespaces are gone; enter its parent, or "
			      "another process of the same container",
			      t->pid);
	if (flags & PF_KTHREAD_BIT)
		return refuse(err,
			      "%d: is a kernel thread, which lives in the host's namespaces; "
			      "choose a process of a user",
			      t->pid);
	return 0;
}

static int open_all(int dir, struct target *t, struct error *err)
{
	for (int i = 0; i < TARGET_KINDS; i++) {
		char path[16];

		(void)snprintf(path, sizeof(path), "ns/%s", kinds[i].name);
		ssize_t size = readlinkat(dir, path, t->link[i], sizeof(t->link[i]) - 1);
		if (size < 0 && errno == ENOENT)
			continue; /* a kind that this kernel has not */
		if (size < 0)
			return fail_call(err, "readlinkat", "%d", t->pid);
		t->link[i][size] = '\0';
		t->ns[i] = openat(dir, path, O_RDONLY | O_CLOEXEC);
		if (t->ns[i] < 0)
			return fail_call(err, "openat", "%d: %s", t->pid, path);
	}
	t->root = openat(dir, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (t->root < 0)
		return fail_call(err, "openat", "%d: root", t->pid);
	/* A cwd that has been removed, or is not ours to search, is no reason to stay out. */
	t->cwd = openat(dir, "cwd", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (t->cwd < 0)
		t->cwd = fcntl(t->root, F_DUPFD_CLOEXEC, 3);
	return 0;
}

static int look(int proc, struct target *t, struct error *err)
{
	char path[16];
	struct pollfd end = { .events = POLLIN };

	t->pidfd = sys_pidfd_open(t->pid);
	if (t->pidfd < 0)
		return fail_call(err, "pidfd_open", "%d", t->pid);
	(void)snprintf(path, sizeof(path), "%d", t->pid);
	autofd int dir = openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return fail_call(err, "openat", "/proc/%d", t->pid);
	if (judge(dir, t, err) < 0 || open_all(dir, t, err) < 0)
		return -1;
	/* A pid is not given away before its process is reaped, and until then it is a zombie
	 * that this tells of: it runs now, so what was opened since pidfd_open is all of it. */
	end.fd = t->pidfd;
	if (poll(&end, 1, 0) != 0)
		return refuse(err, "%d: ended meanwhile", t->pid);
	return 0;
}

int target_open(int proc, pid_t pid, struct target *ret, struct error *err)
{
	struct target t = { .pid = pid,
			    .pidfd = -1,
			    .root = -1,
			    .cwd = -1,
			    .ns = { -1, -1, -1, -1, -1, -1, -1, -1 } };

	if (look(proc, &t, err) < 0) {
		target_done(&t);
		return -1;
	}
	*ret = t;
	return 0;
}
