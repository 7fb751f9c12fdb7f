/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pass over /proc that finds namespaces: eight links of each process, and one open of each
 * namespace that they show for the first time.
 *
 * The kernel's share is nearly all of the time, and it takes two at once. No process of ours
 * has a second thread, so a forked helper does every other process, and hands its flat list
 * back in a memfd; half of the time with 5000 processes, measured on Linux 6.18.
 */
#include "look/spaces.h"

#include "base/child.h"
#include "base/error.h"
#include "base/io.h"
#include "base/own.h"
#include "look/visit.h"
#include "sys/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	HELPER_FROM = 256,  /* processes: with fewer a fork costs more than it saves */
	LOOK_UP_EACH = 128, /* processes between two looks whether the user wants no more */
};

static bool is_interrupted(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	return fd >= 0 && poll(&wait, 1, 0) > 0;
}

/* Every STEP-th process of P, from FIRST on. */
static int visit_each(struct look_spaces *s, int proc, const struct pids *p, int first,
		      int step, const struct look_far *far, struct error *err)
{
	for (int i = first, seen = 0; i < p->n; i += step, seen++) {
		if (seen % LOOK_UP_EACH == 0 && is_interrupted(far->interrupt_fd))
			return refuse_as(err, EINTR, "interrupted");
		if (visit_process(s, proc, p->list[i], far->all, err) < 0)
			return -1;
	}
	return 0;
}

/* The helper's answer: this, then the list. */
struct answer {
	int n, hidden;
};

struct helper {
	pid_t pid;
	int pidfd, memfd;
};

_Noreturn static void help(int memfd, int proc, const struct pids *p,
			   const struct look_far *far)
{
	struct look_spaces s = { .n = 0 };
	struct error ignored;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	int done = visit_each(&s, proc, p, 1, 2, far, &ignored);
	struct answer a = { .n = s.n, .hidden = s.hidden };
	if (done == 0 && (io_write_all(memfd, &a, sizeof(a)) < 0 ||
			  io_write_all(memfd, s.list, (size_t)s.n * sizeof(*s.list)) < 0))
		done = -1;
	look_spaces_done(&s);
	child_exit(done < 0 ? 1 : 0);
}

/* Without a helper all is done here: it is only slower. */
static void start_helper(struct helper *h, int proc, const struct pids *p,
			 const struct look_far *far)
{
	*h = (struct helper){ .pidfd = -1, .memfd = -1 };
	if (p->n < HELPER_FROM)
		return;
	h->memfd = memfd_create("namespaces", MFD_CLOEXEC);
	if (h->memfd >= 0)
		h->pid = sys_clone3(0, &h->pidfd);
	if (h->pid == 0 && h->memfd >= 0)
		help(h->memfd, proc, p, far);
}

/* Reaps H; whether it did its share. */
static bool end_helper(struct helper *h, bool kill)
{
	siginfo_t info = { .si_pid = 0 };

	if (h->pid <= 0)
		return false;
	if (kill)
		(void)sys_pidfd_signal(h->pidfd, SIGKILL);
	while (waitid(P_PIDFD, (id_t)h->pidfd, &info, WEXITED) < 0 && errno == EINTR)
		;
	return info.si_code == CLD_EXITED && info.si_status == 0;
}

static int take_answer(struct look_spaces *s, int memfd, struct error *err)
{
	struct answer a;

	if (pread(memfd, &a, sizeof(a), 0) != sizeof(a))
		return fail_call(err, "pread", "namespaces");
	size_t size = sizeof(a) + (size_t)a.n * sizeof(struct look_space);
	char *all = mmap(NULL, size, PROT_READ, MAP_PRIVATE, memfd, 0);
	if (all == MAP_FAILED)
		return fail_call(err, "mmap", "namespaces");
	static_assert(sizeof(a) % _Alignof(struct look_space) == 0, "the list is aligned");
	const void *list = all + sizeof(a);
	int done = spaces_merge(s, list, a.n, err);
	(void)munmap(all, size);
	s->hidden += a.hidden;
	return done;
}

/* All processes, with the helper's help where there are many. */
static int visit_all(struct look_spaces *s, int proc, const struct pids *p,
		     const struct look_far *far, struct error *err)
{
	struct helper h;

	start_helper(&h, proc, p, far);
	autofd int memfd = h.memfd;
	autofd int pidfd = h.pidfd;
	int done = visit_each(s, proc, p, 0, h.pid > 0 ? 2 : 1, far, err);
	bool helped = end_helper(&h, done < 0);
	if (done < 0 || h.pid <= 0)
		return done;
	return helped ? take_answer(s, memfd, err) : visit_each(s, proc, p, 1, 2, far, err);
}

int look_spaces(int proc, const struct look_far *far, struct look_spaces *ret,
		struct error *err)
{
	struct look_spaces s = { .n = 0 };
	struct pids pids = { .n = 0 };
	int done = visit_numbers(proc, ".", &pids, err);

	if (done == 0)
		done = visit_all(&s, proc, &pids, far, err);
	if (done == 0)
		done = spaces_mounts(&s, proc, err);
	if (done == 0)
		done = spaces_order(&s, err);
	free(pids.list);
	if (done < 0)
		look_spaces_done(&s);
	else
		*ret = s;
	return done;
}
