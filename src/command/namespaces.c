/* SPDX-License-Identifier: GPL-3.0-or-later */
/* namespaces: every one on the machine, whose it is, and what keeps it alive. */
#include "command/namespaces.h"

#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "command/spaces.h"
#include "lang/args.h"
#include "look/ns.h"
#include "shell/session.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	KIND,
	ID,
	INO,
	OWNER,
	PROCS,
	PID,
	COMMAND,
	BOX,
	KEPT,
	PARENT,
	UID,
	USER,
	ARGS,
	PATH,
	MOUNTS,
	DESCRIPTORS,
	THREADS,
	NAMESPACES
};

const struct column namespace_columns[NAMESPACE_COLUMNS] = {
	[KIND] = { .name = "KIND", .help = "of the namespace" },
	[ID] = { .name = "ID",
		 .right = 1,
		 .help = "never used again; before Linux 6.18 the inode" },
	[INO] = { .name = "INO", .right = 1, .help = "inode, as in the links of /proc/PID/ns" },
	[OWNER] = { .name = "OWNER",
		    .right = 1,
		    .help = "ID of the user namespace whose rights count in it" },
	[PROCS] = { .name = "PROCS",
		    .type = CELL_NUMBER,
		    .right = 1,
		    .help = "processes that are in it" },
	[PID] = { .name = "PID",
		  .type = CELL_NUMBER,
		  .right = 1,
		  .help = "the first of them, as the host counts" },
	[COMMAND] = { .name = "COMMAND", .cut = 1, .help = "the name of that one" },
	[BOX] = { .name = "BOX", .help = "the box it belongs to, or host" },
	[KEPT] = { .name = "KEPT",
		   .type = CELL_LIST,
		   .cut = 1,
		   .help = "alive by: proc, thread, fd, mount, ns (that it owns or carries), "
			   "unborn (children to come)" },
	[PARENT] = { .name = "PARENT",
		     .right = 1,
		     .hidden = 1,
		     .help = "ID of the one it is nested in; user and pid only" },
	[UID] = { .name = "UID",
		  .type = CELL_NUMBER,
		  .right = 1,
		  .hidden = 1,
		  .help = "who made it if it is a user namespace, else its owner" },
	[USER] = { .name = "USER", .hidden = 1, .help = "the name of that one" },
	[ARGS] = { .name = "ARGS",
		   .cut = 1,
		   .hidden = 1,
		   .help = "the first process's command line" },
	[PATH] = { .name = "PATH",
		   .hidden = 1,
		   .help = "a path that newns KIND=PATH can join" },
	[MOUNTS] = { .name = "MOUNTS",
		     .type = CELL_LIST,
		     .hidden = 1,
		     .help = "where it is bind mounted" },
	[DESCRIPTORS] = { .name = "DESCRIPTORS",
			  .type = CELL_NUMBER,
			  .right = 1,
			  .hidden = 1,
			  .help = "open ones, with --all" },
	[THREADS] = { .name = "THREADS",
		      .type = CELL_NUMBER,
		      .right = 1,
		      .hidden = 1,
		      .help = "whose process is in another, with --all" },
	[NAMESPACES] = { .name = "NAMESPACES",
			 .type = CELL_NUMBER,
			 .right = 1,
			 .hidden = 1,
			 .help = "that it owns or carries" },
};

enum {
	DEEPEST = 64 /* user and pid namespaces nest 32 deep at most */
};

/* Which are wanted, and in what order of a tree. */
struct wanted {
	unsigned kinds;                /* CLONE_NEW*; 0: all */
	const char *box;               /* NULL: any */
	uint64_t of[LOOK_NS_KINDS];    /* inodes of the process asked for */
	bool of_process, no_processes; /* -p; --persistent */
	bool tree, parents;            /* --tree; --parents */
};

/* The cells of one row, and what they stand in. */
struct cells {
	const char *cell[NAMESPACE_COLUMNS];
	char id[24], ino[24], owner[24], parent[24], procs[16], pid[16], uid[16];
	char descriptors[16], threads[16], namespaces[16], kept[64], path[64];
	char *user, *args, *mounts;
};

static void cells_done(struct cells *c)
{
	free(c->user);
	free(c->args);
	free(c->mounts);
}

static const char *count(char *ret, size_t size, long n)
{
	(void)snprintf(ret, size, "%ld", n);
	return ret;
}

static void add_word(char *ret, size_t size, int n, const char *word)
{
	size_t used = strlen(ret);

	if (n > 0)
		(void)snprintf(ret + used, size - used, "%s%s", used ? "\n" : "", word);
}

static const char *keepers(char *ret, size_t size, const struct look_space *one)
{
	ret[0] = '\0';
	add_word(ret, size, one->processes, "proc");
	add_word(ret, size, one->threads, "thread");
	add_word(ret, size, one->descriptors, "fd");
	add_word(ret, size, one->mounts, "mount");
	add_word(ret, size, one->namespaces, "ns");
	add_word(ret, size, one->unborn, "unborn");
	return ret;
}

