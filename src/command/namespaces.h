/* SPDX-License-Identifier: GPL-3.0-or-later */
/* namespaces, ps, maps, caps: what there is on the machine, read from outside. */
#ifndef UNSH_COMMAND_NAMESPACES_H
#define UNSH_COMMAND_NAMESPACES_H

#include "lang/command.h"
#include "show/show.h"

struct args;
struct error;
struct session;

enum {
	NAMESPACE_COLUMNS = 18,
	PS_COLUMNS = 9,
	MAP_COLUMNS = 7,
	CAP_COLUMNS = 5
};
extern const struct column namespace_columns[NAMESPACE_COLUMNS], ps_columns[PS_COLUMNS],
	map_columns[MAP_COLUMNS], cap_columns[CAP_COLUMNS];

int namespaces_outside(struct session *s, const struct args *a, struct error *err);
int ps_outside(struct session *s, const struct args *a, struct error *err);
int maps_outside(struct session *s, const struct args *a, struct error *err);
int caps_outside(struct session *s, const struct args *a, struct error *err);

/* The rows; ended by one without a name. */
extern const struct command look_commands[];

#endif
