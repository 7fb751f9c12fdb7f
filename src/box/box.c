/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "box/box.h"

#include "base/own.h"
#include "frame/frame.h"

#include <stdlib.h>
#include <string.h>

int box_new(struct boxes *b, const char *name, struct frame *base, struct box **ret,
	    struct error *err)
{
	if (boxes_find(b, name))
		return refuse(err, "there is a box %s already", name);
	if (b->n == b->room) {
		int room = b->room ? 2 * b->room : 8;
		struct box **more = reallocarray(b->list, (size_t)room, sizeof(*more));

		if (!more)
			return fail_call(err, "realloc", "box %s", name);
		b->list = more;
		b->room = room;
	}
	struct box *box = calloc(1, sizeof(*box));
	char *copy = strdup(name);
	if (!box || !copy) {
		free(box);
		free(copy);
		return fail_call(err, "calloc", "box %s", name);
	}
	*box = (struct box){ .name = copy, .base = base };
	base->carries++;
	b->list[b->n++] = box;
	*ret = box;
	return 0;
}

struct box *boxes_find(const struct boxes *b, const char *name)
{
	for (int i = 0; i < b->n; i++)
		if (strcmp(b->list[i]->name, name) == 0)
			return b->list[i];
	return NULL;
}

struct frame *box_top(const struct box *b)
{
	return b->n > 0 ? b->frames[b->n - 1] : b->base;
}

const struct box *boxes_owner(const struct boxes *b, const struct frame *f, int *ret_at)
{
	for (int i = 0; i < b->n; i++)
		for (int j = 0; j < b->list[i]->n; j++)
			if (b->list[i]->frames[j] == f) {
				*ret_at = j;
				return b->list[i];
			}
	return NULL;
}

int box_depth(const struct boxes *all, const struct box *b)
{
	int depth = 0;

	for (int at = b->n - 1; b; b = boxes_owner(all, b->base, &at))
		depth += at + 1;
	return depth;
}

int box_push(struct box *b, struct frame *f, const char *title, struct error *err)
{
	if (b->n == b->room) {
		int room = b->room ? 2 * b->room : 8;
		struct frame **frames = reallocarray(b->frames, (size_t)room, sizeof(*frames));
		if (!frames)
			return fail_call(err, "realloc", "box %s", b->name);
		b->frames = frames;
		char **titles = reallocarray(b->titles, (size_t)room, sizeof(*titles));
		if (!titles)
			return fail_call(err, "realloc", "box %s", b->name);
		b->titles = titles;
		b->room = room;
	}
	char *copy = strdup(title);
	if (!copy)
		return fail_call(err, "strdup", "box %s", b->name);
	b->titles[b->n] = copy;
	b->frames[b->n++] = f;
	return 0;
}

/* Whose box stands on F, or NULL. */
static const struct box *standing_on(const struct boxes *all, const struct frame *f)
{
	for (int i = 0; i < all->n; i++)
		if (all->list[i]->base == f)
			return all->list[i];
	return NULL;
}

int box_pop(struct boxes *all, struct box *b, struct frame **ret, struct error *err)
{
	if (b->n == 0)
		return refuse(err, "box %s has no frame to leave", b->name);
	const struct box *other = standing_on(all, b->frames[b->n - 1]);
	if (other)
		return refuse(err, "box %s stands on the top frame of %s; box rm %s first",
			      other->name, b->name, other->name);
	free(b->titles[--b->n]);
	*ret = b->frames[b->n];
	return 0;
}

void box_remove(struct boxes *all, struct box *b)
{
	for (int i = 0; i < all->n; i++) {
		if (all->list[i] != b)
			continue;
		memmove(all->list + i, all->list + i + 1,
			sizeof(struct box *) * (size_t)(all->n - i - 1));
		all->n--;
		break;
	}
	if (all->current == b)
		all->current = all->n > 0 ? all->list[0] : NULL;
	b->base->carries--;
	free(b->name);
	free(b->frames);
	free(b->titles);
	free(b);
}
