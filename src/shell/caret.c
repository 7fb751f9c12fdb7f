/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/caret.h"

#include "shell/session.h"
#include "show/show.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	TAB_STOP = 8,
	WIDEST = 1000 /* a row of the screen */
};

/*
 * CHARS characters from AT on, and in *COLUMN the column behind them: as readline shows them, a
 * tab up to the next stop, another control as ^X.
 */
static const char *skip(const char *at, int chars, int *column)
{
	mbstate_t state = { 0 };

	for (; chars > 0 && *at && *at != '\n'; chars--) {
		int columns;
		size_t n = show_character(at, &state, &columns);

		if (*at == '\t')
			columns = TAB_STOP - *column % TAB_STOP;
		else if ((unsigned char)*at < ' ')
			columns = 2;
		*column += columns;
		at += n;
	}
	return at;
}

bool caret_show(const struct session *s, struct place place)
{
	char line[WIDEST + 2];

	if (!s->typed || s->caret_from <= 0 || place.line != 1 || !isatty(STDERR_FILENO))
		return false;
	int from = s->caret_from;
	const char *word = skip(s->typed, place.col - 1, &from);
	int to = from;
	(void)skip(word, place.chars, &to);
	if (to >= WIDEST)
		return false;
	to = to > from ? to : from + 1;
	memset(line, ' ', (size_t)from);
	memset(line + from, '~', (size_t)(to - from));
	line[from] = '^';
	line[to] = '\n';
	(void)!write(STDERR_FILENO, line, (size_t)to + 1);
	return true;
}

void caret_word(const struct session *s, struct place place, char *word, size_t size)
{
	const char *at = s->typed ? s->typed : "";
	int column = 0;

	word[0] = '\0';
	for (int line = 1; line < place.line && at; line++) {
		at = strchr(at, '\n');
		at += at != NULL;
	}
	if (!at || place.chars <= 0)
		return;
	at = skip(at, place.col - 1, &column);
	const char *end = skip(at, place.chars, &column);
	(void)snprintf(word, size, "%.*s", (int)(end - at), at);
}
