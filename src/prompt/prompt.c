/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The prompt: a line, what it says, the next line. Between two lines the terminal is in order,
 * and what has happened meanwhile is told.
 */
#include "prompt/prompt.h"

#include "base/error.h"
#include "base/io.h"
#include "base/own.h"
#include "base/text.h"
#include "config.h"
#include "prompt/door.h"
#include "prompt/hint.h"
#include "prompt/history.h"
#include "prompt/inplace.h"
#include "prompt/line.h"
#include "prompt/offer.h"
#include "prompt/paste.h"
#include "shell/news.h"
#include "shell/report.h"
#include "shell/run.h"
#include "shell/session.h"
#include "shell/signals.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum line reader(struct session *s, const char *more, char **ret, bool *ret_keys);

struct prompt {
	struct session *s;
	reader *read;
	bool has_history;
	struct text all; /* the line, and those that it went on with */
	char more[FAULT_HERE + 4];
};

/* All that readline is told; before its first use, so that the user's inputrc has the last
 * word.
 */
static void set_up_readline(struct session *s)
{
	KEYMAP_ENTRY *const maps[] = { *rl.emacs_standard_keymap, *rl.vi_insertion_keymap };

	*rl.rl_readline_name = "unsh";
	edit_set_up();
	(void)rl.rl_variable_bind("enable-bracketed-paste", "on");
	offer_install(s);
	hint_install(s);
	inplace_install(s);
	for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++) {
		static const char *const up[] = { "\\e[A", "\\eOA" };
		static const char *const down[] = { "\\e[B", "\\eOB" };

		for (int j = 0; j < 2; j++) {
			(void)rl.rl_bind_keyseq_if_unbound_in_map(up[j],
								  rl.rl_history_search_backward,
								  maps[i]);
			(void)rl.rl_bind_keyseq_if_unbound_in_map(down[j],
								  rl.rl_history_search_forward,
								  maps[i]);
		}
	}
}

/* The prompt of a line that goes on says what it waits for. */
static const char *name_more(struct prompt *p, const struct fault *fault)
{
	if (fault->here[0]) {
		autofree char *safe = show_escape(fault->here, strlen(fault->here));

		(void)snprintf(p->more, sizeof(p->more), "%s> ", safe ? safe : "");
	} else {
		(void)snprintf(p->more, sizeof(p->more), "%c> ", fault->waiting);
	}
	return p->more;
}

/* ^D where a line goes on: what it was that did not end. */
static void refuse_end(struct prompt *p, const struct fault *fault)
{
	struct error err;
	const char *what = fault->waiting == '<'    ? "a here-document is"
			   : fault->waiting == '\\' ? "a line that goes on is"
						    : NULL;

	if (what)
		(void)refuse(&err, "%s never ended", what);
	else if (fault->place.line > 1)
		(void)refuse(&err, "the %c opened in line %d at column %d is never closed",
			     fault->waiting, fault->place.line, fault->place.col);
	else
		(void)refuse(&err, "the %c opened at column %d is never closed", fault->waiting,
			     fault->place.col);
	p->s->caret_from = 0;
	report(p->s, fault->place, NULL, NULL, &err);
	p->s->status = STATUS_USAGE;
}

/* Whether the text so far is a whole; only what may be mended by more lines is not. */
static bool is_whole(const struct prompt *p, struct fault *fault)
{
	struct script script;
	struct error ignored;

	if (script_parse(p->all.at, p->all.size, 1, &script, fault, &ignored) < 0)
		return !fault->incomplete;
	script_done(&script);
	return true;
}

static void run_typed(struct prompt *p)
{
	struct fault fault;

	p->s->lines++;
	if (p->has_history) {
		p->all.at[p->all.size - 1] = '\0';
		history_keep(p->s, p->all.at);
		p->all.at[p->all.size - 1] = '\n';
	}
	(void)run_line(p->s, p->all.at, p->all.size, 1, &fault);
}

