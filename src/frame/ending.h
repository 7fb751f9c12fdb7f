/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a process ended: what its parent frame learned from waitid, and wrote into a pipe. */
#ifndef UNSH_FRAME_ENDING_H
#define UNSH_FRAME_ENDING_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

enum ending_kind {
	ENDING_NONE,    /* it runs */
	ENDING_EXITED,  /* value is the status */
	ENDING_KILLED,  /* value is the signal */
	ENDING_STOPPED, /* value is the signal; it may go on */
	ENDING_CONTINUED,
	ENDING_UNKNOWN, /* its parent frame went before it could say */
	ENDING_LOST,    /* its keeper did */
};

struct ending {
	enum ending_kind kind;
	int value;
};

/* ending_of: what waitid said. */
struct ending ending_of(const siginfo_t *info);

/* ending_read: the next news from pipe FD, without waiting. ENDING_NONE: there is none. */
struct ending ending_read(int fd);

/* ending_is_final: there is no more news after E; what only stopped may go on. */
bool ending_is_final(struct ending e);

/* ending_status: as a shell counts: the status, or 128 + signal; 255 where it is unknown. */
int ending_status(struct ending e);

/* ending_text: "exited with 3", "killed by SIGKILL" into TEXT. */
void ending_text(struct ending e, char *text, size_t size);

#endif
