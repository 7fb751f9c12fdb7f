/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/progress.h"

#include "shell/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	WIDE = 60 /* columns, for the whole sentence */
};

bool progress_wanted(const struct session *s)
{
	const char *term = getenv("TERM"); /* NOLINT(concurrency-mt-unsafe): one thread */

	return s->input == INPUT_PROMPT && isatty(STDERR_FILENO) && term && *term &&
	       strcmp(term, "dumb") != 0;
}

void progress_show(void *state, int seconds)
{
	struct session *s = state;
	const struct command *row = s->step ? step_row(s->table, s->step) : NULL;
	const char *dots = MB_CUR_MAX > 1 ? "…" : "...";
	struct winsize size;
	bool wide = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0 ||
		    size.ws_col >= WIDE;

	(void)dprintf(STDERR_FILENO, "\r%s%s%s %d s%s\033[K", row ? row->name : "step",
		      wide ? ": waiting for the held process" : "", dots, seconds,
		      wide ? " (^C cancels)" : "");
	s->waiting = true;
}

void progress_end(struct session *s)
{
	if (s->waiting)
		(void)!write(STDERR_FILENO, "\r\033[K", 4);
	s->waiting = false;
}
