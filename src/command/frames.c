/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/frames.h"

#include "base/error.h"
#include "base/own.h"
#include "lang/args.h"
#include "look/ns.h"
#include "shell/session.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	STATE_BYTES = 64
};

/* From the top of B down to frame 0, which is the last; FILL may be NULL: only counts. */
static int walk(const struct boxes *all, const struct box *b, struct level *fill)
{
	int n = 0, at = b->n - 1;

	for (const struct box *box = b; box;) {
		for (; at >= 0; at--, n++)
			if (fill)
				fill[n] = (struct level){ box->frames[at], box->name,
							  box->titles[at] };
		struct frame *base = box->base;
		box = boxes_owner(all, base, &at);
		if (!box && fill)
			fill[n] = (struct level){ base, "host", NULL };
	}
	return n + 1;
}

int levels_of(const struct boxes *all, const struct box *b, struct levels *ret,
	      struct error *err)
{
	int n = walk(all, b, NULL);
	struct level *list = calloc((size_t)n, sizeof(*list));

	if (!list) {
		(void)fail_call(err, "calloc", "frames");
		return -1;
	}
	(void)walk(all, b, list);
	for (int i = 0; i < n / 2; i++) {
		struct level other = list[i];

		list[i] = list[n - 1 - i];
		list[n - 1 - i] = other;
	}
	*ret = (struct levels){ .n = n, .list = list };
	return 0;
}

void levels_done(struct levels *l)
{
	free(l->list);
	*l = (struct levels){ .n = 0 };
}

/* A frame is free again once its late answer is there, although nobody has read it yet. */
static void state_of(struct frame *f, char *ret, size_t size)
{
	struct pollfd answer = { .fd = f->sock, .events = POLLIN };
	struct ending e;

	if (!frame_alive(f, &e))
		ending_text(e, ret, size);
	else
		(void)snprintf(ret, size, "%s",
			       f->busy && poll(&answer, 1, 0) == 0 ? "busy" : "alive");
}

enum {
	FRAME,
	BOX,
	PID,
	STATE,
	KINDS,
	STEP
};

const struct column frame_columns[FRAME_COLUMNS] = {
	[FRAME] = { .name = "FRAME",
		    .type = CELL_NUMBER,
		    .right = 1,
		    .help = "counted from the host's, which is 0" },
	[BOX] = { .name = "BOX", .help = "whose it is: a box on another stands on its frames" },
	[PID] = { .name = "PID",
		  .type = CELL_NUMBER,
		  .right = 1,
		  .help = "of the held process, as the host counts" },
	[STATE] = { .name = "STATE", .help = "alive, busy (with a step given up), or its end" },
	[KINDS] = { .name = "KINDS",
		    .type = CELL_LIST,
		    .help = "namespaces that this frame made or joined" },
	[STEP] = { .name = "STEP", .cut = 1, .help = "that made it" },
};

static int add_frame(struct listing *l, const struct level *level, int number,
		     struct error *err)
{
	char at[16], pid[16], state[STATE_BYTES], kinds[LOOK_NS_NAMES];
	const char *cells[FRAME_COLUMNS] = {
		[FRAME] = at,    [BOX] = level->box, [PID] = pid,
		[STATE] = state, [KINDS] = kinds,    [STEP] = level->step,
	};

	(void)snprintf(at, sizeof(at), "%d", number);
	(void)snprintf(pid, sizeof(pid), "%d", level->frame->pid);
	state_of(level->frame, state, sizeof(state));
	look_ns_names(level->frame->changed, '\n', kinds);
	return listing_row(l, cells, -1, err) < 0 ? -1 : 0;
}

