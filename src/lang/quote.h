/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lexer's way back: from a word's bytes to what is typed for it. */
#ifndef UNSH_LANG_QUOTE_H
#define UNSH_LANG_QUOTE_H

struct error;
struct text;

/*
 * quote_word: adds to T what the lexer reads as WORD, as one word and wherever it stands in a
 * step: as it is if nothing in it means anything, otherwise in single quotes.
 */
int quote_word(struct text *t, const char *word, struct error *err);

/* quote_words: the N words of V with blanks between. */
int quote_words(struct text *t, const char *const *v, int n, struct error *err);

#endif
