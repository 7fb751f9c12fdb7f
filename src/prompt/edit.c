/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line through readline's callback interface, in the one poll of the prompt: keys, signals,
 * and what happens to frames and jobs meanwhile, which is told above the line.
 *
 * readline's handlers stay installed while the line is edited (rl_persistent_signal_handlers);
 * they only note a signal, which rl_check_signals then acts on: it puts the terminal in order
 * and raises the signal again, for ours below. All of them are blocked but in ppoll and while
 * readline has the word. The callback keeps the line and nothing else: with its handler still
 * installed readline would arm the terminal and show a prompt as soon as it returns.
 */
#include "base/own.h"
#include "prompt/door.h"
#include "prompt/face.h"
#include "prompt/hint.h"
#include "prompt/line.h"
#include "shell/news.h"
#include "shell/session.h"
#include "shell/signals.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	OWN_POLLS = 2,
	POLLS_MOST = 1024
};

/* readline's callback has no argument of its own. */
static struct {
	char *text;
	bool has_text, has_ended;
	bool goes_on; /* it is not the first of its step */
} typed;

struct editing {
	struct session *s;
	const char *more;
	sigset_t outside; /* the mask while somebody else may act on signals */
	struct face face;
	bool stale; /* the prompt on the screen is not FACE yet */
	int keys;
};

static void take_line(char *line)
{
	typed.text = line;
	typed.has_text = line != NULL;
	typed.has_ended = line == NULL;
	rl.rl_callback_handler_remove();
}

/* readline ends the row of a ^D before it tells us, and only together with the mode for pastes.
 */
static void put_in_order(void)
{
	bool pastes = strcmp(rl.rl_variable_value("enable-bracketed-paste"), "on") == 0;

	if (*rl.rl_eof_found && !typed.goes_on)
		(void)fputs("exit", stdout);
	rl.rl_deprep_terminal();
	if (*rl.rl_eof_found && !pastes)
		(void)fputc('\n', stdout);
	*rl.rl_eof_found = 0;
}

/*
 * The terminal throws away what was typed before a ^C, so a read that was promised a key may
 * wait for the next one, which would then go into the old line. A key that does nothing comes
 * instead, and the line is dropped.
 */
static int get_key(FILE *in)
{
	unsigned char key;

	for (;;) {
		if (rl.rl_pending_signal() == SIGINT || signals_ending())
			return 0;
		rl.rl_check_signals();
		ssize_t got = read(fileno(in), &key, 1);
		if (got == 1)
			return key;
		if (got == 0 || (errno != EINTR && errno != EAGAIN))
			return EOF;
	}
}

void edit_set_up(void)
{
	*rl.rl_persistent_signal_handlers = 1;
	*rl.rl_deprep_term_function = put_in_order;
	*rl.rl_getc_function = get_key;
}

static void make_face(struct editing *e)
{
	free(e->face.text);
	if (!e->more) {
		face_make(e->s, face_columns(), &e->face);
		return;
	}
	e->face = (struct face){ .text = strdup(e->more), .width = face_width(e->more) };
}

static const char *face_of(const struct editing *e)
{
	return e->face.text ? e->face.text : "$ ";
}

/* In a search and the like the screen has another prompt, which a new one would wipe out. */
static bool has_other_prompt(void)
{
	return (*rl.rl_readline_state & (RL_STATE_ISEARCH | RL_STATE_NSEARCH |
					 RL_STATE_NUMERICARG | RL_STATE_VIMOTION)) != 0;
}

/* The line is not on the screen: prompt, line and cursor as they were, below what was written.
 */
static void show_again(struct editing *e)
{
	if (!has_other_prompt()) {
		(void)rl.rl_set_prompt(face_of(e));
		e->stale = false;
	}
	(void)rl.rl_on_new_line();
	(void)rl.rl_forced_update_display();
}

static void tell(struct editing *e)
{
	autofree char *news = news_take(e->s);

	if (!news)
		return;
	hint_clear();
	(void)rl.rl_clear_visible_line();
	(void)fputs(news, stdout);
	(void)fflush(stdout);
	make_face(e);
	e->stale = true;
	show_again(e);
}

static void renew_prompt(struct editing *e)
{
	if (!e->stale || has_other_prompt() || typed.has_text || typed.has_ended)
		return;
	(void)rl.rl_clear_visible_line();
	show_again(e);
}

/* After a stop: the shell has had the terminal, and may have changed its modes. */
static void resume(struct editing *e)
{
	if (tcgetpgrp(STDIN_FILENO) != getpgrp())
		return;
	rl.rl_deprep_terminal();
	rl.rl_prep_terminal(1);
	show_again(e);
}

/* What has come is noted by readline, and acted on. ^C is echoed where the line ends: the rows
 * below it are the line's. Whether there was anything. */
static bool act_on_signals(struct editing *e)
{
	(void)sigprocmask(SIG_SETMASK, &e->outside, NULL); /* NOLINT: one thread */
	int sig = rl.rl_pending_signal();
	hint_clear();
	if (sig == SIGINT && !has_other_prompt()) {
		*rl.rl_point = *rl.rl_end;
		rl.rl_redisplay();
	}
	rl.rl_check_signals();
	return sig != 0;
}

