/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libsmartcols' door, opened at the first table. */
#ifndef UNSH_SHOW_DOOR_H
#define UNSH_SHOW_DOOR_H

#include "base/library.h"

#include <libsmartcols.h>

#define SCOLS_CALLS(X)                   \
	X(scols_new_table)               \
	X(scols_unref_table)             \
	X(scols_table_new_column)        \
	X(scols_table_new_line)          \
	X(scols_table_enable_noheadings) \
	X(scols_table_enable_noencoding) \
	X(scols_table_set_termforce)     \
	X(scols_table_set_termwidth)     \
	X(scols_line_refer_data)         \
	X(scols_print_table_to_string)

struct scols_calls {
	LIBRARY_POINTERS(SCOLS_CALLS)
};
extern struct scols_calls scols;

/* show_open: loads libsmartcols; refused where it is not installed. */
int show_open(struct error *err);

#endif
