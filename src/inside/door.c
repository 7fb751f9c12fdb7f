/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/door.h"

#include "base/error.h"
#include "inside/mount.h"

static struct mnt_calls calls;
static bool loaded;

int inside_preload(struct error *err)
{
	static const char *const names[] = { LIBRARY_NAMES(MNT_CALLS) };

	if (loaded)
		return 0;
	if (library_open("libmount.so.1", names, (void **)&calls,
			 sizeof(names) / sizeof(*names), err) < 0)
		return -1;
	loaded = true;
	return 0;
}

int door_mount(const struct mnt_calls **ret, struct error *err)
{
	if (!loaded)
		return refuse(err, "libmount was not loaded before this frame was made");
	*ret = &calls;
	return 0;
}
