/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON of a listing. By hand, although libsmartcols writes JSON: of what is absent it makes
 * false where it is a boolean and [null] where it is a list, bytes that are no UTF-8 go out as
 * they are, which is no JSON, and so do C1 and bidi characters (2.38.1, measured). Here such
 * bytes are \xNN, with their true form in "raw", base64, and characters that steer a terminal
 * are \uNNNN, which a reader takes back as they were.
 */
#include "show/rows.h"

#include "base/error.h"
#include "base/own.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct member {
	const char *name;
	enum cell_type type;
	const char *value; /* NULL: absent */
};

static int add_code(struct text *t, uint32_t c, struct error *err)
{
	if (c < 0x10000)
		return text_printf(t, err, "\\u%04x", c);
	c -= 0x10000;
	return text_printf(t, err, "\\u%04x\\u%04x", 0xd800 + (c >> 10), 0xdc00 + (c & 0x3ff));
}

static int add_string(struct text *t, const char *s, size_t size, bool *ret_broken,
		      struct error *err)
{
	const unsigned char *at = (const unsigned char *)s, *end = at + size;
	int done = text_add(t, "\"", 1, err);

	while (at < end && done == 0) {
		uint32_t code;
		size_t n = escape_decode(at, (size_t)(end - at), &code);

		if (n == 0) {
			*ret_broken = true;
			done = text_printf(t, err, "\\\\x%02x", *at++);
			continue;
		}
		if (*at == '"' || *at == '\\')
			done = text_printf(t, err, "\\%c", *at);
		else if (escape_needed(code))
			done = add_code(t, code, err);
		else
			done = text_add(t, at, n, err);
		at += n;
	}
	return done == 0 ? text_add(t, "\"", 1, err) : done;
}

static int add_base64(struct text *t, const char *s, struct error *err)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *at = (const unsigned char *)s;

	for (size_t left = strlen(s), n; left > 0; at += n, left -= n) {
		n = left < 3 ? left : 3;
		uint32_t bits = (uint32_t)at[0] << 16 | (n > 1 ? (uint32_t)at[1] << 8 : 0) |
				(n > 2 ? at[2] : 0);
		char four[4] = { digits[bits >> 18], digits[bits >> 12 & 63], '=', '=' };

		if (n > 1)
			four[2] = digits[bits >> 6 & 63];
		if (n > 2)
			four[3] = digits[bits & 63];
		if (text_add(t, four, 4, err) < 0)
			return -1;
	}
	return 0;
}

static int add_list(struct text *t, const char *value, bool *ret_broken, struct error *err)
{
	int done = text_add(t, "[", 1, err);

	for (const char *at = value; done == 0 && *at;) {
		size_t size = strcspn(at, "\n");

		if (at > value)
			done = text_add(t, ", ", 2, err);
		if (done == 0)
			done = add_string(t, at, size, ret_broken, err);
		at += size + (at[size] == '\n');
	}
	return done == 0 ? text_add(t, "]", 1, err) : done;
}

static int add_value(struct text *t, const struct member *m, bool *ret_broken,
		     struct error *err)
{
	if (!m->value)
		return text_add(t, "null", 4, err);
	switch (m->type) {
	case CELL_NUMBER:
	case CELL_JSON:
		return text_printf(t, err, "%s", m->value);
	case CELL_BOOLEAN:
		return text_printf(t, err, "%s",
				   strcmp(m->value, "yes") == 0 ? "true" : "false");
	case CELL_LIST:
		return add_list(t, m->value, ret_broken, err);
	case CELL_STRING:
		break;
	}
	return add_string(t, m->value, strlen(m->value), ret_broken, err);
}

static int add_key(struct text *t, const char *name, bool first, struct error *err)
{
	int done = text_add(t, first ? "\"" : ", \"", first ? 1 : 3, err);

	for (; *name && done == 0; name++)
		done = text_printf(t, err, "%c", tolower((unsigned char)*name));
	return done == 0 ? text_add(t, "\": ", 3, err) : done;
}

/* The true bytes of those values whose text had to be changed. */
static int add_raw(struct text *t, const struct member *m, int n, uint32_t broken,
		   struct error *err)
{
	bool first = true;
	int done = text_add(t, ", \"raw\": {", 10, err);

	for (int i = 0; i < n && done == 0; i++) {
		if (!(broken & 1U << i))
			continue;
		done = add_key(t, m[i].name, first, err);
		first = false;
		if (done < 0 || text_add(t, "\"", 1, err) < 0 ||
		    add_base64(t, m[i].value, err) < 0)
			return -1;
		done = text_add(t, "\"", 1, err);
	}
	return done == 0 ? text_add(t, "}", 1, err) : done;
}

static int add_members(struct text *t, const struct member *m, int n, struct error *err)
{
	uint32_t broken = 0;
	int done = 0;

	assert(n <= COLUMNS_MOST);
	for (int i = 0; i < n && done == 0; i++) {
		bool this_one = false;

		done = add_key(t, m[i].name, i == 0, err);
		if (done == 0)
			done = add_value(t, &m[i], &this_one, err);
		broken |= this_one ? 1U << i : 0;
	}
	return done == 0 && broken ? add_raw(t, m, n, broken, err) : done;
}

int rows_json_array(const struct listing *l, struct text *t, struct error *err)
{
	struct member m[COLUMNS_MOST];
	int done = text_add(t, "[", 1, err);

	for (int i = 0; i < l->n && done == 0; i++) {
		for (int j = 0; j < l->shown_n; j++) {
			const struct column *c = &l->columns[l->shown[j]];

			m[j] = (struct member){ c->name, c->type,
						l->rows[i].cells[l->shown[j]] };
		}
		done = text_printf(t, err, "%s\n  {", i > 0 ? "," : "");
		if (done == 0)
			done = add_members(t, m, l->shown_n, err);
		if (done == 0)
			done = text_add(t, "}", 1, err);
	}
	return done == 0 ? text_printf(t, err, "%s]", l->n > 0 ? "\n" : "") : done;
}

static int add_rows(struct text *t, const struct listing *l, struct error *err)
{
	if (text_printf(t, err, "\"%s\": ", l->key) < 0)
		return -1;
	return rows_json_array(l, t, err);
}

int rows_json(const struct listing *l, struct out *o, struct error *err)
{
	if (text_add(&o->text, "{", 1, err) < 0 || add_rows(&o->text, l, err) < 0)
		return -1;
	return text_add(&o->text, "}\n", 2, err);
}

int rows_json_record(const struct record *r, const struct listing *parts, struct out *o,
		     struct error *err)
{
	struct member m[COLUMNS_MOST];
	struct text *t = &o->text;

	assert(r->n <= COLUMNS_MOST);
	for (int i = 0; i < r->n; i++)
		m[i] = (struct member){ r->fields[i].name, r->fields[i].type,
					r->fields[i].value };
	if (text_printf(t, err, "{\"%s\": {", r->key) < 0 || add_members(t, m, r->n, err) < 0)
		return -1;
	if (parts &&
	    (text_add(t, ", ", r->n > 0 ? 2 : 0, err) < 0 || add_rows(t, parts, err) < 0))
		return -1;
	return text_add(t, "}}\n", 3, err);
}
