/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help --json: all that a row says, for who completes, highlights or documents. */
#include "command/helpjson.h"

#include "base/error.h"
#include "base/own.h"
#include "command/topics.h"
#include "lang/args.h"
#include "shell/session.h"

#include <stdlib.h>
#include <string.h>

enum {
	STEP,
	GROUP,
	USAGE,
	SUMMARY,
	ALIASES,
	PARAMS,
	OPTIONS,
	PRINTS,
	TEXT,
	SEE,
	EXAMPLES,
	COLUMNS
};

const struct column help_columns[HELP_COLUMNS] = {
	[STEP] = { .name = "STEP", .help = "its name" },
	[GROUP] = { .name = "GROUP", .help = "that help shows it in" },
	[USAGE] = { .name = "USAGE", .help = "how it is typed" },
	[SUMMARY] = { .name = "SUMMARY", .help = "one line" },
	[ALIASES] = { .name = "ALIASES", .type = CELL_LIST, .help = "its other names" },
	[PARAMS] = { .name = "PARAMS",
		     .type = CELL_JSON,
		     .help = "words by position: name, kind, choices, optional, repeated, rest" },
	[OPTIONS] = { .name = "OPTIONS",
		      .type = CELL_JSON,
		      .help = "name, value, kind, choices, repeated, summary" },
	[PRINTS] = { .name = "COLUMNS", .type = CELL_JSON, .help = "of its table: name, help" },
	[TEXT] = { .name = "TEXT", .help = "what help STEP says" },
	[SEE] = { .name = "SEE", .type = CELL_LIST, .help = "other pages" },
	[EXAMPLES] = { .name = "EXAMPLES",
		       .type = CELL_LIST,
		       .help = "steps that run as they stand" },
};
_Static_assert((int)COLUMNS == (int)HELP_COLUMNS, "the header's count");

static const struct listing_options as_json = { .json = true };

static const char *yes(bool is)
{
	return is ? "yes" : "no";
}

static int params_of(const struct command *row, char **ret, struct error *err)
{
	static const struct column columns[] = {
		{ .name = "name" },
		{ .name = "kind" },
		{ .name = "choices" },
		{ .name = "word" },
		{ .name = "optional", .type = CELL_BOOLEAN },
		{ .name = "repeated", .type = CELL_BOOLEAN },
		{ .name = "rest", .type = CELL_BOOLEAN },
		{ .name = "description" },
	};
	struct listing *l;

	if (listing_new("params", columns, 8, &as_json, &l, err) < 0)
		return -1;
	for (const struct param *p = row->params; p && p->kind != KIND_END; p++) {
		const char *cells[] = { p->name,      kind_name(p->kind),    p->choices,
					p->filler,    yes(p->optional),      yes(p->repeated),
					yes(p->rest), kind_describe(p->kind) };

		if (listing_row(l, cells, -1, err) < 0) {
			listing_drop(l);
			return -1;
		}
	}
	return listing_nested(l, ret, err);
}

static int options_of(const struct command *row, char **ret, struct error *err)
{
	static const struct column columns[] = {
		{ .name = "name" },
		{ .name = "value" },
		{ .name = "kind" },
		{ .name = "choices" },
		{ .name = "repeated", .type = CELL_BOOLEAN },
		{ .name = "summary" },
	};
	struct listing *l;

	if (listing_new("options", columns, 6, &as_json, &l, err) < 0)
		return -1;
	for (const struct option *o = row->options; o && o->name; o++) {
		const char *cells[] = { o->name,
					o->kind == KIND_END ? NULL : o->value,
					o->kind == KIND_END ? NULL : kind_name(o->kind),
					o->choices,
					yes(o->repeated),
					o->summary };

		if (o->summary && listing_row(l, cells, -1, err) < 0) {
			listing_drop(l);
			return -1;
		}
	}
	return listing_nested(l, ret, err);
}

static int columns_of(const struct command *row, char **ret, struct error *err)
{
	static const struct column columns[] = {
		{ .name = "name" },
		{ .name = "shown", .type = CELL_BOOLEAN },
		{ .name = "help" },
	};
	struct listing *l;

	if (listing_new("columns", columns, 3, &as_json, &l, err) < 0)
		return -1;
	for (int i = 0; i < row->columns_n; i++) {
		const struct column *c = &row->columns[i];
		const char *cells[] = { c->name, yes(!c->hidden), c->help };

		if (listing_row(l, cells, -1, err) < 0) {
			listing_drop(l);
			return -1;
		}
	}
	return listing_nested(l, ret, err);
}

