/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tab. readline finds where a word begins, puts in what is common, and closes quotes; what
 * there is to choose from comes from complete/, and what a list looks like from below.
 *
 * readline takes our names for file names of the host: that is how it quotes them. So it is
 * kept from looking there, by a hook that turns each name it would stat into one that cannot
 * be.
 */
#include "prompt/offer.h"

#include "base/error.h"
#include "base/own.h"
#include "complete/complete.h"
#include "lang/cursor.h"
#include "lang/lex.h"
#include "prompt/door.h"
#include "prompt/hint.h"
#include "shell/session.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* readline's functions have no argument of their own. */
static struct {
	struct session *s;
	struct candidates found;
	char *front; /* what is before each name: of the word, as typed, and the stem */
	int next;
	int stop; /* write end of the pipe that ^C makes readable */
} offering = { .stop = -1 };

static void on_interrupt(int sig)
{
	int saved = errno;

	(void)sig;
	(void)!write(offering.stop, "", 1);
	errno = saved;
}

/* The candidates at C. ^C stops the search, and reaches nobody else: the line stays. */
static void look(const struct cursor *c)
{
	struct sigaction stop = { .sa_handler = on_interrupt }, before;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return;
	offering.stop = ends[1];
	(void)sigaction(SIGINT, &stop, &before);
	complete_at(offering.s, c, COMPLETE_MS, ends[0], &offering.found);
	(void)sigaction(SIGINT, &before, NULL);
	offering.stop = -1;
	own_close(&ends[0]);
	own_close(&ends[1]);
}

static char *next_name(const char *text, int state)
{
	const struct candidates *found = &offering.found;
	char *name = NULL;

	(void)text;
	if (state == 0)
		offering.next = 0;
	while (offering.next < found->n && found->list[offering.next].hostile)
		offering.next++;
	if (offering.next == found->n)
		return NULL;
	if (asprintf(&name, "%s%s", offering.front, found->list[offering.next++].name) < 0)
		return NULL; /* its value is undefined now, asprintf(3) */
	return name;
}

/* What is put in front of each name. NULL: where readline lets the word begin, ours does not.
 */
static char *front_of(const struct cursor *c, int start)
{
	size_t from = c->from + (c->quote ? 1 : 0), begin = (size_t)start;
	char *front = NULL;

	if (from < begin)
		return NULL;
	/* Between: "!" and the like, which belong to no word of ours. */
	const char *between = *rl.rl_line_buffer + begin;
	if (strcspn(between, "\\'\"") < from - begin && !offering.found.raw)
		return NULL;
	if (asprintf(&front, "%.*s%.*s", (int)(from - begin), between, (int)offering.found.stem,
		     c->prefix) < 0)
		return NULL; /* its value is undefined now, asprintf(3) */
	return front;
}

static int count_plain(const struct candidates *found)
{
	int n = 0;

	for (int i = 0; i < found->n; i++)
		n += !found->list[i].hostile;
	return n;
}

static char **offer(const char *text, const struct cursor *c, int start)
{
	struct candidates *found = &offering.found;
	int plain = count_plain(found);

	offering.front = front_of(c, start);
	if (!offering.front || found->n == 0)
		return NULL;
	/* Where only one of several can be typed it is not the one that was meant. */
	if (plain < found->n && plain < 2) {
		offer_below();
		offer_list(found);
		offer_line_again();
		return NULL;
	}
	*rl.rl_filename_completion_desired = 1;
	*rl.rl_filename_quoting_desired = !found->raw;
	*rl.rl_sort_completion_matches = 0;
	if (plain == 1 && (found->list[0].is_open || (found->raw && c->quote))) {
		*rl.rl_completion_suppress_append = 1;
		*rl.rl_completion_suppress_quote = 1;
	}
	char **names = rl.rl_completion_matches(text, next_name);
	char *typed = NULL;
	/* What those found have in common need not be what all have. */
	if (names && names[1] && found->cut &&
	    asprintf(&typed, "%s%s", offering.front, c->prefix + found->stem) >= 0) {
		free(names[0]);
		names[0] = typed;
	}
	return names;
}

static char **attempted(const char *text, int start, int end)
{
	struct cursor c;
	struct error ignored;
	char **names = NULL;

	*rl.rl_attempted_completion_over = 1; /* whatever comes of it: no files of the host */
	hint_clear();
	candidates_done(&offering.found);
	free(take_ptr(&offering.front));
	if (cursor_find(offering.s->table, *rl.rl_line_buffer, (size_t)end, &c, &ignored) < 0)
		return NULL;
	look(&c);
	if (!offering.found.interrupted)
		names = offer(text, &c, start);
	cursor_done(&c);
	return names;
}

/* readline's types. NOLINTNEXTLINE(readability-non-const-parameter) */
static char *quote_name(char *name, int type, char *quote)
{
	(void)type;
	return offer_quote(name, (char)(quote ? *quote : 0));
}

/* Of a whole word, by the lexer: a word that is open at its end is one. */
static char *dequote_name(char *text, int quote)
{
	struct lexer l = { .at = text,
			   .end = text + strlen(text),
			   .line_start = text,
			   .place = { 1, 2 },
			   .cut = true };
	struct word word = { .parts_n = 0 };
	struct error ignored;
	enum token token;
	bool all = false;
	char *name = NULL;

	(void)quote;
	if (lex_next(&l, &token, &word, &ignored) == 0 && token == TOKEN_WORD)
		name = word_constant(&word, &all);
	word_done(&word);
	return name ? name : strdup(text);
}

/* readline's types. NOLINTNEXTLINE(readability-non-const-parameter) */
static int is_quoted(char *line, int at)
{
	char quote = 0;

	for (int i = 0; i < at && line[i]; i++) {
		if (line[i] == '\\' && quote != '\'') {
			if (++i == at)
				return 1;
		} else if (quote ? line[i] == quote : line[i] == '\'' || line[i] == '"') {
			quote = (char)(quote ? 0 : line[i]);
		}
	}
	return quote != 0;
}

static int hide_from_host(char **name)
{
	char *nothing = strdup("");

	if (!nothing)
		return 0;
	free(*name);
	*name = nothing;
	return 1;
}

static void show_names(char **names, int n, int longest)
{
	(void)names;
	(void)n;
	(void)longest;
	(void)rl.rl_crlf();
	offer_list(&offering.found);
	offer_line_again();
}

void offer_install(struct session *s)
{
	offering.s = s;
	*rl.rl_attempted_completion_function = attempted;
	*rl.rl_completer_quote_characters = "\"'";
	*rl.rl_completer_word_break_characters = " \t\n\"';&|<>";
	*rl.rl_filename_quote_characters = " \t\n\\\"'$;&|<>#";
	*rl.rl_filename_quoting_function = quote_name;
	*rl.rl_filename_dequoting_function = dequote_name;
	*rl.rl_char_is_quoted_p = is_quoted;
	*rl.rl_filename_stat_hook = hide_from_host;
	*rl.rl_completion_display_matches_hook = show_names;
	(void)rl.rl_variable_bind("show-all-if-ambiguous", "on");
	(void)rl.rl_variable_bind("colored-stats", "off");
	(void)rl.rl_variable_bind("completion-ignore-case", "off");
}
