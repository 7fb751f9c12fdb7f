/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs in the foreground: their stdio, their terminal, waiting for them. */
#ifndef UNSH_SHELL_PROGRAM_H
#define UNSH_SHELL_PROGRAM_H

#include "frame/launch.h"
#include "shell/session.h"

/* What a shell says of a program that did not start (POSIX, 2.8.2 of the shell language). */
enum {
	STATUS_NOT_EXECUTABLE = 126,
	STATUS_NOT_FOUND = 127
};

struct job;

struct start {
	const char *const *argv;
	const char *user, *cwd;
	char *const *env; /* NULL: the frame's */
	bool background;
	bool wants_keyboard; /* a shell: the terminal is read, even before a | */
	bool says_way_back;  /* how to get away from it: a shell */
	bool as_exec;        /* stdin is the caller's always, signals are forwarded */
	struct frame *init;  /* exec --init: it becomes the program; otherwise NULL */
};

/*
 * program_run: starts START in F and waits for it (BACKGROUND: makes it a job). *RET is how it
 * ended. A program that could not be started is a failure; one that failed is not.
 */
int program_run(struct session *s, struct frame *f, const struct start *start,
		struct ending *ret, struct error *err);

/* program_resume: JOB is in the foreground again, with its terminal, and goes on. When it has
 * ended it is forgotten. */
int program_resume(struct session *s, struct job *job, struct ending *ret, struct error *err);

/* program_sh: the host's /bin/sh -c TEXT on frame 0, with STDIN_FD (borrowed; -1: as a
 * program's). program_sh_end: waits for it. */
int program_sh(struct session *s, const char *text, int stdin_fd, struct program *ret,
	       struct error *err);
int program_wait(struct session *s, struct program *p, struct ending *ret, struct error *err);

#endif