/* LIST, N at most or ended by NULL, as a cell that is a list. */
static int lines_of(const char *const *list, int n, char **ret, struct error *err)
{
	struct text t = { .at = NULL };
	int done = text_add(&t, "", 0, err);

	for (int i = 0; list && i < n && list[i] && done == 0; i++)
		done = text_printf(&t, err, "%s%s", i > 0 ? "\n" : "", list[i]);
	if (done < 0)
		text_done(&t);
	else
		*ret = text_take(&t);
	return done;
}

static int see_of(const struct command *row, char **ret, struct error *err)
{
	struct text t = { .at = NULL };
	int done = text_add(&t, "", 0, err);

	for (const char *at = row->see ? row->see : ""; *at && done == 0;) {
		size_t size = strcspn(at, ",");

		done = text_printf(&t, err, "%s%.*s", t.size > 0 ? "\n" : "", (int)size, at);
		at += size;
		at += strspn(at, ", ");
	}
	if (done < 0)
		text_done(&t);
	else
		*ret = text_take(&t);
	return done;
}

static int add_row(struct listing *l, const char *group, const struct command *row,
		   struct error *err)
{
	autofree char *usage = args_usage(row);
	autofree char *aliases = NULL;
	autofree char *params = NULL;
	autofree char *options = NULL;
	autofree char *columns = NULL;
	autofree char *see = NULL;
	autofree char *examples = NULL;

	if (!usage)
		return fail_call(err, "malloc", "help");
	if (lines_of(row->aliases, 64, &aliases, err) < 0 || params_of(row, &params, err) < 0 ||
	    options_of(row, &options, err) < 0 || columns_of(row, &columns, err) < 0 ||
	    see_of(row, &see, err) < 0 ||
	    lines_of(row->examples, ROW_EXAMPLES, &examples, err) < 0)
		return -1;
	const char *cells[COLUMNS] = { [STEP] = row->name,   [GROUP] = group,
				       [USAGE] = usage,      [SUMMARY] = row->summary,
				       [ALIASES] = aliases,  [PARAMS] = params,
				       [OPTIONS] = options,  [PRINTS] = columns,
				       [TEXT] = row->text,   [SEE] = see,
				       [EXAMPLES] = examples };
	return listing_row(l, cells, -1, err) < 0 ? -1 : 0;
}

static int say_rows(struct listing *l, const struct table *t, const struct command *only,
		    struct error *err)
{
	const char *group = NULL;

	for (const struct family *f = t->families; f->rows; f++) {
		group = f->group ? f->group : group;
		for (const struct command *row = f->rows; row->name; row++)
			if ((!only || row == only) && add_row(l, group, row, err) < 0)
				return -1;
	}
	return 0;
}

int helpjson_say(struct session *s, const struct command *only, struct error *err)
{
	struct listing *l;

	if (listing_new("help", help_columns, COLUMNS, &as_json, &l, err) < 0)
		return -1;
	if (say_rows(l, s->table, only, err) < 0) {
		listing_drop(l);
		return -1;
	}
	return listing_print(l, &s->out, err);
}

int helpjson_topics(struct session *s, const struct topic *only, struct error *err)
{
	static const struct column columns[] = {
		{ .name = "TOPIC" },
		{ .name = "SUMMARY" },
		{ .name = "TEXT" },
		{ .name = "EXAMPLES", .type = CELL_LIST },
	};
	struct listing *l;
	int done = 0;

	if (listing_new("topics", columns, 4, &as_json, &l, err) < 0)
		return -1;
	for (const struct topic *t = topics_each(NULL); t && done == 0; t = topics_each(t)) {
		autofree char *tries = NULL;

		if (only && t != only)
			continue;
		done = lines_of(t->tries, TOPIC_TRIES, &tries, err);
		const char *cells[] = { t->name, t->summary, t->text, tries };
		if (done == 0)
			done = listing_row(l, cells, -1, err) < 0 ? -1 : 0;
	}
	if (done == 0)
		return listing_print(l, &s->out, err);
	listing_drop(l);
	return -1;
}
