/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_HELPJSON_H
#define UNSH_COMMAND_HELPJSON_H

#include "show/show.h"

struct command;
struct error;
struct session;
struct topic;

enum {
	HELP_COLUMNS = 11
};

/* Its members' names, and what they are. */
extern const struct column help_columns[HELP_COLUMNS];

/* helpjson_say: {"help": [...]}, all rows or ONLY that one. helpjson_topics: {"topics": [...]}.
 */
int helpjson_say(struct session *s, const struct command *only, struct error *err);
int helpjson_topics(struct session *s, const struct topic *only, struct error *err);

#endif
