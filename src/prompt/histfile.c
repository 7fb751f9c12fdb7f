/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opened anew for each line, by its directory: another session may have replaced it. Changed
 * only under flock(2), and never if it is a link, no file, or somebody else's.
 */
#include "prompt/histfile.h"

#include "base/error.h"
#include "base/io.h"
#include "base/own.h"
#include "base/text.h"
#include "shell/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	READ_MOST = 16 << 20,
	LOCK_TRIES = 20,
	LOCK_WAIT_MS = 10
};

/* The file, while it is being worked on. */
struct histfile {
	char *path;
	const char *name; /* the last of it */
	int dir, fd;
};
#define HISTFILE_NONE                             \
	{                                         \
		.path = NULL, .dir = -1, .fd = -1 \
	}

static void histfile_done(struct histfile *h)
{
	own_close(&h->fd);
	own_close(&h->dir);
	free(h->path);
}

/* Under sudo HOME may be somebody else's: a file of root's in it would be in their way. */
static bool is_ours(const char *dir)
{
	struct stat st;

	return stat(dir, &st) == 0 && st.st_uid == geteuid();
}

/* A directory for ours, absolute and the user's own; NULL: the environment has none. */
static const char *from_environment(const char *name)
{
	const char *value = getenv(name); /* NOLINT(concurrency-mt-unsafe): one thread */

	return value && *value == '/' && is_ours(value) ? value : NULL;
}

static char *usual_path(void)
{
	const char *state = from_environment("XDG_STATE_HOME"),
		   *home = from_environment("HOME");
	const struct passwd *user;
	char *path = NULL;

	if (!state && !home) {
		user = getpwuid(geteuid()); /* NOLINT(concurrency-mt-unsafe): one thread */
		home = user && is_ours(user->pw_dir) ? user->pw_dir : NULL;
	}
	if (!state && !home)
		return NULL;
	if (asprintf(&path, "%s%s/unsh/history", state ? state : home,
		     state ? "" : "/.local/state") < 0)
		return NULL;
	return path;
}

/* Directories of PATH below the first that is there, 0700: XDG's own rule. */
static void make_directories(char *path)
{
	for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		(void)mkdir(path, 0700);
		*at = '/';
	}
}

/* A new file in a directory that is neither ours nor the system's would be in somebody's way.
 */
static int check_directory(const struct histfile *h, struct error *err)
{
	struct stat st;

	if (fstat(h->dir, &st) < 0)
		return fail_call(err, "fstat", "%s", h->path);
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return refuse(err, "%s: its directory is somebody else's", h->path);
	return 0;
}

static int check_file(const struct histfile *h, struct error *err)
{
	struct stat st;

	if (fstat(h->fd, &st) < 0)
		return fail_call(err, "fstat", "%s", h->path);
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid())
		return refuse(err, "%s: not a file of yours", h->path);
	return 0;
}

