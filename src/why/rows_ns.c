/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes: namespaces that cannot be made. namespaces(7), user_namespaces(7), clone(2) */
#include "base/error.h"
#include "base/own.h"
#include "why/probe.h"
#include "why/row.h"
#include "why/why.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#define MAKING "clone3|unshare|clone"

enum {
	CAP_SYS_CHROOT_BIT = 18,
	CAP_SYS_ADMIN_BIT = 21,
	USER_DEPTH_MOST = 33,
	PID_DEPTH_MOST = 32
};

static const struct {
	const char *name, *file;
	unsigned kind;
	const char *since;
} kinds[] = {
	{ "user", "sys/user/max_user_namespaces", CLONE_NEWUSER, "3.8" },
	{ "mnt", "sys/user/max_mnt_namespaces", CLONE_NEWNS, "2.4.19" },
	{ "net", "sys/user/max_net_namespaces", CLONE_NEWNET, "3.0" },
	{ "uts", "sys/user/max_uts_namespaces", CLONE_NEWUTS, "3.0" },
	{ "ipc", "sys/user/max_ipc_namespaces", CLONE_NEWIPC, "3.0" },
	{ "pid", "sys/user/max_pid_namespaces", CLONE_NEWPID, "3.8" },
	{ "cgroup", "sys/user/max_cgroup_namespaces", CLONE_NEWCGROUP, "4.6" },
	{ "time", "sys/user/max_time_namespaces", CLONE_NEWTIME, "5.6" },
};
enum {
	KINDS = sizeof(kinds) / sizeof(*kinds)
};

/* ---- ENOSPC: a count or a depth, never a disk; user_namespaces(7), namespaces(7) ---- */

static bool user_too_deep(struct view *v)
{
	return (probe_asked(v) & CLONE_NEWUSER) && probe_depth(v) >= USER_DEPTH_MOST - 1;
}

static bool pid_too_deep(struct view *v)
{
	char path[32], text[8192];
	int n = 0;

	(void)snprintf(path, sizeof(path), "%d/status", v->scene->frame_pid);
	if (!(probe_asked(v) & CLONE_NEWPID) || probe_file(v, path, text, sizeof(text)) <= 0)
		return false;
	/* A column for each PID namespace that it is in, proc_pid_status(5), Linux 4.1. */
	const char *at = strstr(text, "\nNSpid:");
	for (at = at ? at + 7 : ""; *at == '\t'; n++)
		at += 1 + strcspn(at + 1, "\t\n");
	return n > PID_DEPTH_MOST;
}

static bool limit_is_zero(struct view *v)
{
	for (int i = 0; i < KINDS; i++)
		if ((probe_asked(v) & kinds[i].kind) && probe_number(v, kinds[i].file) == 0)
			return say(v, 1, "user.max_%s_namespaces", kinds[i].name);
	return false;
}

static bool mounts_at_most(struct view *v)
{
	int64_t most = probe_number(v, "sys/fs/mount-max");

	(void)probe_mount_of(v, "/", NULL);
	return (probe_asked(v) & CLONE_NEWNS) && most > 0 && 2 * (int64_t)v->mounts.n > most &&
	       say(v, 1, "%d", v->mounts.n) && say(v, 2, "%lld", (long long)most);
}

static bool name_limits(struct view *v)
{
	unsigned asked = probe_asked(v);
	bool many = (asked & (asked - 1)) != 0;
	size_t used = 0;

	for (int i = 0; i < KINDS && used < CLUE_BYTES; i++)
		if (asked & kinds[i].kind)
			used += (size_t)snprintf(v->clue[0] + used, CLUE_BYTES - used, "%s%s",
						 used   ? ","
						 : many ? "{"
							: "",
						 kinds[i].name);
	if (many && used < CLUE_BYTES)
		used += (size_t)snprintf(v->clue[0] + used, CLUE_BYTES - used, "}");
	return used > 0 && (!many || say(v, 2, "one of "));
}

static bool limit_inside(struct view *v)
{
	return (v->scene->own & CLONE_NEWUSER) && name_limits(v);
}

/* ---- EPERM ---- */

static bool frame_chrooted(struct view *v)
{
	return v->scene->chrooted && (probe_asked(v) & CLONE_NEWUSER);
}

static bool unsh_chrooted(struct view *v)
{
	return (probe_asked(v) & CLONE_NEWUSER) && probe_chrooted();
}

static bool filtered(struct view *v)
{
	(void)v;
	return probe_filtered();
}

static bool switched_off(struct view *v)
{
	return (probe_asked(v) & CLONE_NEWUSER) &&
	       probe_number(v, "sys/kernel/unprivileged_userns_clone") == 0;
}

static bool apparmor(struct view *v)
{
	return !v->scene->is_root &&
	       probe_number(v, "sys/kernel/apparmor_restrict_unprivileged_userns") == 1;
}

static bool makes_user(struct view *v)
{
	return (probe_asked(v) & CLONE_NEWUSER) != 0;
}

/* Who has no id in the user namespace that is, can own none below it. */
static bool unmapped(struct view *v)
{
	uint64_t uid, gid;

	if (!makes_user(v) || !probe_status(v, v->scene->frame_pid, "Uid", 10, &uid) ||
	    !probe_status(v, v->scene->frame_pid, "Gid", 10, &gid))
		return false;
	if (probe_maps_outer(v, false, uid) == 0)
		return say(v, 1, "uid %llu", (unsigned long long)uid) &&
		       say(v, 2, "--map-users");
	return probe_maps_outer(v, true, gid) == 0 &&
	       say(v, 1, "gid %llu", (unsigned long long)gid) && say(v, 2, "--map-groups");
}

