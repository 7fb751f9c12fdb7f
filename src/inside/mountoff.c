/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * umount, and with -r all that is mounted below as well: mountinfo is read once, depths found
 * by the parents' ids, the deepest goes first, so it is linear but for one sort.
 */
#include "base/error.h"
#include "base/own.h"
#include "inside/door.h"
#include "inside/mount.h"
#include "lang/args.h"
#include "wire/call.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

struct below {
	int id, parent;
	int order; /* as mountinfo has them: a later one may hide an earlier one */
	int depth; /* below the mount in question; 0 unknown, -1 elsewhere */
	const char *target;
};

static int by_id(const void *a, const void *b)
{
	const struct below *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int deepest_first(const void *a, const void *b)
{
	const struct below *x = a, *y = b;

	if (x->depth != y->depth)
		return y->depth - x->depth;
	return y->order - x->order;
}

static struct below *find(struct below *list, int n, int id)
{
	struct below key = { .id = id };

	return bsearch(&key, list, (size_t)n, sizeof(*list), by_id);
}

/* Depths of all, each mount looked at twice at most: up to one whose depth is known, and back.
 */
static void find_depths(struct below *list, int n, int top)
{
	struct below *start = find(list, n, top);

	if (start)
		start->depth = 1;
	for (int i = 0; i < n; i++) {
		struct below *at = &list[i];
		int steps = 0;

		while (at && at->depth == 0 && steps < n) {
			at = at->parent == at->id ? NULL : find(list, n, at->parent);
			steps++;
		}
		int depth = at && at->depth > 0 ? at->depth + steps : -1;
		for (at = &list[i]; at && at->depth == 0; at = find(list, n, at->parent)) {
			at->depth = depth;
			depth -= depth > 0;
			if (at->parent == at->id)
				break;
		}
	}
}

static int fill(const struct mnt_calls *mnt, struct libmnt_table *table, struct below **ret,
		int *ret_n, struct error *err)
{
	struct libmnt_fs *fs;
	int n = 0, most = mnt->mnt_table_get_nents(table);
	autofree struct below *list = calloc((size_t)most + 1, sizeof(*list));
	struct libmnt_iter *i = mnt->mnt_new_iter(MNT_ITER_FORWARD);

	if (!list || !i) {
		mnt->mnt_free_iter(i);
		return fail_call(err, "malloc", "mounts");
	}
	while (n < most && mnt->mnt_table_next_fs(table, i, &fs) == 0) {
		list[n] = (struct below){ .id = mnt->mnt_fs_get_id(fs),
					  .parent = mnt->mnt_fs_get_parent_id(fs),
					  .order = n,
					  .target = mnt->mnt_fs_get_target(fs) };
		n++;
	}
	mnt->mnt_free_iter(i);
	*ret = take_ptr(&list);
	*ret_n = n;
	return 0;
}

static int umount_tree(const struct mnt_calls *mnt, struct libmnt_table *table, int top,
		       struct error *err)
{
	autofree struct below *list = NULL;
	int n = 0;

	if (fill(mnt, table, &list, &n, err) < 0 || !list)
		return -1;
	qsort(list, (size_t)n, sizeof(*list), by_id);
	find_depths(list, n, top);
	qsort(list, (size_t)n, sizeof(*list), deepest_first);
	for (int i = 0; i < n && list[i].depth > 0; i++)
		if (umount2(list[i].target, 0) < 0)
			return fail_call(err, "umount2", "%s", list[i].target);
	return 0;
}

/* The id of the mount whose root TARGET is. */
static int mount_at(const char *target, int *ret, struct error *err)
{
	struct statx st;

	/* Linux 5.8 has both. */
	if (statx(AT_FDCWD, target, 0, STATX_MNT_ID, &st) < 0)
		return fail_call(err, "statx", "%s", target);
	if (!(st.stx_attributes & STATX_ATTR_MOUNT_ROOT)) {
		errno = EINVAL;
		return fail_call(err, "umount2", "%s", target);
	}
	*ret = (int)st.stx_mnt_id;
	return 0;
}

static int umount_below(const struct call *c, const char *target, struct error *err)
{
	const struct mnt_calls *mnt;
	int top = 0, done = -1;

	if (door_mount(&mnt, err) < 0 || mount_at(target, &top, err) < 0)
		return -1;
	autofd int fd = openat(c->proc, "self/mountinfo", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_call(err, "openat", "self/mountinfo");
	/* A stream only because libmount reads nothing else; by a path it would be a /proc of
	 * the box that answers. */
	FILE *stream = fdopen(fd, "r");
	if (!stream)
		return fail_call(err, "fdopen", "self/mountinfo");
	(void)take_fd(&fd);
	struct libmnt_table *table = mnt->mnt_new_table();
	int got = table ? mnt->mnt_table_parse_stream(table, stream, "mountinfo") : -ENOMEM;
	(void)fclose(stream);
	if (got < 0) {
		errno = -got;
		(void)fail_call(err, "mnt_table_parse_stream", "mountinfo");
	} else {
		done = umount_tree(mnt, table, top, err);
	}
	mnt->mnt_unref_table(table);
	return done;
}

int umount_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *const *target;
	int n = arg_list(a, "T", &target);
	bool lazy = arg_has(a, "-l"), below = arg_has(a, "-r");

	for (int i = 0; i < n; i++) {
		/* A lazy one takes what is below along by itself, umount(2). */
		if (below && !lazy) {
			if (umount_below(c, target[i], err) < 0)
				return -1;
		} else if (umount2(target[i], lazy ? MNT_DETACH : 0) < 0) {
			return fail_call(err, "umount2", "%s", target[i]);
		}
	}
	return 0;
}
