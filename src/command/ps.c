/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ps: the processes of a box, read from outside: no program of the box, and no /proc of its
 * own, is needed. Which they are says the pid namespace where the box has one, otherwise that a
 * process is in all the namespaces that the box made or entered.
 */
#include "command/namespaces.h"

#include "base/error.h"
#include "base/own.h"
#include "command/spaces.h"
#include "lang/args.h"
#include "look/idmap.h"
#include "look/ns.h"
#include "look/process.h"
#include "look/visit.h"
#include "shell/session.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	PID,
	HOST,
	UID,
	STATE,
	COMMAND,
	PPID,
	HOSTPPID,
	HOSTUID,
	FRAME
};

const struct column ps_columns[PS_COLUMNS] = {
	[PID] = { .name = "PID",
		  .type = CELL_NUMBER,
		  .right = 1,
		  .help = "what it is in the box's pid namespace" },
	[HOST] = { .name = "HOST", .type = CELL_NUMBER, .right = 1, .help = "its pid here" },
	[UID] = { .name = "UID",
		  .type = CELL_NUMBER,
		  .right = 1,
		  .help = "its effective user there; 65534 is nobody that is mapped" },
	[STATE] = { .name = "STATE",
		    .help = "running, sleeping, waiting (for a disk), stopped, "
			    "traced, zombie, idle" },
	[COMMAND] = { .name = "COMMAND", .cut = 1, .help = "its name" },
	[PPID] = { .name = "PPID",
		   .type = CELL_NUMBER,
		   .right = 1,
		   .hidden = 1,
		   .help = "its parent there; none if that is outside" },
	[HOSTPPID] = { .name = "HOSTPPID",
		       .type = CELL_NUMBER,
		       .right = 1,
		       .hidden = 1,
		       .help = "its parent here" },
	[HOSTUID] = { .name = "HOSTUID",
		      .type = CELL_NUMBER,
		      .right = 1,
		      .hidden = 1,
		      .help = "its effective user here" },
	[FRAME] = { .name = "FRAME",
		    .type = CELL_BOOLEAN,
		    .hidden = 1,
		    .help = "whether it is a held process of unsh" },
};

/* The box that is looked into, and those found. */
struct view {
	struct session *s;
	struct frame *frame;
	int proc;
	int level;                   /* of its pid namespace, in look_process's pids */
	uint64_t ino[LOOK_NS_KINDS]; /* of the kinds that must agree; 0: any will do */
	struct look_spaces spaces;   /* for a pid namespace below it; empty without */
	struct idmap users;
	int n;
	struct look_process *found;
};

static void view_done(struct view *v)
{
	look_spaces_done(&v->spaces);
	free(v->users.text);
	free(v->found);
}

/* Those that the frames are, for which the links of an ordinary user's are closed. */
static bool is_frame(const struct view *v, pid_t pid)
{
	for (const struct frame *f = v->frame; f; f = f->below)
		if (f->pid == pid)
			return true;
	return false;
}

/* A process that the kernel hides from us, but that is a frame of the box. */
static bool frame_is_in(const struct view *v, pid_t pid)
{
	const struct frame *f = v->frame;

	/* Those below have not what this one made. */
	for (; f && f->pid != pid; f = f->below)
		if (f->changed)
			return false;
	return f != NULL;
}

/* Whether pid namespace INO is the box's, or below it. */
static bool is_below(const struct view *v, int kind, uint64_t ino)
{
	for (int i = 0; i < LOOK_PID_LEVELS && ino; i++) {
		int at = look_spaces_find(&v->spaces, kind, ino);

		if (ino == v->ino[kind])
			return true;
		ino = at < 0 ? 0 : v->spaces.list[at].parent;
	}
	return false;
}

static bool is_in(const struct view *v, pid_t pid)
{
	const int pids = space_kind(CLONE_NEWPID);
	struct error ignored;

	for (int i = 0; i < LOOK_NS_KINDS; i++) {
		uint64_t ino;

		if (!v->ino[i])
			continue;
		if (spaces_of_process(v->s, pid, i, &ino, &ignored) < 0)
			return frame_is_in(v, pid);
		if (i == pids ? !is_below(v, i, ino) : ino != v->ino[i])
			return false;
	}
	return true;
}

static int find_all(struct view *v, struct error *err)
{
	struct pids pids = { .n = 0 };
	struct error ignored;
	int done = visit_numbers(v->proc, ".", &pids, err);

	if (done < 0)
		return -1;
	v->found = calloc((size_t)pids.n + 1, sizeof(*v->found));
	if (!v->found)
		done = fail_call(err, "calloc", "processes");
	for (int i = 0; i < pids.n && done == 0; i++)
		if (is_in(v, pids.list[i]) &&
		    look_process(v->proc, pids.list[i], &v->found[v->n], &ignored) == 0)
			v->n++;
	free(pids.list);
	return done;
}

