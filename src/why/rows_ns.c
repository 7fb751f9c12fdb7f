/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes: namespaces and processes that cannot be made, namespaces that cannot be joined. */
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

#define MAKING  "clone3|unshare|clone"
#define FORKING "clone3|fork|clone"

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

/* The words of the step with `user` in front of its kinds. */
static bool without_user(struct view *v)
{
	const struct why_scene *s = v->scene;
	size_t used = 0;

	if (!probe_asked(v) || makes_user(v) || !s->words || !s->words[0])
		return false;
	if (!probe_lacks(v, CAP_SYS_ADMIN_BIT) && (s->is_root || (s->own & CLONE_NEWUSER)))
		return false;
	for (int i = strcmp(s->step, "newns") == 0 ? 1 : 0; s->words[i] && used < CLUE_BYTES;
	     i++)
		used += (size_t)snprintf(v->clue[0] + used, CLUE_BYTES - used, " %s",
					 s->words[i]);
	if (strcmp(s->step, "newns") != 0)
		return say(v, 1, " mnt; %s", strcmp(s->step, "pivot") == 0 ? "pivot" : s->step);
	return true;
}

static bool other_lsm(struct view *v)
{
	char text[CLUE_BYTES] = "";
	autofd int fd = open("/sys/kernel/security/lsm", O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	text[size > 0 ? strcspn(text, "\n") : 0] = '\0';
	return makes_user(v) && say(v, 1, text[0] ? " (%s)" : "%s", text);
}

/* ---- EINVAL, EAGAIN, ENOMEM ---- */

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

static bool tasks_at_most(struct view *v)
{
	char path[32], text[4096];
	uint64_t uid, most, have;

	(void)snprintf(path, sizeof(path), "%d/limits", v->scene->frame_pid);
	if (probe_file(v, path, text, sizeof(text)) <= 0 ||
	    !probe_status(v, v->scene->frame_pid, "Uid", 10, &uid))
		return false;
	const char *line = strstr(text, "Max processes");
	/* The kernel's own text; "unlimited" is no number. NOLINTNEXTLINE(cert-err34-c) */
	if (!line || sscanf(line, "Max processes %llu", (unsigned long long *)&most) != 1)
		return false;
	have = probe_user_tasks(v, uid);
	return have + 1 >= most && say(v, 1, "%llu", (unsigned long long)uid) &&
	       say(v, 2, "%llu of %llu", (unsigned long long)have, (unsigned long long)most);
}

static bool read_host_number(const char *path, long long *ret)
{
	char text[32] = "";
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	/* The kernel's own text; "max" is no number. NOLINTNEXTLINE(cert-err34-c) */
	return size > 0 && sscanf(text, "%lld", ret) == 1;
}

/* The cgroup PATH and those above it. */
static bool group_full(struct view *v, const char *mount, char *path)
{
	for (char *slash = path; slash && path[0];) {
		char file[512];
		long long most, have;

		(void)snprintf(file, sizeof(file), "%s%.300s/pids.max", mount, path);
		if (read_host_number(file, &most)) {
			(void)snprintf(file, sizeof(file), "%s%.300s/pids.current", mount,
				       path);
			if (read_host_number(file, &have) && have >= most)
				return say(v, 1, "%.200s", path) && say(v, 2, "%lld", most);
		}
		slash = strrchr(path, '/');
		if (slash)
			*slash = '\0';
	}
	return false;
}

static bool cgroup_full(struct view *v)
{
	char path[32], text[4096];

	(void)snprintf(path, sizeof(path), "%d/cgroup", v->scene->frame_pid);
	if (probe_file(v, path, text, sizeof(text)) <= 0)
		return false;
	for (char *line = text; line && *line;) {
		char *end = strchr(line, '\n'), *first = strchr(line, ':');
		char *group = first ? strchr(first + 1, ':') : NULL;

		if (end)
			*end = '\0';
		if (group && strncmp(first, "::", 2) == 0 &&
		    group_full(v, "/sys/fs/cgroup", group + 1))
			return true;
		if (group && strncmp(first, ":pids:", 6) == 0 &&
		    group_full(v, "/sys/fs/cgroup/pids", group + 1))
			return true;
		line = end ? end + 1 : NULL;
	}
	return false;
}

static bool in_pid_namespace(struct view *v)
{
	return (v->scene->own & CLONE_NEWPID) != 0;
}

/* ---- setns ---- */

static bool joins_user(struct view *v)
{
	return strcmp(v->scene->err->text, "user") == 0;
}

static bool over_user(struct view *v)
{
	return (v->scene->own & CLONE_NEWUSER) != 0;
}

static bool no_chroot_right(struct view *v)
{
	return strcmp(v->scene->err->text, "mnt") == 0 && probe_lacks(v, CAP_SYS_CHROOT_BIT);
}

/* Kinds were named, and `user` not among them. */
static bool names_no_user(struct view *v)
{
	const char *who = v->scene->words && v->scene->words[0] ? v->scene->words[1] : NULL;

	return who && !strchr(who, '=') && v->scene->words[2] && !probe_has_word(v, "user") &&
	       say(v, 1, "%s", who);
}

static bool joins_pid(struct view *v)
{
	return strcmp(v->scene->err->text, "pid") == 0;
}

/* ---- looking at a process ---- */

static bool read_pid(const struct view *v, pid_t *ret)
{
	const char *text = v->scene->err->text;

	if (strncmp(text, "/proc/", 6) == 0)
		text += 6;
	/* Our own text. NOLINTNEXTLINE(cert-err34-c) */
	return sscanf(text, "%d", ret) == 1 && *ret > 0;
}

static bool is_thread(struct view *v)
{
	uint64_t leader;
	pid_t pid;

	return read_pid(v, &pid) && probe_status(v, pid, "Tgid", 10, &leader) &&
	       leader != (uint64_t)pid && say(v, 1, "%llu", (unsigned long long)leader);
}

static bool other_user(struct view *v)
{
	uint64_t uid;
	pid_t pid;

	return read_pid(v, &pid) && probe_status(v, pid, "Uid", 10, &uid) && uid != geteuid() &&
	       say(v, 1, "%llu", (unsigned long long)uid);
}

static bool own_closed(struct view *v)
{
	uint64_t uid;
	pid_t pid;

	return read_pid(v, &pid) && probe_status(v, pid, "Uid", 10, &uid) && uid == geteuid();
}

static bool proc_hides(struct view *v)
{
	char text[16384];
	pid_t pid;

	if (!read_pid(v, &pid) || probe_file(v, "self/mountinfo", text, sizeof(text)) <= 0)
		return false;
	const char *at = strstr(text, "hidepid=");
	return at && at[8] != '0' && at[8] != 'o' &&
	       say(v, 1, "%.*s", (int)strcspn(at, ", \n"), at);
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
	{ "newns|box|pivot", MAKING, EPERM, without_user, "newns user{1}" },
	{ "newns|box", MAKING, EPERM, other_lsm,
	  "no limit, map or filter explains it: a security module{1} forbids user namespaces" },

	{ NULL, MAKING, EINVAL, kind_missing,
	  "Linux {1} has no {2} namespaces, they came with {3}" },
	{ NULL, FORKING, EAGAIN, tasks_at_most,
	  "user {1} has {2} processes: end some, or ulimit -u N before unsh" },
	{ NULL, FORKING, EAGAIN, cgroup_full,
	  "cgroup {1} allows {2} processes: end some, or raise its pids.max" },
	{ NULL, FORKING, EAGAIN, NULL,
	  "a limit of processes is reached: ulimit -u, pids.max of the cgroup" },
	{ NULL, FORKING, ENOMEM, in_pid_namespace,
	  "the pid namespace has ended with its first process: leave, then newns pid or enter again" },

	{ "enter|newns|box", "setns", EPERM, over_user,
	  "over a user namespace of yours nothing of the host's can be joined: leave, or box NAME "
	  "and there {step}" },
	{ NULL, "setns", EPERM, no_chroot_right,
	  "joining a mnt namespace needs CAP_SYS_CHROOT too" },
	{ "enter", "setns", EPERM, names_no_user, "enter {1} user, and the rest with it" },
	{ NULL, "setns", EPERM, joins_user,
	  "it is another user's, or not below yours: its owner or root can join it" },
	{ NULL, "setns", EPERM, NULL,
	  "it belongs to a user namespace in which you have no rights: join that too" },
	{ NULL, "setns", EINVAL, joins_pid,
	  "one can only go down from one's own pid namespace: box NAME, and there {step}" },
	{ NULL, "setns", EINVAL, joins_user,
	  "this frame is in it already: leave the kind out" },
	{ NULL, "setns", ENOMEM, NULL, "the pid namespace has ended with its first process" },

	{ "enter", "pidfd_open", EINVAL, is_thread, "it is a thread; enter {1}" },
	{ "enter", "pidfd_open", ENOENT, is_thread, "it is a thread; enter {1}" },
	{ "enter", "openat|readlinkat", ENOENT, proc_hides,
	  "/proc is mounted with {1}: only root sees the processes of others" },
	{ "enter", "pidfd_open", ESRCH, NULL, "! ps -e lists those that run" },
	{ "enter", "openat|readlinkat|read", EACCES, other_user,
	  "it is uid {1}'s: that user or root can enter it" },
	{ "enter", "openat|readlinkat|read", EACCES, own_closed,
	  "it does not let itself be looked at (not dumpable, or with more capabilities than you): "
	  "root can enter it" },
	{ "enter|newns|box", "open", EACCES, NULL,
	  "the process is another user's, or does not let itself be looked at: root can" },
	{ .say = NULL },
};
