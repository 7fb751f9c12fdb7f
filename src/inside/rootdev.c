/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A minimal /dev, as a program expects one. pts(4), null(4), random(4), shm_overview(7) */
#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "inside/mountfs.h"
#include "inside/root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum {
	NODES = 6
};

static const struct {
	const char *name;
	unsigned major, minor;
} nodes[NODES] = {
	{ "null", 1, 3 },   { "zero", 1, 5 },    { "full", 1, 7 },
	{ "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 },
};

/* The nodes of the root that is, cloned before anything covers them. */
struct host_nodes {
	int tree[NODES];
};

static void host_nodes_done(struct host_nodes *h)
{
	for (int i = 0; i < NODES; i++)
		own_close(&h->tree[i]);
}

static void clone_nodes(struct host_nodes *h)
{
	for (int i = 0; i < NODES; i++) {
		char path[32];

		(void)snprintf(path, sizeof(path), "/dev/%s", nodes[i].name);
		h->tree[i] = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	}
}

static int make_node(int dev, int i, int tree, struct error *err)
{
	mode_t mode = S_IFCHR | 0666;

	if (mknodat(dev, nodes[i].name, mode, makedev(nodes[i].major, nodes[i].minor)) == 0)
		return 0;
	/* EPERM in a user namespace, mknod(2), and where a device cgroup says so. */
	if (errno != EPERM || tree < 0)
		return fail_call(err, "mknodat", "dev/%s", nodes[i].name);
	autofd int file =
		openat(dev, nodes[i].name, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (file < 0)
		return fail_call(err, "openat", "dev/%s", nodes[i].name);
	if (move_mount(tree, "", dev, nodes[i].name, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return fail_call(err, "move_mount", "dev/%s", nodes[i].name);
	return 0;
}

static int mount_in_dev(const char *path, const char *name, const struct filesystem *fs,
			struct error *err)
{
	struct text full __attribute__((cleanup(text_done))) = { .at = NULL };

	if (text_printf(&full, err, "%s/%s", path, name) < 0)
		return -1;
	if (mkdir(full.at, 0755) < 0)
		return fail_call(err, "mkdir", "%s", full.at);
	return mountfs_at(fs, full.at, err);
}

static int make_links(int dev, struct error *err)
{
	static const struct {
		const char *name, *to;
	} links[] = {
		{ "fd", "/proc/self/fd" },       { "stdin", "/proc/self/fd/0" },
		{ "stdout", "/proc/self/fd/1" }, { "stderr", "/proc/self/fd/2" },
		{ "ptmx", "pts/ptmx" },
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (symlinkat(links[i].to, dev, links[i].name) < 0)
			return fail_call(err, "symlinkat", "dev/%s", links[i].name);
	return 0;
}

static int fill_dev(const char *path, const struct host_nodes *h, struct error *err)
{
	static const struct filesystem pts = { "devpts", "devpts", MS_NOSUID | MS_NOEXEC,
					       "newinstance,ptmxmode=0666,mode=0620" };
	static const struct filesystem shm = { "tmpfs", "shm", MS_NOSUID | MS_NODEV,
					       "mode=1777" };
	autofd int dev = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dev < 0)
		return fail_call(err, "open", "%s", path);
	for (int i = 0; i < NODES; i++)
		if (make_node(dev, i, h->tree[i], err) < 0)
			return -1;
	if (mount_in_dev(path, "pts", &pts, err) < 0 ||
	    mount_in_dev(path, "shm", &shm, err) < 0)
		return -1;
	return make_links(dev, err);
}

int root_mount_dev(const char *base, struct error *err)
{
	static const struct filesystem tmpfs = { "tmpfs", "dev", MS_NOSUID | MS_NOEXEC,
						 "mode=0755,size=64k" };
	struct host_nodes h __attribute__((cleanup(host_nodes_done)));
	struct text path __attribute__((cleanup(text_done))) = { .at = NULL };

	clone_nodes(&h);
	if (text_printf(&path, err, "%s/dev", base) < 0 || mountfs_at(&tmpfs, path.at, err) < 0)
		return -1;
	mode_t umask_was = umask(0); /* nodes are for all, whatever the frame's umask is */
	int done = fill_dev(path.at, &h, err);
	(void)umask(umask_was);
	return done;
}
