/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/relay.h"

#include "base/error.h"
#include "base/io.h"
#include "base/own.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum {
	CTRL_C = 3,
	CTRL_D = 4,
	DRAIN_BYTES = 128 << 10
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

int relay_open(int stdio[3], struct relay *r, struct error *err)
{
	bool is_tty[3];
	int user = -1;

	*r = (struct relay){ .pty = { -1, -1 }, .user_in = -1, .user_out = -1, .last = '\n' };
	for (int i = 0; i < 3; i++)
		is_tty[i] = isatty(stdio[i]);
	for (int i = 2; i >= 0; i--)
		user = is_tty[i] ? stdio[i] : user;
	if (user < 0)
		return 0;
	if (tty_pty_open(user, &r->pty, err) < 0 || unblock(r->pty.master, err) < 0)
		return -1;
	r->user_in = is_tty[0] ? stdio[0] : -1;
	r->user_out = is_tty[1] ? stdio[1] : is_tty[2] ? stdio[2] : user;
	r->is_raw = is_tty[0] && is_tty[1];
	if (!r->is_raw)
		be_plain(r->pty.slave);
	for (int i = 0; i < 3; i++)
		if (is_tty[i])
			stdio[i] = r->pty.slave;
	return 0;
}

/* Another shell's: it has sent us to the background, and would stop us for what we do there. */
static bool is_ours(int terminal)
{
	pid_t foreground = tcgetpgrp(terminal);

	return foreground < 0 || foreground == getpgrp();
}

int relay_begin(struct relay *r, struct error *err)
{
	if (r->user_in < 0 || !is_ours(r->user_in))
		return 0;
	r->is_canonical = !r->is_raw;
	relay_follow_size(r);
	return r->is_raw ? tty_raw_begin(r->user_in, err) : 0;
}

void relay_done(struct relay *r)
{
	tty_raw_end();
	/* A second ^D was meant for the program as well. */
	if (r->user_in >= 0 && r->last_typed == CTRL_D)
		(void)tcflush(r->user_in, TCIFLUSH);
	/* A message of ours begins on a line of its own. */
	if (r->pty.master >= 0 && r->user_out >= 0 && r->last != '\n' && !r->leaves_line)
		(void)io_write_all(r->user_out, "\n", 1);
	own_close(&r->pty.slave);
	own_close(&r->pty.master);
}

void relay_follow_size(const struct relay *r)
{
	if (r->pty.master >= 0 && r->user_out >= 0)
		tty_follow_size(r->user_out, r->pty.master);
}

/* A descriptor that nothing is wanted of is left out: its hang-up would wake us for ever. */
void relay_polls(const struct relay *r, struct pollfd *polls)
{
	bool in_waits = r->in.at < r->in.end, out_waits = r->out.at < r->out.end;
	bool reads = !in_waits && r->user_in >= 0 && is_ours(r->user_in);
	short events = (short)((in_waits ? POLLOUT : 0) | (out_waits ? 0 : POLLIN));

	polls[0] = (struct pollfd){ .fd = events ? r->pty.master : -1, .events = events };
	polls[1] = (struct pollfd){ .fd = reads ? r->user_in : -1, .events = POLLIN };
	polls[2] = (struct pollfd){ .fd = out_waits ? r->user_out : -1, .events = POLLOUT };
}

/* 1 something came, 0 the end of FROM, -1 not now. */
static int flow_read(struct flow *f, int from)
{
	ssize_t got = read(from, f->data, sizeof(f->data));

	if (got < 0)
		return errno == EINTR || errno == EAGAIN ? -1 : 0;
	f->at = 0;
	f->end = (size_t)got;
	return got > 0;
}

/* -1: TO takes no more, ever. */
static int flow_write(struct flow *f, int to)
{
	ssize_t put = write(to, f->data + f->at, f->end - f->at);

	if (put < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : -1;
	f->at += (size_t)put;
	return 0;
}

/* What the user typed goes to the program, at once or by and by. */
static void take_typed(struct relay *r)
{
	int got = flow_read(&r->in, r->user_in);

	if (got == 1)
		r->last_typed = r->in.data[r->in.end - 1];
	if (got != 0)
		return;
	r->user_in = -1;
	/* ^D: the terminal gives an end where the program's own wants the character. */
	if (r->is_canonical) {
		struct termios modes;

		r->in = (struct flow){ .end = 1, .data = { CTRL_D } };
		if (tcgetattr(r->pty.slave, &modes) == 0)
			memcpy(r->in.data, &modes.c_cc[VEOF], 1);
	}
}

/* A terminal that has gone away takes nothing more; the program may go on writing. */
static void show(struct relay *r)
{
	if (r->user_out >= 0 && flow_write(&r->out, r->user_out) < 0)
		r->user_out = -1;
	if (r->user_out < 0)
		r->out.at = r->out.end;
}

static void take_shown(struct relay *r)
{
	if (flow_read(&r->out, r->pty.master) == 1)
		r->last = r->out.data[r->out.end - 1];
	if (r->user_out < 0)
		r->out.at = r->out.end;
}

int relay_move(struct relay *r, const struct pollfd *polls)
{
	if (polls[2].revents)
		show(r);
	if (polls[1].revents)
		take_typed(r);
	if (r->stopped && memchr(r->in.data + r->in.at, CTRL_C, r->in.end - r->in.at))
		return -1;
	if ((polls[0].revents & POLLOUT) && r->in.at < r->in.end &&
	    flow_write(&r->in, r->pty.master) < 0)
		r->in.at = r->in.end;
	if ((polls[0].revents & POLLIN) && r->out.at == r->out.end)
		take_shown(r);
	return 0;
}

/* A terminal that is held (^S) may take nothing for ever. */
static bool show_rest(struct relay *r, int interrupt_fd)
{
	while (r->out.at < r->out.end && r->user_out >= 0) {
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

/* Not more than a pty can hold: a process that stays behind may write for ever. */
void relay_drain(struct relay *r, int interrupt_fd)
{
	if (r->pty.master < 0)
		return;
	for (size_t left = DRAIN_BYTES; show_rest(r, interrupt_fd) && left > 0;) {
		struct pollfd wait = { .fd = r->pty.master, .events = POLLIN };

		if (poll(&wait, 1, 0) != 1 || !(wait.revents & POLLIN))
			return;
		take_shown(r);
		left -= r->out.end < left ? r->out.end : left;
	}
}
