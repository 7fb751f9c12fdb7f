/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "look/process.h"

#include "base/error.h"
#include "base/own.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A map has at most 340 lines of 33 bytes, a status file a line for each group: 65536 of them.
 */
enum {
	FILE_MOST = 1 << 20
};

/* All of PATH below PROC, ended by NUL; the caller's. */
static int read_file(int proc, const char *path, char **ret, struct error *err)
{
	autofd int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	struct text t = { .at = NULL };
	char part[4096];
	ssize_t got = 1;

	if (fd < 0)
		return fail_call(err, "openat", "%s", path);
	int done = text_add(&t, "", 0, err);
	while (done == 0 && got > 0 && t.size < FILE_MOST) {
		got = read(fd, part, sizeof(part));
		if (got < 0)
			done = fail_call(err, "read", "%s", path);
		else
			done = text_add(&t, part, (size_t)got, err);
	}
	if (done < 0)
		text_done(&t);
	else
		*ret = text_take(&t);
	return done;
}

static int malformed(struct error *err, const char *file)
{
	return refuse(err, "%s of a process is malformed", file);
}

/* "PID (NAME) S PPID ... START ..."; NAME may hold ')' and newlines, what follows may not. */
int process_parse_stat(const char *text, struct look_process *ret, struct error *err)
{
	const char *name = strchr(text, '('), *end = strrchr(text, ')');
	uint64_t start;
	int pid, ppid;
	char state;

	/* The kernel's own text, and numbers that it has: NOLINTBEGIN(cert-err34-c) */
	if (!name || !end || end < name || sscanf(text, "%d (", &pid) != 1 ||
	    sscanf(end + 1,
		   " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d "
		   "%" SCNu64,
		   &state, &ppid, &start) != 3)
		return malformed(err, "stat");
	/* NOLINTEND(cert-err34-c) */
	ret->pid = pid;
	ret->ppid = ppid;
	ret->state = state;
	ret->start = start;
	(void)snprintf(ret->comm, sizeof(ret->comm), "%.*s", (int)(end - name - 1), name + 1);
	return 0;
}

/* What stands behind KEY at the beginning of a line; NULL: there is none. The name in "Name:"
 * is escaped by the kernel, so a line is a line. */
static const char *value_of(const char *text, const char *key)
{
	size_t size = strlen(key);

	for (const char *at = text; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, key, size) == 0)
			return at + size;
	}
	return NULL;
}

static bool effective_id(const char *text, const char *key, uint32_t *ret)
{
	const char *value = value_of(text, key);

	/* Real, effective, saved, of the file system. NOLINTNEXTLINE(cert-err34-c) */
	return value && sscanf(value, "%*u %" SCNu32, ret) == 1;
}

static bool set_of(const char *text, const char *key, uint64_t *ret)
{
	const char *value = value_of(text, key);

	return value && sscanf(value, "%" SCNx64, ret) == 1; /* NOLINT(cert-err34-c) */
}

/* "NSpid:  4711    1": Linux 4.1. None, where that is missing. */
static int parse_levels(const char *text, pid_t *ret)
{
	const char *at = value_of(text, "NSpid:");
	int n = 0, used;

	/* NOLINTNEXTLINE(cert-err34-c): the kernel's own text */
	while (at && n < LOOK_PID_LEVELS && sscanf(at, "%*[\t ]%d%n", &ret[n], &used) == 1) {
		at += used;
		n++;
	}
	return n;
}

int process_parse_status(const char *text, struct look_process *ret, struct error *err)
{
	struct look_process p = *ret;

	if (!effective_id(text, "Uid:", &p.uid) || !effective_id(text, "Gid:", &p.gid) ||
	    !set_of(text, "CapInh:", &p.inheritable) ||
	    !set_of(text, "CapPrm:", &p.permitted) || !set_of(text, "CapEff:", &p.effective) ||
	    !set_of(text, "CapBnd:", &p.bounding) || !set_of(text, "CapAmb:", &p.ambient))
		return malformed(err, "status");
	p.levels = parse_levels(text, p.pids);
	*ret = p;
	return 0;
}

int look_stat(int proc, pid_t pid, struct look_process *ret, struct error *err)
{
	struct look_process p = { .pid = pid };
	autofree char *stat = NULL;
	char path[48];

	(void)snprintf(path, sizeof(path), "%d/stat", pid);
	if (read_file(proc, path, &stat, err) < 0 || process_parse_stat(stat, &p, err) < 0)
		return -1;
	*ret = p;
	return 0;
}

int look_process(int proc, pid_t pid, struct look_process *ret, struct error *err)
{
	struct look_process p;
	autofree char *status = NULL;
	char path[48];

	if (look_stat(proc, pid, &p, err) < 0)
		return -1;
	(void)snprintf(path, sizeof(path), "%d/status", pid);
	if (read_file(proc, path, &status, err) < 0 ||
	    process_parse_status(status, &p, err) < 0)
		return -1;
	*ret = p;
	return 0;
}

int look_map(int proc, pid_t pid, int groups, char **ret, struct error *err)
{
	struct text t = { .at = NULL };
	autofree char *map = NULL;
	uint32_t inner, outer, count;
	char path[48];
	int used;

	(void)snprintf(path, sizeof(path), "%d/%s", pid, groups ? "gid_map" : "uid_map");
	if (read_file(proc, path, &map, err) < 0)
		return -1;
	int done = text_add(&t, "", 0, err);
	for (const char *at = map; done == 0; at += used) {
		/* The kernel's own text. NOLINTNEXTLINE(cert-err34-c) */
		if (sscanf(at, " %" SCNu32 " %" SCNu32 " %" SCNu32 "%n", &inner, &outer, &count,
			   &used) != 3)
			break;
		done = text_printf(&t, err, "%s%u:%u:%u", t.size > 0 ? "," : "", inner, outer,
				   count);
	}
	if (done < 0)
		text_done(&t);
	else
		*ret = text_take(&t);
	return done;
}

int look_setgroups(int proc, pid_t pid, char **ret, struct error *err)
{
	char path[48];

	(void)snprintf(path, sizeof(path), "%d/setgroups", pid);
	if (read_file(proc, path, ret, err) < 0)
		return -1;
	(*ret)[strcspn(*ret, "\n")] = '\0';
	return 0;
}
