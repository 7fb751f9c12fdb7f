/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of all listings have in common. */
#ifndef UNSH_COMMAND_LISTING_H
#define UNSH_COMMAND_LISTING_H

#include "lang/command.h"

struct args;
struct error;

/* Of a list of options. */
#define LISTING_OPTIONS                                               \
	{ .name = "--json", .kind = KIND_END, .summary = "as JSON" }, \
		{ .name = "--noheadings",                             \
		  .kind = KIND_END,                                   \
		  .summary = "without the heading line" },            \
	{                                                             \
		.name = "-o", .kind = KIND_WORD, .value = "COLUMNS",  \
		.summary = "these columns; +COLUMNS: these as well"   \
	}

/* The options of one that has no others. */
extern const struct option listing_options[];

/* listing_check: before anything happens, whether -o names columns of the row's table. */
int listing_check(const struct args *a, struct error *err);

#endif
