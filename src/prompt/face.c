/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prompt/face.h"

#include "base/error.h"
#include "base/own.h"
#include "look/ns.h"
#include "look/process.h"
#include "shell/session.h"
#include "show/show.h"

#include <langinfo.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

enum {
	USUAL_COLUMNS = 80,
	LEAST_COLUMNS = 40, /* below: only the sign */
	SHORT_NAME = 8,
	PART_BYTES = 512
};

/* A letter each, none twice: user and uts begin alike, and so do mnt and nothing else. */
static const char initials[LOOK_NS_KINDS + 1] = "umnhipct";

struct parts {
	char box[PART_BYTES], depth[16], target[PART_BYTES], kinds[96], sign[32];
	char short_kinds[16];
};

static bool in_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int face_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return USUAL_COLUMNS;
	return size.ws_col;
}

int face_width(const char *text)
{
	mbstate_t state = { 0 };
	bool hidden = false;
	int width = 0, columns;

	while (*text) {
		if (*text == '\001' || *text == '\002') {
			hidden = *text++ == '\001';
			continue;
		}
		if (*text == '\n')
			width = 0;
		text += show_character(text, &state, &columns);
		width += hidden || text[-1] == '\n' ? 0 : columns;
	}
	return width;
}

size_t face_fit(const char *text, int most, int *ret_width)
{
	mbstate_t state = { 0 };
	int width = 0, columns;
	const char *at = text;

	while (*at) {
		size_t n = show_character(at, &state, &columns);

		if (width + columns > most)
			break;
		width += columns;
		at += n;
	}
	*ret_width = width;
	return (size_t)(at - text);
}

/* NAME at most COLUMNS wide, the last of them a mark that it is cut. */
static void cut(char *name, int most)
{
	int width;

	if (face_width(name) <= most)
		return;
	char *at = name + face_fit(name, most - 1, &width);
	(void)snprintf(at, PART_BYTES - (size_t)(at - name), "%s", in_utf8() ? "…" : "~");
}

/* Outside of UTF-8 a byte beyond ASCII is anybody's guess. */
static void escaped(const char *name, char *ret, size_t size)
{
	autofree char *safe = show_escape(name, strlen(name));
	size_t used = 0;
	bool utf8 = in_utf8();

	ret[0] = '\0';
	for (const char *at = safe ? safe : "?"; *at && used + 5 < size; at++) {
		bool plain = utf8 || !((unsigned char)*at & 0x80);

		used += (size_t)snprintf(ret + used, size - used, plain ? "%c" : "\\x%02x",
					 (unsigned char)*at);
	}
}

/* Everything that may be had there: where somebody has taken a capability from all of us, root
 * is what is left, but without CAP_SYS_ADMIN nothing of namespaces works. */
static bool can_all(const struct look_process *p)
{
	return (p->effective & p->bounding) == p->bounding &&
	       (p->effective & (UINT64_C(1) << CAP_SYS_ADMIN));
}

/* Asked once for each frame: what it can do is settled when it is made. */
static char sign_of(const struct session *s, const struct frame *f)
{
	static const struct frame *frame;
	static pid_t pid;
	static char sign;
	struct look_process p;
	struct error ignored;

	if (f == frame && f->pid == pid)
		return sign;
	if (look_process(s->zero->proc, f->pid, &p, &ignored) < 0)
		return '$';
	frame = f;
	pid = f->pid;
	sign = '$';
	if (can_all(&p))
		sign = (f->own & CLONE_NEWUSER) ? '%' : '#'; /* NOLINT: a character */
	return sign;
}

static void name_kinds(unsigned own, struct parts *p)
{
	char names[LOOK_NS_NAMES], *letter = p->short_kinds;

	if (!own)
		return;
	look_ns_names(own, ',', names);
	(void)snprintf(p->kinds, sizeof(p->kinds), "{%s}", names);
	*letter++ = '{';
	for (int i = 0; i < LOOK_NS_KINDS; i++)
		if (own & look_ns_kind(i))
			*letter++ = initials[i];
	*letter++ = '}';
	*letter = '\0';
}

