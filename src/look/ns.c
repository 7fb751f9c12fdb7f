/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "look/ns.h"

#include "base/error.h"
#include "base/own.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* linux/nsfs.h since Linux 6.18. */
#ifndef NS_GET_ID
#define NS_GET_ID _IOR(NSIO, 0xd, __u64)
#endif

static const struct {
	unsigned kind;
	const char *name;
} kinds[LOOK_NS_KINDS] = {
	{ CLONE_NEWUSER, "user" },     { CLONE_NEWNS, "mnt" },    { CLONE_NEWNET, "net" },
	{ CLONE_NEWUTS, "uts" },       { CLONE_NEWIPC, "ipc" },   { CLONE_NEWPID, "pid" },
	{ CLONE_NEWCGROUP, "cgroup" }, { CLONE_NEWTIME, "time" },
};

unsigned look_ns_kind(int i)
{
	return kinds[i].kind;
}

const char *look_ns_name(int i)
{
	return kinds[i].name;
}

void look_ns_names(unsigned these, char between, char ret[LOOK_NS_NAMES])
{
	size_t used = 0;

	ret[0] = '\0';
	for (int i = 0; i < LOOK_NS_KINDS; i++) {
		if (!(these & kinds[i].kind))
			continue;
		if (used > 0)
			ret[used++] = between;
		used += (size_t)snprintf(ret + used, LOOK_NS_NAMES - used, "%s", kinds[i].name);
	}
}

uint64_t look_ns_id(int fd)
{
	uint64_t id = 0;

	return ioctl(fd, NS_GET_ID, &id) < 0 ? 0 : id;
}

bool look_ns_is(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && fs.f_type == NSFS_MAGIC;
}

static int identify(int fd, uint64_t *ret_ino, uint64_t *ret_id, struct error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return fail_call(err, "fstat", "a namespace");
	/* A file could have any inode number. */
	if (!look_ns_is(fd))
		return refuse_as(err, EINVAL, "a handle is no namespace");
	*ret_ino = st.st_ino;
	*ret_id = look_ns_id(fd);
	return 0;
}

int look_ns(int fd, struct look_ns *ret, struct error *err)
{
	struct look_ns ns = { .ino = 0 };

	if (identify(fd, &ns.ino, &ns.id, err) < 0)
		return -1;
	/* EPERM: the owner is outside of our own user namespace, ioctl_nsfs(2). */
	autofd int owner = ioctl(fd, NS_GET_USERNS);
	if (owner < 0 && errno != EPERM)
		return fail_call(err, "ioctl", "NS_GET_USERNS");
	if (owner >= 0 && identify(owner, &ns.owner_ino, &ns.owner_id, err) < 0)
		return -1;
	*ret = ns;
	return 0;
}

int look_ns_of(int proc, pid_t pid, const char *name, struct look_ns *ret, struct error *err)
{
	char path[48];

	(void)snprintf(path, sizeof(path), "%d/ns/%s", pid, name);
	autofd int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_call(err, "openat", "%s", path);
	return look_ns(fd, ret, err);
}
