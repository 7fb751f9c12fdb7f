/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program at a terminal gets a pty of its own, relayed here: nothing in a box holds the
 * user's terminal. Without a terminal it has the caller's stdout and stderr as they are.
 */
#include "shell/program.h"

#include "base/error.h"
#include "base/own.h"
#include "shell/jobs.h"
#include "shell/progress.h"
#include "shell/relay.h"
#include "shell/signals.h"
#include "sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

/* A program that is waited for. */
struct waiting {
	struct program *p;
	struct relay *relay; /* NULL: it has no terminal of ours */
	bool forward;        /* exec: signals are the program's, and its stops ours */
	bool may_stop;       /* a stop ends the waiting */
};

/* Ours alone to stop: the program goes on, or will be told. */
static void stop_here(void)
{
	tty_raw_end();
	(void)raise(SIGSTOP);
}

static int of_terminal(struct waiting *w, int sig, struct error *err)
{
	if (sig == SIGWINCH && w->relay)
		relay_follow_size(w->relay);
	if (sig == SIGCONT && w->relay)
		return relay_begin(w->relay, err);
	if (sig == SIGTSTP && !w->forward)
		stop_here();
	return 0;
}

/* A signal came while a program runs: forwarded for exec; otherwise the step is over. A program
 * that leads its session is not stopped by SIGTSTP, signal(7): it gets what stops it. */
static int on_signal(struct session *s, struct waiting *w, struct error *err)
{
	int sig = signals_take();

	if (sig == 0)
		return 0;
	if (sig == SIGWINCH || sig == SIGCONT || sig == SIGTSTP) {
		if (of_terminal(w, sig, err) < 0)
			return -1;
	} else if (!w->forward) {
		(void)refuse(err, "interrupted");
		err->errnum = EINTR;
		return -1;
	}
	if (w->forward && !(sig == SIGWINCH && w->relay))
		(void)sys_pidfd_signal(w->p->pidfd, sig == SIGTSTP ? SIGSTOP : sig);
	if (w->forward && s->input == INPUT_PROMPT)
		signals_forget();
	return 0;
}

/* All that the program started in its session; its number is its own while it has not ended. */
static void end_program(struct program *p)
{
	struct pollfd end = { .fd = p->pidfd, .events = POLLIN };

	if (p->pid > 1 && poll(&end, 1, 0) == 0)
		(void)kill(-p->pid, SIGKILL);
	(void)sys_pidfd_signal(p->pidfd, SIGKILL);
}

static bool has_ended(struct ending e)
{
	return e.kind == ENDING_EXITED || e.kind == ENDING_KILLED || e.kind == ENDING_UNKNOWN;
}

/* The news of the program: true if there is nothing more to wait for. */
static bool take_news(struct session *s, struct waiting *w, struct ending *ret)
{
	*ret = ending_read(w->p->ending);
	if (w->relay && ret->kind != ENDING_NONE)
		w->relay->stopped = ret->kind == ENDING_STOPPED;
	/* It has stopped, and so do we, for whoever started us; then it goes on with us. */
	if (ret->kind == ENDING_STOPPED && w->forward) {
		if (w->relay)
			relay_drain(w->relay, s->interrupt_fd);
		stop_here();
		(void)sys_pidfd_signal(w->p->pidfd, SIGCONT);
	}
	return has_ended(*ret) || (ret->kind == ENDING_STOPPED && w->may_stop);
}

static int wait_for(struct session *s, struct waiting *w, struct ending *ret, struct error *err)
{
	for (;;) {
		struct pollfd wait[2 + RELAY_POLLS] = {
			{ .fd = w->p->ending, .events = POLLIN },
			{ .fd = s->interrupt_fd, .events = POLLIN },
		};

		if (w->relay)
			relay_polls(w->relay, wait + 2);
		if (poll(wait, w->relay ? 2 + RELAY_POLLS : 2, -1) < 0)
			continue;
		if (wait[1].revents && on_signal(s, w, err) < 0)
			break;
		if (w->relay && relay_move(w->relay, wait + 2) < 0) {
			(void)refuse(err, "interrupted");
			err->errnum = EINTR;
			break;
		}
		if (wait[0].revents && take_news(s, w, ret))
			return 0;
	}
	end_program(w->p);
	return -1;
}

/* A start under way: where, and with what. */
struct begun {
	struct session *s;
	struct frame *f;
	const struct start *start;
	int stdio[3];  /* borrowed */
	bool terminal; /* stdio[0] or [1] is a pty's: the program's controlling terminal */
};

static int launch(const struct begun *b, struct program *ret, struct error *err)
{
	const struct start *start = b->start;
	struct patience patience = session_patience(b->s);
	struct launch l = {
		.argv = start->argv,
		.env = start->env ? start->env : b->f->env,
		.user = start->user,
		.cwd = start->cwd,
		.stdio = { b->stdio[0], b->stdio[1], b->stdio[2] },
		.terminal = b->terminal,
	};

	if (start->init)
		return frame_become(start->init, b->f, &l, &patience, ret, err);
	int done = frame_launch(b->f, &l, &patience, ret, err);
	/* From here on the terminal is the program's. */
	progress_end(b->s);
	return done;
}

