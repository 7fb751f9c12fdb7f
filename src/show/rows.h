/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a listing holds, for its two printers: the table (show/table.c) and JSON (show/json.c);
 * and how both tell characters from bytes.
 */
#ifndef UNSH_SHOW_ROWS_H
#define UNSH_SHOW_ROWS_H

#include "show/show.h"

#include <stdint.h>

enum {
	COLUMNS_MOST = 32
};

struct row {
	int parent; /* -1 at the top */
	char **cells;
};

struct listing {
	const char *key;
	const struct column *columns;
	int columns_n;
	struct listing_options options;
	int shown_n, shown[COLUMNS_MOST]; /* columns, in the order asked for */
	int n, room;
	struct row *rows;
};

/* rows_table: the table, or tree, into O. rows_json: the document of SPEC section 7. */
int rows_table(const struct listing *l, struct out *o, struct error *err);
int rows_json(const struct listing *l, struct out *o, struct error *err);

/* rows_json_array: the rows alone, [{...}, ...]. */
int rows_json_array(const struct listing *l, struct text *t, struct error *err);

/* rows_json_record: {"KEY": {FIELDS..., "PARTS' KEY": [...]}}; PARTS may be NULL. */
int rows_json_record(const struct record *r, const struct listing *parts, struct out *o,
		     struct error *err);

/* escape_add: TEXT, escaped as show_escape does, into T. */
int escape_add(struct text *t, const char *text, size_t size, struct error *err);

/*
 * escape_decode: the length of the UTF-8 character at TEXT, and its code; 0 if it is none: too
 * long a form, a surrogate, beyond U+10FFFF, or cut. escape_needed: a control, a mark that
 * changes the direction of text, a separator of lines, or what cannot be seen.
 */
size_t escape_decode(const unsigned char *text, size_t size, uint32_t *ret);
bool escape_needed(uint32_t c);

#endif
