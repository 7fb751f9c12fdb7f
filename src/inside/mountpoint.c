/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/mountpoint.h"

#include "base/error.h"
#include "base/own.h"
#include "inside/mount.h"
#include "wire/call.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* Takes the last component off TEXT: its name, or NULL if it was "." or nothing. What is left
 * of TEXT is in *RET_REST. */
static char *cut_last(char *text, const char **ret_rest)
{
	size_t size = strlen(text);

	while (size > 1 && text[size - 1] == '/')
		text[--size] = '\0';
	char *slash = strrchr(text, '/'), *name = slash ? slash + 1 : text;
	*ret_rest = !slash ? "." : slash == text ? "/" : text;
	if (slash)
		*slash = '\0';
	return name[0] == '\0' || strcmp(name, ".") == 0 ? NULL : name;
}

static void reverse(char **names, int n)
{
	for (int i = 0; i < n / 2; i++) {
		char *other = names[n - 1 - i];

		names[n - 1 - i] = names[i];
		names[i] = other;
	}
}

static int find_missing(const char *path, struct mountpoint *m, struct error *err)
{
	const char *rest;
	size_t most = 1;

	for (const char *at = path; *at; at++)
		most += *at == '/';
	m->text = strdup(path);
	m->names = calloc(most, sizeof(*m->names));
	if (!m->text || !m->names)
		return fail_call(err, "malloc", "%s", path);
	do {
		char *name = cut_last(m->text, &rest);

		/* What ".." of a directory that is not there would mean, nobody can know. */
		if (name && strcmp(name, "..") == 0)
			return refuse(err, "%s: leads through a directory that is missing",
				      path);
		if (name)
			m->names[m->n++] = name;
		m->dir = open(rest, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (m->dir < 0 && errno != ENOENT)
			return fail_call(err, "open", "%s", rest);
	} while (m->dir < 0);
	reverse(m->names, m->n);
	return 0;
}

int mountpoint_find(const char *path, struct mountpoint *ret, struct error *err)
{
	struct mountpoint m = MOUNTPOINT_EMPTY;

	m.path = path;
	m.dir = open(path, O_PATH | O_CLOEXEC);
	if (m.dir < 0 && errno != ENOENT)
		return fail_call(err, "open", "%s", path);
	if (m.dir < 0 && find_missing(path, &m, err) < 0) {
		mountpoint_done(&m);
		return -1;
	}
	*ret = m;
	return 0;
}

static int make_one(int dir, const char *name, bool file)
{
	if (!file)
		return mkdirat(dir, name, 0755);
	autofd int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	return fd < 0 ? -1 : 0;
}

/* From the I-th name on. */
static int make_from(const struct mountpoint *m, int i, int dir, struct error *err)
{
	bool last = i == m->n - 1;

	if (make_one(dir, m->names[i], last && m->file) < 0)
		return fail_call(err, m->file && last ? "openat" : "mkdirat", "%s", m->path);
	if (last)
		return 0;
	autofd int next =
		openat(dir, m->names[i], O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (next < 0)
		return fail_call(err, "openat", "%s", m->path);
	return make_from(m, i + 1, next, err);
}

static void unmake_from(const struct mountpoint *m, int i, int dir)
{
	bool last = i == m->n - 1;

	if (!last) {
		autofd int next =
			openat(dir, m->names[i], O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (next >= 0)
			unmake_from(m, i + 1, next);
	}
	(void)unlinkat(dir, m->names[i], last && m->file ? 0 : AT_REMOVEDIR);
}

int mountpoint_make(const struct mountpoint *m, struct error *err)
{
	if (m->n == 0 || make_from(m, 0, m->dir, err) == 0)
		return 0;
	mountpoint_unmake(m);
	return -1;
}

void mountpoint_unmake(const struct mountpoint *m)
{
	if (m->n > 0)
		unmake_from(m, 0, m->dir);
}

void mountpoint_done(struct mountpoint *m)
{
	own_close(&m->dir);
	free(m->names);
	free(m->text);
	*m = MOUNTPOINT_EMPTY;
}

int mountpoint_inside(struct call *c, const char *path, struct error *err)
{
	struct mountpoint m = MOUNTPOINT_EMPTY;

	if (mountpoint_find(path, &m, err) < 0)
		return -1;
	int done = reply_handle(c, take_fd(&m.dir), err);
	for (int i = 0; i < m.n && done == 0; i++)
		done = reply_line(c, m.names[i], err);
	mountpoint_done(&m);
	return done;
}
