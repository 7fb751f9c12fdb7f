/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and values: as lines, or with --json {"KEY": [{"name": ..., "value": ...}]}. */
#ifndef UNSH_COMMAND_PAIRS_H
#define UNSH_COMMAND_PAIRS_H

#include <stdbool.h>

struct args;
struct error;
struct listing;
struct session;

/* For a list of options. */
#define PAIRS_OPTION                                                     \
	{                                                                \
		.name = "--json", .kind = KIND_END, .summary = "as JSON" \
	}

struct pairs {
	struct session *s;
	struct listing *l; /* NULL: lines */
};

/* pairs_begin: for step A. pairs_json: whether it is to be JSON. */
bool pairs_json(struct session *s, const struct args *a);
int pairs_begin(struct session *s, const struct args *a, const char *key, struct pairs *ret,
		struct error *err);

/* pairs_add: LINE is NAME, BETWEEN, and the value. */
int pairs_add(struct pairs *p, const char *line, const char *between, struct error *err);

/* pairs_end: DONE is how it went so far; prints, and frees in any case. */
int pairs_end(struct pairs *p, int done, struct error *err);

#endif
