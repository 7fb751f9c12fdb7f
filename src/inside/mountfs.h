/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file system mounted, with the kernel's own words where it says no.
 *
 * mount(2) mounts, and the new interface (fsopen(2), Linux 5.2) is asked only why it failed:
 * with libmount or without, fsopen to move_mount costs 1.35 to 1.4 times as much as mount(2) at
 * 10 as at 10 000 mounts (16 and 12 us, Linux 6.18), and takes no value of more than 255 bytes
 * (fsconfig(2)), which an overlay of a few layers has. Asking stops before anything is
 * attached.
 */
#ifndef UNSH_INSIDE_MOUNTFS_H
#define UNSH_INSIDE_MOUNTFS_H

struct error;

struct filesystem {
	const char *type, *source;
	unsigned long flags; /* MS_* */
	const char *data;    /* the file system's options, or NULL */
};

/* mountfs_at: FS on TARGET. The failure's text is "TARGET: the kernel's words" where it has
 * any, the type where that is unknown (ENODEV), otherwise TARGET. */
int mountfs_at(const struct filesystem *fs, const char *target, struct error *err);

/* mountfs_opened: the same of what FD, of fsopen(2), has opened already. */
int mountfs_opened(int fd, const struct filesystem *fs, const char *target, struct error *err);

/* mountfs_change: options DATA and flags (MS_*, of the file system) of the one mounted at
 * TARGET; only what is named changes. fspick(2); mount(2) where it is filtered. */
int mountfs_change(const char *target, unsigned long set, unsigned long clear, const char *data,
		   struct error *err);

/* mountfs_flags: the flags in force of the mount at TARGET, as MS_*, without reading mountinfo.
 */
int mountfs_flags(const char *target, unsigned long *ret, struct error *err);

#endif