/* By which namespaces the box is known: its pid namespace, or all that it made or entered. */
static int what_agrees(struct view *v, struct error *err)
{
	const struct look_far far = { .interrupt_fd = v->s->interrupt_fd };
	unsigned kinds = v->frame->own;

	if (kinds & CLONE_NEWPID) {
		kinds = CLONE_NEWPID;
		if (look_spaces(v->proc, &far, &v->spaces, err) < 0)
			return -1;
	}
	for (int i = 0; i < LOOK_NS_KINDS; i++)
		if ((kinds & look_ns_kind(i)) &&
		    spaces_of_frame(v->s, v->frame, i, &v->ino[i], err) < 0)
			return -1;
	return 0;
}

/* Who is who there: the map of the frame's user namespace, if it is not the host's. */
static int read_map(struct view *v, struct error *err)
{
	autofree char *map = NULL;

	if (!(v->frame->own & CLONE_NEWUSER))
		return 0;
	if (look_map(v->proc, v->frame->pid, 0, &map, err) < 0)
		return -1;
	return idmap_given(map, &v->users, err);
}

/* The depth of the box's pid namespace: the least that one in it has. */
static void find_level(struct view *v)
{
	v->level = LOOK_PID_LEVELS;
	for (int i = 0; i < v->n; i++)
		if (v->found[i].levels > 0 && v->found[i].levels - 1 < v->level)
			v->level = v->found[i].levels - 1;
	if (v->level == LOOK_PID_LEVELS || !(v->frame->own & CLONE_NEWPID))
		v->level = 0;
}

static const char *state_name(char state)
{
	static const struct {
		char letter;
		const char *name;
	} names[] = { { 'R', "running" }, { 'S', "sleeping" }, { 'D', "waiting" },
		      { 'T', "stopped" }, { 't', "traced" },   { 'Z', "zombie" },
		      { 'X', "dead" },    { 'I', "idle" } };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].letter == state)
			return names[i].name;
	return "unknown";
}

static int by_pid(const void *a, const void *b)
{
	const struct look_process *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

/* Its row's number; -1: it is not among them. They are in the order of their pids. */
static int row_of(const struct view *v, pid_t pid)
{
	struct look_process key = { .pid = pid };
	const struct look_process *at =
		bsearch(&key, v->found, (size_t)v->n, sizeof(key), by_pid);

	return at ? (int)(at - v->found) : -1;
}

static const char *pid_there(const struct view *v, const struct look_process *p, char *ret,
			     size_t size)
{
	if (v->level >= p->levels)
		return NULL;
	(void)snprintf(ret, size, "%d", p->pids[v->level]);
	return ret;
}

static int add_row(const struct view *v, struct listing *l, const struct look_process *p,
		   struct error *err)
{
	char pid[16], host[16], uid[16], ppid[16], hostppid[16], hostuid[16];
	int up = row_of(v, p->ppid);
	int64_t inner = v->users.text ? idmap_inner(&v->users, p->uid) : p->uid;
	const char *cells[PS_COLUMNS] = {
		[PID] = pid_there(v, p, pid, sizeof(pid)),
		[HOST] = host,
		[UID] = uid,
		[STATE] = state_name(p->state),
		[COMMAND] = p->comm,
		[PPID] = up < 0 ? NULL : pid_there(v, &v->found[up], ppid, sizeof(ppid)),
		[HOSTPPID] = hostppid,
		[HOSTUID] = hostuid,
		[FRAME] = is_frame(v, p->pid) ? "yes" : "no",
	};

	(void)snprintf(host, sizeof(host), "%d", p->pid);
	(void)snprintf(uid, sizeof(uid), "%u", inner < 0 ? 65534 : (unsigned)inner);
	(void)snprintf(hostppid, sizeof(hostppid), "%d", p->ppid);
	(void)snprintf(hostuid, sizeof(hostuid), "%u", p->uid);
	return listing_row(l, cells, up, err) < 0 ? -1 : 0;
}

int ps_outside(struct session *s, const struct args *a, struct error *err)
{
	struct listing_options o = session_listing(s, a);
	struct view v
		__attribute__((cleanup(view_done))) = { .s = s, .frame = session_frame(s) };
	struct listing *l;
	int done = 0;

	if (session_proc(s, &v.proc, err) < 0 || what_agrees(&v, err) < 0 ||
	    read_map(&v, err) < 0 || find_all(&v, err) < 0)
		return -1;
	find_level(&v);
	/* Pids begin again at the end of their range. */
	qsort(v.found, (size_t)v.n, sizeof(*v.found), by_pid);
	if (listing_new("ps", ps_columns, PS_COLUMNS, &o, &l, err) < 0)
		return -1;
	for (int i = 0; i < v.n && done == 0; i++)
		done = add_row(&v, l, &v.found[i], err);
	if (done == 0)
		return listing_print(l, &s->out, err);
	listing_drop(l);
	return -1;
}
