/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of all that was started: by frame 0, and by unsh where frame 0 is dead. */
#ifndef UNSH_FRAME_BURY_H
#define UNSH_FRAME_BURY_H

#include <sys/types.h>

struct keepers;

/* bury_below: kills all descendants of PID (as PROC counts) until only zombies are left or a
 * second has passed. bury_children: kills and reaps until we have none, or, with LIMIT_MS not
 * -1, for so long. */
void bury_below(int proc, const struct keepers *k, pid_t pid);
void bury_children(int proc, const struct keepers *k, int limit_ms);

#endif
