/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The namespaces of one process, by the links that /proc has of them: its own, and where all
 * are wanted those of its threads, its descriptors, and of children that it has not yet.
 */
#include "look/visit.h"

#include "base/error.h"
#include "base/own.h"
#include "look/ns.h"
#include "look/spaces.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LINK_BYTES = 64,
	PATH_BYTES = 64
};

static int add_pid(struct pids *p, const char *name, struct error *err)
{
	int pid = 0;

	if (p->n == p->room) {
		int room = p->room ? 2 * p->room : 256;
		pid_t *more = reallocarray(p->list, (size_t)room, sizeof(*more));

		if (!more)
			return fail_call(err, "realloc", "processes");
		p->list = more;
		p->room = room;
	}
	for (; *name >= '0' && *name <= '9'; name++)
		pid = 10 * pid + (*name - '0');
	if (pid > 0)
		p->list[p->n++] = pid;
	return 0;
}

int visit_numbers(int at, const char *path, struct pids *ret, struct error *err)
{
	autofd int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	int done = 0;

	if (!dir)
		return fail_call(err, "openat", "%s", path);
	(void)take_fd(&fd);
	/* The stream is nobody else's. NOLINTNEXTLINE(concurrency-mt-unsafe) */
	while (done == 0 && (e = readdir(dir)))
		if (e->d_name[0] >= '0' && e->d_name[0] <= '9')
			done = add_pid(ret, e->d_name, err);
	(void)closedir(dir);
	return done;
}

/* One process being looked at. */
struct visit {
	struct look_spaces *s;
	int proc;
	pid_t pid;
	char comm[SPACE_COMM]; /* read when it is the first of a namespace */
	uint64_t ino[LOOK_NS_KINDS];
	struct error *err;
};

/* comm, not stat or cmdline: it is the cheapest to read, and never waits for the process. */
static void read_comm(struct visit *v)
{
	char path[PATH_BYTES];

	if (v->comm[0])
		return;
	(void)snprintf(path, sizeof(path), "%d/comm", v->pid);
	autofd int fd = openat(v->proc, path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, v->comm, sizeof(v->comm) - 1);
	/* A name may hold newlines itself: only the last is the kernel's. */
	if (got > 0)
		v->comm[got - (v->comm[got - 1] == '\n')] = '\0';
}

/* The namespace that link NAME of directory DIR shows: its number, -1 failed, -2 none. */
static int see(struct visit *v, int dir, const char *name, struct error *err)
{
	char link[LINK_BYTES];
	ssize_t size = readlinkat(dir, name, link, sizeof(link) - 1);
	uint64_t ino;
	bool is_new;
	int kind;

	if (size < 0)
		return -2;
	link[size] = '\0';
	if (!spaces_link(link, &kind, &ino))
		return -2;
	int at = spaces_add(v->s, kind, ino, &is_new, err);
	if (at < 0 || !is_new)
		return at;
	/* Gone meanwhile: what is known stays. */
	autofd int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0 && spaces_describe(v->s, at, fd, err) < 0)
		return -1;
	return at;
}

/* The eight of the process itself. 1: they are not ours to look at. */
static int see_own(struct visit *v, int dir)
{
	for (int i = 0; i < LOOK_NS_KINDS; i++) {
		int at = see(v, dir, look_ns_name(i), v->err);

		if (at == -1)
			return -1;
		if (at == -2 && errno == EACCES)
			return 1;
		if (at < 0)
			continue; /* a zombie has few, an older kernel fewer kinds */
		struct look_space *one = &v->s->list[at];
		v->ino[i] = one->ino;
		one->processes++;
		if (one->pid && one->pid < v->pid)
			continue;
		read_comm(v);
		one->pid = v->pid;
		memcpy(one->comm, v->comm, sizeof(one->comm));
	}
	return 0;
}

/* Those that its children will be in, where they are not its own; pid_namespaces(7). */
static int see_unborn(struct visit *v, int dir)
{
	static const char *const names[] = { "pid_for_children", "time_for_children" };

	for (int i = 0; i < 2; i++) {
		int at = see(v, dir, names[i], v->err);

		if (at == -1)
			return -1;
		if (at >= 0 && v->s->list[at].ino != v->ino[v->s->list[at].kind])
			v->s->list[at].unborn++;
	}
	return 0;
}

static int see_descriptors(struct visit *v)
{
	struct pids fds = { .n = 0 };
	struct error ignored;
	char path[PATH_BYTES];
	int done = 0;

	(void)snprintf(path, sizeof(path), "%d/fd", v->pid);
	autofd int dir = openat(v->proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return 0; /* ended meanwhile */
	/* Some are better than none. */
	(void)visit_numbers(v->proc, path, &fds, &ignored);
	/* 0 is no pid, but is a descriptor: it is tried besides. */
	for (int i = -1; i < fds.n && done == 0; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "%d", i < 0 ? 0 : fds.list[i]);
		int at = see(v, dir, name, v->err);
		if (at < 0) {
			done = at == -1 ? -1 : 0;
			continue;
		}
		struct look_space *one = &v->s->list[at];
		one->descriptors++;
		if (!one->holder) {
			one->holder = v->pid;
			one->holder_fd = i < 0 ? 0 : fds.list[i];
		}
	}
	free(fds.list);
	return done;
}

static int see_thread(struct visit *v, pid_t thread)
{
	char path[PATH_BYTES];
	int done = 0;

	(void)snprintf(path, sizeof(path), "%d/task/%d/ns", v->pid, thread);
	autofd int dir = openat(v->proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	for (int i = 0; dir >= 0 && i < LOOK_NS_KINDS && done == 0; i++) {
		int at = see(v, dir, look_ns_name(i), v->err);

		if (at >= 0 && v->s->list[at].ino != v->ino[i])
			v->s->list[at].threads++;
		done = at == -1 ? -1 : 0;
	}
	return done;
}

static int see_threads(struct visit *v)
{
	struct pids threads = { .n = 0 };
	struct error ignored;
	char path[PATH_BYTES];
	struct stat st;
	int done = 0;

	(void)snprintf(path, sizeof(path), "%d/task", v->pid);
	/* Its links are two and one a thread. */
	if (fstatat(v->proc, path, &st, 0) < 0 || st.st_nlink <= 3)
		return 0;
	(void)visit_numbers(v->proc, path, &threads, &ignored);
	for (int i = 0; i < threads.n && done == 0; i++)
		if (threads.list[i] != v->pid)
			done = see_thread(v, threads.list[i]);
	free(threads.list);
	return done;
}

int visit_process(struct look_spaces *s, int proc, pid_t pid, bool all, struct error *err)
{
	struct visit v = { .s = s, .proc = proc, .pid = pid, .err = err };
	char path[PATH_BYTES];

	(void)snprintf(path, sizeof(path), "%d/ns", pid);
	autofd int dir = openat(proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return 0; /* ended meanwhile */
	int done = see_own(&v, dir);
	if (done != 0) {
		s->hidden += done > 0;
		return done < 0 ? -1 : 0;
	}
	if (!all)
		return 0;
	return see_unborn(&v, dir) < 0 || see_descriptors(&v) < 0 ? -1 : see_threads(&v);
}
