/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes: processes that cannot be started. fork(2), getrlimit(2), pid_namespaces(7) */
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
#include <unistd.h>

#define FORKING "clone3|fork|clone"

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

const struct row why_rows_fork[] = {
	{ NULL, FORKING, EAGAIN, tasks_at_most,
	  "user {1} has {2} processes: end some, or ulimit -u N before unsh" },
	{ NULL, FORKING, EAGAIN, cgroup_full,
	  "cgroup {1} allows {2} processes: end some, or raise its pids.max" },
	{ NULL, FORKING, EAGAIN, NULL,
	  "a limit of processes is reached: ulimit -u, pids.max of the cgroup" },
	{ NULL, FORKING, ENOMEM, in_pid_namespace,
	  "the pid namespace has ended with its first process: leave, then newns pid or enter again" },
	{ .say = NULL },
};
