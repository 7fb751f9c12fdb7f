/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Directories that a step makes on the host's file systems for its mount points: the undertaker
 * knows of them before they are made, and removes at the end those that are empty.
 *
 * Before, it knows their names only: enough if unsh is killed in between. When the step is done
 * it looks which ones they are, because until the end somebody may have put others of his own
 * in their places.
 */
#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "frame/held.h"
#include "wire/call.h"

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

/* Which one a directory, or a file that was bound onto, is. */
struct identity {
	bool is_known;
	struct statx_timestamp born;    /* 0 where the file system does not keep that */
	struct statx_timestamp changed; /* of a file: nobody has touched it */
	uint64_t ino;
	uint32_t major, minor;
};

struct made {
	int dir; /* O_PATH, of the directory that was there; -1: withdrawn */
	int n;
	char **path;            /* components, outermost first */
	struct identity *which; /* of each */
};

/*
 * Whether DIR lies on a file system that the host has mounted. A handle into a mount that only
 * the box has would keep it busy, and what is in there goes with it anyway.
 */
static bool on_host(int dir, int proc)
{
	char line[8192], device[32];
	struct stat st, root;
	struct statfs fs;
	size_t have = 0;

	if (fstat(dir, &st) < 0 || fstatfs(dir, &fs) < 0)
		return false;
	/* In a chroot whose root is no mount, mountinfo does not show what that lies on. */
	if (stat("/", &root) == 0 && root.st_dev == st.st_dev)
		return true;
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

static int grow(struct held *h, struct error *err)
{
	int room = h->made_room ? 2 * h->made_room : 8;

	if (h->made_n < h->made_room)
		return 0;
	struct made *more = reallocarray(h->made, (size_t)room, sizeof(*more));
	if (!more)
		return fail_call(err, "realloc", "the directories made");
	h->made = more;
	h->made_room = room;
	return 0;
}

static void made_done(struct made *m)
{
	own_close(&m->dir);
	for (int i = 0; m->path && i < m->n; i++)
		free(m->path[i]);
	free(m->path);
	free(m->which);
	*m = (struct made){ .dir = -1 };
}

static int made_fill(struct made *m, char *const *names, struct error *err)
{
	m->path = calloc((size_t)m->n, sizeof(*m->path));
	m->which = calloc((size_t)m->n, sizeof(*m->which));
	if (!m->path || !m->which)
		return fail_call(err, "calloc", "the directories made");
	for (int i = 0; i < m->n; i++) {
		m->path[i] = strdup(names[i]);
		if (!m->path[i])
			return fail_call(err, "strdup", "the directories made");
	}
	return 0;
}

int made_keep(struct held *h, struct message *q, struct call *c, struct error *err)
{
	struct made m = { .dir = -1, .n = q->n - 1 };

	if (m.n < 1 || q->handles_n < 1)
		return refuse(err, "no directory named");
	if (!on_host(q->handles[0], c->proc))
		return 0;
	if (grow(h, err) < 0)
		return -1;
	if (made_fill(&m, q->words + 1, err) < 0 || reply_printf(c, err, "%d", h->made_n) < 0) {
		made_done(&m);
		return -1;
	}
	m.dir = own_view(q->handles[0], c->proc);
	h->made[h->made_n++] = m;
	return 0;
}

static bool identify(int dir, const char *name, struct identity *ret)
{
	struct statx st;

	if (statx(dir, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
		  STATX_BASIC_STATS | STATX_BTIME, &st) < 0)
		return false;
	/* What is mounted there, as seen from here, hides it; Linux 5.8. */
	if (st.stx_attributes & STATX_ATTR_MOUNT_ROOT)
		return false;
	*ret = (struct identity){ .is_known = true,
				  .ino = st.stx_ino,
				  .major = st.stx_dev_major,
				  .minor = st.stx_dev_minor };
	if (st.stx_mask & STATX_BTIME)
		ret->born = st.stx_btime;
	if (S_ISREG(st.stx_mode))
		ret->changed = st.stx_ctime;
	return true;
}

static bool same_time(const struct statx_timestamp *a, const struct statx_timestamp *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool is_the_one(int dir, const char *name, const struct identity *was)
{
	struct identity now;

	if (!was->is_known)
		return true;
	return identify(dir, name, &now) && now.ino == was->ino && now.major == was->major &&
	       now.minor == was->minor && same_time(&now.born, &was->born) &&
	       same_time(&now.changed, &was->changed);
}

/* O_NOFOLLOW: a program of the box may have put a link in its place. */
static int open_next(int dir, const char *name)
{
	return openat(dir, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static void identify_all(int dir, const struct made *m, int i)
{
	if (!identify(dir, m->path[i], &m->which[i]) || i == m->n - 1)
		return;
	autofd int next = open_next(dir, m->path[i]);
	if (next >= 0)
		identify_all(next, m, i + 1);
}

int made_settle(struct held *h, struct message *q, struct call *c, struct error *err)
{
	uint64_t id;

	(void)c;
	if (q->n != 3 || number_unsigned(q->words[1], INT32_MAX, &id, err) < 0)
		return refuse(err, ".settle: wrong words");
	if (id >= (uint64_t)h->made_n)
		return refuse(err, ".settle: no such number");
	if (q->words[2][0] != '\0')
		made_done(&h->made[id]);
	else if (h->made[id].n > 0)
		identify_all(h->made[id].dir, &h->made[id], 0);
	return 0;
}

/* Removes the I-th of M in DIR after all below it; what is not empty, or not ours, stays. */
static void remove_made(int dir, const struct made *m, int i)
{
	const char *name = m->path[i];
	struct stat st;

	if (!is_the_one(dir, name, &m->which[i]))
		return;
	if (i < m->n - 1) {
		autofd int next = open_next(dir, name);

		if (next < 0)
			return;
		remove_made(next, m, i + 1);
	}
	if (unlinkat(dir, name, AT_REMOVEDIR) == 0 || errno != ENOTDIR)
		return;
	/* The mount point of a file that was bound: as we made it, it is empty. */
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size == 0)
		(void)unlinkat(dir, name, 0);
}

void made_remove_all(struct held *h)
{
	while (h->made_n > 0) {
		struct made *m = &h->made[--h->made_n];

		if (m->n > 0)
			remove_made(m->dir, m, 0);
		made_done(m);
	}
}
