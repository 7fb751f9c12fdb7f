/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/waiting.h"

#include "base/clock.h"
#include "base/error.h"
#include "shell/jobs.h"
#include "shell/relay.h"
#include "shell/signals.h"
#include "sys/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	HANG_UP_MS = 2000, /* from SIGHUP to SIGKILL */
	LAST_MS = 500      /* from there to who cannot be killed: he waits for the kernel */
};

/* What is done about a program that the user has left. */
enum leaving {
	STAYS,
	HUNG_UP,
	KILLED
};

/* Ours alone to stop: the program goes on, or will be told. */
static void stop_here(struct waiting *w)
{
	if (w->relay)
		relay_pause(w->relay);
	(void)raise(SIGSTOP);
}

/* The user's terminal has stopped us, because the program has none or not all of it: it is the
 * program that is meant, if it can become a job; otherwise unsh, by whoever started it. */
static void on_stop(struct waiting *w)
{
	if (!w->may_stop)
		stop_here(w);
	else if (!w->relay || ioctl(w->relay->pty.master, TIOCSIG, (long)SIGTSTP) < 0)
		program_signal(w->p, SIGSTOP);
}

static int of_terminal(struct waiting *w, int sig, struct error *err)
{
	if (sig == SIGWINCH && w->relay)
		relay_follow_size(w->relay);
	if (sig == SIGCONT && w->relay)
		return relay_begin(w->relay, err);
	if (sig == SIGTSTP && !w->forward)
		on_stop(w);
	return 0;
}

/* A signal came while a program runs: forwarded for exec; otherwise the step is over. What
 * `exec --init` starts is not stopped by SIGTSTP, signal(7): it gets what stops it. */
static int on_signal(struct session *s, struct waiting *w, struct error *err)
{
	int sig = signals_take();

	if (sig == 0)
		return 0;
	if (sig == SIGWINCH || sig == SIGCONT || sig == SIGTSTP) {
		if (of_terminal(w, sig, err) < 0)
			return -1;
	} else if (w->was_job && sig == SIGINT) {
		program_signal(w->p, SIGINT);
		return 0;
	} else if (!w->forward) {
		return refuse_as(err, EINTR, "interrupted");
	}
	if (w->forward && !(sig == SIGWINCH && w->relay))
		(void)sys_pidfd_signal(w->p->pidfd, sig == SIGTSTP ? SIGSTOP : sig);
	if (w->forward && s->input == INPUT_PROMPT)
		signals_forget();
	return 0;
}

/* The program's group, and the one that its terminal's keys go to. */
static void signal_all(const struct program *p, const struct relay *r, int sig)
{
	pid_t front = r ? tcgetpgrp(r->pty.master) : -1;

	program_signal(p, sig);
	if (front > 1 && front != p->pid)
		(void)kill(-front, sig);
}

void program_end(const struct program *p, const struct relay *r)
{
	signal_all(p, r, SIGKILL);
	(void)sys_pidfd_signal(p->pidfd, SIGKILL);
}

int program_lost(struct session *s, const struct program *p, struct ending *ret,
		 struct error *err)
{
	struct frame *f = session_frame_of(s, p->frame);

	program_end(p, NULL);
	if (!f)
		return 0; /* left: it has ended with it */
	if (frame_check(f, err) < 0)
		return -1;
	ret->kind = ENDING_LOST;
	return 0;
}

struct pollfd overdue_poll(const struct overdue *o, const struct program *p)
{
	return (struct pollfd){ .fd = o->end_ms ? -1 : p->pidfd, .events = POLLIN };
}

int overdue_ms(const struct overdue *o, int most_ms)
{
	int64_t left = o->end_ms - clock_ms();

	if (o->end_ms == 0)
		return most_ms;
	left = left < 0 ? 0 : left;
	return most_ms >= 0 && most_ms < left ? most_ms : (int)left;
}

int overdue_hear(struct overdue *o, struct session *s, const struct program *p, short revents,
		 struct error *err)
{
	if (revents && s->settings.timeout_ms >= 0)
		o->end_ms = clock_ms() + s->settings.timeout_ms;
	if (o->end_ms == 0 || clock_ms() <= o->end_ms)
		return 0;
	return frame_silent(p->frame, err);
}

