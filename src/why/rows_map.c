/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes: id maps and ids; clocks of a time namespace. user_namespaces(7), time_namespaces(7)
 */
#include "base/error.h"
#include "why/probe.h"
#include "why/row.h"
#include "why/why.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAPS "write uid_map|write gid_map"

enum {
	CAP_SETFCAP_BIT = 31,
	CAP_SETUID_BIT = 7,
	CAP_SETGID_BIT = 6,
	CAP_SYS_TIME_BIT = 25
};

static bool of_groups(const struct view *v)
{
	return strstr(v->scene->err->call, "gid") != NULL;
}

/* The first line of the map, which is the failure's object: INNER OUTER COUNT. */
static bool read_line(const struct view *v, unsigned long long *outer,
		      unsigned long long *count)
{
	/* Our own text. NOLINTNEXTLINE(cert-err34-c) */
	return sscanf(v->scene->err->text, "%*u %llu %llu", outer, count) == 2;
}

/* Without CAP_SETFCAP nobody maps the parent's 0, Linux 5.12. */
static bool maps_root(struct view *v)
{
	unsigned long long outer, count;

	return !of_groups(v) && read_line(v, &outer, &count) && outer == 0 &&
	       probe_lacks(v, CAP_SETFCAP_BIT);
}

static bool groups_allowed(struct view *v)
{
	return of_groups(v) && !v->scene->is_root && probe_has_word(v, "allow");
}

static bool outer_missing(struct view *v)
{
	unsigned long long outer, count;
	char ranges[128];

	if (!read_line(v, &outer, &count))
		return false;
	probe_ranges(v, of_groups(v), ranges, sizeof(ranges));
	if (probe_maps_inner(v, of_groups(v), outer) == 0)
		return say(v, 1, "%llu", outer) && say(v, 2, "%s", ranges);
	return probe_maps_inner(v, of_groups(v), outer + count - 1) == 0 &&
	       say(v, 1, "%llu", outer + count - 1) && say(v, 2, "%s", ranges);
}

static bool lacks_setid(struct view *v)
{
	return probe_lacks(v, of_groups(v) ? CAP_SETGID_BIT : CAP_SETUID_BIT) &&
	       say(v, 1, of_groups(v) ? "CAP_SETGID" : "CAP_SETUID") &&
	       say(v, 2, of_groups(v) ? "--map-group" : "--map-user");
}

static bool apparmor(struct view *v)
{
	return !v->scene->is_root &&
	       probe_number(v, "sys/kernel/apparmor_restrict_unprivileged_userns") == 1;
}

/* What newuidmap and newgidmap say of themselves comes as our own refusal, without a call. */
static bool helper_says(struct view *v, const char *what)
{
	const char *text = v->scene->err->text;

	if (v->scene->err->call[0] ||
	    (strncmp(text, "newuidmap", 9) != 0 && strncmp(text, "newgidmap", 9) != 0))
		return false;
	return strstr(text, what) &&
	       say(v, 1, text[3] == 'u' ? "/etc/subuid" : "/etc/subgid") &&
	       say(v, 2, "%.9s", text) && say(v, 3, "%u", geteuid()) &&
	       say(v, 4, text[3] == 'u' ? "--add-subuids" : "--add-subgids");
}

static bool range_not_allowed(struct view *v)
{
	return helper_says(v, "not allowed");
}

static bool no_privileges(struct view *v)
{
	uint64_t set;

	return helper_says(v, "write to ") &&
	       probe_status(v, getpid(), "NoNewPrivs", 10, &set) && set == 1;
}

static bool helper_nosuid(struct view *v)
{
	return helper_says(v, "write to ");
}

static bool no_user_name(struct view *v)
{
	return helper_says(v, "Cannot determine your user name");
}

static bool helper_silent(struct view *v)
{
	return helper_says(v, "") && strlen(v->scene->err->text) == 9;
}

