/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands before a line: BOX:DEPTH TARGET{KINDS} SIGN. The sign says what the held process
 * can do: # everything on the host, % everything in a user namespace of its own, $ neither; !
 * before it: the last step failed. Nothing from inside gets into it unescaped.
 */
#ifndef UNSH_PROMPT_FACE_H
#define UNSH_PROMPT_FACE_H

#include <stddef.h>

struct session;

struct face {
	char *text; /* owned; what has no width is between \001 and \002, as readline wants it
		     */
	int width;  /* columns, of its last line */
};

/* face_make: as things are now, for a terminal of COLUMNS. Cut to a third of it. */
void face_make(struct session *s, int columns, struct face *ret);

/* face_plain: TEXT without the marks that are readline's, in place. */
void face_plain(char *text);

/* face_columns: of the terminal that the prompt is on. face_width: of TEXT in it. */
int face_columns(void);
int face_width(const char *text);

/* face_fit: how many bytes of TEXT, which has no marks, fit into MOST columns, and how many
 * columns they take. */
size_t face_fit(const char *text, int most, int *ret_width);

#endif
