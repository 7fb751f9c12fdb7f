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

static const struct column file_columns[FILE_CELLS] = {
	{ .name = "NAME", .help = "in the directory" },
	{ .name = "TYPE", .help = "file, directory, link, fifo, socket, a kind of device" },
	{ .name = "MODE", .help = "in octal" },
	{ .name = "UID", .type = CELL_NUMBER, .help = "its owner, as the box counts" },
	{ .name = "GID", .type = CELL_NUMBER, .help = "its group" },
	{ .name = "SIZE", .type = CELL_NUMBER, .help = "in bytes" },
	{ .name = "MTIME", .help = "when it was changed, in UTC" },
	{ .name = "TARGET", .help = "of a link" },
};

static int list_files(struct listing *l, const struct message *m, struct error *err)
{
	for (int i = 0; i + FILE_CELLS <= m->n; i += FILE_CELLS) {
		const char *cells[FILE_CELLS];

		for (int j = 0; j < FILE_CELLS; j++)
			cells[j] = m->words[i + j][0] ? m->words[i + j] : NULL;
		if (listing_row(l, cells, -1, err) < 0)
			return -1;
	}
	return 0;
}

static int ls_outside(struct session *s, const struct args *a, struct error *err)
{
	struct listing_options o = session_listing(s, a);
	const char *words[] = { ".files", arg(a, "DIR") ? arg(a, "DIR") : ".", NULL };
	struct message m = MESSAGE_EMPTY;
	struct listing *l;

	if (!o.json)
		return 1;
	if (session_words(s, session_frame(s), words, NULL, 0, &m, err) < 0)
		return -1;
	int done = listing_new("ls", file_columns, FILE_CELLS, &o, &l, err);
	if (done == 0) {
		done = list_files(l, &m, err);
		if (done == 0)
			done = listing_print(l, &s->out, err);
		else
			listing_drop(l);
	}
	message_done(&m);
	return done;
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
	{ .name = "--json", .kind = KIND_END, .summary = "as JSON, with all of -l" },
	{ .name = NULL },
};

const struct command file_commands[] = {
	{
		.name = "cd",
		.params = dir_params,
		.touches = touches_frame,
		.summary = "change the frame's working directory; alone: to /",
		.text = "chdir(2) in the frame. The directory belongs to the frame: a new one starts there,\n"
			"leave gives the old one back; programs begin in it.",
		.see = "pwd, ls, chroot",
		.examples = { "cd /tmp; pwd", "cd /usr; newns user; cd /; leave; pwd" },
		.inside = cd_inside,
	},
	{
		.name = "pwd",
		.summary = "the frame's working directory",
		.text = "As getcwd(2) says it: (unreachable) in front means that it lies outside of\n"
			"the root.",
		.see = "cd",
		.examples = { "cd /usr; pwd", "newns user; chroot /usr; pwd" },
		.inside = pwd_inside,
	},
	{
		.name = "ls",
		.params = dir_params,
		.options = ls_options,
		.flags = ROW_STREAMS | ROW_BLOCKS,
		.summary = "the names in a directory of the box",
		.text = "getdents64(2) in a child of the frame, so that a dead server cannot hang it. In the\n"
			"order of their bytes, hidden ones too.",
		.see = "cat, cd",
		.examples = { "ls /", "ls -l /etc" },
		.outside = ls_outside,
		.inside = ls_inside,
	},
	{
		.name = "cat",
		.params = files_params,
		.flags = ROW_STREAMS | ROW_BLOCKS,
		.summary = "the content of files of the box",
		.text = "Read in a child of the frame, so that a dead server cannot hang it. At a terminal\n"
			"what could garble it is escaped; into a file or pipe it goes as it is.",
		.see = "ls, write, about redirections",
		.examples = { "cat /proc/self/uid_map",
			      "newns user mnt; mount tmpfs /mnt; write /mnt/a hello; cat /mnt/a > /mnt/b; cat /mnt/b" },
		.inside = cat_inside,
	},
	{
		.name = "write",
		.params = write_params,
		.touches = touches_files,
		.flags = ROW_BLOCKS | ROW_INPUT,
		.summary = "write TEXT and a newline, or what < or << gives, into a file",
		.text = "open(2) with O_CREAT and O_TRUNC in a child of the frame: creates the file, or cuts\n"
			"what is there. With the rights that the frame has; umask counts.",
		.see = "cat, mkdir, about redirections",
		.examples = { "newns user mnt; mount tmpfs /mnt; write /mnt/a hello; cat /mnt/a",
			      "newns user mnt; mount tmpfs /mnt; write /mnt/m < /proc/self/uid_map; cat /mnt/m" },
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
		.text = "mkdir(2). What it makes stays, unlike the mount points that `mount` makes.",
		.see = "ls, write, mount",
		.examples = { "newns user mnt; mount tmpfs /mnt; mkdir -p /mnt/a/b; ls /mnt/a",
			      "newns user mnt; mount tmpfs /mnt; mkdir -m 700 /mnt/a; ls -l /mnt" },
		.inside = mkdir_inside,
	},
	{
		.name = "umask",
		.params = mode_params,
		.touches = touches_frame,
		.changes_if = "MODE",
		.summary = "show or set the frame's file mode mask",
		.text = "umask(2) of the frame, and so of its programs; it belongs to the frame, as its\n"
			"working directory does.",
		.see = "mkdir, write",
		.examples = { "umask 022; umask",
			      "umask 077; newns user mnt; mount tmpfs /mnt; mkdir /mnt/a; ls -l /mnt" },
		.inside = umask_inside,
	},
	{ .name = NULL },
};
