/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/mountproc.h"

#include "base/child.h"
#include "base/error.h"
#include "base/own.h"
#include "inside/mountfs.h"
#include "sys/process.h"
#include "wire/call.h"
#include "wire/message.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SOCKET = 3,
	PLACE = 4
};

/* Whether programs start in another PID namespace than the frame's own. */
static bool programs_elsewhere(const struct call *c)
{
	char own[64], programs[64];

	if (c->pid_ns >= 0)
		return true;
	ssize_t a = readlinkat(c->proc, "self/ns/pid", own, sizeof(own));
	ssize_t b = readlinkat(c->proc, "self/ns/pid_for_children", programs, sizeof(programs));

	return a > 0 && b > 0 && (a != b || memcmp(own, programs, (size_t)a) != 0);
}

/* What those in that PID namespace can look at: it has nothing but the socket. */
static _Noreturn void open_there(const char *type)
{
	struct message m = { .kind = MESSAGE_DONE };
	struct error ignored;
	autofd int fd = -1;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	fd = fsopen(type, FSOPEN_CLOEXEC);
	m.handles[0] = fd;
	m.handles_n = 1;
	if (fd < 0) {
		m = (struct message){ .kind = MESSAGE_FAILED };
		(void)fail_call(&m.error, "fsopen", "%s", type);
	}
	(void)wire_send(SOCKET, &m, &ignored);
	child_exit(0);
}

/* The child: moves what it needs below all else, and closes that; setns(pid) counts for its own
 * child only. */
static _Noreturn void go_there(int sock, int pid_ns, const char *type)
{
	struct message m = { .kind = MESSAGE_FAILED };
	struct error ignored;
	int high = fcntl(sock, F_DUPFD_CLOEXEC, PLACE + 1);
	int place = pid_ns < 0 ? -1 : fcntl(pid_ns, F_DUPFD_CLOEXEC, PLACE + 1);

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)dup3(high, SOCKET, O_CLOEXEC);
	if (place >= 0)
		(void)dup3(place, PLACE, O_CLOEXEC);
	sys_close_range(place >= 0 ? PLACE + 1 : PLACE, ~0U);
	if (place >= 0 && setns(PLACE, CLONE_NEWPID) < 0) {
		(void)fail_call(&m.error, "setns", "pid");
		(void)wire_send(SOCKET, &m, &ignored);
		child_exit(0);
	}
	sys_close_range(PLACE, ~0U);
	pid_t pid = fork();
	if (pid == 0)
		open_there(type);
	if (pid < 0) {
		(void)fail_call(&m.error, "fork", "a child to open it");
		(void)wire_send(SOCKET, &m, &ignored);
	}
	(void)close(SOCKET);
	(void)waitpid(pid, NULL, __WALL);
	child_exit(0);
}

static int fetch(const struct call *c, const char *type, int *ret, struct error *err)
{
	struct message m = MESSAGE_EMPTY;
	int ends[2];

	if (wire_pair(ends, err) < 0)
		return -1;
	autofd int mine = ends[0];
	autofd int theirs = ends[1];
	pid_t pid = fork();
	if (pid < 0)
		return fail_call(err, "fork", "a child to open it");
	if (pid == 0)
		go_there(theirs, c->pid_ns, type);
	own_close(&theirs);
	int got = wire_receive(mine, &m, err);
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
	if (got == 0)
		return refuse(err, "the child that was to open it has died");
	if (got > 0 && m.kind == MESSAGE_FAILED)
		*err = m.error;
	*ret = got > 0 ? message_take(&m, 0) : -1;
	message_done(&m);
	return *ret < 0 ? -1 : 0;
}

int mountproc_at(const struct call *c, const struct filesystem *fs, const char *target,
		 struct error *err)
{
	int opened = -1;

	if (!programs_elsewhere(c))
		return mountfs_at(fs, target, err);
	if (fetch(c, fs->type, &opened, err) < 0)
		return -1;
	autofd int fd = opened;
	return mountfs_opened(fd, fs, target, err);
}
