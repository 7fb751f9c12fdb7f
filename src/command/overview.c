/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * help without a word: where you are, what could come next, and all there is in one screen of
 * 24 lines; and the lists behind it: all steps, those of a group, those of a search.
 */
#include "command/overview.h"

#include "base/error.h"
#include "box/box.h"
#include "command/page.h"
#include "command/topics.h"
#include "lang/command.h"
#include "look/ns.h"
#include "shell/session.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>

enum {
	LABEL_WIDTH = 10,
	STEP_WIDTH = 26,
	NEXT_MOST = 2,
	NAME_SHOWN = 24
};

/* What could come next, in this order: where one of OWN (CLONE_NEW*) is the box's; 0: on the
 * host. One whose step is not in the table is left out. */
static const struct {
	unsigned own;
	const char *step, *what;
} nexts[] = {
	{ 0, "newns user net", "a user and a net namespace, no root needed" },
	{ 0, "namespaces", "what there is on this machine" },
	{ 0, "status", "whose namespaces these are" },
	{ CLONE_NEWNET, "links", "its devices; link up lo wakes the first" },
	{ CLONE_NEWNS, "mount tmpfs /mnt", "an empty directory that nobody else sees" },
	{ CLONE_NEWPID, "run sh -c 'echo $$'", "a program, and the pid that it sees" },
	{ CLONE_NEWUTS, "hostname lab", "another name, for this box alone" },
	{ CLONE_NEWUSER, "run id", "who programs are in here" },
	{ CLONE_NEWUSER, "newns net", "a network that this user namespace owns" },
	{ ~0U, "status", "which namespaces, and whose" },
};

static int say_next(struct session *s, bool first, const char *step, const char *what,
		    struct error *err)
{
	return page_say(s, err, "%-*s%-*s%s", LABEL_WIDTH, first ? "next" : "", STEP_WIDTH,
			step, what);
}

static int say_nexts(struct session *s, const struct frame *f, struct error *err)
{
	int said = 0;

	for (size_t i = 0; i < sizeof(nexts) / sizeof(*nexts) && said < NEXT_MOST; i++) {
		char first[NAME_SHOWN];
		const char *words[] = { first };
		bool fits = nexts[i].own ? (f->own & nexts[i].own) != 0 : f->own == 0;

		(void)snprintf(first, sizeof(first), "%.*s", (int)strcspn(nexts[i].step, " "),
			       nexts[i].step);
		if (!fits || !table_find(s->table, words, 1, NULL))
			continue;
		if (say_next(s, said++ == 0, nexts[i].step, nexts[i].what, err) < 0)
			return -1;
	}
	if (f->own)
		return say_next(s, said == 0, "leave", "back to the frame below", err);
	return say_next(s, said == 0, "help about namespaces", "what all this is about", err);
}

static int say_here(struct session *s, const struct frame *f, struct error *err)
{
	char kinds[LOOK_NS_NAMES];

	if (f->own == 0)
		return page_say(s, err,
				"%-*sbox %.*s, with the host's namespaces; they are safe from "
				"accidents",
				LABEL_WIDTH, "here", NAME_SHOWN, s->box->name);
	look_ns_names(f->own, ' ', kinds);
	return page_say(s, err, "%-*sbox %.*s, not the host's: %s", LABEL_WIDTH, "here",
			NAME_SHOWN, s->box->name, kinds);
}

/* Words in lines, behind a label. */
struct list {
	struct session *s;
	struct error *err;
	const char *label;
	struct text line;
};

static int list_flush(struct list *l)
{
	int done = page_say(l->s, l->err, "%-*s%s", LABEL_WIDTH, l->label,
			    l->line.at ? l->line.at : "");

	l->label = "";
	text_done(&l->line);
	return done;
}

static int list_add(struct list *l, const char *word, size_t size)
{
	if (l->line.size > 0 && LABEL_WIDTH + l->line.size + 2 + size > PAGE_WIDTH &&
	    list_flush(l) < 0)
		return -1;
	return text_printf(&l->line, l->err, "%s%.*s", l->line.size > 0 ? "  " : "", (int)size,
			   word);
}

