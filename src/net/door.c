/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/door.h"

struct nl_calls nl;

int net_open(struct error *err)
{
	static const char *const names[] = { LIBRARY_NAMES(NL_CALLS) };

	if (nl.nlmsg_parse)
		return 0;
	return library_open("libnl-3.so.200", names, (void **)&nl,
			    sizeof(names) / sizeof(*names), err);
}
