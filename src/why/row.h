/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One cause: where it can be, what has to be seen for it, and what to say. Rows are searched in
 * their order, the first that fits is taken: so the certain ones stand before the likely ones.
 */
#ifndef UNSH_WHY_ROW_H
#define UNSH_WHY_ROW_H

#include "look/mounts.h"

#include <stdbool.h>
#include <stddef.h>

struct why_scene;

enum {
	CLUES = 4,
	CLUE_BYTES = 256
};

/* A scene, and what was found out about it. */
struct view {
	const struct why_scene *scene;
	char clue[CLUES][CLUE_BYTES]; /* {1} to {4} of a sentence */
	struct look_mounts mounts;    /* the frame's; probe_mount reads them */
	bool has_mounts;
};

struct row {
	const char *steps; /* "umount|mount"; NULL: any */
	const char *calls; /* "mount|move_mount"; NULL: any */
	int errnum;
	bool (*fits)(struct view *v); /* fills clues; NULL: always */
	const char *say; /* {1}: a clue, {step}: the step as it was typed; NULL ends the list */
};

extern const struct row why_rows_ns[], why_rows_fork[], why_rows_join[], why_rows_map[],
	why_rows_mount[], why_rows_bind[], why_rows_root[], why_rows_net[], why_rows_exec[],
	why_rows_file[];

/* say: clue I (1 to 4), cut where it does not fit. True, so that a probe can end with it. */
bool say(struct view *v, int i, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
