/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a step's input comes from and its output goes: files of the box or the host, a sh. */
#ifndef UNSH_SHELL_REDIRECT_H
#define UNSH_SHELL_REDIRECT_H

#include "frame/launch.h"
#include "shell/session.h"

struct redirects {
	int in, out; /* owned, or -1 */
	bool has_sh;
	struct program sh; /* the host's, that reads our output */
};
#define REDIRECTS_NONE ((struct redirects){ .in = -1, .out = -1, .sh = { -1, -1, 0 } })

/* redirects_open: opens what STEP says and puts s->from and s->to there. A path is the box's,
 * @host:/path the host's. On failure nothing is open, s->place is the file's. */
int redirects_open(struct session *s, const struct step *step, struct redirects *ret,
		   struct error *err);

/* redirect_document: a file that nobody else has, with TEXT, read from its start; the caller's.
 */
int redirect_document(const char *text, size_t size, struct error *err);

/* redirects_close: closes all, waits for the sh; *RET is its ending. s->from, s->to are as
 * usual. */
int redirects_close(struct session *s, struct redirects *r, struct ending *ret,
		    struct error *err);

#endif
