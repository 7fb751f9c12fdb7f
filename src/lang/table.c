/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding rows by the first words of a step. */
#include "lang/args.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

const struct command *table_each(const struct table *t, const struct command *row)
{
	int family = 0;

	if (row && row[1].name)
		return row + 1;
	/* ROW is the last of its family: the next one's first. Families are few. */
	for (; row && t->families[family].rows; family++)
		for (const struct command *at = t->families[family].rows; at->name; at++)
			if (at == row)
				return t->families[family + 1].rows;
	return row ? NULL : t->families[0].rows;
}

const char *row_second(const struct command *row, const char *word)
{
	size_t size = strlen(word);

	return strncmp(row->name, word, size) == 0 && row->name[size] == ' '
		       ? row->name + size + 1
		       : NULL;
}

/* How many words NAME takes if V begins with it, else 0. */
static int matches(const char *name, const char *const *v, int n)
{
	if (n < 1 || !v[0] || name[0] != v[0][0])
		return 0;
	const char *space = strchr(name, ' ');
	if (!space)
		return strcmp(name, v[0]) == 0;
	size_t size = (size_t)(space - name);
	return n > 1 && v[1] && strlen(v[0]) == size && memcmp(name, v[0], size) == 0 &&
			       strcmp(space + 1, v[1]) == 0
		       ? 2
		       : 0;
}

const struct command *table_find(const struct table *t, const char *const *v, int n,
				 int *ret_used)
{
	const struct command *best = NULL;
	int used = 0;

	for (int i = 0; t->families[i].rows; i++) {
		for (const struct command *row = t->families[i].rows; row->name; row++) {
			int got = matches(row->name, v, n);

			for (int j = 0; row->aliases && row->aliases[j]; j++) {
				int other = matches(row->aliases[j], v, n);

				got = other > got ? other : got;
			}
			if (got > used) {
				used = got;
				best = row;
			}
		}
	}
	if (best && ret_used)
		*ret_used = used;
	return best;
}

bool table_asks_help(const struct table *t, const char *const *v, int n)
{
	if (n != 2 || !v[0] || !v[1] || strcmp(v[1], ARGS_HELP) != 0)
		return false;
	for (const struct command *row = table_each(t, NULL); row; row = table_each(t, row))
		if (row_second(row, v[0]))
			return true;
	return false;
}
