/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine's namespaces, together with what the session knows: which are its boxes'. */
#ifndef UNSH_COMMAND_SPACES_H
#define UNSH_COMMAND_SPACES_H

#include "look/spaces.h"

struct args;
struct error;
struct frame;
struct session;

struct spaces {
	struct look_spaces found;
	const char **boxes; /* of each: a box's name, "host", or NULL: nobody's of ours */
};

/*
 * spaces_gather: all that can be found, ALL as look_far has it; frames that hide from us are
 * asked themselves. Freed by spaces_done, which sees a zeroed one too.
 */
int spaces_gather(struct session *s, bool all, struct spaces *ret, struct error *err);
void spaces_done(struct spaces *p);

/* spaces_of_frame: inode of F's namespace of kind I, as look_ns_name counts; 0: this kernel has
 * no such kind. spaces_of_process: of PID; refused where we may not look. */
int spaces_of_frame(struct session *s, struct frame *f, int i, uint64_t *ret,
		    struct error *err);
int spaces_of_process(struct session *s, pid_t pid, int i, uint64_t *ret, struct error *err);

/*
 * spaces_asked: the process that step A is about, its word PID or the frame, and the number of
 * its user namespace among P; -1 there: the kernel does not show us whose it is.
 */
int spaces_asked(struct session *s, const struct args *a, const struct spaces *p,
		 pid_t *ret_pid, int *ret_user, struct error *err);

/* spaces_of_asked: of PID, be it a frame or not; 0: the kernel does not show us. */
int spaces_of_asked(struct session *s, pid_t pid, int i, uint64_t *ret, struct error *err);

/* spaces_pid: WORD, checked as a pid before, as a number. */
int spaces_pid(const char *word, pid_t *ret, struct error *err);

/* space_number: ID of one, or the inode where there is none, as text; NULL for -1, no one. */
const char *space_number(const struct look_spaces *all, int at, char *ret, size_t size);

/* space_kind: the number of CLONE_NEW* KIND, as look_ns_name counts. */
int space_kind(unsigned kind);

#endif
