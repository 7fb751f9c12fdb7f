/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program at a terminal gets a pty of its own, relayed here: nothing in a box holds the
 * user's terminal. Without a terminal it has the caller's stdout and stderr as they are.
 */
#include "shell/program.h"

#include "base/error.h"
#include "base/io.h"
#include "base/own.h"
#include "shell/jobs.h"
#include "shell/progress.h"
#include "shell/relay.h"
#include "shell/signals.h"
#include "shell/waiting.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

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

/* A program in the foreground. */
struct front {
	struct session *s;
	struct program p;
	struct relay *relay; /* owned; NULL: it has no terminal of ours */
	struct job *job;     /* it was one before; NULL */
	bool as_exec;
};

static int wait_relayed(struct front *f, struct ending *ret, struct error *err)
{
	struct waiting w = { .p = &f->p,
			     .relay = f->relay,
			     .forward = f->as_exec,
			     .was_job = f->job,
			     .may_stop = !f->as_exec && f->s->input == INPUT_PROMPT };

	if (f->as_exec)
		signals_forward();
	if (f->relay || w.may_stop)
		signals_watch_terminal();
	if (f->relay && relay_begin(f->relay, err) < 0) {
		program_end(&f->p, f->relay);
		return -1;
	}
	if (f->job)
		job_continue(f->job);
	return wait_program(f->s, &w, ret, err);
}

/* A line that the program has left open ends here; only at a prompt, and where it was meant to
 * be open, is that marked, when the next line comes. */
static void end_line(struct front *f, bool is_meant)
{
	if (f->relay->modes.at_start || f->relay->user_out < 0)
		return;
	f->relay->modes.at_start = true;
	if (is_meant && f->s->input == INPUT_PROMPT)
		f->s->unfinished = true;
	else
		(void)io_write_all(f->relay->user_out, "\n", 1);
}

/* The terminal is the user's again. */
static void give_back(struct front *f, bool done, struct ending e)
{
	bool stays = e.kind == ENDING_STOPPED || e.kind == ENDING_NONE, is_left = false;

	if (done && !stays)
		is_left = !relay_drain(f->relay, f->s->interrupt_fd);
	else
		relay_catch_up(f->relay, f->s->interrupt_fd);
	relay_pause(f->relay);
	end_line(f, done && e.kind == ENDING_EXITED);
	if (is_left)
		session_note(f->s, false,
			     "something that it has started goes on; jobs shows it");
}

/* It has stopped, or cannot be ended: it is a job now, with its terminal. */
static int become_job(struct front *f, struct ending e, struct error *err)
{
	struct job parts = JOB_NONE;

	if (!f->job) {
		parts.program = f->p;
		parts.relay = f->relay;
		if (f->relay)
			relay_use(f->relay);
		if (jobs_add(f->s, &parts, &f->job, err) < 0)
			return -1;
	} else if (f->relay && jobs_show_again(f->s->jobs, f->job, err) < 0) {
		return -1;
	}
	int id = f->job->id;
	f->job->ending = e;
	f->job->told = e.kind;
	if (e.kind == ENDING_NONE)
		return refuse(err, "it does not end, and is job %d now", id);
	session_note(f->s, true, "[%d] stopped: fg %d here, bg %d in the background", id, id,
		     id);
	return 0;
}

static int in_front(struct front *f, struct ending *ret, struct error *err)
{
	f->s->caret_from = 0; /* what was typed is no longer just above */
	int done = wait_relayed(f, ret, err);

	/* A change of size that comes now is no wish to see no more. */
	signals_leave_terminal();
	if (f->relay)
		give_back(f, done == 0, *ret);
	if (done == 0 && (ret->kind == ENDING_STOPPED || ret->kind == ENDING_NONE))
		return become_job(f, *ret, err);
	if (f->job) {
		f->job->ending = *ret;
		if (done == 0 && !f->relay)
			done = job_wait(f->s, f->job, err); /* shows the rest */
		jobs_forget(f->s->jobs, f->job);
		return done;
	}
	relay_drop(f->relay);
	own_close(&f->p.pidfd);
	own_close(&f->p.ending);
	return done;
}

static int in_foreground(struct begun *b, struct ending *ret, struct error *err)
{
	struct front f = { .s = b->s, .p = PROGRAM_NONE, .as_exec = b->start->as_exec };
	int done = relay_open(b->stdio, &f.relay, err);
	int slave = f.relay ? f.relay->pty.slave : -1;

	b->terminal = slave >= 0 && (b->stdio[0] == slave || b->stdio[1] == slave);
	if (done == 0)
		done = launch(b, &f.p, err);
	if (done < 0) {
		relay_drop(f.relay);
		return -1;
	}
	/* At an empty line: nothing of a note's is in the program's way. */
	if (b->start->says_way_back && f.relay && f.relay->is_raw)
		session_note(b->s, false, "^] ^] ^] comes back here");
	return in_front(&f, ret, err);
}

int program_resume(struct session *s, struct job *job, struct ending *ret, struct error *err)
{
	struct front f = { .s = s, .p = job->program, .relay = job->relay, .job = job };

	if (job->relay)
		jobs_show_alone(s->jobs, job);
	if (job->part.size > 0)
		(void)io_write_all(STDOUT_FILENO, job->part.at, job->part.size);
	job->part.size = 0;
	return in_front(&f, ret, err);
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

/* A pipe instead of the user's terminal; *RET is the other end, the caller's. */
static int open_output(struct begun *b, int *write_end, int *ret, struct error *err)
{
	int ends[2];

	if (!isatty(b->stdio[1]) && !isatty(b->stdio[2]))
		return 0;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail_call(err, "pipe2", "a job's output");
	(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
	*ret = ends[0];
	*write_end = ends[1];
	for (int i = 1; i < 3; i++)
		if (isatty(b->stdio[i]))
			b->stdio[i] = ends[1];
	return 0;
}

static int in_background(struct begun *b, struct error *err)
{
	struct job parts = JOB_NONE, *job;
	autofd int end = -1;
	int done = b->s->input == INPUT_PROMPT ? open_output(b, &end, &parts.output, err)
					       : start_copier(b, &end, &parts.copier, err);

	if (done == 0)
		done = launch(b, &parts.program, err);
	if (done < 0) {
		own_close(&parts.output);
		own_close(&parts.copier.pidfd);
		own_close(&parts.copier.ending);
		return -1;
	}
	if (jobs_add(b->s, &parts, &job, err) < 0)
		return -1;
	session_note(b->s, false, "[%d] %d", job->id, parts.program.pid);
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
	int done = wait_program(s, &w, ret, err);

	own_close(&p->pidfd);
	own_close(&p->ending);
	return done;
}
