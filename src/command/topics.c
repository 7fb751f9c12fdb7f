/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/topics.h"

#include <stddef.h>
#include <string.h>

const struct topic *const topic_lists[] = { topics_kernel, topics_language, NULL };

const struct topic *topics_each(const struct topic *t)
{
	if (!t)
		return topic_lists[0];
	if (t[1].name)
		return t + 1;
	/* T is the last of its list: the next one's first. */
	for (int i = 0; topic_lists[i]; i++)
		for (const struct topic *at = topic_lists[i]; at->name; at++)
			if (at == t)
				return topic_lists[i + 1];
	return NULL;
}

const struct topic *topics_find(const char *name)
{
	for (const struct topic *t = topics_each(NULL); t; t = topics_each(t))
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}
