/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * maps: the id maps of a user namespace and of those that it lies in, up to the host's. What
 * /proc/PID/uid_map has as outer ids is translated for who reads it, user_namespaces(7): so
 * they are the host's ids all the way up.
 */
#include "command/namespaces.h"

#include "base/error.h"
#include "base/own.h"
#include "command/spaces.h"
#include "lang/args.h"
#include "look/process.h"
#include "shell/session.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	LEVEL,
	MAP,
	INNER,
	OUTER,
	COUNT,
	MEANS,
	ID
};

enum {
	LEVELS_MOST = 34 /* user namespaces nest 32 deep */
};

const struct column map_columns[MAP_COLUMNS] = {
	[LEVEL] = { .name = "LEVEL",
		    .type = CELL_NUMBER,
		    .right = 1,
		    .help = "0: its own user namespace, 1: the one that lies in, and so on" },
	[MAP] = { .name = "MAP", .help = "uid or gid" },
	[INNER] = { .name = "INNER",
		    .type = CELL_NUMBER,
		    .right = 1,
		    .help = "the first id inside" },
	[OUTER] = { .name = "OUTER",
		    .type = CELL_NUMBER,
		    .right = 1,
		    .help = "what that is on the host" },
	[COUNT] = { .name = "COUNT", .type = CELL_NUMBER, .right = 1, .help = "how many ids" },
	[MEANS] = { .name = "MEANS", .cut = 1, .help = "the same in words" },
	[ID] = { .name = "ID",
		 .right = 1,
		 .hidden = 1,
		 .help = "of that user namespace, as namespaces has it" },
};

struct range {
	uint32_t inner, outer, count;
};

/* "0 is you (1000)", "1-65536 are 100000-165535", "each id is itself". */
static void in_words(const struct range *r, bool groups, char *ret, size_t size)
{
	uint32_t own = groups ? getegid() : geteuid();
	uint32_t last = r->count - 1;
	int used;

	if (r->inner == r->outer && r->count == UINT32_MAX) {
		(void)snprintf(ret, size, "each id is itself");
		return;
	}
	if (r->count == 1)
		used = snprintf(ret, size, "%" PRIu32 " is ", r->inner);
	else
		used = snprintf(ret, size, "%" PRIu32 "-%" PRIu32 " are ", r->inner,
				r->inner + last);
	if (r->outer == UINT32_MAX)
		(void)snprintf(ret + used, size - (size_t)used, "nobody on the host");
	else if (r->count == 1 && r->outer == own)
		(void)snprintf(ret + used, size - (size_t)used, "you (%" PRIu32 ")", own);
	else if (r->count == 1)
		(void)snprintf(ret + used, size - (size_t)used, "%" PRIu32, r->outer);
	else
		(void)snprintf(ret + used, size - (size_t)used, "%" PRIu32 "-%" PRIu32,
			       r->outer, r->outer + last);
}

/* The rows of one map, as look_map has it. */
static int add_map(struct listing *l, const char *map, bool groups, int level, const char *id,
		   struct error *err)
{
	char number[12], inner[12], outer[12], count[12], means[80];
	const char *cells[MAP_COLUMNS] = { [LEVEL] = number, [MAP] = groups ? "gid" : "uid",
					   [INNER] = inner,  [OUTER] = outer,
					   [COUNT] = count,  [MEANS] = means,
					   [ID] = id };
	struct range r;
	int used;

	(void)snprintf(number, sizeof(number), "%d", level);
	/* look_map's own text. NOLINTNEXTLINE(cert-err34-c) */
	for (const char *at = map; sscanf(at, "%" SCNu32 ":%" SCNu32 ":%" SCNu32 "%n", &r.inner,
					  &r.outer, &r.count, &used) == 3;
	     at += used + (at[used] == ',')) {
		(void)snprintf(inner, sizeof(inner), "%" PRIu32, r.inner);
		(void)snprintf(outer, sizeof(outer), "%" PRIu32, r.outer);
		(void)snprintf(count, sizeof(count), "%" PRIu32, r.count);
		in_words(&r, groups, means, sizeof(means));
		if (listing_row(l, cells, -1, err) < 0)
			return -1;
	}
	return 0;
}

/* The maps of PID's user namespace, number AT among all. */
static int add_level(struct session *s, struct listing *l, const struct spaces *p, int at,
		     pid_t pid, int level, struct error *err)
{
	char id[24];
	int proc, done = session_proc(s, &proc, err);

	for (int groups = 0; groups < 2 && done == 0; groups++) {
		autofree char *map = NULL;

		done = look_map(proc, pid, groups, &map, err);
		if (done == 0)
			done = add_map(l, map, groups, level,
				       space_number(&p->found, at, id, sizeof(id)), err);
	}
	return done;
}

/* From PID's own up. One that nobody is in shows no map; its children's do all the same. */
static int add_levels(struct session *s, struct listing *l, const struct spaces *p, int at,
		      pid_t pid, struct error *err)
{
	const int user = space_kind(CLONE_NEWUSER);

	if (add_level(s, l, p, at, pid, 0, err) < 0)
		return -1;
	for (int level = 1; at >= 0 && level < LEVELS_MOST; level++) {
		at = look_spaces_find(&p->found, user, p->found.list[at].parent);
		if (at >= 0 && p->found.list[at].pid &&
		    add_level(s, l, p, at, p->found.list[at].pid, level, err) < 0)
			return -1;
	}
	return 0;
}

static int print(struct session *s, const struct args *a, const struct spaces *p, int at,
		 pid_t pid, struct error *err)
{
	struct listing_options o = session_listing(s, a);
	autofree char *setgroups = NULL;
	char number[16], id[24];
	struct listing *l;
	int proc;

	if (session_proc(s, &proc, err) < 0 || look_setgroups(proc, pid, &setgroups, err) < 0 ||
	    listing_new("maps", map_columns, MAP_COLUMNS, &o, &l, err) < 0)
		return -1;
	if (add_levels(s, l, p, at, pid, err) < 0) {
		listing_drop(l);
		return -1;
	}
	(void)snprintf(number, sizeof(number), "%d", pid);
	const struct field fields[] = {
		{ .name = "pid", .type = CELL_NUMBER, .value = number },
		{ .name = "user", .value = space_number(&p->found, at, id, sizeof(id)) },
		{ .name = "setgroups", .value = setgroups },
	};
	struct record r = { .key = "maps", .fields = fields, .n = 3 };
	return record_print(&r, l, &s->out, err);
}

int maps_outside(struct session *s, const struct args *a, struct error *err)
{
	struct spaces p __attribute__((cleanup(spaces_done))) = { .boxes = NULL };
	pid_t pid;
	int at;

	if (spaces_gather(s, false, &p, err) < 0 || spaces_asked(s, a, &p, &pid, &at, err) < 0)
		return -1;
	return print(s, a, &p, at, pid, err);
}
