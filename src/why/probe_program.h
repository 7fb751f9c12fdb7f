/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a program's file is, by its first bytes. elf(5), execve(2) */
#ifndef UNSH_WHY_PROBE_PROGRAM_H
#define UNSH_WHY_PROBE_PROGRAM_H

#include <stdbool.h>

struct view;

enum {
	INTERPRETER_BYTES = 256
};

struct program_file {
	bool is_elf, is_script, is_empty;
	char interpreter[INTERPRETER_BYTES]; /* of the #! line, or the ELF loader; "" without */
	char machine[24];                    /* "aarch64"; "" where it is this machine's */
	bool carriage_return;                /* the interpreter's name ended in one, cut off */
};

/* program_find: the path of the step's program in the box: as typed, or in the frame's PATH;
 * into PATH of SIZE bytes. False: it is not there. */
bool program_find(const struct view *v, char *path, unsigned long size);

/* program_read: the file PATH of the box; false if it cannot be read, or is not regular. */
bool program_read(const struct view *v, const char *path, struct program_file *ret);

#endif
