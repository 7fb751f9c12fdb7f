/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/identity.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FILE_MOST = 1 << 20,
	NAME_MOST = 256
};

/* The box's file, whatever it is: only a regular one is read, and never waited for. */
static char *read_regular(const char *path)
{
	struct stat st;
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	size_t have = 0;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return NULL;
	char *text = malloc(FILE_MOST + 1);
	while (text && have < FILE_MOST) {
		ssize_t got = read(fd, text + have, FILE_MOST - have);

		if (got <= 0)
			break;
		have += (size_t)got;
	}
	if (text)
		text[have] = '\0';
	return text;
}

/* Field I of LINE, between colons, into RET; false if it has not that many. */
static bool field(const char *line, int i, char *ret, size_t size)
{
	for (; i > 0; i--) {
		line = strchr(line, ':');
		if (!line)
			return false;
		line++;
	}
	(void)snprintf(ret, size, "%.*s", (int)strcspn(line, ":\n"), line);
	return true;
}

/* The line of FILE whose field KEY_AT is KEY; its field VALUE_AT, a number, is *RET. */
static bool find(const char *file, int key_at, const char *key, int value_at, uint32_t *ret)
{
	char text[NAME_MOST];
	struct error ignored;
	autofree char *all = read_regular(file);

	for (const char *line = all; line && *line; line = strchrnul(line, '\n')) {
		line += *line == '\n';
		if (field(line, key_at, text, sizeof(text)) && strcmp(text, key) == 0 &&
		    field(line, value_at, text, sizeof(text)) &&
		    number_id(text, ret, &ignored) == 0)
			return true;
	}
	return false;
}

static int read_user(const char *name, uint32_t *uid, uint32_t *gid, struct error *err)
{
	*gid = getgid();
	if (isdigit((unsigned char)name[0])) {
		if (number_id(name, uid, err) < 0)
			return -1;
		(void)find("/etc/passwd", 2, name, 3, gid);
		return 0;
	}
	if (!find("/etc/passwd", 0, name, 2, uid))
		return refuse(err, "%s: no such user in the box's /etc/passwd", name);
	(void)find("/etc/passwd", 0, name, 3, gid);
	return 0;
}

static int read_group(const char *name, uint32_t *gid, struct error *err)
{
	if (isdigit((unsigned char)name[0]))
		return number_id(name, gid, err);
	if (!find("/etc/group", 0, name, 2, gid))
		return refuse(err, "%s: no such group in the box's /etc/group", name);
	return 0;
}

int identity_become(const char *who, struct error *err)
{
	char user[NAME_MOST];
	const char *colon = strchr(who, ':');
	uint32_t uid = 0, gid = 0;

	(void)snprintf(user, sizeof(user), "%.*s",
		       colon ? (int)(colon - who) : (int)strlen(who), who);
	if (read_user(user, &uid, &gid, err) < 0 ||
	    (colon && read_group(colon + 1, &gid, err) < 0))
		return -1;
	/* Where the map forbids it, the groups of now are all there are, user_namespaces(7). */
	if (setgroups(0, NULL) < 0 && errno != EPERM)
		return fail_call(err, "setgroups", "%s", who);
	if (setresgid(gid, gid, gid) < 0)
		return fail_call(err, "setresgid", "%u", gid);
	if (setresuid(uid, uid, uid) < 0)
		return fail_call(err, "setresuid", "%u", uid);
	return 0;
}
