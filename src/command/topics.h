/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What help says about more than one step. */
#ifndef UNSH_COMMAND_TOPICS_H
#define UNSH_COMMAND_TOPICS_H

enum {
	TOPIC_TRIES = 3
};

struct topic {
	const char *name, *summary;
	const char *text;               /* lines of at most 80 columns, two screens at most */
	const char *tries[TOPIC_TRIES]; /* run by the tests as they stand */
};

/* Each ended by one without a name: what namespaces are; the language. */
extern const struct topic topics_kernel[], topics_language[];

/* topics_each: the one after T, the first for NULL, NULL at the end. topics_find: by its name,
 * or NULL. */
const struct topic *topics_each(const struct topic *t);
const struct topic *topics_find(const char *name);

#endif