/* With the user's terminal in our hands, if there is one: with R. */
static int wait_relayed(const struct begun *b, struct program *p, struct relay *r,
			struct ending *ret, struct error *err)
{
	bool has_pty = r->pty.master >= 0, as_exec = b->start->as_exec;
	struct waiting w = { .p = p,
			     .relay = has_pty ? r : NULL,
			     .forward = as_exec,
			     .may_stop = !has_pty && !as_exec && b->s->input == INPUT_PROMPT };

	if (as_exec)
		signals_forward();
	if (has_pty)
		signals_watch_terminal();
	int done = relay_begin(r, err);
	if (done < 0)
		end_program(p);
	else
		done = wait_for(b->s, &w, ret, err);
	if (done == 0)
		relay_drain(r, b->s->interrupt_fd);
	return done;
}

static int in_foreground(struct begun *b, struct ending *ret, struct error *err)
{
	struct program p = PROGRAM_NONE;
	struct relay r;
	int id, done = relay_open(b->stdio, &r, err);

	b->terminal =
		r.pty.slave >= 0 && (b->stdio[0] == r.pty.slave || b->stdio[1] == r.pty.slave);
	if (done == 0)
		done = launch(b, &p, err);
	if (done == 0) {
		b->s->caret_from = 0; /* what was typed is no longer just above */
		done = wait_relayed(b, &p, &r, ret, err);
	}
	if (r.pty.master >= 0) {
		r.leaves_line = b->s->input == INPUT_PROMPT && !b->start->as_exec;
		b->s->unfinished = r.leaves_line && r.last != '\n' && r.user_out >= 0;
		relay_done(&r);
		signals_leave_terminal();
	}
	/* What was stopped by somebody can go on in the background. */
	if (done == 0 && ret->kind == ENDING_STOPPED) {
		if (jobs_add(b->s, &p, NULL, &id, err) < 0)
			return -1;
		session_note(b->s, true, "[%d] stopped; kill -CONT %%%d lets it go on", id, id);
		return 0;
	}
	own_close(&p.pidfd);
	own_close(&p.ending);
	return done;
}

/*
 * Nothing in a box holds the user's terminal: what a job would write there goes through a pipe
 * to a cat of the host, on frame 0 as all that we start. *RET_END is the caller's; -1, and no
 * program, where no terminal is meant.
 */
static int start_copier(struct begun *b, int *ret_end, struct program *ret, struct error *err)
{
	static const char *const argv[] = { "/bin/sh", "-c", "exec cat", NULL };
	struct start start = { .argv = argv };
	int ends[2], user = -1;

	for (int i = 2; i >= 1; i--)
		user = isatty(b->stdio[i]) ? b->stdio[i] : user;
	*ret_end = -1;
	if (user < 0)
		return 0;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail_call(err, "pipe2", "a job's output");
	autofd int read_end = ends[0];
	autofd int write_end = ends[1];
	struct begun cat = {
		.s = b->s, .f = b->s->zero, .start = &start, .stdio = { read_end, user, user }
	};
	if (launch(&cat, ret, err) < 0)
		return -1;
	for (int i = 1; i < 3; i++)
		if (isatty(b->stdio[i]))
			b->stdio[i] = write_end;
	*ret_end = take_fd(&write_end);
	return 0;
}

static int in_background(struct begun *b, struct error *err)
{
	struct program p = PROGRAM_NONE, copier = PROGRAM_NONE;
	int id, end;

	if (start_copier(b, &end, &copier, err) < 0)
		return -1;
	int done = launch(b, &p, err);
	own_close(&end);
	if (done < 0) {
		own_close(&copier.pidfd);
		own_close(&copier.ending);
		return -1;
	}
	if (jobs_add(b->s, &p, &copier, &id, err) < 0)
		return -1;
	session_note(b->s, false, "[%d] %d", id, p.pid);
	return 0;
}

/* A job reads nothing of ours; a program of a script on stdin must not read the script; and
 * before a | the keyboard is for what is behind it, perhaps a pager. */
static bool needs_null(const struct session *s, const struct start *start)
{
	if (s->from >= 0 || start->as_exec)
		return false;
	if (start->background || s->input == INPUT_STDIN)
		return true;
	return s->step && s->step->pipe_to && !start->wants_keyboard && isatty(STDIN_FILENO);
}

int program_run(struct session *s, struct frame *f, const struct start *start,
		struct ending *ret, struct error *err)
{
	autofd int null = -1;

	if (needs_null(s, start)) {
		null = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (null < 0)
			return fail_call(err, "open", "/dev/null");
	}
	int in = s->from >= 0 ? s->from : null >= 0 ? null : STDIN_FILENO;
	struct begun b = {
		.s = s, .f = f, .start = start, .stdio = { in, s->to, STDERR_FILENO }
	};

	if (!start->background)
		return in_foreground(&b, ret, err);
	*ret = (struct ending){ .kind = ENDING_EXITED };
	return in_background(&b, err);
}

int program_sh(struct session *s, const char *text, int stdin_fd, struct program *ret,
	       struct error *err)
{
	const char *argv[] = { "/bin/sh", "-c", text, NULL };
	struct start start = { .argv = argv };
	struct begun b = { .s = s,
			   .f = s->zero,
			   .start = &start,
			   .stdio = { stdin_fd, s->stdout_fd, STDERR_FILENO } };

	return launch(&b, ret, err);
}

int program_wait(struct session *s, struct program *p, struct ending *ret, struct error *err)
{
	struct waiting w = { .p = p };
	int done = wait_for(s, &w, ret, err);

	own_close(&p->pidfd);
	own_close(&p->ending);
	return done;
}
