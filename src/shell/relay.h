/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between the user's terminal and a program's own: a pty that the program has instead, both
 * ways in the one poll loop of whoever waits for the program. Neither way waits for the other:
 * what one side does not take is kept, and no more is read.
 */
#ifndef UNSH_SHELL_RELAY_H
#define UNSH_SHELL_RELAY_H

#include "tty/tty.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	RELAY_BYTES = 4096, /* a pty's own buffer is not larger */
	RELAY_POLLS = 3
};

/* What was read on one side and not yet taken by the other. */
struct flow {
	size_t at, end;
	char data[RELAY_BYTES];
};

struct relay {
	struct tty_pty pty; /* owned; -1: there is no terminal, and nothing to do */
	int user_in;  /* the user's terminal where it is read; -1: it is not, or has ended */
	int user_out; /* where the program's terminal is shown; -1: it is gone */
	bool is_raw;  /* the program's input and output are both the user's terminal */
	bool is_canonical; /* the user's terminal gives lines, and an end of file */
	bool stopped;      /* the program is: Ctrl-C means us */
	char last;         /* byte shown */
	char last_typed;   /* byte given to the program */
	bool leaves_line; /* relay_done leaves a line that the program has not ended as it is */
	struct flow in, out;
};

/*
 * relay_open: each of STDIO that is a terminal becomes the slave of a new pty; without one R is
 * empty. relay_done: the user's modes are as before, all is closed.
 */
int relay_open(int stdio[3], struct relay *r, struct error *err);
void relay_done(struct relay *r);

/* relay_begin: takes the user's terminal, unless other processes have it now; then it is tried
 * again after SIGCONT. */
int relay_begin(struct relay *r, struct error *err);

/* relay_polls: what is to be waited for, RELAY_POLLS of them. relay_move: what they say, done;
 * -1: the user wants no more of a program that is stopped. relay_drain: what the program has
 * left behind, until INTERRUPT_FD is readable. */
void relay_polls(const struct relay *r, struct pollfd *polls);
int relay_move(struct relay *r, const struct pollfd *polls);
void relay_drain(struct relay *r, int interrupt_fd);

/* relay_follow_size: the pty gets the size of the user's terminal. */
void relay_follow_size(const struct relay *r);

#endif
