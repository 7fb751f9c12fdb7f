/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/news.h"

#include "base/error.h"
#include "base/own.h"
#include "look/ns.h"
#include "shell/jobs.h"
#include "shell/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINES_MOST = 5
};

int news_polls(const struct session *s, struct pollfd *polls, int room)
{
	const struct job *job;
	int n = 0;

	for (int i = 0; i < s->boxes.n; i++) {
		const struct box *box = s->boxes.list[i];

		for (int j = 0; j < box->n; j++) {
			if (box->frames[j]->told || box->frames[j]->pidfd < 0)
				continue;
			if (n < room)
				polls[n] = (struct pollfd){ .fd = box->frames[j]->pidfd,
							    .events = POLLIN };
			n++;
		}
	}
	if (jobs_output(s->jobs) >= 0 && n < room)
		polls[n++] = (struct pollfd){ .fd = jobs_output(s->jobs), .events = POLLIN };
	for (int i = 0; (job = jobs_each(s->jobs, i)); i++) {
		if (!job_runs(job))
			continue;
		if (n < room)
			polls[n] =
				(struct pollfd){ .fd = job->program.ending, .events = POLLIN };
		n++;
	}
	return n;
}

/* The lines under way. */
struct news {
	struct text text;
	int lines, more;
};

static void add_line(struct news *n, const char *line)
{
	autofree char *safe = show_escape(line, strlen(line));
	struct error ignored;

	if (n->lines++ < LINES_MOST)
		(void)text_printf(&n->text, &ignored, "* %s\n", safe ? safe : "out of memory");
	else
		n->more++;
}

/* How many frames of B are to be left, from the top, so that a living one is there; 0: AT is
 * not the lowest of the dead, which alone says so. */
static int to_leave(const struct box *b, int at)
{
	struct ending e;

	return at > 0 && !frame_alive(b->frames[at - 1], &e) ? 0 : b->n - at;
}

static void tell_frame(const struct session *s, const struct box *b, int at, struct ending e,
		       struct news *ret)
{
	int base = box_depth(&s->boxes, b) - b->n, leave = to_leave(b, at);
	struct text t = { .at = NULL };
	struct error ignored;
	char text[64], kinds[LOOK_NS_NAMES];

	ending_text(e, text, sizeof(text));
	(void)text_printf(&t, &ignored, "frame %d", base + at + 1);
	if (b != s->boxes.current)
		(void)text_printf(&t, &ignored, " of box %s", b->name);
	look_ns_names(b->frames[at]->changed, ',', kinds);
	if (kinds[0])
		(void)text_printf(&t, &ignored, " (%s)", kinds);
	(void)text_printf(&t, &ignored, ": %s", text);
	if (leave > 0 && b != s->boxes.current)
		(void)text_printf(&t, &ignored, "; @%s leave", b->name);
	else if (leave > 0)
		(void)text_printf(&t, &ignored, "; leave");
	if (leave > 1)
		(void)text_printf(&t, &ignored, " %d", leave);
	if (leave > 0)
		(void)text_printf(&t, &ignored, " returns to frame %d", base + at);
	add_line(ret, t.at ? t.at : "a frame has ended");
	text_done(&t);
}

static void tell_job(struct job *job, struct news *ret)
{
	autofree char *line = NULL;
	char text[64];

	job_update(job);
	if (job->told == job->ending.kind || job->ending.kind == ENDING_NONE)
		return;
	job->told = job->ending.kind;
	ending_text(job->ending, text, sizeof(text));
	if (asprintf(&line, "job %d: %s (%s)", job->id, text, job->title) < 0)
		line = NULL; /* its value is undefined now, asprintf(3) */
	add_line(ret, line ? line : "a job has news");
}

char *news_take(struct session *s)
{
	struct news news = { .lines = 0 };
	struct error ignored;
	struct job *job;
	struct ending e;

	jobs_take(s->jobs, &news.text);
	for (int i = 0; i < s->boxes.n; i++) {
		struct box *box = s->boxes.list[i];

		for (int j = 0; j < box->n; j++) {
			if (box->frames[j]->told || frame_alive(box->frames[j], &e))
				continue;
			box->frames[j]->told = true;
			tell_frame(s, box, j, e, &news);
		}
	}
	for (int i = 0; (job = jobs_each(s->jobs, i)); i++)
		tell_job(job, &news);
	if (news.more > 0)
		(void)text_printf(&news.text, &ignored, "* and %d more: frames, jobs\n",
				  news.more);
	return text_take(&news.text);
}
