/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lang/near.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

enum {
	LONGEST = 32
};

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* How many letters to add, drop, change or swap with their neighbour; too far for long names.
 */
static int distance(const char *a, const char *b)
{
	int rows[3][LONGEST + 1];
	size_t a_n = strlen(a), b_n = strlen(b);

	if (a_n > LONGEST || b_n > LONGEST)
		return INT_MAX;
	for (size_t j = 0; j <= b_n; j++)
		rows[0][j] = (int)j;
	for (size_t i = 1; i <= a_n; i++) {
		int *now = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

		now[0] = (int)i;
		for (size_t j = 1; j <= b_n; j++) {
			now[j] = least(least(above[j], now[j - 1]) + 1,
				       above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return rows[a_n % 3][b_n];
}

struct near near_start(const char *word)
{
	return (struct near){ .word = word, .distance = INT_MAX };
}

void near_try(struct near *n, const char *name)
{
	int d = distance(n->word, name);

	if (d < n->distance) {
		n->distance = d;
		n->best = name;
	}
}

const char *near_best(const struct near *n)
{
	int most = (int)strlen(n->word) / 3;

	return n->distance <= (most > 1 ? most : 1) ? n->best : NULL;
}
