/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions to a frame, from unsh's side: one in flight, waited for with patience. A frame that
 * does not answer is told to give up; if it does not even do that it stays busy, and the
 * session goes on without it.
 */
#include "base/clock.h"
#include "base/error.h"
#include "base/own.h"
#include "frame/frame.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	GRACE_MS = 300,  /* for a frame that was told to give up */
	ENDING_MS = 500, /* for the news of a frame that has died */
	PUMP_BYTES = 65536,
	SECOND_MS = 1000,
};

/* A process closes its descriptors a moment before it has ended. */
static void await_end(const struct frame *f)
{
	struct pollfd end = { .fd = f->pidfd, .events = POLLIN };

	if (!f->becomes)
		(void)poll(&end, 1, ENDING_MS);
}

/* A frame ends with the one below it: it is the lowest of the dead whose end says why. */
static int died(struct frame *f, struct error *err)
{
	struct ending e, below;
	char text[64];

	await_end(f);
	(void)frame_alive(f, &e);
	while (f->below && !frame_alive(f->below, &below)) {
		f = f->below;
		e = below;
	}
	const char *what = f->below ? "the held process" : "frame 0, process";
	const char *comma = f->below ? "" : ",";
	ending_text(e, text, sizeof(text));
	if (e.kind == ENDING_KILLED)
		return refuse_as(err, EOWNERDEAD, "%s %d%s was %s", what, f->pid, comma, text);
	return refuse_as(err, EOWNERDEAD, "%s %d%s has ended (%s)", what, f->pid, comma, text);
}

int frame_check(struct frame *f, struct error *err)
{
	struct ending e;

	await_end(f);
	return frame_alive(f, &e) ? 0 : died(f, err);
}

int frame_silent(pid_t pid, struct error *err)
{
	return refuse_as(err, ETIMEDOUT, "the held process %d does not answer", pid);
}

/* Takes what has come; 1 if it is the answer to the last question. Older ones are of questions
 * that were given up. */
static int take_answer(struct frame *f, struct message *ret, struct error *err)
{
	struct message m = MESSAGE_EMPTY;
	int got = wire_receive(f->sock, &m, err);

	if (got == 0)
		return died(f, err);
	if (got < 0)
		return -1;
	if (m.number != f->number) {
		message_done(&m);
		return 0;
	}
	f->busy = false;
	*ret = m;
	return 1;
}

/* Answers that came late, so that the frame is free again. */
static int catch_up(struct frame *f, struct error *err)
{
	struct message late = MESSAGE_EMPTY;

	while (f->busy) {
		struct pollfd wait = { .fd = f->sock, .events = POLLIN };

		if (poll(&wait, 1, 0) != 1)
			return refuse_as(
				err, EBUSY,
				"the held process %d is still busy with the step before",
				f->pid);
		if (take_answer(f, &late, err) < 0)
			return -1;
		message_done(&late);
	}
	return 0;
}

/* 1 there was something, 0 the end, -1 whoever gets it wants no more. */
static int pump(const struct patience *p, struct error *err)
{
	char data[PUMP_BYTES];
	ssize_t got = read(p->pump_from, data, sizeof(data));

	if (got < 0)
		return errno == EINTR || errno == EAGAIN ? 1 : 0;
	if (got == 0)
		return 0;
	if (p->pump(p->state, data, (size_t)got) < 0)
		return fail_call(err, "write", "output");
	return 1;
}

static int give_up(struct frame *f, int errnum, const char *text, struct error *err)
{
	struct message cancel = { .kind = MESSAGE_CANCEL, .number = f->number };
	struct message late = MESSAGE_EMPTY;
	struct error ignored;
	int64_t until = clock_ms() + GRACE_MS;

	(void)wire_send(f->sock, &cancel, &ignored);
	for (int64_t left; f->busy && (left = until - clock_ms()) > 0;) {
		struct pollfd wait = { .fd = f->sock, .events = POLLIN };

		if (poll(&wait, 1, (int)left) != 1)
			continue;
		if (take_answer(f, &late, &ignored) < 0)
			break;
		message_done(&late);
	}
	return refuse_as(err, errnum, "%s", text);
}

static int interrupted(struct frame *f, int64_t since, struct error *err)
{
	double seconds = (double)(clock_ms() - since) / 1000;
	char text[128];

	(void)snprintf(text, sizeof(text), "interrupted after %.1f s", seconds);
	(void)give_up(f, EINTR, text, err);
	if (!f->busy)
		return -1;
	return refuse_as(err, EINTR, "%s; the held process %d has not given it up yet", text,
			 f->pid);
}

static int too_long(struct frame *f, int timeout_ms, struct error *err)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "no answer within %g s", timeout_ms / 1000.0);
	return give_up(f, ETIMEDOUT, text, err);
}

/* When to give up, when to say that nothing has come yet. */
struct watch {
	int64_t asked, quiet, until, next;
};

/* Something has come: what flows does not hang. */
static void restart(struct watch *w, const struct patience *p)
{
	w->quiet = clock_ms();
	w->until = w->quiet + p->timeout_ms;
	w->next = w->quiet + SECOND_MS;
}

