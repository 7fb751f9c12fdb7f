/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What /proc/PID/stat and /proc/PID/status say of a process to everybody, also of one that is
 * not dumpable; proc_pid_stat(5), proc_pid_status(5). Its name is its own, and may hold
 * anything.
 */
#ifndef UNSH_LOOK_PROCESS_H
#define UNSH_LOOK_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct error;

enum {
	LOOK_PID_LEVELS = 33 /* the first, and 32 nested ones: pid_namespaces(7) */
};

struct look_process {
	pid_t pid, ppid;
	char comm[64];  /* raw; 15 bytes of a program's, more of a kernel thread's */
	char state;     /* R S D T t Z X I */
	uint64_t start; /* ticks of sysconf(_SC_CLK_TCK) from boot: with the pid, who it is */
	uint32_t uid,
		gid; /* effective, as we count; 65534 (or what overflowuid says): not ours */
	int levels;  /* pid namespaces, from the procfs's own down to its own */
	pid_t pids[LOOK_PID_LEVELS]; /* what it is in each; pids[0] == pid */
	uint64_t inheritable, permitted, effective, bounding, ambient; /* a bit a capability */
};

/* look_process: of PID, as PROC counts. ENOENT, ESRCH: there is none. */
int look_process(int proc, pid_t pid, struct look_process *ret, struct error *err);

/* look_stat: the same without what only status says: *RET's first five, the others zero. */
int look_stat(int proc, pid_t pid, struct look_process *ret, struct error *err);

/* process_parse_stat: TEXT of a stat file into RET's first five. process_parse_status: of a
 * status file into the others. Both for tests and fuzzers too; -1: malformed, RET is untouched.
 */
int process_parse_stat(const char *text, struct look_process *ret, struct error *err);
int process_parse_status(const char *text, struct look_process *ret, struct error *err);

/* look_map: PID's uid_map, or gid_map (GROUPS), as we count: "INNER:OUTER:COUNT,...", the form
 * in which --map-users takes one; "" if there is none yet. The caller's. */
int look_map(int proc, pid_t pid, int groups, char **ret, struct error *err);

/* look_setgroups: "allow" or "deny"; the caller's. */
int look_setgroups(int proc, pid_t pid, char **ret, struct error *err);

#endif
