/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs in a frame's namespaces. The program is the frame's child, in a session of its own,
 * with 0, 1, 2 and nothing else. Where the frame has entered a process of another PID
 * namespace, a keeper in that namespace is between: its subreaper, so that what daemonises
 * stays ours.
 *
 * A keeper is between at a terminal too, and leads the session: a process group whose parent
 * is of another session is orphaned, and Ctrl-Z does nothing to it, setpgid(2), signal(7). With
 * the leader as its parent the program is to the kernel what a shell's job is.
 *
 * How exec went comes back by a socket that the exec closes; the frame goes on polling
 * meanwhile, because a path lookup can block.
 */
#include "base/child.h"
#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "frame/held.h"
#include "frame/join.h"
#include "frame/keepers.h"
#include "frame/launch.h"
#include "frame/plan.h"
#include "inside/identity.h"
#include "sys/process.h"
#include "wire/call.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct start {
	char *const *words;
	const int *stdio;
	char *const *argv; /* ended by NULL, as env is */
	char *const *env;
	int proc; /* the host's */
	int report;
	uint32_t number; /* of the question, where the report is the frame's own socket */
	bool is_led;     /* a keeper leads the session, and is the parent */
};

static const char *value_of(char *const *env, const char *name)
{
	size_t size = strlen(name);

	for (; *env; env++)
		if (strncmp(*env, name, size) == 0 && (*env)[size] == '=')
			return *env + size + 1;
	return NULL;
}

static void default_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		(void)signal(sig, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL); /* NOLINT: one thread */
}

/* As execvpe, but for two things: an empty PATH element is not the cwd, where a container's
 * file may lie, and what is not a program is not given to a shell. */
static int exec_in_path(const struct start *s, struct error *err)
{
	const char *name = s->argv[0], *path = value_of(s->env, "PATH");
	int worst = ENOENT;

	if (strchr(name, '/')) {
		(void)execve(name, s->argv, s->env);
		return fail_call(err, "execve", "%s", name);
	}
	for (const char *at = path ? path : "/usr/bin:/bin"; at;) {
		const char *end = strchrnul(at, ':');
		char full[4096];

		int size = snprintf(full, sizeof(full), "%.*s/%s", (int)(end - at), at, name);
		if (end > at && (size_t)size < sizeof(full)) {
			(void)execve(full, s->argv, s->env);
			if (errno != ENOENT && errno != ENOTDIR)
				worst = errno == EACCES ? worst == ENOENT ? EACCES : worst
							: errno;
		}
		at = *end ? end + 1 : NULL;
	}
	errno = worst;
	return fail_call(err, "execve", "%s", name);
}

static bool has_terminal(const struct start *s)
{
	assert(s->words); /* read_start has filled them */
	return s->words[LAUNCH_WORD_TERMINAL][0] != '\0';
}

/* A new session, and the terminal its own; -1 and errno. */
static int lead_session(const struct start *s)
{
	(void)setsid();
	if (!has_terminal(s))
		return 0;
	return ioctl(isatty(s->stdio[0]) ? s->stdio[0] : s->stdio[1], TIOCSCTTY, 0);
}

/* A group of its own, in the foreground of the leader's session; SIGTTOU is ignored here. */
static int join_session(void)
{
	if (setpgid(0, 0) < 0)
		return -1;
	return tcsetpgrp(isatty(0) ? 0 : 1, getpid());
}

/* The child's way to its program; returns only with a failure. */
static int start_program(struct start *s, struct error *err)
{
	assert(s->words && s->argv); /* read_start has filled them */

	/* Above 2 first: stdio may have been handed over in any order. */
	int fds[3];

	for (int i = 0; i < 3; i++)
		if ((fds[i] = fcntl(s->stdio[i], F_DUPFD_CLOEXEC, 3)) < 0)
			return fail_call(err, "fcntl", "stdio");
	for (int i = 0; i < 3; i++)
		if (dup2(fds[i], i) < 0)
			return fail_call(err, "dup2", "stdio");
	if ((s->is_led ? join_session() : lead_session(s)) < 0)
		return fail_call(err, "TIOCSCTTY", "the program's terminal");
	if (s->words[LAUNCH_WORD_CWD][0] != '\0' && chdir(s->words[LAUNCH_WORD_CWD]) < 0)
		return fail_call(err, "chdir", "%s", s->words[LAUNCH_WORD_CWD]);
	if (s->words[LAUNCH_WORD_USER][0] != '\0' &&
	    identity_become(s->words[LAUNCH_WORD_USER], err) < 0)
		return -1;
	/* A program is not tied to the frame's thread: the undertaker finds it; and with a
	 * signal on its parent's death it would go with the keeper. Dumpable it becomes by its
	 * exec. */
	(void)prctl(PR_SET_PDEATHSIG, 0);
	default_signals();
	if (s->report != 3)
		s->report = dup3(s->report, 3, O_CLOEXEC);
	sys_close_range(4, ~0U);
	return exec_in_path(s, err);
}

