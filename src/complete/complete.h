/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What could be typed at a cursor: by the kind of what may stand there, from the table and from
 * what there is just now in the frame that the step would act on. Prints nothing, and knows
 * nothing of how it is shown.
 */
#ifndef UNSH_COMPLETE_COMPLETE_H
#define UNSH_COMPLETE_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

struct cursor;
struct session;

struct candidate {
	char *name;   /* what comes behind the stem; escaped if it is hostile */
	char *note;   /* a few words beside it, escaped; NULL: none */
	bool is_open; /* "dir/", "size=", "net.": more of the same word follows */
	bool hostile; /* control characters or broken ones in it: to be shown, never typed */
};

struct candidates {
	size_t stem; /* so many bytes of the cursor's prefix stay as they are */
	int n, room;
	struct candidate *list; /* in the order to be shown */
	bool cut;               /* there are more: it took too long, or they are too many */
	bool raw;               /* $NAME: not to be quoted */
	bool interrupted;
};

enum {
	COMPLETE_MS = 300,
	COMPLETE_MOST = 2000
};

/*
 * complete_at: the candidates at C, within LIMIT_MS or until INTERRUPT_FD (-1: none) is
 * readable, whatever the box does. Failures are no candidates: there is nobody to tell. *RET is
 * freed by candidates_done, which sees a zeroed one too.
 */
void complete_at(struct session *s, const struct cursor *c, int limit_ms, int interrupt_fd,
		 struct candidates *ret);
void candidates_done(struct candidates *c);

#endif
