/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop of a held process: one question at a time, children reaped as they end. What can
 * block is done by a child of the frame, so that the frame hears when unsh gives up on it.
 */
#include "frame/held.h"

#include "base/child.h"
#include "base/error.h"
#include "base/own.h"
#include "frame/bury.h"
#include "lang/args.h"
#include "sys/process.h"
#include "wire/call.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

int held_adopt_as(struct held *h, pid_t pid, int ending, struct error *err)
{
	if (h->offspring_n == h->offspring_room) {
		int room = h->offspring_room ? 2 * h->offspring_room : 8;
		struct offspring *more =
			reallocarray(h->offspring, (size_t)room, sizeof(*more));

		if (!more)
			return fail_call(err, "realloc", "children");
		h->offspring = more;
		h->offspring_room = room;
	}
	h->offspring[h->offspring_n++] = (struct offspring){ .pid = pid, .ending = ending };
	return 0;
}

int held_adopt(struct held *h, pid_t pid, int *ret, struct error *err)
{
	int ends[2];

	if (ending_pipe(ends, err) < 0)
		return -1;
	if (held_adopt_as(h, pid, ends[1], err) < 0) {
		(void)close(ends[0]);
		(void)close(ends[1]);
		return -1;
	}
	*ret = ends[0];
	return 0;
}

void held_answer(struct held *h, uint32_t number, struct call *c, const struct error *err)
{
	struct message m = { .kind = err ? MESSAGE_FAILED : MESSAGE_DONE, .number = number };
	struct error lost;

	if (err) {
		m.error = *err;
	} else {
		m.n = c->words_n;
		m.words = c->words;
		m.sizes = c->sizes;
		m.handles_n = c->give_n;
		memcpy(m.handles, c->give, sizeof(*c->give) * (size_t)c->give_n);
	}
	if (wire_send(h->sock, &m, &lost) == 0 || lost.errnum == EPIPE)
		return;
	/* It was too much for the wire: the failure to say so is not. */
	m = (struct message){ .kind = MESSAGE_FAILED, .number = number, .error = lost };
	(void)wire_send(h->sock, &m, &lost);
}

static void tell_ending(struct held *h, int i, const siginfo_t *info)
{
	if (ending_write(h->offspring[i].ending, info))
		return;
	own_close(&h->offspring[i].ending);
	h->offspring[i] = h->offspring[--h->offspring_n];
}

/* The child that did the question has ended: if it ended badly, nobody has answered. */
static void doer_ended(struct held *h, const siginfo_t *info)
{
	struct error err;
	const char *name = sigabbrev_np(info->si_status);

	h->doer = 0;
	if (info->si_code == CLD_EXITED && info->si_status == 0)
		return;
	(void)refuse(&err, "the child that did it was killed by SIG%s",
		     info->si_code == CLD_EXITED ? "?" : name);
	held_answer(h, h->asked, NULL, &err);
}

void held_reap(struct held *h)
{
	for (;;) {
		siginfo_t info = { .si_pid = 0 };

		/* Every frame is a subreaper, some are init: this is where strangers are
		 * reaped. */
		if (waitid(P_ALL, 0, &info,
			   WEXITED | WSTOPPED | WCONTINUED | WNOHANG | __WALL) < 0 ||
		    info.si_pid == 0)
			return;
		bool ended = info.si_code != CLD_STOPPED && info.si_code != CLD_CONTINUED;
		if (info.si_pid == h->doer && ended)
			doer_ended(h, &info);
		for (int i = h->offspring_n - 1; i >= 0; i--)
			if (h->offspring[i].pid == info.si_pid)
				tell_ending(h, i, &info);
	}
}

int held_in_child(struct held *h, held_half *half, struct message *q, struct call *c,
		  struct error *err)
{
	pid_t pid = fork();

	if (pid < 0)
		return fail_call(err, "fork", "a child for it");
	if (pid > 0) {
		h->doer = pid;
		return 1;
	}
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	int done = half(h, q, c, err);
	held_answer(h, h->asked, c, done < 0 ? err : NULL);
	child_exit(0);
}

