/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs of the box: run, shell, exec. */
#include "command/run.h"

#include "base/error.h"
#include "base/own.h"
#include "command/programenv.h"
#include "lang/args.h"
#include "shell/program.h"
#include "shell/run.h"
#include "shell/session.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	autofree char **env = env_of_run(session_frame(s), a);
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

/* NAME as the box's shell: 1 if the box has none such. */
static int try_shell(struct session *s, const struct args *a, const char *name,
		     struct error *err)
{
	const char *argv[] = { name, strcmp(name, "busybox") ? NULL : "sh", NULL };
	struct frame *f = session_frame(s);
	struct shell_env env;
	struct ending e;

	if (env_of_shell(s, f, name, &env, err) < 0)
		return -1;
	struct start start = {
		.argv = argv, .env = env.list, .wants_keyboard = true, .says_way_back = true
	};
	int done = program_run(s, f, &start, &e, err);
	shell_env_done(&env);
	if (done == 0)
		return e.kind == ENDING_STOPPED ? 0 : run_program_failed(s, name, e, err);
	if (strcmp(err->call, "execve") == 0 &&
	    (err->errnum == ENOENT || err->errnum == ENOTDIR))
		return 1;
	return start_error(s, a, err);
}

/* The user's shell if the box has it, else the usual ones. */
static int shell_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *own = frame_env(session_frame(s), "SHELL");
	const char *names[] = { own && *own ? own : "bash", "bash", "sh", "busybox" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		int done = try_shell(s, a, names[i], err);

		if (done <= 0)
			return done;
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

const struct command run_commands[] = {
	{
		.name = "run",
		.params = program_params,
		.options = run_options,
		.flags = ROW_COMMON | ROW_PROGRAM | ROW_BACKGROUND,
		.summary = "run a program in the box; & at the end: in the background",
		.text = "A child of the frame, in a session of its own, with execve(2); looked up in\n"
			"the box's PATH. A program that fails is a failed step, and $? its status.\n"
			"At a terminal it gets a pty of its own, led by a process of unsh's: Ctrl-Z\n"
			"makes a job of it, ^] three times within a second ends it.",
		.see = "shell, exec, jobs, fg, env",
		.examples = { "newns user uts; hostname lab; run uname -n",
			      "run sleep 60 &; kill %1; jobs" },
		.outside = run_outside,
	},
	{
		.name = "shell",
		.flags = ROW_COMMON | ROW_PROGRAM,
		.summary = "a shell in the box",
		.text = "The user's shell if the box has it, else bash, sh, busybox; in the box's cwd. Its\n"
			"prompt begins with the box, [main:1 net]: by PS1, of bash by PROMPT_COMMAND, so\n"
			"that the prompt of ~/.bashrc stays behind it; ~/.zshrc and fish have the last\n"
			"word. Ctrl-Z is the shell's own. ^] three times within a second comes back from\n"
			"a hung one: SIGHUP, after two seconds SIGKILL.",
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
	{ .name = NULL },
};
