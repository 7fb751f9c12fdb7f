/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "look/door.h"

#include <stdbool.h>

int door_look_mount(const struct look_mnt_calls **ret, struct error *err)
{
	static const char *const names[] = { LIBRARY_NAMES(LOOK_MNT_CALLS) };
	static struct look_mnt_calls calls;
	static bool loaded;

	if (!loaded && library_open("libmount.so.1", names, (void **)&calls,
				    sizeof(names) / sizeof(*names), err) < 0)
		return -1;
	loaded = true;
	*ret = &calls;
	return 0;
}
