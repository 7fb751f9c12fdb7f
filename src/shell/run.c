/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One step: its words get their values, its row is found, what it needs is judged; then its
 * outside half, then its inside half. What it has to say is written when it has succeeded.
 */
#include "shell/run.h"

#include "base/error.h"
#include "base/own.h"
#include "shell/pager.h"
#include "shell/program.h"
#include "shell/progress.h"
#include "shell/redirect.h"
#include "shell/report.h"
#include "shell/signals.h"
#include "shell/trail.h"
#include "shell/variables.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A step under way: its words with their values. */
struct doing {
	const struct step *step;
	char **words;
	struct place *places;
	int n;
	const struct command *row;
	struct args args;
	bool bound;
};

static void doing_done(struct doing *d)
{
	if (d->bound)
		args_done(&d->args);
	free(d->words);
	free(d->places);
}

/* Who reads it may have stopped doing so: never more at once than what poll says can go, or a
 * signal would find us in write(2) for good. */
static int write_out(struct session *s, const char *data, size_t size, struct error *err)
{
	progress_end(s);
	for (size_t done = 0; done < size;) {
		struct pollfd wait[] = { { .fd = s->to, .events = POLLOUT },
					 { .fd = s->interrupt_fd, .events = POLLIN } };

		if (poll(wait, 2, -1) < 0)
			continue;
		if (wait[1].revents)
			return refuse_as(err, EINTR, "interrupted");
		size_t some = size - done < PIPE_BUF ? size - done : PIPE_BUF;
		ssize_t put = write(s->to, data + done, some);
		if (put < 0 && errno != EINTR && errno != EAGAIN)
			return fail_call(err, "write", "output");
		done += put > 0 ? (size_t)put : 0;
	}
	if (size > 0 && s->input == INPUT_PROMPT && s->to == STDOUT_FILENO)
		s->unfinished = data[size - 1] != '\n' && isatty(STDOUT_FILENO);
	if (size > 0 && s->to == STDOUT_FILENO)
		s->caret_from = 0;
	return 0;
}

/* A stream as it comes: as it is, but at a terminal, where a file could do what it likes. */
static int pump(void *state, const void *data, size_t size)
{
	struct session *s = state;
	struct out o = { .text = { .at = NULL } };
	struct error ignored;

	if (!isatty(s->to))
		return write_out(s, data, size, &ignored);
	int done = out_escaped(&o, data, size, &ignored);
	if (done == 0)
		done = write_out(s, o.text.at, o.text.size, &ignored);
	out_done(&o);
	return done;
}

static int ask_inside(struct session *s, struct doing *d, struct message *ret,
		      struct error *err)
{
	struct patience p = session_patience(s);
	int handles[2], n = 0, ends[2] = { -1, -1 };
	struct question q = { .words = d->args.words.v, .n = d->args.words.n };

