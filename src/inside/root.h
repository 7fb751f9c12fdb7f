/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new root, and the file systems that a system expects under it. In a new frame only. */
#ifndef UNSH_INSIDE_ROOT_H
#define UNSH_INSIDE_ROOT_H

#include <stdbool.h>

struct args;
struct call;
struct error;

/* chroot_inside: the answer has the word "same" if DIR is the root that was. chroot(2) */
int chroot_inside(struct call *c, const struct args *a, struct error *err);

/* pivot_inside: DIR is the mount namespace's root, and nothing of the old one is left; with
 * --proc there is a new proc on its /proc. */
int pivot_inside(struct call *c, const struct args *a, struct error *err);

/*
 * root_begin: DIR is a mount of its own (bound onto itself, with all below), and all mounts are
 * private, or slaves. What needs the old root is mounted below DIR between this and
 * root_finish, which pivots into DIR and detaches the old root: then a user namespace may mount
 * no proc or sysfs any more, and the host's device nodes are gone. pivot_root(2),
 * mount_namespaces(7)
 */
int root_begin(const char *dir, bool slave, struct error *err);
int root_finish(const char *dir, struct error *err);

/* root_change: chroot to DIR, cwd "/". */
int root_change(const char *dir, struct error *err);

/* A new proc, a new sysfs at BASE/proc, BASE/sys; BASE "" is the root. */
int root_mount_proc(const struct call *c, const char *base, struct error *err);
int root_mount_sys(const struct call *c, const char *base, struct error *err);

/*
 * root_mount_dev: a tmpfs at BASE/dev with null zero full random urandom tty (by mknod(2), and
 * where that is not allowed the nodes of the root that is, bound), pts (an instance of its own,
 * with ptmx), shm, and the links fd stdin stdout stderr.
 */
int root_mount_dev(const char *base, struct error *err);

#endif
