/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What help says about more than one step. */
#ifndef UNSH_COMMAND_TOPICS_H
#define UNSH_COMMAND_TOPICS_H

#include "lang/command.h"

/* Each ended by one without a name: what namespaces are; the language. */
extern const struct topic topics_kernel[], topics_language[];

/* Both, for the table; ended by NULL. */
extern const struct topic *const topic_lists[];

/* topics_each: the one after T, the first for NULL, NULL at the end. topics_find: by its name,
 * or NULL. */
const struct topic *topics_each(const struct topic *t);
const struct topic *topics_find(const char *name);

#endif
