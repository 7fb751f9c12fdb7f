/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_APROPOS_H
#define UNSH_COMMAND_APROPOS_H

struct error;
struct session;

/* apropos_say: a line for each step and topic that speaks of all N WORDS, in any case. Refused
 * if there is none. */
int apropos_say(struct session *s, const char *const *words, int n, struct error *err);

#endif
