/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs in the background: jobs, fg, bg, wait, kill. */
#include "command/jobs.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "command/left.h"
#include "command/listing.h"
#include "lang/args.h"
#include "look/process.h"
#include "shell/jobs.h"
#include "shell/program.h"
#include "shell/run.h"
#include "shell/session.h"
#include "sys/process.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum {
	LEFT_MOST = 64, /* in a frame */
	JOB_COLUMNS = 5
};

static const struct column job_columns[JOB_COLUMNS] = {
	{ .name = "JOB", .type = CELL_NUMBER, .right = 1, .help = "its number" },
	{ .name = "PID", .type = CELL_NUMBER, .right = 1, .help = "on the host" },
	{ .name = "BOX", .help = "the box it was started in" },
	{ .name = "STATE", .help = "running, or how it ended" },
	{ .name = "STEP", .help = "as it was typed", .cut = 1 },
};

static int add_job(struct listing *l, struct job *job, struct error *err)
{
	char id[16], pid[16], state[64];
	const char *cells[] = { id, job->program.pid > 0 ? pid : NULL, job->box, state,
				job->title };

	job_update(job);
	job->told = job->ending.kind;
	(void)snprintf(id, sizeof(id), "%d", job->id);
	(void)snprintf(pid, sizeof(pid), "%d", job->program.pid);
	ending_text(job->ending, state, sizeof(state));
	return listing_row(l, cells, -1, err);
}

/* What has climbed to F, which BOX calls its own; at the bottom it is nobody's. */
static int add_left(struct listing *l, struct session *s, const struct frame *f,
		    const char *box, struct error *err)
{
	pid_t pids[LEFT_MOST];
	int n = left_behind(s, f, pids, LEFT_MOST);

	for (int i = 0; i < n; i++) {
		struct look_process p;
		struct error gone;
		char pid[16];
		const char *cells[] = { NULL, pid, box, "left behind", p.comm };

		if (look_process(s->zero->proc, pids[i], &p, &gone) < 0)
			continue;
		(void)snprintf(pid, sizeof(pid), "%d", pids[i]);
		if (listing_row(l, cells, -1, err) < 0)
			return -1;
	}
	return 0;
}

static int add_all(struct listing *l, struct session *s, struct error *err)
{
	struct job *job;

	for (int i = 0; (job = jobs_each(s->jobs, i)); i++)
		if (add_job(l, job, err) < 0)
			return -1;
	if (add_left(l, s, s->zero, NULL, err) < 0)
		return -1;
	for (int i = 0; i < s->boxes.n; i++) {
		const struct box *b = s->boxes.list[i];

		for (int j = 0; j < b->n; j++)
			if (add_left(l, s, b->frames[j], b->name, err) < 0)
				return -1;
	}
	return 0;
}

static int jobs_outside(struct session *s, const struct args *a, struct error *err)
{
	struct listing_options o = session_listing(s, a);
	struct listing *l;

	if (listing_new("jobs", job_columns, JOB_COLUMNS, &o, &l, err) < 0)
		return -1;
	if (add_all(l, s, err) < 0) {
		listing_drop(l);
		return -1;
	}
	return listing_print(l, &s->out, err);
}

/* The last one's status is the step's; all are waited for first. */
static int wait_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *const *names;
	int n = arg_list(a, "JOB", &names), total = 0;
	struct ending last = { .kind = ENDING_EXITED };
	char title[64] = "";
	struct job *job;

	while (jobs_each(s->jobs, total))
		total++;
	for (int i = 0; i < (n > 0 ? n : total); i++) {
		if (n > 0 ? jobs_find(s->jobs, names[i], &job, err) < 0
			  : !(job = jobs_each(s->jobs, 0)))
			return -1;
		if (job_wait(s, job, err) < 0)
			return -1;
		last = job->ending;
		(void)snprintf(title, sizeof(title), "job %d", job->id);
		jobs_forget(s->jobs, job);
	}
	return run_program_failed(s, title, last, err);
}

static int signal_number(const char *word)
{
	struct error ignored;
	uint64_t n;

	if (!word)
		return SIGTERM;
	word++;
	if (number_unsigned(word, NSIG - 1, &n, &ignored) == 0)
		return (int)n;
	word += strncmp(word, "SIG", 3) == 0 ? 3 : 0;
	for (int sig = 1; sig < NSIG; sig++)
		if (sigabbrev_np(sig) && strcmp(sigabbrev_np(sig), word) == 0)
			return sig;
	return SIGTERM;
}

static int named_or_current(struct session *s, const struct args *a, struct job **ret,
			    struct error *err)
{
	const char *name = arg(a, "JOB");

	if (name)
		return jobs_find(s->jobs, name, ret, err);
	*ret = jobs_current(s->jobs);
	return *ret ? 0 : refuse(err, "there is no job");
}

/* One that has ended has nothing to go on with: what it wrote last, and its status. */
static int resume(struct session *s, struct job *job, struct ending *ret, struct error *err)
{
	job_update(job);
	if (job_runs(job))
		return program_resume(s, job, ret, err);
	if (job_wait(s, job, err) < 0)
		return -1;
	*ret = job->ending;
	jobs_forget(s->jobs, job);
	return 0;
}

