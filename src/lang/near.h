/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "did you mean": the nearest of several names. What a hand does wrong is cheap: letters that
 * swapped places cost nothing, one left out 1, a wrong one 2, one too many 3; and 1 more for
 * all names that are not the word's own continuation.
 */
#ifndef UNSH_LANG_NEAR_H
#define UNSH_LANG_NEAR_H

enum {
	NEAR_MOST = 3,
	NEAR_LONGEST = 32
};

struct near {
	const char *word;
	char names[NEAR_MOST][NEAR_LONGEST + 1]; /* the best so far, in the order they came */
	int n, score;
	char text[NEAR_MOST * (NEAR_LONGEST + 4) + 8]; /* what near_best returns */
};

/*
 * near_start: for WORD. near_try: one more name. near_common: one more that is also meant where
 * WORD is only its beginning. near_best: the nearest, as `"mount"` or `"a", "b" or "c"`, in N;
 * NULL if none is near enough: at 7, or beyond the word's own length.
 */
struct command; /* lang/command.h */

struct near near_start(const char *word);
void near_try(struct near *n, const char *name);
void near_common(struct near *n, const char *name);

/* near_row: ROW's name and aliases; and the first word of each, as "link" of "link add". */
void near_row(struct near *n, const struct command *row);
const char *near_best(struct near *n);

#endif
