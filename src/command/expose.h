/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who joins a stranger's PID or user namespace can be looked at there, and worse; while it has
 * the host's mounts, that lays the host open. ptrace(2), access mode checks.
 */
#ifndef UNSH_COMMAND_EXPOSE_H
#define UNSH_COMMAND_EXPOSE_H

#include <stdbool.h>

struct error;
struct frame;
struct session;

/* expose_kind: CLONE_NEWPID or CLONE_NEWUSER if FD, which WORD (KIND=WHAT) names, is such a
 * namespace and neither the host's nor made by a box of this session; otherwise 0. */
unsigned expose_kind(struct session *s, const char *word, int fd);

/*
 * expose_refuse: refuses the EXPOSED kinds, unless the mounts that are in force then are
 * somebody's too: MOUNTS is the namespace that the step joins, -1 without; NEW_MOUNTS: it makes
 * one, which is a copy of ours. WHAT_TO_DO stands before ", or --unsafe".
 */
struct exposure {
	unsigned exposed; /* CLONE_NEW* */
	int mounts;
	bool new_mounts;
	const char *what_to_do;
};
int expose_refuse(const struct frame *from, const struct exposure *x, struct error *err);

#endif
