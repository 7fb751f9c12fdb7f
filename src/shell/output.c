/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/output.h"

#include "base/error.h"
#include "base/io.h"
#include "base/own.h"
#include "shell/jobs.h"
#include "shell/relay.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum {
	PART_MOST = 4096, /* a line that is longer is shown as several */
	LAST_MS = 100,
	LAST_READS = 64 /* who stays behind may write for ever */
};

int output_fd(const struct job *job)
{
	return job->relay ? job->relay->pty.master : job->output;
}

/* Without memory some output is lost, not the session. */
static void add(struct text *t, const char *data, size_t size)
{
	struct error ignored;

	(void)text_add(t, data, size, &ignored);
}

static void end_part(struct job *job, struct text *shown)
{
	if (job->part.size == 0)
		return;
	add(shown, job->part.at, job->part.size);
	add(shown, "\n", 1);
	job->part.size = 0;
}

/* A terminal ignores them, and text that is shown ends with one. */
static size_t drop_nuls(char *data, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++)
		if (data[i] != '\0')
			data[n++] = data[i];
	return n;
}

static void add_lines(struct job *job, struct text *shown, char *data, size_t all)
{
	size_t size = drop_nuls(data, all);
	const char *last = memrchr(data, '\n', size);
	size_t whole = last ? (size_t)(last - data) + 1 : 0;

	if (whole > 0 && job->part.size > 0) {
		add(shown, job->part.at, job->part.size);
		job->part.size = 0;
	}
	add(shown, data, whole);
	add(&job->part, data + whole, size - whole);
	if (job->part.size > PART_MOST)
		end_part(job, shown);
}

static void hold(struct job *job, struct text *shown)
{
	struct error ignored;

	job->is_held = true;
	end_part(job, shown);
	(void)text_printf(shown, &ignored, "[%d] wants the whole screen: fg %d\n", job->id,
			  job->id);
}

/* By its own pty. What it has sent when it asks for the screen waits in the relay for fg. */
static bool take_relayed(struct job *job, struct text *shown)
{
	struct relay *r = job->relay;
	ssize_t got;

	relay_take(r);
	got = (ssize_t)r->out_end;
	if (got > 0 && modes_alternate(&r->modes)) {
		hold(job, shown);
		return false;
	}
	add_lines(job, shown, r->out, r->out_end);
	r->out_at = r->out_end;
	return got > 0 || r->pty.slave >= 0;
}

static bool take_piped(struct job *job, struct text *shown)
{
	char data[RELAY_BYTES];
	ssize_t got = read(job->output, data, sizeof(data));

	if (got > 0)
		add_lines(job, shown, data, (size_t)got);
	return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

bool output_take(struct job *job, struct text *shown)
{
	if (output_fd(job) < 0 || job->is_held)
		return false;
	if (job->relay ? take_relayed(job, shown) : take_piped(job, shown))
		return true;
	if (!job->is_held)
		end_part(job, shown);
	return false;
}

void output_settle(struct text *shown, size_t from)
{
	struct modes_text undo;
	struct modes modes;

	if (shown->size == from)
		return;
	modes_begin(&modes, true);
	modes_scan(&modes, shown->at + from, shown->size - from);
	modes_undo(&modes, &undo);
	add(shown, undo.at, undo.size);
}

void output_last(struct job *job, struct text *shown)
{
	struct pollfd wait = { .fd = output_fd(job), .events = POLLIN };

	for (int i = 0; i < LAST_READS && wait.fd >= 0; i++)
		if (poll(&wait, 1, LAST_MS) != 1 || !output_take(job, shown))
			break;
	end_part(job, shown);
}

void output_print(const struct text *shown, bool raw)
{
	int to = isatty(STDOUT_FILENO) ? STDOUT_FILENO : STDERR_FILENO;
	struct text lines = { .at = NULL };

	if (shown->size == 0)
		return;
	for (size_t i = 0; raw && i < shown->size; i++)
		add(&lines, shown->at[i] == '\n' ? "\r\n" : shown->at + i,
		    shown->at[i] == '\n' ? 2 : 1);
	(void)io_write_all(to, raw ? lines.at : shown->at, raw ? lines.size : shown->size);
	text_done(&lines);
}
