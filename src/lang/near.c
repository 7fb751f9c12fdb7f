/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lang/near.h"

#include "lang/command.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum {
	SWAP = 0,
	WRONG = 2,
	LEFT_OUT = 1,
	TOO_MANY = 3,
	TOO_FAR = 7
};

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* What it costs to make TYPED into NAME, by its letters before i and j. */
static int distance(const char *typed, const char *name)
{
	int rows[3][NEAR_LONGEST + 1];
	size_t typed_n = strlen(typed), name_n = strlen(name);

	if (typed_n > NEAR_LONGEST || name_n > NEAR_LONGEST)
		return INT_MAX - 1;
	for (size_t j = 0; j <= name_n; j++)
		rows[0][j] = (int)j * LEFT_OUT;
	for (size_t i = 1; i <= typed_n; i++) {
		int *now = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

		now[0] = (int)i * TOO_MANY;
		for (size_t j = 1; j <= name_n; j++) {
			bool same = typed[i - 1] == name[j - 1];

			now[j] = least(above[j - 1] + (same ? 0 : WRONG),
				       least(above[j] + TOO_MANY, now[j - 1] + LEFT_OUT));
			if (i > 1 && j > 1 && typed[i - 1] == name[j - 2] &&
			    typed[i - 2] == name[j - 1])
				now[j] = least(now[j], before[j - 2] + SWAP);
		}
	}
	return rows[typed_n % 3][name_n];
}

struct near near_start(const char *word)
{
	return (struct near){ .word = word, .score = INT_MAX };
}

static void take(struct near *n, const char *name, int score)
{
	if (score > n->score)
		return;
	if (score < n->score)
		n->n = 0;
	n->score = score;
	/* Several rows may begin with one word. */
	for (int i = 0; i < n->n; i++)
		if (strcmp(n->names[i], name) == 0)
			return;
	if (n->n < NEAR_MOST)
		(void)snprintf(n->names[n->n++], sizeof(n->names[0]), "%s", name);
}

void near_try(struct near *n, const char *name)
{
	take(n, name, distance(n->word, name) + 1);
}

void near_common(struct near *n, const char *name)
{
	size_t size = strlen(n->word);

	if (size > 0 && strlen(name) <= NEAR_LONGEST && strncmp(name, n->word, size) == 0)
		take(n, name, 0);
	else
		near_try(n, name);
}

static void try_name(struct near *n, const char *name, bool common)
{
	char first[NEAR_LONGEST + 1];
	size_t size = strcspn(name, " ");

	(common ? near_common : near_try)(n, name);
	if (name[size] == '\0' || size >= sizeof(first))
		return;
	memcpy(first, name, size);
	first[size] = '\0';
	near_try(n, first);
}

void near_row(struct near *n, const struct command *row)
{
	try_name(n, row->name, row->flags & ROW_COMMON);
	for (int i = 0; row->aliases && row->aliases[i]; i++)
		try_name(n, row->aliases[i], false);
}

const char *near_best(struct near *n)
{
	size_t at = 0;

	if (n->n == 0 || n->score >= TOO_FAR || n->score > (int)strlen(n->word) + 1)
		return NULL;
	for (int i = 0; i < n->n; i++)
		at += (size_t)snprintf(n->text + at, sizeof(n->text) - at, "%s\"%s\"",
				       i == 0          ? ""
				       : i == n->n - 1 ? " or "
						       : ", ",
				       n->names[i]);
	return n->text;
}
