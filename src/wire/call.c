/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/call.h"

#include "base/error.h"
#include "base/own.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	GIVE_MOST = sizeof(((struct call *)0)->give) / sizeof(int)
};

static int make_room(struct call *c, struct error *err)
{
	int room = c->words_room ? 2 * c->words_room : 16;

	if (c->words_n < c->words_room)
		return 0;
	char **words = reallocarray(c->words, (size_t)room, sizeof(*words));
	if (!words)
		return fail_call(err, "realloc", "the answer");
	c->words = words;
	size_t *sizes = reallocarray(c->sizes, (size_t)room, sizeof(*sizes));
	if (!sizes)
		return fail_call(err, "realloc", "the answer");
	c->sizes = sizes;
	c->words_room = room;
	return 0;
}

int reply_bytes(struct call *c, const void *data, size_t size, struct error *err)
{
	char *copy = malloc(size + 1);

	if (!copy)
		return fail_call(err, "malloc", "the answer");
	if (make_room(c, err) < 0) {
		free(copy);
		return -1;
	}
	memcpy(copy, data, size);
	copy[size] = '\0';
	c->words[c->words_n] = copy;
	c->sizes[c->words_n++] = size;
	return 0;
}

int reply_line(struct call *c, const char *text, struct error *err)
{
	return reply_bytes(c, text, strlen(text), err);
}

int reply_printf(struct call *c, struct error *err, const char *fmt, ...)
{
	autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	int size = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (size < 0) {
		text = NULL; /* its value is undefined now, asprintf(3) */
		return fail_call(err, "malloc", "the answer");
	}
	return reply_bytes(c, text, (size_t)size, err);
}

int reply_handle(struct call *c, int fd, struct error *err)
{
	if (c->give_n == GIVE_MOST) {
		own_close(&fd);
		return refuse(err, "too many handles for one answer");
	}
	c->give[c->give_n++] = fd;
	return 0;
}

void call_done(struct call *c)
{
	for (int i = 0; i < c->words_n; i++)
		free(c->words[i]);
	free(c->words);
	free(c->sizes);
	for (int i = 0; i < c->give_n; i++)
		own_close(&c->give[i]);
	c->words = NULL;
	c->sizes = NULL;
	c->words_n = c->words_room = c->give_n = 0;
}
