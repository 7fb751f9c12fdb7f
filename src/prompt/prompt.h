/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prompt: still plain. Lines by readline, opened here at its first use. */
#ifndef UNSH_PROMPT_PROMPT_H
#define UNSH_PROMPT_PROMPT_H

struct error;
struct session;

/* prompt_run: reads and does lines until the end; returns the session's status. ^D is 0. */
int prompt_run(struct session *s, struct error *err);

#endif
