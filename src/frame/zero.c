/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frame 0, the undertaker: forked before anything else is there, it keeps the host's namespaces
 * and joins none, is the ancestor of all that is started, and when unsh is gone it ends all of
 * it.
 */
#include "base/error.h"
#include "base/own.h"
#include "frame/bury.h"
#include "frame/frame.h"
#include "frame/held.h"
#include "frame/keepers.h"
#include "sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	END_MS = 10000,
	KILLED_MS = 500,
	HEIR_MS = 2000
};

/* What the caller had open goes no further than unsh, and no frame holds the user's terminal.
 */
static _Noreturn void undertake(const struct table *t, struct keepers *keepers, int sock)
{
	struct held self = {
		.table = t, .undertaker = true, .keepers = keepers, .pid_ns = -1, .report = -1
	};
	int null = open("/dev/null", O_RDWR);

	self.program.ending = -1;
	for (int i = 0; i < 3 && null >= 0; i++)
		(void)dup2(null, i);
	(void)dup3(sock, 3, sock == 3 ? 0 : O_CLOEXEC);
	(void)fcntl(3, F_SETFD, FD_CLOEXEC);
	self.sock = 3;
	sys_close_range(4, ~0U);
	(void)signal(SIGCHLD, SIG_DFL); /* ignored by our caller, children would end unseen */
	/* A frame that is dropped is told of no more: its parent's write must not be the end of
	 * the parent. Programs get the default back. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)setsid(); /* the terminal's signals are for unsh */
	/* Somebody may stop it; when unsh has died, however, it goes on and sees that. */
	(void)prctl(PR_SET_PDEATHSIG, SIGCONT);
	(void)prctl(PR_SET_DUMPABLE, 0);
	held_loop(&self);
}

/* The host's procfs: a container's, or a file mounted over it, would answer anything. */
static int open_proc(int *ret, struct error *err)
{
	struct statfs fs;
	autofd int fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return fail_call(err, "open", "/proc");
	if (fstatfs(fd, &fs) < 0 || fs.f_type != PROC_SUPER_MAGIC)
		return refuse(err, "/proc is not mounted here");
	*ret = take_fd(&fd);
	return 0;
}

/* Whoever started us without stdin, stdout or stderr would have the first descriptors of ours
 * there, and so would programs. They are nobody's: /dev/null. */
static void fill_stdio(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR); /* NOLINT(android-cloexec-open): stdio */
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		(void)close(fd);
}

/* If frame 0 is killed, what it leaves climbs to unsh. Not where unsh has other children, who
 * were there before it (by exec): their orphans would be taken for ours. */
static bool become_heir(void)
{
	siginfo_t info;

	if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 ||
	    errno != ECHILD)
		return false;
	return prctl(PR_SET_CHILD_SUBREAPER, 1) == 0;
}

int frame_zero(const struct table *t, struct frame **ret, struct error *err)
{
	int ends[2], proc = -1;

	struct keepers *keepers = NULL;

	fill_stdio();
	if (open_proc(&proc, err) < 0 || keepers_new(&keepers, err) < 0)
		return -1;
	autofree struct frame *f = calloc(1, sizeof(*f));
	if (!f)
		return fail_call(err, "calloc", "frame 0");
	if (wire_pair(ends, err) < 0)
		return -1;
	bool is_heir = become_heir();
	pid_t pid = fork();
	if (pid < 0)
		return fail_call(err, "fork", "frame 0");
	if (pid == 0) {
		own_close(&ends[0]);
		undertake(t, keepers, ends[1]);
	}
	(void)close(ends[1]);
	*f = (struct frame){ .sock = ends[0],
			     .pidfd = -1,
			     .ending = -1,
			     .pid = pid,
			     .netlink = -1,
			     .proc = proc,
			     .keepers = keepers,
			     .is_heir = is_heir,
			     .uid = geteuid(),
			     .gid = getegid() };
	f->pidfd = sys_pidfd_open(pid);
	*ret = take_ptr(&f);
	return 0;
}

static void inherit(struct frame *zero)
{
	if (zero->is_heir)
		bury_children(zero->proc, zero->keepers, HEIR_MS);
}

void frame_end_all(struct frame *zero)
{
	struct pollfd end = { .fd = zero->pidfd, .events = POLLIN };
	int status = 0;

	/* The end of its socket is what tells it, if nobody has stopped it. Not for ever: what
	 * cannot be killed (a hung file system) must not keep the user from his prompt. */
	own_close(&zero->sock);
	(void)sys_pidfd_signal(zero->pidfd, SIGCONT);
	if (poll(&end, 1, END_MS) != 1) {
		(void)sys_pidfd_signal(zero->pidfd, SIGKILL);
		(void)poll(&end, 1, KILLED_MS);
	}
	/* If it was killed, what it has left is ours to bury. */
	if (waitpid(zero->pid, &status, WNOHANG) <= 0 || !WIFEXITED(status))
		inherit(zero);
	own_close(&zero->pidfd);
	own_close(&zero->netlink);
	own_close(&zero->proc);
	frame_env_free(zero);
	free(zero);
}
