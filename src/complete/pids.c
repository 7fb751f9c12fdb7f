/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes, as the host's procfs counts them: with comm, user, and what they have of their
 * own.
 */
#include "complete/hunt.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "frame/frame.h"
#include "look/ns.h"
#include "look/process.h"
#include "shell/session.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LINK_BYTES = 40,
	KINDS_BYTES = 64,
	STAT_BYTES = 1024,
	KTHREADD =
		2 /* parent of all threads of the kernel; in a pid namespace one like others */
};

struct links {
	char text[LOOK_NS_KINDS][LINK_BYTES];
};

static void read_links(int proc, const char *pid, struct links *ret)
{
	for (int i = 0; i < LOOK_NS_KINDS; i++) {
		char path[64];

		(void)snprintf(path, sizeof(path), "%s/ns/%s", pid, look_ns_name(i));
		ssize_t size = readlinkat(proc, path, ret->text[i], LINK_BYTES - 1);
		ret->text[i][size < 0 ? 0 : size] = '\0';
	}
}

/* What stat says; false for what can neither be entered nor signalled: zombies, kernel threads.
 */
static bool read_process(int proc, const char *pid, struct look_process *ret)
{
	char path[32], text[STAT_BYTES];
	struct error ignored;

	(void)snprintf(path, sizeof(path), "%s/stat", pid);
	autofd int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (size <= 0)
		return false;
	text[size] = '\0';
	return process_parse_stat(text, ret, &ignored) == 0 && !strchr("ZX", ret->state);
}

/* Whether 2 is the parent of the kernel's threads; in a pid namespace it is one like others. */
static bool has_kernel_threads(int proc)
{
	struct look_process p = { .pid = 0 };

	return read_process(proc, "2", &p) && p.ppid == 0 && strcmp(p.comm, "kthreadd") == 0;
}

static void add_process(struct hunt *h, const char *pid, const struct links *ours,
			bool kernel_threads)
{
	int proc = h->s->zero->proc;
	struct look_process p = { .pid = 0 };
	char kinds[KINDS_BYTES] = "";
	struct links its;
	struct stat st;
	size_t used = 0;

	if (fstatat(proc, pid, &st, 0) < 0 || !read_process(proc, pid, &p))
		return;
	/* They can be neither entered nor signalled. */
	if (kernel_threads && (p.pid == KTHREADD || p.ppid == KTHREADD))
		return;
	read_links(proc, pid, &its);
	for (int i = 0; i < LOOK_NS_KINDS; i++)
		if (its.text[i][0] && strcmp(its.text[i], ours->text[i]) != 0)
			used += (size_t)snprintf(kinds + used, sizeof(kinds) - used, " %s",
						 look_ns_name(i));
	hunt_notef(h, pid, "%s uid %u%s%s%s", p.comm, st.st_uid, *kinds ? " {" : "",
		   *kinds ? kinds + 1 : "", *kinds ? "}" : "");
}

static int by_number(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* All of them first: what comes last in time, though, must not be what nobody gets to see. */
static int list_pids(int proc, int **ret)
{
	int fd = openat(proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), n = 0, room = 0;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct error ignored;

	if (!dir) {
		own_close(&fd);
		return 0;
	}
	for (const struct dirent *e; (e = readdir(dir));) { /* NOLINT(concurrency-mt-unsafe) */
		uint64_t pid;

		if (number_unsigned(e->d_name, INT32_MAX, &pid, &ignored) < 0)
			continue;
		if (n == room) {
			room = room ? 2 * room : 256;
			int *more = reallocarray(*ret, (size_t)room, sizeof(*more));

			if (!more)
				break;
			*ret = more;
		}
		(*ret)[n++] = (int)pid;
	}
	(void)closedir(dir);
	if (n > 0)
		qsort(*ret, (size_t)n, sizeof(**ret), by_number);
	return n;
}

void hunt_pids(struct hunt *h)
{
	int proc = h->s->zero->proc;
	autofree int *pids = NULL;
	struct links ours;
	int n = list_pids(proc, &pids);

	bool kernel_threads = has_kernel_threads(proc);
	read_links(proc, "self", &ours);
	for (int i = 0; i < n && !hunt_over(h); i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "%d", pids[i]);
		if (strncmp(name, h->word, strlen(h->word)) == 0 && pids[i] != getpid())
			add_process(h, name, &ours, kernel_threads);
	}
}
