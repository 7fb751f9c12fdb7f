/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a program runs as: ids and names of the box, without any name service. */
#ifndef UNSH_INSIDE_IDENTITY_H
#define UNSH_INSIDE_IDENTITY_H

struct error;

/*
 * identity_become: the caller becomes WHO: "U" or "U:G", ids or names of the box's own
 * /etc/passwd and /etc/group (regular files, read up to a limit). Without G the group of U's
 * passwd line, or the present one for a number that has none. Supplementary groups are dropped
 * where setgroups(2) is allowed. EINVAL: the id is not mapped here.
 */
int identity_become(const char *who, struct error *err);

#endif
