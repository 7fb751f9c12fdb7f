/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/mountlist.h"

#include "base/error.h"
#include "base/own.h"
#include "command/listing.h"
#include "command/mountpoint.h"
#include "lang/args.h"
#include "look/mounts.h"
#include "shell/session.h"

#include <stdio.h>
#include <stdlib.h>

const struct param mounts_params[] = {
	{ .kind = KIND_MOUNTPOINT, .name = "T", .optional = 1 },
	{ .kind = KIND_END },
};

const struct option mounts_options[] = {
	{ .name = "--tree", .kind = KIND_END, .summary = "as a tree, by parent" },
	LISTING_OPTIONS,
	{ .name = NULL },
};

enum {
	TARGET,
	SOURCE,
	FSTYPE,
	OPTIONS,
	PROPAGATION,
	SUPER,
	ID,
	PARENT,
	ROOT
};

const struct column mount_columns[MOUNT_COLUMNS] = {
	[TARGET] = { .name = "TARGET", .help = "where it is mounted" },
	[SOURCE] = { .name = "SOURCE", .help = "device, or what stands for it", .cut = 1 },
	[FSTYPE] = { .name = "FSTYPE", .help = "type of the file system" },
	[OPTIONS] = { .name = "OPTIONS", .help = "flags of the mount", .cut = 1 },
	[PROPAGATION] = { .name = "PROPAGATION", .help = "private, shared:N, master:N" },
	[SUPER] = { .name = "SUPER", .help = "options of the file system", .cut = 1 },
	[ID] = { .name = "ID",
		 .type = CELL_NUMBER,
		 .right = 1,
		 .hidden = 1,
		 .help = "the mount's id" },
	[PARENT] = { .name = "PARENT",
		     .type = CELL_NUMBER,
		     .right = 1,
		     .hidden = 1,
		     .help = "id of the mount it lies on" },
	[ROOT] = { .name = "ROOT", .hidden = 1, .help = "directory of the file system" },
};

static int add_row(struct listing *l, const struct look_mount *m, int parent, struct error *err)
{
	char id[16], up[16];
	const char *cells[MOUNT_COLUMNS] = {
		[TARGET] = m->target,
		[SOURCE] = m->source,
		[FSTYPE] = m->fstype,
		[OPTIONS] = m->options,
		[PROPAGATION] = m->propagation,
		[SUPER] = m->super_options,
		[ID] = id,
		[PARENT] = up,
		[ROOT] = m->root,
	};

	(void)snprintf(id, sizeof(id), "%d", m->id);
	(void)snprintf(up, sizeof(up), "%d", m->parent_id);
	return listing_row(l, cells, parent, err);
}

/* The rows of TOP and below, or of all (-1): parents first in a tree, otherwise as mountinfo
 * has them. */
static int add_rows(struct listing *l, const struct look_mounts *m, int top, bool tree,
		    struct error *err)
{
	autofree int *row = calloc((size_t)m->n + 1, sizeof(*row));

	if (!row)
		return fail_call(err, "calloc", "rows");
	if (!tree && top < 0) {
		for (int i = 0; i < m->n; i++)
			if (add_row(l, &m->list[i], -1, err) < 0)
				return -1;
		return 0;
	}
	for (int i = top >= 0 ? top : m->first; i >= 0; i = look_mounts_after(m, i, top)) {
		int up = m->list[i].parent;

		row[i] = add_row(l, &m->list[i], !tree || i == top || up < 0 ? -1 : row[up],
				 err);
		if (row[i] < 0)
			return -1;
	}
	return 0;
}

static int list(struct session *s, const struct args *a, struct look_mounts *m, int top,
		struct error *err)
{
	struct listing_options o = session_listing(s, a);
	struct listing *l;

	o.tree = arg_has(a, "--tree");
	if (listing_new("mounts", mount_columns, MOUNT_COLUMNS, &o, &l, err) < 0)
		return -1;
	if (add_rows(l, m, top, o.tree, err) < 0) {
		listing_drop(l);
		return -1;
	}
	return listing_print(l, &s->out, err);
}

int mounts_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *target = arg(a, "T");
	struct frame *f = session_frame(s);
	struct look_mounts m __attribute__((cleanup(look_mounts_done))) = { .first = -1 };
	uint64_t id = 0;
	int proc, top = -1;

	if (target && mount_id_of(s, f, target, false, &id, err) < 0)
		return -1;
	if (session_proc(s, &proc, err) < 0 || look_mounts(proc, f->pid, &m, err) < 0)
		return -1;
	if (target) {
		top = look_mounts_find(&m, id);
		if (top < 0)
			return refuse(err, "%s: lies on no mount that can be seen", target);
	}
	return list(s, a, &m, top, err);
}
