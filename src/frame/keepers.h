/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who keeps programs in somebody else's PID namespace: a burial ends them last, because killed
 * before its descendants a keeper would lose them to the container's init.
 *
 * Known by pid, in memory that frame 0 shares with the frames cloned from it and with unsh; an
 * exec leaves it behind. A container's root might write to it by way of a keeper: all that he
 * gets is a place at the end of a bounded burial.
 */
#ifndef UNSH_FRAME_KEEPERS_H
#define UNSH_FRAME_KEEPERS_H

#include <stdbool.h>
#include <sys/types.h>

struct error;
struct keepers;

/* keepers_new: before frame 0 is forked; for the rest of the process's life. */
int keepers_new(struct keepers **ret, struct error *err);

/* keepers_add: the caller is one from now, under the number that PROC has for it. EAGAIN: there
 * are too many. keepers_has: whether PID, as PROC counts, is one. */
int keepers_add(struct keepers *k, int proc, struct error *err);
bool keepers_has(const struct keepers *k, pid_t pid);

#endif
