/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables and trees by libsmartcols. The tree's order is ours: children by an index made once,
 * so that it costs no more than the rows; the library's own tree looks each child up among all.
 *
 * Cells come to the library escaped already, and its own escaping is off: it would take our
 * \xNN for something to be escaped again. Without it the library must not see a byte that its
 * locale cannot read: it never returns (2.38.1, "é" in the C locale). So it works in C.UTF-8,
 * whatever the user's locale is, and what his terminal cannot show is escaped as well.
 */
#include "show/rows.h"

#include "base/error.h"
#include "base/own.h"
#include "show/door.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum {
	DEEPEST = 200
}; /* a tree is indented no further: mounts nest as deep as somebody likes */

/* First child and next sibling of each row, and the first of those at the top; -1 is none. */
struct tree {
	int *child, *sibling, top;
};

struct printing {
	const struct listing *l;
	struct tree tree;
	struct libscols_table *table;
	struct text cell; /* under way */
	int shown_n;      /* columns that fit; of the listing's, the first */
	bool ascii_signs, ascii_cells;
	struct error *err;
};

/* From behind, so that brothers keep their order. */
static int tree_of(const struct listing *l, struct tree *t, struct error *err)
{
	size_t n = (size_t)l->n + 1;

	t->child = malloc(2 * n * sizeof(int));
	if (!t->child)
		return fail_call(err, "malloc", "a tree");
	t->sibling = t->child + n;
	t->top = -1;
	for (int i = 0; i < l->n; i++)
		t->child[i] = -1;
	for (int i = l->n - 1; i >= 0; i--) {
		int parent = l->options.tree ? l->rows[i].parent : -1;
		int *head = parent >= 0 ? &t->child[parent] : &t->top;

		t->sibling[i] = *head;
		*head = i;
	}
	return 0;
}

/* What is beyond ASCII in escaped TEXT, as \u{NNNN} too. */
static int add_ascii(struct text *t, const char *text, struct error *err)
{
	const unsigned char *at = (const unsigned char *)text;
	int done = 0;

	while (*at && done == 0) {
		uint32_t code;
		size_t n = escape_decode(at, strlen((const char *)at), &code);

		done = n == 1 ? text_add(t, at, 1, err)
			      : text_printf(t, err, "\\u{%04X}", code);
		at += n;
	}
	return done;
}

static int add_safe(struct printing *p, struct text *t, const char *cell, size_t size)
{
	if (!p->ascii_cells)
		return escape_add(t, cell, size, p->err);
	autofree char *safe = show_escape(cell, size);
	if (!safe)
		return fail_call(p->err, "malloc", "a table");
	return add_ascii(t, safe, p->err);
}

static int add_cell(struct printing *p, struct text *t, const struct column *c,
		    const char *cell)
{
	if (!cell)
		return 0;
	if (c->type != CELL_LIST)
		return add_safe(p, t, cell, strlen(cell));
	for (const char *at = cell; *at;) {
		size_t size = strcspn(at, "\n");

		if ((at > cell && text_add(t, ",", 1, p->err) < 0) ||
		    add_safe(p, t, at, size) < 0)
			return -1;
		at += size + (at[size] == '\n');
	}
	return 0;
}

/* What stands in column I of ROW; the library frees it. */
static int set_cell(struct printing *p, struct libscols_line *line, int row, int i,
		    const char *branch)
{
	int column = p->l->shown[i];
	struct text *t = &p->cell;

	t->size = 0; /* its room is used again: a listing may have many cells */
	if (text_add(t, branch, i == 0 ? strlen(branch) : 0, p->err) < 0 ||
	    add_cell(p, t, &p->l->columns[column], p->l->rows[row].cells[column]) < 0)
		return -1;
	autofree char *own = malloc(t->size + 1);
	if (!own)
		return fail_call(p->err, "malloc", "a table");
	memcpy(own, t->at, t->size + 1);
	if (scols.scols_line_refer_data(line, (size_t)i, own) < 0)
		return fail_call(p->err, "malloc", "a table");
	(void)take_ptr(&own);
	return 0;
}