static bool in_user(struct view *v)
{
	return (v->scene->own & CLONE_NEWUSER) != 0;
}

static bool unmapped_uid(struct view *v)
{
	if (!in_user(v))
		return false;
	probe_ranges(v, strstr(v->scene->err->call, "gid") != NULL, v->clue[0], CLUE_BYTES);
	return true;
}

static bool setgroups_denied(struct view *v)
{
	char path[32], text[16];

	(void)snprintf(path, sizeof(path), "%d/setgroups", v->scene->frame_pid);
	return probe_file(v, path, text, sizeof(text)) > 0 && strncmp(text, "deny", 4) == 0;
}

static bool no_time_right(struct view *v)
{
	return probe_lacks(v, CAP_SYS_TIME_BIT);
}

static bool uptime(struct view *v)
{
	char text[64];

	return probe_file(v, "uptime", text, sizeof(text)) > 0 &&
	       say(v, 1, "%.*s", (int)strcspn(text, " ."), text);
}

const struct row why_rows_map[] = {
	{ NULL, MAPS, EPERM, maps_root,
	  "mapping the parent's 0 needs CAP_SETFCAP: leave 0 out of OUTER, or keep the capability" },
	{ NULL, MAPS, EPERM, groups_allowed,
	  "--setgroups deny: a group map without it needs root" },
	{ NULL, MAPS, EPERM, outer_missing,
	  "{1} does not exist in this frame, its ids are {2}" },
	{ NULL, MAPS, EPERM, lacks_setid,
	  "{2} ID, which is your own id alone: more needs {1}" },
	{ NULL, MAPS, EPERM, apparmor,
	  "sysctl kernel.apparmor_restrict_unprivileged_userns=0 as the host's root" },
	{ NULL, MAPS, EPERM, NULL,
	  "without root only your own id can be mapped: --map-root, or ranges of /etc/subuid" },
	{ "newns|box", "openat", EROFS, NULL,
	  "/proc is read-only around unsh, and maps are written through it" },

	{ NULL, MAPS, EINVAL, NULL,
	  "at most 340 ranges, none twice, all of it less than a page of memory" },
	{ NULL, "write setgroups", EPERM, NULL,
	  "above this frame it is denied already: without "
	  "--setgroups" },
	{ "newns|box", NULL, 0, range_not_allowed,
	  "{1} gives this user less: usermod {4} FIRST-LAST {3} as the host's root, or a smaller "
	  "range" },
	{ "newns|box", NULL, 0, no_privileges,
	  "unsh was started with no_new_privs, which takes {2}'s privilege: --map-root" },
	{ "newns|box", NULL, 0, helper_nosuid,
	  "{2} has no privilege here (set-uid bit, file capabilities, nosuid): --map-root" },
	{ "newns|box", NULL, 0, no_user_name,
	  "uid {3} is not in /etc/passwd, so {1} has no line for it: --map-root" },
	{ "newns|box", NULL, 0, helper_silent,
	  "it is not installed (package uidmap): --map-root" },

	{ NULL, "setresuid|setresgid|setuid|setgid|setgroups|chown", EINVAL, unmapped_uid,
	  "this user namespace has the ids {1}: newns user with --map-users, --map-groups" },
	{ NULL, "setgroups", EPERM, setgroups_denied,
	  "its map was made without privilege, and setgroups is off for good: newns user with ranges "
	  "of /etc/subgid" },
	{ NULL, "setgroups|setresuid|setresgid", EPERM, NULL,
	  "only root becomes somebody else: newns user" },

	{ NULL, "write timens_offsets", ERANGE, uptime,
	  "the clock would be negative, or beyond 146 years: uptime is {1} s" },
	{ NULL, "write timens_offsets|unshare", EPERM, no_time_right, "newns user time" },
	{ NULL, "write timens_offsets", EACCES, NULL,
	  "a clock is fixed once a process runs by it: give the offset in newns" },
	{ .say = NULL },
};
