/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frames that a box stands on, with whose they are; and the tables of frames and boxes. */
#ifndef UNSH_COMMAND_FRAMES_H
#define UNSH_COMMAND_FRAMES_H

#include "show/show.h"

struct args;
struct box;
struct boxes;
struct error;
struct frame;
struct session;

/* One step of the stairs from frame 0 to a box's top; all is borrowed. */
struct level {
	struct frame *frame;
	const char *box;  /* whose it is; "host": frame 0 */
	const char *step; /* that made it; NULL for frame 0 */
};

struct levels {
	int n;
	struct level *list;
};

/* levels_of: those of B, from frame 0 to its top; freed by levels_done, which sees a zeroed one
 * too. */
int levels_of(const struct boxes *all, const struct box *b, struct levels *ret,
	      struct error *err);
void levels_done(struct levels *l);

/* The two tables. */
enum {
	FRAME_COLUMNS = 6,
	BOX_COLUMNS = 7
};
extern const struct column frame_columns[FRAME_COLUMNS], box_columns[BOX_COLUMNS];

int frames_outside(struct session *s, const struct args *a, struct error *err);
int boxes_outside(struct session *s, const struct args *a, struct error *err);

#endif
