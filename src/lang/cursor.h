/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may stand where somebody types: read off the line up to the cursor, by the lexer's and
 * the rows' own rules. Nothing is looked up but the table; complete/ knows what there is.
 */
#ifndef UNSH_LANG_CURSOR_H
#define UNSH_LANG_CURSOR_H

#include "lang/args.h"

#include <stdbool.h>
#include <stddef.h>

enum cursor_at {
	CURSOR_NOTHING, /* nothing that could be named: a comment, a document, too many words */
	CURSOR_STEP,    /* the first word of a step's name */
	CURSOR_WORD,    /* a word of ROW, as EXPECTED says; or, if FAMILY, the name's second */
	CURSOR_BOX,     /* @BOX in front of a step */
	CURSOR_VARIABLE, /* $NAME */
	CURSOR_FILE,     /* behind < > >> */
	CURSOR_PROGRAM,  /* of the host's sh, behind | or ! */
	CURSOR_HOST,     /* a word behind that program */
};

struct cursor {
	enum cursor_at at;
	char *prefix; /* owned: the word so far, without its quotes */
	size_t stem;  /* how many bytes of it stay: "-" and "@", "--root=", "${" */
	size_t from;  /* where the word begins in the line, its quote included */
	char quote;   /* that is open at the cursor: ' or ", or 0 */

	/* of the step */
	char *box; /* owned: of @BOX, "host" too; NULL: the current one */
	int words_n;
	char **words; /* owned: those before the cursor's, NULL where one has a $ */
	const struct command *row; /* NULL: none yet */
	bool family;               /* words[0] begins names of two words */
	struct expected expected;
};

/*
 * cursor_find: what may stand at POINT of LINE. *RET is freed by cursor_done, which may see a
 * zeroed one. Fails where memory runs out; what cannot be read is CURSOR_NOTHING.
 */
int cursor_find(const struct table *t, const char *line, size_t point, struct cursor *ret,
		struct error *err);
void cursor_done(struct cursor *c);

/* cursor_option: the option whose value is typed at C, or NULL. cursor_param: the I-th of the
 * parameters that the word could be of (one that may be left out, and the next); NULL at the
 * end. */
const struct option *cursor_option(const struct cursor *c);
const struct param *cursor_param(const struct cursor *c, int i);

#endif