/* The words of the step behind the FROM-th. */
static void rest_of_step(struct view *v, int from)
{
	size_t used = 0;

	for (int i = from; v->scene->words[i] && used < CLUE_BYTES; i++)
		used += (size_t)snprintf(v->clue[0] + used, CLUE_BYTES - used, " %s",
					 v->scene->words[i]);
}

static bool without_user(struct view *v)
{
	const struct why_scene *s = v->scene;

	if (!probe_asked(v) || makes_user(v) || !s->words || !s->words[0] || !s->words[1])
		return false;
	if (!probe_lacks(v, CAP_SYS_ADMIN_BIT) && (s->is_root || (s->own & CLONE_NEWUSER)))
		return false;
	rest_of_step(v, strcmp(s->step, "box") == 0 ? 2 : 1);
	return say(v, 2, "%s", s->words[1]);
}

static bool to_be_wired(struct view *v)
{
	return (probe_asked(v) & CLONE_NEWNET) && without_user(v);
}

static bool other_lsm(struct view *v)
{
	char text[CLUE_BYTES] = "";
	autofd int fd = open("/sys/kernel/security/lsm", O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	text[size > 0 ? strcspn(text, "\n") : 0] = '\0';
	return makes_user(v) && say(v, 1, text[0] ? " (%s)" : "%s", text);
}

/* ---- EINVAL ---- */

static bool kind_missing(struct view *v)
{
	struct utsname name;

	(void)uname(&name);
	for (int i = 0; i < KINDS; i++) {
		char path[32];
		struct stat st;

		(void)snprintf(path, sizeof(path), "self/ns/%s", kinds[i].name);
		if ((probe_asked(v) & kinds[i].kind) &&
		    fstatat(v->scene->proc, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
			return say(v, 1, "%s", name.release) &&
			       say(v, 2, "%s", kinds[i].name) &&
			       say(v, 3, "%s", kinds[i].since);
	}
	return false;
}

const struct row why_rows_ns[] = {
	{ "newns|box", MAKING, ENOSPC, user_too_deep,
	  "user namespaces nest at most 33 deep; leave" },
	{ "newns|box", MAKING, ENOSPC, pid_too_deep,
	  "pid namespaces nest at most 32 deep; leave" },
	{ NULL, MAKING, ENOSPC, limit_is_zero,
	  "sysctl {1}=N as the host's root, where it is 0 now" },
	{ NULL, MAKING, ENOSPC, mounts_at_most,
	  "{1} mounts are to be copied, fs.mount-max is {2}: umount -r what is not needed" },
	{ NULL, MAKING, ENOSPC, limit_inside,
	  "{2}user.max_{1}_namespaces of this user namespace, or of one that it lies in, is used "
	  "up: sysctl shows and sets it, leave gives one back" },
	{ NULL, MAKING, ENOSPC, name_limits,
	  "{2}user.max_{1}_namespaces is used up: leave frames that are not needed, or sysctl it as "
	  "the host's root" },

	{ "newns|box", MAKING, EPERM, frame_chrooted,
	  "leave, then pivot DIR instead of chroot DIR" },
	{ "newns|box", MAKING, EPERM, unsh_chrooted,
	  "unsh runs in a chroot, where the kernel makes no user namespace: start it outside" },
	{ "newns|box", MAKING, EPERM, switched_off,
	  "sysctl kernel.unprivileged_userns_clone=1 as the host's root" },
	{ "newns|box", MAKING, EPERM, unmapped,
	  "{1} is not in this user namespace's map, so it can own no other: leave, then newns user "
	  "with {2} that has it" },
	{ NULL, MAKING, EPERM, filtered,
	  "a seccomp filter around unsh forbids it: the container that unsh runs in has to be "
	  "started with one that allows unshare" },
	{ NULL, MAKING, ENOSYS, NULL,
	  "a seccomp filter around unsh forbids it, or the kernel is older than 5.3" },
	{ NULL, MAKING, EACCES, apparmor,
	  "sysctl kernel.apparmor_restrict_unprivileged_userns=0 as the host's root, or an AppArmor "
	  "profile with userns for unsh" },
	{ NULL, MAKING, EPERM, apparmor,
	  "sysctl kernel.apparmor_restrict_unprivileged_userns=0 as the host's root, or an AppArmor "
	  "profile with userns for unsh" },
	{ "newns", MAKING, EPERM, without_user, "newns user{1}" },
	{ "box", MAKING, EPERM, to_be_wired,
	  "box {2} user{1}; or, where boxes are to be wired, box u user, then box {2}{1} --on u" },
	{ "box", MAKING, EPERM, without_user, "box {2} user{1}" },
	{ "pivot", MAKING, EPERM, without_user, "newns user, then {step}" },
	{ "newns|box", MAKING, EPERM, other_lsm,
	  "no limit, map or filter explains it: a security module{1} forbids user namespaces" },

	{ NULL, MAKING, EINVAL, kind_missing,
	  "Linux {1} has no {2} namespaces, they came with {3}" },
	{ .say = NULL },
};