static _Noreturn void become_program(struct start *s)
{
	struct message m = { .kind = MESSAGE_FAILED, .number = s->number };
	struct error ignored;

	(void)start_program(s, &m.error);
	(void)wire_send(s->report, &m, &ignored);
	child_exit(127);
}

/* The program has ended: the foreground group loses its terminal, as when a leader ends. */
static void give_up_terminal(int terminal)
{
	if (terminal < 0)
		return;
	(void)ioctl(terminal, TIOCNOTTY);
	(void)close(terminal);
}

/* Until the keeper has no descendants: tells the news of PID, reaps all others. Who only leads
 * a session ends with the program: what is left is the frame's. */
static _Noreturn void keep_watch(pid_t pid, int news, int terminal, bool only_leads)
{
	for (;;) {
		siginfo_t info = { .si_pid = 0 };

		if (waitid(P_ALL, 0, &info, WEXITED | WSTOPPED | WCONTINUED | __WALL) == 0) {
			if (info.si_pid != pid || ending_write(news, &info))
				continue;
			give_up_terminal(terminal);
			(void)close(news);
			if (only_leads)
				child_exit(0);
			terminal = -1;
		} else if (errno == ECHILD) {
			child_exit(0);
		}
	}
}

/* The keeper as a leader: its terminal, or -1 without. What the terminal would do to it when it
 * is hung up, or to its child on the way to the foreground, does not happen. */
static int lead(struct start *s)
{
	if (!has_terminal(s))
		return -1;
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGTTOU, SIG_IGN);
	s->is_led = lead_session(s) == 0;
	return isatty(s->stdio[0]) ? s->stdio[0] : s->stdio[1];
}

/* NEWS and TERMINAL, if there is one, stay open; nothing else. */
static void close_all_but(int news, int terminal)
{
	int first = terminal >= 0 && terminal < news ? terminal : news;
	int second = first == news ? terminal : news;

	sys_close_range(0, (unsigned)first - 1);
	if (second < 0) {
		sys_close_range((unsigned)first + 1, ~0U);
		return;
	}
	sys_close_range((unsigned)first + 1, (unsigned)second - 1);
	sys_close_range((unsigned)second + 1, ~0U);
}

/* What a keeper does: starts the program, tells its pidfd, then its ending, and stays until it
 * has no descendants. It holds nothing of the host: stdio goes once the program has it, but for
 * the program's own terminal. */
