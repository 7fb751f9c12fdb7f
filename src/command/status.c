/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status: what the frame that a step would act on is, asked of the kernel. Its /proc files are
 * partly closed to an ordinary user, because it is not dumpable (proc(5)): handles of its
 * namespaces, root and cwd it hands out itself, the rest is for everybody to read.
 */
#include "command/status.h"

#include "base/error.h"
#include "base/own.h"
#include "command/frames.h"
#include "command/listing.h"
#include "lang/args.h"
#include "look/capability.h"
#include "look/idmap.h"
#include "look/ns.h"
#include "look/process.h"
#include "shell/session.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	PATH_BYTES = 4096,
	NUMBER_BYTES = 24
};

enum {
	KIND,
	ID,
	INO,
	WHOSE,
	OWNER,
	COLUMNS
};

static const struct column columns[COLUMNS] = {
	[KIND] = { .name = "KIND", .help = "of the namespace" },
	[ID] = { .name = "ID",
		 .right = 1,
		 .help = "never used again; before Linux 6.18 the inode" },
	[INO] = { .name = "INO", .right = 1, .help = "inode, as in the links of /proc/PID/ns" },
	[WHOSE] = { .name = "WHOSE",
		    .help = "host, own (made), entered, or joined (KIND=PATH)" },
	[OWNER] = { .name = "OWNER",
		    .right = 1,
		    .help = "ID of the user namespace whose rights count in it" },
};

/* The kernel's word where it is the host's; otherwise how F, or a frame below, came by it. */
static const char *whose(const struct frame *f, unsigned kind, const struct look_ns *ns,
			 const struct look_ns *host)
{
	if (ns->ino == host->ino)
		return "host";
	while (f->below && !(f->changed & kind))
		f = f->below;
	if (f->made & kind)
		return "own";
	return f->enters ? "entered" : "joined";
}

/* The best that there is to tell it from others; "" becomes absent. */
static const char *number(char *text, uint64_t id, uint64_t ino)
{
	uint64_t value = id ? id : ino;

	(void)snprintf(text, NUMBER_BYTES, "%" PRIu64, value);
	return value ? text : NULL;
}

static int add_namespace(struct session *s, struct listing *l, int i, struct error *err)
{
	struct patience p = session_patience(s);
	struct frame *f = session_frame(s);
	struct look_ns ns, host;
	char id[NUMBER_BYTES], ino[NUMBER_BYTES], owner[NUMBER_BYTES];
	int proc;

	if (session_proc(s, &proc, err) < 0)
		return -1;
	/* Ours are the host's: unsh itself never changes any. */
	if (look_ns_of(proc, getpid(), look_ns_name(i), &host, err) < 0)
		return err->errnum == ENOENT ? 0 : -1; /* a kind that this kernel has not */
	int handle = -1;
	if (frame_handle(f, look_ns_name(i), &p, &handle, err) < 0)
		return -1;
	autofd int fd = handle;
	if (look_ns(fd, &ns, err) < 0)
		return -1;
	const char *cells[COLUMNS] = {
		[KIND] = look_ns_name(i),
		[ID] = number(id, ns.id, ns.ino),
		[INO] = number(ino, ns.ino, 0),
		[WHOSE] = whose(f, look_ns_kind(i), &ns, &host),
		[OWNER] = number(owner, ns.owner_id, ns.owner_ino),
	};
	return listing_row(l, cells, -1, err) < 0 ? -1 : 0;
}

/* What is known of the frame besides its namespaces. */
struct facts {
	struct look_process process;
	int depth;
	const char *box, *step;
	char *uid_map, *gid_map, *setgroups, *root, *cwd, *names, *brief;
	char depth_text[NUMBER_BYTES], pid[NUMBER_BYTES], start[NUMBER_BYTES];
	char uid[NUMBER_BYTES], gid[NUMBER_BYTES], host_uid[NUMBER_BYTES],
		host_gid[NUMBER_BYTES];
};

static void facts_done(struct facts *f)
{
	free(f->uid_map);
	free(f->gid_map);
	free(f->setgroups);
	free(f->root);
	free(f->cwd);
	free(f->names);
	free(f->brief);
}

/* Where directory WHAT of F lies in its mount namespace; the caller's. */
static int find_path(struct session *s, struct frame *f, const char *what, char **ret,
		     struct error *err)
{
	struct patience p = session_patience(s);
	char own[40], target[PATH_BYTES];
	int proc, handle = -1;

