/* SPDX-License-Identifier: GPL-3.0-or-later */
/* set's variables, and what $NAME is: SPEC section 3. */
#ifndef UNSH_SHELL_VARIABLES_H
#define UNSH_SHELL_VARIABLES_H

#include "lang/script.h"

struct error;
struct session;
struct variables;

/* variables_set: NAME is VALUE from now on; both are copied. variables_free: all of them. */
int variables_set(struct session *s, const char *name, const char *value, struct error *err);
void variables_free(struct variables *v);

/* variables_each: the I-th, "NAME=VALUE", in the order of their names; NULL after the last. */
const char *variables_each(const struct session *s, int i);

/* variables_lookup: who knows the values, for S's step. */
struct lookup variables_lookup(struct session *s);

#endif
