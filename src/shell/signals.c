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

static void on_signal(int sig)
{
	unsigned char byte = (unsigned char)sig;
	int saved = errno;

	if (sig == SIGTERM || sig == SIGHUP || sig == SIGQUIT || (sig == SIGINT && !at_prompt))
		ending = sig;
	(void)!write(ends[1], &byte, 1);
	errno = saved;
}

static void watch(int sig)
{
	struct sigaction act = { .sa_handler = on_signal };
	struct sigaction old;

	/* Who was started with a signal ignored (nohup) goes on ignoring it. */
	if (sigaction(sig, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	(void)sigemptyset(&act.sa_mask);
	(void)sigaction(sig, &act, NULL);
}

static void unwatch(int sig)
{
	struct sigaction old;

	if (sigaction(sig, NULL, &old) == 0 && old.sa_handler == on_signal)
		(void)signal(sig, SIG_DFL);
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
	(void)signal(SIGPIPE, SIG_IGN);
	*ret = ends[0];
	return 0;
}

void signals_forward(void)
{
	watch(SIGUSR1);
	watch(SIGUSR2);
	watch(SIGCONT);
	watch(SIGWINCH);
	watch(SIGTSTP);
}

void signals_watch_terminal(void)
{
	watch(SIGWINCH);
	watch(SIGCONT);
	watch(SIGTSTP);
}

/* A byte of theirs that is left would look like the user's wish to end the next step. */
void signals_leave_terminal(void)
{
	unsigned char kept = 0, byte;

	unwatch(SIGWINCH);
	unwatch(SIGCONT);
	unwatch(SIGTSTP);
	while (read(ends[0], &byte, 1) == 1)
		if (byte != SIGWINCH && byte != SIGCONT && byte != SIGTSTP)
			kept = byte;
	if (kept)
		(void)!write(ends[1], &kept, 1);
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
