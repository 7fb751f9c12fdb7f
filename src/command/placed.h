/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Links that steps have put into the host's network: frame 0 removes them at the end of the
 * session, also after SIGKILL of unsh. What was the host's before is not among them.
 */
#ifndef UNSH_COMMAND_PLACED_H
#define UNSH_COMMAND_PLACED_H

struct error;
struct frame;
struct session;

/* placed_note: link NAME of the host goes with the session, and with the network of frame OF if
 * that is not NULL. */
int placed_note(struct session *s, struct frame *of, const char *name, struct error *err);

/* placed_lend: link NAME of the host is going elsewhere, and stays the host's. placed_is_lent:
 * link NAME of frame F is such a one, come back. */
int placed_lend(struct session *s, const char *name, struct error *err);
int placed_is_lent(struct session *s, struct frame *f, const char *name, struct error *err);

/* placed_leave: F is going to be dropped: what is its on the host goes before. */
void placed_leave(struct session *s, struct frame *f);

#endif
