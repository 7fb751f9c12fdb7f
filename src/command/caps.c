/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caps: what a process may do, and where: a capability counts in the user namespace that the
 * process is in, and in those below it; over any other namespace it counts if the owner of that
 * one is among them, user_namespaces(7).
 */
#include "command/namespaces.h"

#include "base/error.h"
#include "base/own.h"
#include "command/spaces.h"
#include "lang/args.h"
#include "look/capability.h"
#include "look/ns.h"
#include "look/process.h"
#include "shell/session.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	KIND,
	COUNT,
	ID,
	OWNER,
	BOX
};

const struct column cap_columns[CAP_COLUMNS] = {
	[KIND] = { .name = "KIND", .help = "of a namespace that it is in" },
	[COUNT] = { .name = "COUNT",
		    .type = CELL_BOOLEAN,
		    .help = "whether its capabilities count over that one" },
	[ID] = { .name = "ID", .right = 1, .help = "as namespaces has it" },
	[OWNER] = { .name = "OWNER",
		    .right = 1,
		    .help = "ID of the user namespace whose rights count in it" },
	[BOX] = { .name = "BOX", .help = "the box it belongs to, or host" },
};

enum {
	SETS = 5,
	DEEPEST = 64 /* user namespaces nest 32 deep */
};

/* Whether user namespace AT is WANTED or lies in it. */
static bool lies_in(const struct look_spaces *all, int at, int wanted)
{
	for (int i = 0; at >= 0 && i < DEEPEST; i++) {
		if (at == wanted)
			return true;
		at = look_spaces_find(all, all->list[at].kind, all->list[at].parent);
	}
	return false;
}

static int add_row(struct listing *l, const struct spaces *p, int at, int user,
		   struct error *err)
{
	const struct look_spaces *all = &p->found;
	char id[24], owner[24];
	int own = look_spaces_find(all, all->list[user].kind, all->list[at].owner);
	const char *cells[CAP_COLUMNS] = {
		[KIND] = look_ns_name(all->list[at].kind),
		[COUNT] = at == user || lies_in(all, own, user) ? "yes" : "no",
		[ID] = space_number(all, at, id, sizeof(id)),
		[OWNER] = space_number(all, own, owner, sizeof(owner)),
		[BOX] = p->boxes[at],
	};

	return listing_row(l, cells, -1, err) < 0 ? -1 : 0;
}

static int add_rows(struct session *s, struct listing *l, const struct spaces *p, int user,
		    pid_t pid, struct error *err)
{
	for (int i = 0; i < LOOK_NS_KINDS; i++) {
		struct error ignored;
		uint64_t ino;

		/* A kind that this kernel has not has no link. */
		if (spaces_of_asked(s, pid, i, &ino, &ignored) < 0)
			continue;
		int at = ino ? look_spaces_find(&p->found, i, ino) : -1;
		if (at >= 0 && add_row(l, p, at, user, err) < 0)
			return -1;
	}
	return 0;
}

struct sets {
	char *names[SETS], *brief[SETS];
};

static void sets_done(struct sets *t)
{
	for (int i = 0; i < SETS; i++) {
		free(t->names[i]);
		free(t->brief[i]);
	}
}

static int print(struct session *s, const struct look_process *process, int proc,
		 struct listing *l, struct error *err)
{
	const uint64_t sets[SETS] = { process->effective, process->permitted,
				      process->inheritable, process->bounding,
				      process->ambient };
	static const char *const names[SETS] = { "effective", "permitted", "inheritable",
						 "bounding", "ambient" };
	struct sets t __attribute__((cleanup(sets_done))) = { .names = { NULL } };
	struct field fields[1 + SETS];
	char pid[16];

	(void)snprintf(pid, sizeof(pid), "%d", process->pid);
	fields[0] = (struct field){ .name = "pid", .type = CELL_NUMBER, .value = pid };
	for (int i = 0; i < SETS; i++) {
		struct error ignored;

		if (capability_brief(sets[i], capability_all(proc), &t.brief[i], err) < 0) {
			listing_drop(l);
			return -1;
		}
		/* Without libcap-ng there are no names. */
		(void)capability_names(sets[i], &t.names[i], &ignored);
		fields[1 + i] = (struct field){ .name = names[i],
						.type = CELL_LIST,
						.value = t.names[i],
						.brief = t.brief[i] };
	}
	struct record r = { .key = "caps", .fields = fields, .n = 1 + SETS };
	return record_print(&r, l, &s->out, err);
}

int caps_outside(struct session *s, const struct args *a, struct error *err)
{
	struct listing_options o = session_listing(s, a);
	struct spaces p __attribute__((cleanup(spaces_done))) = { .boxes = NULL };
	struct look_process process;
	struct listing *l;
	pid_t pid;
	int proc, user;

	if (session_proc(s, &proc, err) < 0 || spaces_gather(s, false, &p, err) < 0 ||
	    spaces_asked(s, a, &p, &pid, &user, err) < 0 ||
	    look_process(proc, pid, &process, err) < 0 ||
	    listing_new("namespaces", cap_columns, CAP_COLUMNS, &o, &l, err) < 0)
		return -1;
	/* Not ours to look at: the sets are for everybody to see, the namespaces are not. */
	if (user >= 0 && add_rows(s, l, &p, user, pid, err) < 0) {
		listing_drop(l);
		return -1;
	}
	return print(s, &process, proc, l, err);
}
