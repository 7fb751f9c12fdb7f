/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FILE:LINE:COL: STEP: OBJECT: REASON (CALL); WHAT TO DO. Everything that came from outside is
 * escaped here, in one piece, so that a failure is one line whatever is in it.
 */
#include "shell/report.h"

#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "shell/caret.h"
#include "shell/progress.h"
#include "why/why.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	TO_DO_BYTES = 512,
	WORD_BYTES = 64
};

struct asked {
	struct session *s;
	struct frame *f;
};

/* What a frame that is not dumpable shows to nobody else, it gives to us. */
static int give_handle(void *from, const char *what)
{
	struct asked *a = from;
	struct patience p = session_patience(a->s);
	struct error ignored;
	int fd = -1;

	return frame_handle(a->f, what, &p, &fd, &ignored) < 0 ? -1 : fd;
}

static void find_why(struct session *s, const char *step, const char *const *words,
		     const struct error *err, char text[TO_DO_BYTES])
{
	struct frame *f = s->box || s->on_host ? session_frame(s) : s->zero;
	struct asked asked = { s, f };
	struct ending e;
	struct why_scene scene = {
		.step = step,
		.words = words,
		.err = err,
		.proc = s->zero->proc,
		.frame_pid = f->pid,
		.own = f->own,
		.made = f->made,
		.chrooted = f->chrooted,
		.entered = f->entered,
		.has_lost_zero = !frame_alive(s->zero, &e),
		.is_root = geteuid() == 0,
		.handle = give_handle,
		.from = &asked,
		.path = frame_env(f, "PATH"),
	};

	text[0] = '\0';
	why_find(&scene, text, TO_DO_BYTES);
}

/* At a terminal the place is a caret under the word, where the word is still on the screen. */
static void add_place(struct session *s, struct text *t, struct place place, bool *ret_said)
{
	struct error ignored;

	if (s->pasted.lines > 0 && s->depth == 0) {
		(void)text_printf(t, &ignored, "pasted line %d of %d: ", place.line,
				  s->pasted.lines);
		return;
	}
	if (s->input == INPUT_PROMPT && s->depth == 0) {
		*ret_said = caret_show(s, place);
		return;
	}
	(void)text_printf(t, &ignored, "%s:%d:%d: ", s->script_name, place.line, place.col);
}

/* Without a caret the word at fault is named, if neither the step nor the text does. */
static void add_word(const struct session *s, struct text *t, struct place place,
		     const struct error *err)
{
	char word[WORD_BYTES];
	struct error ignored;

	caret_word(s, place, word, sizeof(word));
	if (word[0] && !strstr(err->text, word) && !(t->at && strstr(t->at, word)))
		(void)text_printf(t, &ignored, "\"%s\": ", word);
}

/* What a failure among pasted lines means for those behind it. */
static void add_left(const struct session *s, struct text *t)
{
	struct error ignored;

	if (s->pasted.lines > 0 && s->depth == 0 && !s->settings.keep_going &&
	    !(s->step && s->step->may_fail))
		(void)text_printf(t, &ignored, "; %d line%s not run", s->pasted.left,
				  s->pasted.left == 1 ? "" : "s");
}

void report(struct session *s, struct place place, const char *step, const char *const *words,
	    const struct error *err)
{
	struct text t = { .at = NULL };
	char to_do[TO_DO_BYTES];
	struct error ignored;

	/* Whoever reads this knows of its end. */
	if (err->errnum == EOWNERDEAD && s->box)
		session_frame(s)->told = true;
	session_fresh_line(s);
	bool said = s->typed == NULL || s->depth > 0;
	add_place(s, &t, place, &said);
	(void)text_printf(&t, &ignored, "%s%s", step ? step : "", step ? ": " : "");
	if (!said)
		add_word(s, &t, place, err);
	(void)text_printf(&t, &ignored, "%s", err->text);
	s->caret_from = 0;
	if (err->call[0])
		(void)text_printf(&t, &ignored, ": %s (%s)", strerrordesc_np(err->errnum),
				  err->call);
	find_why(s, step, words, err, to_do);
	if (to_do[0])
		(void)text_printf(&t, &ignored, "; %s", to_do);
	add_left(s, &t);
	autofree char *safe = show_escape(t.at ? t.at : "", t.size);
	bool color = session_in_color(s, STDERR_FILENO);
	progress_end(s);
	(void)dprintf(STDERR_FILENO, "%s%s%s\n", color ? "\033[31m" : "",
		      safe ? safe : "out of memory", color ? "\033[0m" : "");
	text_done(&t);
}
