/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs of the box: run, shell, exec; and those in the background: jobs, wait, kill. */
#include "command/run.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "command/listing.h"
#include "lang/args.h"
#include "shell/jobs.h"
#include "shell/program.h"
#include "shell/run.h"
#include "shell/session.h"
#include "sys/process.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	STATUS_NOT_EXECUTABLE = 126,
	STATUS_NOT_FOUND = 127
};

/* The program and its arguments, ended by NULL: the caller frees the list. */
static const char **program_words(const struct args *a)
{
	const char *const *list;
	int n = arg_list(a, "PROGRAM", &list);
	const char **argv = calloc((size_t)n + 1, sizeof(*argv));

	for (int i = 0; argv && i < n; i++)
		argv[i] = list[i];
	return argv;
}

/* The frame's environment with those of --env: the strings are not ours, the list is the
 * caller's.
 */
static char **with_env(const struct frame *f, const struct args *a)
{
	int n = 0, more = 0;

	while (f->env && f->env[n])
		n++;
	while (arg_option_each(a, "--env", more))
		more++;
	char **env = calloc((size_t)(n + more) + 1, sizeof(*env));
	for (int i = 0; env && i < n; i++)
		env[i] = f->env[i];
	for (int i = 0; env && i < more; i++) {
		const char *set = arg_option_each(a, "--env", i);
		size_t size = (size_t)(strchr(set, '=') - set) + 1;
		int at = 0;

		while (at < n && strncmp(env[at], set, size) != 0)
			at++;
		env[at] = (char *)set;
		n += at == n;
	}
	return env;
}

static int start_error(struct session *s, const struct args *a, const struct error *err)
{
	if (err->call[0] && strcmp(err->call, "execve") == 0)
		s->program_status =
			err->errnum == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
	(void)a;
	return -1;
}

static int run_outside(struct session *s, const struct args *a, struct error *err)
{
	autofree const char **argv = program_words(a);
	autofree char **env = with_env(session_frame(s), a);
	struct ending e;

	if (!argv || !env)
		return fail_call(err, "calloc", "run");
	struct start start = { .argv = argv,
			       .env = env,
			       .user = arg_option(a, "--user"),
			       .cwd = arg_option(a, "--cwd"),
			       .background = s->step->background };
	if (program_run(s, session_frame(s), &start, &e, err) < 0)
		return start_error(s, a, err);
	return e.kind == ENDING_STOPPED ? 0 : run_program_failed(s, argv[0], e, err);
}

/* The user's shell if the box has it, else the usual ones. */
static int shell_outside(struct session *s, const struct args *a, struct error *err)
{
	struct frame *f = session_frame(s);
	const char *own = frame_env(f, "SHELL");
	const char *names[] = { own && *own ? own : "bash", "bash", "sh", "busybox" };
	struct ending e;

	(void)a;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *argv[] = { names[i], strcmp(names[i], "busybox") ? NULL : "sh",
				       NULL };
		struct start start = { .argv = argv, .wants_keyboard = true };

		if (program_run(s, f, &start, &e, err) == 0)
			return e.kind == ENDING_STOPPED
				       ? 0
				       : run_program_failed(s, names[i], e, err);
		if (strcmp(err->call, "execve") != 0 ||
		    (err->errnum != ENOENT && err->errnum != ENOTDIR))
			return start_error(s, a, err);
	}
	return refuse(err, "the box has no shell: neither %s nor bash, sh, busybox", names[0]);
}

/* The frame that is PID 1 where TOP is: the highest that made a PID namespace. */
static struct frame *init_of(struct frame *top)
{
	while (top && !(top->changed & CLONE_NEWPID))
		top = top->below;
	return top && !top->entered ? top : NULL;
}

/* Frames above the init go: it alone is to be seen beside the program. */
static int exec_init(struct session *s, struct start *start, struct error *err)
{
	start->init = init_of(session_frame(s));
	if (!start->init)
		return refuse(err, "--init: no frame here is PID 1; newns pid first");
	return 0;
}

static int exec_outside(struct session *s, const struct args *a, struct error *err)
{
	autofree const char **argv = program_words(a);
	struct start start = { .argv = argv, .as_exec = true };
	struct ending e;

	if (!argv)
		return fail_call(err, "calloc", "exec");
	if (arg_has(a, "--init") && exec_init(s, &start, err) < 0)
		return -1;
	if (program_run(s, session_frame(s), &start, &e, err) < 0) {
		/* As a shell: what could not be executed ends a script by 126 or 127, unless it
		 * is to go on. */
		(void)start_error(s, a, err);
		if (s->program_status > 0 && s->input != INPUT_PROMPT && !s->step->may_fail &&
		    !s->settings.keep_going) {
			s->ended = true;
			s->end_status = s->program_status;
		}
		return -1;
	}
	s->ended = true;
	s->end_status = ending_status(e);
	return 0;
}

