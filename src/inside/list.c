/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ls: names in the order of their bytes; -l with what lstat says. Times are UTC: no locale
 * here. */
#include "base/error.h"
#include "base/io.h"
#include "base/own.h"
#include "base/text.h"
#include "inside/file.h"
#include "lang/args.h"
#include "wire/call.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum {
	BLOCK = 65536,
	DAY_SECONDS = 24 * 60 * 60,
	WHEN_BYTES = 72,
	LINK_BYTES = 4096, /* of a symbolic link, at most; path_resolution(7) */
};

static char type_letter(mode_t mode)
{
	return S_ISDIR(mode)    ? 'd'
	       : S_ISLNK(mode)  ? 'l'
	       : S_ISCHR(mode)  ? 'c'
	       : S_ISBLK(mode)  ? 'b'
	       : S_ISFIFO(mode) ? 'p'
	       : S_ISSOCK(mode) ? 's'
				: '-';
}

/* rwxr-xr-x, with s and t where the bits are. */
static void mode_text(mode_t mode, char text[11])
{
	static const char letters[] = "rwxrwxrwx";

	text[0] = type_letter(mode);
	for (int i = 0; i < 9; i++)
		text[i + 1] = (char)(mode & (0400U >> i) ? letters[i] : '-');
	if (mode & S_ISUID)
		text[3] = (char)(mode & 0100 ? 's' : 'S');
	if (mode & S_ISGID)
		text[6] = (char)(mode & 010 ? 's' : 'S');
	if (mode & S_ISVTX)
		text[9] = (char)(mode & 01 ? 't' : 'T');
	text[10] = '\0';
}

/* Our own: gmtime_r and strftime read TZ and /etc/localtime, which are the box's. Days since
 * 1970-01-01 to a date of the Gregorian calendar, in years that begin with March. */
static void time_text(int64_t when, char text[WHEN_BYTES])
{
	int64_t day = when / DAY_SECONDS - (when % DAY_SECONDS < 0);
	unsigned left = (unsigned)((when % DAY_SECONDS + DAY_SECONDS) % DAY_SECONDS);
	int64_t shifted = day + 719468; /* from 0000-03-01 */
	int64_t era = shifted / 146097 - (shifted % 146097 < 0);
	unsigned of_era = (unsigned)(shifted - era * 146097); /* 400 years are 146097 days */
	unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
	unsigned month = (5 * of_year + 2) / 153, date = of_year - (153 * month + 2) / 5 + 1;

	month = month < 10 ? month + 3 : month - 9;
	(void)snprintf(text, WHEN_BYTES, "%04" PRId64 "-%02u-%02u %02u:%02u",
		       era * 400 + year + (month <= 2), month, date, left / 3600,
		       left / 60 % 60);
}

static int add_link(struct text *t, int dir, const char *name, struct error *err)
{
	char link[LINK_BYTES];
	ssize_t n = readlinkat(dir, name, link, sizeof(link));

	return n < 0 ? 0 : text_printf(t, err, " -> %.*s", (int)n, link);
}

static int add_details(struct text *t, int dir, const char *name, struct error *err)
{
	char mode[11], size[32], when[WHEN_BYTES];
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		/* Gone since its name was read, as in /proc; or one that must not hide the
		 * rest. */
		return errno == ENOENT
			       ? 0
			       : text_printf(t, err, "?????????? %2s %5s %5s %8s %16s %s", "?",
					     "?", "?", "?", "?", name);
	}
	mode_text(st.st_mode, mode);
	if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode))
		(void)snprintf(size, sizeof(size), "%u,%u", major(st.st_rdev),
			       minor(st.st_rdev));
	else
		(void)snprintf(size, sizeof(size), "%lld", (long long)st.st_size);
	time_text(st.st_mtime, when);
	if (text_printf(t, err, "%s %2lu %5u %5u %8s %s %s", mode, (unsigned long)st.st_nlink,
			st.st_uid, st.st_gid, size, when, name) < 0)
		return -1;
	return S_ISLNK(st.st_mode) ? add_link(t, dir, name, err) : 0;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names {
	size_t n;
	char **list;
};

static void names_done(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
}

static int add_name(struct names *names, const char *name, struct error *err)
{
	/* Room doubles at each power of two. */
	if ((names->n & (names->n - 1)) == 0) {
		char **more =
			reallocarray(names->list, names->n ? 2 * names->n : 1, sizeof(*more));

		if (!more)
			return fail_call(err, "realloc", "names");
		names->list = more;
	}
	names->list[names->n] = strdup(name);
	return names->list[names->n] ? (names->n++, 0) : fail_call(err, "strdup", "names");
}

/* FD is closed with the directory. */
static int read_names(int fd, const char *path, struct names *names, struct error *err)
{
	DIR *dir = fdopendir(fd);
	int done = 0;

	if (!dir) {
		(void)fail_call(err, "fdopendir", "%s", path);
		own_close(&fd);
		return -1;
	}
	while (done == 0) {
		errno = 0;
		const struct dirent *e = readdir(dir); /* NOLINT(concurrency-mt-unsafe) */
		if (!e) {
			done = errno ? fail_call(err, "getdents", "%s", path) : 0;
			break;
		}
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			done = add_name(names, e->d_name, err);
	}
	(void)closedir(dir);
	return done;
}

