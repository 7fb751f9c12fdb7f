/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mounts that are there already, elsewhere or otherwise: bind, move, remount, propagation. By
 * system calls alone: through libmount a remount reads all of mountinfo (26 ms at 10 000
 * mounts; 2.5 us by mount_setattr(2)).
 */
#include "base/error.h"
#include "base/own.h"
#include "inside/mount.h"
#include "inside/mountfs.h"
#include "inside/mountopts.h"
#include "inside/mountpoint.h"
#include "lang/args.h"
#include "wire/call.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* Of `bind @host:/path`: the tree came as a handle, already cloned. */
static bool from_host(const char *source)
{
	return strncmp(source, "@host:", 6) == 0;
}

static int clone_tree(int dir, const char *path, bool recursive)
{
	return open_tree(dir, path,
			 OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC |
				 (recursive ? (unsigned)AT_RECURSIVE : 0) |
				 (path[0] == '\0' ? (unsigned)AT_EMPTY_PATH : 0));
}

/* Whether PATH leads to the file behind HANDLE. */
static int check_same(int handle, int here, const char *path, struct error *err)
{
	struct stat a, b;

	if (fstat(handle, &a) < 0 || fstat(here, &b) < 0)
		return fail_call(err, "fstat", "%s", path);
	if (a.st_dev != b.st_dev || a.st_ino != b.st_ino)
		return refuse(err, "%s: the host's is not what this box has there", path);
	return 0;
}

int tree_inside(struct call *c, const char *path, bool recursive, struct error *err)
{
	autofd int here = -1;

	if (c->handles_n < 1)
		return refuse(err, "%s: no handle came with it", path);
	if (path[0] != '\0') {
		here = open(path, O_PATH | O_CLOEXEC);
		if (here < 0)
			return fail_call(err, "open", "%s", path);
		if (check_same(c->handles[0], here, path, err) < 0)
			return -1;
	}
	int tree = clone_tree(here >= 0 ? here : c->handles[0], "", recursive);
	if (tree < 0)
		return fail_call(err, "open_tree", "%s", path);
	return reply_handle(c, tree, err);
}

/* Before Linux 5.12: after it is attached, and this one mount only. All flags are set anew. */
static int make_readonly_late(const char *target, bool recursive, struct error *err)
{
	unsigned long flags = 0;

	if (recursive)
		return refuse(err, "%s: --ro with -r needs Linux 5.12", target);
	if (mountfs_flags(target, &flags, err) < 0)
		return -1;
	if (mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | flags, NULL) < 0)
		return fail_call(err, "mount", "%s", target);
	return 0;
}