/* ROW's line; BRANCH is what stands before it in a tree. */
static int add_line(struct printing *p, int row, const char *branch)
{
	struct libscols_line *line = scols.scols_table_new_line(p->table, NULL);

	if (!line)
		return fail_call(p->err, "malloc", "a table");
	for (int i = 0; i < p->shown_n; i++)
		if (set_cell(p, line, row, i, branch) < 0)
			return -1;
	return 0;
}

/* The lines of ROW's ancestors, from the second on: the ones at the top have none. */
static int add_stems(struct printing *p, struct text *t, int row)
{
	int path[DEEPEST], n = 0, done = 0;

	for (int up = p->l->rows[row].parent;
	     up >= 0 && p->l->rows[up].parent >= 0 && n < DEEPEST; up = p->l->rows[up].parent)
		path[n++] = up;
	while (n > 0 && done == 0) {
		bool last = p->tree.sibling[path[--n]] < 0;

		done = text_printf(t, p->err, "%s", last ? "  " : p->ascii_signs ? "| " : "│ ");
	}
	return done;
}

static int add_tree_line(struct printing *p, int row)
{
	bool last = p->tree.sibling[row] < 0;
	struct text t = { .at = NULL };
	int done = text_add(&t, "", 0, p->err);

	if (p->l->options.tree && p->l->rows[row].parent >= 0) {
		done = add_stems(p, &t, row);
		if (done == 0)
			done = text_printf(&t, p->err, "%s",
					   p->ascii_signs ? (last ? "`-" : "|-")
							  : (last ? "└─" : "├─"));
	}
	if (done == 0)
		done = add_line(p, row, t.at);
	text_done(&t);
	return done;
}

/* Parents first, without recursion. */
static int add_lines(struct printing *p)
{
	for (int row = p->tree.top; row >= 0;) {
		if (add_tree_line(p, row) < 0)
			return -1;
		if (p->tree.child[row] >= 0) {
			row = p->tree.child[row];
			continue;
		}
		while (row >= 0 && p->tree.sibling[row] < 0)
			row = p->l->options.tree ? p->l->rows[row].parent : -1;
		row = row >= 0 ? p->tree.sibling[row] : -1;
	}
	return 0;
}

static int add_columns(struct printing *p)
{
	for (int i = 0; i < p->shown_n; i++) {
		const struct column *c = &p->l->columns[p->l->shown[i]];
		/* A tree is drawn from the left. */
		bool right = c->right && !(p->l->options.tree && i == 0);
		int flags = (right ? SCOLS_FL_RIGHT : 0) | (c->cut ? SCOLS_FL_TRUNC : 0) |
			    (c->wrap ? SCOLS_FL_WRAP : 0);

		/* A heading that is not printed must not make its column wide. */
		const char *name = p->l->options.noheadings ? "" : c->name;
		if (!scols.scols_table_new_column(p->table, name, 0, flags))
			return fail_call(p->err, "malloc", "a table");
	}
	return 0;
}

/* The library pads the last column like the others. */
static int add_trimmed(struct out *o, const char *text, struct error *err)
{
	for (const char *at = text, *end; *at; at = end + (*end != '\0')) {
		end = strchrnul(at, '\n');
		const char *stop = end;

		while (stop > at && stop[-1] == ' ')
			stop--;
		if (out_bytes(o, at, (size_t)(stop - at), err) < 0 ||
		    out_bytes(o, "\n", 1, err) < 0)
			return -1;
	}
	return 0;
}

/* How far ROW is indented. */
static int indent_of(const struct printing *p, int row)
{
	int n = 0;

	if (!p->l->options.tree)
		return 0;
	for (int up = p->l->rows[row].parent; up >= 0 && n < DEEPEST;
	     up = p->l->rows[up].parent)
		n++;
	return 2 * n;
}

