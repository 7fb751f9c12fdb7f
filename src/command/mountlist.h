/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mounts: the listing, and what its row in command/mount.c refers to. */
#ifndef UNSH_COMMAND_MOUNTLIST_H
#define UNSH_COMMAND_MOUNTLIST_H

#include "lang/command.h"
#include "show/show.h"

enum {
	MOUNT_COLUMNS = 9
};
extern const struct column mount_columns[MOUNT_COLUMNS];
extern const struct param mounts_params[];
extern const struct option mounts_options[];

int mounts_outside(struct session *s, const struct args *a, struct error *err);

#endif
