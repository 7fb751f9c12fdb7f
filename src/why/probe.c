/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "why/probe.h"

#include "base/error.h"
#include "base/own.h"
#include "why/row.h"
#include "why/why.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
	FILE_BYTES = 8192,
	TASKS_MOST = 5000
};

ssize_t probe_file(const struct view *v, const char *path, char *text, size_t size)
{
	autofd int fd = openat(v->scene->proc, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t have = 0;

	text[0] = '\0';
	if (fd < 0)
		return -1;
	while (have < size - 1) {
		ssize_t got = read(fd, text + have, size - 1 - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		have += (size_t)got;
	}
	text[have] = '\0';
	return (ssize_t)have;
}

/* The kernel's own text: the number that it begins with. */
static bool read_number(const char *text, int base, uint64_t *ret)
{
	/* NOLINTNEXTLINE(cert-err34-c) */
	return sscanf(text, base == 16 ? "%" SCNx64 : "%" SCNu64, ret) == 1;
}

int64_t probe_number(const struct view *v, const char *path)
{
	char text[64];
	uint64_t n;

	if (probe_file(v, path, text, sizeof(text)) <= 0 || !read_number(text, 10, &n))
		return -1;
	return n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

static bool find_line(const char *text, const char *name, int base, uint64_t *ret)
{
	size_t size = strlen(name);

	for (const char *at = text; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, name, size) == 0 && at[size] == ':')
			return read_number(at + size + 1, base, ret);
	}
	return false;
}

bool probe_status(const struct view *v, pid_t pid, const char *name, int base, uint64_t *ret)
{
	char path[32], text[FILE_BYTES];

	(void)snprintf(path, sizeof(path), "%d/status", pid);
	return probe_file(v, path, text, sizeof(text)) > 0 && find_line(text, name, base, ret);
}

bool probe_lacks(const struct view *v, int bit)
{
	uint64_t set;

	return probe_status(v, v->scene->frame_pid, "CapEff", 16, &set) && !(set >> bit & 1);
}

static int map_has(const struct view *v, bool groups, uint64_t id, bool outer)
{
	char path[32], text[FILE_BYTES];

	(void)snprintf(path, sizeof(path), "%d/%s", v->scene->frame_pid,
		       groups ? "gid_map" : "uid_map");
	if (probe_file(v, path, text, sizeof(text)) < 0)
		return -1;
	for (const char *at = text; *at; at++) {
		unsigned long long first[2], count;

		/* The kernel's own text. NOLINTNEXTLINE(cert-err34-c) */
		if (sscanf(at, "%llu %llu %llu", &first[0], &first[1], &count) == 3 &&
		    id >= first[outer] && id - first[outer] < count)
			return 1;
		at = strchrnul(at, '\n');
		if (!*at)
			break;
	}
	return 0;
}

int probe_maps_outer(const struct view *v, bool groups, uint64_t outer)
{
	return map_has(v, groups, outer, true);
}

int probe_maps_inner(const struct view *v, bool groups, uint64_t inner)
{
	return map_has(v, groups, inner, false);
}

void probe_ranges(const struct view *v, bool groups, char *text, size_t size)
{
	char path[32], map[FILE_BYTES];
	size_t used = 0;

	(void)snprintf(path, sizeof(path), "%d/%s", v->scene->frame_pid,
		       groups ? "gid_map" : "uid_map");
	(void)probe_file(v, path, map, sizeof(map));
	(void)snprintf(text, size, "none");
	for (const char *at = map; *at && used < size;) {
		unsigned long long first, count;

		/* The kernel's own text. NOLINTNEXTLINE(cert-err34-c) */
		if (sscanf(at, "%llu %*u %llu", &first, &count) != 2)
			return;
		int more =
			snprintf(text + used, size - used, "%s%llu", used ? ", " : "", first);
		used += (size_t)more;
		if (count > 1 && used < size)
			used += (size_t)snprintf(text + used, size - used, "-%llu",
						 first + count - 1);
		at = strchrnul(at, '\n');
		at += *at == '\n';
	}
}

uint64_t probe_user_tasks(const struct view *v, uint64_t uid)
{
	autofd int fd = openat(v->scene->proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	uint64_t n = 0, threads, owner;

	if (!dir)
		return 0;
	(void)take_fd(&fd);
	/* A stream of our own. NOLINTNEXTLINE(concurrency-mt-unsafe) */
	for (int seen = 0; seen < TASKS_MOST && (entry = readdir(dir)); seen++) {
		uint64_t pid;

		if (!read_number(entry->d_name, 10, &pid) ||
		    !probe_status(v, (pid_t)pid, "Uid", 10, &owner) || owner != uid)
			continue;
		if (probe_status(v, (pid_t)pid, "Threads", 10, &threads))
			n += threads;
	}
	(void)closedir(dir);
	return n;
}

bool probe_has_word(const struct view *v, const char *word)
{
	for (int i = 1; v->scene->words && v->scene->words[0] && v->scene->words[i]; i++)
		if (strcmp(v->scene->words[i], word) == 0)
			return true;
	return false;
}

const char *probe_last(const struct view *v)
{
	const char *last = "";

	for (int i = 0; v->scene->words && v->scene->words[i]; i++)
		last = v->scene->words[i];
	return last;
}

unsigned probe_asked(const struct view *v)
{
	static const struct {
		const char *name;
		unsigned kind;
	} kinds[] = {
		{ "user", CLONE_NEWUSER },     { "mnt", CLONE_NEWNS },
		{ "net", CLONE_NEWNET },       { "uts", CLONE_NEWUTS },
		{ "ipc", CLONE_NEWIPC },       { "pid", CLONE_NEWPID },
		{ "cgroup", CLONE_NEWCGROUP }, { "time", CLONE_NEWTIME },
	};
	unsigned asked = 0;

	if (strcmp(v->scene->step, "pivot") == 0)
		return CLONE_NEWNS;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (probe_has_word(v, kinds[i].name) || probe_has_word(v, "all"))
			asked |= kinds[i].kind;
	return asked;
}
