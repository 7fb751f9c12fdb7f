/* SPDX-License-Identifier: GPL-3.0-or-later */
/* readline's side of completion. */
#ifndef UNSH_PROMPT_OFFER_H
#define UNSH_PROMPT_OFFER_H

#include <stddef.h>

struct candidates;
struct session;

/* offer_install: Tab completes from now on; before readline's first use, so that the user's
 * inputrc has the last word. S stays. */
void offer_install(struct session *s);

/*
 * offer_quote: NAME as it has to be typed inside QUOTE (', ", or 0: none), the opening quote
 * included, the closing one not. The caller's. What cursor_find makes of it is NAME again.
 */
char *offer_quote(const char *name, char quote);

/* offer_list: FOUND as rows on the screen below the line, names with what stands beside them.
 * The line is shown again by offer_line_again. offer_below: goes there; for others who print.
 */
void offer_list(const struct candidates *found);
void offer_below(void);
void offer_line_again(void);

/* offer_row: NAME, in WIDTH columns, and NOTE (NULL: none), cut to the screen, as a row. */
void offer_row(const char *name, int width, const char *note);

#endif
