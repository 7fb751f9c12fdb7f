/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_LOOK_VISIT_H
#define UNSH_LOOK_VISIT_H

#include <stdbool.h>
#include <sys/types.h>

struct error;
struct look_spaces;

struct pids {
	int n, room;
	pid_t *list; /* the caller's */
};

/* visit_numbers: adds the numbers from 1 on that directory PATH of AT has; those of /proc are
 * the processes, in order. */
int visit_numbers(int at, const char *path, struct pids *ret, struct error *err);

/* visit_process: adds PID's namespaces to S, and counts it in them; with ALL those of its
 * threads, descriptors and children to come. One that has ended adds nothing. */
int visit_process(struct look_spaces *s, int proc, pid_t pid, bool all, struct error *err);

#endif
