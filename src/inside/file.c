/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/file.h"

#include "base/error.h"
#include "base/io.h"
#include "base/number.h"
#include "base/own.h"
#include "base/text.h"
#include "lang/args.h"
#include "sys/process.h"
#include "wire/call.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BLOCK = 65536,
	PATH_BYTES = 65536
};

int cd_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *dir = arg(a, "DIR");

	(void)c;
	if (chdir(dir ? dir : "/") < 0)
		return fail_call(err, "chdir", "%s", dir ? dir : "/");
	return 0;
}

int pwd_inside(struct call *c, const struct args *a, struct error *err)
{
	static char path[PATH_BYTES];

	(void)a;
	/* The raw call: it says "(unreachable)" where libc would only say ENOENT. */
	if (sys_getcwd(path, sizeof(path)) < 0)
		return fail_call(err, "getcwd", "the working directory");
	return reply_line(c, path, err);
}

int umask_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *mode = arg(a, "MODE");
	unsigned mask;

	if (!mode) {
		mask = umask(0);
		(void)umask(mask);
		return reply_printf(c, err, "%04o", mask);
	}
	if (number_mode(mode, &mask, err) < 0)
		return -1;
	(void)umask(mask & 0777);
	return 0;
}

/* -p: each directory on the way; one that is there is as good as made. */
static int make_parents(const char *path, struct error *err)
{
	autofree char *copy = strdup(path);

	if (!copy)
		return fail_call(err, "strdup", "%s", path);
	/* Whatever the mask, what is made on the way must let us in: mkdir(1p). */
	mode_t mask = umask(0);
	(void)umask(mask & ~(mode_t)0300);
	for (char *at = copy + 1; at[strspn(at, "/")]; at++) {
		if (*at != '/' || at[-1] == '/')
			continue;
		*at = '\0';
		if (mkdir(copy, 0777) < 0 && errno != EEXIST)
			return fail_call(err, "mkdir", "%s", copy);
		*at = '/';
	}
	(void)umask(mask);
	return 0;
}

/* MODE as it was typed, which the mask does not cut, as with mkdir(1). */
static int make_with_mode(const char *path, mode_t mode)
{
	mode_t mask = umask(0);
	int done = mkdir(path, mode);

	(void)umask(mask);
	/* mkdir(2) takes no set-user-ID and set-group-ID bits. */
	return done == 0 && (mode & (S_ISUID | S_ISGID)) ? chmod(path, mode) : done;
}

static int make_directory(const char *path, const struct args *a, struct error *err)
{
	const char *typed = arg_option(a, "-m");
	unsigned mode;
	struct stat st;

	if (typed && number_mode(typed, &mode, err) < 0)
		return -1;
	if (arg_has(a, "-p") && make_parents(path, err) < 0)
		return -1;
	if ((typed ? make_with_mode(path, mode) : mkdir(path, 0777)) == 0)
		return 0;

	int errnum = errno;
	if (errnum == EEXIST && arg_has(a, "-p") && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	errno = errnum;
	return fail_call(err, "mkdir", "%s", path);
}

int mkdir_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *const *dirs;
	int n = arg_list(a, "DIR", &dirs);

	(void)c;
	for (int i = 0; i < n; i++)
		if (make_directory(dirs[i], a, err) < 0)
			return -1;
	return 0;
}

static int copy_all(int from, int to, const char *from_name, const char *to_name,
		    struct error *err)
{
	static char data[BLOCK];

	for (;;) {
		ssize_t got = read(from, data, sizeof(data));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_call(err, "read", "%s", from_name);
		if (got == 0)
			return 0;
		if (io_write_all(to, data, (size_t)got) < 0)
			return fail_call(err, "write", "%s", to_name);
	}
}

int write_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *path = arg(a, "FILE"), *text = arg(a, "TEXT");
	struct text line = { .at = NULL };
	autofd int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);

	if (fd < 0)
		return fail_call(err, "open", "%s", path);
	if (c->handles_n > 0)
		return copy_all(c->handles[0], fd, "the input", path, err);
	if (text_printf(&line, err, "%s\n", text) < 0)
		return -1;
	/* At once: files of /proc and cgroups take each write(2) as a value of its own. */
	int done = io_write_all(fd, line.at, line.size);
	if (done < 0)
		(void)fail_call(err, "write", "%s", path);
	text_done(&line);
	return done;
}

int cat_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *const *files;
	int n = arg_list(a, "FILE", &files), done = 0;

	/* All are there, and can be read, before the first is: a step that fails has said
	 * nothing. A FIFO or a device is opened once only, for that acts. */
	for (int i = 0; i < n; i++) {
		struct stat st;

		if (faccessat(AT_FDCWD, files[i], R_OK, AT_EACCESS) < 0)
			return fail_call(err, "open", "%s", files[i]);
		if (stat(files[i], &st) == 0 && S_ISDIR(st.st_mode)) {
			errno = EISDIR;
			return fail_call(err, "read", "%s", files[i]);
		}
	}
	for (int i = 0; i < n && done == 0; i++) {
		autofd int fd = open(files[i], O_RDONLY | O_CLOEXEC | O_NOCTTY);

		done = fd < 0 ? fail_call(err, "open", "%s", files[i])
			      : copy_all(fd, c->out, files[i], "output", err);
	}
	return done;
}
