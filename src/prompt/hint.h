/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may still follow, in grey behind the cursor. */
#ifndef UNSH_PROMPT_HINT_H
#define UNSH_PROMPT_HINT_H

struct session;

/*
 * hint_install: for whom. Shown as settings.hints says: on; or auto: in colour and where there
 * are 60 columns. Always grey: without a colour it would look as if typed, so `hints=on` has
 * this one even under NO_COLOR. Never with `plain`.
 */
void hint_install(struct session *s);

/* hint_draw: for the line as it is, once a key is done. hint_clear: takes it off the screen:
 * before the next key, and before anything else is written while a line is edited. */
void hint_draw(void);
void hint_clear(void);

#endif
