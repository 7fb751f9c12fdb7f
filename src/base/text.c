/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_ROOM = 128
};

static int grow(struct text *t, size_t more, struct error *err)
{
	size_t room = t->room ? t->room : FIRST_ROOM;

	if (more >= SIZE_MAX / 4 || t->size >= SIZE_MAX / 4) {
		errno = ENOMEM;
		return fail_call(err, "realloc", "text");
	}
	while (room < t->size + more + 1)
		room *= 2;
	if (room == t->room)
		return 0;
	char *at = realloc(t->at, room);
	if (!at)
		return fail_call(err, "realloc", "text");
	t->at = at;
	t->room = room;
	return 0;
}

int text_add(struct text *t, const void *data, size_t size, struct error *err)
{
	if (grow(t, size, err) < 0)
		return -1;
	if (size > 0)
		memcpy(t->at + t->size, data, size);
	t->size += size;
	t->at[t->size] = '\0';
	return 0;
}

int text_printf(struct text *t, struct error *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int size = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (size < 0 || grow(t, (size_t)size, err) < 0)
		return -1;
	va_start(ap, fmt);
	(void)vsnprintf(t->at + t->size, t->room - t->size, fmt, ap);
	va_end(ap);
	t->size += (size_t)size;
	return 0;
}

char *text_take(struct text *t)
{
	char *at = t->at;

	*t = (struct text){ .at = NULL };
	return at;
}

void text_done(struct text *t)
{
	free(t->at);
	*t = (struct text){ .at = NULL };
}
