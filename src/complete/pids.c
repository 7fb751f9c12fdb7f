/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes, as the host's procfs counts them: with comm, user, and what they have of their
 * own.
 */
#include "complete/hunt.h"

#include "base/error.h"
#include "frame/frame.h"
#include "look/ns.h"
#include "look/process.h"
#include "look/visit.h"
#include "shell/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LINK_BYTES = 40,
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
static bool read_process(int proc, pid_t pid, struct look_process *ret)
{
	struct error ignored;

	return look_stat(proc, pid, ret, &ignored) == 0 && !strchr("ZX", ret->state);
}

/* Whether 2 is the parent of the kernel's threads; in a pid namespace it is one like others. */
static bool has_kernel_threads(int proc)
{
	struct look_process p;

	return read_process(proc, KTHREADD, &p) && p.ppid == 0 &&
	       strcmp(p.comm, "kthreadd") == 0;
}

static void add_process(struct hunt *h, pid_t pid, const char *name, const struct links *ours,
			bool kernel_threads)
{
	int proc = h->s->zero->proc;
	struct look_process p;
	char kinds[LOOK_NS_NAMES];
	struct links its;
	struct stat st;
	unsigned differ = 0;

	if (fstatat(proc, name, &st, 0) < 0 || !read_process(proc, pid, &p))
		return;
	/* They can be neither entered nor signalled. */
	if (kernel_threads && (p.pid == KTHREADD || p.ppid == KTHREADD))
		return;
	read_links(proc, name, &its);
	for (int i = 0; i < LOOK_NS_KINDS; i++)
		if (its.text[i][0] && strcmp(its.text[i], ours->text[i]) != 0)
			differ |= look_ns_kind(i);
	look_ns_names(differ, ' ', kinds);
	hunt_notef(h, name, "%s uid %u%s%s%s", p.comm, st.st_uid, differ ? " {" : "", kinds,
		   differ ? "}" : "");
}

/* All of them first: what comes last in time must not be what nobody gets to see. */
void hunt_pids(struct hunt *h)
{
	int proc = h->s->zero->proc;
	struct pids pids = { .n = 0 };
	struct error ignored;
	struct links ours;

	(void)visit_numbers(proc, ".", &pids, &ignored);
	bool kernel_threads = has_kernel_threads(proc);
	read_links(proc, "self", &ours);
	for (int i = 0; i < pids.n && !hunt_over(h); i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "%d", pids.list[i]);
		if (strncmp(name, h->word, strlen(h->word)) == 0 && pids.list[i] != getpid())
			add_process(h, pids.list[i], name, &ours, kernel_threads);
	}
	free(pids.list);
}
