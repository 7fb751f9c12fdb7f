/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program at a terminal gets a pty of its own, relayed here: nothing in a box holds the
 * user's terminal. Without a terminal it has the caller's stdout and stderr as they are.
 */
#include "shell/program.h"

#include "base/error.h"
#include "base/own.h"
#include "shell/jobs.h"
#include "shell/signals.h"
#include "sys/process.h"
#include "tty/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum {
	RELAY_BYTES = 16384
};

/* The terminal between the user and the program. */
struct relay {
	int user; /* the user's terminal for input, -1: none */
	struct tty_pty pty;
	bool own_out; /* the program's output goes to the user's terminal, through us */
};

static int write_all(int fd, const char *data, size_t size)
{
	while (size > 0) {
		ssize_t put = write(fd, data, size);

		if (put < 0 && errno == EAGAIN) {
			struct pollfd wait = { .fd = fd, .events = POLLOUT };

			(void)poll(&wait, 1, -1);
		} else if (put < 0 && errno != EINTR) {
			return -1;
		}
		data += put > 0 ? put : 0;
		size -= put > 0 ? (size_t)put : 0;
	}
	return 0;
}

/* The last byte that a program wrote to the user's terminal: a message of ours begins on a line
 * of its own. */
static char last_shown = '\n';

/* false: FROM has ended. */
static bool copy(int from, int to)
{
	char data[RELAY_BYTES];
	ssize_t got = read(from, data, sizeof(data));

	if (got > 0 && to == STDOUT_FILENO)
		last_shown = data[got - 1];

	if (got < 0)
		return errno == EINTR || errno == EAGAIN;
	return got > 0 && write_all(to, data, (size_t)got) == 0;
}

static void drain(int master)
{
	struct pollfd wait = { .fd = master, .events = POLLIN };

	while (poll(&wait, 1, 0) == 1 && (wait.revents & POLLIN) && copy(master, STDOUT_FILENO))
		;
}

/* A signal came while a program runs: forwarded for exec; otherwise the step is over. */
static int on_signal(struct session *s, struct program *p, bool forward, struct relay *r)
{
	int sig = signals_take();

	if (sig == SIGWINCH && r->pty.master >= 0) {
		tty_follow_size(r->user >= 0 ? r->user : STDOUT_FILENO, r->pty.master);
		return 0;
	}
	if (!forward)
		return sig == SIGWINCH || sig == 0 ? 0 : -1;
	if (sig != 0)
		(void)sys_pidfd_signal(p->pidfd, sig);
	if (s->input == INPUT_PROMPT)
		signals_forget();
	return 0;
}

/* The program has stopped: so do we, for whoever started us; then it goes on with us. */
static void stop_with_it(struct program *p, const struct relay *r)
{
	struct error ignored;

	tty_raw_end();
	(void)raise(SIGSTOP);
	if (r->user >= 0) {
		(void)tty_raw_begin(r->user, &ignored);
		tty_follow_size(r->user, r->pty.master);
	}
	(void)sys_pidfd_signal(p->pidfd, SIGCONT);
}

static int interrupted(struct program *p, struct error *err)
{
	(void)sys_pidfd_signal(p->pidfd, SIGKILL);
	(void)refuse(err, "interrupted");
	err->errnum = EINTR;
	return -1;
}

static bool has_ended(struct ending e)
{
	return e.kind == ENDING_EXITED || e.kind == ENDING_KILLED || e.kind == ENDING_UNKNOWN;
}

static int relay_until_end(struct session *s, struct program *p, bool exec, struct relay *r,
			   struct ending *ret, struct error *err)
{
	int input = r->pty.master >= 0 ? r->user : -1, output = r->pty.master;

	for (;;) {
		struct pollfd wait[] = {
			{ .fd = p->ending, .events = POLLIN },
			{ .fd = s->interrupt_fd, .events = POLLIN },
			{ .fd = output, .events = POLLIN },
			{ .fd = input, .events = POLLIN },
		};

		if (poll(wait, 4, -1) < 0)
			continue;
		if (wait[1].revents && on_signal(s, p, exec, r) < 0)
			return interrupted(p, err);
		if (wait[3].revents && !copy(input, r->pty.master))
			input = -1;
		if (wait[2].revents && !copy(output, STDOUT_FILENO))
			output = -1;
		if (!wait[0].revents)
			continue;
		*ret = ending_read(p->ending);
		if (ret->kind == ENDING_STOPPED && exec)
			stop_with_it(p, r);
		if (has_ended(*ret) || (ret->kind == ENDING_STOPPED && !exec))
			return 0;
	}
}

