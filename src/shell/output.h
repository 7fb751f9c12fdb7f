/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one job writes to the user's terminal: taken by whole lines, a part of one is kept. */
#ifndef UNSH_SHELL_OUTPUT_H
#define UNSH_SHELL_OUTPUT_H

#include "base/text.h"

#include <stdbool.h>

struct job;

/* output_fd: where JOB's output is read; -1: it has none, or it has ended. */
int output_fd(const struct job *job);

/* output_take: adds to SHOWN what is there, without waiting and not for ever. False: nothing
 * more will come, or it is held because it is a picture (job->is_held). */
bool output_take(struct job *job, struct text *shown);

/* output_last: what a job that has ended has left: waits 100 ms at most, less where nobody else
 * has its output open. */
void output_last(struct job *job, struct text *shown);

/* output_settle: what SHOWN has set at a terminal, from byte FROM on, is undone at its end: the
 * prompt and the typed line come next, and the user's terminal is not the job's. */
void output_settle(struct text *shown, size_t from);

/* output_print: SHOWN to the user's terminal, which RAW says is in raw mode. */
void output_print(const struct text *shown, bool raw);

#endif
