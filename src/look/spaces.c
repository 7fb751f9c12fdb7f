/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of namespaces that is being gathered, with its index, and the kernel's word on one.
 */
#include "look/spaces.h"

#include "base/error.h"
#include "base/own.h"
#include "look/ns.h"

#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

enum {
	FIRST_PLACES = 256,
	WORK_MOST = 128 /* user and pid namespaces are at most 32 deep, each with its owner */
};

static size_t place_of(const struct look_spaces *s, int kind, uint64_t ino)
{
	uint64_t hash = (ino * LOOK_NS_KINDS + (uint64_t)kind) * UINT64_C(11400714819323198485);

	return (size_t)(hash >> 32) & ((size_t)s->places_n - 1);
}

/* Where KIND and INO are in the index, or the free place where they go. */
static size_t look_up(const struct look_spaces *s, int kind, uint64_t ino)
{
	size_t at = place_of(s, kind, ino);

	for (; s->places[at]; at = (at + 1) & ((size_t)s->places_n - 1)) {
		const struct look_space *one = &s->list[s->places[at] - 1];

		if (one->kind == kind && one->ino == ino)
			break;
	}
	return at;
}

static int index_all(struct look_spaces *s, int places, struct error *err)
{
	int *fresh = calloc((size_t)places, sizeof(*fresh));

	if (!fresh)
		return fail_call(err, "calloc", "namespaces");
	free(s->places);
	s->places = fresh;
	s->places_n = places;
	for (int i = 0; i < s->n; i++)
		s->places[look_up(s, s->list[i].kind, s->list[i].ino)] = i + 1;
	return 0;
}

static int make_room(struct look_spaces *s, struct error *err)
{
	if (s->n < s->room)
		return 0;
	int room = s->room ? 2 * s->room : FIRST_PLACES / 2;
	struct look_space *more = reallocarray(s->list, (size_t)room, sizeof(*more));

	if (!more)
		return fail_call(err, "realloc", "namespaces");
	s->list = more;
	s->room = room;
	return index_all(s, 2 * room, err);
}

int look_spaces_find(const struct look_spaces *s, int kind, uint64_t ino)
{
	return s->places_n ? s->places[look_up(s, kind, ino)] - 1 : -1;
}

int spaces_add(struct look_spaces *s, int kind, uint64_t ino, bool *ret_new, struct error *err)
{
	int known = look_spaces_find(s, kind, ino);

	*ret_new = known < 0;
	if (known >= 0)
		return known;
	if (make_room(s, err) < 0)
		return -1;
	s->list[s->n] = (struct look_space){ .kind = kind, .ino = ino, .uid = UINT32_MAX };
	s->places[look_up(s, kind, ino)] = s->n + 1;
	return s->n++;
}

/* Handles of namespaces that are in the list, but not yet asked. */
struct work {
	int n;
	struct {
		int at, fd;
	} list[WORK_MOST];
};

/* A relative that FD, now taken, stands for: its inode. Queued if it is new. */
static int meet(struct look_spaces *s, struct work *w, int kind, int fd, uint64_t *ret,
		struct error *err)
{
	autofd int handle = fd;
	struct stat st;
	bool is_new;

	if (fstat(handle, &st) < 0)
		return fail_call(err, "fstat", "a namespace");
	*ret = st.st_ino;
	int at = spaces_add(s, kind, st.st_ino, &is_new, err);
	if (at < 0)
		return -1;
	if (is_new && w->n < WORK_MOST) {
		w->list[w->n].at = at;
		w->list[w->n++].fd = take_fd(&handle);
	}
	return 0;
}

static int index_of(unsigned kind)
{
	int i = 0;

	while (look_ns_kind(i) != kind)
		i++;
	return i;
}

static int ask(struct look_spaces *s, struct work *w, int at, int fd, struct error *err)
{
	const unsigned kind = look_ns_kind(s->list[at].kind);
	uint64_t owner = 0, parent = 0;
	uid_t uid;

	s->list[at].id = look_ns_id(fd);
	/* EPERM: it is outside of our own user or pid namespace, ioctl_nsfs(2); then it stays
	 * 0. */
	int up = ioctl(fd, NS_GET_USERNS);
	if (up >= 0 && meet(s, w, index_of(CLONE_NEWUSER), up, &owner, err) < 0)
		return -1;
	if (kind == CLONE_NEWUSER) {
		parent = owner;
		if (ioctl(fd, NS_GET_OWNER_UID, &uid) == 0)
			s->list[at].uid = uid;
	}
	up = kind == CLONE_NEWPID ? ioctl(fd, NS_GET_PARENT) : -1;
	if (up >= 0 && meet(s, w, s->list[at].kind, up, &parent, err) < 0)
		return -1;
	s->list[at].owner = owner;
	s->list[at].parent = parent;
	return 0;
}

