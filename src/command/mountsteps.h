/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outside halves of the rows in command/mount.c. */
#ifndef UNSH_COMMAND_MOUNTSTEPS_H
#define UNSH_COMMAND_MOUNTSTEPS_H

struct args;
struct error;
struct session;

/* mount_check, remount_check: what the words say together. */
int mount_check(const struct args *a, struct error *err);
int remount_check(const struct args *a, struct error *err);

int mount_outside(struct session *s, const struct args *a, struct error *err);
int bind_outside(struct session *s, const struct args *a, struct error *err);
int move_outside(struct session *s, const struct args *a, struct error *err);
int umount_outside(struct session *s, const struct args *a, struct error *err);
int remount_outside(struct session *s, const struct args *a, struct error *err);

#endif