int frames_outside(struct session *s, const struct args *a, struct error *err)
{
	struct listing_options o = session_listing(s, a);
	struct levels levels __attribute__((cleanup(levels_done))) = { .n = 0 };
	struct listing *l;
	int done = 0;

	if (levels_of(&s->boxes, s->box, &levels, err) < 0 ||
	    listing_new("frames", frame_columns, FRAME_COLUMNS, &o, &l, err) < 0)
		return -1;
	for (int i = 0; i < (s->on_host ? 1 : levels.n) && done == 0; i++)
		done = add_frame(l, &levels.list[i], i, err);
	if (done == 0)
		return listing_print(l, &s->out, err);
	listing_drop(l);
	return -1;
}

enum {
	NAME,
	CURRENT,
	FRAMES,
	ON,
	BOX_KINDS,
	FIRST,
	TOP
};

const struct column box_columns[BOX_COLUMNS] = {
	[NAME] = { .name = "NAME", .help = "what box and @ know it by" },
	[CURRENT] = { .name = "CURRENT",
		      .type = CELL_BOOLEAN,
		      .help = "whether steps act on it" },
	[FRAMES] = { .name = "FRAMES",
		     .type = CELL_NUMBER,
		     .right = 1,
		     .help = "how many of its own" },
	[ON] = { .name = "ON", .help = "what it stands on: host, or BOX:FRAME" },
	[BOX_KINDS] = { .name = "KINDS",
			.type = CELL_LIST,
			.help = "namespaces that its frames made or joined" },
	[FIRST] = { .name = "PID",
		    .type = CELL_NUMBER,
		    .right = 1,
		    .help = "of its first frame, as the host counts" },
	[TOP] = { .name = "TOP",
		  .type = CELL_NUMBER,
		  .right = 1,
		  .hidden = 1,
		  .help = "pid of its top frame" },
};

/* "host", or "BOX:FRAME" with FRAME as `frames` counts. */
static int name_base(const struct boxes *all, const struct box *b, char *ret, size_t size,
		     struct error *err)
{
	struct levels levels __attribute__((cleanup(levels_done))) = { .n = 0 };

	if (levels_of(all, b, &levels, err) < 0)
		return -1;
	int at = levels.n - 1 - b->n;
	(void)snprintf(ret, size, "%s", levels.list[at].box);
	if (at > 0)
		(void)snprintf(ret, size, "%s:%d", levels.list[at].box, at);
	return 0;
}

static int add_box(struct listing *l, const struct boxes *all, const struct box *b,
		   struct error *err)
{
	char frames[16], on[96], kinds[LOOK_NS_NAMES], first[16], top[16];
	const char *cells[BOX_COLUMNS] = {
		[NAME] = b->name,
		[CURRENT] = b == all->current ? "yes" : "no",
		[FRAMES] = frames,
		[ON] = on,
		[BOX_KINDS] = kinds,
		[FIRST] = b->n > 0 ? first : NULL,
		[TOP] = b->n > 0 ? top : NULL,
	};
	unsigned changed = 0;

	for (int i = 0; i < b->n; i++)
		changed |= b->frames[i]->changed;
	(void)snprintf(frames, sizeof(frames), "%d", b->n);
	look_ns_names(changed, '\n', kinds);
	(void)snprintf(first, sizeof(first), "%d", b->n > 0 ? b->frames[0]->pid : 0);
	(void)snprintf(top, sizeof(top), "%d", b->n > 0 ? b->frames[b->n - 1]->pid : 0);
	if (name_base(all, b, on, sizeof(on), err) < 0)
		return -1;
	return listing_row(l, cells, -1, err) < 0 ? -1 : 0;
}

int boxes_outside(struct session *s, const struct args *a, struct error *err)
{
	struct listing_options o = session_listing(s, a);
	struct listing *l;
	int done = 0;

	if (listing_new("boxes", box_columns, BOX_COLUMNS, &o, &l, err) < 0)
		return -1;
	for (int i = 0; i < s->boxes.n && done == 0; i++)
		done = add_box(l, &s->boxes, s->boxes.list[i], err);
	if (done == 0)
		return listing_print(l, &s->out, err);
	listing_drop(l);
	return -1;
}
