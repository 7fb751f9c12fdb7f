/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The door to libmount for what runs in a frame: it parses options and probes devices here. It
 * mounts nothing, and reads neither fstab nor utab: a container's files must not steer it.
 */
#ifndef UNSH_INSIDE_DOOR_H
#define UNSH_INSIDE_DOOR_H

#include "base/library.h"

#include <libmount/libmount.h>

struct error;

#define MNT_CALLS(X)              \
	X(mnt_optstr_next_option) \
	X(mnt_get_builtin_optmap) \
	X(mnt_get_fstype)         \
	X(mnt_resolve_spec)       \
	X(mnt_new_table)          \
	X(mnt_unref_table)        \
	X(mnt_table_parse_stream) \
	X(mnt_table_get_nents)    \
	X(mnt_table_next_fs)      \
	X(mnt_new_iter)           \
	X(mnt_free_iter)          \
	X(mnt_fs_get_id)          \
	X(mnt_fs_get_parent_id)   \
	X(mnt_fs_get_target)

struct mnt_calls {
	LIBRARY_POINTERS(MNT_CALLS)
};

/* door_mount: libmount's functions; refused if inside_preload was not called before the frame
 * was cloned: dlopen(3) among somebody's files would load their code. The pointer is static. */
int door_mount(const struct mnt_calls **ret, struct error *err);

#endif
