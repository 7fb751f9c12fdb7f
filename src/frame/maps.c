/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame/maps.h"

#include "base/error.h"
#include "base/own.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int write_file(int proc, pid_t pid, const char *file, const char *text,
		      struct error *err)
{
	char path[48], call[24];

	(void)snprintf(path, sizeof(path), "%d/%s", pid, file);
	(void)snprintf(call, sizeof(call), "write %s", file);
	autofd int fd = openat(proc, path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_call(err, "openat", "%s", file);
	/* At once: the kernel takes a map by one write only. */
	if (write(fd, text, strlen(text)) < 0)
		return fail_call(err, call, "%.*s", (int)strcspn(text, "\n"), text);
	return 0;
}

enum {
	HELPER_WORDS = 3 * 340 + 3,
	HELPER_TEXT = 16384
};

/* The words of a map's text, cut where they stand, after what ARGV has. */
static void split(char *text, char **argv, int n)
{
	char *save = NULL;

	for (char *at = strtok_r(text, " \n", &save); at && n < HELPER_WORDS - 1;
	     at = strtok_r(NULL, " \n", &save))
		argv[n++] = at;
	argv[n] = NULL;
}

/* What comes until the end of FD, cut at SIZE - 1. */
static void read_text(int fd, char *text, size_t size)
{
	size_t have = 0;

	while (have < size - 1) {
		ssize_t got = read(fd, text + have, size - 1 - have);

		if (got == 0 || (got < 0 && errno != EINTR))
			break;
		have += got > 0 ? (size_t)got : 0;
	}
	text[have] = '\0';
}

/* newuidmap says on stderr what it does not like; the first line of it is the reason. */
static int run_helper(const char *name, pid_t pid, const char *map, struct error *err)
{
	char number[16], text[HELPER_TEXT], said[256];
	char *argv[HELPER_WORDS] = { (char *)name, number };
	siginfo_t info = { .si_pid = 0 };
	int ends[2];

	(void)snprintf(number, sizeof(number), "%d", pid);
	if ((size_t)snprintf(text, sizeof(text), "%s", map) >= sizeof(text))
		return refuse(err, "the map is too long for %s", name);
	split(text, argv, 2);
	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail_call(err, "pipe2", "%s", name);
	pid_t helper = fork();
	if (helper == 0) {
		sigset_t none;

		(void)sigemptyset(&none);
		(void)sigprocmask(SIG_SETMASK, &none, NULL); /* NOLINT: one thread */
		(void)dup2(ends[1], STDERR_FILENO);
		(void)execvp(name, argv);
		_exit(127);
	}
	(void)close(ends[1]);
	read_text(ends[0], said, sizeof(said));
	(void)close(ends[0]);
	if (helper < 0 || waitid(P_PID, (id_t)helper, &info, WEXITED) < 0)
		return fail_call(err, "fork", "%s", name);
	if (info.si_code == CLD_EXITED && info.si_status == 0)
		return 0;
	said[strcspn(said, "\n")] = '\0';
	return refuse(err, "%s", said[0] ? said : name);
}

int maps_write(int proc, pid_t pid, const struct maps *m, struct error *err)
{
	/* Before the group map, without privilege: otherwise EPERM, user_namespaces(7). */
	if (m->deny_setgroups && write_file(proc, pid, "setgroups", "deny", err) < 0)
		return -1;
	if (m->by_helpers) {
		if (run_helper("newgidmap", pid, m->gid, err) < 0)
			return -1;
		return run_helper("newuidmap", pid, m->uid, err);
	}
	if (write_file(proc, pid, "gid_map", m->gid, err) < 0)
		return -1;
	return write_file(proc, pid, "uid_map", m->uid, err);
}
