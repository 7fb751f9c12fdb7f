/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes: what cannot be mounted, bound, moved or remounted. mount(2), mount_namespaces(7) */
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
#include <sys/utsname.h>

#define TYPES "mount|newns|box|pivot"

enum {
	CAP_SYS_ADMIN_BIT = 21
};

/* The file system type that the step names; "" where it is found by what is on the device. */
static const char *type_of(const struct view *v)
{
	const struct why_scene *s = v->scene;
	const char *plain = "";
	int n = 0;

	if (strcmp(s->step, "mount") != 0)
		return strstr(s->err->text, "/proc")  ? "proc"
		       : strstr(s->err->text, "/sys") ? "sysfs"
						      : "";
	for (int i = 1; s->words && s->words[0] && s->words[i]; i++) {
		bool option = strcmp(s->words[i], "-t") == 0 || strcmp(s->words[i], "-o") == 0;

		if (s->words[i][0] == '-' && s->words[i][1] == 't' && s->words[i + 1])
			return option ? s->words[i + 1]
				      : s->words[i] + 2 + (s->words[i][2] == '=');
		if (option && s->words[i + 1])
			i++;
		else if (s->words[i][0] != '-' && n++ == 0)
			plain = s->words[i];
	}
	return plain;
}

static bool is_type(const struct view *v, const char *type)
{
	return strcmp(type_of(v), type) == 0;
}

static bool in_user(const struct view *v)
{
	return (v->scene->own & CLONE_NEWUSER) != 0;
}

/* The namespace NAME (CLONE bit KIND) is above our user namespace, as far as that can be seen.
 */
static bool not_ours(const struct view *v, const char *name, unsigned kind)
{
	enum owner owner = probe_owner(v, name);

	return owner == OWNER_ABOVE ||
	       (owner == OWNER_UNKNOWN && in_user(v) && !(v->scene->own & kind));
}

/* ---- EPERM ---- */

static bool mount_filtered(struct view *v)
{
	(void)v;
	return probe_filtered_mount();
}

static bool no_right(struct view *v)
{
	return probe_lacks(v, CAP_SYS_ADMIN_BIT);
}

static bool mounts_not_ours(struct view *v)
{
	return not_ours(v, "mnt", CLONE_NEWNS);
}

static bool proc_without_pid(struct view *v)
{
	return is_type(v, "proc") && not_ours(v, "pid", CLONE_NEWPID) &&
	       say(v, 1, "%s", object_path(v));
}

static bool proc_hidden(struct view *v)
{
	return is_type(v, "proc") && in_user(v) && !probe_type(v, "proc", NULL);
}

static bool is_readonly(struct view *v, const char *type)
{
	const struct look_mount *m = NULL;

	if (!is_type(v, type) || !in_user(v) || probe_has_word(v, "ro"))
		return false;
	while ((m = probe_type(v, type, m)))
		if (!probe_option(m->options, "ro"))
			return false;
	return say(v, 1, "%s", type) && say(v, 2, "%s", object_path(v));
}

static bool proc_readonly(struct view *v)
{
	return is_readonly(v, "proc") || is_readonly(v, "sysfs");
}

/* All that is visible of TYPE has something mounted over a part of it. */
static bool is_covered(struct view *v, const char *type)
{
	const struct look_mount *m = NULL, *child = NULL;
	int n = 0;

	if (!is_type(v, type) || !in_user(v))
		return false;
	while ((m = probe_type(v, type, m))) {
		const struct look_mount *below = probe_child(v, m);

		n++;
		if (!below)
			return false;
		child = child ? child : below;
	}
	return n > 0 && say(v, 1, "%s", child->target) &&
	       say(v, 2, "/%s", strcmp(type, "proc") == 0 ? "proc" : "sys") &&
	       say(v, 3, "%s", object_path(v));
}

static bool covered(struct view *v)
{
	return is_covered(v, "proc") || is_covered(v, "sysfs");
}

static bool sysfs_without_net(struct view *v)
{
	return is_type(v, "sysfs") && not_ours(v, "net", CLONE_NEWNET) &&
	       say(v, 1, "%s", object_path(v));
}

