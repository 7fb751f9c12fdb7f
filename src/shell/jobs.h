/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs in the background, by number. They end with the session.
 *
 * What a job writes to the user's terminal goes through unsh where there is a prompt: by a
 * pipe, or by the job's own pty where it has one. It is shown by whole lines, so that the line
 * being typed stays whole (jobs_output, jobs_print). Without a prompt a cat of the host copies
 * it.
 */
#ifndef UNSH_SHELL_JOBS_H
#define UNSH_SHELL_JOBS_H

#include "base/text.h"
#include "frame/launch.h"

#include <stdbool.h>

struct error;
struct relay;
struct session;

struct job {
	int id;
	struct program program; /* owned */
	struct program copier;  /* owned: the host's cat to the user's terminal, or none */
	struct relay *relay;    /* owned: its terminal, kept while it is a job; NULL without */
	int output;             /* owned: the pipe that it writes to; -1 without */
	struct text part;       /* of a line, not shown yet */
	bool is_held;           /* it wants the whole screen, and waits for fg */
	struct ending ending;   /* ENDING_NONE while it runs */
	enum ending_kind told;  /* the last of its news that the user knows */
	char *title;            /* the step as typed */
	char *box;
};
#define JOB_NONE ((struct job){ .program = PROGRAM_NONE, .copier = PROGRAM_NONE, .output = -1 })

struct jobs;

/* jobs_add: a job of the session's step with what is owned in PARTS, which are the jobs' from
 * now on; also on failure. *RET is borrowed. */
int jobs_add(struct session *s, const struct job *parts, struct job **ret, struct error *err);

/* jobs_find: by "1" or "%1"; refused if there is none. jobs_current: the last of
 * those that have stopped, else of those that run, else of all. jobs_each: the I-th, NULL after
 * the last. jobs_last: the number of the last one started, 0 if none was. */
int jobs_find(struct jobs *j, const char *name, struct job **ret, struct error *err);
struct job *jobs_current(struct jobs *j);
struct job *jobs_each(struct jobs *j, int i);
int jobs_last(const struct jobs *j);

/* job_update: takes the news of JOB, without waiting. job_wait: until it has ended, and what
 * it wrote is shown; EINTR when the user wants no more. jobs_forget: JOB is waited for, and
 * done with. job_runs: it has not ended. jobs_running: how many have not. */
void job_update(struct job *job);
bool job_runs(const struct job *job);
int jobs_running(struct jobs *j);
int job_wait(struct session *s, struct job *job, struct error *err);
void jobs_forget(struct jobs *j, struct job *job);

/* job_signal: to all of JOB's group; one that has stopped goes on, to hear that it shall end.
 */
void job_signal(struct job *job, int sig);

/* job_continue: JOB goes on where it has stopped. */
void job_continue(struct job *job);

/* jobs_output: readable when some job has printed, -1 while there are none. jobs_take: adds to
 * SHOWN what there is, whole lines and not for ever. jobs_print: shows it; RAW: the terminal is
 * in raw mode. */
int jobs_output(const struct jobs *j);
void jobs_take(struct jobs *j, struct text *shown);
void jobs_print(struct session *s, bool raw);

/* jobs_show_alone: JOB's output is its caller's, who shows what is left of a line first;
 * jobs_show_again: it is shown with the others'. */
void jobs_show_alone(struct jobs *j, struct job *job);
int jobs_show_again(struct jobs *j, struct job *job, struct error *err);

void jobs_free(struct jobs *j);

#endif
