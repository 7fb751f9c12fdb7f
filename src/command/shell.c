/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session itself: environment, scripts, its end. */
#include "command/shell.h"

#include "base/error.h"
#include "base/number.h"
#include "command/pairs.h"
#include "lang/args.h"
#include "shell/run.h"
#include "shell/session.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SOURCE_DEPTH = 32
};

static int show_env(struct session *s, const struct args *a, struct error *err)
{
	const struct frame *f = session_frame(s);
	struct pairs pairs;
	int done = pairs_begin(s, a, "env", &pairs, err);

	if (done < 0)
		return -1;
	for (int i = 0; f->env && f->env[i] && done == 0; i++)
		done = pairs_add(&pairs, f->env[i], "=", err);
	return pairs_end(&pairs, done, err);
}

static int env_outside(struct session *s, const struct args *a, struct error *err)
{
	struct frame *f = session_frame(s);
	const char *const *sets;
	const char *name;
	int n = arg_list(a, "NAME=VALUE", &sets);

	for (int i = 0; (name = arg_option_each(a, "-u", i)); i++)
		if (frame_env_set(f, name, NULL, err) < 0)
			return -1;
	for (int i = 0; i < n; i++) {
		const char *equals = strchr(sets[i], '=');
		char *key = strndup(sets[i], (size_t)(equals - sets[i]));
		int done = key ? frame_env_set(f, key, equals + 1, err)
			       : fail_call(err, "strndup", "%s", sets[i]);

		free(key);
		if (done < 0)
			return -1;
	}
	return n > 0 || arg_has(a, "-u") ? 0 : show_env(s, a, err);
}

/* The file's own failure has been said, by its own place; this step has failed with it. */
static int source_outside(struct session *s, const struct args *a, struct error *err)
{
	const struct step *step = s->step;
	struct place place = s->place;
	int outer_stdout = s->stdout_fd;

	if (s->depth >= SOURCE_DEPTH)
		return refuse(err, "%s: sources nest at most %d deep", arg(a, "FILE"),
			      SOURCE_DEPTH);
	s->depth++;
	s->stdout_fd = s->to;
	int status = run_file(s, arg(a, "FILE"), err);
	s->stdout_fd = outer_stdout;
	s->depth--;
	s->step = step;
	s->place = place;
	if (status <= 0)
		return status;
	s->is_reported = true;
	return refuse(err, "%s failed", arg(a, "FILE"));
}

static int echo_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *const *words;
	int n = arg_list(a, "WORD", &words);

	for (int i = 0; i < n; i++)
		if ((i > 0 && out_escaped(&s->out, " ", 1, err) < 0) ||
		    out_escaped(&s->out, words[i], strlen(words[i]), err) < 0)
			return -1;
	return arg_has(a, "-n") ? 0 : out_bytes(&s->out, "\n", 1, err);
}

static int history_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *most = arg(a, "N");
	uint64_t n = UINT32_MAX;
	int total = 0;

	if (arg_has(a, "-c"))
		return s->history_clear ? s->history_clear(s, err) : 0;
	if (most && number_unsigned(most, UINT32_MAX, &n, err) < 0)
		return -1;
	while (s->history && s->history(total))
		total++;
	for (int i = n < (uint64_t)total ? total - (int)n : 0; i < total; i++)
		if (out_line(&s->out, s->history(i), err) < 0)
			return -1;
	return 0;
}

static int exit_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *status = arg(a, "N");
	uint64_t n = (uint64_t)s->status;

	if (status && number_unsigned(status, 255, &n, err) < 0)
		return -1;
	if (!arg_has(a, "-f") && session_leave(s, err) < 0)
		return -1;
	s->ended = true;
	s->end_status = (int)n;
	return 0;
}

static int check_exit(const struct args *a, struct error *err)
{
	uint64_t n;

	return arg(a, "N") ? number_unsigned(arg(a, "N"), 255, &n, err) : 0;
}

