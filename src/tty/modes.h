/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a program's output has set at a terminal, read from the bytes as they pass: so that it
 * can be undone when the program is killed, and nothing else is touched. Blindly leaving the
 * alternate screen would put the cursor at an old place, ctlseqs (xterm) "DECSET 1049".
 */
#ifndef UNSH_TTY_MODES_H
#define UNSH_TTY_MODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MODES_NUMBERS = 8,
	MODES_BYTES = 320 /* all that modes_undo or modes_redo can write */
};

enum modes_state {
	MODES_GROUND,
	MODES_ESCAPE,
	MODES_SKIP_ONE, /* ESC ( and its like: one more byte */
	MODES_CSI,
	MODES_STRING, /* OSC, DCS, APC, PM, SOS: to BEL or ST */
	MODES_STRING_ESCAPE
};

/* Zeroed, all is as at a fresh terminal but for at_start, which modes_begin sets. */
struct modes {
	enum modes_state state;
	char prefix, between; /* of a CSI: one of <=>?!, and the byte before its last */
	int n;
	unsigned numbers[MODES_NUMBERS];
	uint32_t changed;     /* a bit for each mode that is not as usual */
	unsigned keys_pushed; /* kitty's keyboard modes */
	bool any;        /* some escape or shift came: colours and character sets may differ */
	bool at_start;   /* the cursor is in the first column, as far as can be told */
	bool kept_start; /* it was when the alternate screen came */
	bool saved_start;
	bool newline_returns; /* \n alone goes to the first column: who shows it has OPOST */
};

void modes_begin(struct modes *m, bool newline_returns);

/* modes_scan: SIZE bytes at DATA went to the terminal; a sequence may be cut anywhere. */
void modes_scan(struct modes *m, const char *data, size_t size);

/* What is to be written to the terminal; size 0: nothing. */
struct modes_text {
	size_t size;
	char at[MODES_BYTES];
};

/* modes_undo: what puts a terminal back to its usual modes; nothing if no escape came. M is as
 * it was. modes_redo: what sets them again. */
void modes_undo(const struct modes *m, struct modes_text *ret);
void modes_redo(const struct modes *m, struct modes_text *ret);

/* modes_alternate: the alternate screen is shown. modes_start_after: the cursor will be in the
 * first column once modes_undo's bytes are written. */
bool modes_alternate(const struct modes *m);
bool modes_start_after(const struct modes *m);

#endif
