/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripts: a file or -c whole, stdin line by line, and what the session's status is after it.
 */
#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "shell/jobs.h"
#include "shell/report.h"
#include "shell/run.h"
#include "shell/signals.h"
#include "shell/trail.h"
#include "shell/variables.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FILE_MOST = 64 << 20,
	BLOCK = 4096
};

/* What a failure of parsing or checking says: one line, and the status. */
static int refuse_script(struct session *s, struct place place, const char *step,
			 const struct error *err)
{
	report(s, place, step, NULL, err);
	s->status = STATUS_USAGE;
	return STATUS_USAGE;
}

/*
 * Whether STEP needs libmount: not a plain `mount TYPE TARGET` or `umount TARGET`, which are
 * one system call, but options, devices and tags, which are libmount's to understand. What
 * `source` and words with a $ will bring is not known, so it may.
 */
static bool needs_libmount(const struct session *s, const struct step *step)
{
	const struct command *row = step_row(s->table, step);
	const struct word *w = step->words;

	if (step->bang)
		return false;
	if (!row)
		return true;
	if (row->flags & ROW_HOST)
		return true;
	for (int i = 1; (row->flags & ROW_MOUNTS) && i < step->words_n; i++) {
		const struct part *p = w[i].parts;

		if (w[i].parts_n != 1 || p->kind != PART_TEXT || p->text[0] == '-' ||
		    strpbrk(p->text, ":=") ||
		    (i == 1 && step->words_n > 2 && strchr(p->text, '/')))
			return true;
	}
	return false;
}

static int check_all(struct session *s, const struct script *script)
{
	for (int i = 0; i < script->steps_n; i++) {
		const struct step *step = &script->steps[i];
		const struct command *row = step_row(s->table, step);
		struct place place;
		struct error err;

		if (step_check(s->table, step, &place, &err) < 0)
			return refuse_script(s, place, row ? row->name : NULL, &err);
		s->will_mount = s->will_mount || needs_libmount(s, step);
	}
	return 0;
}

static int run_all(struct session *s, const struct script *script)
{
	for (int i = 0; i < script->steps_n && !s->ended; i++) {
		int failed_before = s->failed;

		s->failed = 0;
		if (run_step(s, &script->steps[i]) < 0 && !s->settings.keep_going)
			return s->failed ? s->failed : STATUS_FAILED;
		s->failed = s->failed ? s->failed : failed_before;
		if (signals_ending())
			return STATUS_FAILED;
	}
	return s->failed;
}

int run_script(struct session *s, const char *name, const char *text, size_t size)
{
	const char *outer = s->script_name;
	struct script script;
	struct fault fault;
	struct error err;
	int status;

	s->script_name = name;
	if (script_parse(text, size, 1, &script, &fault, &err) < 0) {
		status = refuse_script(s, fault.place, NULL, &err);
	} else {
		status = check_all(s, &script);
		if (status == 0 && !s->settings.check_only)
			status = run_all(s, &script);
		script_done(&script);
	}
	s->script_name = outer;
	return status;
}

static int refuse_typed(struct session *s, const char *text, struct place place,
			const struct error *err)
{
	s->typed = text;
	int status = refuse_script(s, place, NULL, err);
	s->typed = NULL;
	return status;
}

int run_line(struct session *s, const char *text, size_t size, int line, struct fault *ret)
{
	struct script script;
	struct error err;

	if (script_parse(text, size, line, &script, ret, &err) < 0)
		return ret->incomplete ? 0 : refuse_typed(s, text, ret->place, &err);
	*ret = (struct fault){ .incomplete = false };
	s->will_mount = true; /* the next line may */
	s->typed = text;
	int status = check_all(s, &script);
	s->failed = 0;
	if (status == 0 && !s->settings.check_only)
		status = run_all(s, &script);
	s->typed = NULL;
	script_done(&script);
	return status;
}

/* What can be read of FD without waiting for ever: a script may come through a FIFO. 0 at the
 * end.
 */
static ssize_t read_some(struct session *s, int fd, char *data, size_t size, struct error *err)
{
	for (;;) {
		struct pollfd wait[] = { { .fd = fd, .events = POLLIN },
					 { .fd = s->interrupt_fd, .events = POLLIN } };

		if (poll(wait, 2, -1) < 0)
			continue;
		if (wait[1].revents)
			return refuse_as(err, EINTR, "interrupted");
		ssize_t got = read(fd, data, size);
		if (got >= 0)
			return got;
		if (errno != EINTR && errno != EAGAIN)
			return fail_call(err, "read", "the script");
	}
}

static int read_all(struct session *s, int fd, struct text *t, struct error *err)
{
	char block[BLOCK];

	for (ssize_t got = 1; got > 0;) {
		got = read_some(s, fd, block, sizeof(block), err);
		if (got < 0)
			return -1;
		if (t->size > FILE_MOST)
			return refuse(err, "this is too large for a script");
		if (text_add(t, block, (size_t)got, err) < 0)
			return -1;
	}
	return 0;
}

static int read_file(struct session *s, const char *path, char **ret, size_t *ret_size,
		     struct error *err)
{
	struct text t = { .at = NULL };
	struct stat st;
	/* Without O_NONBLOCK a FIFO that nobody writes to would keep us in open(2). */
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return fail_call(err, "open", "%s", path);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		return refuse(err, "%s is a directory", path);
	if (read_all(s, fd, &t, err) < 0) {
		text_done(&t);
		return fail_in(err, "%s", path);
	}
	*ret_size = t.size;
	*ret = text_take(&t);
	return 0;
}

int run_file(struct session *s, const char *path, struct error *err)
{
	size_t size = 0;
	char *text = NULL;

	if (read_file(s, path, &text, &size, err) < 0)
		return -1;
	int status = run_script(s, path, text, size);
	free(text);
	return status;
}

void run_end(struct session *s)
{
	jobs_free(s->jobs);
	for (int i = s->boxes.n - 1; i >= 0; i--) {
		struct box *b = s->boxes.list[i];

		/* The undertaker ends them all at once: here only what we hold of them goes. */
		while (b->n > 0) {
			free(b->titles[--b->n]);
			frame_forget(b->frames[b->n]);
		}
		box_remove(&s->boxes, b);
	}
	free(s->boxes.list);
	trail_free(s->trail);
	variables_free(s->variables);
	settings_done(&s->settings);
	frame_end_all(s->zero);
	free(s->placed);
}
