/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mount: a file system on a directory. libmount reads the options and finds the type that is on
 * a device; the kernel gets it by mount(2), see inside/mountfs.h. No helper, no fstab, no utab.
 */
#include "inside/mount.h"

#include "base/error.h"
#include "base/own.h"
#include "inside/door.h"
#include "inside/mountfs.h"
#include "inside/mountopts.h"
#include "inside/mountpoint.h"
#include "inside/mountproc.h"
#include "lang/args.h"
#include "wire/call.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	FILESYSTEMS_BYTES = 16384
};

/* Whether TYPE is "nodev" in filesystems(5): it needs no device. */
static int needs_no_device(int proc, const char *type, bool *ret, struct error *err)
{
	char text[FILESYSTEMS_BYTES];
	size_t have = 0, size = strlen(type);
	ssize_t got;
	autofd int fd = openat(proc, "filesystems", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail_call(err, "openat", "filesystems");
	while ((got = read(fd, text + have, sizeof(text) - 1 - have)) > 0)
		have += (size_t)got;
	text[have] = '\0';
	*ret = false;
	for (const char *at = text; (at = strstr(at, "nodev\t")) != NULL; at++)
		if (strncmp(at + 6, type, size) == 0 && at[6 + size] == '\n')
			*ret = true;
	return 0;
}

/* LABEL=, UUID= and their like; anything else is the file system's to understand. */
static bool is_tag(const char *source)
{
	static const char *const tags[] = { "LABEL=", "UUID=", "PARTLABEL=", "PARTUUID=",
					    "ID=" };

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (strncmp(source, tags[i], strlen(tags[i])) == 0)
			return true;
	return false;
}

/* The device that a tag names; *RET is the caller's. */
static int resolve_tag(const char *source, char **ret, struct error *err)
{
	const struct mnt_calls *mnt;

	if (door_mount(&mnt, err) < 0)
		return -1;
	autofree char *path = mnt->mnt_resolve_spec(source, NULL);
	if (!path || strcmp(path, source) == 0)
		return refuse(err, "%s: no device has it", source);
	*ret = take_ptr(&path);
	return 0;
}

/* Type by what is on the device; *RET is the caller's. */
static int probe(const char *source, const char *target, char **ret, struct error *err)
{
	const struct mnt_calls *mnt;
	struct stat st;

	if (door_mount(&mnt, err) < 0)
		return -1;
	if (stat(source, &st) < 0)
		return fail_call(err, "stat", "%s", source);
	if (S_ISDIR(st.st_mode))
		return refuse(err, "%s: is a directory; bind %s %s", source, source, target);
	if (!S_ISBLK(st.st_mode))
		return refuse(err, "%s: is not a block device", source);
	/* Told apart from "nothing on it": libmount gives no reason. */
	autofd int fd = open(source, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_call(err, "open", "%s", source);
	*ret = mnt->mnt_get_fstype(source, NULL, NULL);
	if (!*ret)
		return refuse(err, "%s: no file system found on it; mount -t TYPE %s %s",
			      source, source, target);
	return 0;
}

/* What is mounted; strings of its own where they had to be found out. */
struct what {
	const char *type, *source;
	char *found_type, *found_source;
};

static void what_done(struct what *w)
{
	free(w->found_type);
	free(w->found_source);
}

static int find_what(const struct call *c, const struct args *a, struct what *w,
		     struct error *err)
{
	const char *target = arg(a, "TARGET");
	bool nodev = false;

	w->source = arg(a, "SOURCE");
	w->type = arg_option(a, "-t");
	if (!w->source && !w->type)
		return refuse(err, "%s: neither a source nor a type", target);
	if (w->source && is_tag(w->source)) {
		if (resolve_tag(w->source, &w->found_source, err) < 0 || !w->found_source)
			return -1;
		w->source = w->found_source;
	}
	if (w->type) {
		w->source = w->source ? w->source : w->type;
		return 0;
	}
	if (strpbrk(w->source, "/:=")) {
		if (w->source[0] != '/' && strpbrk(w->source, ":="))
			return refuse(err, "%s: is no device; mount -t TYPE %s %s", w->source,
				      w->source, target);
		if (probe(w->source, target, &w->found_type, err) < 0)
			return -1;
		w->type = w->found_type;
		return 0;
	}
	if (needs_no_device(c->proc, w->source, &nodev, err) < 0)
		return -1;
	if (!nodev)
		return refuse(
			err,
			"%s: this kernel has no such type that needs no device; a type: mount "
			"-t TYPE %s %s, a device: mount /dev/%s %s",
			w->source, w->source, target, w->source, target);
	w->type = w->source;
	return 0;
}

static int mount_with(const struct call *c, const struct args *a, const struct what *w,
		      struct error *err)
{
	const char *target = arg(a, "TARGET"), *text;
	struct mount_options o __attribute__((cleanup(options_done))) = { .set = 0 };
	struct mountpoint made __attribute__((cleanup(mountpoint_done))) = MOUNTPOINT_EMPTY;

	for (int i = 0; (text = arg_option_each(a, "-o", i)); i++)
		if (options_add(&o, text, err) < 0)
			return -1;
	if (c->handles_n > 0 &&
	    (mountpoint_find(target, &made, err) < 0 || mountpoint_make(&made, err) < 0))
		return -1;
	assert(w->type); /* find_what has found it */
	struct filesystem fs = { w->type, w->source, o.set, o.data.at };
	bool proc = strcmp(w->type, "proc") == 0;
	if ((proc ? mountproc_at(c, &fs, target, err) : mountfs_at(&fs, target, err)) == 0)
		return 0;
	mountpoint_unmake(&made);
	return -1;
}

int mount_inside(struct call *c, const struct args *a, struct error *err)
{
	struct what w __attribute__((cleanup(what_done))) = { .type = NULL };

	if (find_what(c, a, &w, err) < 0)
		return -1;
	return mount_with(c, a, &w, err);
}
