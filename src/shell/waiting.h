/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waiting for a program: its end, its terminal, the user's signals, and what jobs print
 * meanwhile, in one poll loop.
 */
#ifndef UNSH_SHELL_WAITING_H
#define UNSH_SHELL_WAITING_H

#include "frame/launch.h"
#include "shell/session.h"

#include <poll.h>

struct relay;

struct waiting {
	struct program *p;
	struct relay *relay; /* NULL: it has no terminal of ours */
	bool forward;        /* exec: signals are the program's, and its stops ours */
	bool was_job;        /* fg: Ctrl-C goes to its group, for it is in none of ours */
	bool may_stop;       /* a stop ends the waiting */
};

/*
 * wait_program: *RET is how it ended. ENDING_STOPPED with may_stop; ENDING_NONE: the user has
 * left it, and not even SIGKILL has ended it. EINTR: the user wants no more; it was killed.
 */
int wait_program(struct session *s, struct waiting *w, struct ending *ret, struct error *err);

/*
 * program_lost: nobody can tell any more how P has ended, whom this kills. EOWNERDEAD: its
 * frame has died, and the text says how; otherwise *RET is what is known.
 */
int program_lost(struct session *s, const struct program *p, struct ending *ret,
		 struct error *err);

/*
 * A program has ended, and its frame, which may have been stopped, is given the session's
 * timeout to say how. Begins as { 0 }; overdue_poll is what to poll for P, overdue_ms how long,
 * at most MOST_MS (-1: for ever), overdue_hear what came of it: ETIMEDOUT when it was too long.
 */
struct overdue {
	int64_t end_ms; /* 0: the program runs */
};
struct pollfd overdue_poll(const struct overdue *o, const struct program *p);
int overdue_ms(const struct overdue *o, int most_ms);
int overdue_hear(struct overdue *o, struct session *s, const struct program *p, short revents,
		 struct error *err);

/* program_end: SIGKILL for all that the program started in its group, and in front of R's
 * terminal. */
void program_end(const struct program *p, const struct relay *r);

#endif
