/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting programs in a frame, from unsh's side. */
#include "frame/launch.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "frame/join.h"
#include "frame/plan.h"
#include "sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int count(const char *const *list)
{
	int n = 0;

	while (list && list[n])
		n++;
	return n;
}

/* The words of L; the list is the caller's. JOIN and ARGC are the texts of two of them. */
static const char **launch_words(const char *name, const struct launch *l, const char *join,
				 const char *argc, int *ret_n)
{
	int args = count(l->argv), envs = count((const char *const *)l->env);
	const char **words =
		calloc((size_t)LAUNCH_WORDS + (size_t)args + (size_t)envs + 1, sizeof(*words));

	if (!words)
		return NULL;
	words[LAUNCH_WORD_NAME] = name;
	words[LAUNCH_WORD_USER] = l->user ? l->user : "";
	words[LAUNCH_WORD_CWD] = l->cwd ? l->cwd : "";
	words[LAUNCH_WORD_TERMINAL] = l->terminal ? "terminal" : "";
	words[LAUNCH_WORD_JOIN] = join;
	words[LAUNCH_WORD_ARGC] = argc;
	for (int i = 0; i < args; i++)
		words[LAUNCH_WORDS + i] = l->argv[i];
	for (int i = 0; i < envs; i++)
		words[LAUNCH_WORDS + args + i] = l->env[i];
	*ret_n = LAUNCH_WORDS + args + envs;
	return words;
}

static pid_t host_pid(struct frame *f, int pidfd)
{
	char path[40], text[512], *at;
	uint64_t pid;
	struct error ignored;

	(void)snprintf(path, sizeof(path), "self/fdinfo/%d", pidfd);
	autofd int fd = openat(f->proc, path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (got <= 0)
		return 0;
	text[got] = '\0';
	at = strstr(text, "\nPid:\t");
	if (!at)
		return 0;
	at[6 + strcspn(at + 6, "\n")] = '\0';
	return number_unsigned(at + 6, INT32_MAX, &pid, &ignored) < 0 ? 0 : (pid_t)pid;
}

int frame_launch(struct frame *f, const struct launch *l, const struct patience *p,
		 struct program *ret, struct error *err)
{
	char argc[16];
	int n = 0;
	struct message m = MESSAGE_EMPTY;

	(void)snprintf(argc, sizeof(argc), "%d", count(l->argv));
	autofree const char **words = launch_words(".launch", l, "0", argc, &n);
	if (!words)
		return fail_call(err, "calloc", "%s", l->argv[0]);
	struct question q = { .words = words, .n = n, .handles = l->stdio, .handles_n = 3 };
	if (frame_ask(f, &q, p, &m, err) < 0)
		return -1;
	*ret = (struct program){ .ending = message_take(&m, 0),
				 .pidfd = message_take(&m, 1),
				 .frame = f->pid };
	message_done(&m);
	if (ret->pidfd < 0 || ret->ending < 0)
		return refuse(err, "the frame's answer is malformed");
	ret->pid = host_pid(f, ret->pidfd);
	return 0;
}

/* The handles that put the init where TOP is: stdio, the namespaces of the frames between,
 * TOP's root and cwd. */
static int gather(struct frame *init, struct frame *top, const struct patience *p, int *handles,
		  unsigned *ret_join, struct error *err)
{
	int n = 3;

	/* What was made or joined above the init; PID namespaces are not: it is the newest's.
	 */
	for (struct frame *f = top; f != init; f = f->below)
		*ret_join |= f->changed & ~(unsigned)CLONE_NEWPID;
	for (unsigned left = *ret_join; left; left &= left - 1) {
		if (frame_handle(top, join_kind_name(left & -left), p, &handles[n], err) < 0)
			return -1;
		n++;
	}
	if (frame_handle(top, "root", p, &handles[n++], err) < 0)
		return -1;
	return frame_handle(top, "cwd", p, &handles[n], err);
}

static void close_gathered(int (*handles)[16])
{
	for (int i = 3; i < 16; i++)
		own_close(&(*handles)[i]);
}

/* A program that has ended by now: its ending was read, and goes into a pipe once more, because
 * that is where the caller looks for it. */
static int tell_again(struct frame *init, struct error *err)
{
	struct ending news = init->ended;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return fail_call(err, "pipe2", "news of the program");
	(void)!write(ends[1], &news, sizeof(news));
	(void)close(ends[1]);
	own_close(&init->ending);
	init->ending = ends[0];
	return 0;
}

/* All below the init ends: it alone is to be seen beside the program. */
static void clear_above(struct frame *init, const struct patience *p)
{
	struct frame *zero = init;
	char pid[16];
	const char *words[] = { ".bury", pid };
	struct question q = { .words = words, .n = 2 };
	struct message m = MESSAGE_EMPTY;
	struct error ignored;

	while (zero->below)
		zero = zero->below;
	(void)snprintf(pid, sizeof(pid), "%d", init->pid);
	if (frame_ask(zero, &q, p, &m, &ignored) == 0)
		message_done(&m);
}

int frame_become(struct frame *init, struct frame *top, const struct launch *l,
		 const struct patience *p, struct program *ret, struct error *err)
{
	char argc[16], join_text[16];
	int n = 0;
	unsigned join = 0;
	struct message m = MESSAGE_EMPTY;
	int handles[16] __attribute__((cleanup(close_gathered)));

	for (int i = 0; i < 16; i++)
		handles[i] = i < 3 ? l->stdio[i] : -1;
	if (gather(init, top, p, handles, &join, err) < 0)
		return -1;
	clear_above(init, p);
	(void)snprintf(argc, sizeof(argc), "%d", count(l->argv));
	(void)snprintf(join_text, sizeof(join_text), "%u", join);
	autofree const char **words = launch_words(".become", l, join_text, argc, &n);
	if (!words)
		return fail_call(err, "calloc", "%s", l->argv[0]);
	struct question q = { .words = words,
			      .n = n,
			      .handles = handles,
			      .handles_n = 5 + __builtin_popcount(join),
			      .becomes = true };
	/* Its socket is closed by the exec: the end of it is how success looks. */
	if (frame_ask(init, &q, p, &m, err) == 0 || err->errnum != EOWNERDEAD)
		return -1;
	own_close(&init->sock);
	if (init->ended.kind != ENDING_NONE && tell_again(init, err) < 0)
		return -1;
	*ret = (struct program){ .pidfd = init->pidfd,
				 .ending = init->ending,
				 .pid = init->pid,
				 .frame = init->below->pid };
	init->pidfd = -1;
	init->ending = -1;
	return 0;
}

/* Its number is its own while it has not ended: nobody else's group. */
void program_signal(const struct program *p, int sig)
{
	struct pollfd end = { .fd = p->pidfd, .events = POLLIN };

	if (p->pid > 1 && poll(&end, 1, 0) == 0)
		(void)kill(-p->pid, sig);
	else
		(void)sys_pidfd_signal(p->pidfd, sig);
}