/* A step's words; ".child" in front of them says that this time it may block. */
static const struct command *row_of(struct held *h, const struct message *q, struct words *ret)
{
	int skip = strcmp(q->words[0], ".child") == 0;

	*ret = (struct words){ .n = q->n - skip, .v = (const char *const *)q->words + skip };
	return table_find(h->table, ret->v, ret->n, NULL);
}

static int step_half(struct held *h, struct message *q, struct call *c, struct error *err)
{
	struct words words;
	struct args a;
	const struct command *row = row_of(h, q, &words);

	if (args_bind(row, &words, &a, NULL, err) < 0)
		return -1;
	int done = row->inside(c, &a, err);
	args_done(&a);
	return done;
}

static int do_step(struct held *h, struct message *q, struct call *c, struct error *err)
{
	struct words words;
	const struct command *row = row_of(h, q, &words);

	if (!row || !row->inside)
		return refuse(err, "a frame knows no such word");
	/* The stream's end is the last of the handles, where unsh put it. */
	if (row->flags & ROW_STREAMS) {
		if (c->handles_n < 1)
			return refuse(err, "no stream came with it");
		c->out = c->handles[--c->handles_n];
	}
	if ((row->flags & (ROW_BLOCKS | ROW_STREAMS)) || words.n != q->n)
		return held_in_child(h, step_half, q, c, err);
	return step_half(h, q, c, err);
}

static void do_question(struct held *h, struct message *q)
{
	struct error err = { .errnum = 0 };
	struct call c = { .proc = -1, .pid_ns = h->pid_ns, .out = -1 };
	int done = -1;

	h->asked = q->number;
	if (q->n < 1 || q->handles_n < 1) {
		(void)refuse(&err, "a question without words or without procfs");
	} else {
		/* The host's procfs is the last handle of each question: a frame keeps none. */
		c.proc = q->handles[q->handles_n - 1];
		c.handles = q->handles;
		c.handles_n = q->handles_n - 1;
		done = q->words[0][0] == '.' && strcmp(q->words[0], ".child") != 0
			       ? held_own(h, q, &c, &err)
			       : do_step(h, q, &c, &err);
	}
	if (done <= 0)
		held_answer(h, q->number, &c, done < 0 ? &err : NULL);
	call_done(&c);
}

static void give_up(struct held *h, uint32_t number)
{
	struct error err;

	if ((h->doer == 0 && h->report < 0) || h->asked != number)
		return; /* it has been answered: the two crossed */
	if (h->doer > 0)
		(void)kill(h->doer, SIGKILL);
	h->doer = 0;
	own_close(&h->report);
	own_close(&h->program.ending);
	message_done(&h->launched);
	(void)refuse(&err, "given up");
	held_answer(h, number, NULL, &err);
}

/* One message; false when unsh is gone. */
static bool hear(struct held *h)
{
	struct message q = MESSAGE_EMPTY;
	struct error err;
	int got = wire_receive(h->sock, &q, &err);

	if (got == 0)
		return false;
	if (got < 0)
		held_answer(h, 0, NULL, &err);
	else if (q.kind == MESSAGE_CANCEL)
		give_up(h, q.number);
	else if (q.kind == MESSAGE_ASK)
		do_question(h, &q);
	message_done(&q);
	return true;
}

static int watch_children(void)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &set, NULL); /* NOLINT: one thread */
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

void held_loop(struct held *h)
{
	struct signalfd_siginfo news;
	autofd int children = watch_children();

	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (;;) {
		struct pollfd wait[3] = {
			{ .fd = h->sock, .events = POLLIN },
			{ .fd = children, .events = POLLIN },
			{ .fd = h->report, .events = POLLIN },
		};

		if (poll(wait, 3, -1) < 0)
			continue;
		if (wait[2].revents)
			held_launch_news(h);
		if (wait[1].revents) {
			while (read(children, &news, sizeof(news)) > 0)
				;
			held_reap(h);
		}
		if (wait[0].revents && !hear(h))
			break;
	}
	if (h->undertaker) {
		autofd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

		bury_children(proc, h->keepers, -1);
		placed_remove_all(h);
		made_remove_all(h);
	}
	child_exit(0);
}