	if (session_proc(s, &proc, err) < 0 || frame_handle(f, what, &p, &handle, err) < 0)
		return -1;
	autofd int fd = handle;
	(void)snprintf(own, sizeof(own), "self/fd/%d", fd);
	ssize_t size = readlinkat(proc, own, target, sizeof(target) - 1);
	if (size < 0) {
		(void)fail_call(err, "readlinkat", "%s", what);
		return -1;
	}
	target[size] = '\0';
	char *copy = strdup(target);
	if (!copy) {
		(void)fail_call(err, "strdup", "%s", what);
		return -1;
	}
	*ret = copy;
	return 0;
}

/* What directory PATH of the mount namespace is to who has ROOT; as getcwd(2) says it where it
 * is not below. The caller's. */
static int below_root(const char *root, const char *path, char **ret, struct error *err)
{
	size_t size = strcmp(root, "/") == 0 ? 0 : strlen(root);
	bool below =
		strncmp(path, root, size) == 0 && (path[size] == '/' || path[size] == '\0');
	const char *rest = !below ? path : path[size] ? path + size : "/";

	if (asprintf(ret, "%s%s", below ? "" : "(unreachable)", rest) >= 0)
		return 0;
	*ret = NULL; /* its value is undefined now, asprintf(3) */
	return fail_call(err, "malloc", "cwd");
}

static int find_places(struct session *s, struct frame *f, struct facts *ret, struct error *err)
{
	autofree char *cwd = NULL;

	if (find_path(s, f, "root", &ret->root, err) < 0 ||
	    find_path(s, f, "cwd", &cwd, err) < 0)
		return -1;
	return below_root(ret->root, cwd, &ret->cwd, err);
}

/* What id HOST is in the frame; without a user namespace of its own what it is here. */
static void inner_id(const struct frame *f, uint32_t host, const struct idmap *map, char *ret)
{
	int64_t inner = host;

	if (f->own & CLONE_NEWUSER)
		inner = idmap_inner(map, host);
	(void)snprintf(ret, NUMBER_BYTES, "%" PRId64, inner < 0 ? 65534 : inner);
}

static int read_ids(struct frame *f, int proc, struct facts *ret, struct error *err)
{
	struct idmap users = { .text = NULL }, groups = { .text = NULL };

	if (look_map(proc, f->pid, 0, &ret->uid_map, err) < 0 ||
	    look_map(proc, f->pid, 1, &ret->gid_map, err) < 0 ||
	    look_setgroups(proc, f->pid, &ret->setgroups, err) < 0)
		return -1;
	int done = idmap_given(ret->uid_map, &users, err);
	if (done == 0)
		done = idmap_given(ret->gid_map, &groups, err);
	if (done == 0) {
		inner_id(f, ret->process.uid, &users, ret->uid);
		inner_id(f, ret->process.gid, &groups, ret->gid);
	}
	free(users.text);
	free(groups.text);
	return done;
}

static int read_facts(struct session *s, struct frame *f, struct facts *ret, struct error *err)
{
	int proc;

	/* Asked first: it is what says so if the frame has died. */
	if (find_places(s, f, ret, err) < 0 || session_proc(s, &proc, err) < 0 ||
	    look_process(proc, f->pid, &ret->process, err) < 0 ||
	    read_ids(f, proc, ret, err) < 0)
		return -1;
	struct error ignored;
	uint64_t all = capability_all(proc);
	if (capability_brief(ret->process.effective, all, &ret->brief, err) < 0)
		return -1;
	/* Without libcap-ng there are no names, but all else. */
	(void)capability_names(ret->process.effective, &ret->names, &ignored);
	(void)snprintf(ret->depth_text, NUMBER_BYTES, "%d", ret->depth);
	(void)snprintf(ret->pid, NUMBER_BYTES, "%d", f->pid);
	(void)snprintf(ret->start, NUMBER_BYTES, "%" PRIu64, ret->process.start);
	(void)snprintf(ret->host_uid, NUMBER_BYTES, "%" PRIu32, ret->process.uid);
	(void)snprintf(ret->host_gid, NUMBER_BYTES, "%" PRIu32, ret->process.gid);
	return 0;
}

