/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame's mounts, from outside: by its mountinfo, and by handles where the kernel has them.
 */
#include "base/error.h"
#include "base/own.h"
#include "sys/open.h"
#include "why/probe.h"
#include "why/row.h"
#include "why/why.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
	PATH_BYTES = 4096
};

static bool read_mounts(struct view *v)
{
	struct error ignored;

	if (!v->has_mounts && v->scene->frame_pid > 0)
		(void)look_mounts(v->scene->proc, v->scene->frame_pid, &v->mounts, &ignored);
	v->has_mounts = true;
	return v->mounts.n > 0;
}

static int own_place(const struct view *v, const char *what)
{
	const struct why_scene *s = v->scene;
	char path[32];

	(void)snprintf(path, sizeof(path), "%d/%s", s->frame_pid, what);
	int fd =
		s->frame_pid > 0 ? openat(s->proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
	return fd < 0 && s->handle ? s->handle(s->from, what) : fd;
}

int probe_open(const struct view *v, const char *path)
{
	bool absolute = path[0] == '/';
	autofd int from = own_place(v, absolute ? "root" : "cwd");

	if (from < 0 || !path[0])
		return -1;
	/* A relative path may leave its directory by "..", but then we do not follow. */
	return sys_openat2(from, path, O_PATH | O_CLOEXEC,
			   RESOLVE_CACHED | RESOLVE_NO_MAGICLINKS |
				   (absolute ? RESOLVE_IN_ROOT : RESOLVE_BENEATH));
}

bool probe_missing(const struct view *v, const char *path)
{
	autofd int fd = probe_open(v, path);

	/* EAGAIN: not at hand, as what is there would be after that call. */
	return fd < 0 && (errno == ENOENT || errno == EAGAIN);
}

bool probe_cwd_on(const struct view *v, const struct look_mount *m)
{
	autofd int fd = own_place(v, "cwd");
	struct statx st;

	return fd >= 0 &&
	       statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_MNT_ID, &st) == 0 &&
	       (int)st.stx_mnt_id == m->id;
}

/* PATH without "//", "/./" and "..", as text: links are not looked at. */
static bool clean(const char *path, char *ret, size_t size)
{
	size_t used = 0;

	if (path[0] != '/' || strlen(path) + 2 > size)
		return false;
	for (const char *at = path; *at;) {
		size_t part = strcspn(at, "/");

		if (part == 2 && strncmp(at, "..", 2) == 0) {
			while (used > 0 && ret[--used] != '/')
				;
		} else if (part > 0 && !(part == 1 && *at == '.')) {
			ret[used++] = '/';
			memcpy(ret + used, at, part);
			used += part;
		}
		at += part + (at[part] == '/');
	}
	if (used == 0)
		ret[used++] = '/';
	ret[used] = '\0';
	return true;
}

/* Of those at one place the last in the list is on top. */
static const struct look_mount *by_text(const struct view *v, const char *path, bool *ret_root)
{
	const struct look_mount *best = NULL;
	char full[PATH_BYTES];
	size_t best_size = 0;

	if (!clean(path, full, sizeof(full)))
		return NULL;
	for (int i = 0; i < v->mounts.n; i++) {
		const char *target = v->mounts.list[i].target;
		size_t size = target ? strlen(target) : 0;

		size -= size == 1; /* "/" is in front of everything */
		if (!target || size < best_size || strncmp(target, full, size) != 0 ||
		    (full[size] != '\0' && full[size] != '/'))
			continue;
		best = &v->mounts.list[i];
		best_size = size;
	}
	*ret_root = best && strcmp(best->target, full) == 0;
	return best;
}

const struct look_mount *probe_mount_of(struct view *v, const char *path, bool *ret_root)
{
	struct statx st;
	bool ignored;

	if (!ret_root)
		ret_root = &ignored;
	if (!read_mounts(v))
		return NULL;
	autofd int fd = probe_open(v, path);
	/* STATX_MNT_ID, Linux 5.8 */
	if (fd >= 0 &&
	    statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_MNT_ID, &st) == 0) {
		int at = look_mounts_find(&v->mounts, st.stx_mnt_id);

		*ret_root = (st.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
		return at < 0 ? NULL : &v->mounts.list[at];
	}
	return by_text(v, path, ret_root);
}

const struct look_mount *probe_child(struct view *v, const struct look_mount *m)
{
	return m->child < 0 ? NULL : &v->mounts.list[m->child];
}

const struct look_mount *probe_type(struct view *v, const char *type,
				    const struct look_mount *after)
{
	if (!read_mounts(v))
		return NULL;
	for (int i = after ? (int)(after - v->mounts.list) + 1 : 0; i < v->mounts.n; i++) {
		const char *fstype = v->mounts.list[i].fstype;

		if (fstype && strcmp(fstype, type) == 0)
			return &v->mounts.list[i];
	}
	return NULL;
}

bool probe_option(const char *options, const char *name)
{
	size_t size = strlen(name);

	for (const char *at = options; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, name, size) == 0 && (at[size] == ',' || at[size] == '\0'))
			return true;
	}
	return false;
}
