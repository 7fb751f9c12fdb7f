/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/relay.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/own.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum {
	CTRL_C = 3,
	CTRL_D = 4,
	LEAVE = 29, /* ^] */
	LEAVE_TIMES = 3,
	LEAVE_MS = 1000,
	DRAIN_MS = 100,
	DRAIN_BYTES = 128 << 10,
	TYPED_AT_ONCE = 4096,
	/* Read on beyond what a hung program takes, or ^] would not be seen. */
	TYPED_MOST = 1 << 20
};

/* Where the program is not alone with the terminal (the other end is a pipe, perhaps to a
 * pager), the user's terminal keeps its modes: it echoes and makes lines, so the pty does not.
 */
static void be_plain(int slave)
{
	struct termios modes;

	if (tcgetattr(slave, &modes) < 0)
		return;
	modes.c_lflag &= ~(tcflag_t)ECHO;
	modes.c_oflag &= ~(tcflag_t)OPOST;
	(void)tcsetattr(slave, TCSANOW, &modes);
}

/* Our end only: a full pty must not keep us from the rest. */
static int unblock(int fd, struct error *err)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return fail_call(err, "fcntl", "a pty");
	return 0;
}

/* Whose terminal is read, whose shows: of unsh's own or a step's descriptors. */
static void use(struct relay *r, const int stdio[3])
{
	bool out = isatty(stdio[1]);

	r->user_in = isatty(stdio[0]) ? stdio[0] : -1;
	r->user_out = out ? stdio[1] : isatty(stdio[2]) ? stdio[2] : r->user_in;
	r->is_raw = r->user_in >= 0 && out;
}

int relay_open(int stdio[3], struct relay **ret, struct error *err)
{
	bool is_tty[3];
	int user = -1;

	for (int i = 2; i >= 0; i--) {
		is_tty[i] = isatty(stdio[i]);
		user = is_tty[i] ? stdio[i] : user;
	}
	if (user < 0)
		return 0;
	autofree struct relay *r = calloc(1, sizeof(*r));
	if (!r)
		return fail_call(err, "calloc", "a relay");
	if (tty_pty_open(user, &r->pty, err) < 0)
		return -1;
	use(r, stdio);
	modes_begin(&r->modes, !r->is_raw);
	if (!r->is_raw)
		be_plain(r->pty.slave);
	for (int i = 0; i < 3; i++)
		if (is_tty[i])
			stdio[i] = r->pty.slave;
	*ret = take_ptr(&r);
	/* On failure too it is the caller's now, and his to close. */
	return unblock((*ret)->pty.master, err);
}

void relay_use(struct relay *r)
{
	static const int own[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO };

	use(r, own);
}

/* Another shell's: it has sent us to the background, and would stop us for what we do there. */
static bool is_ours(int terminal)
{
	pid_t foreground = tcgetpgrp(terminal);

	return foreground < 0 || foreground == getpgrp();
}

static void say_modes(struct relay *r,
		      void (*made)(const struct modes *m, struct modes_text *ret))
{
	struct modes_text text;

	made(&r->modes, &text);
	if (text.size > 0 && r->user_out >= 0)
		(void)io_write_all(r->user_out, text.at, text.size);
}

int relay_begin(struct relay *r, struct error *err)
{
	if (r->user_in < 0 || !is_ours(r->user_in))
		return 0;
	r->is_canonical = !r->is_raw;
	relay_follow_size(r);
	if (r->is_raw && tty_raw_begin(r->user_in, err) < 0)
		return -1;
	if (r->is_paused)
		say_modes(r, modes_redo);
	r->is_paused = false;
	return 0;
}

/* The modes last: until then nothing of what the program has written is taken for text. */
void relay_pause(struct relay *r)
{
	say_modes(r, modes_undo);
	r->is_paused = true;
	tty_raw_end();
	/* A second ^D was meant for the program as well. */
	if (r->user_in >= 0 && r->last_typed == CTRL_D)
		(void)tcflush(r->user_in, TCIFLUSH);
	r->last_typed = 0;
	r->modes.at_start = modes_start_after(&r->modes);
}

void relay_drop(struct relay *r)
{
	if (!r)
		return;
	text_done(&r->in);
	own_close(&r->pty.slave);
	own_close(&r->pty.master);
	free(r);
}

void relay_follow_size(const struct relay *r)
{
	if (r->user_out >= 0)
		tty_follow_size(r->user_out, r->pty.master);
}

static bool in_waits(const struct relay *r)
{
	return r->in_at < r->in.size;
}

static bool out_waits(const struct relay *r)
{
	return r->out_at < r->out_end;
}

/* A descriptor that nothing is wanted of is left out: its hang-up would wake us for ever. */
void relay_polls(const struct relay *r, struct pollfd *polls)
{
	bool reads = r->in.size < TYPED_MOST && r->user_in >= 0 && is_ours(r->user_in);
	short events = (short)((in_waits(r) ? POLLOUT : 0) | (out_waits(r) ? 0 : POLLIN));

	polls[0] = (struct pollfd){ .fd = events ? r->pty.master : -1, .events = events };
	polls[1] = (struct pollfd){ .fd = reads ? r->user_in : -1, .events = POLLIN };
	polls[2] = (struct pollfd){ .fd = out_waits(r) ? r->user_out : -1, .events = POLLOUT };
}

