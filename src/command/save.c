/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * save: the steps that built a box, as a script. Written are the boxes that belong together:
 * the one asked for, those that it stands on, and those that a step of either names. What
 * reaches the host, or is a program's doing, is a comment unless it is asked for.
 */
#include "command/save.h"

#include "base/error.h"
#include "base/io.h"
#include "base/own.h"
#include "base/text.h"
#include "lang/args.h"
#include "lang/script.h"
#include "shell/session.h"
#include "shell/trail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The script under way. */
struct saving {
	struct trail *trail;
	bool *with; /* which boxes, by number */
	bool host, programs;
	int current; /* the box in which the next step would be */
	int left_out;
	struct text text;
};

/* A box that gets into the choice; true if it is new there. */
static bool choose(struct saving *v, int box)
{
	if (box < 0 || v->with[box])
		return false;
	v->with[box] = true;
	return true;
}

static bool names_chosen(const struct saving *v, const struct trace *trace)
{
	for (int i = 0; i < trace->names_n; i++)
		if (v->with[trace->names[i]])
			return true;
	return false;
}

static void choose_boxes(struct saving *v)
{
	const struct trace *trace;

	for (bool more = true; more;) {
		more = false;
		for (int i = 0; (trace = trail_each(v->trail, i)); i++) {
			bool chosen = trace->box >= 0 && v->with[trace->box];

			/* Who acts on a frame of these, or is wired to them, belongs to them.
			 */
			if (!chosen && !trace->makes_box &&
			    (names_chosen(v, trace) ||
			     (trace->owner >= 0 && v->with[trace->owner])))
				more = choose(v, trace->box) || more;
			if (!chosen)
				continue;
			if (trace->makes_box)
				more = choose(v, trace->on) || more;
			for (int j = 0; j < trace->names_n; j++)
				more = choose(v, trace->names[j]) || more;
		}
	}
}

/* Into the box of TRACE; steps on frame 0 need none. */
static int go_to(struct saving *v, const struct trace *trace, struct error *err)
{
	if (trace->box == v->current || trace->asks || trace->makes_box)
		return 0;
	v->current = trace->box;
	return text_printf(&v->text, err, "box %s\n", trail_name(v->trail, trace->box));
}

static int add_comment(struct saving *v, const struct trace *trace, struct error *err)
{
	int done = text_printf(&v->text, err, "# %s: %s", trace->host ? "host" : "program",
			       trace->asks ? "@host " : "");

	/* A newline in the step goes on as a comment. */
	for (const char *at = trace->text; *at && done == 0; at++)
		done = text_add(&v->text, at, 1, err) < 0 ||
				       (*at == '\n' && text_add(&v->text, "# ", 2, err) < 0)
			       ? -1
			       : 0;
	v->left_out++;
	return done == 0 ? text_add(&v->text, "\n", 1, err) : -1;
}

static int add_trace(struct saving *v, const struct trace *trace, struct error *err)
{
	if ((trace->host && !v->host) || (trace->program && !v->programs))
		return add_comment(v, trace, err);
	if (go_to(v, trace, err) < 0)
		return -1;
	if (trace->makes_box)
		v->current = trace->box;
	if (trace->text)
		return text_printf(&v->text, err, "%s%s\n", trace->asks ? "@host " : "",
				   trace->text);
	if (text_printf(&v->text, err, "box %s", trail_name(v->trail, trace->box)) < 0)
		return -1;
	return trace->on < 0 ? text_add(&v->text, "\n", 1, err)
			     : text_printf(&v->text, err, " --on %s\n",
					   trail_name(v->trail, trace->on));
}

/* Frame 0 is under all boxes: what is its own (cwd, umask, environment) they have from it. */
static bool belongs(const struct saving *v, const struct trace *trace)
{
	if (trace->box >= 0 && v->with[trace->box])
		return true;
	return trace->owner == TRAIL_NONE && (trace->names_n == 0 || names_chosen(v, trace));
}

static bool belongs_to_other(const struct saving *v, const struct trace *trace)
{
	return trace->makes_box && !v->with[trace->box];
}

static int add_all(struct session *s, struct saving *v, int box, struct error *err)
{
	const struct trace *trace;

	if (text_printf(&v->text, err,
			"#!/usr/bin/unsh\n# What built box %s: written by the step save.\n",
			s->box->name) < 0)
		return -1;
	for (int i = 0; (trace = trail_each(v->trail, i)); i++)
		if (belongs(v, trace) && !belongs_to_other(v, trace) &&
		    add_trace(v, trace, err) < 0)
			return -1;
	if (v->current == box)
		return 0;
	return text_printf(&v->text, err, "box %s\n", s->box->name);
}

