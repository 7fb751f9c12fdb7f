/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a process that we forked, and that does not exec, ends. */
#ifndef UNSH_BASE_CHILD_H
#define UNSH_BASE_CHILD_H

/* child_exit: ends at once, without the parent's atexit handlers and stdio buffers, but with
 * the counts of gcov where it was built with them. */
_Noreturn void child_exit(int status);

#endif
