/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * help: all of it is read off the rows, so it can say nothing that is not so. Topics are what
 * no row could say.
 */
#include "command/help.h"

#include "base/error.h"
#include "base/own.h"
#include "command/page.h"
#include "command/topics.h"
#include "lang/args.h"
#include "lang/near.h"
#include "shell/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	WIDTH = 80,
	OPTION_WIDTH = 22,
	KINDS_BYTES = 64
};

/* The longest name of a step or a topic. */
static int name_width(const struct table *t)
{
	size_t most = 0;

	for (const struct command *row = table_each(t, NULL); row; row = table_each(t, row))
		most = strlen(row->name) > most ? strlen(row->name) : most;
	for (const struct topic *topic = topics; topic->name; topic++)
		most = strlen(topic->name) > most ? strlen(topic->name) : most;
	return (int)most;
}

/* One line, unless SUMMARY is too long for it. */
static int say_brief(struct session *s, const char *name, const char *summary,
		     struct error *err)
{
	int width = name_width(s->table), done = 0;

	for (const char *at = summary; *at && done == 0; name = "") {
		size_t size = page_fitting(at, (size_t)(PAGE_WIDTH - width - 2));

		done = page_say(s, err, "%-*s  %.*s", width, name, (int)size, at);
		at += size + (at[size] == ' ');
	}
	return done;
}

static int say_all(struct session *s, struct error *err)
{
	for (int i = 0; s->table->families[i]; i++) {
		if (i > 0 && page_say(s, err, "%s", "") < 0)
			return -1;
		for (const struct command *row = s->table->families[i]; row->name; row++)
			if (say_brief(s, row->name, row->summary, err) < 0)
				return -1;
	}
	if (page_say(s, err, "%s", "") < 0)
		return -1;
	for (const struct topic *t = topics; t->name; t++)
		if (say_brief(s, t->name, t->summary, err) < 0)
			return -1;
	return 0;
}

/* All rows of more words that begin with WORD: "help link". 1: there are some. */
static int say_family(struct session *s, const char *word, struct error *err)
{
	size_t size = strlen(word);
	int found = 0;

	for (const struct command *row = table_each(s->table, NULL); row;
	     row = table_each(s->table, row)) {
		if (strncmp(row->name, word, size) != 0 || row->name[size] != ' ')
			continue;
		found = 1;
		if (say_brief(s, row->name, row->summary, err) < 0)
			return -1;
	}
	return found;
}

static int unknown(struct session *s, const char *const *words, int n, struct error *err)
{
	struct text typed = { .at = NULL };
	struct error ignored;

	for (int i = 0; i < n; i++)
		(void)text_printf(&typed, &ignored, "%s%s", i > 0 ? " " : "", words[i]);
	struct near near = near_start(typed.at ? typed.at : "");
	for (const struct command *row = table_each(s->table, NULL); row;
	     row = table_each(s->table, row)) {
		near_try(&near, row->name);
		for (int i = 0; row->aliases && row->aliases[i]; i++)
			near_try(&near, row->aliases[i]);
	}
	for (const struct topic *t = topics; t->name; t++)
		near_try(&near, t->name);
	if (near_best(&near))
		(void)refuse(err, "no step or topic %s; did you mean %s?", near.word,
			     near_best(&near));
	else
		(void)refuse(err, "no step or topic %s; help lists them", near.word);
	text_done(&typed);
	return -1;
}

static int help_about(struct session *s, const char *const *words, int n, struct error *err)
{
	int used = 0;
	const struct command *row = table_find(s->table, words, n, &used);

	if (row && used == n) {
		if (page_row(s, row, err) < 0)
			return -1;
		/* "box" is a step, and the first word of others. */
		if (n > 1 || strchr(row->name, ' '))
			return 0;
		int before = (int)s->out.text.size;
		if (page_say(s, err, "%s", "") < 0)
			return -1;
		int more = say_family(s, words[0], err);
		if (more == 0)
			s->out.text.size = (size_t)before;
		return more < 0 ? -1 : 0;
	}
	for (const struct topic *t = topics; t->name && n == 1; t++)
		if (strcmp(t->name, words[0]) == 0)
			return page_lines(s, 0, t->text, err);
	int found = n == 1 ? say_family(s, words[0], err) : 0;
	if (found != 0)
		return found < 0 ? -1 : 0;
	return unknown(s, words, n, err);
}

enum {
	STEP,
	USAGE,
	SUMMARY,
	ALIASES,
	TEXT,
	COLUMNS
};

static const struct column columns[COLUMNS] = {
	[STEP] = { .name = "STEP", .help = "its name" },
	[USAGE] = { .name = "USAGE", .help = "how it is typed" },
	[SUMMARY] = { .name = "SUMMARY", .help = "one line" },
	[ALIASES] = { .name = "ALIASES", .type = CELL_LIST, .help = "its other names" },
	[TEXT] = { .name = "TEXT", .help = "what help STEP says" },
};

static int add_row(struct listing *l, const struct command *row, struct error *err)
{
	autofree char *usage = args_usage(row);
	struct text aliases = { .at = NULL };
	int done = usage ? text_add(&aliases, "", 0, err) : fail_call(err, "malloc", "help");

	for (int i = 0; row->aliases && row->aliases[i] && done == 0; i++)
		done = text_printf(&aliases, err, "%s%s", i > 0 ? "\n" : "", row->aliases[i]);
	const char *cells[COLUMNS] = { [STEP] = row->name,
				       [USAGE] = usage,
				       [SUMMARY] = row->summary,
				       [ALIASES] = aliases.at,
				       [TEXT] = row->text };
	if (done == 0)
		done = listing_row(l, cells, -1, err) < 0 ? -1 : 0;
	text_done(&aliases);
	return done;
}

/* For programs: all steps, or the one. */
static int help_json(struct session *s, const struct args *a, const struct command *only,
		     struct error *err)
{
	struct listing_options o = session_listing(s, a);
	struct listing *l;
	int done = 0;

	if (listing_new("help", columns, COLUMNS, &o, &l, err) < 0)
		return -1;
	for (const struct command *row = table_each(s->table, NULL); row && done == 0;
	     row = table_each(s->table, row))
		if (!only || row == only)
			done = add_row(l, row, err);
	if (done == 0)
		return listing_print(l, &s->out, err);
	listing_drop(l);
	return -1;
}

static int help_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *const *words;
	int n = arg_list(a, "STEP|TOPIC", &words), used = 0;

	if (session_listing(s, a).json) {
		const struct command *row =
			n > 0 ? table_find(s->table, words, n, &used) : NULL;

		return n == 0 || (row && used == n) ? help_json(s, a, row, err)
						    : unknown(s, words, n, err);
	}
	return n > 0 ? help_about(s, words, n, err) : say_all(s, err);
}

static const struct param help_params[] = {
	{ .kind = KIND_TOPIC, .name = "STEP|TOPIC", .optional = 1, .repeated = 1 },
	{ .kind = KIND_END },
};

static const struct option help_options[] = {
	{ .name = "--json", .kind = KIND_END, .summary = "steps as JSON" },
	{ .name = NULL },
};

const struct command help_commands[] = {
	{
		.name = "help",
		.params = help_params,
		.options = help_options,
		.summary = "all steps in a line each, or one of them in full",
		.text = "A step of two words may be asked for by both, or with its fellows by the first.",
		.examples = { "help", "help newns", "help words" },
		.columns = columns,
		.columns_n = COLUMNS,
		.outside = help_outside,
	},
	{ .name = NULL },
};
