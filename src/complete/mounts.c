/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mount points of the frame, types that the kernel knows, and the options of each. */
#include "complete/hunt.h"

#include "base/own.h"
#include "base/text.h"
#include "frame/frame.h"
#include "look/mounts.h"
#include "shell/session.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	FILESYSTEMS_MOST = 16384
};

static int longest_first(const void *a, const void *b)
{
	const struct look_mount *const *x = a, *const *y = b;
	size_t m = strlen((*x)->target), n = strlen((*y)->target);

	return (m < n) - (m > n);
}

/* What is mounted last, and deepest, is most often what is taken away. */
void hunt_mount_points(struct hunt *h)
{
	struct look_mounts m;
	struct error ignored;

	if (!h->frame || look_mounts(h->s->zero->proc, h->frame->pid, &m, &ignored) < 0)
		return;
	autofree const struct look_mount **order = calloc((size_t)m.n + 1, sizeof(*order));
	size_t n = 0;
	for (int i = m.n - 1; order && i >= 0; i--)
		if (m.list[i].target)
			order[n++] = &m.list[i];
	if (order)
		qsort(order, n, sizeof(*order), longest_first);
	for (size_t i = 0; i < n && !hunt_over(h); i++)
		if (!hunt_given(h, order[i]->target))
			hunt_notef(h, order[i]->target, "%s %s",
				   order[i]->fstype ? order[i]->fstype : "?",
				   order[i]->source ? order[i]->source : "");
	look_mounts_done(&m);
}

/* The file's lines: "nodev\ttmpfs\n", "\text4\n". proc_filesystems(5) */
static char *read_filesystems(const struct hunt *h)
{
	autofd int fd = openat(h->s->zero->proc, "filesystems", O_RDONLY | O_CLOEXEC);
	autofree char *text = malloc(FILESYSTEMS_MOST);
	size_t size = 0;
	ssize_t got;

	if (fd < 0 || !text)
		return NULL;
	while (size < FILESYSTEMS_MOST - 1 &&
	       (got = read(fd, text + size, FILESYSTEMS_MOST - 1 - size)) > 0)
		size += (size_t)got;
	text[size] = '\0';
	return take_ptr(&text);
}

/* What a box is most often made of comes first. */
static const char *const usual[][2] = {
	{ "tmpfs", "files in memory" },
	{ "proc", "processes; of the pid namespace" },
	{ "sysfs", "devices; of the net namespace" },
	{ "overlay", "changes over what is there; -o lowerdir=,upperdir=,workdir=" },
	{ "devpts", "ptys" },
	{ "mqueue", "message queues; of the ipc namespace" },
	{ "cgroup2", "control groups" },
	{ "devtmpfs", "the host's devices" },
};

static void add_usual(struct hunt *h, const char *known)
{
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++) {
		autofree char *line = NULL;

		if (asprintf(&line, "\t%s\n", usual[i][0]) < 0)
			line = NULL; /* its value is undefined now, asprintf(3) */
		if (line && strstr(known, line))
			hunt_add(h, usual[i][0], usual[i][1]);
	}
}

static void add_types(struct hunt *h, const char *text, bool nodev)
{
	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		const char *name = at + strcspn(at, "\t\n");
		bool is_nodev = name > at;

		name += *name == '\t';
		autofree char *copy = strndup(name, strcspn(name, "\n"));
		if (copy && is_nodev == nodev)
			hunt_add(h, copy, nodev ? "needs no device" : "on a device or file");
	}
}

void hunt_types(struct hunt *h, bool without_device)
{
	autofree char *text = read_filesystems(h);

	if (!text)
		return;
	add_usual(h, text);
	add_types(h, text, true);
	if (!without_device)
		add_types(h, text, false);
}

struct mount_option {
	const char *types; /* "tmpfs devpts", NULL: any */
	const char *name, *note;
};

