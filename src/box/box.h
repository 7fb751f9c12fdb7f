/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Boxes: named stacks of frames. A box starts on frame 0 or on another box's top frame; the
 * frames that it stands on are not its own and are never left by it. Talks to no kernel.
 */
#ifndef UNSH_BOX_BOX_H
#define UNSH_BOX_BOX_H

#include "base/error.h"

struct frame;

struct box {
	char *name;
	struct frame *base; /* what it stands on: frame 0, or a frame of another box */
	int n, room;
	struct frame **frames; /* its own, frames[n - 1] on top */
	char **titles;         /* of each: the step that made it, as typed */
};

struct boxes {
	int n, room;
	struct box **list; /* in the order they were made; list[0] is main */
	struct box *current;
};

/* box_new: an empty box on BASE; refused if the NAME is taken. boxes_find: NULL if unknown. */
int box_new(struct boxes *b, const char *name, struct frame *base, struct box **ret,
	    struct error *err);
struct box *boxes_find(const struct boxes *b, const char *name);

/* box_top: the frame that steps act on. */
struct frame *box_top(const struct box *b);

/* boxes_owner: whose frame F is, and *RET_AT, which of its frames; NULL: frame 0, which is
 * nobody's. box_depth: how many frames there are above the host's, up to B's top one. */
const struct box *boxes_owner(const struct boxes *b, const struct frame *f, int *ret_at);
int box_depth(const struct boxes *all, const struct box *b);

/* box_push: F, made by the step TITLE, is on top and the box's now. */
int box_push(struct box *b, struct frame *f, const char *title, struct error *err);

/* box_pop: the top frame, to be dropped by the caller; refused if the box has none of its own,
 * or if another box stands on it. */
int box_pop(struct boxes *all, struct box *b, struct frame **ret, struct error *err);

/* box_remove: forgets B, which has no frames of its own; the current box becomes main. */
void box_remove(struct boxes *all, struct box *b);

#endif
