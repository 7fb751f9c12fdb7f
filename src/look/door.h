/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door to libmount for what is read from outside: it parses mountinfo, and does no more. */
#ifndef UNSH_LOOK_DOOR_H
#define UNSH_LOOK_DOOR_H

#include "base/library.h"

#include <libmount/libmount.h>

struct error;

#define LOOK_MNT_CALLS(X)         \
	X(mnt_new_table)          \
	X(mnt_unref_table)        \
	X(mnt_table_parse_stream) \
	X(mnt_table_get_nents)    \
	X(mnt_table_next_fs)      \
	X(mnt_new_iter)           \
	X(mnt_free_iter)          \
	X(mnt_fs_get_id)          \
	X(mnt_fs_get_parent_id)   \
	X(mnt_fs_get_devno)       \
	X(mnt_fs_get_target)      \
	X(mnt_fs_get_source)      \
	X(mnt_fs_get_fstype)      \
	X(mnt_fs_get_root)        \
	X(mnt_fs_get_vfs_options) \
	X(mnt_fs_get_fs_options)  \
	X(mnt_fs_get_optional_fields)

struct look_mnt_calls {
	LIBRARY_POINTERS(LOOK_MNT_CALLS)
};

/* door_look_mount: libmount's functions, loaded at the first call; the pointer is static. */
int door_look_mount(const struct look_mnt_calls **ret, struct error *err);

#endif
