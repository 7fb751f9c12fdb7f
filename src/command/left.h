/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What programs have left running when they ended: it climbed to a frame, and ends with it. */
#ifndef UNSH_COMMAND_LEFT_H
#define UNSH_COMMAND_LEFT_H

#include <sys/types.h>

struct frame;
struct session;

/* left_behind: at most MOST of the children of F that are neither frames nor jobs, into RET;
 * how many. */
int left_behind(struct session *s, const struct frame *f, pid_t *ret, int most);

#endif
