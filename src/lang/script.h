/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From characters to steps: SPEC "Words". Nothing is run or looked up here; what needs a value
 * ($NAME) is kept as parts and put together by step_expand when the step's turn has come.
 */
#ifndef UNSH_LANG_SCRIPT_H
#define UNSH_LANG_SCRIPT_H

#include "lang/args.h"

#include <stdbool.h>
#include <stddef.h>

struct place {
	int line, col; /* both from 1; col counts characters (UTF-8), not bytes */
	int chars;     /* of the word there, in this line; 0: not known, or no word */
};

enum part_kind {
	PART_TEXT,     /* as it is */
	PART_VARIABLE, /* $NAME, $1, $?, $!, $#: text is "NAME", "1", "?", "!", "#" */
	PART_ALL,      /* $@ */
};

struct part {
	enum part_kind kind;
	bool quoted;
	char *text;
	size_t size;
};

struct word {
	struct place place;
	int parts_n;
	struct part *parts;
};

enum redirect_kind {
	REDIRECT_IN,     /* < FILE */
	REDIRECT_OUT,    /* > FILE */
	REDIRECT_APPEND, /* >> FILE */
	REDIRECT_HERE,   /* <<WORD: file is the document's text as parts, expanded if not quoted
			  */
};

struct redirect {
	enum redirect_kind kind;
	struct word file;
};

struct step {
	struct place place;
	bool may_fail;   /* -STEP */
	bool on_host;    /* @host STEP */
	char *box;       /* @BOX STEP: BOX, or NULL */
	bool background; /* ended by & */
	int words_n;
	struct word *words;
	int redirects_n;
	struct redirect *redirects;
	char *pipe_to; /* | REST, for the host's sh; NULL without */
	char *bang;    /* ! REST: then there are no words; NULL without */
	char *source;  /* the step as it was typed, for -x and messages */
};

struct script {
	int steps_n;
	struct step *steps;
};

/* Why a text could not be read, and where; for an open quote that is where it was opened.
 * INCOMPLETE: more lines may mend it, WAITING says before what the text ended: ' " \ } or <;
 * HERE is the line that a here-document waits for, "" if it is something else, or too long. */
enum {
	FAULT_HERE = 64
};

struct fault {
	struct place place;
	bool incomplete;
	char waiting;
	char here[FAULT_HERE];
};

/*
 * script_parse: all steps of TEXT (SIZE bytes, lines counted from FIRST_LINE) into *RET, freed
 * by script_done. On failure *RET is empty and *RET_FAULT says where.
 */
int script_parse(const char *text, size_t size, int first_line, struct script *ret,
		 struct fault *ret_fault, struct error *err);
void script_done(struct script *s);

/*
 * step_check: what can be known of STEP before anything happens: its row, options, the kinds of
 * all words without $. *RET_PLACE is where the fault is. A row that does not exist is refused
 * with the nearest name that does.
 */
int step_check(const struct table *t, const struct step *step, struct place *ret_place,
	       struct error *err);

/* step_row: STEP's row, if that can be known before its words have their values; or NULL. */
const struct command *step_row(const struct table *t, const struct step *step);

/* Who knows the values of $NAME. Both answer NULL for "not set". */
struct lookup {
	const char *(*value)(void *state, const char *name); /* lives until the next call */
	const char *(*argument)(void *state, int i); /* of $@, from 0; NULL at the end */
	void *state;
};

/*
 * step_expand: STEP's words with their values, a block that the caller frees with one free();
 * ended by NULL, *RET_N of them. *RET_PLACES, if not NULL, gets the place of each (freed by the
 * caller too). An unset variable is refused, at *RET_PLACE.
 */
int step_expand(const struct step *step, const struct lookup *l, char ***ret, int *ret_n,
		struct place **ret_places, struct place *ret_place, struct error *err);

/* word_expand: one word (a redirection's file, a here-document) as one string, freed by caller.
 */
int word_expand(const struct word *w, const struct lookup *l, char **ret, size_t *ret_size,
		struct error *err);

#endif
