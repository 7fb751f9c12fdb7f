/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row's usage line, read off the row. */
#include "base/error.h"
#include "base/text.h"
#include "lang/args.h"

#include <string.h>

static int add_param(struct text *t, const struct param *p, struct error *err)
{
	const char *open = p->optional ? "[" : "", *close = p->optional ? "]" : "";
	const char *more = p->repeated || p->rest ? "..." : "";

	if (p->filler)
		return text_printf(t, err, " %s[%s] %s%s%s", open, p->filler, p->name, more,
				   close);
	return text_printf(t, err, " %s%s%s%s", open, p->name, more, close);
}

static int add_option(struct text *t, const struct option *o, struct error *err)
{
	if (o->kind == KIND_END)
		return text_printf(t, err, " [%s]", o->name);
	return text_printf(t, err, " [%s %s]%s", o->name, o->value ? o->value : "VALUE",
			   o->repeated ? "..." : "");
}

/* Options first, keywords (that ip has behind) last. */
static int fill(struct text *t, const struct command *row, struct error *err)
{
	int done = text_printf(t, err, "%s", row->name);

	for (const struct option *o = row->options; done == 0 && o && o->name; o++)
		if (o->name[0] == '-' && o->summary)
			done = add_option(t, o, err);
	for (const struct param *p = row->params; done == 0 && p && p->kind != KIND_END; p++)
		done = add_param(t, p, err);
	for (const struct option *o = row->options; done == 0 && o && o->name; o++)
		if (o->name[0] != '-')
			done = add_option(t, o, err);
	if (done == 0 && (row->flags & ROW_BACKGROUND))
		done = text_printf(t, err, " [&]");
	return done;
}

char *args_usage(const struct command *row)
{
	struct text t = { .at = NULL };
	struct error ignored;

	if (fill(&t, row, &ignored) < 0) {
		text_done(&t);
		return NULL;
	}
	return text_take(&t);
}
