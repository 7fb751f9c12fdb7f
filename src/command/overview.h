/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What help says of many steps at once. All of these add lines to S's output. */
#ifndef UNSH_COMMAND_OVERVIEW_H
#define UNSH_COMMAND_OVERVIEW_H

struct command;
struct error;
struct family;
struct session;
struct table;
struct topic;

/* overview_say: one screen: where the step acts, three that could come next, all names. */
int overview_say(struct session *s, struct error *err);

/* overview_all: a line for each step and topic. overview_row, overview_topic: one such line. */
int overview_all(struct session *s, struct error *err);
int overview_row(struct session *s, const struct command *row, struct error *err);
int overview_topic(struct session *s, const struct topic *t, struct error *err);
int overview_topics(struct session *s, struct error *err);

/* overview_find: the family that begins GROUP, or NULL. overview_group: its title and steps. */
const struct family *overview_find(const struct table *t, const char *group);
int overview_group(struct session *s, const struct family *group, struct error *err);

#endif
