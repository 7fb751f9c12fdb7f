/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `newns` and `box NAME KIND…` share: kinds by name, and the new frame itself. */
#ifndef UNSH_COMMAND_NEWNS_H
#define UNSH_COMMAND_NEWNS_H

struct args;
struct error;
struct frame;
struct session;

/* kind_flag: CLONE_NEW* of "mnt", ...; 0 if it is none (SIZE bytes at NAME). */
unsigned kind_flag(const char *name, unsigned long size);

/*
 * newns_make: a frame on FROM as A says (parameter KIND and newns's options; `box` has only the
 * kinds). *RET is the caller's.
 */
int newns_make(struct session *s, struct frame *from, const struct args *a, struct frame **ret,
	       struct error *err);

/* newns_open: a handle for KIND=WHAT: @BOX's namespace, or the file PATH of FROM's box, checked
 * to be of that kind. The caller's. */
int newns_open(struct session *s, struct frame *from, const char *word, int *ret,
	       struct error *err);

/* newns_check: what A's words say together: kinds named twice, options whose kind is missing.
 */
int newns_check(const struct args *a, struct error *err);

#endif
