/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes: mounts that are there, and cannot be bound, moved or changed. mount_namespaces(7) */
#include "base/error.h"
#include "base/own.h"
#include "why/object.h"
#include "why/probe.h"
#include "why/row.h"
#include "why/why.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool in_user(const struct view *v)
{
	return (v->scene->own & CLONE_NEWUSER) != 0;
}

static bool written_to(struct view *v)
{
	const struct look_mount *m = probe_mount_of(v, object_path(v), NULL);

	return m && probe_holder(v, m, true) && say(v, 4, "%s", object_path(v));
}

/* Without -r, in a user namespace: what lies below came from outside and may not be uncovered.
 */
static bool locked_below(struct view *v)
{
	const struct why_scene *s = v->scene;
	bool root;
	const struct look_mount *m = probe_mount_of(v, object_path(v), &root);
	const char *words[2] = { "", "" };
	int n = 0;

	if (!m || !in_user(v) || probe_has_word(v, "-r") || m->child < 0)
		return false;
	for (int i = 1; s->words && s->words[0] && s->words[i]; i++)
		if (s->words[i][0] != '-' && n < 2)
			words[n++] = s->words[i];
	return say(v, 1, "%s %s", words[0], words[1]) &&
	       say(v, 2, "%s", probe_child(v, m)->target);
}

static bool unbindable(struct view *v)
{
	const struct look_mount *m = probe_mount_of(v, object_path(v), NULL);

	return m && m->propagation && strstr(m->propagation, "unbindable") &&
	       say(v, 1, "%s", m->target);
}

static bool no_mount_point(struct view *v)
{
	bool root;
	const struct look_mount *m = probe_mount_of(v, object_path(v), &root);

	return m && !root && say(v, 1, "%s", object_path(v)) && say(v, 2, "%s", m->target) &&
	       say(v, 3, "%s", probe_last(v));
}

static bool parent_shared(struct view *v)
{
	const struct look_mount *m = probe_mount_of(v, object_path(v), NULL);

	if (!m || m->parent < 0)
		return false;
	const struct look_mount *up = &v->mounts.list[m->parent];
	return up->propagation && strstr(up->propagation, "shared") &&
	       say(v, 1, "%s", up->target);
}

/* The flags that cannot be cleared: those the mount has. */
static bool locked_flags(struct view *v)
{
	static const char *const names[] = { "ro",     "nosuid",  "nodev",
					     "noexec", "noatime", "relatime" };
	const struct look_mount *m = probe_mount_of(v, object_path(v), NULL);
	size_t used = 0;

	if (!m || !in_user(v))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && used < CLUE_BYTES; i++)
		if (probe_option(m->options, names[i]))
			used += (size_t)snprintf(v->clue[0] + used, CLUE_BYTES - used, "%s%s",
						 used ? "," : "", names[i]);
	return used > 0;
}

static bool super_of_host(struct view *v)
{
	return in_user(v) && say(v, 1, "%s", object_path(v));
}

static int is_dir(const struct view *v, const char *path)
{
	autofd int fd = probe_open(v, path);
	struct stat st;

	return fd < 0 || fstat(fd, &st) < 0 ? -1 : S_ISDIR(st.st_mode);
}

/* SRC and DST are the last two words. */
static bool types_differ(struct view *v)
{
	const char *const *words = v->scene->words;
	int n = 0;

	while (words && words[n])
		n++;
	int source = n > 2 ? is_dir(v, words[n - 2]) : -1;
	int target = n > 2 ? is_dir(v, words[n - 1]) : -1;
	return source >= 0 && target >= 0 && source != target &&
	       say(v, 1, "%s", words[n - 2 + (target == 1)]) &&
	       say(v, 2, "%s", words[n - 2 + (source == 1)]);
}

static bool below_file(struct view *v)
{
	autofd int fd = probe_open(v, object_path(v));

	return fd < 0 && say(v, 1, "%s", object_path(v));
}

const struct row why_rows_bind[] = {
	{ "remount", "fsconfig|mount_setattr|mount", EBUSY, written_to,
	  "{1} has {3} open for writing: end it, or bind --ro {4} {4}" },
	{ "remount", "fsconfig|mount_setattr|mount", EBUSY, NULL,
	  "a file on it is open for writing; a bind --ro of it does not mind" },
	{ "bind", "open_tree", EINVAL, unbindable,
	  "propagation private {1} first: it is unbindable" },
	{ "bind", "open_tree", EINVAL, locked_below,
	  "bind -r {1}: {2} came from outside, and what it covers stays covered" },
	{ "bind|move", "mount|move_mount", EINVAL, types_differ,
	  "{1} is a directory, {2} is none: both are, or neither" },
	{ "move", "mount|move_mount", EINVAL, no_mount_point,
	  "{1} is no mount point but lies on {2}: bind {1} {3}" },
	{ "move", "mount|move_mount", EINVAL, parent_shared, "propagation private {1} first" },
	{ "move", "mount|move_mount", EINVAL, NULL,
	  "what came from outside stays where it is: bind -r, and go on there" },
	{ "move", "mount|move_mount", ELOOP, NULL, "a mount cannot be moved below itself" },
	{ "bind", "open_tree|move_mount", EINVAL, NULL,
	  "it belongs to the mounts of another namespace: enter that, or bind from there" },
	{ "bind|move", "mount|move_mount", ENOTDIR, types_differ,
	  "{1} is a directory, {2} is none: both are, or neither" },
	{ "bind|move|mount", "mount|move_mount|open_tree", ENOTDIR, below_file,
	  "{1} leads through a file" },

	{ "remount", "fspick|mount_setattr|fsconfig|mount", EINVAL, no_mount_point,
	  "{1} is no mount point but lies on {2}: bind {1} {1} first" },
	{ "propagation", "mount|mount_setattr", EINVAL, no_mount_point,
	  "{1} is no mount point but lies on {2}: bind {1} {1} first" },
	{ "remount", "mount_setattr|mount", EPERM, locked_flags,
	  "what came with it from outside stays: {1}" },
	{ "remount", "fsconfig|fspick|mount", EPERM, super_of_host,
	  "the file system is the host's: bind --ro {1} {1} and the like change your view of it" },
	{ .say = NULL },
};
