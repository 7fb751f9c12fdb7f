/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/mounthost.h"

#include "base/error.h"
#include "base/own.h"
#include "command/mountpoint.h"
#include "inside/mount.h"
#include "inside/mountopts.h"
#include "lang/args.h"
#include "look/mounts.h"
#include "shell/session.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The mounts of the step's frame, those of the host, and the mount that a path lies on. */
struct both {
	struct look_mounts here, host;
	int at;
	int *groups; /* peer groups that lead to the host's mounts, in order */
	int groups_n;
};

static void both_done(struct both *b)
{
	look_mounts_done(&b->here);
	look_mounts_done(&b->host);
	free(b->groups);
}

/* PATH need not be there: what it will lie on counts then. */
static int look_at_both(struct session *s, const char *path, struct both *b, struct error *err)
{
	struct frame *f = session_frame(s);
	uint64_t id;
	int proc;

	if (mount_id_of(s, f, path, true, &id, err) < 0 || session_proc(s, &proc, err) < 0 ||
	    look_mounts(proc, f->pid, &b->here, err) < 0 ||
	    look_mounts(proc, getpid(), &b->host, err) < 0)
		return -1;
	b->at = look_mounts_find(&b->here, id);
	return b->at < 0 ? refuse(err, "%s: lies on no mount that can be seen", path) : 0;
}

/* The N of NAME:N in a mount's propagation ("shared:1,master:2"); -1 without. */
static int group_of(const struct look_mount *m, const char *name)
{
	const char *at = m->propagation ? strstr(m->propagation, name) : NULL;
	int group;

	/* The kernel's own text. NOLINTNEXTLINE(cert-err34-c) */
	return at && sscanf(at + strlen(name), ":%d", &group) == 1 ? group : -1;
}

static int by_number(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Groups are numbered by the kernel, for all namespaces alike. */
static int find_groups(struct both *b, struct error *err)
{
	b->groups = calloc(2 * (size_t)b->host.n + 1, sizeof(*b->groups));
	if (!b->groups)
		return fail_call(err, "calloc", "peer groups");
	for (int i = 0; i < b->host.n; i++) {
		int peers = group_of(&b->host.list[i], "shared");
		int masters = group_of(&b->host.list[i], "master");

		if (peers >= 0)
			b->groups[b->groups_n++] = peers;
		if (masters >= 0)
			b->groups[b->groups_n++] = masters;
	}
	qsort(b->groups, (size_t)b->groups_n, sizeof(*b->groups), by_number);
	return 0;
}

static int check_mount(struct session *s, const struct both *b, int at, const char *path,
		       struct error *err)
{
	const struct look_mount *m = &b->here.list[at];
	int group = group_of(m, "shared");

	if (group < 0 ||
	    !bsearch(&group, b->groups, (size_t)b->groups_n, sizeof(*b->groups), by_number))
		return 0;
	return refuse(err,
		      "%s: %s is shared with the host, where it would happen too; propagation "
		      "private %s --here first, or @host %s",
		      path, m->target, m->target, session_typed(s));
}

/* Only mounts that came from elsewhere with their propagation can be the host's peers. */
static bool may_reach(struct session *s)
{
	return session_frame(s)->peers && !s->consent;
}

int mounthost_check_place(struct session *s, const char *path, struct error *err)
{
	struct both b __attribute__((cleanup(both_done))) = { .at = -1 };

	if (!may_reach(s))
		return 0;
	if (look_at_both(s, path, &b, err) < 0 || find_groups(&b, err) < 0)
		return -1;
	return check_mount(s, &b, b.at, path, err);
}

int mounthost_check_umount(struct session *s, const char *path, bool below, struct error *err)
{
	struct both b __attribute__((cleanup(both_done))) = { .at = -1 };

	if (!may_reach(s))
		return 0;
	if (look_at_both(s, path, &b, err) < 0 || find_groups(&b, err) < 0)
		return -1;
	int up = b.here.list[b.at].parent;
	if (up >= 0 && check_mount(s, &b, up, path, err) < 0)
		return -1;
	for (int i = b.at; below && i >= 0; i = look_mounts_after(&b.here, i, b.at))
		if (b.here.list[i].child >= 0 && check_mount(s, &b, i, path, err) < 0)
			return -1;
	return 0;
}

/* Whether one of A's options is the file system's own. */
static int names_super(const struct args *a, bool *ret, struct error *err)
{
	struct mount_options o __attribute__((cleanup(options_done))) = { .set = 0 };
	const char *text;

	if (inside_preload(err) < 0)
		return -1;
	for (int i = 0; (text = arg_option_each(a, "-o", i)); i++)
		if (options_add(&o, text, err) < 0)
			return -1;
	*ret = options_super(o.set | o.clear) != 0 || o.data.size > 0;
	return 0;
}

int mounthost_check_super(struct session *s, const struct args *a, const char *path,
			  struct error *err)
{
	struct both b __attribute__((cleanup(both_done))) = { .at = -1 };
	bool super = false;

	if (s->consent)
		return 0;
	if (names_super(a, &super, err) < 0)
		return -1;
	if (!super)
		return 0;
	if (look_at_both(s, path, &b, err) < 0)
		return -1;
	for (int i = 0; i < b.host.n; i++)
		if (b.host.list[i].dev == b.here.list[b.at].dev)
			return refuse(
				err,
				"%s: the host has that file system at %s, and its options "
				"would change there too; @host %s",
				path, b.host.list[i].target, session_typed(s));
	return 0;
}
