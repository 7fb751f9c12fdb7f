/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several lines that came at once: a paste, or a line of more than one line. */
#ifndef UNSH_PROMPT_PASTE_H
#define UNSH_PROMPT_PASTE_H

#include <stdbool.h>

struct session;

/* paste_is: TEXT is more than one line, each of which stands for itself. */
bool paste_is(const char *text);

/* paste_run: reads all of TEXT first, where a fault means that nothing is done; then does line
 * after line, each shown behind the prompt, until one fails or ^C comes. */
void paste_run(struct session *s, const char *text);

#endif
