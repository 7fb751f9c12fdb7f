/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside halves about files, without any program of the box. Names and contents are the box's:
 * they are handed out as they are, and escaped by whoever prints them.
 */
#ifndef UNSH_INSIDE_FILE_H
#define UNSH_INSIDE_FILE_H

struct args;
struct call;
struct error;

/* In the frame itself, whose directory and mask they change; mkdir because a fork would cost
 * many times what it does: a frame whose path hangs is busy, and left. */
int cd_inside(struct call *c, const struct args *a, struct error *err);
int pwd_inside(struct call *c, const struct args *a, struct error *err);
int umask_inside(struct call *c, const struct args *a, struct error *err);

int mkdir_inside(struct call *c, const struct args *a, struct error *err);

/* In a child of the frame: paths can hang, and FIFOs wait. cat and ls write to c->out. */
int write_inside(struct call *c, const struct args *a, struct error *err);
int cat_inside(struct call *c, const struct args *a, struct error *err);
int ls_inside(struct call *c, const struct args *a, struct error *err);

/*
 * files_inside: what is in directory PATH, or PATH itself: FILE_CELLS words each, in the order
 * of names: name, type, mode in octal, uid, gid, size in bytes, mtime in UTC, a link's target;
 * "" is absent. May hang: in a child of the frame only.
 */
enum {
	FILE_CELLS = 8
};
int files_inside(struct call *c, const char *path, struct error *err);

#endif
