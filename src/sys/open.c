/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sys/open.h"

#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

int sys_openat2(int dir, const char *path, uint64_t flags, uint64_t resolve)
{
	struct open_how how = { .flags = flags, .resolve = resolve };

	return (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
}