/* The characters' columns of what is in p->cell, which is printable. */
static int cell_width(const struct printing *p)
{
	const unsigned char *at = (const unsigned char *)p->cell.at, *end = at + p->cell.size;
	int width = 0;

	while (at < end) {
		uint32_t code;
		size_t n = escape_decode(at, (size_t)(end - at), &code);
		int one = n > 0 ? wcwidth((wchar_t)code) : 1;

		width += one > 0 ? one : 0;
		at += n > 0 ? n : 1;
	}
	return width;
}

/* What column I needs at least: one that is cut no more than its heading. */
static int least_width(struct printing *p, int i, int *ret)
{
	const struct column *c = &p->l->columns[p->l->shown[i]];
	int least = p->l->options.noheadings ? 1 : (int)strlen(c->name);

	for (int row = 0; row < p->l->n && !c->cut; row++) {
		p->cell.size = 0;
		if (text_add(&p->cell, "", 0, p->err) < 0 ||
		    add_cell(p, &p->cell, c, p->l->rows[row].cells[p->l->shown[i]]) < 0)
			return -1;
		int width = cell_width(p) + (i == 0 ? indent_of(p, row) : 0);
		if (width > least)
			least = width;
	}
	*ret = least;
	return 0;
}

/*
 * On a terminal that is too narrow for all of them the last columns are left out: what is cut
 * is never an id or a name, and lines that wrap are no table. What -o asks for is shown.
 */
static int fit(struct printing *p)
{
	int left = p->l->options.width + 1;

	if (p->l->options.width == 0 || p->l->options.columns)
		return 0;
	for (int i = 0; i < p->shown_n; i++) {
		int least = 0;

		if (least_width(p, i, &least) < 0)
			return -1;
		left -= least + 1;
		if (left < 0 && i > 0)
			p->shown_n = i;
	}
	return 0;
}

static int print_table(struct printing *p, struct out *o)
{
	autofree char *text = NULL;
	int width = p->l->options.width;

	(void)scols.scols_table_enable_noheadings(p->table, p->l->options.noheadings);
	(void)scols.scols_table_enable_noencoding(p->table, 1);
	(void)scols.scols_table_set_termforce(p->table, width ? SCOLS_TERMFORCE_ALWAYS
							      : SCOLS_TERMFORCE_NEVER);
	if (width)
		(void)scols.scols_table_set_termwidth(p->table, (size_t)width);
	if (fit(p) < 0 || add_columns(p) < 0 || add_lines(p) < 0)
		return -1;
	if (scols.scols_print_table_to_string(p->table, &text) < 0)
		return fail_call(p->err, "malloc", "a table");
	return add_trimmed(o, text, p->err);
}

static bool is_utf8(locale_t locale)
{
	return locale && strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
}

/* In a locale of UTF-8, where one is there; of this thread, and for this table only. */
static int print_in_locale(struct printing *p, struct out *o)
{
	locale_t user = newlocale(LC_CTYPE_MASK, "", NULL);
	locale_t utf8 = is_utf8(user) ? NULL : newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);

	p->ascii_signs = !is_utf8(user);
	p->ascii_cells = p->ascii_signs && (p->l->options.width > 0 || !utf8);
	locale_t before = utf8 || user ? uselocale(utf8 ? utf8 : user) : NULL;
	int done = print_table(p, o);
	if (before)
		(void)uselocale(before);
	if (utf8)
		freelocale(utf8);
	if (user)
		freelocale(user);
	return done;
}

int rows_table(const struct listing *l, struct out *o, struct error *err)
{
	struct printing p = { .l = l, .shown_n = l->shown_n, .err = err };

	if (l->n == 0)
		return 0; /* no heading over nothing */
	if (show_open(err) < 0 || tree_of(l, &p.tree, err) < 0)
		return -1;
	p.table = scols.scols_new_table();
	int done = p.table ? print_in_locale(&p, o) : fail_call(err, "malloc", "a table");
	if (p.table)
		scols.scols_unref_table(p.table);
	text_done(&p.cell);
	free(p.tree.child);
	return done;
}
