/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/listing.h"

#include "lang/args.h"
#include "show/show.h"

const struct option listing_options[] = {
	LISTING_OPTIONS,
	{ .name = NULL },
};

int listing_check(const struct args *a, struct error *err)
{
	return columns_check(a->row->columns, a->row->columns_n, arg_option(a, "-o"), err);
}
