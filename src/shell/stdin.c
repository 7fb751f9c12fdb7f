/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A script on stdin: line by line, and never read further than the line in hand. */
#include "base/error.h"
#include "base/text.h"
#include "shell/report.h"
#include "shell/run.h"
#include "shell/signals.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum {
	LINE_MOST = 128 << 10, /* more than what the lexer takes: it is the one to refuse */
	BLOCK = 4096
};

/* What is there of stdin: 0 at the end; -1: a signal ends the session (EINTR), or it fails. */
static ssize_t read_some(struct session *s, char *data, size_t size, struct error *err)
{
	for (;;) {
		struct pollfd wait[] = { { .fd = STDIN_FILENO, .events = POLLIN },
					 { .fd = s->interrupt_fd, .events = POLLIN } };

		if (poll(wait, 2, -1) < 0)
			continue;
		if (wait[1].revents && signals_ending())
			return refuse_as(err, EINTR, "interrupted");
		ssize_t got = read(STDIN_FILENO, data, size);
		if (got >= 0)
			return got;
		if (errno != EINTR && errno != EAGAIN)
			return fail_call(err, "read", "the script");
	}
}

/*
 * One more line into T, with its newline: no byte further, because what `exec` starts reads on.
 * From a file that means reading a block and going back; from a pipe one byte at a time.
 */
static int read_line(struct session *s, struct text *t, struct error *err)
{
	char block[BLOCK];
	off_t at = lseek(STDIN_FILENO, 0, SEEK_CUR);
	size_t before = t->size, most = at < 0 ? 1 : sizeof(block);

	for (const char *end = NULL; !end && t->size - before <= LINE_MOST;) {
		ssize_t got = read_some(s, block, most, err);
		if (got <= 0)
			return (int)got;
		end = memchr(block, '\n', (size_t)got);
		size_t used = end ? (size_t)(end - block) + 1 : (size_t)got;
		if (text_add(t, block, used, err) < 0)
			return -1;
		at += (off_t)used;
		if (most > 1)
			(void)lseek(STDIN_FILENO, at, SEEK_SET);
	}
	return 0;
}

/* Whether LINE may be the last one that a text waits for; if not it need not be read again. */
static bool may_end(const struct fault *f, const char *line, size_t size)
{
	if (size == 0 || line[size - 1] != '\n')
		return true; /* the end of all */
	size -= 1 + (size > 1 && line[size - 2] == '\r');
	switch (f->waiting) {
	case '\'':
	case '"':
		return memchr(line, f->waiting, size) != NULL;
	case '<':
		return !*f->here ||
		       (strlen(f->here) == size && memcmp(f->here, line, size) == 0);
	case '\\':
		for (size_t i = 0; i + 1 < size; i++)
			if (strchr("\"'\\#<", line[i]))
				return true;
		return size == 0 || line[size - 1] != '\\';
	default:
		return true;
	}
}

/* A text under way: a line, or several that belong together. */
struct reading {
	struct text text;
	int line;           /* of its first one */
	struct fault fault; /* why it is not a whole yet */
	size_t judged;      /* how long it was when that was found */
};

/* Whether R is to be read (again): not with each line of a long document, or all of it would be
 * read as often as it has lines. */
static bool is_due(const struct reading *r, size_t before)
{
	return !r->fault.incomplete || r->text.size >= 2 * r->judged ||
	       may_end(&r->fault, r->text.at + before, r->text.size - before);
}

static int lines_of(const struct text *t)
{
	int n = 0;

	for (size_t i = 0; i < t->size; i++)
		n += t->at[i] == '\n';
	return n;
}

/* What was read: *RET_STATUS. False: no more of it is to be read. */
static bool run_read(struct session *s, struct reading *r, int *ret_status)
{
	int status = run_line(s, r->text.at, r->text.size, r->line, &r->fault);

	r->judged = r->text.size;
	if (r->fault.incomplete)
		return true;
	*ret_status = status ? status : *ret_status;
	if (status && !s->settings.keep_going)
		return false;
	/* Where several lines make no sense nobody knows where the next step begins: what is
	 * left of a document must not be run. */
	int lines = lines_of(&r->text);
	if (r->fault.place.line > 0 && lines > 1)
		return false;
	r->line += lines;
	r->text.size = 0;
	return true;
}

/* Why R is not a whole, now that no more lines come. */
static int refuse_rest(struct session *s, const struct reading *r)
{
	struct script script;
	struct fault fault;
	struct error err;

	if (script_parse(r->text.at, r->text.size, r->line, &script, &fault, &err) == 0) {
		script_done(&script);
		return 0;
	}
	report(s, fault.place, NULL, NULL, &err);
	s->status = STATUS_USAGE;
	return STATUS_USAGE;
}

int run_stdin(struct session *s)
{
	struct reading r = { .line = 1 };
	struct error err;
	int status = 0, done = 0;
	bool more = true;

	s->script_name = "<stdin>";
	while (more && !s->ended && !signals_ending()) {
		size_t before = r.text.size;

		done = read_line(s, &r.text, &err);
		if (done < 0 || r.text.size == before)
			break;
		if (is_due(&r, before))
			more = run_read(s, &r, &status);
	}
	if (done == 0 && r.fault.incomplete && r.judged < r.text.size && !signals_ending())
		(void)run_read(s, &r, &status);
	if (done < 0 && !signals_ending()) {
		report(s, (struct place){ .line = r.line, .col = 1 }, NULL, NULL, &err);
		status = STATUS_USAGE;
	} else if (done == 0 && r.fault.incomplete && r.text.size > 0 && !signals_ending()) {
		status = refuse_rest(s, &r);
	}
	text_done(&r.text);
	return status;
}
