/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The search: the first row that fits says it. Which rows there are, and what they look for, is
 * in rows_*.c; how it is looked for, in probe*.c. Nothing here knows a cause.
 */
#include "why/why.h"

#include "base/error.h"
#include "why/row.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool say(struct view *v, int i, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(v->clue[i - 1], CLUE_BYTES, fmt, ap);
	va_end(ap);
	return true;
}

/* Whether NAME is one of LIST, "a|b|c". */
static bool is_among(const char *list, const char *name)
{
	size_t size = strlen(name);

	for (const char *at = list; at; at = strchr(at, '|')) {
		at += *at == '|';
		if (strncmp(at, name, size) == 0 && (at[size] == '|' || at[size] == '\0'))
			return true;
	}
	return false;
}

static bool row_fits(const struct row *row, struct view *v)
{
	const struct why_scene *s = v->scene;

	if (row->errnum != s->err->errnum)
		return false;
	if (row->steps && !is_among(row->steps, s->step))
		return false;
	if (row->calls && !is_among(row->calls, s->err->call))
		return false;
	return !row->fits || row->fits(v);
}

static void append(char *text, size_t size, const char *more, size_t more_size)
{
	size_t used = strlen(text);

	if (used + 1 < size)
		(void)snprintf(text + used, size - used, "%.*s", (int)more_size, more);
}

/* As it can be typed: in quotes where the language asks for them. */
static void append_word(char *text, size_t size, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";

	if (word[0] && word[strspn(word, plain)] == '\0') {
		append(text, size, word, strlen(word));
		return;
	}
	append(text, size, "'", 1);
	for (; *word; word++)
		append(text, size, *word == '\'' ? "'\\''" : word, *word == '\'' ? 4 : 1);
	append(text, size, "'", 1);
}

static void append_step(char *text, size_t size, const struct why_scene *s)
{
	for (int i = 0; s->words && s->words[i]; i++) {
		append(text, size, " ", i > 0);
		append_word(text, size, s->words[i]);
	}
}

static void fill(const struct view *v, const char *sentence, char *text, size_t size)
{
	while (*sentence) {
		size_t plain = strcspn(sentence, "{");

		append(text, size, sentence, plain);
		sentence += plain;
		if (strncmp(sentence, "{step}", 6) == 0) {
			append_step(text, size, v->scene);
			sentence += 6;
		} else if (*sentence) {
			const char *clue = v->clue[sentence[1] - '1'];

			append(text, size, clue, strlen(clue));
			sentence += 3;
		}
	}
}

void why_find(const struct why_scene *s, char *text, size_t size)
{
	static const struct row *const lists[] = {
		why_rows_ns,    why_rows_fork, why_rows_join, why_rows_map,
		why_rows_mount, why_rows_bind, why_rows_root, why_rows_net,
		why_rows_exec,  why_rows_file, NULL,
	};
	struct why_scene scene = *s;
	struct view v = { .scene = &scene, .mounts = { .first = -1 } };
	bool found = false;

	/* What failed before it was known for a step, or `!`. */
	scene.step = s->step ? s->step : "";
	if (size > 0)
		text[0] = '\0';
	for (int i = 0; lists[i] && !found && size > 0; i++) {
		for (const struct row *row = lists[i]; row->say && !found; row++) {
			memset(v.clue, 0, sizeof(v.clue));
			found = row_fits(row, &v);
			if (found)
				fill(&v, row->say, text, size);
		}
	}
	look_mounts_done(&v.mounts);
}