/* mount(8); the options of a type are in the kernel's Documentation/filesystems. */
static const struct mount_option options[] = {
	{ "tmpfs", "size=", "at most: 64M, 10%" },
	{ "tmpfs", "nr_inodes=", "at most so many files" },
	{ "tmpfs", "huge=", "never, always, within_size, advise" },
	{ "tmpfs", "mpol=", "NUMA policy" },
	{ "tmpfs devpts mqueue debugfs tracefs",
	  "mode=", "of its root, or of its ptys; octal" },
	{ "tmpfs devpts fuse vfat debugfs tracefs", "uid=", "owner" },
	{ "tmpfs devpts fuse vfat debugfs tracefs proc", "gid=", "group" },
	{ "devpts", "newinstance", "ptys of its own; always so since Linux 4.7" },
	{ "devpts", "ptmxmode=", "mode of ptmx; octal" },
	{ "devpts", "max=", "at most so many ptys" },
	{ "proc", "hidepid=", "0, 1, 2, ptraceable: whose processes are seen" },
	{ "proc", "subset=pid", "processes only" },
	{ "overlay", "lowerdir=", "directories below, upmost first: A:B" },
	{ "overlay", "upperdir=", "where changes go" },
	{ "overlay", "workdir=", "empty, on the file system of upperdir" },
	{ "overlay", "userxattr", "user.overlay. attributes: without root" },
	{ "overlay", "metacopy=", "on or off" },
	{ "overlay", "redirect_dir=", "on, follow, off" },
	{ "overlay", "index=", "on or off" },
	{ "overlay", "volatile", "no fsync" },
	{ "cgroup2", "nsdelegate", "namespaces are delegation boundaries" },
	{ "cgroup2", "memory_recursiveprot", "memory.min and low reach below" },
	{ "fuse", "fd=", "of /dev/fuse" },
	{ "fuse", "rootmode=", "mode of its root; octal" },
	{ "fuse", "user_id=", "owner of the mount" },
	{ "fuse", "group_id=", "group of the mount" },
	{ "fuse", "allow_other", "other users may look" },
	{ "fuse", "default_permissions", "the kernel checks modes" },
	{ "ext2 ext3 ext4", "errors=", "continue, remount-ro, panic" },
	{ "ext3 ext4", "data=", "journal, ordered, writeback" },
	{ "ext4", "noload", "no journal" },
	{ "btrfs", "subvol=", "path of a subvolume" },
	{ "btrfs", "compress=", "zlib, lzo, zstd, no" },
	{ "xfs", "norecovery", "no journal" },
	{ "vfat", "umask=", "octal" },
	{ "vfat iso9660", "iocharset=", "of names" },
	{ "9p", "trans=", "virtio, tcp, fd" },
	{ NULL, "ro", "read-only" },
	{ NULL, "rw", "read and write" },
	{ NULL, "nosuid", "setuid bits mean nothing" },
	{ NULL, "nodev", "device nodes are not devices" },
	{ NULL, "noexec", "no program is started from it" },
	{ NULL, "noatime", "access times stay" },
	{ NULL, "relatime", "access times now and then" },
	{ NULL, "strictatime", "access times always" },
	{ NULL, "nodiratime", "access times of directories stay" },
	{ NULL, "nosymfollow", "symbolic links are not followed; Linux 5.10" },
	{ NULL, "sync", "writes are waited for" },
	{ NULL, "dirsync", "writes of directories are" },
	{ NULL, "suid", "setuid bits count" },
	{ NULL, "dev", "device nodes are devices" },
	{ NULL, "exec", "programs can be started" },
};

static bool in_list(const char *list, char separator, const char *word)
{
	size_t size = strlen(word);

	for (const char *at = list; at && *at;) {
		const char *end = strchrnul(at, separator);

		if ((size_t)(end - at) >= size && strncmp(at, word, size) == 0 &&
		    ((size_t)(end - at) == size || word[size - 1] == '='))
			return true;
		at = *end ? end + 1 : NULL;
	}
	return false;
}

/* The type: the value of an option that takes one, or a first word that is one. */
static const char *type_typed(const struct hunt *h)
{
	const struct option *o = h->c->row->options;

	for (int i = 1; i < h->c->words_n; i++)
		for (int j = 0; o && o[j].name; j++)
			if (o[j].kind == KIND_FSTYPE && h->c->words[i - 1] && h->c->words[i] &&
			    strcmp(h->c->words[i - 1], o[j].name) == 0)
				return h->c->words[i];
	for (int i = 1; i < h->c->words_n; i++)
		for (size_t j = 0; h->c->words[i] && j < sizeof(options) / sizeof(*options);
		     j++)
			if (options[j].types && in_list(options[j].types, ' ', h->c->words[i]))
				return h->c->words[i];
	return NULL;
}

void hunt_mount_options(struct hunt *h)
{
	const char *type = type_typed(h), *typed = h->word;

	hunt_list(h);
	/* Those before the last comma are given. */
	autofree char *given = strndup(typed, (size_t)(h->word - typed));
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		const struct mount_option *o = &options[i];

		if (o->types && (!type || !in_list(o->types, ' ', type)))
			continue;
		if (given && in_list(given, ',', o->name))
			continue;
		if (o->name[strlen(o->name) - 1] == '=')
			hunt_open(h, o->name, o->note);
		else
			hunt_add(h, o->name, o->note);
	}
}
