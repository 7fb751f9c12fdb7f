/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "did you mean": the nearest of several names, by edit distance. */
#ifndef UNSH_LANG_NEAR_H
#define UNSH_LANG_NEAR_H

struct near {
	const char *word, *best;
	int distance;
};

/* near_start: for WORD. near_try: one more name. near_best: the nearest, or NULL if none is
 * near enough: at most a third of the word's letters differ, and at least one may. */
struct near near_start(const char *word);
void near_try(struct near *n, const char *name);
const char *near_best(const struct near *n);

#endif
