/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who keeps a mount busy: all processes of the host's procfs are looked at, for the mount's id
 * in what they have open, are in, or run. The ids are unique among all mount namespaces, so a
 * process elsewhere with a copy of the mount is not taken for one. Nothing is opened that could
 * block: statx takes what is cached, of descriptors only their fdinfo is read.
 */
#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "why/probe.h"
#include "why/row.h"
#include "why/why.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

enum {
	BUDGET_MS = 200,
	FD_MOST = 4096
};

/* What is looked for. */
struct hunt {
	struct view *v;
	int mount_id; /* or: */
	dev_t dev;    /* one file, open for writing */
	ino_t ino;
	bool writing;
	struct timespec end;
};

static bool is_late(const struct hunt *h)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > h->end.tv_sec ||
	       (now.tv_sec == h->end.tv_sec && now.tv_nsec > h->end.tv_nsec);
}

static void hunt_begin(struct hunt *h)
{
	(void)clock_gettime(CLOCK_MONOTONIC, &h->end);
	h->end.tv_nsec += BUDGET_MS * 1000000L;
	h->end.tv_sec += h->end.tv_nsec / 1000000000L;
	h->end.tv_nsec %= 1000000000L;
}

/* What fdinfo says: "pos:\t0\nflags:\t0100001\nmnt_id:\t24\n". The kernel's own text. */
static bool read_fdinfo(const char *text, int *ret_id, unsigned *ret_flags)
{
	const char *id = strstr(text, "mnt_id:"), *flags = strstr(text, "flags:");

	/* NOLINTNEXTLINE(cert-err34-c) */
	return id && flags && sscanf(id, "mnt_id: %d", ret_id) == 1 &&
	       sscanf(flags, "flags: %o", ret_flags) == 1; /* NOLINT(cert-err34-c) */
}

static bool found(struct hunt *h, int dir, int pid, const char *what, const char *link)
{
	char comm[32] = "", path[CLUE_BYTES] = "";
	autofd int fd = openat(dir, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? 0 : read(fd, comm, sizeof(comm) - 1);

	comm[size > 0 ? strcspn(comm, "\n") : 0] = '\0';
	size = readlinkat(dir, link, path, sizeof(path) - 1);
	path[size > 0 ? size : 0] = '\0';
	(void)say(h->v, 1, "%d %s", pid, comm);
	(void)say(h->v, 2, "%s", what);
	return say(h->v, 3, "%s", path);
}

static bool holds_place(struct hunt *h, int dir, int pid)
{
	static const char *const places[] = { "cwd", "root", "exe" };
	struct statx st;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (statx(dir, places[i], AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_MNT_ID,
			  &st) == 0 &&
		    (int)st.stx_mnt_id == h->mount_id)
			return found(h, dir, pid, places[i], places[i]);
	return false;
}

/* Descriptor NAME: on the mount, or the file itself; for writing, where that is asked. */
static bool holds_by(const struct hunt *h, int dir, const char *name)
{
	char path[32], text[512] = "";
	int id = -1;
	unsigned flags = 0;
	struct statx st;

	(void)snprintf(path, sizeof(path), "fdinfo/%.16s", name);
	autofd int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (size <= 0)
		return false;
	text[size] = '\0';
	if (!read_fdinfo(text, &id, &flags))
		return false;
	if (h->writing && (flags & O_ACCMODE) == O_RDONLY)
		return false;
	if (h->mount_id >= 0)
		return id == h->mount_id;
	(void)snprintf(path, sizeof(path), "fd/%.16s", name);
	return statx(dir, path, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_INO, &st) == 0 &&
	       makedev(st.stx_dev_major, st.stx_dev_minor) == h->dev && st.stx_ino == h->ino;
}

static bool holds_fd(struct hunt *h, int dir, int pid)
{
	autofd int fd = openat(dir, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	bool holds = false;

	if (!list)
		return false;
	(void)take_fd(&fd);
	/* A stream of our own. NOLINTNEXTLINE(concurrency-mt-unsafe) */
	for (int i = 0; !holds && i < FD_MOST && (entry = readdir(list)); i++) {
		char what[24], link[24];

		if (entry->d_name[0] == '.' || !holds_by(h, dir, entry->d_name))
			continue;
		(void)snprintf(what, sizeof(what), "fd %.16s", entry->d_name);
		(void)snprintf(link, sizeof(link), "fd/%.16s", entry->d_name);
		holds = found(h, dir, pid, what, link);
	}
	(void)closedir(list);
	return holds;
}

static bool look_at(struct hunt *h, const char *name)
{
	struct error ignored;
	uint64_t pid;

	if (number_unsigned(name, INT32_MAX, &pid, &ignored) < 0)
		return false;
	autofd int dir = openat(h->v->scene->proc, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return false;
	if (h->mount_id >= 0 && !h->writing && holds_place(h, dir, (int)pid))
		return true;
	return holds_fd(h, dir, (int)pid);
}

static bool hunt_all(struct hunt *h)
{
	autofd int fd = openat(h->v->scene->proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	bool is_found = false;

	if (!list)
		return false;
	(void)take_fd(&fd);
	hunt_begin(h);
	/* A stream of our own. NOLINTNEXTLINE(concurrency-mt-unsafe) */
	while (!is_found && !is_late(h) && (entry = readdir(list)))
		is_found = look_at(h, entry->d_name);
	(void)closedir(list);
	return is_found;
}

bool probe_holder(struct view *v, const struct look_mount *m, bool writing)
{
	struct hunt h = { .v = v, .mount_id = m->id, .writing = writing };

	return hunt_all(&h);
}

bool probe_writer(struct view *v, int fd)
{
	struct hunt h = { .v = v, .mount_id = -1, .writing = true };
	struct statx st;

	if (fd < 0 || statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_INO, &st) < 0)
		return false;
	h.dev = makedev(st.stx_dev_major, st.stx_dev_minor);
	h.ino = st.stx_ino;
	return hunt_all(&h);
}
