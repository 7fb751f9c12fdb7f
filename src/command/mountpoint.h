/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mount point that is missing, before a step makes it: said, and known to the undertaker. */
#ifndef UNSH_COMMAND_MOUNTPOINT_H
#define UNSH_COMMAND_MOUNTPOINT_H

struct args;
struct error;
struct session;

/*
 * prepare_target: what step A needs to make TARGET, if it is missing and may be made (in a box
 * of ours, or by --mkdir): *RET is a handle for the step's question, the caller's, or -1. Once
 * it returns, the undertaker removes what the step is going to make, also if unsh is killed in
 * between.
 */
int prepare_target(struct session *s, const struct args *a, const char *target, int *ret,
		   struct error *err);

#endif
