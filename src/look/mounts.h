/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mounts that a process sees, from its mountinfo, proc_pid_mountinfo(5). What is not below
 * its root is not there. Children are found by one pass over all ids, so a tree costs what a
 * list does. Nothing is entered.
 */
#ifndef UNSH_LOOK_MOUNTS_H
#define UNSH_LOOK_MOUNTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct error;
struct libmnt_table;

struct look_mount {
	int id, parent_id;
	dev_t dev; /* of the file system, the same wherever it is mounted */
	const char *target, *source, *fstype, *root; /* any may be NULL */
	const char *options;                         /* of the mount */
	const char *super_options;                   /* of the file system */
	char *propagation;                           /* "private", "shared:1,master:2" */
	int parent, child, next; /* in the list: up, the first one below, the next beside; -1 */
};

struct look_mounts {
	struct libmnt_table *table; /* owns the strings but propagation */
	int n;
	struct look_mount *list; /* as mountinfo has them */
	int first;               /* the first of those without a parent in the list; -1 */
};

/* look_mounts: those of PID, as PROC counts; freed by look_mounts_done, which sees a zeroed one
 * too. ENOENT: there is no such process. */
int look_mounts(int proc, pid_t pid, struct look_mounts *ret, struct error *err);
void look_mounts_done(struct look_mounts *m);

/* look_mounts_find: the one whose id is ID; -1 if it is not there. */
int look_mounts_find(const struct look_mounts *m, uint64_t id);

/* look_mounts_after: the one after AT in the order of the tree, parents first, below TOP; -1 at
 * the end. */
int look_mounts_after(const struct look_mounts *m, int at, int top);

#endif
