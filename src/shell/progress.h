/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A step that lets one wait says so: one line on the terminal's stderr, written anew each
 * second and taken away before anything else is written. On a pipe, and where a terminal cannot
 * clear a line, there is none.
 */
#ifndef UNSH_SHELL_PROGRESS_H
#define UNSH_SHELL_PROGRESS_H

#include <stdbool.h>

struct session;

/* progress_wanted: whether S's steps show it. progress_show: STATE, a session, has waited for
 * SECONDS. progress_end: whatever is shown goes; before each writing to the terminal. */
bool progress_wanted(const struct session *s);
void progress_show(void *state, int seconds);
void progress_end(struct session *s);

#endif
