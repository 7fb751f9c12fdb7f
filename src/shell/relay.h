/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between the user's terminal and a program's own: a pty that the program has instead, both
 * ways in the one poll loop of whoever waits for the program. Neither way waits for the other:
 * what one side does not take is kept, and no more is read.
 *
 * What the program sets at the terminal is watched (tty/modes.h), so that it can be taken back
 * whenever the user's terminal is: at the program's end, however it ends, and while it is
 * stopped.
 */
#ifndef UNSH_SHELL_RELAY_H
#define UNSH_SHELL_RELAY_H

#include "base/text.h"
#include "tty/modes.h"
#include "tty/tty.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RELAY_BYTES = 16384, /* some reads of a pty, which gives 4095 at most */
	RELAY_POLLS = 3
};

struct relay {
	struct tty_pty pty; /* owned; the slave is -1 once the program has ended */
	int user_in;  /* the user's terminal where it is read; -1: it is not, or has ended */
	int user_out; /* where the program's terminal is shown; -1: it is gone */
	bool is_raw;  /* the program's input and output are both the user's terminal */
	bool is_canonical; /* the user's terminal gives lines, and an end of file */
	bool stopped;      /* the program is: Ctrl-C means us */
	bool is_paused;    /* its modes are undone at the user's terminal */
	char last_typed;
	int leaves;        /* how often ^] was typed just now */
	int64_t leaves_ms; /* since when */
	struct modes modes;
	struct text in; /* typed and not yet taken: from IN_AT on */
	size_t in_at;
	size_t out_at, out_end; /* read and not yet shown */
	char out[RELAY_BYTES];
};

/*
 * relay_open: each of STDIO that is a terminal becomes the slave of a new pty; *RET is the
 * caller's, by relay_drop, and untouched without a terminal. relay_use: the user's terminal is
 * that of unsh's own descriptors from now on.
 */
int relay_open(int stdio[3], struct relay **ret, struct error *err);
void relay_use(struct relay *r);
void relay_drop(struct relay *r);

/* relay_begin: takes the user's terminal, unless other processes have it now; then it is tried
 * again after SIGCONT. relay_pause: gives it back, as it was; what the program had set there is
 * kept for the next relay_begin. */
int relay_begin(struct relay *r, struct error *err);
void relay_pause(struct relay *r);

/* relay_polls: what is to be waited for, RELAY_POLLS of them. relay_move: what they say, done.
 */
enum relay_news {
	RELAY_ON,
	RELAY_INTERRUPTED, /* Ctrl-C at a program that is stopped */
	RELAY_LEFT         /* ^] ^] ^] within a second */
};
void relay_polls(const struct relay *r, struct pollfd *polls);
enum relay_news relay_move(struct relay *r, const struct pollfd *polls);

/* relay_drain: what the program has left behind, until INTERRUPT_FD is readable; 100 ms at
 * most, less where nobody has the program's terminal any more: then it is true. Its own end of
 * that is closed. relay_catch_up: only what is there already. */
bool relay_drain(struct relay *r, int interrupt_fd);
void relay_catch_up(struct relay *r, int interrupt_fd);

/* relay_take: what the program has written, without waiting, into OUT from 0 to OUT_END. For
 * who shows it himself. */
void relay_take(struct relay *r);

/* relay_follow_size: the pty gets the size of the user's terminal. */
void relay_follow_size(const struct relay *r);

#endif
