/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names as they have to be typed. What is special where is the lexer's to say, lang/lex.c. */
#include "prompt/offer.h"

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Outside of quotes: what ends a word, what begins something else, and at the front # and ! and
 * what is an option or a box. */
static int add_plain(struct text *t, const char *name, struct error *err)
{
	int done = 0;

	for (const char *at = name; *at && done == 0; at++) {
		bool special = strchr(" \t\n\\'\"$;&|<>", *at) || (at == name && *at == '#');

		if (special)
			done = text_add(t, "\\", 1, err);
		if (done == 0)
			done = text_add(t, at, 1, err);
	}
	return done;
}

static int add_double(struct text *t, const char *name, struct error *err)
{
	int done = text_add(t, "\"", 1, err);

	for (const char *at = name; *at && done == 0; at++) {
		if (strchr("\\\"$", *at))
			done = text_add(t, "\\", 1, err);
		if (done == 0)
			done = text_add(t, at, 1, err);
	}
	return done;
}

static int add_single(struct text *t, const char *name, struct error *err)
{
	int done = text_add(t, "'", 1, err);

	for (const char *at = name; *at && done == 0; at++)
		done = *at == '\'' ? text_add(t, "'\\''", 4, err) : text_add(t, at, 1, err);
	return done;
}

char *offer_quote(const char *name, char quote)
{
	struct text t = { .at = NULL };
	struct error ignored;
	int done = quote == '\''  ? add_single(&t, name, &ignored)
		   : quote == '"' ? add_double(&t, name, &ignored)
				  : add_plain(&t, name, &ignored);

	if (done < 0)
		text_done(&t);
	return t.at ? text_take(&t) : strdup("");
}