static int add_line(struct text *t, int dir, const char *name, bool details, struct error *err)
{
	struct text line = { .at = NULL };
	int done = details ? add_details(&line, dir, name, err)
			   : text_printf(&line, err, "%s", name);

	/* A newline in a name must not look like another name; the rest is escaped outside. */
	for (char *at = line.at, *end; done == 0 && at; at = *end ? end + 1 : NULL) {
		end = strchrnul(at, '\n');
		done = text_add(t, at, (size_t)(end - at), err);
		if (done == 0)
			done = text_add(t, *end ? "\\n" : "\n", *end ? 2 : 1, err);
	}
	text_done(&line);
	return done;
}

static int send_lines(struct call *c, struct text *t, struct error *err)
{
	int done = io_write_all(c->out, t->at, t->size);

	if (done < 0)
		(void)fail_call(err, "write", "output");
	t->size = 0;
	return done;
}

static int list(struct call *c, const struct names *names, int dir, bool details,
		struct error *err)
{
	struct text t = { .at = NULL };
	int done = 0;

	for (size_t i = 0; done == 0 && i < names->n; i++) {
		done = add_line(&t, dir, names->list[i], details, err);
		if (done == 0 && t.size >= BLOCK)
			done = send_lines(c, &t, err);
	}
	if (done == 0 && t.size > 0)
		done = send_lines(c, &t, err);
	text_done(&t);
	return done;
}

/* The names of PATH, in order, and where they are: *RET_DIR is the caller's, -1 for the cwd. */
static int open_names(const char *path, struct names *names, int *ret_dir, struct error *err)
{
	struct stat st;
	/* With O_DIRECTORY nothing else is opened: a device would act, a FIFO wait. */
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), done;

	*ret_dir = dir;
	if (dir >= 0) {
		int copy = fcntl(dir, F_DUPFD_CLOEXEC, 3);

		done = copy < 0 ? fail_call(err, "fcntl", "%s", path)
				: read_names(copy, path, names, err);
	} else if (errno != EACCES && fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		   !S_ISDIR(st.st_mode)) {
		done = add_name(names, path, err); /* a file, or a link that leads nowhere */
	} else {
		done = fail_call(err, "open", "%s", path);
	}
	if (done == 0 && names->n > 0)
		qsort(names->list, names->n, sizeof(*names->list), by_bytes);
	return done;
}

int ls_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *path = arg(a, "DIR") ? arg(a, "DIR") : ".";
	struct names names = { .n = 0 };
	int dir = -1, done = open_names(path, &names, &dir, err);

	if (done == 0)
		done = list(c, &names, dir < 0 ? AT_FDCWD : dir, arg_has(a, "-l"), err);
	own_close(&dir);
	names_done(&names);
	return done;
}

static const char *type_name(mode_t mode)
{
	return S_ISDIR(mode)    ? "directory"
	       : S_ISLNK(mode)  ? "link"
	       : S_ISCHR(mode)  ? "character device"
	       : S_ISBLK(mode)  ? "block device"
	       : S_ISFIFO(mode) ? "fifo"
	       : S_ISSOCK(mode) ? "socket"
				: "file";
}

/* The FILE_CELLS of one name; of what has gone only the name. */
static int reply_file(struct call *c, int dir, const char *name, struct error *err)
{
	char link[LINK_BYTES + 1] = "", when[WHEN_BYTES];
	struct stat st;

	if (reply_line(c, name, err) < 0)
		return -1;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		for (int i = 1; i < FILE_CELLS; i++)
			if (reply_line(c, "", err) < 0)
				return -1;
		return 0;
	}
	if (S_ISLNK(st.st_mode)) {
		ssize_t size = readlinkat(dir, name, link, LINK_BYTES);

		link[size > 0 ? size : 0] = '\0';
	}
	time_text(st.st_mtime, when);
	if (reply_line(c, type_name(st.st_mode), err) < 0 ||
	    reply_printf(c, err, "%04o", st.st_mode & 07777) < 0 ||
	    reply_printf(c, err, "%u", st.st_uid) < 0 ||
	    reply_printf(c, err, "%u", st.st_gid) < 0 ||
	    reply_printf(c, err, "%lld", (long long)st.st_size) < 0)
		return -1;
	return reply_line(c, when, err) < 0 ? -1 : reply_line(c, link, err);
}

int files_inside(struct call *c, const char *path, struct error *err)
{
	struct names names = { .n = 0 };
	int dir = -1, done = open_names(path, &names, &dir, err);

	for (size_t i = 0; i < names.n && done == 0; i++)
		done = reply_file(c, dir < 0 ? AT_FDCWD : dir, names.list[i], err);
	own_close(&dir);
	names_done(&names);
	return done;
}
