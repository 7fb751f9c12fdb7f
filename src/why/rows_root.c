/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes: mounts that stay, roots that cannot change, names. umount(2), pivot_root(2) */
#include "base/error.h"
#include "base/own.h"
#include "why/object.h"
#include "why/probe.h"
#include "why/row.h"
#include "why/why.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
	CAP_SYS_ADMIN_BIT = 21
};

/* ---- umount ---- */

static bool no_mount_point(struct view *v)
{
	bool root;
	const struct look_mount *m = probe_mount_of(v, object_path(v), &root);

	return m && !root && say(v, 1, "%s", object_path(v)) && say(v, 2, "%s", m->target);
}

static bool is_root(struct view *v)
{
	bool root;
	const struct look_mount *m = probe_mount_of(v, object_path(v), &root);

	return m && root && m->target && strcmp(m->target, "/") == 0;
}

static bool from_outside(struct view *v)
{
	return (v->scene->own & CLONE_NEWUSER) != 0;
}

static bool mounts_below(struct view *v)
{
	const struct look_mount *m = probe_mount_of(v, object_path(v), NULL);
	const struct look_mount *child = m ? probe_child(v, m) : NULL;

	return child && !probe_has_word(v, "-r") && say(v, 1, "%s", object_path(v)) &&
	       say(v, 2, "%s", child->target);
}

static bool own_cwd(struct view *v)
{
	const struct look_mount *m = probe_mount_of(v, object_path(v), NULL);

	return m && probe_cwd_on(v, m);
}

/* Another frame runs what unsh runs. */
static bool is_frame(const struct view *v)
{
	struct stat ours, its;
	char path[32];
	int pid;

	/* Our own text. NOLINTNEXTLINE(cert-err34-c) */
	if (sscanf(v->clue[0], "%d", &pid) != 1)
		return false;
	(void)snprintf(path, sizeof(path), "%d/exe", pid);
	return fstatat(v->scene->proc, "self/exe", &ours, 0) == 0 &&
	       fstatat(v->scene->proc, path, &its, 0) == 0 && ours.st_dev == its.st_dev &&
	       ours.st_ino == its.st_ino;
}

/* One search, whatever it finds: it may take all of its time. */
static bool held(struct view *v)
{
	const struct look_mount *m = probe_mount_of(v, object_path(v), NULL);
	char who[CLUE_BYTES], how[CLUE_BYTES];

	if (!m || !probe_holder(v, m, false))
		return false;
	(void)snprintf(who, sizeof(who), "%s", v->clue[0]);
	(void)snprintf(how, sizeof(how), "%s", v->clue[1]);
	(void)say(v, 4, "%s", object_path(v));
	if (is_frame(v))
		return say(v, 1, "leave: another frame has its %s there", how);
	if (strncmp(how, "fd", 2) == 0)
		return say(v, 1, "end %s, which has %.160s open", who, v->clue[2]);
	return say(v, 1, "end %s (%s)", who, how);
}

static bool name_path(struct view *v)
{
	return say(v, 1, "%s", object_path(v));
}

/* ---- roots ---- */

static bool chrooted(struct view *v)
{
	return v->scene->chrooted || probe_chrooted();
}

static bool no_right(struct view *v)
{
	return probe_lacks(v, CAP_SYS_ADMIN_BIT);
}

static bool dir_missing(struct view *v)
{
	return probe_missing(v, object_path(v)) && say(v, 1, "%s", object_path(v));
}

static bool is_file(struct view *v)
{
	autofd int fd = probe_open(v, object_path(v));
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode);
}

/* ---- names ---- */

static bool uts_not_ours(struct view *v)
{
	return probe_owner(v, "uts") != OWNER_OURS;
}

const struct row why_rows_root[] = {
	{ "umount", "umount2", EINVAL, no_mount_point, "it is no mount point but lies on {2}" },
	{ "umount", "umount2", EINVAL, is_root, "the root stays: leave, or pivot DIR" },
	{ "umount", "umount2", EINVAL, from_outside,
	  "it came from outside and may cover something: pivot DIR goes away from all of it" },
	{ "umount", "umount2", EBUSY, mounts_below, "umount -r {1}: {2} is mounted below" },
	{ "umount", "umount2", EBUSY, own_cwd,
	  "cd / first: this frame's working directory is there" },
	{ "umount", "umount2", EBUSY, held, "umount -l {4}, or {1}" },
	{ "umount", "umount2", EBUSY, name_path,
	  "umount -l {1}: who holds it cannot be seen, a frame below with its directory there perhaps" },
	{ "umount", "umount2|statx", ENOENT, NULL, "mounts lists what is mounted" },

	{ "pivot|newns|box", "mount", EINVAL, chrooted,
	  "the root is no mount but a chroot's directory: leave, and pivot instead of chroot" },
	{ "pivot|newns|box", "pivot_root", EINVAL, chrooted,
	  "the root is no mount but a chroot's directory: leave, and pivot instead of chroot" },
	{ "pivot|newns|box", "pivot_root", EINVAL, NULL,
	  "the present root cannot be left (an initramfs, or a shared parent): chroot DIR" },
	{ "pivot|newns|box", "pivot_root", EBUSY, NULL, "it is the root already" },
	{ "pivot|chroot|newns|box", "mount|chroot|chdir", ENOENT, dir_missing, "mkdir -p {1}" },
	{ "pivot|chroot|newns|box", "mount|chroot|chdir", ENOTDIR, is_file,
	  "a root is a directory, this is none" },
	{ "chroot|newns|box", "chroot", EPERM, no_right, "newns user, then {step}" },
	{ "enter", "chroot", EPERM, NULL,
	  "the root of that process needs CAP_SYS_CHROOT: enter its user namespace too" },

	{ "hostname|domainname|newns|box", "sethostname|setdomainname", EPERM, uts_not_ours,
	  "newns uts: the one here belongs to another user namespace" },
	{ "hostname|domainname|newns|box", "sethostname|setdomainname", EPERM, NULL,
	  "newns user uts" },
	{ "hostname|domainname|newns|box", "sethostname|setdomainname", EINVAL, NULL,
	  "64 bytes are the most" },
	{ .say = NULL },
};
