/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/jobs.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "shell/output.h"
#include "shell/relay.h"
#include "shell/session.h"
#include "shell/waiting.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum {
	COPIER_MS = 1000
};

struct jobs {
	int n, last;
	int epoll; /* of what they write to */
	struct job **list;
};

static void job_close(struct job *job)
{
	own_close(&job->program.pidfd);
	own_close(&job->program.ending);
	own_close(&job->copier.pidfd);
	own_close(&job->copier.ending);
	own_close(&job->output);
	relay_drop(job->relay);
	job->relay = NULL;
	text_done(&job->part);
}

static void job_free(struct job *job)
{
	job_close(job);
	free(job->title);
	free(job->box);
	free(job);
}

static struct job *job_new(struct session *s, const struct job *parts)
{
	struct job *job = calloc(1, sizeof(*job));

	if (!job) {
		struct job lost = *parts;

		job_close(&lost);
		return NULL;
	}
	*job = *parts;
	job->title = strdup(s->step->source);
	job->box = strdup(s->box->name);
	if (job->title && job->box)
		return job;
	job_free(job);
	return NULL;
}

static int begin(struct session *s, struct error *err)
{
	if (s->jobs)
		return 0;
	autofree struct jobs *j = calloc(1, sizeof(*j));
	if (!j)
		return fail_call(err, "malloc", "jobs");
	j->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (j->epoll < 0)
		return fail_call(err, "epoll_create1", "jobs");
	s->jobs = take_ptr(&j);
	return 0;
}

static int list_add(struct jobs *j, struct job *job, struct error *err)
{
	struct job **more = reallocarray(j->list, (size_t)j->n + 1, sizeof(void *));

	if (!more)
		return fail_call(err, "malloc", "a job");
	j->list = more;
	if (jobs_show_again(j, job, err) < 0)
		return -1;
	more[j->n++] = job;
	job->id = ++j->last;
	return 0;
}

