/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Namespaces: whose they are, how deep they nest; and what stands around unsh itself. */
#include "base/own.h"
#include "why/probe.h"
#include "why/row.h"
#include "why/why.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

enum {
	DEPTH_MOST = 64
};

int probe_ns(const struct view *v, const char *name)
{
	const struct why_scene *s = v->scene;
	char path[48];

	(void)snprintf(path, sizeof(path), "%d/ns/%s", s->frame_pid, name);
	int fd = s->frame_pid > 0 ? openat(s->proc, path, O_RDONLY | O_CLOEXEC) : -1;
	/* What is not dumpable is closed to an ordinary user: the frame gives it out itself. */
	return fd < 0 && s->handle ? s->handle(s->from, name) : fd;
}

static bool same_ns(int a, int b)
{
	struct stat x, y;

	return fstat(a, &x) == 0 && fstat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

/* From TOP's child namespaces upwards: whether the chain from NS meets USER. */
static enum owner walk(int ns, int user)
{
	autofd int at = ns;

	for (int i = 0; i < DEPTH_MOST; i++) {
		if (same_ns(at, user))
			return OWNER_OURS;
		int up = ioctl(at, NS_GET_PARENT);
		/* EPERM: it is above what we may see. */
		if (up < 0)
			return errno == EPERM ? OWNER_ABOVE : OWNER_UNKNOWN;
		own_close(&at);
		at = up;
	}
	return OWNER_UNKNOWN;
}

enum owner probe_owner(const struct view *v, const char *name)
{
	autofd int ns = probe_ns(v, name);
	autofd int user = probe_ns(v, "user");

	if (ns < 0 || user < 0)
		return OWNER_UNKNOWN;
	int owner = ioctl(ns, NS_GET_USERNS);
	if (owner < 0)
		return errno == EPERM ? OWNER_ABOVE : OWNER_UNKNOWN;
	return walk(owner, user);
}

int probe_depth(const struct view *v)
{
	autofd int at = probe_ns(v, "user");
	int depth = 0;

	if (at < 0)
		return -1;
	for (; depth < DEPTH_MOST; depth++) {
		int up = ioctl(at, NS_GET_PARENT);

		if (up < 0)
			return errno == EPERM ? depth : -1;
		own_close(&at);
		at = up;
	}
	return depth;
}

bool probe_filtered(void)
{
	/* No flag: the kernel refuses it with EINVAL before it looks at rights, unshare(2). */
	return unshare(0x1) < 0 && errno != EINVAL;
}

bool probe_filtered_mount(void)
{
	/* No target: the kernel answers EFAULT before it looks at rights, mount(2). */
	return mount(NULL, NULL, NULL, 0, NULL) < 0 && errno != EFAULT;
}

bool probe_chrooted(void)
{
	struct statx st;

	/* STATX_ATTR_MOUNT_ROOT, Linux 5.8 */
	return statx(AT_FDCWD, "/", AT_STATX_DONT_SYNC, STATX_INO, &st) == 0 &&
	       (st.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) &&
	       !(st.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}
