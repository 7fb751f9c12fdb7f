/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What outside halves ask of the session. */
#include "shell/session.h"

#include "base/error.h"
#include "base/io.h"
#include "base/own.h"
#include "look/ns.h"
#include "shell/jobs.h"
#include "shell/progress.h"
#include "shell/run.h"

#include <langinfo.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct frame *session_frame(struct session *s)
{
	return s->on_host ? s->zero : box_top(s->box);
}

struct patience session_patience(struct session *s)
{
	return (struct patience){ .timeout_ms = s->settings.timeout_ms,
				  .interrupt_fd = s->interrupt_fd,
				  .pump_from = -1,
				  .still = progress_wanted(s) ? progress_show : NULL,
				  .state = s };
}

int session_words(struct session *s, struct frame *f, const char *const *words,
		  const int *handles, int handles_n, struct message *ret, struct error *err)
{
	struct patience p = session_patience(s);
	struct question q = { .words = words, .handles = handles, .handles_n = handles_n };

	while (words[q.n])
		q.n++;
	return frame_ask(f, &q, &p, ret, err);
}

int session_ask(struct session *s, struct frame *f, const struct args *a, const int *handles,
		int handles_n, struct message *ret, struct error *err)
{
	struct patience p = session_patience(s);
	struct question q = {
		.words = a->words.v, .n = a->words.n, .handles = handles, .handles_n = handles_n
	};

	return frame_ask(f, &q, &p, ret, err);
}

const char *session_typed(const struct session *s)
{
	const char *at = s->step ? s->step->source : "STEP";

	for (;;) {
		at += strspn(at, " \t-");
		if (*at != '@')
			return at;
		at += strcspn(at, " \t");
	}
}

int session_need(struct session *s, const struct frame *f, unsigned needed, struct error *err)
{
	for (int i = 0; i < LOOK_NS_KINDS; i++) {
		unsigned kind = look_ns_kind(i);
		const char *name = look_ns_name(i);

		if (!(needed & kind) || (f->own & kind) || s->consent)
			continue;
		return refuse(err,
			      "this box has the host's %s namespace; newns %s%s first, or "
			      "@host %s",
			      name,
			      f->uid != 0 && !(f->own & CLONE_NEWUSER) && kind != CLONE_NEWUSER
				      ? "user "
				      : "",
			      name, session_typed(s));
	}
	return 0;
}

int session_top_of(struct session *s, const char *name, struct frame **ret, struct error *err)
{
	const struct box *box = boxes_find(&s->boxes, name);

	if (strcmp(name, "host") == 0) {
		*ret = s->zero;
		return 0;
	}
	if (!box)
		return refuse(err, "%s: no such box; boxes lists them, box %s makes it", name,
			      name);
	*ret = box_top(box);
	return 0;
}

struct frame *session_frame_of(const struct session *s, pid_t pid)
{
	for (int i = 0; i < s->boxes.n; i++)
		for (int j = 0; j < s->boxes.list[i]->n; j++)
			if (s->boxes.list[i]->frames[j]->pid == pid)
				return s->boxes.list[i]->frames[j];
	return s->zero->pid == pid ? s->zero : NULL;
}

int session_push(struct session *s, struct frame *f, struct error *err)
{
	if (s->on_host) {
		frame_drop(f, s->zero);
		return refuse(err, "@host has no frames; do it in a box");
	}
	if (box_push(s->box, f, s->step->source, err) < 0) {
		frame_drop(f, s->zero);
		return -1;
	}
	return 0;
}

void session_note(struct session *s, bool always, const char *fmt, ...)
{
	autofree char *text = NULL;
	va_list ap;

	if (s->settings.quiet || (!always && s->input != INPUT_PROMPT))
		return;
	va_start(ap, fmt);
	int size = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (size < 0) {
		text = NULL; /* its value is undefined now, asprintf(3) */
		return;
	}
	autofree char *safe = show_escape(text, (size_t)size);
	session_fresh_line(s);
	s->caret_from = 0;
	progress_end(s);
	if (safe)
		(void)dprintf(STDERR_FILENO, "%s\n", safe);
}

void session_fresh_line(struct session *s)
{
	const char *mark = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? "\u23ce\n" : "\\\n";

	if (s->unfinished)
		(void)io_write_all(STDOUT_FILENO, mark, strlen(mark));
	s->unfinished = false;
}

bool session_in_color(const struct session *s, int fd)
{
	const char *term = getenv("TERM"); /* NOLINT(concurrency-mt-unsafe): one thread */
	const char *no_color =
		getenv("NO_COLOR"); /* NOLINT(concurrency-mt-unsafe): one thread */

	if (strcmp(s->settings.color, "auto") != 0)
		return strcmp(s->settings.color, "always") == 0;
	return isatty(fd) && !s->settings.plain && (!no_color || !*no_color) && term &&
	       strcmp(term, "dumb") != 0;
}

/* "2 jobs", "box b" or "3 boxes": what N of WHAT are called. */
static void name_some(int n, const char *what, const char *more, char *ret, size_t size)
{
	(void)snprintf(ret, size, "%d %s", n, n == 1 ? what : more);
}

int session_leave(struct session *s, struct error *err)
{
	int programs = jobs_running(s->jobs), others = s->boxes.n - 1;
	char jobs[32], boxes[32];

	if (s->input != INPUT_PROMPT || s->depth > 0 || (programs == 0 && others == 0) ||
	    (s->warned && s->warned + 1 >= s->lines))
		return 0;
	s->warned = s->lines;
	name_some(programs, "job", "jobs", jobs, sizeof(jobs));
	name_some(others, "more box", "more boxes", boxes, sizeof(boxes));
	if (others == 0)
		return refuse(err, "%s %s with unsh (jobs); ^D again leaves, or exit", jobs,
			      programs == 1 ? "ends" : "end");
	return refuse(err, "%s%s%s %s with unsh (%sboxes); ^D again leaves, or exit",
		      programs ? jobs : "", programs ? " and " : "", boxes,
		      programs == 0 && others == 1 ? "ends" : "end", programs ? "jobs, " : "");
}

int session_proc(struct session *s, int *ret, struct error *err)
{
	(void)err;
	*ret = s->zero->proc; /* opened and checked with frame 0 */
	return 0;
}

struct listing_options session_listing(struct session *s, const struct args *a)
{
	struct listing_options o = { .json = s->settings.json || arg_has(a, "--json"),
				     .noheadings = arg_has(a, "--noheadings"),
				     .tree = arg_has(a, "--tree"),
				     .columns = arg_option(a, "-o") };
	struct winsize size;

	if (s->to == STDOUT_FILENO && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		o.width = size.ws_col;
	return o;
}