static unsigned env_touches(const struct args *a)
{
	return arg(a, "NAME=VALUE") || arg_has(a, "-u") ? CHANGES_FRAME : 0;
}

static const struct param env_params[] = {
	{ .kind = KIND_ASSIGNMENT, .name = "NAME=VALUE", .optional = 1, .repeated = 1 },
	{ .kind = KIND_END },
};

static const struct option env_options[] = {
	{ .name = "-u",
	  .kind = KIND_VARIABLE,
	  .value = "NAME",
	  .repeated = 1,
	  .summary = "take NAME out" },
	PAIRS_OPTION,
	{ .name = NULL },
};

static const struct param source_params[] = {
	{ .kind = KIND_HOST_FILE, .name = "FILE" },
	{ .kind = KIND_END },
};

static const struct param echo_params[] = {
	{ .kind = KIND_WORD, .name = "WORD", .optional = 1, .repeated = 1, .rest = 1 },
	{ .kind = KIND_END },
};

static const struct option echo_options[] = {
	{ .name = "-n", .kind = KIND_END, .summary = "no newline at the end" },
	{ .name = NULL },
};

static const struct param history_params[] = {
	{ .kind = KIND_NUMBER, .name = "N", .optional = 1 },
	{ .kind = KIND_END },
};

static const struct option history_options[] = {
	{ .name = "-c", .kind = KIND_END, .summary = "forget them all, also in the file" },
	{ .name = NULL },
};

static const struct option exit_options[] = {
	{ .name = "-f",
	  .kind = KIND_END,
	  .summary = "at once, whatever ends with the session" },
	{ .name = NULL },
};

static const struct param exit_params[] = {
	{ .kind = KIND_NUMBER, .name = "N", .optional = 1 },
	{ .kind = KIND_END },
};

const struct command shell_commands[] = {
	{
		.name = "env",
		.params = env_params,
		.options = env_options,
		.touches = env_touches,
		.summary = "show or change the environment of the frame's programs",
		.text = "It belongs to the frame: a new one has a copy, leave gives the old one back.\n"
			"After enter it is clean: TERM, LANG, PATH, HOME.",
		.see = "run, set, about words",
		.examples = { "env GREETING=hello; run sh -c 'echo $GREETING'",
			      "env A=1 B=2; env -u A; run sh -c 'echo $A$B'" },
		.outside = env_outside,
	},
	{
		.name = "source",
		.params = source_params,
		.flags = ROW_HOST,
		.summary = "do the steps of a file of the host",
		.text = "Parsed whole and checked before its first step happens.",
		.see = "run, about prefixes",
		.examples = { "source /dev/null" },
		.outside = source_outside,
	},
	{
		.name = "echo",
		.params = echo_params,
		.options = echo_options,
		.summary = "print words; -n: without a newline",
		.text = "Control characters are printed escaped.",
		.see = "set, about words",
		.examples = { "echo hello", "echo -n \"$#\"; echo \" words\"" },
		.outside = echo_outside,
	},
	{
		.name = "history",
		.params = history_params,
		.options = history_options,
		.summary = "the lines typed so far, or the last N of them",
		.text = "Each is kept in a file as soon as it is typed: that of the setting histfile, or\n"
			"unsh/history in XDG_STATE_HOME (~/.local/state). Not kept: what begins with a\n"
			"blank; the same line twice in a row; in the file, lines that set a variable\n"
			"with KEY, TOKEN, PASS or SECRET in its name. Empty in a script.",
		.examples = { "history", "history 3" },
		.see = "set",
		.outside = history_outside,
	},
	{
		.name = "exit",
		.params = exit_params,
		.options = exit_options,
		.check = check_exit,
		.summary = "end the session",
		.text = "With the status of the last step, or N. All frames and programs end. At a prompt\n"
			"with jobs or other boxes it warns once.",
		.flags = ROW_COMMON,
		.see = "exec, leave, about outcomes",
		.examples = { "exit 0", "newns user; exit" },
		.outside = exit_outside,
	},
	{ .name = NULL },
};