static char *user_name(uint32_t uid)
{
	char buf[4096];
	struct passwd entry, *found = NULL;

	if (uid == UINT32_MAX || getpwuid_r(uid, &entry, buf, sizeof(buf), &found) != 0)
		return NULL;
	return found ? strdup(found->pw_name) : NULL;
}

/* The words of a process, blanks between them; NULL: a kernel thread has none. */
static char *command_line(int proc, pid_t pid)
{
	char path[32], text[4096];

	(void)snprintf(path, sizeof(path), "%d/cmdline", pid);
	autofd int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	while (got > 0 && text[got - 1] == '\0')
		got--;
	if (got <= 0)
		return NULL;
	for (ssize_t i = 0; i < got; i++)
		if (text[i] == '\0')
			text[i] = ' ';
	return strndup(text, (size_t)got);
}

static char *mount_paths(const struct look_spaces *all, int at)
{
	struct text t = { .at = NULL };
	struct error ignored;

	for (int i = 0; i < all->mounts_n; i++)
		if (all->mounts[i].space == at)
			(void)text_printf(&t, &ignored, "%s%s", t.size ? "\n" : "",
					  all->mounts[i].path);
	return text_take(&t);
}

/* By a process, by a mount that we see ourselves, or by somebody's descriptor. */
static const char *a_path(const struct look_spaces *all, int at, char *ret, size_t size)
{
	const struct look_space *one = &all->list[at];

	if (one->pid) {
		(void)snprintf(ret, size, "/proc/%d/ns/%s", one->pid, look_ns_name(one->kind));
		return ret;
	}
	for (int i = 0; one->mounts > 0 && i < all->mounts_n; i++)
		if (all->mounts[i].space == at)
			return all->mounts[i].path;
	if (!one->holder)
		return NULL;
	(void)snprintf(ret, size, "/proc/%d/fd/%d", one->holder, one->holder_fd);
	return ret;
}

/* What only costs where it is asked for. */
static void fill_hidden(struct session *s, const struct listing *l,
			const struct look_spaces *all, int at, struct cells *c)
{
	const struct look_space *one = &all->list[at];
	int user = space_kind(CLONE_NEWUSER), proc;
	struct error ignored;
	int maker = one->kind == user ? at : look_spaces_find(all, user, one->owner);
	uint32_t uid = maker < 0 ? UINT32_MAX : all->list[maker].uid;

	c->cell[UID] = uid == UINT32_MAX ? NULL : count(c->uid, sizeof(c->uid), uid);
	if (listing_shows(l, USER))
		c->cell[USER] = c->user = user_name(uid);
	if (listing_shows(l, ARGS) && one->pid && session_proc(s, &proc, &ignored) == 0)
		c->cell[ARGS] = c->args = command_line(proc, one->pid);
	if (listing_shows(l, MOUNTS))
		c->cell[MOUNTS] = c->mounts = mount_paths(all, at);
	if (listing_shows(l, PATH))
		c->cell[PATH] = a_path(all, at, c->path, sizeof(c->path));
	c->cell[DESCRIPTORS] = count(c->descriptors, sizeof(c->descriptors), one->descriptors);
	c->cell[THREADS] = count(c->threads, sizeof(c->threads), one->threads);
	c->cell[NAMESPACES] = count(c->namespaces, sizeof(c->namespaces), one->namespaces);
}

static int add_row(struct session *s, struct listing *l, const struct spaces *p, int at,
		   int parent, struct error *err)
{
	const struct look_spaces *all = &p->found;
	const struct look_space *one = &all->list[at];
	int user = space_kind(CLONE_NEWUSER);
	struct cells c __attribute__((cleanup(cells_done))) = { .user = NULL };

	c.cell[KIND] = look_ns_name(one->kind);
	c.cell[ID] = space_number(all, at, c.id, sizeof(c.id));
	c.cell[INO] = c.ino;
	(void)snprintf(c.ino, sizeof(c.ino), "%" PRIu64, one->ino);
	c.cell[OWNER] = space_number(all, look_spaces_find(all, user, one->owner), c.owner,
				     sizeof(c.owner));
	c.cell[PARENT] = space_number(all, look_spaces_find(all, one->kind, one->parent),
				      c.parent, sizeof(c.parent));
	c.cell[PROCS] = count(c.procs, sizeof(c.procs), one->processes);
	if (one->pid) {
		c.cell[PID] = count(c.pid, sizeof(c.pid), one->pid);
		c.cell[COMMAND] = one->comm;
	}
	c.cell[KEPT] = keepers(c.kept, sizeof(c.kept), one);
	c.cell[BOX] = p->boxes[at];
	fill_hidden(s, l, all, at, &c);
	return listing_row(l, c.cell, parent, err) < 0 ? -1 : 0;
}