/* What has come while readline had the word as well as what has ended the wait. */
static void attend(struct editing *e)
{
	if (signals_noted(SIGCONT))
		resume(e);
	if (!signals_noted(SIGWINCH))
		return;
	make_face(e);
	e->stale = true;
	renew_prompt(e);
}

/* Whether the line is dropped, or the session ends. */
static bool on_signals(struct editing *e, const sigset_t *blocked)
{
	bool interrupted = false, noted = act_on_signals(e);
	int sig;

	(void)sigprocmask(SIG_SETMASK, blocked, NULL); /* NOLINT: one thread */
	while ((sig = signals_take()))
		interrupted = interrupted || sig == SIGINT;
	/* It came while readline had the word: ^C may stand in the middle of the line. */
	if (interrupted && !noted) {
		*rl.rl_point = *rl.rl_end;
		rl.rl_redisplay();
	}
	return interrupted || signals_ending();
}

/* readline has freed the line's state when it acted on the signal; to do it again would move
 * the cursor. Without the first here, a ^C in a search leaves the next key inside it. */
static void drop_line(void)
{
	rl.rl_callback_sigcleanup();
	rl.rl_replace_line("", 0);
	rl.rl_callback_handler_remove();
	(void)fputc('\n', stdout);
	(void)fflush(stdout);
}

static void take_key(struct editing *e, const sigset_t *blocked)
{
	e->keys++;
	hint_clear();
	(void)sigprocmask(SIG_SETMASK, &e->outside, NULL); /* NOLINT: one thread */
	rl.rl_callback_read_char();
	(void)sigprocmask(SIG_SETMASK, blocked, NULL); /* NOLINT: one thread */
	renew_prompt(e);
	if (!typed.has_text && !typed.has_ended)
		hint_draw();
}

/* False: there is a signal, which is to be acted on first. Where keys are there as well, ppoll
 * says nothing of it, and they would go into a line that is to be dropped. */
static bool await(struct editing *e, struct pollfd *polls, int *ret_n)
{
	bool now = e->s->settings.events == EVENTS_NOW && !e->s->settings.plain;
	sigset_t waiting;

	polls[0] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
	polls[1] = (struct pollfd){ .fd = e->s->interrupt_fd, .events = POLLIN };
	int n = now ? news_polls(e->s, polls + OWN_POLLS, POLLS_MOST - OWN_POLLS) : 0;
	*ret_n = OWN_POLLS + (n < POLLS_MOST - OWN_POLLS ? n : POLLS_MOST - OWN_POLLS);
	if (rl.rl_pending_signal())
		return false;
	if (ppoll(polls, (nfds_t)*ret_n, NULL, &e->outside) < 0)
		return false;
	return sigpending(&waiting) < 0 || !sigismember(&waiting, SIGINT);
}

static bool has_news(const struct pollfd *polls, int n)
{
	for (int i = OWN_POLLS; i < n; i++)
		if (polls[i].revents)
			return true;
	return false;
}

static enum line edit(struct editing *e, sigset_t *blocked)
{
	static struct pollfd polls[POLLS_MOST];
	int n;

	while (!typed.has_text && !typed.has_ended) {
		attend(e);
		if (!await(e, polls, &n) || polls[1].revents) {
			if (!on_signals(e, blocked))
				continue;
			drop_line();
			return signals_ending() ? LINE_GONE : LINE_INTERRUPTED;
		}
		if (has_news(polls, n))
			tell(e);
		/* Where the terminal is gone, a read would say what ^D says. */
		if (polls[0].revents & (POLLHUP | POLLERR | POLLNVAL)) {
			rl.rl_callback_handler_remove();
			return LINE_GONE;
		}
		if (polls[0].revents & POLLIN)
			take_key(e, blocked);
	}
	return typed.has_text ? LINE_READ : LINE_END;
}

enum line line_edit(struct session *s, const char *more, char **ret, bool *ret_keys)
{
	struct editing e = { .s = s, .more = more };
	sigset_t blocked;

	typed.text = NULL;
	typed.has_text = typed.has_ended = false;
	typed.goes_on = more != NULL;
	signals_edit(&e.outside);
	(void)sigprocmask(SIG_BLOCK, NULL, &blocked); /* NOLINT: one thread */
	make_face(&e);
	/* It may have changed while a step ran; before the first line there is nothing to ask.
	 */
	if (*rl.rl_readline_state & RL_STATE_INITIALIZED)
		rl.rl_reset_screen_size();
	rl.rl_callback_handler_install(face_of(&e), take_line);
	enum line got = edit(&e, &blocked);
	signals_edit_end(&e.outside);
	(void)fflush(stdout);
	/* A caret points into the line where it is one row on the screen. */
	int end = e.face.width + (typed.text ? face_width(typed.text) : 0);
	s->caret_from = end < face_columns() && !more ? e.face.width : 0;
	free(e.face.text);
	*ret = take_ptr(&typed.text);
	*ret_keys = e.keys > 1;
	return got;
}
