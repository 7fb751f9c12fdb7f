/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line as the terminal gives it, where there is nothing to edit with: TERM is dumb, or one of
 * stdin and stdout is no terminal. No escape sequence is written.
 */
#include "base/error.h"
#include "base/io.h"
#include "base/own.h"
#include "base/text.h"
#include "prompt/face.h"
#include "prompt/line.h"
#include "shell/session.h"
#include "shell/signals.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where a prompt is seen; -1: nowhere. */
static int terminal(void)
{
	if (!isatty(STDIN_FILENO))
		return -1;
	return isatty(STDOUT_FILENO)   ? STDOUT_FILENO
	       : isatty(STDERR_FILENO) ? STDERR_FILENO
				       : -1;
}

static void show_prompt(struct session *s, const char *more)
{
	struct face face = { .text = NULL };
	int to = terminal();

	if (to < 0)
		return;
	if (!more)
		face_make(s, face_columns(), &face);
	if (face.text)
		face_plain(face.text);
	const char *text = more ? more : face.text ? face.text : "$ ";
	(void)io_write_all(to, text, strlen(text));
	s->caret_from = more ? 0 : face.width;
	free(face.text);
}

static bool is_interrupted(void)
{
	bool interrupted = false;
	int sig;

	while ((sig = signals_take()))
		interrupted = interrupted || sig == SIGINT;
	return interrupted;
}

/* No byte further than the line: what a step starts reads on. */
static enum line read_all(struct session *s, const char *more, const sigset_t *outside,
			  struct text *t)
{
	struct error ignored;

	for (;;) {
		struct pollfd wait[] = { { .fd = STDIN_FILENO, .events = POLLIN },
					 { .fd = s->interrupt_fd, .events = POLLIN } };
		char c;

		int ready = ppoll(wait, 2, NULL, outside);
		if (signals_noted(SIGCONT))
			show_prompt(s, more);
		if (ready < 0)
			continue;
		if (wait[1].revents) {
			bool interrupted = is_interrupted();

			if (signals_ending() || interrupted)
				return signals_ending() ? LINE_GONE : LINE_INTERRUPTED;
			continue;
		}
		ssize_t got = read(STDIN_FILENO, &c, 1);
		if (got < 0 && errno != EINTR && errno != EAGAIN)
			return LINE_GONE;
		if (got == 0)
			return t->size > 0 ? LINE_READ : LINE_END;
		if (got == 1 && c == '\n')
			return LINE_READ;
		if (got == 1 && text_add(t, &c, 1, &ignored) < 0)
			return LINE_GONE;
	}
}

enum line line_plain(struct session *s, const char *more, char **ret, bool *ret_keys)
{
	struct text t = { .at = NULL };
	struct error ignored;
	sigset_t outside;

	*ret_keys = false;
	show_prompt(s, more);
	signals_edit(&outside);
	enum line got = read_all(s, more, &outside, &t);
	signals_edit_end(&outside);
	if (got != LINE_READ && terminal() >= 0) {
		const char *end = got == LINE_END && !more ? "exit\n" : "\n";

		(void)io_write_all(terminal(), end, strlen(end));
	}
	if (got == LINE_READ && t.size == 0 && text_add(&t, "", 0, &ignored) < 0)
		got = LINE_GONE;
	*ret = text_take(&t);
	if (got == LINE_READ)
		return got;
	own_free(ret);
	return got;
}
