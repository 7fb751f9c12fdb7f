/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of the lines typed: where it is, whose it must be, how it is read and added to. */
#ifndef UNSH_PROMPT_HISTFILE_H
#define UNSH_PROMPT_HISTFILE_H

#include <stddef.h>

struct error;
struct settings;

/* histfile_read: its bytes, at most the last of them, beginning with an entry; the caller's.
 * *RET is NULL where there is no file, or none is wanted. Too many entries are cut. */
int histfile_read(const struct settings *s, char **ret, struct error *err);

/* histfile_add: LINE as its last entry. histfile_clear: no entry is left. */
int histfile_add(const struct settings *s, const char *line, struct error *err);
int histfile_clear(const struct settings *s, struct error *err);

/* histfile_next: the entry at *AT, which moves behind it; the caller's. NULL at the end. */
char *histfile_next(const char **at);

#endif
