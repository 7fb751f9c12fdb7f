/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mount namespace of the box's own does not keep all that is done in it from the host: mounts
 * in a peer group of the host's reach it, and a file system's own options are everybody's.
 * mount_namespaces(7), mount(2). What would change the host by that is refused.
 */
#ifndef UNSH_COMMAND_MOUNTHOST_H
#define UNSH_COMMAND_MOUNTHOST_H

#include <stdbool.h>

struct args;
struct error;
struct session;

/* mounthost_check_place: a mount put on PATH of the step's frame would be on the host too. */
int mounthost_check_place(struct session *s, const char *path, struct error *err);

/* mounthost_check_umount: what is unmounted with PATH would be on the host too; BELOW: all that
 * is mounted there goes along. */
int mounthost_check_umount(struct session *s, const char *path, bool below, struct error *err);

/* mounthost_check_super: options (-o of A) that are not the mount's, but of a file system that
 * the host has mounted. */
int mounthost_check_super(struct session *s, const struct args *a, const char *path,
			  struct error *err);

#endif