/* 1 it is to be had, 0 none is wanted; *RET then has its directory. */
static int find(const struct settings *s, struct histfile *ret, struct error *err)
{
	if (s->histsize == 0 || (s->histfile && !*s->histfile))
		return 0;
	ret->path = s->histfile ? strdup(s->histfile) : usual_path();
	if (!ret->path)
		return 0;
	if (!s->histfile)
		make_directories(ret->path);
	char *slash = strrchr(ret->path, '/');
	ret->name = slash ? slash + 1 : ret->path;
	if (slash)
		*slash = '\0';
	ret->dir = open(slash == ret->path ? "/"
			: slash            ? ret->path
					   : ".",
			O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (slash)
		*slash = '/';
	if (ret->dir < 0)
		return fail_call(err, "open", "%s", ret->path);
	return check_directory(ret, err) < 0 ? -1 : 1;
}

static int open_file(struct histfile *h, int flags, struct error *err)
{
	own_close(&h->fd);
	h->fd = openat(h->dir, h->name,
		       flags | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
	if (h->fd < 0)
		return fail_call(err, "openat", "%s", h->path);
	return check_file(h, err);
}

/* Whether what is open is still what the name means: not after somebody else's trim. */
static bool is_current(const struct histfile *h)
{
	struct stat by_name, by_fd;

	return fstatat(h->dir, h->name, &by_name, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(h->fd, &by_fd) == 0 && by_name.st_dev == by_fd.st_dev &&
	       by_name.st_ino == by_fd.st_ino;
}

/* Who holds the lock for longer than this is stuck: the line is written all the same. */
static int open_locked(struct histfile *h, struct error *err)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (open_file(h, O_RDWR | O_CREAT, err) < 0)
			return -1;
		if (flock(h->fd, LOCK_EX | LOCK_NB) == 0 && is_current(h))
			return 0;
		(void)poll(NULL, 0, LOCK_WAIT_MS);
	}
	return 0;
}

static int read_file(const struct histfile *h, struct text *t, struct error *err)
{
	off_t size = lseek(h->fd, 0, SEEK_END);
	char block[8192];
	ssize_t got;

	(void)lseek(h->fd, size > READ_MOST ? size - READ_MOST : 0, SEEK_SET);
	while ((got = read(h->fd, block, sizeof(block))) != 0) {
		if (got < 0 && errno != EINTR)
			return fail_call(err, "read", "%s", h->path);
		if (got > 0 && text_add(t, block, (size_t)got, err) < 0)
			return -1;
		if (t->size > 2 * (size_t)READ_MOST)
			break;
	}
	return text_add(t, "", 0, err);
}

static int count(const char *text)
{
	const char *at = text ? text : "";
	int n = 0;

	for (char *entry; (entry = histfile_next(&at)); n++)
		free(entry);
	return n;
}

/* What is to stay goes to a new file, which then takes the place of the old one. */
static int replace(struct histfile *h, const char *text, struct error *err)
{
	autofree char *name = NULL;

	if (asprintf(&name, "%s.%d", h->name, (int)getpid()) < 0) {
		name = NULL; /* its value is undefined now, asprintf(3) */
		return fail_call(err, "malloc", "%s", h->path);
	}
	autofd int fd = openat(h->dir, name,
			       O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return fail_call(err, "openat", "%s.%d", h->path, (int)getpid());
	if (io_write_all(fd, text, strlen(text)) == 0 && fsync(fd) == 0 &&
	    renameat(h->dir, name, h->dir, h->name) == 0)
		return 0;
	(void)fail_call(err, "renameat", "%s", h->path);
	(void)unlinkat(h->dir, name, 0);
	return -1;
}

/* By entries, under the lock, to four fifths: not with every line once it is full. */
static int trim(const struct settings *s, struct histfile *h, struct error *err)
{
	struct text t = { .at = NULL };
	int done = read_file(h, &t, err);

	if (done == 0 && t.at && count(t.at) > s->histsize) {
		const char *at = t.at;

		for (int n = count(t.at); n > s->histsize / 5 * 4; n--)
			free(histfile_next(&at));
		done = replace(h, at, err);
	}
	text_done(&t);
	return done;
}

char *histfile_next(const char **at)
{
	struct text t = { .at = NULL };
	struct error ignored;
	bool first = true;

	while (**at && (first || **at == '\t')) {
		const char *line = *at + !first;
		size_t size = strcspn(line, "\n");

		if ((!first && text_add(&t, "\n", 1, &ignored) < 0) ||
		    text_add(&t, line, size, &ignored) < 0)
			break;
		*at = line + size + (line[size] == '\n');
		first = false;
	}
	return text_take(&t);
}

int histfile_read(const struct settings *s, char **ret, struct error *err)
{
	struct histfile h __attribute__((cleanup(histfile_done))) = HISTFILE_NONE;
	struct text t = { .at = NULL };
	int found = find(s, &h, err);

	*ret = NULL;
	if (found <= 0)
		return found;
	if (open_file(&h, O_RDONLY, err) < 0)
		return err->errnum == ENOENT ? 0 : -1;
	if (read_file(&h, &t, err) < 0) {
		text_done(&t);
		return -1;
	}
	*ret = text_take(&t);
	if (count(*ret) <= s->histsize || open_locked(&h, err) < 0)
		return 0;
	return trim(s, &h, err);
}

/* In one write, so that it is whole even if the lock was not to be had. */
static int write_entry(const struct histfile *h, const char *line, struct error *err)
{
	struct text t = { .at = NULL };
	int done = 0;

	for (const char *at = line; *at && done == 0; at++)
		done = text_add(&t, *at == '\n' ? "\n\t" : at, *at == '\n' ? 2 : 1, err);
	if (done == 0)
		done = text_add(&t, "\n", 1, err);
	if (done == 0 && io_write_all(h->fd, t.at, t.size) < 0)
		done = fail_call(err, "write", "%s", h->path);
	text_done(&t);
	return done;
}

int histfile_add(const struct settings *s, const char *line, struct error *err)
{
	static int added;
	struct histfile h __attribute__((cleanup(histfile_done))) = HISTFILE_NONE;
	int found = find(s, &h, err);

	if (found <= 0)
		return found;
	if (open_locked(&h, err) < 0 || write_entry(&h, line, err) < 0)
		return -1;
	/* Other sessions add to it too: now and then is soon enough. */
	return ++added % (s->histsize / 5 + 1) == 0 ? trim(s, &h, err) : 0;
}

int histfile_clear(const struct settings *s, struct error *err)
{
	struct histfile h __attribute__((cleanup(histfile_done))) = HISTFILE_NONE;
	int found = find(s, &h, err);

	if (found <= 0)
		return found;
	if (open_file(&h, O_RDONLY, err) < 0)
		return err->errnum == ENOENT ? 0 : -1;
	if (open_locked(&h, err) < 0)
		return -1;
	return ftruncate(h.fd, 0) < 0 ? fail_call(err, "ftruncate", "%s", h.path) : 0;
}
