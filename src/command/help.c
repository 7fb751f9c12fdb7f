/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * help: all of it is read off the rows, so it can say nothing that is not so. Topics are what
 * no row could say; where one has a step's name, the step's page names it.
 */
#include "command/help.h"

#include "base/error.h"
#include "command/apropos.h"
#include "command/helpjson.h"
#include "command/overview.h"
#include "command/page.h"
#include "command/topics.h"
#include "lang/args.h"
#include "lang/near.h"
#include "shell/session.h"

#include <string.h>

/* All rows of more words that begin with WORD: "help link". 1: there are some. */
static int say_family(struct session *s, const char *word, struct error *err)
{
	int found = 0;

	for (const struct command *row = table_each(s->table, NULL); row;
	     row = table_each(s->table, row)) {
		if (!row_second(row, word))
			continue;
		found = 1;
		if (overview_row(s, row, err) < 0)
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
	     row = table_each(s->table, row))
		near_row(&near, row);
	for (const struct topic *t = topics_each(NULL); t; t = topics_each(t))
		near_common(&near, t->name);
	for (const struct family *f = s->table->families; f->rows; f++)
		if (f->group)
			near_common(&near, f->group);
	if (near_best(&near))
		(void)refuse(err, "no step or topic \"%s\"; did you mean %s?", near.word,
			     near_best(&near));
	else
		(void)refuse(err, "no step or topic \"%s\"; help lists them, apropos looks",
			     near.word);
	text_done(&typed);
	return -1;
}

static int say_topic(struct session *s, const struct topic *t, struct error *err)
{
	if (page_lines(s, 0, t->text, err) < 0)
		return -1;
	return page_examples(s, t->tries, TOPIC_TRIES, err);
}

static int say_step(struct session *s, const struct command *row, struct error *err)
{
	if (page_row(s, row, err) < 0)
		return -1;
	/* "box" is a step, and the first word of others. */
	if (strchr(row->name, ' '))
		return 0;
	size_t before = s->out.text.size;
	if (page_say(s, err, "%s", "") < 0)
		return -1;
	int more = say_family(s, row->name, err);
	if (more == 0)
		s->out.text.size = before;
	return more < 0 ? -1 : 0;
}

/* "about", or "about TOPIC". */
static int help_about(struct session *s, const char *const *words, int n, struct error *err)
{
	if (n == 1)
		return overview_topics(s, err);
	const struct topic *t = topics_find(words[1]);
	return n == 2 && t ? say_topic(s, t, err) : unknown(s, words + 1, n - 1, err);
}

static int help_words(struct session *s, const char *const *words, int n, struct error *err)
{
	int used = 0;
	const struct command *row = table_find(s->table, words, n, &used);

	if (row && used == n)
		return say_step(s, row, err);
	if (strcmp(words[0], "about") == 0)
		return help_about(s, words, n, err);
	if (words[0][0] == '/') {
		const char *one[] = { words[0] + 1 };

		return words[0][1] && n == 1 ? apropos_say(s, one, 1, err)
					     : unknown(s, words, n, err);
	}
	if (n != 1)
		return unknown(s, words, n, err);
	const struct topic *t = topics_find(words[0]);
	if (t)
		return say_topic(s, t, err);
	const struct family *group = overview_find(s->table, words[0]);
	if (group)
		return overview_group(s, group, err);
	int found = say_family(s, words[0], err);
	return found == 0 ? unknown(s, words, n, err) : found < 0 ? -1 : 0;
}

static int help_json(struct session *s, const char *const *words, int n, struct error *err)
{
	int used = 0;
	const struct command *row = n > 0 ? table_find(s->table, words, n, &used) : NULL;
	bool about = n > 0 && strcmp(words[0], "about") == 0;
	const struct topic *t = about && n > 1 ? topics_find(words[1])
				: n == 1       ? topics_find(words[0])
					       : NULL;

	if (n == 0 || (row && used == n))
		return helpjson_say(s, row, err);
	if (t || (about && n == 1))
		return helpjson_topics(s, t, err);
	return unknown(s, words, n, err);
}

static int help_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *const *words;
	int n = arg_list(a, "STEP|TOPIC", &words);

	if (session_listing(s, a).json)
		return help_json(s, words, n, err);
	if (n > 0)
		return help_words(s, words, n, err);
	return arg_has(a, "-a") ? overview_all(s, err) : overview_say(s, err);
}

static int apropos_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *const *words;
	int n = arg_list(a, "WORD", &words);

	return apropos_say(s, words, n, err);
}

static const struct param help_params[] = {
	{ .kind = KIND_TOPIC, .name = "STEP|TOPIC", .optional = 1, .repeated = 1 },
	{ .kind = KIND_END },
};

static const struct option help_options[] = {
	{ .name = "-a", .kind = KIND_END, .summary = "all steps and topics, a line each" },
	{ .name = "--json",
	  .kind = KIND_END,
	  .summary = "all that is known of the steps, or of one; help about: of topics" },
	{ .name = NULL },
};

static const struct param apropos_params[] = {
	{ .kind = KIND_WORD, .name = "WORD", .repeated = 1 },
	{ .kind = KIND_END },
};

const struct command help_commands[] = {
	{
		.name = "help",
		.params = help_params,
		.options = help_options,
		.flags = ROW_COMMON,
		.summary = "where you are and what there is; or one step, group or topic",
		.text = "STEP --help is the same as help STEP, for each of them. A step of two words may\n"
			"be asked for by both, or with its fellows by the first. help GROUP lists its\n"
			"steps, help about the topics; help about TOPIC shows the topic where a step\n"
			"has the same name. help /WORD is apropos WORD. Everything is read off the\n"
			"table that steps are run by. At a terminal what is longer than the screen\n"
			"goes through the pager (set -o pager=COMMAND).",
		.see = "apropos, about words",
		.examples = { "help newns", "help network", "help about namespaces" },
		.columns = help_columns,
		.columns_n = HELP_COLUMNS,
		.outside = help_outside,
	},
	{
		.name = "apropos",
		.params = apropos_params,
		.summary = "steps and topics whose help speaks of all the words",
		.text = "Looks in names, summaries, options, columns and texts, whatever their case;\n"
			"names come first.",
		.see = "help",
		.examples = { "apropos veth", "apropos id map" },
		.outside = apropos_outside,
	},
	{ .name = NULL },
};
