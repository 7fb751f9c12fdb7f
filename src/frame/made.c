/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Directories that a step makes on the host's file systems for its mount points: the undertaker
 * knows of them before they are made, and removes at the end those that are empty.
 */
#include "base/error.h"
#include "base/own.h"
#include "frame/held.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

/*
 * Whether DIR lies on a file system that the host has mounted. A handle into a mount that only
 * the box has would keep it busy, and what is in there goes with it anyway.
 */
static bool on_host(int dir, int proc)
{
	char line[8192], device[32];
	struct stat st;
	struct statfs fs;
	size_t have = 0;

	if (fstat(dir, &st) < 0 || fstatfs(dir, &fs) < 0)
		return false;
	if (fs.f_type == BTRFS_SUPER_MAGIC)
		return true; /* each subvolume has a device number that mountinfo does not show
			      */
	(void)snprintf(device, sizeof(device), " %u:%u ", major(st.st_dev), minor(st.st_dev));
	autofd int fd = openat(proc, "self/mountinfo", O_RDONLY | O_CLOEXEC);
	for (ssize_t got;
	     fd >= 0 && (got = read(fd, line + have, sizeof(line) - 1 - have)) > 0;) {
		have += (size_t)got;
		line[have] = '\0';
		if (strstr(line, device))
			return true;
		/* What may be cut in two is looked at again with what follows. */
		size_t keep = have < sizeof(device) ? have : sizeof(device);
		memmove(line, line + have - keep, keep);
		have = keep;
	}
	return false;
}

/* The same directory as the undertaker's own mounts have it, or DIR itself: a handle of a box's
 * mount would keep that mount busy. */
static int own_view(int dir, int proc)
{
	char self[40], path[4096];
	struct stat here, there;

	(void)snprintf(self, sizeof(self), "self/fd/%d", dir);
	/* NOLINTNEXTLINE(readability-suspicious-call-argument): the first is the link */
	ssize_t size = readlinkat(proc, self, path, sizeof(path) - 1);
	if (size <= 0)
		return fcntl(dir, F_DUPFD_CLOEXEC, 3);
	path[size] = '\0';
	autofd int own = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (own >= 0 && fstat(dir, &here) == 0 && fstat(own, &there) == 0 &&
	    here.st_dev == there.st_dev && here.st_ino == there.st_ino)
		return take_fd(&own);
	return fcntl(dir, F_DUPFD_CLOEXEC, 3);
}

int made_keep(struct held *h, struct message *q, int proc, struct error *err)
{
	struct made m = { .n = q->n - 1 };

	if (m.n < 1 || q->handles_n < 1)
		return refuse(err, "no directory named");
	if (!on_host(q->handles[0], proc))
		return 0;
	if (h->made_n == h->made_room) {
		int room = h->made_room ? 2 * h->made_room : 8;
		struct made *more = reallocarray(h->made, (size_t)room, sizeof(*more));

		if (!more)
			return fail_call(err, "realloc", "the directories made");
		h->made = more;
		h->made_room = room;
	}
	m.path = calloc((size_t)m.n, sizeof(*m.path));
	if (!m.path)
		return fail_call(err, "calloc", "the directories made");
	for (int i = 0; i < m.n; i++) {
		m.path[i] = strdup(q->words[i + 1]);
		if (!m.path[i])
			return fail_call(err, "strdup", "the directories made");
	}
	m.dir = own_view(q->handles[0], proc);
	h->made[h->made_n++] = m;
	return 0;
}

/* Removes PATH[0] in DIR after all below it; what is not empty, or not ours any more, stays. */
static void remove_made(int dir, char *const *path, int n)
{
	struct stat st;

	if (n > 1) {
		/* O_NOFOLLOW: a program of the box may have put a link in its place. */
		autofd int next =
			openat(dir, path[0], O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (next < 0)
			return;
		remove_made(next, path + 1, n - 1);
	}
	if (unlinkat(dir, path[0], AT_REMOVEDIR) == 0 || errno != ENOTDIR)
		return;
	/* The mount point of a file that was bound: as we made it, it is empty. */
	if (fstatat(dir, path[0], &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size == 0)
		(void)unlinkat(dir, path[0], 0);
}

void made_remove_all(struct held *h)
{
	while (h->made_n > 0) {
		struct made *m = &h->made[--h->made_n];

		remove_made(m->dir, m->path, m->n);
		own_close(&m->dir);
	}
}
