/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that grows. Always ended by a NUL that `size` does not count, once something was added.
 */
#ifndef UNSH_BASE_TEXT_H
#define UNSH_BASE_TEXT_H

#include <stddef.h>

struct error;

struct text {
	char *at; /* NULL while empty; freed by text_done */
	size_t size, room;
};

/* All 0, or -1 (ENOMEM) with the text as it was. */
int text_add(struct text *t, const void *data, size_t size, struct error *err);
int text_printf(struct text *t, struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* text_take: the bytes are the caller's, freed by free(); T is empty. */
char *text_take(struct text *t);
void text_done(struct text *t);

#endif