static bool content_not_ours(struct view *v)
{
	static const struct {
		const char *type, *kind;
		unsigned flag;
	} content[] = {
		{ "mqueue", "ipc", CLONE_NEWIPC },
		{ "cgroup", "cgroup", CLONE_NEWCGROUP },
		{ "cgroup2", "cgroup", CLONE_NEWCGROUP },
	};

	for (size_t i = 0; i < sizeof(content) / sizeof(*content); i++)
		if (is_type(v, content[i].type) &&
		    not_ours(v, content[i].kind, content[i].flag))
			return say(v, 1, "%s", content[i].type) &&
			       say(v, 2, "%s", content[i].kind);
	return false;
}

/* The frame that newns began is gone again: what counts is which kinds it was to have. */
static bool content_not_made(struct view *v)
{
	bool proc = is_type(v, "proc");

	if (strcmp(v->scene->step, "newns") != 0 || (!proc && !is_type(v, "sysfs")) ||
	    (probe_asked(v) & (proc ? CLONE_NEWPID : CLONE_NEWNET)))
		return false;
	return say(v, 1, proc ? "pid" : "net") && say(v, 2, proc ? "proc" : "sysfs");
}

/* FS_USERNS_MOUNT: those that a user namespace may mount; overlay since 5.11, fuse 4.18. */
static bool type_of_root(struct view *v)
{
	static const char *const allowed[] = { "tmpfs",   "ramfs",  "devpts",  "proc",
					       "sysfs",   "mqueue", "cgroup",  "cgroup2",
					       "overlay", "fuse",   "fuseblk", "binfmt_misc" };
	const char *type = type_of(v);

	if (!in_user(v) || strcmp(v->scene->step, "mount") != 0)
		return false;
	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
		if (strcmp(type, allowed[i]) == 0 || strncmp(type, "fuse.", 5) == 0)
			return false;
	return say(v, 1, "%s", strchr(type, '/') ? "it" : type) &&
	       say(v, 2, "%s", object_path(v));
}

static bool overlay_option(struct view *v)
{
	return is_type(v, "overlay") && in_user(v);
}

/* ---- other errnos ---- */

/* Whether the kernel that runs has a module of that name, modules.dep(5). */
static bool module_there(const char *name)
{
	struct utsname host;
	char path[512], wanted[96], line[8192];
	bool there = false;

	(void)uname(&host);
	(void)snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", host.release);
	(void)snprintf(wanted, sizeof(wanted), "/%.80s.ko", name);
	FILE *f = fopen(path, "re");
	while (f && !there && fgets(line, sizeof(line), f)) {
		line[strcspn(line, ":")] = '\0';
		there = strstr(line, wanted) != NULL;
	}
	if (f)
		(void)fclose(f);
	return there;
}

static bool module_missing(struct view *v)
{
	return say(v, 1, "%s", v->scene->err->text) && module_there(v->scene->err->text);
}

static bool name_type(struct view *v)
{
	return say(v, 1, "%s", v->scene->err->text);
}

static bool mounted_already(struct view *v)
{
	bool root;
	const struct look_mount *m = probe_mount_of(v, object_path(v), &root);

	return m && root && strcmp(v->scene->step, "mount") == 0 && m->fstype &&
	       strcmp(type_of(v), m->fstype) == 0 && say(v, 1, "%s", object_path(v));
}

static bool bad_overlay(struct view *v)
{
	return is_type(v, "overlay");
}

/* One of the directories that the options name. */
static bool overlay_missing(struct view *v)
{
	static const char *const names[] = { "upperdir=", "workdir=", "lowerdir=" };
	const char *const *words = v->scene->words;

	for (int i = 1; is_type(v, "overlay") && words && words[0] && words[i]; i++) {
		for (int j = 0; j < 3; j++) {
			const char *at = strstr(words[i], names[j]);

			if (!at)
				continue;
			at += strlen(names[j]);
			(void)say(v, 1, "%.*s", (int)strcspn(at, ",:"), at);
			if (probe_missing(v, v->clue[0]))
				return say(v, 2, "%.*s", (int)strlen(names[j]) - 1, names[j]);
		}
	}
	return false;
}

static bool is_fuse(struct view *v)
{
	return is_type(v, "fuse") || is_type(v, "fuseblk");
}

