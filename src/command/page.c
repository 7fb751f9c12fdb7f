/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/page.h"

#include "base/error.h"
#include "base/own.h"
#include "command/topics.h"
#include "lang/args.h"
#include "look/ns.h"
#include "shell/session.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPTION_WIDTH = 22
};

int page_say(struct session *s, struct error *err, const char *fmt, ...)
{
	autofree char *line = NULL;
	va_list ap;

	va_start(ap, fmt);
	int size = vasprintf(&line, fmt, ap);
	va_end(ap);
	if (size < 0) {
		line = NULL; /* its value is undefined now, asprintf(3) */
		return fail_call(err, "malloc", "help");
	}
	return out_line(&s->out, line, err);
}

int page_lines(struct session *s, int indent, const char *text, struct error *err)
{
	for (const char *at = text; *at;) {
		size_t size = strcspn(at, "\n");

		if (page_say(s, err, "%*s%.*s", indent, "", (int)size, at) < 0)
			return -1;
		at += size + (at[size] == '\n');
	}
	return 0;
}

size_t page_fitting(const char *text, size_t room)
{
	size_t best = 0;
	int depth = 0;

	for (size_t i = 0;; i++) {
		depth += text[i] == '[' ? 1 : text[i] == ']' ? -1 : 0;
		if (text[i] == '\0')
			return i <= room || best == 0 ? i : best;
		if (text[i] != ' ' || depth > 0)
			continue;
		if (i > room)
			return best > 0 ? best : i;
		best = i;
	}
}

static int say_usage(struct session *s, const struct command *row, struct error *err)
{
	autofree char *usage = args_usage(row);
	int indent = 0;

	if (!usage)
		return fail_call(err, "malloc", "help");
	for (const char *at = usage; *at; indent = 8) {
		size_t size = page_fitting(at, (size_t)(PAGE_WIDTH - indent));

		if (page_say(s, err, "%*s%.*s", indent, "", (int)size, at) < 0)
			return -1;
		at += size + (at[size] == ' ');
	}
	return 0;
}

/* "  LABEL   TEXT", TEXT in as many lines as it needs; it begins its own where LABEL is long.
 */
static int say_pair(struct session *s, const char *label, const char *text, struct error *err)
{
	enum {
		INDENT = 2 + OPTION_WIDTH + 2
	};
	int done = 0;

	if (strlen(label) > OPTION_WIDTH) {
		done = page_say(s, err, "  %s", label);
		label = "";
	}
	for (const char *at = text; *at && done == 0; label = "") {
		size_t size = page_fitting(at, PAGE_WIDTH - INDENT);

		done = page_say(s, err, "  %-*s  %.*s", OPTION_WIDTH, label, (int)size, at);
		at += size + (at[size] == ' ');
	}
	return done;
}

static int say_params(struct session *s, const struct command *row, struct error *err)
{
	const struct param *p = row->params;

	if (!p || p->kind == KIND_END)
		return 0;
	if (page_say(s, err, "%s", "") < 0)
		return -1;
	for (; p->kind != KIND_END; p++)
		if (say_pair(s, p->name,
			     p->kind == KIND_CHOICE ? p->choices : kind_describe(p->kind),
			     err) < 0)
			return -1;
	return 0;
}

static int say_options(struct session *s, const struct command *row, struct error *err)
{
	bool first = true;

	for (const struct option *o = row->options; o && o->name; o++) {
		char label[96];

		if (!o->summary)
			continue;
		if (first && page_say(s, err, "%s", "") < 0)
			return -1;
		first = false;
		(void)snprintf(label, sizeof(label), "%s%s%s", o->name, o->value ? " " : "",
			       o->value ? o->value : "");
		if (say_pair(s, label, o->summary, err) < 0)
			return -1;
		/* Mostly the value's name is the choices. */
		if (o->choices && (!o->value || strcmp(o->choices, o->value) != 0) &&
		    say_pair(s, "", o->choices, err) < 0)
			return -1;
	}
	return 0;
}

static int say_aliases(struct session *s, const struct command *row, struct error *err)
{
	struct text t = { .at = NULL };
	int done = 0;

	if (!row->aliases || !row->aliases[0])
		return 0;
	for (int i = 0; row->aliases[i] && done == 0; i++)
		done = text_printf(&t, err, "%s%s", i > 0 ? ", " : "", row->aliases[i]);
	if (done == 0)
		done = page_say(s, err, "also: %s", t.at);
	text_done(&t);
	return done;
}