/* What was read: > 0, 0 at the end, -1 not now. */
static ssize_t read_some(int from, char *data, size_t size)
{
	ssize_t got = read(from, data, size);

	return got < 0 && errno != EINTR && errno != EAGAIN ? 0 : got;
}

/* What was written; -1: TO takes no more, ever. */
static ssize_t write_some(int to, const char *data, size_t size)
{
	ssize_t put = write(to, data, size);

	return put < 0 && (errno == EINTR || errno == EAGAIN) ? 0 : put;
}

/* The third ^] in a row, within a second of the first. */
static bool is_leaving(struct relay *r, const char *typed, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		int64_t now = typed[i] == LEAVE ? clock_ms() : 0;

		if (typed[i] != LEAVE) {
			r->leaves = 0;
			continue;
		}
		if (r->leaves == 0 || now - r->leaves_ms > LEAVE_MS) {
			r->leaves = 0;
			r->leaves_ms = now;
		}
		if (++r->leaves == LEAVE_TIMES)
			return true;
	}
	return false;
}

/* ^D: the terminal gives an end where the program's own wants the character. */
static size_t end_typed(struct relay *r, char *typed)
{
	struct termios modes;

	r->user_in = -1;
	if (!r->is_canonical)
		return 0;
	*typed = CTRL_D;
	if (tcgetattr(r->pty.slave, &modes) == 0)
		memcpy(typed, &modes.c_cc[VEOF], 1);
	return 1;
}

/* What the user typed goes to the program, at once or by and by. */
static enum relay_news take_typed(struct relay *r)
{
	char typed[TYPED_AT_ONCE];
	ssize_t got = read_some(r->user_in, typed, sizeof(typed));
	struct error ignored;

	if (got < 0)
		return RELAY_ON;
	size_t size = got > 0 ? (size_t)got : end_typed(r, typed);
	if (r->stopped && memchr(typed, CTRL_C, size))
		return RELAY_INTERRUPTED;
	if (is_leaving(r, typed, size))
		return RELAY_LEFT;
	if (size > 0)
		r->last_typed = typed[size - 1];
	if (!in_waits(r))
		r->in.size = r->in_at = 0;
	(void)text_add(&r->in, typed, size, &ignored); /* without memory keys are lost */
	return RELAY_ON;
}

static void give_typed(struct relay *r)
{
	ssize_t put = write_some(r->pty.master, r->in.at + r->in_at, r->in.size - r->in_at);

	r->in_at = put < 0 ? r->in.size : r->in_at + (size_t)put;
}

/* A terminal that has gone away takes nothing more; the program may go on writing. */
static void show(struct relay *r)
{
	ssize_t put = r->user_out < 0 ? -1
				      : write_some(r->user_out, r->out + r->out_at,
						   r->out_end - r->out_at);

	if (put < 0)
		r->user_out = -1;
	r->out_at = put < 0 ? r->out_end : r->out_at + (size_t)put;
}

/* As much as is there, and fits: each round of a poll loop costs more than a read. */
void relay_take(struct relay *r)
{
	ssize_t got = 1;

	r->out_at = r->out_end = 0;
	while (got > 0 && r->out_end < RELAY_BYTES) {
		got = read_some(r->pty.master, r->out + r->out_end, RELAY_BYTES - r->out_end);
		r->out_end += got > 0 ? (size_t)got : 0;
	}
	modes_scan(&r->modes, r->out, r->out_end);
	if (r->user_out < 0)
		r->out_at = r->out_end;
}

enum relay_news relay_move(struct relay *r, const struct pollfd *polls)
{
	enum relay_news news = RELAY_ON;

	if (polls[2].revents)
		show(r);
	if (polls[1].revents)
		news = take_typed(r);
	if (news != RELAY_ON)
		return news;
	if (in_waits(r) && (polls[1].revents || (polls[0].revents & POLLOUT)))
		give_typed(r);
	if ((polls[0].revents & POLLIN) && !out_waits(r))
		relay_take(r);
	return RELAY_ON;
}

/* A terminal that is held (^S) may take nothing for ever. */
static bool show_rest(struct relay *r, int interrupt_fd)
{
	while (out_waits(r) && r->user_out >= 0) {
		struct pollfd wait[] = { { .fd = r->user_out, .events = POLLOUT },
					 { .fd = interrupt_fd, .events = POLLIN } };

		if (poll(wait, 2, -1) < 0)
			continue;
		if (wait[1].revents)
			return false;
		show(r);
	}
	return r->user_out >= 0;
}

/* Not more than a pty can hold: a process that stays behind may write for ever. True: the end,
 * nobody has the other side open. */
static bool drain(struct relay *r, int interrupt_fd, int patience_ms)
{
	int64_t end = clock_ms() + patience_ms;

	for (size_t left = DRAIN_BYTES; show_rest(r, interrupt_fd) && left > 0;) {
		struct pollfd wait = { .fd = r->pty.master, .events = POLLIN };
		int64_t now = clock_ms();

		if (poll(&wait, 1, now < end ? (int)(end - now) : 0) == 0)
			return false;
		if (wait.revents && !(wait.revents & POLLIN))
			return true;
		if (wait.revents)
			relay_take(r);
		left -= r->out_end < left ? r->out_end : left;
	}
	return false;
}

bool relay_drain(struct relay *r, int interrupt_fd)
{
	own_close(&r->pty.slave);
	return drain(r, interrupt_fd, DRAIN_MS);
}

void relay_catch_up(struct relay *r, int interrupt_fd)
{
	(void)drain(r, interrupt_fd, 0);
}