/* "link add", "link set" become "link add|set". */
static int list_rows(struct list *l, const struct command *rows)
{
	for (const struct command *row = rows; row->name;) {
		struct text word = { .at = NULL };
		size_t first = strcspn(row->name, " ") + 1;
		int done = text_printf(&word, l->err, "%s", row->name);

		for (row++; done == 0 && row->name && row[-1].name[first - 1] == ' ' &&
			    strncmp(row->name, row[-1].name, first) == 0;
		     row++)
			done = text_printf(&word, l->err, "|%s", row->name + first);
		if (done == 0)
			done = list_add(l, word.at, word.size);
		text_done(&word);
		if (done < 0)
			return -1;
	}
	return 0;
}

static int say_groups(struct session *s, struct error *err)
{
	struct list l = { .s = s, .err = err };
	int done = 0;

	for (const struct family *f = s->table->families; f->rows && done == 0; f++) {
		if (f->group)
			l.label = f->group;
		done = list_rows(&l, f->rows);
		if (done == 0 && (f[1].group || !f[1].rows))
			done = list_flush(&l);
	}
	l.label = "about";
	for (const struct topic *t = topics_each(NULL); t && done == 0; t = topics_each(t))
		done = list_add(&l, t->name, strlen(t->name));
	if (done == 0)
		done = list_flush(&l);
	text_done(&l.line);
	return done;
}

int overview_say(struct session *s, struct error *err)
{
	const struct frame *f = session_frame(s);

	if (say_here(s, f, err) < 0 || say_nexts(s, f, err) < 0 ||
	    page_say(s, err, "%s", "") < 0 || say_groups(s, err) < 0 ||
	    page_say(s, err, "%s", "") < 0)
		return -1;
	return page_say(s, err, "%s",
			"help STEP, help GROUP, help about TOPIC, help -a: all; apropos WORD "
			"searches");
}

/* The longest name of a step, or "about TOPIC". */
static int name_width(const struct table *t)
{
	size_t most = 0;

	for (const struct command *row = table_each(t, NULL); row; row = table_each(t, row))
		most = strlen(row->name) > most ? strlen(row->name) : most;
	for (const struct topic *topic = topics_each(NULL); topic; topic = topics_each(topic))
		most = strlen(topic->name) + 6 > most ? strlen(topic->name) + 6 : most;
	return (int)most;
}

static int say_brief(struct session *s, const char *about, const char *name,
		     const char *summary, struct error *err)
{
	return page_say(s, err, "%s%-*s  %s", about, name_width(s->table) - (int)strlen(about),
			name, summary);
}

int overview_row(struct session *s, const struct command *row, struct error *err)
{
	return say_brief(s, "", row->name, row->summary, err);
}

int overview_topic(struct session *s, const struct topic *t, struct error *err)
{
	return say_brief(s, "about ", t->name, t->summary, err);
}

int overview_topics(struct session *s, struct error *err)
{
	for (const struct topic *t = topics_each(NULL); t; t = topics_each(t))
		if (overview_topic(s, t, err) < 0)
			return -1;
	return 0;
}

static int say_rows(struct session *s, const struct command *rows, struct error *err)
{
	for (const struct command *row = rows; row->name; row++)
		if (overview_row(s, row, err) < 0)
			return -1;
	return 0;
}

int overview_all(struct session *s, struct error *err)
{
	for (const struct family *f = s->table->families; f->rows; f++)
		if ((f->group && f != s->table->families && page_say(s, err, "%s", "") < 0) ||
		    say_rows(s, f->rows, err) < 0)
			return -1;
	if (page_say(s, err, "%s", "") < 0)
		return -1;
	return overview_topics(s, err);
}

const struct family *overview_find(const struct table *t, const char *group)
{
	for (const struct family *f = t->families; f->rows; f++)
		if (f->group && strcmp(f->group, group) == 0)
			return f;
	return NULL;
}

int overview_group(struct session *s, const struct family *group, struct error *err)
{
	if (page_say(s, err, "%s: %s", group->group, group->title) < 0)
		return -1;
	for (const struct family *f = group; f->rows && (f == group || !f->group); f++)
		if (say_rows(s, f->rows, err) < 0)
			return -1;
	return 0;
}