enum {
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

static int jobs_outside(struct session *s, const struct args *a, struct error *err)
{
	struct listing_options o = session_listing(s, a);
	struct listing *l;
	struct job *job;

	if (listing_new("jobs", job_columns, JOB_COLUMNS, &o, &l, err) < 0)
		return -1;
	for (int i = 0; (job = jobs_each(s->jobs, i)); i++) {
		if (add_job(l, job, err) < 0) {
			listing_drop(l);
			return -1;
		}
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

/* A plain PID is the host's, as ps of the host and `jobs` show it. */
static int kill_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *const *names;
	int n = arg_list(a, "JOB", &names), sig = signal_number(arg(a, "-SIG"));

	for (int i = 0; i < n; i++) {
		autofd int opened = -1;
		struct job *job;
		uint64_t pid;
		int pidfd;

		if (names[i][0] == '%') {
			if (jobs_find(s->jobs, names[i], &job, err) < 0)
				return -1;
			pidfd = job->program.pidfd;
		} else {
			if (number_unsigned(names[i], INT32_MAX, &pid, err) < 0)
				return -1;
			pidfd = opened = sys_pidfd_open((pid_t)pid);
			if (opened < 0)
				return fail_call(err, "pidfd_open", "%s", names[i]);
		}
		if (sys_pidfd_signal(pidfd, sig) < 0)
			return fail_call(err, "pidfd_send_signal", "%s", names[i]);
	}
	return 0;
}

static const struct param program_params[] = {
	{ .kind = KIND_PROGRAM, .name = "PROGRAM", .rest = 1 },
	{ .kind = KIND_END },
};

static const struct option run_options[] = {
	{ .name = "--user",
	  .kind = KIND_USER,
	  .value = "USER[:GROUP]",
	  .summary = "as this user of the box: names of its /etc/passwd, or ids" },
	{ .name = "--cwd", .kind = KIND_PATH, .value = "DIR", .summary = "in this directory" },
	{ .name = "--env",
	  .kind = KIND_ASSIGNMENT,
	  .value = "NAME=VALUE",
	  .repeated = 1,
	  .summary = "with this in its environment" },
	{ .name = NULL },
};

static const struct option exec_options[] = {
	{ .name = "--init", .kind = KIND_END, .summary = "as PID 1, in place of the frame" },
	{ .name = NULL },
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

const struct command run_commands[] = {
	{
		.name = "run",
		.params = program_params,
		.options = run_options,
		.flags = ROW_COMMON | ROW_PROGRAM | ROW_BACKGROUND,
		.summary = "run a program in the box; & at the end: in the background",
		.text = "A child of the frame, in a session of its own, with execve(2); looked up in\n"
			"the box's PATH. At a terminal it gets a pty of its own. A program that fails\n"
			"is a failed step, and $? its status.",
		.see = "shell, exec, jobs, env",
		.examples = { "newns user uts; hostname lab; run uname -n",
			      "run sleep 60 &; kill %1; jobs" },
		.outside = run_outside,
	},
	{
		.name = "shell",
		.flags = ROW_COMMON | ROW_PROGRAM,
		.summary = "a shell in the box",
		.text = "The user's shell ($SHELL) if the box has it, else bash, sh, busybox; as run starts\n"
			"a program. It begins in the box's working directory; its end comes back.",
		.see = "run, exec",
		.outside = shell_outside,
	},
	{
		.name = "exec",
		.params = program_params,
		.options = exec_options,
		.flags = ROW_COMMON | ROW_PROGRAM,
		.summary = "end the session with a program",
		.text = "unsh stays as its parent, forwards signals to it, stops when it stops, and ends\n"
			"with its status; killing unsh kills it.",
		.see = "run, shell, exit, about outcomes",
		.examples = { "newns user uts; hostname lab; exec uname -n",
			      "newns user mnt pid --proc; exec --init cat /proc/1/comm" },
		.outside = exec_outside,
	},
	{
		.name = "jobs",
		.options = listing_options,
		.summary = "programs in the background",
		.text = "Each with its number, its pid on the host, and how it does.",
		.see = "run, wait, kill",
		.examples = { "run sleep 60 &; jobs",
			      "run sleep 60 &; jobs --noheadings -o job,step" },
		.check = listing_check,
		.columns = job_columns,
		.columns_n = JOB_COLUMNS,
		.outside = jobs_outside,
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
