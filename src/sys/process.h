/* SPDX-License-Identifier: GPL-3.0-or-later */
/* System calls about processes that libc lacks. Thin: -1 and errno, as libc would. */
#ifndef UNSH_SYS_PROCESS_H
#define UNSH_SYS_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/*
 * sys_clone3: as fork, with FLAGS (CLONE_NEW*, CLONE_PARENT; not CLONE_VM). *RET_PIDFD, if not
 * NULL, is the child's pidfd, O_CLOEXEC, the caller's. The caller must have one thread only.
 * clone3(2), Linux 5.3; where a filter answers ENOSYS, clone(2) is asked.
 */
pid_t sys_clone3(uint64_t flags, int *ret_pidfd);

/* pidfd_open(2), Linux 5.3. pidfd_send_signal(2), 5.1: FD may be a /proc/PID directory too. */
int sys_pidfd_open(pid_t pid);
int sys_pidfd_signal(int fd, int sig);

/* sys_close_range: closes FIRST to LAST; Linux 5.9, one by one before. */
void sys_close_range(unsigned first, unsigned last);

/* sys_getcwd: the raw answer, "(unreachable)/..." included, which libc hides. SIZE in bytes. */
long sys_getcwd(char *ret, size_t size);

#endif
