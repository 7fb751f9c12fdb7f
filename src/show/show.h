/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The only way to the terminal: text with every control, bidi and broken character escaped, and
 * tables, trees and JSON (libsmartcols, opened at the first table). What a step has to say is
 * gathered in a `struct out` and written when the step has succeeded.
 */
#ifndef UNSH_SHOW_SHOW_H
#define UNSH_SHOW_SHOW_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

struct error;

struct out {
	struct text text;
};

/* out_line: TEXT, escaped, and a newline. out_bytes: DATA as it is (a file's content into a
 * file or pipe). out_escaped: escaped but for newlines and tabs (a file's content at a
 * terminal). out_done frees. Memory that runs out is -1. */
int out_line(struct out *o, const char *text, struct error *err);
int out_bytes(struct out *o, const void *data, size_t size, struct error *err);
int out_escaped(struct out *o, const void *data, size_t size, struct error *err);
void out_done(struct out *o);

/*
 * show_escape: TEXT of SIZE bytes with control characters (C0, DEL, C1), bidi marks (U+061C,
 * U+200E-F, U+202A-E, U+2066-9), line and paragraph separators, BOM, what cannot be seen
 * (U+00AD, U+200B-D, U+2060-5, tags), and bytes that are no UTF-8 as \n, \t, \r, \e, \xNN or
 * \u{NNNN}; a backslash stays. The caller frees; NULL if memory ran out.
 */
char *show_escape(const char *text, size_t size);

/* show_character: the next character of the string TEXT, in the locale's character set: its
 * bytes, at least 1, and the columns it takes; a broken one, or a control, takes 1. */
size_t show_character(const char *text, mbstate_t *state, int *ret_columns);

/* A column: the name that heads it (NAME; lower case in JSON), its JSON type, its help. */
enum cell_type {
	CELL_STRING,
	CELL_NUMBER,
	CELL_BOOLEAN,
	CELL_LIST, /* of strings, by newline */
	CELL_JSON  /* made by listing_nested; not for tables */
};

struct column {
	const char *name;
	enum cell_type type;
	const char *help;
	unsigned right : 1, cut : 1, wrap : 1,
		hidden : 1; /* hidden: only when asked for by -o */
};

struct listing_options {
	bool json, noheadings, tree;
	const char *columns; /* of -o: a comma list, +LIST adds; NULL: all but the hidden */
	int width;           /* of the terminal; 0: do not cut */
};

/* A table under way. KEY is what heads the JSON document: {"mounts": [...]}. */
struct listing;
int listing_new(const char *key, const struct column *columns, int columns_n,
		const struct listing_options *o, struct listing **ret, struct error *err);

/* columns_check: whether ASKED, the word of -o, names columns of these N; NULL is the usual
 * ones. */
int columns_check(const struct column *columns, int n, const char *asked, struct error *err);

/* listing_shows: whether COLUMN, by its place, will be seen: what nobody sees need not be
 * found out. */
bool listing_shows(const struct listing *l, int column);

/* listing_row: one more row: CELLS are columns_n strings, NULL is absent; all copied. PARENT:
 * the number of its parent row in a tree, -1 at the top. Returns the row's number, or -1. */
int listing_row(struct listing *l, const char *const *cells, int parent, struct error *err);

/* listing_print: the whole into O, and frees L (also on failure). listing_drop: frees only. */
int listing_print(struct listing *l, struct out *o, struct error *err);
void listing_drop(struct listing *l);

/* listing_nested: L's rows as JSON, a cell of another listing; the caller's. Frees L as
 * listing_print does. */
int listing_nested(struct listing *l, char **ret, struct error *err);

/* A fact about the one thing that a record is about. */
struct field {
	const char *name;  /* lower case, as JSON has it */
	const char *value; /* NULL: absent */
	const char *brief; /* for people, where it differs: "all 41"; NULL: as VALUE */
	enum cell_type type;
	bool json_only;
};

struct record {
	const char *key; /* that heads the JSON document */
	const struct field *fields;
	int n;
};

/*
 * record_print: R's facts, a line each, then the table PARTS, which is freed as by
 * listing_print. With -o only the table: that asks for columns, not for facts. As JSON always
 * one document,
 * {"KEY": {FACTS..., "PARTS' KEY": [...]}}.
 */
int record_print(const struct record *r, struct listing *parts, struct out *o,
		 struct error *err);

#endif