static void collect(struct session *s, struct parts *p)
{
	const struct box *b = s->boxes.current;
	struct frame *f = box_top(b);
	bool color = session_in_color(s, STDOUT_FILENO), failed = s->status != 0;
	struct ending e;

	escaped(b->name, p->box, sizeof(p->box));
	(void)snprintf(p->depth, sizeof(p->depth), "%d", box_depth(&s->boxes, b));
	escaped(f->target, p->target, sizeof(p->target));
	name_kinds(f->own, p);
	bool dead = !frame_alive(f, &e);
	if (dead) {
		(void)snprintf(p->target, sizeof(p->target), "(ended)");
		p->kinds[0] = p->short_kinds[0] = '\0';
	}
	(void)snprintf(p->sign, sizeof(p->sign), "%s%s%c%s",
		       color ? failed ? "\001\033[31m\002" : "\001\033[1m\002" : "",
		       failed ? "!" : "", dead ? '$' : sign_of(s, f),
		       color ? "\001\033[0m\002" : "");
}

static int usual(const struct parts *p, struct text *t)
{
	struct error ignored;

	t->size = 0;
	return text_printf(t, &ignored, "%s:%s %s%s%s%s ", p->box, p->depth, p->target,
			   p->kinds, p->target[0] || p->kinds[0] ? " " : "", p->sign);
}

/* The usual one, made smaller in steps until it leaves enough of the line. */
static int make_usual(struct parts *p, int columns, struct text *t)
{
	struct error ignored;

	if (columns < LEAST_COLUMNS)
		return text_printf(t, &ignored, "%s ", p->sign);
	if (usual(p, t) < 0 || face_width(t->at) <= columns / 3)
		return 0;
	memcpy(p->kinds, p->short_kinds, sizeof(p->short_kinds));
	if (usual(p, t) < 0 || face_width(t->at) <= columns / 3)
		return 0;
	cut(p->target, SHORT_NAME);
	if (usual(p, t) < 0 || face_width(t->at) <= columns / 3)
		return 0;
	cut(p->box, SHORT_NAME);
	return usual(p, t);
}

/* What a % or \ and C stand for in a prompt of the user's; NULL: themselves. */
static const char *meaning(const struct parts *p, char mark, char c)
{
	if (mark == '\\')
		return c == 'e' ? "\033" : NULL;
	switch (c) {
	case 'b':
		return p->box;
	case 'd':
		return p->depth;
	case 't':
		return p->target;
	case 'n':
		return p->kinds;
	case 's':
		return p->sign;
	case '[':
		return "\001";
	case ']':
		return "\002";
	case '%':
		return "%";
	default:
		return NULL;
	}
}

static int make_own(const struct parts *p, const char *format, struct text *t)
{
	struct error ignored;
	int done = text_add(t, "", 0, &ignored);

	for (const char *at = format; *at && done == 0; at++) {
		const char *means = *at == '%' || *at == '\\' ? meaning(p, *at, at[1]) : NULL;

		if (means)
			at++;
		done = means ? text_add(t, means, strlen(means), &ignored)
			     : text_add(t, at, 1, &ignored);
	}
	return done;
}

void face_make(struct session *s, int columns, struct face *ret)
{
	struct text t = { .at = NULL };
	struct parts p = { .box = "" };
	const char *own = s->settings.prompt;

	collect(s, &p);
	if (own && *own)
		(void)make_own(&p, own, &t);
	else
		(void)make_usual(&p, columns, &t);
	*ret = (struct face){ .text = t.at, .width = t.at ? face_width(t.at) : 0 };
}

void face_plain(char *text)
{
	char *to = text;

	for (const char *at = text; *at; at++)
		if (*at != '\001' && *at != '\002')
			*to++ = *at;
	*to = '\0';
}
