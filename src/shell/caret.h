/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The word at fault in a line that was typed. */
#ifndef UNSH_SHELL_CARET_H
#define UNSH_SHELL_CARET_H

#include "lang/script.h"

#include <stdbool.h>

struct session;
struct text;

/* caret_show: ^~~~ on the terminal under the word at PLACE. False: the line is not what is on
 * the screen last, or in more than a row, and nothing is shown. */
bool caret_show(const struct session *s, struct place place);

/* caret_word: the word at PLACE as it was typed, into WORD, cut at SIZE; "" if it is not known.
 */
void caret_word(const struct session *s, struct place place, char *word, size_t size);

#endif
