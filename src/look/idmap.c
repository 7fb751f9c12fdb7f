/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "look/idmap.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "base/text.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	FILE_BYTES = 1 << 20,
	NAME_BYTES = 256
};

/* A file of the host, up to FILE_BYTES of it; NULL if there is none. */
static char *read_file(int dir, const char *path)
{
	autofd int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	char *text = fd < 0 ? NULL : malloc(FILE_BYTES + 1);
	size_t have = 0;

	for (ssize_t got = 1; text && got > 0 && have < FILE_BYTES; have += (size_t)got)
		if ((got = read(fd, text + have, FILE_BYTES - have)) < 0)
			got = 0;
	if (text)
		text[have] = '\0';
	return text;
}

struct line {
	uint32_t inner, outer, count;
};

/* The next line of a map's text; false at its end. */
static bool next_line(const char **at, struct line *ret)
{
	int used = 0;

	/* The kernel's own text, or ours: three numbers. NOLINTNEXTLINE(cert-err34-c) */
	if (sscanf(*at, " %u %u %u%n", &ret->inner, &ret->outer, &ret->count, &used) != 3)
		return false;
	*at += used;
	return true;
}

int idmap_identity(int proc, pid_t pid, bool groups, struct idmap *ret, struct error *err)
{
	char path[40];
	struct text out = { .at = NULL };
	struct line l;

	(void)snprintf(path, sizeof(path), "%d/%s", pid, groups ? "gid_map" : "uid_map");
	autofree char *map = read_file(proc, path);
	if (!map)
		return fail_call(err, "open", "%s", path);
	for (const char *at = map; next_line(&at, &l);)
		if (text_printf(&out, err, "%u %u %u\n", l.inner, l.inner, l.count) < 0)
			return -1;
	*ret = (struct idmap){ .text = text_take(&out) };
	return 0;
}

int idmap_own(uint32_t id, uint32_t own, struct idmap *ret, struct error *err)
{
	char *text;

	if (asprintf(&text, "%u %u 1\n", id, own) < 0)
		return fail_call(err, "malloc", "an id map");
	*ret = (struct idmap){ .text = text };
	return 0;
}

static bool have_helper(const char *name)
{
	const char *path = getenv("PATH"); /* NOLINT(concurrency-mt-unsafe): one thread */
	char full[4096];

	for (const char *at = path ? path : "/usr/bin:/bin"; at;) {
		const char *end = strchrnul(at, ':');

		(void)snprintf(full, sizeof(full), "%.*s/%s", (int)(end - at), at, name);
		if (access(full, X_OK) == 0)
			return true;
		at = *end ? end + 1 : NULL;
	}
	return false;
}

static bool own_name(char *ret, size_t size)
{
	char buf[4096];
	struct passwd entry, *found = NULL;

	if (getpwuid_r(geteuid(), &entry, buf, sizeof(buf), &found) != 0 || !found)
		return false;
	(void)snprintf(ret, size, "%s", found->pw_name);
	return true;
}

/* "NAME:FIRST:COUNT" of LINE, whose NAME is ours, or our id; subuid(5). */
static bool range_of(char *line, const char *name, struct line *ret)
{
	char id[16], *save = NULL;
	const char *who = strtok_r(line, ":", &save), *first = strtok_r(NULL, ":", &save),
		   *count = strtok_r(NULL, ":", &save);
	struct error ignored;
	uint64_t a, n;

	(void)snprintf(id, sizeof(id), "%u", geteuid());
	if (!who || !first || !count || (strcmp(who, name) != 0 && strcmp(who, id) != 0))
		return false;
	if (number_unsigned(first, UINT32_MAX - 1, &a, &ignored) < 0 ||
	    number_unsigned(count, UINT32_MAX - 1, &n, &ignored) < 0 || n == 0)
		return false;
	ret->outer = (uint32_t)a;
	ret->count = (uint32_t)n;
	return true;
}

int idmap_range(uint32_t own, bool groups, struct idmap *ret, struct error *err)
{
	char name[NAME_BYTES];
	struct text out = { .at = NULL };
	uint32_t inner = 1;

	autofree char *file = read_file(AT_FDCWD, groups ? "/etc/subgid" : "/etc/subuid");
	if (!file || !have_helper(groups ? "newgidmap" : "newuidmap") ||
	    !own_name(name, sizeof(name)))
		return idmap_own(0, own, ret, err);
	if (text_printf(&out, err, "0 %u 1\n", own) < 0)
		return -1;
	char *save = NULL;
	for (char *at = strtok_r(file, "\n", &save); at; at = strtok_r(NULL, "\n", &save)) {
		struct line l;

		if (!range_of(at, name, &l) || l.count > UINT32_MAX - 1 - inner)
			continue;
		if (text_printf(&out, err, "%u %u %u\n", inner, l.outer, l.count) < 0)
			return -1;
		inner += l.count;
	}
	*ret = (struct idmap){ .text = text_take(&out), .by_helper = inner > 1 };
	return 0;
}

int idmap_given(const char *typed, struct idmap *ret, struct error *err)
{
	char *text = malloc(strlen(typed) + 2);

	if (!text)
		return fail_call(err, "malloc", "an id map");
	size_t n = 0;
	for (; typed[n]; n++)
		text[n] = (char)(typed[n] == ':' ? ' ' : typed[n] == ',' ? '\n' : typed[n]);
	text[n] = '\n';
	text[n + 1] = '\0';
	*ret = (struct idmap){ .text = text };
	return 0;
}

int64_t idmap_inner(const struct idmap *m, uint32_t outer)
{
	struct line l;

	for (const char *at = m->text; next_line(&at, &l);)
		if (outer >= l.outer && outer - l.outer < l.count)
			return l.inner + (int64_t)(outer - l.outer);
	return -1;
}

bool idmap_has(const struct idmap *m, uint32_t inner)
{
	struct line l;

	for (const char *at = m->text; next_line(&at, &l);)
		if (inner >= l.inner && inner - l.inner < l.count)
			return true;
	return false;
}