/* Ctrl-Z at a program that is no job: it has stopped, and so does unsh, for whoever started it;
 * then it goes on with us. Nobody would let the leader of a session go on. */
static void stop_with_it(struct session *s, struct waiting *w, struct ending news)
{
	if (!w->forward && !(w->relay && news.value == SIGTSTP))
		return;
	if (w->relay)
		relay_catch_up(w->relay, s->interrupt_fd);
	if (w->forward || getsid(0) != getpid())
		stop_here(w);
	program_signal(w->p, SIGCONT);
	/* ^C is its own from now, though the news that it goes on are still on their way. */
	if (w->relay)
		w->relay->stopped = false;
}

/* The news of the program: true if there is nothing more to wait for. */
static bool take_news(struct session *s, struct waiting *w, struct ending *ret)
{
	*ret = ending_read(w->p->ending);
	if (w->relay && ret->kind != ENDING_NONE)
		w->relay->stopped = ret->kind == ENDING_STOPPED;
	if (ret->kind == ENDING_STOPPED && !w->may_stop)
		stop_with_it(s, w, *ret);
	return ending_is_final(*ret) || (ret->kind == ENDING_STOPPED && w->may_stop);
}

/* First it may say goodbye, then it may not. False: that was all that could be done. */
static bool leave(struct waiting *w, enum leaving *how)
{
	switch (*how) {
	case STAYS:
		*how = HUNG_UP;
		signal_all(w->p, w->relay, SIGHUP);
		signal_all(w->p, w->relay, SIGCONT);
		return true;
	case HUNG_UP:
		*how = KILLED;
		program_end(w->p, w->relay);
		return true;
	case KILLED:
		break;
	}
	return false;
}

/* The next step of leaving, when its time has come. *END_MS is when the one after that has. */
static bool leave_on(struct waiting *w, enum leaving *how, int64_t *end_ms)
{
	int64_t now = clock_ms();

	if (*how != STAYS && now < *end_ms)
		return true;
	if (!leave(w, how))
		return false;
	*end_ms = now + (*how == HUNG_UP ? HANG_UP_MS : LAST_MS);
	return true;
}

/* What jobs print goes to the same terminal, but not into a picture. */
static int jobs_fd(const struct session *s, const struct waiting *w)
{
	return w->relay && modes_alternate(&w->relay->modes) ? -1 : jobs_output(s->jobs);
}

int wait_program(struct session *s, struct waiting *w, struct ending *ret, struct error *err)
{
	enum leaving how = STAYS;
	int64_t end_ms = 0;
	struct overdue overdue = { 0 };

	for (;;) {
		struct pollfd wait[4 + RELAY_POLLS] = {
			{ .fd = w->p->ending, .events = POLLIN },
			{ .fd = s->interrupt_fd, .events = POLLIN },
			{ .fd = jobs_fd(s, w), .events = POLLIN },
			overdue_poll(&overdue, w->p),
		};
		enum relay_news typed = RELAY_ON;

		if (w->relay)
			relay_polls(w->relay, wait + 4);
		/* Some ten looks a second at the clock, and only while it is being left. */
		if (poll(wait, w->relay ? 4 + RELAY_POLLS : 4,
			 overdue_ms(&overdue, how == STAYS ? -1 : 100)) < 0)
			continue;
		if (wait[1].revents && on_signal(s, w, err) < 0)
			break;
		if (w->relay)
			typed = relay_move(w->relay, wait + 4);
		if (typed == RELAY_INTERRUPTED) {
			(void)refuse_as(err, EINTR, "interrupted");
			break;
		}
		if (wait[2].revents)
			jobs_print(s, w->relay && w->relay->is_raw);
		if (wait[0].revents && take_news(s, w, ret))
			return ret->kind == ENDING_UNKNOWN ? program_lost(s, w->p, ret, err)
							   : 0;
		if (overdue_hear(&overdue, s, w->p, wait[3].revents, err) < 0)
			break;
		if ((typed == RELAY_LEFT || how != STAYS) && !leave_on(w, &how, &end_ms)) {
			*ret = (struct ending){ .kind = ENDING_NONE };
			return 0;
		}
	}
	program_end(w->p, w->relay);
	return -1;
}
