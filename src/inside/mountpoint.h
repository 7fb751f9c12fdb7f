/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mount points: what a path lacks, made and, if the mount fails, taken away again. */
#ifndef UNSH_INSIDE_MOUNTPOINT_H
#define UNSH_INSIDE_MOUNTPOINT_H

#include <stdbool.h>

struct error;

struct mountpoint {
	int dir;      /* O_PATH: the deepest part that is there */
	int n;        /* components that are missing */
	char **names; /* outermost first, into text */
	char *text;
	const char *path; /* as it was named; borrowed */
	bool file;        /* the last one is, or is to be, a file */
};
#define MOUNTPOINT_EMPTY ((struct mountpoint){ .dir = -1 })

/* mountpoint_find: *RET is freed by mountpoint_done, which also may see an empty one. */
int mountpoint_find(const char *path, struct mountpoint *ret, struct error *err);

/* mountpoint_make: directories 0755 less the umask, the last one an empty file if M->file.
 * mountpoint_unmake: those of them that are empty go. */
int mountpoint_make(const struct mountpoint *m, struct error *err);
void mountpoint_unmake(const struct mountpoint *m);
void mountpoint_done(struct mountpoint *m);

#endif
