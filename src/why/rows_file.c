/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes: files, sysctls, and what befalls a held process. The most general rows, so the last.
 */
#include "base/error.h"
#include "base/own.h"
#include "why/object.h"
#include "why/probe.h"
#include "why/row.h"
#include "why/why.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define OPENING "open|openat|mkdir|mkdirat|chdir|opendir|stat|fstatat|write|chmod"

/* The mount that is read-only: by itself, or as a file system. */
static bool readonly_mount(struct view *v)
{
	const struct look_mount *m = NULL;
	char path[CLUE_BYTES];

	/* What cannot be made is not there: what it would lie in is. */
	(void)snprintf(path, sizeof(path), "%s", object_path(v));
	m = probe_mount_of(v, path, NULL);
	for (char *slash = strrchr(path, '/'); !m && slash && slash > path;
	     slash = strrchr(path, '/')) {
		*slash = '\0';
		m = probe_mount_of(v, path, NULL);
	}
	return m && say(v, 1, "%s", m->target) && probe_option(m->options, "ro");
}

static bool readonly_super(struct view *v)
{
	return (readonly_mount(v), v->clue[0][0] != '\0');
}

/* The object, or the directory that it is to lie in, or that could not be searched. */
static int open_nearest(const struct view *v, char *path, size_t size)
{
	(void)snprintf(path, size, "%s", object_path(v));
	for (int unknown = 0; unknown < 2;) {
		autofd int fd = probe_open(v, path);
		char *slash = strrchr(path, '/');

		if (fd >= 0)
			return take_fd(&fd);
		if (!slash || slash == path)
			return -1;
		unknown += errno != EACCES && errno != ENOENT;
		*slash = '\0';
	}
	return -1;
}

static bool owner_unmapped(struct view *v)
{
	char path[CLUE_BYTES];
	autofd int fd = open_nearest(v, path, sizeof(path));
	struct stat st;

	if (!(v->scene->own & CLONE_NEWUSER) || fd < 0 || fstat(fd, &st) < 0)
		return false;
	return (probe_maps_outer(v, false, st.st_uid) == 0 ||
		probe_maps_outer(v, true, st.st_gid) == 0) &&
	       say(v, 1, "%u:%u", st.st_uid, st.st_gid) && say(v, 2, "%s", path);
}

/* On ENOENT: the first part of the path that is missing is not its last. */
static bool parent_missing(struct view *v)
{
	char path[CLUE_BYTES];

	(void)snprintf(path, sizeof(path), "%s", object_path(v));
	char *slash = strrchr(path, '/');
	if (!slash || slash == path)
		return false;
	*slash = '\0';
	return probe_missing(v, path) && say(v, 1, "%s", path) &&
	       say(v, 2, "%s", object_path(v));
}

/* The host's own are not looked for in the box. */
static bool host_path(struct view *v)
{
	const char *path = object_path(v);

	return strncmp(path, "@host:", 6) == 0 && say(v, 1, "%s", path + 6);
}

static bool has_lost_zero(struct view *v)
{
	return v->scene->has_lost_zero;
}

static bool name_path(struct view *v)
{
	return say(v, 1, "%s", object_path(v));
}

static bool already_directory(struct view *v)
{
	autofd int fd = probe_open(v, object_path(v));
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) &&
	       say(v, 1, "%s", object_path(v));
}

/* ---- sysctl ---- */

static void path_of(const char *key, char *path, size_t size)
{
	(void)snprintf(path, size, "sys/%.*s", (int)strcspn(key, "="), key);
	for (char *at = path; !strchr(key, '/') && *at; at++)
		if (*at == '.')
			*at = '/';
}

static bool of_first_namespace(struct view *v)
{
	char path[CLUE_BYTES];
	struct stat st;

	path_of(v->scene->err->text, path, sizeof(path));
	return (v->scene->own & CLONE_NEWNET) && fstatat(v->scene->proc, path, &st, 0) == 0;
}