/* In somebody's mount namespace a target is not made unasked. */
static bool target_missing(struct view *v)
{
	const char *target = probe_last(v);

	return v->scene->entered && probe_missing(v, target) && say(v, 1, "%s", target);
}

static bool source_missing(struct view *v)
{
	autofd int fd = probe_open(v, object_path(v));

	return fd >= 0;
}

const struct row why_rows_mount[] = {
	{ NULL, "mount|umount2|open_tree|move_mount", EPERM, mount_filtered,
	  "a seccomp filter around unsh forbids mounting" },
	{ TYPES "|bind|move|remount|propagation|umount",
	  "mount|umount2|open_tree|move_mount|mount_setattr|fsconfig|fspick", EPERM, no_right,
	  "newns user mnt" },
	{ TYPES "|bind|move|umount|propagation", "mount|umount2|open_tree|move_mount", EPERM,
	  mounts_not_ours,
	  "newns mnt: this mnt namespace is older than the user namespace, and not its" },
	{ TYPES, "mount", EPERM, proc_without_pid,
	  "newns pid, which proc needs for its own, or bind -r /proc {1}" },
	{ TYPES, "mount", EPERM, proc_hidden,
	  "a user namespace may mount proc only where one can be seen: mount it before the root "
	  "changes, pivot --proc" },
	{ TYPES, "mount", EPERM, sysfs_without_net,
	  "newns net, which sysfs needs for its own, or bind -r /sys {1}" },
	{ TYPES, "mount", EPERM, proc_readonly,
	  "mount -t {1} -o ro {1} {2}: those that are visible are read-only" },
	{ TYPES, "mount", EPERM, covered,
	  "bind -r {2} {3}: {1} is covered here, and the kernel gives out no uncovered one" },
	{ TYPES, "mount", EPERM, content_not_ours, "newns {2}, which {1} needs for its own" },
	{ "newns", "mount", EPERM, content_not_made,
	  "{1} among the kinds, which {2} needs for its own" },
	{ TYPES, "mount", EPERM, type_of_root,
	  "{1} can be mounted by the host's root only: @host mount it, then bind @host:DIR {2}" },
	{ TYPES, "mount", EPERM, overlay_option,
	  "redirect_dir, metacopy and nfs_export need the host's root: leave them out, or userxattr" },
	{ TYPES, "mount|open_tree|move_mount", EPERM, NULL,
	  "nothing that can be seen explains it: Landlock or another security module around unsh may "
	  "forbid mounting" },

	{ TYPES, "mount|fsopen", ENODEV, module_missing, "modprobe {1} as the host's root" },
	{ TYPES, "mount|fsopen", ENODEV, name_type,
	  "this kernel has no file system {1}; @host cat /proc/filesystems lists what it has" },
	{ "newns", "mount", EBUSY, content_not_made,
	  "{1} among the kinds: that {2} is mounted there already" },
	{ "mount", "mount", EBUSY, mounted_already,
	  "it is mounted on {1} already; umount {1}" },
	{ "mount", "mount", EINVAL, is_fuse,
	  "fuse is mounted by its server, which has /dev/fuse open: -o "
	  "fd=N,rootmode=MODE,user_id=UID,group_id=GID" },
	{ "mount", "mount", EINVAL, bad_overlay,
	  "lowerdir is needed, and upperdir and workdir on one mount, empty of another overlay; "
	  "! dmesg has the kernel's words" },
	{ "mount", "mount", ENOTBLK, NULL, "a directory is bound: bind SOURCE TARGET" },
	{ "mount", "mount", ENOENT, overlay_missing, "mkdir -p {1} first: {2} is missing" },
	{ "mount|bind|move", "mount|move_mount", ENOENT, target_missing,
	  "mkdir -p {1} first, or --mkdir" },
	{ "mount|bind|move", "mkdirat|openat", EACCES, NULL,
	  "mount where there is a directory, or below one of your own" },
	{ "mount", "mount", ENOENT, source_missing,
	  "the source is missing, the target is there" },
	{ "mount", "mount", EACCES, NULL,
	  "the device cannot be read, or lies on a mount with nodev" },
	{ "mount", "mount", ENXIO, NULL, "there is no such device" },
	{ "mount", "mount", ENOTDIR, NULL, "its target is no directory" },
	{ .say = NULL },
};
