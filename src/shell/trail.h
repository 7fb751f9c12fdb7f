/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps that built what there is: what `save` writes. A step is kept when it has succeeded
 * and its row says that it changed something; it belongs to the frame that it acted on, and
 * goes with it, unless it changed what that frame shares with the one below: then it stays, and
 * with it how the frame was made and left.
 */
#ifndef UNSH_SHELL_TRAIL_H
#define UNSH_SHELL_TRAIL_H

#include <stdbool.h>

struct args;
struct box;
struct error;
struct frame;
struct session;
struct trail;

enum {
	TRAIL_NAMES = 16, /* boxes that one step can name */
	TRAIL_NONE = -1   /* a box that is none of ours: frame 0's */
};

/* A step that stays, or a box that was made. Boxes are numbers of the trail. */
struct trace {
	struct frame *frame; /* that it acted on, or made */
	char *text;          /* as it is to be typed; NULL: only the box was made, by hand */
	unsigned touches;    /* CLONE_NEW*, of what it changed; CHANGES_FRAME */
	int box;             /* that it was done in */
	int owner;           /* whose frame that is */
	int names[TRAIL_NAMES], names_n; /* boxes in its words */
	bool makes_box;                  /* `box` is new, and stands on */
	int on;                          /* this one */
	bool makes_frame, program;
	bool host; /* what it changed is the host's */
	bool asks; /* it was said to @host */
};

/*
 * trail_mark: before the step: what there is. trail_step: after S's step, which was A and has
 * succeeded: keeps it if it changed something since MARK. Memory that runs out is -1.
 */
struct trail_mark {
	struct frame *top;
	int boxes;
};
struct trail_mark trail_mark(struct session *s);
int trail_step(struct session *s, const struct args *a, const struct trail_mark *mark,
	       struct error *err);

/* trail_leave: F, B's top frame until now, goes; BY is the step that leaves one. trail_forget:
 * B, without frames, goes; BY is the step that does it. */
int trail_leave(struct session *s, const struct box *b, const struct frame *f, const char *by,
		struct error *err);
int trail_forget(struct session *s, const struct box *b, const char *by, struct error *err);

/* trail_each: the I-th, in the order of time; NULL after the last. trail_box: B's number.
 * trail_name: the name of number BOX. trail_boxes: how many there are, those gone too. */
const struct trace *trail_each(const struct trail *t, int i);
int trail_box(struct session *s, const struct box *b, struct error *err);
const char *trail_name(const struct trail *t, int box);
int trail_boxes(const struct trail *t);

void trail_free(struct trail *t);

#endif
