/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/signals.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static int ends[2] = { -1, -1 };
static volatile sig_atomic_t ending;
static volatile sig_atomic_t at_prompt;

static volatile sig_atomic_t noted[NSIG];

static bool ends_session(int sig)
{
	return sig == SIGTERM || sig == SIGHUP || sig == SIGQUIT || sig == SIGINT;
}

static void on_signal(int sig)
{
	unsigned char byte = (unsigned char)sig;
	int saved = errno;

	if (sig == SIGTERM || sig == SIGHUP || !at_prompt)
		ending = ends_session(sig) ? sig : ending;
	(void)!write(ends[1], &byte, 1);
	errno = saved;
}

static void on_note(int sig)
{
	noted[sig] = 1;
}

static void handle(int sig, void (*handler)(int))
{
	struct sigaction act = { .sa_handler = handler };
	struct sigaction old;

	/* Who was started with a signal ignored (nohup) goes on ignoring it. */
	if (sigaction(sig, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	(void)sigemptyset(&act.sa_mask);
	(void)sigaction(sig, &act, NULL);
}

static void watch(int sig)
{
	handle(sig, on_signal);
}

/* What the terminal tells us, and when it is no step's business. */
static const int terminal_signals[] = { SIGWINCH, SIGCONT, SIGTSTP };

enum {
	TERMINAL_SIGNALS = sizeof(terminal_signals) / sizeof(*terminal_signals)
};

static void unwatch(int sig)
{
	struct sigaction old;

	if (sigaction(sig, NULL, &old) == 0 && old.sa_handler == on_signal)
		handle(sig, at_prompt ? on_note : SIG_DFL);
}

int signals_watch(bool prompt, int *ret, struct error *err)
{
	if (ends[0] < 0 && pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return fail_call(err, "pipe2", "signals");
	at_prompt = prompt;
	watch(SIGINT);
	watch(SIGTERM);
	watch(SIGHUP);
	watch(SIGQUIT);
	for (int i = 0; prompt && i < TERMINAL_SIGNALS; i++)
		handle(terminal_signals[i], on_note);
	(void)signal(SIGPIPE, SIG_IGN);
	*ret = ends[0];
	return 0;
}

void signals_forward(void)
{
	watch(SIGUSR1);
	watch(SIGUSR2);
	signals_watch_terminal();
}

void signals_watch_terminal(void)
{
	for (int i = 0; i < TERMINAL_SIGNALS; i++)
		watch(terminal_signals[i]);
}

/* A byte of theirs that is left would look like the user's wish to end the next step. */
void signals_leave_terminal(void)
{
	unsigned char kept = 0, byte;

	for (int i = 0; i < TERMINAL_SIGNALS; i++)
		unwatch(terminal_signals[i]);
	while (read(ends[0], &byte, 1) == 1)
		if (byte != SIGWINCH && byte != SIGCONT && byte != SIGTSTP)
			kept = byte;
	if (kept)
		(void)!write(ends[1], &kept, 1);
}

/* readline leaves a signal alone that is ignored: it would only echo this one. */
static struct sigaction quit_before;

void signals_edit(sigset_t *ret)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	static const int blocked[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t set;

	(void)signals_noted(SIGCONT);
	handle(SIGTSTP, SIG_DFL);
	(void)sigaction(SIGQUIT, &ignore, &quit_before);
	(void)sigemptyset(&set);
	for (size_t i = 0; i < sizeof(blocked) / sizeof(*blocked); i++)
		(void)sigaddset(&set, blocked[i]);
	for (int i = 0; i < TERMINAL_SIGNALS; i++)
		(void)sigaddset(&set, terminal_signals[i]);
	(void)sigprocmask(SIG_BLOCK, &set, ret); /* NOLINT: one thread */
}

void signals_edit_end(const sigset_t *before)
{
	/* First what has come: a stop that waits is of the line, not of the step. */
	(void)sigprocmask(SIG_SETMASK, before, NULL); /* NOLINT: one thread */
	handle(SIGTSTP, on_note);
	(void)sigaction(SIGQUIT, &quit_before, NULL);
}

bool signals_noted(int sig)
{
	bool has_come = noted[sig];

	noted[sig] = 0;
	return has_come;
}

void signals_stop(void)
{
	handle(SIGTSTP, SIG_DFL);
	(void)raise(SIGTSTP);
	handle(SIGTSTP, on_note);
}

int signals_ending(void)
{
	return ending;
}

int signals_take(void)
{
	unsigned char byte;

	return read(ends[0], &byte, 1) == 1 ? byte : 0;
}

void signals_forget(void)
{
	ending = 0;
}

void signals_die(int sig)
{
	sigset_t set;

	(void)signal(sig, SIG_DFL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, sig);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL); /* NOLINT: one thread */
	(void)raise(sig);
	_exit(128 + sig);
}
