/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs in the background, by number. They end with the session. */
#ifndef UNSH_SHELL_JOBS_H
#define UNSH_SHELL_JOBS_H

#include "frame/launch.h"

#include <stdbool.h>

struct error;
struct session;

struct job {
	int id;
	struct program program; /* owned */
	struct program copier;  /* owned: the host's cat to the user's terminal, or none */
	struct ending ending;   /* ENDING_NONE while it runs */
	enum ending_kind told;  /* the last of its news that the user knows */
	char *title;            /* the step as typed */
	char *box;
};

struct jobs;

/* jobs_add: PROGRAM, which the session's step has started, and its COPIER (NULL: none) are the
 * jobs' from now on; also on failure. *RET_ID is its number. */
int jobs_add(struct session *s, const struct program *program, const struct program *copier,
	     int *ret_id, struct error *err);

/* jobs_find: by "1" or "%1"; refused if there is none. jobs_each: the I-th, NULL after the
 * last. jobs_last: the number of the last one started, 0 if none was. */
int jobs_find(struct jobs *j, const char *name, struct job **ret, struct error *err);
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

void jobs_free(struct jobs *j);

#endif