static int fg_outside(struct session *s, const struct args *a, struct error *err)
{
	struct job *job;
	struct ending e;
	char title[64];

	if (named_or_current(s, a, &job, err) < 0)
		return -1;
	(void)snprintf(title, sizeof(title), "job %d", job->id);
	session_note(s, false, "%s", job->title);
	if (resume(s, job, &e, err) < 0)
		return -1;
	return e.kind == ENDING_STOPPED ? 0 : run_program_failed(s, title, e, err);
}

static int bg_outside(struct session *s, const struct args *a, struct error *err)
{
	struct job *job;

	if (named_or_current(s, a, &job, err) < 0)
		return -1;
	job_update(job);
	if (!job_runs(job))
		return refuse(err, "job %d has ended; wait forgets it", job->id);
	job_continue(job);
	session_note(s, false, "[%d] %s", job->id, job->title);
	return 0;
}

/* The host's, as ps of the host and `jobs` show it. */
static int kill_pid(const char *word, int sig, struct error *err)
{
	uint64_t pid;

	if (number_unsigned(word, INT32_MAX, &pid, err) < 0)
		return -1;
	autofd int pidfd = sys_pidfd_open((pid_t)pid);
	if (pidfd < 0)
		return fail_call(err, "pidfd_open", "%s", word);
	if (sys_pidfd_signal(pidfd, sig) < 0)
		return fail_call(err, "pidfd_send_signal", "%s", word);
	return 0;
}

static int kill_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *const *names;
	int n = arg_list(a, "JOB", &names), sig = signal_number(arg(a, "-SIG"));

	for (int i = 0; i < n; i++) {
		struct job *job;

		if (names[i][0] != '%') {
			if (kill_pid(names[i], sig, err) < 0)
				return -1;
			continue;
		}
		if (jobs_find(s->jobs, names[i], &job, err) < 0)
			return -1;
		if (sys_pidfd_signal(job->program.pidfd, 0) < 0)
			return fail_call(err, "pidfd_send_signal", "%s", names[i]);
		job_signal(job, sig);
	}
	return 0;
}

static const struct param job_params[] = {
	{ .kind = KIND_JOB, .name = "JOB", .optional = 1 },
	{ .kind = KIND_END },
};

static const struct param wait_params[] = {
	{ .kind = KIND_JOB, .name = "JOB", .optional = 1, .repeated = 1 },
	{ .kind = KIND_END },
};

static const struct param kill_params[] = {
	{ .kind = KIND_SIGNAL, .name = "-SIG", .optional = 1 },
	{ .kind = KIND_JOB_OR_PID, .name = "JOB", .repeated = 1 },
	{ .kind = KIND_END },
};

const struct command job_commands[] = {
	{
		.name = "jobs",
		.options = listing_options,
		.summary = "programs in the background",
		.text = "Each with its number, its pid on the host, and how it does. Without a number: what\n"
			"programs have left behind when they ended; it ends with its frame.",
		.see = "run, fg, wait, kill",
		.examples = { "run sleep 60 &; jobs",
			      "run sleep 60 &; jobs --noheadings -o job,step" },
		.check = listing_check,
		.columns = job_columns,
		.columns_n = JOB_COLUMNS,
		.outside = jobs_outside,
	},
	{
		.name = "fg",
		.params = job_params,
		.summary = "a job in the foreground, with its terminal",
		.text = "Without JOB: the one that has stopped last, else the last that runs. A program that\n"
			"Ctrl-Z has stopped has its terminal back as it was, in the size of now. A job of &\n"
			"has none: it is waited for, and Ctrl-C ends it.",
		.see = "bg, jobs, wait, run",
		.examples = { "run true &; fg", "run true &; run sleep 0.1 &; fg %1" },
		.outside = fg_outside,
	},
	{
		.name = "bg",
		.params = job_params,
		.summary = "a job that has stopped goes on in the background",
		.text = "Without JOB: the one that has stopped last. What it writes is shown line by line; who\n"
			"asks for the whole screen, or for keys, waits for fg.",
		.see = "fg, jobs, kill",
		.examples = { "run sleep 60 &; kill -STOP %1; bg; jobs",
			      "run sleep 60 &; kill -STOP %1; bg %1" },
		.outside = bg_outside,
	},
	{
		.name = "wait",
		.params = wait_params,
		.summary = "wait for jobs; the last one's status is the step's",
		.text = "On the pidfd of each, Linux 5.3. Without JOB: for all. Ctrl-C ends the waiting.",
		.see = "run, jobs, kill",
		.examples = { "run true &; wait", "run true &; run true &; wait %2" },
		.outside = wait_outside,
	},
	{
		.name = "kill",
		.params = kill_params,
		.summary = "send a signal to a job %N, or to a pid of the host",
		.text = "TERM if no other is named; by pidfd_send_signal(2), so never to a process that\n"
			"has taken over the number.",
		.see = "jobs, wait, run",
		.examples = { "run sleep 60 &; kill -KILL %1; jobs",
			      "run sleep 60 &; run sleep 60 &; kill %1; kill -TERM %2" },
		.outside = kill_outside,
	},
	{ .name = NULL },
};