int jobs_add(struct session *s, const struct job *parts, struct job **ret, struct error *err)
{
	struct job *job = job_new(s, parts);

	if (!job)
		return fail_call(err, "malloc", "a job");
	if (begin(s, err) < 0 || list_add(s->jobs, job, err) < 0) {
		job_free(job);
		return -1;
	}
	*ret = job;
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

/* What fg and bg mean: before one that runs one that has stopped, and any before the ended. */
static int rank(const struct job *job)
{
	return job->ending.kind == ENDING_STOPPED ? 2 : job_runs(job);
}

struct job *jobs_current(struct jobs *j)
{
	struct job *found = NULL;

	for (int i = 0; j && i < j->n; i++) {
		job_update(j->list[i]);
		if (!found || rank(j->list[i]) >= rank(found))
			found = j->list[i];
	}
	return found;
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
	return !ending_is_final(job->ending);
}

void job_update(struct job *job)
{
	while (job_runs(job)) {
		struct ending news = ending_read(job->program.ending);

		if (news.kind == ENDING_NONE)
			break;
		job->ending = news;
		/* It has lost its frame or its keeper, and nobody else would end it. */
		if (news.kind == ENDING_UNKNOWN)
			program_end(&job->program, NULL);
	}
	/* Now the end of its pty can be seen. */
	if (!job_runs(job) && job->relay)
		own_close(&job->relay->pty.slave);
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

/* What the job has left in its pipe or pty when it has ended. */
static void print_last(struct session *s, struct job *job)
{
	struct text shown = { .at = NULL };

	jobs_show_alone(s->jobs, job);
	output_last(job, &shown);
	output_settle(&shown, 0);
	output_print(&shown, false);
	text_done(&shown);
}

int job_wait(struct session *s, struct job *job, struct error *err)
{
	struct pollfd wait[] = { { .fd = job->program.ending, .events = POLLIN },
				 { .fd = s->interrupt_fd, .events = POLLIN },
				 { .fd = s->jobs->epoll, .events = POLLIN },
				 { .fd = -1 } };
	struct overdue overdue = { 0 };

	for (job_update(job); job_runs(job); job_update(job)) {
		if (job->relay && job->ending.kind == ENDING_STOPPED)
			return refuse(err, "job %d is stopped; fg %d or bg %d lets it go on",
				      job->id, job->id, job->id);
		wait[3] = overdue_poll(&overdue, &job->program);
		if (poll(wait, 4, overdue_ms(&overdue, -1)) < 0)
			continue;
		if (wait[1].revents)
			return refuse_as(err, EINTR, "interrupted");
		if (overdue_hear(&overdue, s, &job->program, wait[3].revents, err) < 0)
			return -1;
		if (wait[2].revents)
			jobs_print(s, false);
	}
	print_last(s, job);
	/* The end of the pipe ends the cat; not for ever, the job may have left others at it.
	 */
	wait[0].fd = job->copier.ending;
	if (job->copier.ending >= 0 && poll(wait, 2, COPIER_MS) > 0 && wait[1].revents)
		return refuse_as(err, EINTR, "interrupted");
	if (job->ending.kind == ENDING_UNKNOWN)
		return program_lost(s, &job->program, &job->ending, err);
	return 0;
}

void jobs_forget(struct jobs *j, struct job *job)
{
	for (int i = 0; i < j->n; i++) {
		if (j->list[i] != job)
			continue;
		memmove(j->list + i, j->list + i + 1, sizeof(void *) * (size_t)(j->n - i - 1));
		j->n--;
		jobs_show_alone(j, job);
		job_free(job);
		return;
	}
}

void job_signal(struct job *job, int sig)
{
	program_signal(&job->program, sig);
	job_update(job);
	/* What ends it has to be let go on for that, and can be waited for from now. */
	if (job->ending.kind == ENDING_STOPPED &&
	    (sig == SIGTERM || sig == SIGHUP || sig == SIGKILL))
		job_continue(job);
}

/* A picture is drawn again by whoever hears that the window has changed. */
void job_continue(struct job *job)
{
	job->ending = (struct ending){ .kind = ENDING_NONE };
	job->told = ENDING_CONTINUED; /* who asked for it knows */
	program_signal(&job->program, SIGCONT);
	if (job->relay)
		job->relay->stopped = false;
	if (job->relay && modes_alternate(&job->relay->modes))
		program_signal(&job->program, SIGWINCH);
}

int jobs_output(const struct jobs *j)
{
	return j ? j->epoll : -1;
}

void jobs_take(struct jobs *j, struct text *shown)
{
	struct epoll_event ready[16];
	int n = j ? epoll_wait(j->epoll, ready, 16, 0) : 0;
	size_t before = shown->size;

	for (int i = 0; i < n; i++)
		if (!output_take(ready[i].data.ptr, shown))
			jobs_show_alone(j, ready[i].data.ptr);
	output_settle(shown, before);
}

void jobs_print(struct session *s, bool raw)
{
	struct text shown = { .at = NULL };

	jobs_take(s->jobs, &shown);
	output_print(&shown, raw);
	text_done(&shown);
}

void jobs_show_alone(struct jobs *j, struct job *job)
{
	int fd = output_fd(job);

	if (fd >= 0)
		(void)epoll_ctl(j->epoll, EPOLL_CTL_DEL, fd, NULL);
}

int jobs_show_again(struct jobs *j, struct job *job, struct error *err)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = job };
	int fd = output_fd(job);

	job->is_held = false;
	if (fd >= 0 && epoll_ctl(j->epoll, EPOLL_CTL_ADD, fd, &event) < 0 && errno != EEXIST)
		return fail_call(err, "epoll_ctl", "a job's output");
	return 0;
}

void jobs_free(struct jobs *j)
{
	for (int i = 0; j && i < j->n; i++) {
		job_update(j->list[i]); /* ends what has lost its keeper */
		job_free(j->list[i]);
	}
	if (!j)
		return;
	own_close(&j->epoll);
	free(j->list);
	free(j);
}
