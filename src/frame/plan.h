/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of `.clone` and of `.launch`: written in unsh, read in the frame. */
#ifndef UNSH_FRAME_PLAN_H
#define UNSH_FRAME_PLAN_H

/* The handles of `.clone`: the new frame's socket, the joined namespaces (as JOIN has bits,
 * from the lowest), then with "root" the root and the cwd. */
enum clone_word {
	CLONE_WORD_NAME,
	CLONE_WORD_KINDS, /* CLONE_NEW* bits, decimal */
	CLONE_WORD_UID_MAP,
	CLONE_WORD_GID_MAP,
	CLONE_WORD_SETGROUPS, /* "deny", or "" */
	CLONE_WORD_HELPERS,   /* "helpers", or "" */
	CLONE_WORD_UID,       /* to become, or "" */
	CLONE_WORD_GID,
	CLONE_WORD_MONOTONIC, /* seconds, or "" */
	CLONE_WORD_BOOTTIME,
	CLONE_WORD_JOIN,  /* CLONE_NEW* bits, decimal */
	CLONE_WORD_ENTER, /* "", "enter", or "root": enter, and take over root and cwd */
	CLONE_WORDS
};

/* The handles of `.launch`: stdio. Of `.become`: stdio, the joined namespaces, root, cwd. */
enum launch_word {
	LAUNCH_WORD_NAME,
	LAUNCH_WORD_USER,     /* or "" */
	LAUNCH_WORD_CWD,      /* or "" */
	LAUNCH_WORD_TERMINAL, /* "terminal", or "" */
	LAUNCH_WORD_JOIN,     /* of `.become`: CLONE_NEW* bits, decimal */
	LAUNCH_WORD_ARGC, /* how many of what follows are arguments; the rest is environment */
	LAUNCH_WORDS
};

#endif
