/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help without leaving the line: `?`, Alt-h, and functions for inputrc. */
#ifndef UNSH_PROMPT_INPLACE_H
#define UNSH_PROMPT_INPLACE_H

struct session;

/*
 * inplace_install: `?` where a word begins shows what may stand there; Alt-h (emacs mode) is
 * the help of the step at the cursor. For inputrc, in its `$if unsh`: unsh-help-here,
 * unsh-help-at-point, unsh-status. S stays.
 */
void inplace_install(struct session *s);

#endif