int spaces_describe(struct look_spaces *s, int at, int fd, struct error *err)
{
	struct work w = { .n = 0 };
	int done = ask(s, &w, at, fd, err);

	while (w.n > 0) {
		autofd int handle = w.list[--w.n].fd;

		if (done == 0)
			done = ask(s, &w, w.list[w.n].at, handle, err);
	}
	return done;
}

int spaces_hold(struct look_spaces *s, int kind, int fd, pid_t pid, const char *comm,
		struct error *err)
{
	struct stat st;
	bool is_new;

	if (fstat(fd, &st) < 0)
		return fail_call(err, "fstat", "a namespace");
	int at = spaces_add(s, kind, st.st_ino, &is_new, err);
	if (at < 0 || (is_new && spaces_describe(s, at, fd, err) < 0))
		return -1;
	struct look_space *one = &s->list[at];
	one->processes++;
	if (one->pid == 0 || pid < one->pid) {
		one->pid = pid;
		(void)snprintf(one->comm, sizeof(one->comm), "%s", comm);
	}
	return 0;
}

static void merge_one(struct look_space *to, const struct look_space *from)
{
	to->processes += from->processes;
	to->threads += from->threads;
	to->unborn += from->unborn;
	to->descriptors += from->descriptors;
	if (!to->id)
		to->id = from->id;
	if (!to->owner)
		to->owner = from->owner;
	if (!to->parent)
		to->parent = from->parent;
	if (to->uid == UINT32_MAX)
		to->uid = from->uid;
	if (from->holder && (!to->holder || from->holder < to->holder)) {
		to->holder = from->holder;
		to->holder_fd = from->holder_fd;
	}
	if (from->pid && (!to->pid || from->pid < to->pid)) {
		to->pid = from->pid;
		memcpy(to->comm, from->comm, sizeof(to->comm));
	}
}

int spaces_merge(struct look_spaces *s, const struct look_space *list, int n, struct error *err)
{
	for (int i = 0; i < n; i++) {
		bool is_new;
		int at = spaces_add(s, list[i].kind, list[i].ino, &is_new, err);

		if (at < 0)
			return -1;
		if (is_new)
			s->list[at] = list[i];
		else
			merge_one(&s->list[at], &list[i]);
	}
	return 0;
}

static int by_age(const void *a, const void *b)
{
	const struct look_space *x = a, *y = b;

	if (x->kind != y->kind)
		return (x->kind > y->kind) - (x->kind < y->kind);
	if (x->id != y->id)
		return (x->id > y->id) - (x->id < y->id);
	return (x->ino > y->ino) - (x->ino < y->ino);
}

int spaces_order(struct look_spaces *s, struct error *err)
{
	const int user = index_of(CLONE_NEWUSER);

	if (s->n == 0)
		return 0;
	qsort(s->list, (size_t)s->n, sizeof(*s->list), by_age);
	if (index_all(s, s->places_n, err) < 0)
		return -1;
	for (int i = 0; i < s->n; i++)
		s->list[i].namespaces = 0;
	for (int i = 0; i < s->n; i++) {
		const struct look_space *one = &s->list[i];
		int owner = look_spaces_find(s, user, one->owner);
		int parent =
			one->kind == user ? -1 : look_spaces_find(s, one->kind, one->parent);

		if (owner >= 0)
			s->list[owner].namespaces++;
		if (parent >= 0)
			s->list[parent].namespaces++;
	}
	for (int i = 0; i < s->mounts_n; i++)
		s->mounts[i].space = look_spaces_find(s, s->mounts[i].kind, s->mounts[i].ino);
	return 0;
}

bool spaces_link(const char *link, int *ret_kind, uint64_t *ret_ino)
{
	for (int i = 0; i < LOOK_NS_KINDS; i++) {
		const char *name = look_ns_name(i), *at = link + strlen(name);
		uint64_t ino = 0;

		if (strncmp(link, name, strlen(name)) != 0 || strncmp(at, ":[", 2) != 0)
			continue;
		/* Ten digits at most; eight of these for each process, so no copy is made. */
		for (at += 2; *at >= '0' && *at <= '9' && ino <= UINT32_MAX; at++)
			ino = 10 * ino + (uint64_t)(*at - '0');
		if (ino == 0 || ino > UINT32_MAX || strcmp(at, "]") != 0)
			return false;
		*ret_kind = i;
		*ret_ino = ino;
		return true;
	}
	return false;
}

void look_spaces_done(struct look_spaces *s)
{
	for (int i = 0; i < s->mounts_n; i++)
		free(s->mounts[i].path);
	free(s->mounts);
	free(s->places);
	free(s->list);
	*s = (struct look_spaces){ .n = 0 };
}
