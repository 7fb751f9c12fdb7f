/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be known of a step before anything happens. Words with a $ are not known yet. */
#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "lang/lex.h"
#include "lang/near.h"
#include "lang/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "link ad": the first word is that of several rows; one of them may be near. */
static int unknown_second(const struct table *t, const char *const *v, int n, struct error *err)
{
	bool more = n > 1 && v[1];
	char typed[2 * NEAR_LONGEST];
	struct text list = { .at = NULL };
	struct error ignored;

	(void)snprintf(typed, sizeof(typed), "%s %s", v[0], more ? v[1] : "");
	struct near near = near_start(typed);
	for (const struct command *row = table_each(t, NULL); row; row = table_each(t, row)) {
		const char *second = row_second(row, v[0]);

		if (!second)
			continue;
		near_common(&near, row->name);
		(void)text_printf(&list, &ignored, " %s", second);
	}
	if (more && near_best(&near))
		(void)refuse(err, "unknown command \"%s\"; did you mean %s?", typed,
			     near_best(&near));
	else
		(void)refuse(err, "%s is followed by one of:%s", v[0], list.at ? list.at : "");
	text_done(&list);
	return -1;
}

static int unknown_step(const struct table *t, const char *const *v, int n, struct error *err)
{
	struct near near = near_start(v[0]);

	if (*v[0] == '\0')
		return refuse(err, "an empty word is no step; help lists them");
	for (const struct command *row = table_each(t, NULL); row; row = table_each(t, row)) {
		if (row_second(row, v[0]))
			return unknown_second(t, v, n, err);
		near_row(&near, row);
	}
	if (near_best(&near))
		return refuse(err, "unknown command \"%s\"; did you mean %s?", v[0],
			      near_best(&near));
	return refuse(err, "unknown command \"%s\"; help lists them, run %s is the program",
		      v[0], v[0]);
}

static int check_redirects(const struct command *row, const struct step *step,
			   struct place *ret_place, struct error *err)
{
	for (int i = 0; i < step->redirects_n; i++) {
		const struct redirect *r = &step->redirects[i];
		bool in = r->kind == REDIRECT_IN || r->kind == REDIRECT_HERE;

		*ret_place = r->file.place;
		if (in && !(row->flags & (ROW_PROGRAM | ROW_INPUT)))
			return refuse(err, "%s reads no input", row->name);
		if (r->kind == REDIRECT_HERE)
			continue;
		bool all = false;
		autofree char *word = word_constant(&r->file, &all);
		if (word && kind_check(KIND_PATH_ANY, NULL, word, err) < 0)
			return -1;
	}
	return 0;
}

/* The words that are known, bound; `check` only where all of them are. */
static int check_words(const struct command *row, const struct step *step, const char **v,
		       struct place *ret_place, struct error *err)
{
	struct words words = { .n = step->words_n, .v = v };
	struct args a;
	bool known = true;
	int at = 0;

	for (int i = 0; i < step->words_n; i++)
		known = known && v[i];
	if (args_bind(row, &words, &a, &at, err) < 0) {
		if (at < step->words_n)
			*ret_place = step->words[at].place;
		return -1;
	}
	int done = known && row->check && !a.asks_help ? row->check(&a, err) : 0;
	args_done(&a);
	return done;
}

static int check_step(const struct table *t, const struct step *step, const char **v, bool all,
		      struct place *ret_place, struct error *err)
{
	int used = 0;

	if (!v[0])
		return 0; /* which step it is will be known when its turn has come */
	const struct command *row = table_find(t, v, step->words_n, &used);
	if (!row)
		return table_asks_help(t, v, step->words_n)
			       ? 0
			       : unknown_step(t, v, step->words_n, err);
	if (step->background && !(row->flags & ROW_BACKGROUND))
		return refuse(err, "%s cannot go to the background; only run can", row->name);
	if (check_redirects(row, step, ret_place, err) < 0)
		return -1;
	*ret_place = step->place;
	/* $@ may be any number of words: nothing is certain then but the row. */
	return all ? 0 : check_words(row, step, v, ret_place, err);
}

int step_check(const struct table *t, const struct step *step, struct place *ret_place,
	       struct error *err)
{
	*ret_place = step->place;
	if (step->bang)
		return step->background || step->redirects_n > 0
			       ? refuse(err, "! takes the rest of the line as it is")
			       : 0;
	const char **v = calloc((size_t)step->words_n + 1, sizeof(*v));
	bool all = false;
	if (!v)
		return fail_call(err, "calloc", "a step");
	for (int i = 0; i < step->words_n; i++)
		v[i] = word_constant(&step->words[i], &all);
	if (step->words_n > 0)
		*ret_place = step->words[0].place;
	int done = check_step(t, step, v, all, ret_place, err);
	for (int i = 0; i < step->words_n; i++)
		free((char *)v[i]);
	free(v);
	return done;
}

const struct command *step_row(const struct table *t, const struct step *step)
{
	const char *v[2] = { NULL, NULL };

	for (int i = 0; i < 2 && i < step->words_n; i++)
		if (step->words[i].parts_n == 1 && step->words[i].parts[0].kind == PART_TEXT)
			v[i] = step->words[i].parts[0].text;
	return v[0] ? table_find(t, v, v[1] ? 2 : 1, NULL) : NULL;
}
