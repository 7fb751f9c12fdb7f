/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside halves of the mount steps, and the words that their outside halves need. They run in a
 * frame or a child of it; all paths are the frame's. mount(2), mount_setattr(2), open_tree(2)
 *
 * Where a TARGET that is missing may be made, its deepest directory came along as a handle (the
 * last one of the question); without it nothing is made.
 */
#ifndef UNSH_INSIDE_MOUNT_H
#define UNSH_INSIDE_MOUNT_H

#include <stdbool.h>

struct args;
struct call;
struct error;

/* inside_preload: loads libmount into this process; before it, or its clones, join anything. */
int inside_preload(struct error *err);

/*
 * mountpoint_inside: what PATH lacks. The answer has a handle of the deepest part that is there
 * (O_PATH; of PATH itself if all is), and a word for each component that is missing, outermost
 * first. Changes nothing. ENOTDIR, EACCES, ELOOP as open(2).
 */
int mountpoint_inside(struct call *c, const char *path, struct error *err);

/*
 * tree_inside: a detached clone of the mount tree at the handle of the question, as a handle.
 * The handle is of this mount namespace, or, with PATH, of another one where PATH leads to the
 * same file here: a mount of another namespace cannot be cloned. open_tree(2), Linux 5.2.
 */
int tree_inside(struct call *c, const char *path, bool recursive, struct error *err);

int mount_inside(struct call *c, const struct args *a, struct error *err);
int bind_inside(struct call *c, const struct args *a, struct error *err);
int move_inside(struct call *c, const struct args *a, struct error *err);
int umount_inside(struct call *c, const struct args *a, struct error *err);
int remount_inside(struct call *c, const struct args *a, struct error *err);
int propagation_inside(struct call *c, const struct args *a, struct error *err);

#endif
