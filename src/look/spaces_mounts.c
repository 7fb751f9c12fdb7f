/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Namespaces that are bind mounted: in each mount namespace that somebody shows us, the lines
 * of mountinfo whose file system is nsfs; the directory there is the namespace's link. The
 * lines are picked here, so that libmount need not parse all others, and is not even loaded
 * where there are none.
 */
#include "look/spaces.h"

#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "look/door.h"
#include "look/ns.h"
#include "sys/open.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	READ_BYTES = 65536
};

/* The lines of nsfs in what FD has. A blank in a field is \040, so the mark is never one. */
static int pick_lines(int fd, struct text *ret, struct error *err)
{
	static const char mark[] = " - nsfs ";
	struct text all = { .at = NULL };
	autofree char *part = malloc(READ_BYTES);
	ssize_t got = 1;
	int done = part ? 0 : fail_call(err, "malloc", "mountinfo");

	while (done == 0 && got > 0) {
		got = read(fd, part, READ_BYTES);
		if (got > 0)
			done = text_add(&all, part, (size_t)got, err);
	}
	/* An error is a process that has ended meanwhile: what came is whole lines. */
	for (char *at = done == 0 ? all.at : NULL;
	     at && (at = strstr(at, mark)) && done == 0;) {
		char *end = strchrnul(at, '\n');
		const char *begin = at;

		while (begin > all.at && begin[-1] != '\n')
			begin--;
		done = text_add(ret, begin, (size_t)(end - begin), err);
		if (done == 0)
			done = text_add(ret, "\n", 1, err);
		at = end;
	}
	text_done(&all);
	return done;
}

static int add_mount(struct look_spaces *s, const struct look_space_mount *m, struct error *err)
{
	if (s->mounts_n == s->mounts_room) {
		int room = s->mounts_room ? 2 * s->mounts_room : 16;
		struct look_space_mount *more =
			reallocarray(s->mounts, (size_t)room, sizeof(*more));

		if (!more)
			return fail_call(err, "realloc", "mounts");
		s->mounts = more;
		s->mounts_room = room;
	}
	s->mounts[s->mounts_n] = *m;
	s->mounts[s->mounts_n].path = strdup(m->path);
	return s->mounts[s->mounts_n++].path ? 0 : fail_call(err, "strdup", "mounts");
}

/*
 * A handle of the namespace that is mounted on M's path; -1: it cannot be had. RESOLVE_CACHED
 * (Linux 5.12): the way to a mount point is always in the cache, unless it leads over a file
 * system that has to be asked, whose server may hang. No link of a container is followed.
 */
static int open_mounted(int proc, const struct look_space_mount *m)
{
	const uint64_t resolve =
		RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_CACHED;
	char path[32];
	struct stat st;

	(void)snprintf(path, sizeof(path), "%d/root", m->pid);
	autofd int root = openat(proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	autofd int place =
		root < 0 ? -1 : sys_openat2(root, m->path, O_PATH | O_CLOEXEC, resolve);
	/* Something else may be mounted over it; and only a namespace is opened for good. */
	if (place < 0 || fstat(place, &st) < 0 || st.st_ino != m->ino || !look_ns_is(place))
		return -1;
	(void)snprintf(path, sizeof(path), "self/fd/%d", place);
	return openat(proc, path, O_RDONLY | O_CLOEXEC);
}

static int see_mount(struct look_spaces *s, int proc, pid_t pid, const char *root,
		     const char *target, struct error *err)
{
	struct look_space_mount m = { .pid = pid, .path = (char *)target };
	bool is_new;

	if (!root || !target || !spaces_link(root, &m.kind, &m.ino))
		return 0;
	int at = spaces_add(s, m.kind, m.ino, &is_new, err);
	if (at < 0 || add_mount(s, &m, err) < 0)
		return -1;
	s->list[at].mounts++;
	if (s->list[at].id || s->list[at].owner)
		return 0;
	autofd int fd = open_mounted(proc, &m);
	return fd < 0 ? 0 : spaces_describe(s, at, fd, err);
}

static int see_lines(struct look_spaces *s, int proc, pid_t pid, struct text *lines,
		     struct error *err)
{
	const struct look_mnt_calls *mnt;
	struct libmnt_fs *fs;
	int done = 0;

	if (door_look_mount(&mnt, err) < 0)
		return -1;
	FILE *stream = fmemopen(lines->at, lines->size, "r");
	struct libmnt_table *table = mnt->mnt_new_table();
	struct libmnt_iter *i = mnt->mnt_new_iter(MNT_ITER_FORWARD);
	if (!stream || !table || !i ||
	    mnt->mnt_table_parse_stream(table, stream, "mountinfo") < 0)
		done = fail_call(err, "mnt_table_parse_stream", "mountinfo");
	while (done == 0 && mnt->mnt_table_next_fs(table, i, &fs) == 0)
		done = see_mount(s, proc, pid, mnt->mnt_fs_get_root(fs),
				 mnt->mnt_fs_get_target(fs), err);
	if (i)
		mnt->mnt_free_iter(i);
	if (table)
		mnt->mnt_unref_table(table);
	if (stream)
		(void)fclose(stream);
	return done;
}

static int mounts_of(struct look_spaces *s, int proc, pid_t pid, struct error *err)
{
	struct text lines = { .at = NULL };
	char path[32];

	(void)snprintf(path, sizeof(path), "%d/mountinfo", pid);
	autofd int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0; /* ended meanwhile */
	int done = pick_lines(fd, &lines, err);
	if (done == 0 && lines.size > 0)
		done = see_lines(s, proc, pid, &lines, err);
	text_done(&lines);
	return done;
}

int spaces_mounts(struct look_spaces *s, int proc, struct error *err)
{
	int n = s->n; /* what mounts add has no process to show its mounts */

	for (int i = 0; i < n; i++)
		if (look_ns_kind(s->list[i].kind) == CLONE_NEWNS && s->list[i].pid &&
		    mounts_of(s, proc, s->list[i].pid, err) < 0)
			return -1;
	return 0;
}
