/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking for words in all that help could say: names first, then summaries, then texts. */
#include "command/apropos.h"

#include "base/error.h"
#include "command/overview.h"
#include "command/topics.h"
#include "lang/args.h"
#include "shell/session.h"

#include <stdbool.h>
#include <string.h>

/* Where a word is found, the best place first. */
enum found {
	IN_NAME,
	IN_SUMMARY,
	IN_TEXT,
	NOWHERE
};

static bool holds(const char *text, const char *word)
{
	return text && strcasestr(text, word);
}

static enum found in_row(const struct command *row, const char *word)
{
	if (holds(row->name, word))
		return IN_NAME;
	for (int i = 0; row->aliases && row->aliases[i]; i++)
		if (holds(row->aliases[i], word))
			return IN_NAME;
	if (holds(row->summary, word))
		return IN_SUMMARY;
	if (holds(row->text, word))
		return IN_TEXT;
	for (const struct option *o = row->options; o && o->name; o++)
		if (o->summary && (holds(o->name, word) || holds(o->summary, word) ||
				   holds(o->choices, word)))
			return IN_TEXT;
	for (const struct param *p = row->params; p && p->kind != KIND_END; p++)
		if (holds(p->choices, word) || holds(kind_describe(p->kind), word))
			return IN_TEXT;
	for (int i = 0; i < row->columns_n; i++)
		if (holds(row->columns[i].name, word) || holds(row->columns[i].help, word))
			return IN_TEXT;
	return NOWHERE;
}

static enum found in_topic(const struct topic *t, const char *word)
{
	return holds(t->name, word)      ? IN_NAME
	       : holds(t->summary, word) ? IN_SUMMARY
	       : holds(t->text, word)    ? IN_TEXT
					 : NOWHERE;
}

/* All WORDS must be there; the worst place counts. */
static enum found worst(const struct command *row, const struct topic *t,
			const char *const *words, int n)
{
	enum found all = IN_NAME;

	for (int i = 0; i < n; i++) {
		enum found one = row ? in_row(row, words[i]) : in_topic(t, words[i]);

		all = one > all ? one : all;
	}
	return all;
}

int apropos_say(struct session *s, const char *const *words, int n, struct error *err)
{
	size_t before = s->out.text.size;

	for (enum found place = IN_NAME; place < NOWHERE; place++) {
		for (const struct command *row = table_each(s->table, NULL); row;
		     row = table_each(s->table, row))
			if (worst(row, NULL, words, n) == place &&
			    overview_row(s, row, err) < 0)
				return -1;
		for (const struct topic *t = topics_each(NULL); t; t = topics_each(t))
			if (worst(NULL, t, words, n) == place && overview_topic(s, t, err) < 0)
				return -1;
	}
	if (s->out.text.size > before)
		return 0;
	return refuse(err, "nothing here speaks of \"%s\"; help lists all steps", words[0]);
}