/* True: the session goes on, because it would take something along. */
static bool stays(struct prompt *p, bool keys)
{
	struct error err;

	p->s->lines++;
	/* A ^D behind other keys is not the second one. */
	p->s->warned = keys ? 0 : p->s->warned;
	if (session_leave(p->s, &err) == 0)
		return false;
	p->s->caret_from = 0;
	report(p->s, (struct place){ .line = 1, .col = 1 }, NULL, NULL, &err);
	return true;
}

/* What came instead of a line: whether the session goes on. */
static bool without_line(struct prompt *p, enum line got, const struct fault *fault, bool keys)
{
	switch (got) {
	case LINE_INTERRUPTED:
		p->s->status = 128 + SIGINT;
		return true;
	case LINE_END:
		if (p->all.size == 0)
			return stays(p, keys);
		refuse_end(p, fault);
		return isatty(STDIN_FILENO);
	case LINE_GONE:
		p->s->ended = !signals_ending();
		p->s->end_status = 128 + SIGHUP;
		return false;
	case LINE_READ:
		break;
	}
	return true;
}

static bool ask(struct prompt *p)
{
	struct fault fault = { .incomplete = false };
	struct error ignored;
	bool keys = false;

	do {
		autofree char *line = NULL;
		enum line got = p->read(p->s, fault.incomplete ? name_more(p, &fault) : NULL,
					&line, &keys);

		if (got != LINE_READ)
			return without_line(p, got, &fault, keys);
		size_t size = strlen(line);
		while (size > 0 && line[size - 1] == '\n')
			line[--size] = '\0';
		if (p->all.size == 0 && paste_is(line)) {
			p->s->lines++;
			paste_run(p->s, line);
			return true;
		}
		if (text_printf(&p->all, &ignored, "%s\n", line) < 0)
			return false;
	} while (!is_whole(p, &fault));
	run_typed(p);
	return true;
}

/* A stop or ^C that a step has put off, or did not need any more; what happened meanwhile. */
static void between(struct session *s)
{
	session_fresh_line(s);
	if (signals_noted(SIGTSTP))
		signals_stop();
	while (!signals_ending() && signals_take())
		;
	autofree char *news = news_take(s);
	if (news)
		(void)io_write_all(STDOUT_FILENO, news, strlen(news));
}

static bool turn(struct prompt *p)
{
	bool goes_on = ask(p);

	text_done(&p->all);
	if (p->s->ended || signals_ending())
		return false;
	between(p->s);
	return goes_on;
}

/* The kernel's own switches; what else may forbid it is said when it does. */
static bool can_make_users(void)
{
	static const char *const switches[] = { "/proc/sys/user/max_user_namespaces",
						"/proc/sys/kernel/unprivileged_userns_clone" };

	if (access("/proc/self/ns/user", F_OK) < 0)
		return false;
	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++) {
		autofd int fd = open(switches[i], O_RDONLY | O_CLOEXEC);
		char first = '1';

		if (fd >= 0 && read(fd, &first, 1) == 1 && first == '0')
			return i == 1 && geteuid() == 0;
	}
	return true;
}

static void banner(const struct session *s)
{
	if (s->settings.quiet || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return;
	(void)printf(
		"unsh %s: a shell for namespaces; newns user net starts, help helps, ^D ends\n",
		PACKAGE_VERSION);
	if (!can_make_users())
		(void)printf("No user namespaces can be made on this host: help newns.\n");
	(void)fflush(stdout);
}

/* Whether there is something to edit with, and on. */
static bool can_edit(void)
{
	const char *term = getenv("TERM"); /* NOLINT(concurrency-mt-unsafe): one thread */

	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && *term &&
	       strcmp(term, "dumb") != 0;
}

int prompt_run(struct session *s, struct error *err)
{
	struct prompt p = { .s = s, .read = line_plain };

	(void)setlocale(LC_CTYPE, ""); /* NOLINT: one thread */
	s->script_name = "<stdin>";
	p.has_history = isatty(STDIN_FILENO) && prompt_open(err) == 0;
	if (p.has_history && can_edit()) {
		set_up_readline(s);
		p.read = line_edit;
	}
	banner(s);
	if (p.has_history)
		history_begin(s);
	while (turn(&p))
		;
	s->history = NULL;
	s->history_clear = NULL;
	return s->ended ? s->end_status : 0;
}
