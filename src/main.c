/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unsh: a shell whose commands change the namespaces of a process that it holds.
 *
 * Frame 0 is forked before anything else: no library, no locale, no descriptor of the caller's
 * is in it. Then the command line, and whichever way the steps come in.
 */
#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "command/table.h"
#include "lang/quote.h"
#include "prompt/prompt.h"
#include "shell/options.h"
#include "shell/run.h"
#include "shell/session.h"
#include "shell/settings.h"
#include "shell/signals.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int complain(const struct error *err, int status)
{
	autofree char *safe = show_escape(err->text, strlen(err->text));

	(void)fprintf(stderr, "unsh: %s", safe ? safe : "out of memory");
	if (err->call[0])
		(void)fprintf(stderr, ": %s (%s)", strerrordesc_np(err->errnum), err->call);
	(void)fputc('\n', stderr);
	return status;
}

/* The steps that options stand for, before (-e) and after (--) those of the script. */
static int run_words(struct session *s, const char *name, char *const *words)
{
	struct text t = { .at = NULL };
	struct error err;
	int status = STATUS_FAILED, n = 0;

	while (words[n])
		n++;
	if (text_printf(&t, &err, "%s ", name) == 0 &&
	    quote_words(&t, (const char *const *)words, n, &err) == 0)
		status = run_script(s, "<command>", t.at, t.size);
	text_done(&t);
	return status;
}

static int run_input(struct session *s, const struct options *o)
{
	struct error err;

	if (o->steps)
		return run_script(s, "<command>", o->steps, strlen(o->steps));
	if (o->file) {
		int status = run_file(s, o->file, &err);

		return status < 0 ? complain(&err, STATUS_USAGE) : status;
	}
	if (o->program && !o->prompt)
		return 0;
	if (s->input == INPUT_STDIN)
		return run_stdin(s);
	int status = prompt_run(s, &err);
	return status < 0 ? complain(&err, STATUS_FAILED) : status;
}

static int run(struct session *s, const struct options *o)
{
	int status = 0;

	/* What comes after may mount: known only when it is read. */
	s->will_mount = !o->steps && !o->file;
	for (int i = 0; i < o->enter_n && status == 0 && !s->ended; i++) {
		char *words[] = { (char *)o->enter[i], NULL };

		status = run_words(s, "enter", words);
	}
	if (status == 0 && !s->ended)
		status = run_input(s, o);
	/* With -k what failed is no reason not to; what was no script is. */
	bool goes_on = status == 0 || (status != STATUS_USAGE && s->settings.keep_going);
	if (goes_on && !s->ended && o->program && !signals_ending() && !s->settings.check_only)
		status = run_words(s, "exec --", o->program);
	return s->ended ? s->end_status : status;
}

static enum input kind_of_input(const struct options *o)
{
	if (o->steps || o->file || (o->program && !o->prompt))
		return INPUT_SCRIPT;
	return o->prompt || isatty(STDIN_FILENO) ? INPUT_PROMPT : INPUT_STDIN;
}

/* A value that cannot be is said, and changes nothing. */
static void read_environment(struct settings *s)
{
	struct error err;

	for (int i = 0; setting_each(i); i++)
		if (settings_environment(s, i, &err) < 0)
			(void)complain(&err, 0);
}

static int begin(struct session *s, const struct options *o, struct error *err)
{
	if (frame_env_copy(s->zero, environ, err) < 0 ||
	    box_new(&s->boxes, "main", s->zero, &s->boxes.current, err) < 0)
		return -1;
	s->box = s->boxes.current;
	s->settings = o->settings;
	read_environment(&s->settings);
	s->args = o->args;
	s->input = kind_of_input(o);
	s->from = -1;
	s->to = s->stdout_fd = STDOUT_FILENO;
	s->program_status = -1;
	return signals_watch(s->input == INPUT_PROMPT, &s->interrupt_fd, err);
}

int main(int argc, char **argv)
{
	struct session s = { .table = &command_table, .script_name = "<command>" };
	struct options o;
	struct error err;

	if (frame_zero(&command_table, &s.zero, &err) < 0)
		return complain(&err, STATUS_FAILED);
	int status = STATUS_USAGE;
	if (options_read(argc, argv, &o, &err) < 0)
		(void)complain(&err, STATUS_USAGE);
	else if (o.help || o.version)
		status = (o.help ? options_help() : options_version(), 0);
	else if (begin(&s, &o, &err) < 0)
		status = complain(&err, STATUS_FAILED);
	else
		status = run(&s, &o);
	int sig = signals_ending();
	run_end(&s);
	if (sig && !s.ended)
		signals_die(sig);
	return status;
}
