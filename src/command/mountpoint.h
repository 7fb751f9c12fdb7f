/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mount point that is missing, before a step makes it: said, and known to the undertaker. */
#ifndef UNSH_COMMAND_MOUNTPOINT_H
#define UNSH_COMMAND_MOUNTPOINT_H

#include <stdbool.h>
#include <stdint.h>

struct args;
struct error;
struct frame;
struct session;

struct prepared {
	int dir; /* for the step's question: where to make it; the caller's, or -1 */
	int id;  /* what the undertaker calls it; -1: it knows of none */
};
#define PREPARED_NONE ((struct prepared){ -1, -1 })

/*
 * prepare_target: what step A needs to make TARGET, if it is missing and may be made (in a box
 * of ours, or by --mkdir). Once it returns, the undertaker removes what the step is going to
 * make, also if unsh is killed in between.
 *
 * settle_target: the step is DONE (0), or has failed by ERR. The undertaker removes just the
 * very directories that are there now, or, where the step has taken them away again, none.
 */
int prepare_target(struct session *s, const struct args *a, const char *target,
		   struct prepared *ret, struct error *err);
void settle_target(struct session *s, const struct prepared *p, int done,
		   const struct error *err);

/* mount_id_of: the id, as mountinfo has it, of the mount that PATH of F lies on, or will lie on
 * where it is missing and MISSING says that it may be. STATX_MNT_ID, Linux 5.8 */
int mount_id_of(struct session *s, struct frame *f, const char *path, bool missing,
		uint64_t *ret, struct error *err);

#endif
