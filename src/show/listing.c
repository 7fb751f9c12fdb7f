/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a listing is made of, until one of its printers gets it. */
#include "show/rows.h"

#include "base/error.h"
#include "base/own.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int find_column(const struct column *columns, int n, const char *name, size_t size)
{
	for (int i = 0; i < n; i++)
		if (strlen(columns[i].name) == size &&
		    strncasecmp(columns[i].name, name, size) == 0)
			return i;
	return -1;
}

static int no_such_column(const struct column *columns, int n, const char *name,
			  struct error *err)
{
	struct text names = { .at = NULL };
	struct error ignored;

	for (int i = 0; i < n; i++)
		(void)text_printf(&names, &ignored, " %s", columns[i].name);
	(void)refuse(err, "no column \"%.*s\"; there are%s", (int)strcspn(name, ","), name,
		     names.at ? names.at : "");
	text_done(&names);
	return -1;
}

int columns_check(const struct column *columns, int n, const char *asked, struct error *err)
{
	const char *at = asked ? asked + (*asked == '+') : NULL;

	while (at) {
		size_t size = strcspn(at, ",");

		if (find_column(columns, n, at, size) < 0)
			return no_such_column(columns, n, at, err);
		at = at[size] == ',' ? at + size + 1 : NULL;
	}
	return 0;
}

bool listing_shows(const struct listing *l, int column)
{
	for (int i = 0; i < l->shown_n; i++)
		if (l->shown[i] == column)
			return true;
	return false;
}

/* Each once: a JSON object has no two members of one name. */
static void show_column(struct listing *l, int column)
{
	if (!listing_shows(l, column))
		l->shown[l->shown_n++] = column;
}

/* -o: a list, or +LIST, which adds to those that are shown anyway. */
static int choose_columns(struct listing *l, struct error *err)
{
	const char *asked = l->options.columns;

	assert(l->columns_n <= COLUMNS_MOST);
	if (columns_check(l->columns, l->columns_n, asked, err) < 0)
		return -1;
	for (int i = 0; (!asked || *asked == '+') && i < l->columns_n; i++)
		if (!l->columns[i].hidden)
			show_column(l, i);
	for (const char *at = asked ? asked + (*asked == '+') : ""; *at;) {
		size_t size = strcspn(at, ",");

		show_column(l, find_column(l->columns, l->columns_n, at, size));
		at += size + (at[size] == ',');
	}
	return 0;
}

/* What a table is, how it is asked for, and the two results: NOLINTNEXTLINE(*-function-size) */
int listing_new(const char *key, const struct column *columns, int columns_n,
		const struct listing_options *o, struct listing **ret, struct error *err)
{
	struct listing *l = calloc(1, sizeof(*l));

	if (!l)
		return fail_call(err, "calloc", "a table");
	*l = (struct listing){
		.key = key, .columns = columns, .columns_n = columns_n, .options = *o
	};
	if (choose_columns(l, err) < 0) {
		free(l);
		return -1;
	}
	*ret = l;
	return 0;
}

void listing_drop(struct listing *l)
{
	for (int i = 0; i < l->n; i++)
		free(l->rows[i].cells);
	free(l->rows);
	free(l);
}

/* A row's cells in one piece, their text behind the pointers: a listing may have very many. */
static char **copy_cells(const char *const *cells, int n)
{
	size_t size = (size_t)n * sizeof(char *), lengths[COLUMNS_MOST];

	for (int i = 0; i < n; i++) {
		lengths[i] = cells[i] ? strlen(cells[i]) + 1 : 0;
		size += lengths[i];
	}
	char **copy = malloc(size);
	char *at = copy ? (char *)(copy + n) : NULL;
	for (int i = 0; i < n && at; i++) {
		copy[i] = cells[i] ? at : NULL;
		if (cells[i])
			memcpy(at, cells[i], lengths[i]);
		at += lengths[i];
	}
	return copy;
}

int listing_row(struct listing *l, const char *const *cells, int parent, struct error *err)
{
	if (l->n == l->room) {
		int room = l->room ? 2 * l->room : 32;
		struct row *more = reallocarray(l->rows, (size_t)room, sizeof(*more));

		if (!more)
			return fail_call(err, "realloc", "a table");
		l->rows = more;
		l->room = room;
	}
	struct row row = { .parent = parent, .cells = copy_cells(cells, l->columns_n) };
	if (!row.cells)
		return fail_call(err, "malloc", "a table");
	l->rows[l->n++] = row;
	return l->n - 1;
}

int listing_print(struct listing *l, struct out *o, struct error *err)
{
	int done = l->options.json ? rows_json(l, o, err) : rows_table(l, o, err);

	listing_drop(l);
	return done;
}

int listing_nested(struct listing *l, char **ret, struct error *err)
{
	struct text t = { .at = NULL };
	int done = rows_json_array(l, &t, err);

	listing_drop(l);
	if (done < 0)
		text_done(&t);
	else
		*ret = text_take(&t);
	return done;
}

static int add_field(struct out *o, const struct field *f, int width, struct error *err)
{
	const char *value = f->brief ? f->brief : f->value ? f->value : "";
	autofree char *safe = show_escape(value, strlen(value));

	if (!safe)
		return fail_call(err, "malloc", "%s", f->name);
	return text_printf(&o->text, err, "%-*s%s%s\n", *safe ? width : 0, f->name,
			   *safe ? "  " : "", safe);
}

static int add_facts(const struct record *r, struct out *o, struct error *err)
{
	int width = 0, done = 0;

	for (int i = 0; i < r->n; i++)
		if (!r->fields[i].json_only && (int)strlen(r->fields[i].name) > width)
			width = (int)strlen(r->fields[i].name);
	for (int i = 0; i < r->n && done == 0; i++)
		if (!r->fields[i].json_only)
			done = add_field(o, &r->fields[i], width, err);
	return done;
}

int record_print(const struct record *r, struct listing *parts, struct out *o,
		 struct error *err)
{
	int done = 0;

	if (parts->options.json)
		done = rows_json_record(r, parts, o, err);
	else if (!parts->options.columns)
		done = add_facts(r, o, err);
	if (done == 0 && !parts->options.json)
		done = rows_table(parts, o, err);
	listing_drop(parts);
	return done;
}
