/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "why/object.h"

#include "base/error.h"
#include "why/row.h"
#include "why/why.h"

#include <string.h>

const char *object_path(const struct view *v)
{
	const char *text = v->scene->err->text, *best = NULL;
	size_t best_size = 0;

	for (int i = 0; v->scene->words && v->scene->words[i]; i++) {
		const char *word = v->scene->words[i];
		size_t size = strlen(word);

		if (size <= best_size || strncmp(text, word, size) != 0 ||
		    (text[size] != '\0' && strncmp(text + size, ": ", 2) != 0))
			continue;
		best = word;
		best_size = size;
	}
	return best ? best : text;
}

const char *object_after(const struct view *v, const char *name)
{
	for (int i = 0; v->scene->words && v->scene->words[i]; i++)
		if (strcmp(v->scene->words[i], name) == 0)
			return v->scene->words[i + 1];
	return NULL;
}
