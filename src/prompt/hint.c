/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * readline knows nothing of the hint: it is written behind the cursor, which goes back, when a
 * key has been done, and wiped out before the next one. Not by a display function of our own:
 * with one readline takes the terminal for a dumb one, and draws all anew at each new size.
 */
#include "prompt/hint.h"

#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "lang/cursor.h"
#include "prompt/door.h"
#include "prompt/face.h"
#include "shell/session.h"

#include <ctype.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	COLUMNS_LEAST = 60,
	MODE_COLUMNS = 8 /* that show-mode-in-prompt may take */
};

static struct {
	struct session *s;
	bool shown;
} hint;

void hint_clear(void)
{
	if (!hint.shown)
		return;
	hint.shown = false;
	(void)fputs("\033[K", *rl.rl_outstream);
	(void)fflush(*rl.rl_outstream);
}

static bool is_wanted(int columns)
{
	const struct settings *now = &hint.s->settings;

	if (now->plain || now->hints == HINTS_OFF)
		return false;
	return now->hints == HINTS_ON ||
	       (session_in_color(hint.s, STDOUT_FILENO) && columns >= COLUMNS_LEAST);
}

/* How many columns are left in the cursor's row, but one: a full row would scroll. */
static int room(int columns)
{
	int prompt = face_width(*rl.rl_prompt ? *rl.rl_prompt : "");
	const char *line = *rl.rl_line_buffer;

	/* What readline shows as ^X, or further on. */
	for (const char *at = line; *at; at++)
		if (iscntrl((unsigned char)*at))
			return 0;
	if (strcmp(rl.rl_variable_value("show-mode-in-prompt"), "on") == 0)
		prompt += MODE_COLUMNS;
	return columns - (prompt + face_width(line)) % columns - 1;
}

/* What follows C's word: parameters, then bare keywords that are not given. */
static int add_rest(struct text *t, const struct cursor *c, struct error *err)
{
	const struct expected *e = &c->expected;
	const struct param *p = c->row->params;
	const struct option *o = c->row->options;
	bool typing = c->prefix && c->prefix[0] != '\0' && !e->value_of;
	int done = 0;

	if (e->value_of && c->prefix && c->prefix[c->stem] == '\0')
		done = text_printf(t, err, "%s ", e->value_of->value ? e->value_of->value : "");
	/* The one that is being typed needs no hint any more. */
	p += p ? e->param : 0;
	if (typing && p && p->kind != KIND_END)
		p++;
	for (; done == 0 && p && p->kind != KIND_END; p++)
		done = text_printf(t, err, "%s%s%s%s ", p->optional ? "[" : "", p->name,
				   p->repeated || p->rest ? "..." : "", p->optional ? "]" : "");
	for (int i = 0; done == 0 && e->options && o && o[i].name; i++)
		if (o[i].name[0] != '-' && o[i].summary && !(e->given >> i & 1))
			done = text_printf(t, err, "[%s%s%s] ", o[i].name,
					   o[i].value ? " " : "", o[i].value ? o[i].value : "");
	return done;
}

/* A name that is whole: as if the blank behind it had been typed. */
static int at_next_word(const char *line, size_t point, struct cursor *c, struct error *err)
{
	autofree char *longer = NULL;

	if (asprintf(&longer, "%.*s ", (int)point, line) < 0) {
		longer = NULL; /* its value is undefined now, asprintf(3) */
		return -1;
	}
	cursor_done(c);
	return cursor_find(hint.s->table, longer, point + 1, c, err);
}

/* The hint for the line as it is, "" if there is none; the caller's. */
static char *make(void)
{
	const char *line = *rl.rl_line_buffer;
	size_t point = (size_t)*rl.rl_point;
	struct text t = { .at = NULL };
	struct cursor c;
	struct error ignored;
	bool blank = point > 0 && line[point - 1] != ' ' && line[point - 1] != '=';
	int done = cursor_find(hint.s->table, line, point, &c, &ignored);

	if (done == 0 && c.prefix && c.prefix[0] && !c.quote &&
	    (c.at == CURSOR_STEP || (c.at == CURSOR_WORD && c.family)))
		done = at_next_word(line, point, &c, &ignored);
	if (done == 0 && c.at == CURSOR_WORD && c.row)
		done = text_printf(&t, &ignored, "%s", blank ? " " : "") < 0 ||
				       add_rest(&t, &c, &ignored) < 0
			       ? -1
			       : 0;
	cursor_done(&c);
	if (done < 0)
		text_done(&t);
	return text_take(&t);
}

static bool is_quiet_time(void)
{
	return (*rl.rl_readline_state &
		(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG | RL_STATE_VIMOTION |
		 RL_STATE_DONE)) == 0;
}

void hint_draw(void)
{
	struct pollfd key = { .fd = STDIN_FILENO, .events = POLLIN };
	int rows, columns;

	/* The next key is there already: who types fast does not wait for hints. */
	if (poll(&key, 1, 0) == 1)
		return;

	rl.rl_get_screen_size(&rows, &columns);
	if (!is_wanted(columns) || !is_quiet_time() || *rl.rl_point != *rl.rl_end ||
	    *rl.rl_end == 0)
		return;
	autofree char *text = make();
	int most = room(columns);
	if (!text || most < 1)
		return;
	/* Names of the table: a byte is a column. */
	int size = (int)strlen(text);
	while (size > 0 && text[size - 1] == ' ')
		size--;
	if (size == 0)
		return;
	(void)fprintf(*rl.rl_outstream, "\0337\033[K\033[90m%.*s\033[0m\0338",
		      size < most ? size : most, text);
	(void)fflush(*rl.rl_outstream);
	hint.shown = true;
}

void hint_install(struct session *s)
{
	hint.s = s;
}
