/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waiting for a program: its end, its terminal, the user's signals, and what jobs print
 * meanwhile, in one poll loop.
 */
#ifndef UNSH_SHELL_WAITING_H
#define UNSH_SHELL_WAITING_H

#include "frame/launch.h"
#include "shell/session.h"

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

/* program_end: SIGKILL for all that the program started in its group, and in front of R's
 * terminal. */
void program_end(const struct program *p, const struct relay *r);

#endif