static bool proc_readonly(struct view *v)
{
	const struct look_mount *m = probe_type(v, "proc", NULL);

	return m && probe_option(m->options, "ro");
}

static bool is_name(struct view *v)
{
	const char *text = v->scene->err->text;
	bool host = strncmp(text, "kernel.hostname", 15) == 0;

	return (host || strncmp(text, "kernel.domainname", 17) == 0) &&
	       say(v, 1, host ? "hostname NAME" : "domainname NAME");
}

static bool not_owner(struct view *v)
{
	(void)say(v, 1, "newns user %s",
		  strncmp(v->scene->err->text, "net", 3) == 0 ? "net" : "ipc uts");
	return !(v->scene->own & CLONE_NEWUSER) && !v->scene->is_root;
}

/* ---- the held process ---- */

const struct row why_rows_file[] = {
	{ "sysctl", "openat|open", ENOENT, of_first_namespace,
	  "only the host's net namespace has it: @host {step}" },
	{ "sysctl", "openat|open", ENOENT, NULL, "this kernel has no such key here" },
	{ "sysctl", "openat|open|write", EACCES, is_name,
	  "{1}: the call goes by capability, the file "
	  "by uid" },
	{ "sysctl", "openat|open|write", EACCES, not_owner, "{1}" },
	{ "sysctl", "openat|open|write", EACCES, NULL,
	  "its file goes by uid, not by capability: newns user with 0 mapped, and the namespace made "
	  "with it" },
	{ "sysctl", "openat|open|write", EPERM, NULL,
	  "the namespace it belongs to is not this user namespace's: newns them in one step" },
	{ "sysctl", "openat|open|write", EROFS, proc_readonly,
	  "/proc is read-only around unsh" },
	{ "sysctl", "write", EINVAL, NULL, "the kernel takes no such value for it" },
	{ "sysctl", "write", ERANGE, NULL, "the kernel takes no such value for it" },

	{ NULL, OPENING, EROFS, readonly_mount,
	  "remount -o rw {1}, if it is yours: it is read-only" },
	{ NULL, OPENING, EROFS, readonly_super, "the file system at {1} is read-only" },
	{ NULL, OPENING, EOVERFLOW, NULL,
	  "your id has no place in that file system: act as an id that is mapped" },
	{ NULL, OPENING, EACCES, owner_unmapped,
	  "{2} belongs to {1}, which is not mapped here, so being root does not count" },
	{ NULL, OPENING, EPERM, owner_unmapped,
	  "{2} belongs to {1}, which is not mapped here, so being root does not count" },
	{ "mkdir", "mkdir", EEXIST, already_directory, "mkdir -p {1} accepts it" },
	{ "mkdir", "mkdir", ENOENT, parent_missing, "mkdir -p {2}" },
	{ "mkdir", "mkdir", ENOENT, name_path, "mkdir -p {1}" },
	{ "cd", "chdir", ENOENT, name_path, "mkdir -p {1}" },
	{ "source", "open|openat", ENOENT, host_path, "source {1}: its FILE is the host's" },
	{ NULL, "open|openat|open_tree", ENOENT, host_path, "the host has no {1}" },
	{ NULL, "open|openat|opendir", ENOENT, parent_missing, "{1} is missing" },
	{ NULL, OPENING, ENOTDIR, NULL, "its path leads through a file" },
	{ NULL, OPENING, ENOSPC, NULL, "the file system is full, or its size= is reached" },
	{ NULL, "mknodat", EPERM, NULL,
	  "device nodes are made in no user namespace: bind @host:/dev/null onto a file" },

	{ NULL, NULL, EOWNERDEAD, has_lost_zero,
	  "the session has lost it and with it all frames: only exit helps" },
	{ NULL, NULL, EOWNERDEAD, NULL, "leave drops it; the frame below is as it was" },
	{ NULL, NULL, ETIMEDOUT, NULL, "set -o timeout=SECONDS waits longer" },
	{ .say = NULL },
};
