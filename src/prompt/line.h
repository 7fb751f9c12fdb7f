/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line from the terminal: through readline, or without it. */
#ifndef UNSH_PROMPT_LINE_H
#define UNSH_PROMPT_LINE_H

#include <stdbool.h>

struct session;

enum line {
	LINE_READ,        /* there is one */
	LINE_INTERRUPTED, /* ^C: what was typed is dropped */
	LINE_END,         /* ^D, or stdin has ended */
	LINE_GONE,        /* a signal ends the session, or the terminal is gone */
};

/*
 * line_edit: by readline; line_plain: as the terminal gives it. MORE is the prompt of a line
 * that goes on, NULL for the usual one. *RET is the caller's. Both leave the terminal as the
 * steps want it, and the cursor at the beginning of a line; ^D shows as "exit" where it is one.
 * *RET_KEYS: whether ^D came after other keys.
 */
enum line line_edit(struct session *s, const char *more, char **ret, bool *ret_keys);
enum line line_plain(struct session *s, const char *more, char **ret, bool *ret_keys);

/* edit_set_up: what readline is told once, before its first line. */
void edit_set_up(void);

#endif
