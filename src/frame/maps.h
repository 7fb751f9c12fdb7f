/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Id maps of a frame's child, written by the frame. user_namespaces(7) */
#ifndef UNSH_FRAME_MAPS_H
#define UNSH_FRAME_MAPS_H

#include <stdbool.h>
#include <sys/types.h>

struct error;

struct maps {
	const char *uid, *gid; /* lines "INNER OUTER COUNT\n" */
	bool deny_setgroups;
	bool by_helpers; /* newuidmap(1), newgidmap(1): PID must be theirs too */
};

/* maps_write: the maps of process PID (as PROC, the host's procfs, counts), which waits. The
 * caller is in the parent user namespace. */
int maps_write(int proc, pid_t pid, const struct maps *m, struct error *err);

#endif
