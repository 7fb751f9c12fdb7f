/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "look/mounts.h"

#include "base/error.h"
#include "base/own.h"
#include "look/door.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ids in order, and where in the list they are. */
struct place {
	int id, at;
};

static int by_id(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static char *show_propagation(const char *fields)
{
	if (!fields || fields[0] == '\0')
		return strdup("private");
	char *text = strdup(fields);
	for (char *at = text; at && *at; at++)
		if (*at == ' ')
			*at = ',';
	return text;
}

static int fill(const struct look_mnt_calls *mnt, struct look_mounts *m, struct error *err)
{
	int most = mnt->mnt_table_get_nents(m->table);
	struct libmnt_iter *i = mnt->mnt_new_iter(MNT_ITER_FORWARD);
	struct libmnt_fs *fs;

	m->list = calloc((size_t)most + 1, sizeof(*m->list));
	bool memory = m->list && i;
	while (memory && m->n < most && mnt->mnt_table_next_fs(m->table, i, &fs) == 0) {
		struct look_mount *one = &m->list[m->n++];

		*one = (struct look_mount){
			.id = mnt->mnt_fs_get_id(fs),
			.parent_id = mnt->mnt_fs_get_parent_id(fs),
			.dev = mnt->mnt_fs_get_devno(fs),
			.target = mnt->mnt_fs_get_target(fs),
			.source = mnt->mnt_fs_get_source(fs),
			.fstype = mnt->mnt_fs_get_fstype(fs),
			.root = mnt->mnt_fs_get_root(fs),
			.options = mnt->mnt_fs_get_vfs_options(fs),
			.super_options = mnt->mnt_fs_get_fs_options(fs),
			.propagation = show_propagation(mnt->mnt_fs_get_optional_fields(fs)),
			.parent = -1,
			.child = -1,
			.next = -1,
		};
		memory = one->propagation;
	}
	mnt->mnt_free_iter(i);
	return memory ? 0 : fail_call(err, "malloc", "mountinfo");
}

/* Each one to its parent; from the last to the first, so that brothers keep their order. */
static int link_up(struct look_mounts *m, struct error *err)
{
	autofree struct place *places = calloc((size_t)m->n + 1, sizeof(*places));

	if (!places)
		return fail_call(err, "malloc", "mountinfo");
	for (int i = 0; i < m->n; i++)
		places[i] = (struct place){ m->list[i].id, i };
	qsort(places, (size_t)m->n, sizeof(*places), by_id);
	m->first = -1;
	for (int i = m->n - 1; i >= 0; i--) {
		struct place key = { .id = m->list[i].parent_id };
		const struct place *up =
			bsearch(&key, places, (size_t)m->n, sizeof(*places), by_id);
		/* The initial root is its own parent. */
		int *head = up && up->at != i ? &m->list[up->at].child : &m->first;

		m->list[i].parent = head == &m->first ? -1 : up->at;
		m->list[i].next = *head;
		*head = i;
	}
	return 0;
}

static int parse(const struct look_mnt_calls *mnt, struct look_mounts *m, FILE *stream,
		 struct error *err)
{
	m->table = mnt->mnt_new_table();
	/* From a stream: by a path libmount would look into utab as well. */
	int got =
		m->table ? mnt->mnt_table_parse_stream(m->table, stream, "mountinfo") : -ENOMEM;
	if (got < 0) {
		errno = -got;
		return fail_call(err, "mnt_table_parse_stream", "mountinfo");
	}
	return fill(mnt, m, err) < 0 ? -1 : link_up(m, err);
}

int look_mounts(int proc, pid_t pid, struct look_mounts *ret, struct error *err)
{
	const struct look_mnt_calls *mnt;
	struct look_mounts m = { .first = -1 };
	char path[48];

	if (door_look_mount(&mnt, err) < 0)
		return -1;
	(void)snprintf(path, sizeof(path), "%d/mountinfo", pid);
	autofd int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_call(err, "openat", "%s", path);
	FILE *stream = fdopen(fd, "re");
	if (!stream)
		return fail_call(err, "fdopen", "%s", path);
	(void)take_fd(&fd);
	int done = parse(mnt, &m, stream, err);
	(void)fclose(stream);
	if (done < 0)
		look_mounts_done(&m);
	else
		*ret = m;
	return done;
}

void look_mounts_done(struct look_mounts *m)
{
	const struct look_mnt_calls *mnt;
	struct error ignored;

	for (int i = 0; i < m->n; i++)
		free(m->list[i].propagation);
	free(m->list);
	if (m->table && door_look_mount(&mnt, &ignored) == 0)
		mnt->mnt_unref_table(m->table);
	*m = (struct look_mounts){ .first = -1 };
}

int look_mounts_find(const struct look_mounts *m, uint64_t id)
{
	for (int i = 0; i < m->n; i++)
		if ((uint64_t)m->list[i].id == id)
			return i;
	return -1;
}

int look_mounts_after(const struct look_mounts *m, int at, int top)
{
	if (m->list[at].child >= 0)
		return m->list[at].child;
	for (; at >= 0 && at != top; at = m->list[at].parent)
		if (m->list[at].next >= 0)
			return m->list[at].next;
	return -1;
}
