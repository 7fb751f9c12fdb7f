/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one printer of failures: SPEC section 4. */
#ifndef UNSH_SHELL_REPORT_H
#define UNSH_SHELL_REPORT_H

#include "shell/session.h"

/* report: one line on stderr for ERR, which happened at PLACE in what STEP (its first words;
 * NULL where there is none) and WORDS (ended by NULL, or NULL) tried. */
void report(struct session *s, struct place place, const char *step, const char *const *words,
	    const struct error *err);

#endif
