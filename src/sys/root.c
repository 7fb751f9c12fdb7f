/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sys/root.h"

#include <sys/syscall.h>
#include <unistd.h>

int sys_pivot_root(const char *new_root, const char *put_old)
{
	return (int)syscall(SYS_pivot_root, new_root, put_old);
}