/* Which of the program's three are the user's terminal: those become its own pty's. */
static int set_terminal(int stdio[3], struct relay *r, struct error *err)
{
	int user = isatty(stdio[0]) ? stdio[0] : isatty(stdio[1]) ? stdio[1] : -1;

	*r = (struct relay){ .user = -1, .pty = { -1, -1 } };
	if (user < 0)
		return 0;
	if (tty_pty_open(user, &r->pty, err) < 0)
		return -1;
	r->user = isatty(stdio[0]) ? stdio[0] : -1;
	for (int i = 0; i < 3; i++)
		if (isatty(stdio[i]))
			stdio[i] = r->pty.slave;
	return 0;
}

static int launch(struct session *s, struct frame *f, const struct start *start,
		  const int stdio[3], bool terminal, struct program *p, struct error *err)
{
	struct patience patience = session_patience(s);
	struct launch l = {
		.argv = start->argv,
		.env = start->env ? start->env : f->env,
		.user = start->user,
		.cwd = start->cwd,
		.stdio = { stdio[0], stdio[1], stdio[2] },
		.terminal = terminal,
	};

	if (start->init)
		return frame_become(start->init, f, &l, &patience, p, err);
	return frame_launch(f, &l, &patience, p, err);
}

static int in_foreground(struct session *s, struct frame *f, const struct start *start,
			 int stdio[3], struct ending *ret, struct error *err)
{
	struct program p = PROGRAM_NONE;
	struct relay r;
	int done = set_terminal(stdio, &r, err);

	if (done == 0)
		done = launch(s, f, start, stdio, r.pty.slave >= 0, &p, err);
	own_close(&r.pty.slave);
	if (done == 0 && start->as_exec)
		signals_forward();
	if (done == 0 && r.user >= 0)
		done = tty_raw_begin(r.user, err);
	if (done == 0)
		done = relay_until_end(s, &p, start->as_exec, &r, ret, err);
	if (r.pty.master >= 0 && done == 0)
		drain(r.pty.master);
	tty_raw_end();
	if (r.pty.master >= 0 && last_shown != '\n')
		(void)write_all(STDOUT_FILENO, "\n", 1);
	last_shown = '\n';
	s->caret_from = 0; /* what was typed is no longer just above */
	own_close(&r.pty.master);
	/* What was stopped at a terminal can go on in the background. */
	if (done == 0 && ret->kind == ENDING_STOPPED) {
		int id;

		if (jobs_add(s, p, s->step->source, &id, err) < 0)
			return -1;
		session_note(s, true, "[%d] stopped; kill -CONT %%%d lets it go on", id, id);
		return 0;
	}
	own_close(&p.pidfd);
	own_close(&p.ending);
	return done;
}

static int in_background(struct session *s, struct frame *f, const struct start *start,
			 int stdio[3], struct error *err)
{
	struct program p;
	int id;

	if (launch(s, f, start, stdio, false, &p, err) < 0 ||
	    jobs_add(s, p, s->step->source, &id, err) < 0)
		return -1;
	session_note(s, false, "[%d] %d", id, p.pid);
	return 0;
}

/* A job reads nothing of ours; a program of a script on stdin must not read the script. */
static int stdin_of(struct session *s, const struct start *start, int *ret, struct error *err)
{
	*ret = -1;
	if (s->from >= 0 || start->as_exec || (s->input != INPUT_STDIN && !start->background))
		return 0;
	*ret = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return *ret < 0 ? fail_call(err, "open", "/dev/null") : 0;
}

int program_run(struct session *s, struct frame *f, const struct start *start,
		struct ending *ret, struct error *err)
{
	int null;

	if (stdin_of(s, start, &null, err) < 0)
		return -1;
	autofd int owned = null;
	int stdio[3] = { s->from >= 0 ? s->from
			 : owned >= 0 ? owned
				      : STDIN_FILENO,
			 s->to, STDERR_FILENO };

	if (start->background) {
		*ret = (struct ending){ .kind = ENDING_EXITED };
		return in_background(s, f, start, stdio, err);
	}
	return in_foreground(s, f, start, stdio, ret, err);
}

int program_sh(struct session *s, const char *text, int stdin_fd, struct program *ret,
	       struct error *err)
{
	const char *argv[] = { "/bin/sh", "-c", text, NULL };
	struct start start = { .argv = argv };
	int stdio[3] = { stdin_fd, STDOUT_FILENO, STDERR_FILENO };

	return launch(s, s->zero, &start, stdio, false, ret, err);
}

int program_wait(struct session *s, struct program *p, struct ending *ret, struct error *err)
{
	struct relay none = { .user = -1, .pty = { -1, -1 } };
	int done = relay_until_end(s, p, false, &none, ret, err);

	own_close(&p->pidfd);
	own_close(&p->ending);
	return done;
}
