/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prompt/paste.h"

#include "base/error.h"
#include "base/io.h"
#include "base/own.h"
#include "prompt/face.h"
#include "prompt/history.h"
#include "shell/news.h"
#include "shell/report.h"
#include "shell/run.h"
#include "shell/session.h"
#include "shell/signals.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Lines that belong together: one that goes on, a quote, a here-document. */
struct chunk {
	const char *text;
	size_t size;
	int line, lines; /* the first, and how many */
};

/* *RET is what begins at C's line. 0; -1: it cannot be read, as FAULT says. */
static int read_chunk(struct chunk *c, struct fault *fault, struct error *err)
{
	c->size = 0;
	c->lines = 0;
	for (;;) {
		struct script script;
		size_t line = strcspn(c->text + c->size, "\n");

		c->size += line + (c->text[c->size + line] == '\n');
		c->lines++;
		int done = script_parse(c->text, c->size, c->line, &script, fault, err);
		if (done == 0)
			script_done(&script);
		if (done == 0 || !fault->incomplete || !c->text[c->size])
			return done;
	}
}

static struct chunk next_chunk(const struct chunk *c)
{
	return (struct chunk){ .text = c->text + c->size, .line = c->line + c->lines };
}

static int count_lines(const char *text)
{
	int n = 0;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
		n++;
	return n;
}

bool paste_is(const char *text)
{
	struct chunk c = { .text = text, .line = 1 };
	struct fault fault;
	struct error ignored;

	return count_lines(text) > 1 &&
	       (read_chunk(&c, &fault, &ignored) < 0 || text[c.size] != '\0');
}

/* As if it had been typed: behind the prompt as it is now. */
static void show(struct session *s, const char *text)
{
	struct face face;
	struct out o = { .text = { .at = NULL } };
	struct error ignored;

	face_make(s, face_columns(), &face);
	if (face.text)
		face_plain(face.text);
	if (face.text && out_bytes(&o, face.text, strlen(face.text), &ignored) == 0 &&
	    out_escaped(&o, text, strlen(text), &ignored) == 0 &&
	    out_bytes(&o, "\n", 1, &ignored) == 0)
		(void)io_write_all(STDOUT_FILENO, o.text.at, o.text.size);
	out_done(&o);
	free(face.text);
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

/* Whether ^C has come since the last look. */
static bool is_interrupted(void)
{
	bool interrupted = false;
	int sig;

	while (!signals_ending() && (sig = signals_take()))
		interrupted = interrupted || sig == SIGINT || sig == SIGQUIT;
	return interrupted;
}

static int run_chunk(struct session *s, const struct chunk *c)
{
	autofree char *text = strndup(c->text, c->size - (c->text[c->size - 1] == '\n'));
	struct fault fault;

	if (!text || is_blank(text))
		return 0;
	show(s, text);
	history_keep(s, text);
	int status = run_line(s, c->text, c->size, c->line, &fault);
	session_fresh_line(s);
	autofree char *news = news_take(s);
	if (news)
		(void)io_write_all(STDOUT_FILENO, news, strlen(news));
	return s->settings.keep_going ? 0 : status;
}

static void run_all(struct session *s, const char *text)
{
	struct chunk c = { .text = text, .line = 1 };
	struct fault fault;
	struct error err;

	for (; *c.text; c = next_chunk(&c)) {
		(void)read_chunk(&c, &fault, &err);
		s->pasted.left = s->pasted.lines - (c.line + c.lines - 1);
		if (run_chunk(s, &c) != 0 || s->ended || signals_ending())
			return;
		if (!is_interrupted() || s->pasted.left == 0)
			continue;
		(void)refuse(&err, "interrupted");
		report(s, (struct place){ .line = c.line, .col = 1 }, NULL, NULL, &err);
		s->status = 128 + SIGINT;
		return;
	}
}

void paste_run(struct session *s, const char *text)
{
	struct chunk c = { .text = text, .line = 1 };
	struct fault fault;
	struct error err;

	s->pasted = (struct pasted){ .lines = count_lines(text), .left = count_lines(text) };
	s->caret_from = 0;
	for (; *c.text; c = next_chunk(&c)) {
		if (read_chunk(&c, &fault, &err) == 0)
			continue;
		report(s, fault.place, NULL, NULL, &err);
		s->status = STATUS_USAGE;
		break;
	}
	if (!*c.text)
		run_all(s, text);
	s->pasted.lines = 0;
}