/* How long poll(2) may sleep: -1 is for ever. */
static int sleep_ms(const struct watch *w, const struct patience *p)
{
	int64_t now = clock_ms(), left = p->timeout_ms < 0 ? INT64_MAX : w->until - now;

	if (p->still && w->next - now < left)
		left = w->next - now;
	return left == INT64_MAX ? -1 : left < 0 ? 0 : (int)left;
}

/* Nothing has come in time: 0 if that is no reason to end the wait. */
static int none_came(struct frame *f, struct watch *w, const struct patience *p,
		     struct error *err)
{
	int64_t now = clock_ms();

	if (p->timeout_ms >= 0 && now >= w->until)
		return too_long(f, p->timeout_ms, err);
	if (p->still && now >= w->next) {
		p->still(p->state, (int)((now - w->quiet) / SECOND_MS));
		w->next += SECOND_MS;
	}
	return 0;
}

/* Until the answer is there. */
static int await_answer(struct frame *f, struct patience p, struct message *ret,
			struct error *err)
{
	struct watch watch = { .asked = clock_ms() };

	restart(&watch, &p);
	for (;;) {
		struct pollfd wait[] = {
			{ .fd = f->sock, .events = POLLIN },
			{ .fd = f->pidfd, .events = POLLIN },
			{ .fd = p.interrupt_fd, .events = POLLIN },
			{ .fd = p.pump_from, .events = POLLIN },
		};
		int ready = poll(wait, 4, sleep_ms(&watch, &p)), got = 0;

		if (ready < 0)
			continue;
		if (wait[3].revents && !wait[2].revents) {
			int more = pump(&p, err);

			if (more < 0)
				return give_up(f, EPIPE, "nobody reads its output", err);
			p.pump_from = more ? p.pump_from : -1;
			restart(&watch, &p);
			continue;
		}
		if (wait[0].revents)
			got = take_answer(f, ret, err);
		else if (wait[1].revents)
			got = died(f, err);
		else if (wait[2].revents)
			got = interrupted(f, watch.asked, err);
		else if (ready == 0)
			got = none_came(f, &watch, &p, err);
		if (got != 0)
			return got;
	}
}

/* What is left in a stream whose writer has ended. */
static void drain(const struct patience *p)
{
	struct error ignored;

	for (;;) {
		struct pollfd wait = { .fd = p->pump_from, .events = POLLIN };

		if (poll(&wait, 1, 0) != 1 || pump(p, &ignored) <= 0)
			return;
	}
}

int frame_ask(struct frame *f, const struct question *q, const struct patience *p,
	      struct message *ret, struct error *err)
{
	struct message ask = { .kind = MESSAGE_ASK, .n = q->n, .handles_n = q->handles_n };

	if (q->handles_n >= MESSAGE_HANDLES)
		return refuse(err, "too many handles for one message");
	if (f->sock < 0)
		return died(f, err);
	if (f->busy && catch_up(f, err) < 0)
		return -1;
	ask.number = ++f->number;
	f->becomes = q->becomes;
	ask.words = (char **)q->words;
	for (int i = 0; i < q->handles_n; i++)
		ask.handles[i] = q->handles[i];
	/* Each question brings the host's procfs along: frames keep no handle of the host's. */
	ask.handles[ask.handles_n++] = f->proc;
	if (wire_send(f->sock, &ask, err) < 0)
		return err->errnum == EPIPE || err->errnum == ECONNRESET ? died(f, err) : -1;
	f->busy = true;
	*ret = MESSAGE_EMPTY;
	if (await_answer(f, *p, ret, err) < 0)
		return -1;
	if (p->pump_from >= 0)
		drain(p);
	if (ret->kind == MESSAGE_DONE)
		return 0;
	*err = ret->error;
	message_done(ret);
	return -1;
}

bool frame_alive(struct frame *f, struct ending *ret)
{
	struct pollfd end = { .fd = f->pidfd, .events = POLLIN };
	struct pollfd news = { .fd = f->ending, .events = POLLIN };

	*ret = f->ended;
	if (f->ended.kind != ENDING_NONE)
		return false;
	if (poll(&end, 1, 0) != 1)
		return true;
	/* Frame 0 is a child of ours, reaped in the end. */
	siginfo_t info = { .si_pid = 0 };
	if (!f->below && waitid(P_PID, (id_t)f->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	    info.si_pid)
		f->ended = ending_of(&info);
	/* Its parent frame reaps it and writes down how it ended, a moment later. */
	while (f->below && f->ending >= 0 && poll(&news, 1, ENDING_MS) == 1) {
		struct ending e = ending_read(f->ending);

		if (e.kind == ENDING_STOPPED || e.kind == ENDING_CONTINUED)
			continue;
		f->ended = e;
		break;
	}
	if (f->ended.kind == ENDING_NONE)
		f->ended.kind = ENDING_UNKNOWN;
	*ret = f->ended;
	return false;
}
