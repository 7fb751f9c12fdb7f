/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_SYS_ROOT_H
#define UNSH_SYS_ROOT_H

/* sys_pivot_root: NEW_ROOT becomes the root of this mount namespace, the old one lies at
 * PUT_OLD; -1 and errno. Both ".": the old one on top of the new. pivot_root(2), which libc
 * lacks. */
int sys_pivot_root(const char *new_root, const char *put_old);

#endif