/* A clone of a shared mount is its peer: what is mounted on the host's would be on the host. */
static int make_private_late(const char *target, struct error *err)
{
	if (mount(NULL, target, NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return fail_call(err, "mount", "%s", target);
	return 0;
}

/* What A asks of the tree. 0 done, 1 it has to be done late, -1 failed. */
static int prepare_tree(int tree, const struct args *a, struct error *err)
{
	const char *source = arg(a, "SRC");
	struct mount_attr attr = {
		.attr_set = arg_has(a, "--ro") ? MOUNT_ATTR_RDONLY : 0,
		.propagation = from_host(source) ? MS_PRIVATE : 0,
	};
	unsigned flags = AT_EMPTY_PATH | (arg_has(a, "-r") ? (unsigned)AT_RECURSIVE : 0);

	if (!attr.attr_set && !attr.propagation)
		return 0;
	if (mount_setattr(tree, "", flags, &attr, sizeof(attr)) == 0)
		return 0;
	return errno == ENOSYS ? 1 : fail_call(err, "mount_setattr", "%s", source);
}

static int do_late(const struct args *a, struct error *err)
{
	const char *target = arg(a, "DST");

	if (from_host(arg(a, "SRC")) && make_private_late(target, err) < 0)
		return -1;
	return arg_has(a, "--ro") ? make_readonly_late(target, arg_has(a, "-r"), err) : 0;
}

static int attach(int tree, const struct args *a, struct error *err)
{
	const char *target = arg(a, "DST");
	int late = prepare_tree(tree, a, err);

	if (late < 0)
		return -1;
	if (move_mount(tree, "", AT_FDCWD, target,
		       MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS) < 0)
		return fail_call(err, "move_mount", "%s", target);
	if (!late || do_late(a, err) == 0)
		return 0;
	(void)umount2(target, MNT_DETACH); /* not so even for a moment longer */
	return -1;
}

static int find_point(const char *target, int source, struct mountpoint *ret, struct error *err)
{
	struct stat st;

	if (fstat(source, &st) < 0)
		return fail_call(err, "fstat", "%s", target);
	if (mountpoint_find(target, ret, err) < 0)
		return -1;
	ret->file = !S_ISDIR(st.st_mode);
	return mountpoint_make(ret, err);
}

int bind_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *source = arg(a, "SRC"), *target = arg(a, "DST");
	struct mountpoint made __attribute__((cleanup(mountpoint_done))) = MOUNTPOINT_EMPTY;
	autofd int tree = -1;

	if (!from_host(source))
		tree = clone_tree(AT_FDCWD, source, arg_has(a, "-r"));
	else if (c->handles_n > 0)
		tree = take_fd(&c->handles[0]);
	if (tree < 0 && from_host(source))
		return refuse(err, "%s: no tree came with it", source);
	if (tree < 0)
		return fail_call(err, "open_tree", "%s", source);
	if (c->handles_n > from_host(source) && find_point(target, tree, &made, err) < 0)
		return -1;
	if (attach(tree, a, err) == 0)
		return 0;
	mountpoint_unmake(&made);
	return -1;
}

int move_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *source = arg(a, "A"), *target = arg(a, "B");
	struct mountpoint made __attribute__((cleanup(mountpoint_done))) = MOUNTPOINT_EMPTY;
	autofd int there = -1;

	if (c->handles_n > 0) {
		there = open(source, O_PATH | O_CLOEXEC);
		if (there < 0)
			return fail_call(err, "open", "%s", source);
		if (find_point(target, there, &made, err) < 0)
			return -1;
		own_close(&there);
	}
	if (mount(source, target, NULL, MS_MOVE, NULL) == 0)
		return 0;
	(void)fail_call(err, "mount", "%s", source);
	mountpoint_unmake(&made);
	return -1;
}

/* The flags of one mount; only those that are named change. */
static int change_mount(const char *target, const struct mount_options *o, struct error *err)
{
	struct mount_attr attr = { .attr_set = 0 };
	uint64_t set, clear;
	unsigned long flags = 0;

	options_attr(o, &set, &clear);
	attr.attr_set = set;
	attr.attr_clr = clear;
	if ((set | clear) == 0 || mount_setattr(AT_FDCWD, target, 0, &attr, sizeof(attr)) == 0)
		return 0;
	if (errno != ENOSYS)
		return fail_call(err, "mount_setattr", "%s", target);
	if (mountfs_flags(target, &flags, err) < 0)
		return -1;
	if ((o->set | o->clear) & (MS_NOATIME | MS_RELATIME | MS_STRICTATIME))
		flags &= ~(unsigned long)(MS_NOATIME | MS_RELATIME | MS_STRICTATIME);
	flags = (flags & ~o->clear) | o->set;
	if (mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | flags, NULL) < 0)
		return fail_call(err, "mount", "%s", target);
	return 0;
}

int remount_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *target = arg(a, "T"), *text;
	struct mount_options o __attribute__((cleanup(options_done))) = { .set = 0 };

	(void)c;
	for (int i = 0; (text = arg_option_each(a, "-o", i)); i++)
		if (options_add(&o, text, err) < 0)
			return -1;
	/* The file system first: it is the one that may refuse what it is told. */
	unsigned long set = options_super(o.set), clear = options_super(o.clear);
	if ((set | clear || o.data.size > 0) &&
	    mountfs_change(target, set, clear, o.data.at, err) < 0)
		return -1;
	return change_mount(target, &o, err);
}

int propagation_inside(struct call *c, const struct args *a, struct error *err)
{
	static const struct {
		const char *name;
		unsigned long flag;
	} types[] = {
		{ "private", MS_PRIVATE },
		{ "slave", MS_SLAVE },
		{ "shared", MS_SHARED },
		{ "unbindable", MS_UNBINDABLE },
	};
	const char *type = arg(a, "TYPE"), *target = arg(a, "T");
	unsigned long flags = arg_has(a, "--here") ? 0 : MS_REC;

	(void)c;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i].name, type) == 0)
			flags |= types[i].flag;
	if (mount(NULL, target ? target : "/", NULL, flags, NULL) < 0)
		return fail_call(err, "mount", "%s", target ? target : "/");
	return 0;
}
