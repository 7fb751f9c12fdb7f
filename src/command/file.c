/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the box, without any program of it. */
#include "command/file.h"

#include "base/error.h"
#include "inside/file.h"
#include "lang/args.h"
#include "shell/session.h"

#include <sched.h>
#include <stddef.h>

static int write_outside(struct session *s, const struct args *a, struct error *err)
{
	if (arg(a, "TEXT") && s->from >= 0)
		return refuse(err, "TEXT or an input by < or <<, not both");
	if (!arg(a, "TEXT") && s->from < 0)
		return refuse(err, "%s: what? TEXT is missing, or an input by < or <<",
			      arg(a, "FILE"));
	return 1;
}

static unsigned touches_frame(const struct args *a)
{
	(void)a;
	return CHANGES_FRAME;
}

static unsigned touches_files(const struct args *a)
{
	(void)a;
	return CLONE_NEWNS;
}

static const struct param dir_params[] = {
	{ .kind = KIND_PATH, .name = "DIR", .optional = 1 },
	{ .kind = KIND_END },
};

static const struct param dirs_params[] = {
	{ .kind = KIND_PATH, .name = "DIR", .repeated = 1 },
	{ .kind = KIND_END },
};

static const struct param mode_params[] = {
	{ .kind = KIND_MODE, .name = "MODE", .optional = 1 },
	{ .kind = KIND_END },
};

static const struct param write_params[] = {
	{ .kind = KIND_PATH, .name = "FILE" },
	{ .kind = KIND_WORD, .name = "TEXT", .optional = 1 },
	{ .kind = KIND_END },
};

static const struct param files_params[] = {
	{ .kind = KIND_PATH, .name = "FILE", .repeated = 1 },
	{ .kind = KIND_END },
};

static const struct option mkdir_options[] = {
	{ .name = "-p",
	  .kind = KIND_END,
	  .summary = "with those above it; fine if it is there" },
	{ .name = "-m", .kind = KIND_MODE, .value = "MODE", .summary = "with this mode" },
	{ .name = NULL },
};

static const struct option ls_options[] = {
	{ .name = "-l", .kind = KIND_END, .summary = "mode, links, ids, size, time (UTC)" },
	{ .name = NULL },
};

const struct command file_commands[] = {
	{
		.name = "cd",
		.params = dir_params,
		.touches = touches_frame,
		.summary = "change the frame's working directory; alone: to /",
		.text = "It belongs to the frame: a new one starts there, leave gives the old one back.",
		.examples = { "cd /tmp; pwd" },
		.inside = cd_inside,
	},
	{
		.name = "pwd",
		.summary = "the frame's working directory",
		.text = "As getcwd(2) says it: (unreachable) in front means that it lies outside of\n"
			"the root.",
		.examples = { "cd /usr; pwd" },
		.inside = pwd_inside,
	},
	{
		.name = "ls",
		.params = dir_params,
		.options = ls_options,
		.flags = ROW_STREAMS | ROW_BLOCKS,
		.summary = "the names in a directory of the box",
		.text = "In the order of their bytes, hidden ones too.",
		.examples = { "ls /", "ls -l /etc" },
		.inside = ls_inside,
	},
	{
		.name = "cat",
		.params = files_params,
		.flags = ROW_STREAMS | ROW_BLOCKS,
		.summary = "the content of files of the box",
		.text = "At a terminal what could garble it is escaped; into a file or pipe it goes as\n"
			"it is.",
		.examples = { "cat /etc/hostname" },
		.inside = cat_inside,
	},
	{
		.name = "write",
		.params = write_params,
		.touches = touches_files,
		.flags = ROW_BLOCKS | ROW_INPUT,
		.summary = "write TEXT and a newline, or an input by < or <<, into a file",
		.text = "Creates the file, or cuts what is there.",
		.examples = { "newns user mnt; mount tmpfs /mnt; write /mnt/a hello; cat /mnt/a" },
		.outside = write_outside,
		.inside = write_inside,
	},
	{
		.name = "mkdir",
		.params = dirs_params,
		.options = mkdir_options,
		.touches = touches_files,
		.again = "-p",
		.summary = "make directories in the box",
		.text = "What it makes stays, unlike the mount points that `mount` makes.",
		.examples = { "newns user mnt; mount tmpfs /mnt; mkdir -p /mnt/a/b; ls /mnt/a" },
		.inside = mkdir_inside,
	},
	{
		.name = "umask",
		.params = mode_params,
		.touches = touches_frame,
		.changes_if = "MODE",
		.summary = "show or set the frame's file mode mask",
		.text = "It belongs to the frame, as its working directory does.",
		.examples = { "umask 022; umask" },
		.inside = umask_inside,
	},
	{ .name = NULL },
};
