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

struct jobs {
	int n, last;
	struct job **list;
};

static void job_free(struct job *job)
{
	own_close(&job->program.pidfd);
	own_close(&job->program.ending);
	free(job->title);
	free(job->box);
	free(job);
}

int jobs_add(struct session *s, struct program program, const char *title, int *ret_id,
	     struct error *err)
{
	struct job *job = calloc(1, sizeof(*job));

	if (!s->jobs)
		s->jobs = calloc(1, sizeof(*s->jobs));
	if (job) {
		*job = (struct job){ .program = program,
				     .title = strdup(title),
				     .box = strdup(s->box->name) };
	}
	struct job **more =
		s->jobs && job && job->title && job->box
			? reallocarray(s->jobs->list, (size_t)s->jobs->n + 1, sizeof(*more))
			: NULL;
	if (!more) {
		(void)fail_call(err, "malloc", "a job");
		own_close(&program.pidfd);
		own_close(&program.ending);
		free(job);
		return -1;
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

static bool runs(const struct job *job)
{
	return job->ending.kind == ENDING_NONE || job->ending.kind == ENDING_STOPPED ||
	       job->ending.kind == ENDING_CONTINUED;
}

void job_update(struct job *job)
{
	while (runs(job)) {
		struct ending news = ending_read(job->program.ending);

		if (news.kind == ENDING_NONE)
			return;
		job->ending = news;
	}
}

int job_wait(struct session *s, struct job *job, struct error *err)
{
	for (job_update(job); runs(job); job_update(job)) {
		struct pollfd wait[] = { { .fd = job->program.ending, .events = POLLIN },
					 { .fd = s->interrupt_fd, .events = POLLIN } };

		if (poll(wait, 2, -1) >= 0 && wait[1].revents) {
			(void)refuse(err, "interrupted");
			err->errnum = EINTR;
			return -1;
		}
	}
	return 0;
}

void jobs_forget(struct jobs *j, struct job *job)
{
	for (int i = 0; i < j->n; i++) {
		if (j->list[i] != job)
			continue;
		memmove(j->list + i, j->list + i + 1, sizeof(job) * (size_t)(j->n - i - 1));
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
