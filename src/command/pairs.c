/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/pairs.h"

#include "base/error.h"
#include "base/own.h"
#include "lang/args.h"
#include "shell/session.h"

#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
	{ .name = "NAME", .help = "its name" },
	{ .name = "VALUE", .help = "its value" },
};

bool pairs_json(struct session *s, const struct args *a)
{
	return session_listing(s, a).json;
}

int pairs_begin(struct session *s, const struct args *a, const char *key, struct pairs *ret,
		struct error *err)
{
	struct listing_options o = session_listing(s, a);

	*ret = (struct pairs){ .s = s };
	o.columns = NULL; /* -o of set is something else */
	return o.json ? listing_new(key, columns, 2, &o, &ret->l, err) : 0;
}

int pairs_add(struct pairs *p, const char *line, const char *between, struct error *err)
{
	const char *value = strstr(line, between);

	if (!p->l)
		return out_line(&p->s->out, line, err);
	autofree char *name = strndup(line, value ? (size_t)(value - line) : strlen(line));
	if (!name)
		return fail_call(err, "strndup", "%s", line);
	const char *cells[] = { name, value ? value + strlen(between) : NULL };
	return listing_row(p->l, cells, -1, err) < 0 ? -1 : 0;
}

int pairs_end(struct pairs *p, int done, struct error *err)
{
	if (!p->l)
		return done;
	if (done == 0)
		return listing_print(p->l, &p->s->out, err);
	listing_drop(p->l);
	return done;
}