static bool is_wanted(const struct spaces *p, int at, const struct wanted *w)
{
	const struct look_space *one = &p->found.list[at];

	if (w->kinds && !(w->kinds & look_ns_kind(one->kind)))
		return false;
	if (w->of_process && w->of[one->kind] != one->ino)
		return false;
	if (w->no_processes && one->processes > 0)
		return false;
	return !w->box || (p->boxes[at] && strcmp(p->boxes[at], w->box) == 0);
}

/* The number of AT's parent in the tree, -1 at the top. */
static int above(const struct spaces *p, int at, const struct wanted *w)
{
	const struct look_space *one = &p->found.list[at];

	if (w->parents)
		return one->parent ? look_spaces_find(&p->found, one->kind, one->parent) : -1;
	return one->owner ? look_spaces_find(&p->found, space_kind(CLONE_NEWUSER), one->owner)
			  : -1;
}

/* The rows in the order of the list; a tree's rows hang on the nearest that is shown. */
static int add_rows(struct session *s, struct listing *l, const struct spaces *p,
		    const struct wanted *w, struct error *err)
{
	autofree int *row = calloc((size_t)p->found.n + 1, sizeof(*row));
	int n = 0;

	if (!row)
		return fail_call(err, "calloc", "namespaces");
	for (int i = 0; i < p->found.n; i++)
		row[i] = is_wanted(p, i, w) ? n++ : -1;
	for (int i = 0; i < p->found.n; i++) {
		int up = w->tree || w->parents ? above(p, i, w) : -1;

		if (row[i] < 0)
			continue;
		/* Inodes are used again: what was read in two moments might be a circle. */
		for (int deep = 0; up >= 0 && row[up] < 0; deep++)
			up = deep < DEEPEST ? above(p, up, w) : -1;
		if (add_row(s, l, p, i, up < 0 ? -1 : row[up], err) < 0)
			return -1;
	}
	return 0;
}

/* -t: kinds with commas between them, checked by their kind of word. */
static unsigned kinds_asked(const struct args *a)
{
	unsigned kinds = 0;
	const char *word;

	for (int i = 0; (word = arg_option_each(a, "-t", i)); i++)
		for (const char *at = word; *at;) {
			size_t size = strcspn(at, ",");

			for (int k = 0; k < LOOK_NS_KINDS; k++)
				if (strlen(look_ns_name(k)) == size &&
				    strncmp(at, look_ns_name(k), size) == 0)
					kinds |= look_ns_kind(k);
			at += size + (at[size] == ',');
		}
	return kinds;
}

static int what_is_wanted(struct session *s, const struct args *a, struct wanted *w,
			  struct error *err)
{
	pid_t pid;

	*w = (struct wanted){ .kinds = kinds_asked(a),
			      .box = arg_option(a, "--box"),
			      .no_processes = arg_has(a, "--persistent"),
			      .tree = arg_has(a, "--tree"),
			      .parents = arg_has(a, "--parents") };
	if (w->box && strcmp(w->box, "host") != 0 && !boxes_find(&s->boxes, w->box))
		return refuse(err, "there is no box \"%s\"; boxes lists them", w->box);
	if (!arg_option(a, "-p"))
		return 0;
	w->of_process = true;
	if (spaces_pid(arg_option(a, "-p"), &pid, err) < 0)
		return -1;
	const int user = space_kind(CLONE_NEWUSER);
	if (spaces_of_asked(s, pid, user, &w->of[user], err) < 0)
		return -1;
	if (w->of[user] == 0)
		return refuse(err, "%d: is not yours to look at", pid);
	for (int i = 0; i < LOOK_NS_KINDS; i++) {
		struct error ignored; /* a kind that this kernel has not */

		if (i != user)
			(void)spaces_of_asked(s, pid, i, &w->of[i], &ignored);
	}
	return 0;
}

int namespaces_outside(struct session *s, const struct args *a, struct error *err)
{
	struct listing_options o = session_listing(s, a);
	struct spaces p __attribute__((cleanup(spaces_done))) = { .boxes = NULL };
	struct wanted w;
	struct listing *l;

	if (what_is_wanted(s, a, &w, err) < 0 ||
	    spaces_gather(s, arg_has(a, "--all"), &p, err) < 0)
		return -1;
	o.tree = w.tree || w.parents;
	if (listing_new("namespaces", namespace_columns, NAMESPACE_COLUMNS, &o, &l, err) < 0)
		return -1;
	if (add_rows(s, l, &p, &w, err) < 0) {
		listing_drop(l);
		return -1;
	}
	/* A box, or a process that was found, is not among them. */
	if (p.found.hidden > 0 && !arg_has(a, "--box") && !arg_has(a, "-p"))
		session_note(s, false,
			     "not yours to look at, so without their namespaces: %d process%s",
			     p.found.hidden, p.found.hidden == 1 ? "" : "es");
	return listing_print(l, &s->out, err);
}
