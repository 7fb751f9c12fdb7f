/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows are counted before anything is started: a pager that is not needed is in the way. The
 * pager gets a file, not a pipe: nobody has to feed it, and leaving it early is no failure.
 * What the keyboard signals is the pager's while it runs; it leads a session of its own, so it
 * is told.
 */
#include "shell/pager.h"

#include "base/error.h"
#include "base/own.h"
#include "shell/program.h"
#include "shell/redirect.h"
#include "shell/session.h"
#include "shell/signals.h"
#include "sys/process.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	TAB_STOP = 8
};

/* The user's choice; "" is none. */
static const char *command(const struct session *s)
{
	const char *pager = getenv("PAGER"); /* NOLINT(concurrency-mt-unsafe): one thread */

	if (s->settings.pager)
		return s->settings.pager;
	return pager ? pager : "less";
}

/* Whether TEXT fills more than MOST rows of COLUMNS. */
static bool is_longer(const char *text, int most, int columns)
{
	mbstate_t state = { 0 };
	int rows = 0, column = 0;

	while (*text && rows <= most) {
		int width;
		size_t n = show_character(text, &state, &width);

		if (*text == '\n') {
			rows++;
			column = 0;
		} else {
			width = *text == '\t' ? TAB_STOP - column % TAB_STOP : width;
			rows += column + width > columns;
			column = column + width > columns ? width : column + width;
		}
		text += n;
	}
	return rows > most;
}

bool pager_wanted(const struct session *s)
{
	const char *term = getenv("TERM"); /* NOLINT(concurrency-mt-unsafe): one thread */
	struct winsize size;

	if (s->input != INPUT_PROMPT || s->to != STDOUT_FILENO || s->settings.no_host ||
	    s->out.text.size == 0 || *command(s) == '\0' || !term || strcmp(term, "dumb") == 0)
		return false;
	if (!isatty(STDIN_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 ||
	    size.ws_row < 2 || size.ws_col == 0)
		return false;
	return is_longer(s->out.text.at, size.ws_row - 1, size.ws_col);
}

/* LESS as it is, or: leave if it fits, colours, no second screen. A plain command takes the
 * sh's place, so that signals reach it. */
static char *shell_text(const char *pager)
{
	bool plain = strpbrk(pager, "|&;<>()$`\\\"'\n") == NULL;
	char *text;

	if (asprintf(&text, "LESS=${LESS-FRX}; export LESS; %s%s", plain ? "exec " : "",
		     pager) < 0)
		return NULL;
	return text;
}

static void pass_on(const struct program *p)
{
	int sig;

	while ((sig = signals_take()))
		if (sig == SIGINT)
			(void)sys_pidfd_signal(p->pidfd, sig);
	if (signals_noted(SIGWINCH))
		(void)sys_pidfd_signal(p->pidfd, SIGWINCH);
	if (signals_ending())
		(void)sys_pidfd_signal(p->pidfd, SIGKILL);
}

static struct ending wait_for(const struct session *s, const struct program *p)
{
	struct ending e = { .kind = ENDING_NONE };

	while (!ending_is_final(e)) {
		struct pollfd wait[] = { { .fd = p->ending, .events = POLLIN },
					 { .fd = s->interrupt_fd, .events = POLLIN } };

		if (poll(wait, 2, -1) < 0 || wait[1].revents)
			pass_on(p);
		if (wait[0].revents)
			e = ending_read(p->ending);
	}
	return e;
}

int pager_show(struct session *s, struct error *err)
{
	struct program p = PROGRAM_NONE;
	autofree char *text = shell_text(command(s));

	if (!text)
		return fail_call(err, "malloc", "a pager");
	autofd int document = redirect_document(s->out.text.at, s->out.text.size, err);
	if (document < 0 || program_sh(s, text, document, &p, err) < 0)
		return -1;
	s->caret_from = 0;
	struct ending e = wait_for(s, &p);
	own_close(&p.pidfd);
	own_close(&p.ending);
	return e.kind == ENDING_EXITED &&
	       (e.value == STATUS_NOT_FOUND || e.value == STATUS_NOT_EXECUTABLE);
}
