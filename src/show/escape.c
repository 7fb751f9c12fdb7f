/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may stand on a terminal as it is, and how the rest is written. */
#include "show/show.h"

#include "base/error.h"
#include "base/text.h"
#include "show/rows.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

size_t escape_decode(const unsigned char *text, size_t size, uint32_t *ret)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = text[0] < 0x80             ? 1
		   : (text[0] & 0xe0) == 0xc0 ? 2
		   : (text[0] & 0xf0) == 0xe0 ? 3
		   : (text[0] & 0xf8) == 0xf0 ? 4
					      : 0;

	if (n == 0 || n > size)
		return 0;
	uint32_t code = n == 1 ? text[0] : text[0] & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3fU);
	}
	if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret = code;
	return n;
}

bool escape_needed(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0xad || c == 0x180e ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff0 && c <= 0xfffb) ||
	       (c >= 0xe0000 && c <= 0xe0fff);
}

static int add_escaped(struct text *t, uint32_t c, struct error *err)
{
	switch (c) {
	case '\n':
		return text_add(t, "\\n", 2, err);
	case '\t':
		return text_add(t, "\\t", 2, err);
	case '\r':
		return text_add(t, "\\r", 2, err);
	case 0x1b:
		return text_add(t, "\\e", 2, err);
	default:
		return text_printf(t, err, c < 0x80 ? "\\x%02x" : "\\u{%04X}", c);
	}
}

/* How many bytes from AT on need no look: nearly all of most names. */
static size_t plain_ascii(const unsigned char *at, const unsigned char *end)
{
	const unsigned char *begin = at;

	while (at < end && *at >= 0x20 && *at < 0x7f)
		at++;
	return (size_t)(at - begin);
}

/* KEEP: characters that stay although they are controls. */
static int escape(struct text *t, const char *data, size_t size, const char *keep,
		  struct error *err)
{
	const unsigned char *at = (const unsigned char *)data, *end = at + size;
	int done = text_add(t, "", 0, err);

	while (at < end && done == 0) {
		uint32_t code;
		size_t plain = plain_ascii(at, end);

		if (plain > 0) {
			done = text_add(t, at, plain, err);
			at += plain;
			continue;
		}
		size_t n = escape_decode(at, (size_t)(end - at), &code);

		if (n == 0)
			done = text_printf(t, err, "\\x%02x", *at);
		else if (escape_needed(code) &&
			 !(code && code < 0x80 && strchr(keep, (int)code)))
			done = add_escaped(t, code, err);
		else
			done = text_add(t, at, n, err);
		at += n ? n : 1;
	}
	return done;
}

int escape_add(struct text *t, const char *text, size_t size, struct error *err)
{
	return escape(t, text, size, "", err);
}

char *show_escape(const char *text, size_t size)
{
	struct text t = { .at = NULL };
	struct error ignored;

	if (escape(&t, text, size, "", &ignored) < 0)
		text_done(&t);
	return text_take(&t);
}

int out_line(struct out *o, const char *text, struct error *err)
{
	if (escape(&o->text, text, strlen(text), "", err) < 0)
		return -1;
	return text_add(&o->text, "\n", 1, err);
}

int out_bytes(struct out *o, const void *data, size_t size, struct error *err)
{
	return text_add(&o->text, data, size, err);
}

int out_escaped(struct out *o, const void *data, size_t size, struct error *err)
{
	return escape(&o->text, data, size, "\n\t", err);
}

void out_done(struct out *o)
{
	text_done(&o->text);
}
