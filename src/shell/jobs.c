/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/jobs.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "shell/session.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum {
	COPIER_MS = 1000
};

struct jobs {
	int n, last;
	struct job **list;
};

static void job_close(struct job *job)
{
	own_close(&job->program.pidfd);
	own_close(&job->program.ending);
	own_close(&job->copier.pidfd);
	own_close(&job->copier.ending);
}

static void job_free(struct job *job)
{
	job_close(job);
	free(job->title);
	free(job->box);
	free(job);
}

static struct job *job_new(struct session *s, const struct program *program,
			   const struct program *copier)
{
	struct job all = { .program = *program, .copier = copier ? *copier : PROGRAM_NONE };
	struct job *job = calloc(1, sizeof(*job));

	if (!job) {
		job_close(&all);
		return NULL;
	}
	*job = (struct job){ .program = all.program,
			     .copier = all.copier,
			     .title = strdup(s->step->source),
			     .box = strdup(s->box->name) };
	if (job->title && job->box)
		return job;
	job_free(job);
	return NULL;
}

int jobs_add(struct session *s, const struct program *program, const struct program *copier,
	     int *ret_id, struct error *err)
{
	struct job *job = job_new(s, program, copier);

	if (!job)
		return fail_call(err, "malloc", "a job");
	if (!s->jobs)
		s->jobs = calloc(1, sizeof(*s->jobs));
	struct job **more =
		s->jobs ? reallocarray(s->jobs->list, (size_t)s->jobs->n + 1, sizeof(void *))
			: NULL;
	if (!more) {
		job_free(job);
		return fail_call(err, "malloc", "a job");
	}
	s->jobs->list = more;
	more[s->jobs->n++] = job;
	job->id = *ret_id = ++s->jobs->last;
	return 0;
}

int jobs_find(struct jobs *j, const char *name, struct job **ret, struct error *err)
{
	uint64_t id;

	if (number_unsigned(name + (name[0] == '%'), INT32_MAX, &id, err) < 0)
		return -1;
	for (int i = 0; j && i < j->n; i++) {
		if (j->list[i]->id == (int)id) {
			*ret = j->list[i];
			return 0;
		}
	}
	return refuse(err, "%s: no such job; jobs lists them", name);
}

struct job *jobs_each(struct jobs *j, int i)
{
	return j && i < j->n ? j->list[i] : NULL;
}

int jobs_last(const struct jobs *j)
{
	return j ? j->last : 0;
}

bool job_runs(const struct job *job)
{
	return job->ending.kind == ENDING_NONE || job->ending.kind == ENDING_STOPPED ||
	       job->ending.kind == ENDING_CONTINUED;
}

void job_update(struct job *job)
{
	while (job_runs(job)) {
		struct ending news = ending_read(job->program.ending);

		if (news.kind == ENDING_NONE)
			return;
		job->ending = news;
	}
}

int jobs_running(struct jobs *j)
{
	int n = 0;

	for (int i = 0; j && i < j->n; i++) {
		job_update(j->list[i]);
		n += job_runs(j->list[i]);
	}
	return n;
}

static int interrupted(struct error *err)
{
	(void)refuse(err, "interrupted");
	err->errnum = EINTR;
	return -1;
}

int job_wait(struct session *s, struct job *job, struct error *err)
{
	struct pollfd wait[] = { { .fd = job->program.ending, .events = POLLIN },
				 { .fd = s->interrupt_fd, .events = POLLIN } };

	for (job_update(job); job_runs(job); job_update(job))
		if (poll(wait, 2, -1) >= 0 && wait[1].revents)
			return interrupted(err);
	/* The end of the pipe ends the cat; not for ever, the job may have left others at it.
	 */
	wait[0].fd = job->copier.ending;
	if (job->copier.ending >= 0 && poll(wait, 2, COPIER_MS) > 0 && wait[1].revents)
		return interrupted(err);
	return 0;
}

void jobs_forget(struct jobs *j, struct job *job)
{
	for (int i = 0; i < j->n; i++) {
		if (j->list[i] != job)
			continue;
		memmove(j->list + i, j->list + i + 1, sizeof(void *) * (size_t)(j->n - i - 1));
		j->n--;
		job_free(job);
		return;
	}
}

void jobs_free(struct jobs *j)
{
	for (int i = 0; j && i < j->n; i++)
		job_free(j->list[i]);
	if (j)
		free(j->list);
	free(j);
}
