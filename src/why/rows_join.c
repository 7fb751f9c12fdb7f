/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes: namespaces that cannot be joined, processes that cannot be looked at. setns(2) */
#include "base/error.h"
#include "why/probe.h"
#include "why/row.h"
#include "why/why.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	CAP_SYS_CHROOT_BIT = 18
};

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

	if (!who || strchr(who, '=') || !v->scene->words[2] || probe_has_word(v, "user"))
		return false;
	size_t used = 0;
	for (int i = 2; v->scene->words[i] && used < CLUE_BYTES; i++)
		used += (size_t)snprintf(v->clue[1] + used, CLUE_BYTES - used, " %s",
					 v->scene->words[i]);
	return say(v, 1, "%s", who) && say(v, 3, "%s", probe_has_word(v, "mnt") ? "" : " mnt");
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

const struct row why_rows_join[] = {
	{ "enter|newns|box", "setns", EPERM, over_user,
	  "over a user namespace of yours nothing of the host's can be joined: leave, or box NAME "
	  "and there {step}" },
	{ "enter", "setns", EPERM, names_no_user, "enter {1} user{3}{2}, or enter {1}" },
	{ NULL, "setns", EPERM, no_chroot_right,
	  "joining a mnt namespace needs CAP_SYS_CHROOT too" },
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
	{ "enter|newns|box", "open", EACCES, over_user,
	  "over a user namespace of yours nothing of the host's can be joined: leave, or box NAME "
	  "and there {step}" },
	{ "enter|newns|box", "open", EACCES, NULL,
	  "the process is another user's, or does not let itself be looked at: root can" },
	{ .say = NULL },
};