/* What was written can be read: a file that does not parse would be found out too late. */
static int check_text(const struct text *t, struct error *err)
{
	struct script script;
	struct fault fault;

	if (script_parse(t->at, t->size, 1, &script, &fault, err) < 0)
		return fail_in(err, "the steps make no script, line %d", fault.place.line);
	script_done(&script);
	return 0;
}

static int check_target(const char *path, struct error *err)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : fail_call(err, "lstat", "%s", path);
	return S_ISREG(st.st_mode) ? 0
				   : refuse(err, "%s is there and is no regular file", path);
}

/* Beside the file, then in its place: whoever looks sees the old one or the new one, whole. */
static int write_file(const char *path, const struct text *t, struct error *err)
{
	struct text name = { .at = NULL };
	mode_t mask = umask(0);
	int done = text_printf(&name, err, "%s.XXXXXX", path);

	(void)umask(mask);
	if (done < 0 || check_target(path, err) < 0) {
		text_done(&name);
		return -1;
	}
	autofree char *temp = text_take(&name);
	autofd int fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return fail_call(err, "open", "%s", temp);
	if (io_write_all(fd, t->at, t->size) < 0 || fchmod(fd, 0644 & ~mask) < 0 ||
	    fsync(fd) < 0)
		done = fail_call(err, "write", "%s", path);
	else if (rename(temp, path) < 0)
		done = fail_call(err, "rename", "%s", path);
	if (done < 0)
		(void)unlink(temp);
	return done;
}

static int make_text(struct session *s, struct saving *v, struct error *err)
{
	int box = trail_box(s, s->box, err);

	/* The session's first box is there without a step; nothing else is. */
	v->current = box < 0 ? -1 : trail_box(s, s->boxes.list[0], err);
	if (v->current < 0)
		return -1;
	v->trail = s->trail;
	v->with = calloc((size_t)trail_boxes(s->trail), sizeof(*v->with));
	if (!v->with)
		return fail_call(err, "calloc", "boxes");
	(void)choose(v, box);
	choose_boxes(v);
	return add_all(s, v, box, err) < 0 ? -1 : check_text(&v->text, err);
}

static int save_outside(struct session *s, const struct args *a, struct error *err)
{
	struct saving v = { .host = arg_has(a, "--host"),
			    .programs = arg_has(a, "--programs") };
	const char *path = arg(a, "FILE");
	int done = make_text(s, &v, err);

	if (done == 0)
		done = path && strcmp(path, "-") != 0
			       ? write_file(path, &v.text, err)
			       : out_bytes(&s->out, v.text.at, v.text.size, err);
	if (done == 0 && v.left_out > 0)
		session_note(s, false, "%d step%s are comments: see help save", v.left_out,
			     v.left_out == 1 ? "" : "s");
	free(v.with);
	text_done(&v.text);
	return done;
}

static const struct param save_params[] = {
	{ .kind = KIND_HOST_FILE, .name = "FILE", .optional = 1 },
	{ .kind = KIND_END },
};

static const struct option save_options[] = {
	{ .name = "--host",
	  .kind = KIND_END,
	  .summary = "what changed the host too, not as comments" },
	{ .name = "--programs",
	  .kind = KIND_END,
	  .summary = "programs that were run too, not as comments" },
	{ .name = NULL },
};

const struct command save_commands[] = {
	{
		.name = "save",
		.params = save_params,
		.options = save_options,
		.summary = "the steps that built this box, as a script",
		.text = "Into FILE, a file of the host, replaced in one go; without it, or with -, on\n"
			"stdout. The steps that changed something and succeeded, their $NAMEs filled in;\n"
			"what leave took away is left out. With the box come those that it stands on, and\n"
			"those that a step names (peer v1@b), or that name it. What was done to the host,\n"
			"and programs, are comments: whether they are to be done again only you know.\n"
			"`enter PID` is written with that PID. Variables and settings are not the box's;\n"
			"an environment is: look for secrets before you give the file away.",
		.see = "source, frames, status",
		.examples = { "newns user uts; hostname lab; save",
			      "newns user mnt; mount tmpfs /mnt; mkdir /mnt/a; leave; save -" },
		.outside = save_outside,
	},
	{ .name = NULL },
};
