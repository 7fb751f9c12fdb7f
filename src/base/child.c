/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/child.h"

#include <unistd.h>

/* There with --coverage only. NOLINTNEXTLINE(readability-identifier-naming) */
extern void __gcov_dump(void) __attribute__((weak));

_Noreturn void child_exit(int status)
{
	if (__gcov_dump)
		__gcov_dump();
	_exit(status);
}
