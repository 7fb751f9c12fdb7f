/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs in a frame's namespaces: `run`, `shell`, `exec`, and the host's sh on frame 0. */
#ifndef UNSH_FRAME_LAUNCH_H
#define UNSH_FRAME_LAUNCH_H

#include "frame/frame.h"

/* Who is between a frame and its program at a terminal, or in somebody else's PID namespace.
 * Killed last. */
#define KEEPER_NAME "unsh-keeper"

struct launch {
	const char *const
		*argv;    /* ended by NULL; argv[0] is looked up in the env's PATH, inside */
	char *const *env; /* ended by NULL */
	const char *user; /* U or U:G, names or ids of the box; NULL: as the frame */
	const char *cwd;  /* inside; NULL: the frame's */
	int stdio[3];     /* borrowed */
	bool terminal;    /* stdio[0] or [1] is a pty's: the program's controlling terminal */
};

struct program {
	int pidfd;
	int ending;  /* pipe, see frame/ending.h */
	pid_t pid;   /* as the host counts; 0 if that cannot be known */
	pid_t frame; /* who tells its ending, or whose keeper does: a held process */
};
#define PROGRAM_NONE ((struct program){ -1, -1, 0, 0 })

/*
 * frame_launch: starts a program as F's child, in a session of its own, with no descriptor but
 * 0, 1, 2. Returns when its exec has succeeded, or failed (ENOENT, EACCES, ... in err->errnum).
 * RET's handles are the caller's.
 */
int frame_launch(struct frame *f, const struct launch *l, const struct patience *p,
		 struct program *ret, struct error *err);

/*
 * frame_become: TOP's init (the frame of its box that is PID 1) executes the program in its own
 * place, with TOP's namespaces, root and cwd. All frames above the init end. RET tells of the
 * program from then on; the init's frame is only good for frame_drop.
 */
int frame_become(struct frame *init, struct frame *top, const struct launch *l,
		 const struct patience *p, struct program *ret, struct error *err);

/* program_signal: to P and all of its process group; nothing once P has ended. */
void program_signal(const struct program *p, int sig);

#endif
