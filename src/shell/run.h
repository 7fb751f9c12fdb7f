/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running steps. */
#ifndef UNSH_SHELL_RUN_H
#define UNSH_SHELL_RUN_H

#include "shell/session.h"

#include <stddef.h>

enum {
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_DIED = 3
};

/*
 * run_step: does STEP, reports its failure, sets $?. Returns 0 if it went well or may fail, -1
 * if the script must end here (unless -k). It is checked again: by now its values are known.
 */
int run_step(struct session *s, const struct step *step);

/*
 * run_script: TEXT, all of it parsed and checked before its first step happens. Returns what
 * the session's status is then: 0, or STATUS_*. NAME is for messages; the caller's.
 */
int run_script(struct session *s, const char *name, const char *text, size_t size);

/* run_line: one line (or more, where it went on) of stdin or the prompt, beginning at LINE.
 * *RET, if incomplete: more lines are needed, nothing was done; if it has a place (line > 0)
 * and is not: what was refused is no script; otherwise the line was one, whatever became of it.
 */
int run_line(struct session *s, const char *text, size_t size, int line, struct fault *ret);

/* run_stdin: a script on stdin, line by line, never read further than the line in hand. */
int run_stdin(struct session *s);

/* run_file: FILE of the host; the status as by run_script, or -1: it could not be read. */
int run_file(struct session *s, const char *path, struct error *err);

/* run_program_failed: 0 if E is exit 0; otherwise a failure that says how WHAT ended, and sets
 * $?. */
int run_program_failed(struct session *s, const char *what, struct ending e, struct error *err);

/* run_end: the end of the session: jobs, boxes, frames, what was made. */
void run_end(struct session *s);

#endif
