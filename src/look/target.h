/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process to be entered, from outside: pidfd first, then everything else by handles, then
 * once more whether the pidfd still runs: so none of the handles can be a later process's.
 * Nothing that it says is trusted; pid_namespaces(7), proc_pid_ns(5).
 */
#ifndef UNSH_LOOK_TARGET_H
#define UNSH_LOOK_TARGET_H

#include <sys/types.h>

struct error;

enum {
	TARGET_KINDS = 8
};

struct target {
	pid_t pid; /* as the procfs counts */
	int pidfd;
	int root, cwd;               /* O_PATH */
	int ns[TARGET_KINDS];        /* in the order of target_kind */
	char link[TARGET_KINDS][32]; /* "mnt:[4026531841]" */
	char comm[64];               /* raw */
};

/* target_kind: CLONE_NEW* of index I, from the lowest bit up; its name, as /proc/PID/ns has it.
 */
unsigned target_kind(int i);
const char *target_kind_name(int i);

/*
 * target_open: PID as PROC, the host's procfs, counts. Refuses zombies and kernel threads.
 * ESRCH: there is none. EACCES: the kernel does not let us look at it (ptrace(2), access mode
 * checks).
 */
int target_open(int proc, pid_t pid, struct target *ret, struct error *err);
void target_done(struct target *t);

#endif
