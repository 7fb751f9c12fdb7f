/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_SYS_OPEN_H
#define UNSH_SYS_OPEN_H

#include <stdint.h>

/* sys_openat2: PATH from DIR with open flags FLAGS and RESOLVE (RESOLVE_*): a descriptor, the
 * caller's, or -1 and errno. openat2(2), Linux 5.6, which libc lacks. */
int sys_openat2(int dir, const char *path, uint64_t flags, uint64_t resolve);

#endif
