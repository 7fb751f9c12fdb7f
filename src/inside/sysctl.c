/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/sysctl.h"

#include "base/error.h"
#include "base/io.h"
#include "base/own.h"
#include "base/text.h"
#include "lang/args.h"
#include "wire/call.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	VALUE_MOST = 64 << 10,
	KEY_MOST = 256
};

/* "net.ipv4.ip_forward" is sys/net/ipv4/ip_forward. The first separator decides: after a dot,
 * dots and slashes change places (net.ipv4.conf.eth0/5.mtu), after a slash all stays,
 * sysctl(8). */
static void path_of(const char *key, char *path)
{
	bool dots = key[strcspn(key, "./")] == '.';

	(void)snprintf(path, KEY_MOST, "sys/%s", key);
	for (char *at = path + 4; dots && *at; at++)
		*at = (char)(*at == '.' ? '/' : *at == '/' ? '.' : *at);
}

/* A value of more lines is said line by line; between numbers there is a tab, or a blank. */
static int say(struct call *c, const char *key, char *value, struct error *err)
{
	for (char *at = value, *end; at; at = end) {
		end = strchr(at, '\n');
		if (end)
			*end++ = '\0';
		if (end && *end == '\0')
			end = NULL;
		for (char *tab = at; (tab = strchr(tab, '\t'));)
			*tab = ' ';
		if (reply_printf(c, err, "%s = %s", key, at) < 0)
			return -1;
	}
	return 0;
}

static int show(struct call *c, const char *path, const char *key, struct error *err)
{
	static char value[VALUE_MOST];
	autofd int fd = openat(c->proc, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t size = 0;
	ssize_t got;

	if (fd < 0)
		return fail_call(err, "openat", "%s", key);
	do {
		got = read(fd, value + size, sizeof(value) - 1 - size);
		if (got < 0)
			return fail_call(err, "read", "%s", key);
		size += (size_t)got;
	} while (got > 0);
	value[size] = '\0';
	return say(c, key, value, err);
}

static int set(struct call *c, const char *path, const char *key, const char *value,
	       struct error *err)
{
	autofd int fd = openat(c->proc, path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
	struct text line = { .at = NULL };

	if (fd < 0)
		return fail_call(err, "openat", "%s", key);
	/* With a newline: a write of no bytes, for an empty value, would do nothing. */
	if (text_printf(&line, err, "%s\n", value) < 0)
		return -1;
	int done = io_write_all(fd, line.at, line.size);
	if (done < 0)
		(void)fail_call(err, "write", "%s=%s", key, value);
	text_done(&line);
	return done;
}

int sysctl_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *const *words;
	int n = arg_list(a, "KEY[=VALUE]", &words);

	for (int i = 0; i < n; i++) {
		char path[KEY_MOST], key[KEY_MOST - 4];
		size_t size = strcspn(words[i], "=");

		if (size >= KEY_MOST - 4)
			return refuse(err, "the key is too long");
		(void)snprintf(key, sizeof(key), "%.*s", (int)size, words[i]);
		path_of(key, path);
		if ((words[i][size] == '=' ? set(c, path, key, words[i] + size + 1, err)
					   : show(c, path, key, err)) < 0)
			return -1;
	}
	return 0;
}
