/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines through readline's callback interface, in a poll of our own: a signal ends the wait,
 * not the program. Ctrl-C gives a new line; ^D at an empty one ends the session.
 */
#include "prompt/prompt.h"

#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "prompt/door.h"
#include "shell/run.h"
#include "shell/session.h"
#include "shell/signals.h"

#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* readline's handler has no argument of its own. */
static struct {
	char *line;
	bool has_line, at_end;
} typed;

static void take_line(char *line)
{
	typed.line = line;
	typed.has_line = line != NULL;
	typed.at_end = line == NULL;
	rl.rl_callback_handler_remove();
}

static const char *history_line(int i)
{
	const HIST_ENTRY *entry = rl.history_get(*rl.history_base + i);

	return entry ? entry->line : NULL;
}

/* "main#2> ": the box, and how many frames are on it; "> " where a line goes on. */
static void make_prompt(const struct session *s, bool more, char *text, size_t size)
{
	const struct box *b = s->boxes.current;

	if (more)
		(void)snprintf(text, size, "> ");
	else if (b->n == 0)
		(void)snprintf(text, size, "%s%s ", b->name, geteuid() == 0 ? "#" : "$");
	else
		(void)snprintf(text, size, "%s:%d%s ", b->name, b->n,
			       box_top(b)->uid == 0 ? "#" : "$");
}

enum outcome {
	LINE,
	INTERRUPTED,
	END
};

static enum outcome read_line(struct session *s, const char *prompt)
{
	typed.has_line = typed.at_end = false;
	rl.rl_callback_handler_install(prompt, take_line);
	while (!typed.has_line && !typed.at_end) {
		struct pollfd wait[] = { { .fd = STDIN_FILENO, .events = POLLIN },
					 { .fd = s->interrupt_fd, .events = POLLIN } };

		if (poll(wait, 2, -1) < 0)
			continue;
		if (wait[1].revents) {
			while (signals_take())
				;
			rl.rl_free_line_state();
			rl.rl_callback_sigcleanup();
			rl.rl_callback_handler_remove();
			(void)!write(STDOUT_FILENO, "\n", 1);
			return signals_ending() ? END : INTERRUPTED;
		}
		if (wait[0].revents)
			rl.rl_callback_read_char();
	}
	return typed.at_end ? END : LINE;
}

/* One step, or several lines that belong together; false at the end. */
static bool turn(struct session *s, int *line)
{
	struct text all = { .at = NULL };
	struct error err;
	char prompt[96];
	bool more = false;

	do {
		make_prompt(s, more, prompt, sizeof(prompt));
		enum outcome got = read_line(s, prompt);

		if (got != LINE) {
			if (got == END && typed.at_end && isatty(STDIN_FILENO))
				(void)!write(STDOUT_FILENO, "\n", 1);
			text_done(&all);
			return got == INTERRUPTED;
		}
		autofree char *text = take_ptr(&typed.line);
		if (*text)
			rl.add_history(text);
		if (text_printf(&all, &err, "%s\n", text) < 0)
			return false;
		s->caret_from = more ? 0 : (int)strlen(prompt);
		(void)run_line(s, all.at, all.size, 1, &more);
		while (!signals_ending() && signals_take())
			;
	} while (more);
	(*line)++;
	text_done(&all);
	return !s->ended && !signals_ending();
}

static void banner(const struct session *s)
{
	if (!s->settings.quiet)
		(void)printf(
			"unsh: each step changes the namespaces of a held process; help lists "
			"them, exit ends.\n");
	(void)fflush(stdout);
}

int prompt_run(struct session *s, struct error *err)
{
	int line = 1;

	if (prompt_open(err) < 0)
		return -1;
	(void)setlocale(LC_CTYPE, ""); /* NOLINT: one thread */
	*rl.rl_readline_name = "unsh";
	*rl.rl_catch_signals = 0;
	*rl.rl_catch_sigwinch = 0;
	(void)rl.rl_bind_key('\t', rl.rl_insert); /* there is nothing to complete yet */
	s->history = history_line;
	s->script_name = "<stdin>";
	banner(s);
	while (turn(s, &line))
		;
	s->history = NULL;
	return s->ended ? s->end_status : 0;
}
