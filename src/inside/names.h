/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of a directory, for who types a path: bounded in number and in time. */
#ifndef UNSH_INSIDE_NAMES_H
#define UNSH_INSIDE_NAMES_H

struct call;
struct error;

/* What is asked for: names in DIR (below procfs if IN_PROC) that begin with PREFIX, in either
 * case of letters; MOST of them. */
struct names_asked {
	const char *dir, *prefix;
	int in_proc;
	unsigned most;
};

/*
 * names_inside: the answer's first word is "more" if some were left out, or ""; the others are
 * a letter of their type, d(irectory), l(ink) or -, and the name, raw. No link is followed, and
 * nothing is asked about a name whose type the directory tells, getdents(2). Names that begin
 * with a dot only for a PREFIX that does. May hang: in a child of the frame only.
 */
int names_inside(struct call *c, const struct names_asked *asked, struct error *err);

#endif
