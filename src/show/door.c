/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "show/door.h"

struct scols_calls scols;

int show_open(struct error *err)
{
	static const char *const names[] = { LIBRARY_NAMES(SCOLS_CALLS) };

	if (scols.scols_new_table)
		return 0;
	return library_open("libsmartcols.so.1", names, (void **)&scols,
			    sizeof(names) / sizeof(*names), err);
}
