/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/placed.h"

#include "base/error.h"
#include "command/wire.h"
#include "net/talk.h"
#include "shell/session.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

static int add(struct session *s, struct placed link, struct error *err)
{
	struct placed *more = reallocarray(s->placed, (size_t)s->placed_n + 1, sizeof(*more));

	if (!more)
		return fail_call(err, "realloc", "links on the host");
	s->placed = more;
	s->placed[s->placed_n++] = link;
	return 0;
}

static int tell_undertaker(struct session *s, const char *word, unsigned index,
			   struct error *err)
{
	char text[16];
	const char *words[] = { word, text, NULL };
	struct message m = MESSAGE_EMPTY;

	(void)snprintf(text, sizeof(text), "%u", index);
	if (session_words(s, s->zero, words, NULL, 0, &m, err) < 0)
		return -1;
	message_done(&m);
	return 0;
}

static int index_of(struct session *s, struct frame *f, const char *name, unsigned *ret,
		    struct error *err)
{
	int sock;

	return wire_socket(s, f, &sock, err) < 0 ? -1 : net_index(sock, name, ret, err);
}

/* The frame with which F's network ends: who made it, if one of ours did. */
static const struct frame *network_of(const struct frame *f)
{
	while (f && f->below && !(f->changed & CLONE_NEWNET))
		f = f->below;
	return f && (f->made & CLONE_NEWNET) ? f : NULL;
}

int placed_note(struct session *s, struct frame *of, const char *name, struct error *err)
{
	struct placed link = { .of = network_of(of) };

	if (index_of(s, s->zero, name, &link.index, err) < 0 ||
	    tell_undertaker(s, ".placed", link.index, err) < 0)
		return -1;
	return add(s, link, err);
}

int placed_lend(struct session *s, const char *name, struct error *err)
{
	struct placed link = { .is_lent = true };

	if (index_of(s, s->zero, name, &link.index, err) < 0)
		return -1;
	/* What we have put there ourselves is not the host's. */
	for (int i = 0; i < s->placed_n; i++)
		if (s->placed[i].index == link.index)
			return 0;
	return add(s, link, err);
}

int placed_is_lent(struct session *s, struct frame *f, const char *name, struct error *err)
{
	unsigned index = 0;

	if (s->placed_n == 0)
		return 0;
	/* It keeps its index wherever that is free, and new namespaces begin at the lowest. */
	if (index_of(s, f, name, &index, err) < 0)
		return -1;
	for (int i = 0; i < s->placed_n; i++)
		if (s->placed[i].is_lent && s->placed[i].index == index)
			return 1;
	return 0;
}

void placed_leave(struct session *s, struct frame *f)
{
	struct error ignored;

	for (int i = s->placed_n - 1; i >= 0; i--) {
		if (s->placed[i].of != f)
			continue;
		(void)tell_undertaker(s, ".unplaced", s->placed[i].index, &ignored);
		s->placed[i] = s->placed[--s->placed_n];
	}
}