static _Noreturn void keep(struct start *s, int news, bool only_leads)
{
	struct error ignored;
	struct message m = { .kind = MESSAGE_DONE };
	int pidfd = -1, terminal = lead(s);

	(void)prctl(PR_SET_NAME, KEEPER_NAME);
	if (!only_leads)
		(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid_t pid = sys_clone3(0, &pidfd);
	if (pid == 0)
		become_program(s);
	m.handles_n = pid < 0 ? 0 : 1;
	m.handles[0] = pidfd;
	if (pid < 0) {
		m.kind = MESSAGE_FAILED;
		(void)fail_call(&m.error, "clone3", "the program");
	}
	(void)wire_send(s->report, &m, &ignored);
	close_all_but(news, terminal);
	keep_watch(pid, news, terminal, only_leads);
}

/* setns(pid) counts for children only: a child of the frame goes there, and clones the keeper
 * as its own sibling, so that the frame reaps it; clone(2) CLONE_PARENT. */
static int launch_there(struct held *h, struct start *s, int news, struct error *err)
{
	pid_t pid = fork();

	if (pid < 0)
		return fail_call(err, "fork", "a launcher");
	if (pid > 0)
		return 0;

	struct message m = { .kind = MESSAGE_FAILED };
	struct error ignored;
	if (setns(h->pid_ns, CLONE_NEWPID) < 0) {
		(void)fail_call(&m.error, "setns", "pid");
	} else {
		pid_t keeper = sys_clone3(CLONE_PARENT, NULL);

		if (keeper > 0)
			child_exit(0);
		if (keeper < 0)
			(void)fail_call(&m.error, "clone3", "the program's keeper");
		else if (keepers_add(h->keepers, s->proc, &m.error) == 0)
			keep(s, news, false);
	}
	(void)wire_send(s->report, &m, &ignored);
	child_exit(1);
}

/* At a terminal, by a keeper that tells the rest itself. */
static int launch_led(struct held *h, struct start *s, int news, struct error *err)
{
	pid_t pid = sys_clone3(0, NULL);

	if (pid < 0)
		return fail_call(err, "clone3", "a session's leader");
	if (pid == 0)
		keep(s, news, true);
	h->doer = pid;
	return 0;
}

static int launch_here(struct held *h, struct start *s, int *ret_pidfd, struct error *err)
{
	assert(s->argv); /* read_start has filled it */

	pid_t pid = sys_clone3(0, ret_pidfd);

	if (pid < 0)
		return fail_call(err, "clone3", "%s", s->argv[0]);
	if (pid == 0)
		become_program(s);
	h->doer = pid;
	return 0;
}

static int read_start(struct message *q, struct call *c, struct start *s, struct error *err)
{
	uint64_t argc;

	if (q->n < LAUNCH_WORDS + 1 || c->handles_n < 3)
		return refuse(err, ".launch: too few words or handles");
	if (number_unsigned(q->words[LAUNCH_WORD_ARGC], (uint64_t)(q->n - LAUNCH_WORDS), &argc,
			    err) < 0)
		return -1;
	if (argc < 1)
		return refuse(err, ".launch: no program");

	/* Two lists, each ended by NULL, out of one: they live as long as this process does. */
	int env_n = q->n - LAUNCH_WORDS - (int)argc;
	char **lists = calloc((size_t)q->n, sizeof(*lists));
	if (!lists)
		return fail_call(err, "calloc", "the program's words");
	memcpy(lists, q->words + LAUNCH_WORDS, argc * sizeof(*lists));
	memcpy(lists + argc + 1, q->words + LAUNCH_WORDS + argc,
	       (size_t)env_n * sizeof(*lists));
	*s = (struct start){ .words = q->words,
			     .stdio = c->handles,
			     .argv = lists,
			     .env = lists + argc + 1,
			     .proc = c->proc,
			     .report = -1,
			     .number = q->number };
	return 0;
}

int held_launch(struct held *h, struct message *q, struct call *c, struct error *err)
{
	struct start s = { .report = -1, .stdio = c->handles };
	int ends[2];

	if (read_start(q, c, &s, err) < 0)
		return -1;
	autofree char *const *lists = s.argv;
	if (wire_pair(ends, err) < 0)
		return -1;
	autofd int mine = ends[0], childs = ends[1], pidfd = -1;
	int news[2];
	if (ending_pipe(news, err) < 0)
		return -1;
	autofd int news_read = news[0];
	autofd int news_write = news[1];

	s.report = childs;
	int done = h->pid_ns >= 0     ? launch_there(h, &s, news_write, err)
		   : has_terminal(&s) ? launch_led(h, &s, news_write, err)
				      : launch_here(h, &s, &pidfd, err);
	if (done < 0)
		return -1;
	message_done(&h->launched);
	h->launched = (struct message){ .kind = MESSAGE_DONE, .number = q->number };
	h->launched.handles[0] = take_fd(&news_read);
	h->launched.handles[1] = pidfd;
	h->launched.handles_n = pidfd >= 0 ? 2 : 1;
	/* A keeper tells the ending itself; of our own child we shall learn it. */
	h->program = (struct offspring){ .pid = pidfd >= 0 ? h->doer : 0,
					 .ending = pidfd >= 0 ? take_fd(&news_write) : -1 };
	(void)take_fd(&pidfd);
	h->report = take_fd(&mine);
	return 1;
}

/* The report has something: a failure, the pidfd from a keeper, or its end: exec went well. */
void held_launch_news(struct held *h)
{
	struct message m = MESSAGE_EMPTY;
	struct error err;
	int got = wire_receive(h->report, &m, &err);

	if (got > 0 && m.kind == MESSAGE_DONE) {
		h->launched.handles[1] = message_take(&m, 0);
		h->launched.handles_n = 2;
		message_done(&m);
		return;
	}
	own_close(&h->report);
	if (got == 0 && h->launched.handles_n == 2) {
		if (h->program.ending >= 0 &&
		    held_adopt_as(h, h->program.pid, h->program.ending, &err) < 0)
			got = -1;
		else
			(void)wire_send(h->sock, &h->launched, &err);
	} else if (got == 0) {
		(void)refuse(&err, "the program died before it was started");
		got = -1;
	}
	if (got != 0) {
		own_close(&h->program.ending);
		held_answer(h, h->launched.number, NULL, got > 0 ? &m.error : &err);
	}
	h->doer = 0;
	message_done(&m);
	message_done(&h->launched);
}

/* The init of a PID namespace becomes the program itself. Its answer, if any, is a failure: the
 * end of the socket says that exec went well. */
int held_become(struct held *h, struct message *q, struct call *c, struct error *err)
{
	struct start s = { .report = -1, .stdio = c->handles };
	uint64_t join;
	int lost;

	if (read_start(q, c, &s, err) < 0)
		return -1;
	if (number_unsigned(q->words[LAUNCH_WORD_JOIN], UINT32_MAX, &join, err) < 0)
		return -1;
	int joined = __builtin_popcountll(join);
	if (joined > 8 || c->handles_n != 3 + joined + 2)
		return refuse(err, ".become: wrong number of handles");
	if (join && join_namespaces((unsigned)join, c->handles + 3, err) < 0)
		return -1;
	if (join_root(c->handles[3 + joined], c->handles[4 + joined], &lost, err) < 0)
		return -1;
	s.report = h->sock;
	/* There is no way back from here: what is left of the frame says why, and ends. */
	become_program(&s);
}
