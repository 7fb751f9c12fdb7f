/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/names.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/own.h"
#include "wire/call.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum {
	/* Less than who types waits for: what is there by then is better than nothing. */
	READ_MS = 200
};

static bool is_asked(const struct names_asked *asked, const char *name)
{
	if (name[0] == '.' && asked->prefix[0] != '.')
		return false;
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return false;
	return strncasecmp(name, asked->prefix, strlen(asked->prefix)) == 0;
}

static char type_of(int dir, const struct dirent *e)
{
	unsigned char type = e->d_type;
	struct stat st;

	if (type == DT_UNKNOWN && fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		type = (unsigned char)IFTODT(st.st_mode);
	return (char)(type == DT_DIR ? 'd' : type == DT_LNK ? 'l' : '-');
}

/* 1: the directory is read to its end; 0: as far as may be. */
static int read_names(struct call *c, DIR *dir, const struct names_asked *asked,
		      struct error *err)
{
	int64_t until = clock_ms() + READ_MS;
	unsigned n = 0;

	for (;;) {
		errno = 0;
		const struct dirent *e = readdir(dir); /* NOLINT(concurrency-mt-unsafe) */

		if (!e)
			return errno ? fail_call(err, "getdents", "%s", asked->dir) : 1;
		if (clock_ms() > until)
			return 0;
		if (!is_asked(asked, e->d_name))
			continue;
		if (n++ == asked->most)
			return 0;
		if (reply_printf(c, err, "%c%s", type_of(dirfd(dir), e), e->d_name) < 0)
			return -1;
	}
}

int names_inside(struct call *c, const struct names_asked *asked, struct error *err)
{
	int base = asked->in_proc ? c->proc : AT_FDCWD;
	/* With O_DIRECTORY nothing else is opened: a device would act, a FIFO wait. */
	autofd int fd = openat(base, asked->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return fail_call(err, "open", "%s", asked->dir);
	if (reply_line(c, "more", err) < 0)
		return -1;
	DIR *dir = fdopendir(fd);
	if (!dir)
		return fail_call(err, "fdopendir", "%s", asked->dir);
	(void)take_fd(&fd);
	int got = read_names(c, dir, asked, err);
	(void)closedir(dir);
	if (got > 0) {
		c->words[0][0] = '\0';
		c->sizes[0] = 0;
	}
	return got < 0 ? -1 : 0;
}
