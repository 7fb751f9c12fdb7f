/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prompt/history.h"

#include "base/error.h"
#include "base/own.h"
#include "prompt/door.h"
#include "prompt/histfile.h"
#include "shell/session.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool no_file; /* it has been said why */

static const char *history_line(int i)
{
	const HIST_ENTRY *entry = rl.history_get(*rl.history_base + i);

	return entry ? entry->line : NULL;
}

static void say(struct session *s, const struct error *err)
{
	if (!no_file)
		session_note(s, true, "lines are not kept in a file: %s%s%s", err->text,
			     err->call[0] ? ": " : "",
			     err->call[0] ? strerrordesc_np(err->errnum) : "");
	no_file = true;
}

static int history_clear(struct session *s, struct error *err)
{
	rl.clear_history();
	return isatty(STDIN_FILENO) ? histfile_clear(&s->settings, err) : 0;
}

void history_begin(struct session *s)
{
	autofree char *text = NULL;
	struct error err;

	s->history = history_line;
	s->history_clear = history_clear;
	if (histfile_read(&s->settings, &text, &err) < 0)
		say(s, &err);
	const char *at = text;
	for (char *entry; at && (entry = histfile_next(&at)); free(entry))
		rl.add_history(entry);
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whether a name of SIZE bytes says that its value is nobody's business. */
static bool is_secret(const char *name, size_t size)
{
	static const char *const words[] = { "KEY", "TOKEN", "PASS", "SECRET" };

	for (size_t i = 0; i < size; i++)
		for (size_t w = 0; w < sizeof(words) / sizeof(*words); w++)
			if (strlen(words[w]) <= size - i &&
			    strncasecmp(name + i, words[w], strlen(words[w])) == 0)
				return true;
	return false;
}

/* NAME=VALUE anywhere, quoted or not, or `set NAME VALUE`. */
static bool has_secret(const char *line)
{
	bool after_set = false;

	for (const char *at = line; *at;) {
		size_t size = 0;

		while (is_name(at[size]))
			size++;
		if (size > 0 && (at[size] == '=' || after_set) && is_secret(at, size))
			return true;
		if (size > 0)
			after_set = size == 3 && memcmp(at, "set", 3) == 0;
		at += size > 0 ? size : 1;
	}
	return false;
}

void history_keep(struct session *s, const char *line)
{
	struct error err;
	int n = 0;

	if (s->settings.histsize == 0 || *line == ' ' || *line == '\t' || *line == '\0')
		return;
	while (history_line(n))
		n++;
	const char *last = n > 0 ? history_line(n - 1) : NULL;
	if (last && strcmp(last, line) == 0)
		return;
	rl.add_history(line);
	if (isatty(STDIN_FILENO) && !has_secret(line) &&
	    histfile_add(&s->settings, line, &err) < 0)
		say(s, &err);
}