	if ((d->row->flags & ROW_INPUT) && s->from >= 0)
		handles[n++] = s->from;
	if (d->row->flags & ROW_STREAMS) {
		if (pipe2(ends, O_CLOEXEC) < 0)
			return fail_call(err, "pipe2", "output");
		(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
		handles[n++] = ends[1];
		p.pump_from = ends[0];
		p.pump = pump;
		p.state = s;
	}
	autofd int read_end = ends[0];
	q.handles = handles;
	q.handles_n = n;
	int done = frame_ask(session_frame(s), &q, &p, ret, err);
	(void)read_end;
	own_close(&ends[1]);
	return done;
}

static int do_inside(struct session *s, struct doing *d, struct error *err)
{
	struct message m = MESSAGE_EMPTY;
	int done = ask_inside(s, d, &m, err);

	for (int i = 0; done == 0 && i < m.n; i++)
		done = out_line(&s->out, m.words[i], err);
	message_done(&m);
	return done;
}

/* libmount has to be there before a frame is: inside somebody's namespaces nothing is loaded.
 */
static int preload(struct session *s, const struct command *row, struct error *err)
{
	const char *words[] = { ".preload", NULL };
	struct message m = MESSAGE_EMPTY;

	if (s->has_preloaded || !s->will_mount || !(row->flags & (ROW_MOUNTS | ROW_CLONES)))
		return 0;
	s->has_preloaded = true;
	if (session_words(s, s->zero, words, NULL, 0, &m, err) < 0)
		return -1;
	message_done(&m);
	return 0;
}

/* What the step has to say: through the pager if it is long, and there is one. */
static int show_out(struct session *s, struct error *err)
{
	int next = pager_wanted(s) ? pager_show(s, err) : 1;

	return next == 1 ? write_out(s, s->out.text.at, s->out.text.size, err) : next;
}

static int do_row(struct session *s, struct doing *d, struct error *err)
{
	int next = 1;

	if (preload(s, d->row, err) < 0)
		return -1;
	if (d->row->outside)
		next = d->row->outside(s, &d->args, err);
	if (next == 1)
		next = do_inside(s, d, err);
	if (next == 0 && s->out.text.size > 0)
		next = show_out(s, err);
	return next;
}

/* --no-host: no word may reach out of the box. */
static int refuse_host(struct session *s, struct doing *d, struct error *err)
{
	const struct param *p = d->row ? d->row->params : NULL;

	if (!s->settings.no_host || !d->row)
		return 0;
	if (d->step->on_host)
		return refuse(err, "@host: --no-host was given");
	if (d->row->flags & ROW_HOST)
		return refuse(err, "--no-host was given");
	for (int i = 0; p && p[i].kind != KIND_END; i++) {
		for (int j = 0; j < d->args.param[i].n; j++) {
			const char *word = d->args.list[d->args.param[i].first + j];

			if (kind_reaches_host(p[i].kind, word))
				return refuse(err, "%s: --no-host was given", word);
		}
	}
	for (int i = 0; i < d->args.values_n; i++)
		if (kind_reaches_host(d->row->options[d->args.owners[i]].kind,
				      d->args.values[i]))
			return refuse(err, "%s: --no-host was given", d->args.values[i]);
	return 0;
}

static int check_needs(struct session *s, struct doing *d, struct error *err)
{
	assert(d->row); /* bind_words has found it */

	const char *only = d->row->changes_if;

	if (!d->row->changes || (only && !arg(&d->args, only)))
		return 0;
	return session_need(s, session_frame(s), d->row->changes, err);
}

/* "STEP --help" is "help STEP": STEP's USED words move up, in the room that --help had. */
static int become_help(struct session *s, struct doing *d, int used, struct error *err)
{
	static const char help[] = "help";

	memmove(d->words + 1, d->words, (size_t)used * sizeof(*d->words));
	d->words[0] = (char *)help;
	d->words[used + 1] = NULL;
	d->n = used + 1;
	if (d->bound)
		args_done(&d->args);
	d->bound = false;
	struct words words = { .n = d->n, .v = (const char *const *)d->words };
	d->row = table_find(s->table, words.v, words.n, NULL);
	if (!d->row)
		return refuse(err, "there is no help");
	if (args_bind(d->row, &words, &d->args, NULL, err) < 0)
		return -1;
	d->bound = true;
	return 0;
}

static int bind_words(struct session *s, struct doing *d, struct error *err)
{
	struct lookup l = variables_lookup(s);
	struct words words;
	int at = 0, used = 0;

	d->row = step_row(s->table, d->step);
	if (step_expand(d->step, &l, &d->words, &d->n, &d->places, &s->place, err) < 0)
		return -1;
	s->place = d->n > 0 ? d->places[0] : d->step->place;
	words = (struct words){ .n = d->n, .v = (const char *const *)d->words };
	d->row = d->n > 0 ? table_find(s->table, words.v, words.n, &used) : NULL;
	if (!d->row && table_asks_help(s->table, words.v, words.n))
		return become_help(s, d, 1, err);
	if (!d->row)
		return refuse(err, "%s: no such step; help lists them",
			      d->n > 0 ? d->words[0] : "");
	if (args_bind(d->row, &words, &d->args, &at, err) < 0) {
		if (at < d->n)
			s->place = d->places[at];
		return -1;
	}
	d->bound = true;
	if (d->args.asks_help)
		return become_help(s, d, used, err);
	return d->row->check ? d->row->check(&d->args, err) : 0;
}

static int choose_box(struct session *s, const struct step *step, struct error *err)
{
	s->box = step->box ? boxes_find(&s->boxes, step->box) : s->boxes.current;
	s->on_host = s->consent = step->on_host;
	if (s->box)
		return 0;
	s->box = s->boxes.current;
	return refuse(err, "@%s: no such box; boxes lists them, box %s makes it", step->box,
		      step->box);
}

int run_program_failed(struct session *s, const char *what, struct ending e, struct error *err)
{
	char text[64];

	if (e.kind == ENDING_EXITED && e.value == 0)
		return 0;
	s->program_status = ending_status(e);
	ending_text(e, text, sizeof(text));
	return refuse(err, "%s: %s", what, text);
}

static int do_bang(struct session *s, const struct step *step, struct error *err)
{
	const char *argv[] = { "/bin/sh", "-c", step->bang, NULL };
	struct start start = { .argv = argv };
	struct ending e;

	if (s->settings.no_host)
		return refuse(err, "!: --no-host was given");
	if (program_run(s, s->zero, &start, &e, err) < 0)
		return -1;
	return run_program_failed(s, "!", e, err);
}

/* The step with its redirections: input and output first, then the row, then the sh behind |.
 */
static int do_step(struct session *s, struct doing *d, struct error *err)
{
	struct redirects r = REDIRECTS_NONE;
	struct ending sh;
	struct error later;

	if (bind_words(s, d, err) < 0 || refuse_host(s, d, err) < 0 ||
	    check_needs(s, d, err) < 0 || redirects_open(s, d->step, &r, err) < 0)
		return -1;
	struct trail_mark mark = trail_mark(s);
	int done = do_row(s, d, err);
	/* Who reads behind | may have had enough: its status is what counts then, as in a
	 * shell. */
	if (done < 0 && err->errnum == EPIPE && d->step->pipe_to)
		done = 0;
	int closed = redirects_close(s, &r, &sh, done < 0 ? &later : err);
	if (done < 0 || closed < 0 || trail_step(s, &d->args, &mark, err) < 0)
		return -1;
	return run_program_failed(s, "|", sh, err);
}

static void set_status(struct session *s, int done, const struct error *err)
{
	if (done == 0)
		s->status = s->program_status >= 0 ? s->program_status : 0;
	else if (s->program_status >= 0)
		s->status = s->program_status;
	else
		s->status = err->errnum == EOWNERDEAD ? STATUS_DIED : STATUS_FAILED;
	if (done < 0 && !s->step->may_fail)
		s->failed = err->errnum == EOWNERDEAD ? STATUS_DIED : STATUS_FAILED;
}

static void trace(struct session *s, const struct step *step)
{
	autofree char *safe = show_escape(step->source, strlen(step->source));

	if (!s->settings.trace || !safe)
		return;
	(void)dprintf(STDERR_FILENO, "+ %s\n", safe);
	s->caret_from = 0;
}

int run_step(struct session *s, const struct step *step)
{
	struct doing d = { .step = step };
	struct error err = { .errnum = 0 };
	struct box *outer_box = s->box;
	const struct step *outer = s->step;
	int failed_before = s->failed;

	trace(s, step);
	s->step = step;
	s->place = step->place;
	s->from = -1;
	s->to = s->stdout_fd;
	s->program_status = -1;
	int done = choose_box(s, step, &err);
	if (done == 0)
		done = step->bang ? do_bang(s, step, &err) : do_step(s, &d, &err);
	progress_end(s);
	if (s->ended)
		s->status = s->end_status;
	else
		set_status(s, done, &err);
	/* Whoever ended unsh by a signal knows why the step did not finish. */
	if (done < 0 && !s->is_reported && !signals_ending())
		report(s, s->place, d.row ? d.row->name : NULL, (const char *const *)d.words,
		       &err);
	s->is_reported = false;
	/* What failed in a file that may fail is no failure of ours. */
	if (step->may_fail)
		s->failed = failed_before;
	out_done(&s->out);
	doing_done(&d);
	s->step = outer;
	s->box = outer_box;
	s->on_host = s->consent = false;
	return done < 0 && !step->may_fail ? -1 : 0;
}

int session_run(struct session *s, const char *name, struct error *err)
{
	const char *v[] = { name };
	struct words words = { .n = 1, .v = v };
	struct doing d = { .step = s->step, .row = table_find(s->table, v, 1, NULL) };

	if (!d.row || args_bind(d.row, &words, &d.args, NULL, err) < 0)
		return -1;
	d.bound = true;
	int next = d.row->outside ? d.row->outside(s, &d.args, err) : 1;
	if (next == 1)
		next = do_inside(s, &d, err);
	doing_done(&d);
	return next;
}
