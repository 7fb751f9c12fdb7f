/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Characters to words and operators. One pass, nothing looked up. */
#ifndef UNSH_LANG_LEX_H
#define UNSH_LANG_LEX_H

#include "lang/script.h"

#include <stdbool.h>
#include <stddef.h>

enum token {
	TOKEN_END, /* of the text */
	TOKEN_NEWLINE,
	TOKEN_SEMICOLON,
	TOKEN_AMPERSAND,
	TOKEN_PIPE,
	TOKEN_IN,     /* < */
	TOKEN_OUT,    /* > */
	TOKEN_APPEND, /* >> */
	TOKEN_HERE,   /* << */
	TOKEN_WORD,
};

struct lexer {
	const char *at, *end;
	const char *line_start; /* for the 64 KiB a line may have */
	struct place place;     /* of `at` */
	struct place token;     /* where the last token began */
	bool continued;         /* the text ended with a joined line */
	bool incomplete;        /* the failure is that the text ended too early */
	char waiting;           /* and before: ' " \ } or < for a here-document */
	bool cut; /* the text ends at a cursor: what is open there, `waiting`, is no failure */
};

/* lex_next: the next token; *RET is a TOKEN_WORD's word, to be freed by word_done. -1: refused.
 */
int lex_next(struct lexer *l, enum token *ret, struct word *ret_word, struct error *err);

/* lex_peek_char: the next character that is no blank, without taking it; -1 at the end. */
int lex_peek_char(struct lexer *l);
void lex_step(struct lexer *l); /* takes one byte, and counts */

/* lex_rest: the rest of the line as it is, backslash-newline joined; the caller frees it. */
char *lex_rest(struct lexer *l, struct error *err);

/* lex_document: the lines up to one that is DELIMITER, as the parts of *RET. QUOTED: as they
 * are. */
int lex_document(struct lexer *l, const char *delimiter, bool quoted, struct word *ret,
		 struct error *err);

void word_done(struct word *w);

/*
 * word_constant: the bytes of W, the caller's; NULL if they depend on a value, *RET_ALL: $@.
 * word_delimiter: those of a here-document's WORD, and whether any was quoted.
 */
char *word_constant(const struct word *w, bool *ret_all);
int word_delimiter(const struct word *w, char **ret, bool *ret_quoted, struct error *err);

/* word_begins: whether W begins with C, not quoted: "-" and "@" in front of a step. */
bool word_begins(const struct word *w, char c);

#endif
