/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has whom for a parent: proc_tid_children(5), which everybody may read. */
#ifndef UNSH_LOOK_CHILDREN_H
#define UNSH_LOOK_CHILDREN_H

#include <sys/types.h>

/* look_children: at most MOST of PID's children, as PROC counts, into RET; how many. 0 where
 * there are none, or where the kernel has no CONFIG_PROC_CHILDREN. */
int look_children(int proc, pid_t pid, pid_t *ret, int most);

#endif