static int find_place(struct session *s, struct facts *ret, struct error *err)
{
	struct levels levels __attribute__((cleanup(levels_done))) = { .n = 0 };

	if (levels_of(&s->boxes, s->box, &levels, err) < 0)
		return -1;
	ret->depth = s->on_host ? 0 : levels.n - 1;
	ret->box = s->on_host ? "host" : s->box->name;
	ret->step = levels.list[ret->depth].step; /* the box's own, not the list's */
	return 0;
}

static int print(struct session *s, const struct facts *f, struct listing *l, struct error *err)
{
	const struct field fields[] = {
		{ .name = "box", .value = f->box },
		{ .name = "depth", .type = CELL_NUMBER, .value = f->depth_text },
		{ .name = "step", .value = f->step },
		{ .name = "pid", .type = CELL_NUMBER, .value = f->pid },
		{ .name = "start", .value = f->start, .json_only = true },
		{ .name = "uid", .type = CELL_NUMBER, .value = f->uid },
		{ .name = "gid", .type = CELL_NUMBER, .value = f->gid },
		{ .name = "host_uid", .type = CELL_NUMBER, .value = f->host_uid },
		{ .name = "host_gid", .type = CELL_NUMBER, .value = f->host_gid },
		{ .name = "uid_map", .value = f->uid_map },
		{ .name = "gid_map", .value = f->gid_map },
		{ .name = "setgroups", .value = f->setgroups },
		{ .name = "root", .value = f->root },
		{ .name = "cwd", .value = f->cwd },
		{ .name = "capabilities",
		  .type = CELL_LIST,
		  .value = f->names,
		  .brief = f->brief },
	};
	struct record r = { .key = "status",
			    .fields = fields,
			    .n = sizeof(fields) / sizeof(*fields) };

	return record_print(&r, l, &s->out, err);
}

static int status_outside(struct session *s, const struct args *a, struct error *err)
{
	struct listing_options o = session_listing(s, a);
	struct facts facts __attribute__((cleanup(facts_done))) = { .depth = 0 };
	struct listing *l;
	int done = 0;

	if (find_place(s, &facts, err) < 0 ||
	    read_facts(s, session_frame(s), &facts, err) < 0 ||
	    listing_new("namespaces", columns, COLUMNS, &o, &l, err) < 0)
		return -1;
	for (int i = 0; i < LOOK_NS_KINDS && done == 0; i++)
		done = add_namespace(s, l, i, err);
	if (done == 0)
		return print(s, &facts, l, err);
	listing_drop(l);
	return -1;
}

const struct command status_commands[] = {
	{
		.name = "status",
		.options = listing_options,
		.check = listing_check,
		.summary = "the frame that a step acts on: ids, root, namespaces",
		.text = "First a line for each fact: which box and how many frames deep, the step that\n"
			"made the frame, its process, who it is there and on the host, id maps, root\n"
			"and cwd (root as its mount namespace has it, cwd as the frame sees it), and\n"
			"its effective capabilities. Then its namespaces; with -o only those.\n"
			"With --json one object, {\"status\": {..., \"namespaces\": [...]}}.\n"
			"ID is the kernel's own number (Linux 6.18), before that the inode. WHOSE:\n"
			"host; own, made by newns; entered with a process; joined by KIND=PATH.",
		.flags = ROW_COMMON,
		.see = "frames, boxes, about stacks",
		.examples = { "newns user net; status", "status --noheadings -o kind,whose" },
		.columns = columns,
		.columns_n = COLUMNS,
		.outside = status_outside,
	},
	{
		.name = "frames",
		.options = listing_options,
		.check = listing_check,
		.summary = "the frames of this box, from the host's up",
		.text = "The last one is on top: steps act on it, leave drops it. STATE says how one\n"
			"ended that is no longer alive; it is busy while it cannot be got out of a step\n"
			"that was given up.",
		.see = "status, boxes, leave, about stacks",
		.examples = { "newns user uts; newns mnt; frames",
			      "newns user; frames --noheadings -o frame,step" },
		.columns = frame_columns,
		.columns_n = FRAME_COLUMNS,
		.outside = frames_outside,
	},
	{
		.name = "boxes",
		.options = listing_options,
		.check = listing_check,
		.summary = "the boxes, and what each stands on",
		.text = "box NAME goes to one, @NAME STEP does a step in it.",
		.see = "box, frames, about prefixes",
		.examples = { "box a user net; boxes",
			      "box a user; box b net --on a; boxes --json" },
		.columns = box_columns,
		.columns_n = BOX_COLUMNS,
		.outside = boxes_outside,
	},
	{ .name = NULL },
};