static int say_columns(struct session *s, const struct command *row, struct error *err)
{
	if (row->columns_n > 0 && page_say(s, err, "%s", "") < 0)
		return -1;
	for (int i = 0; i < row->columns_n; i++) {
		const struct column *c = &row->columns[i];
		char label[OPTION_WIDTH + 1];

		(void)snprintf(label, sizeof(label), "%s%s", c->name, c->hidden ? " (-o)" : "");
		if (say_pair(s, label, c->help, err) < 0)
			return -1;
	}
	return 0;
}

/* Which namespaces must not be the host's; SPEC: the host is never changed by accident. */
static int say_changes(struct session *s, const struct command *row, struct error *err)
{
	char kinds[LOOK_NS_NAMES];

	if (!row->changes)
		return 0;
	look_ns_names(row->changes, ' ', kinds);
	return page_say(s, err, "changes: %s%s%s%s; not the host's without @host", kinds,
			row->changes_if ? " (with " : "",
			row->changes_if ? row->changes_if : "", row->changes_if ? ")" : "");
}

/* Where else to look; a topic of the row's own name is found by its page alone. */
static int say_see(struct session *s, const struct command *row, struct error *err)
{
	const struct topic *own = topics_find(row->name);
	const char *see = row->see ? row->see : "";

	if (!own && !*see)
		return 0;
	if (page_say(s, err, "%s", "") < 0)
		return -1;
	return page_say(s, err, "see also: help %s%s%s%s", own ? "about " : "",
			own ? own->name : "", own && *see ? ", " : "", see);
}

/* How much of TEXT goes into ROOM columns, up to the end of a step: quotes are not cut. */
static size_t steps_fitting(const char *text, size_t room)
{
	size_t best = 0, i = 0;
	char quote = '\0';

	for (; text[i] && (i <= room || best == 0); i++) {
		if (quote)
			quote = (char)(text[i] == quote ? '\0' : quote);
		else if (text[i] == '\'' || text[i] == '"')
			quote = text[i];
		else if (text[i] == ';' && text[i + 1] == ' ' && i < room)
			best = i + 1;
	}
	return text[i] == '\0' && i <= room ? i : best > 0 ? best : strlen(text);
}

int page_examples(struct session *s, const char *const *list, int n, struct error *err)
{
	int done = n > 0 && list[0] ? page_say(s, err, "%s", "") : 0;

	for (int i = 0; i < n && list[i]; i++) {
		int indent = 2;

		for (const char *at = list[i]; *at && done == 0; indent = 4) {
			size_t size = steps_fitting(at, (size_t)(PAGE_WIDTH - indent));

			done = page_say(s, err, "%*s%.*s", indent, "", (int)size, at);
			at += size;
			at += strspn(at, " ");
		}
	}
	return done;
}

/* Lines that begin with a letter go on where the one before has ended. */
static int say_text(struct session *s, const char *text, struct error *err)
{
	autofree char *flow = strdup(text);
	int done = 0;

	if (!flow)
		return fail_call(err, "strdup", "help");
	for (char *at = flow; (at = strchr(at, '\n')); at++)
		if (!strchr("\n -", at[1]) && at > flow && at[-1] != '\n')
			*at = ' ';
	for (const char *at = flow; *at && done == 0;) {
		size_t line = strcspn(at, "\n"), size = page_fitting(at, PAGE_WIDTH);

		size = line <= PAGE_WIDTH || size > line ? line : size;
		done = page_say(s, err, "%.*s", (int)size, at);
		at += size + (at[size] == ' ' || at[size] == '\n');
	}
	return done;
}

int page_row(struct session *s, const struct command *row, struct error *err)
{
	if (say_usage(s, row, err) < 0 || page_say(s, err, "  %s", row->summary) < 0 ||
	    say_params(s, row, err) < 0 || say_options(s, row, err) < 0 ||
	    say_columns(s, row, err) < 0)
		return -1;
	if (row->text && (page_say(s, err, "%s", "") < 0 || say_text(s, row->text, err) < 0))
		return -1;
	if (say_aliases(s, row, err) < 0 || say_changes(s, row, err) < 0)
		return -1;
	if (say_see(s, row, err) < 0)
		return -1;
	return page_examples(s, row->examples, ROW_EXAMPLES, err);
}
