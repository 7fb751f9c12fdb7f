/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/spaces.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "look/ns.h"
#include "look/process.h"
#include "shell/session.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	OWNERS_MOST = 64 /* user and pid namespaces are at most 32 deep */
};

int space_kind(unsigned kind)
{
	int i = 0;

	while (look_ns_kind(i) != kind)
		i++;
	return i;
}

int spaces_pid(const char *word, pid_t *ret, struct error *err)
{
	uint64_t pid;

	if (number_unsigned(word, INT32_MAX, &pid, err) < 0)
		return -1;
	*ret = (pid_t)pid;
	return 0;
}

const char *space_number(const struct look_spaces *all, int at, char *ret, size_t size)
{
	if (at < 0)
		return NULL;
	const struct look_space *one = &all->list[at];
	(void)snprintf(ret, size, "%" PRIu64, one->id ? one->id : one->ino);
	return ret;
}

int spaces_of_process(struct session *s, pid_t pid, int i, uint64_t *ret, struct error *err)
{
	char path[48], link[64];
	int proc, kind;

	if (session_proc(s, &proc, err) < 0)
		return -1;
	(void)snprintf(path, sizeof(path), "%d/ns/%s", pid, look_ns_name(i));
	ssize_t size = readlinkat(proc, path, link, sizeof(link) - 1);
	if (size < 0)
		return fail_call(err, "readlinkat", "%s", path);
	link[size] = '\0';
	return spaces_link(link, &kind, ret) ? 0 : refuse(err, "%s: is no namespace", path);
}

/* An ordinary user's frames hide their links, but hand themselves out. */
int spaces_of_frame(struct session *s, struct frame *f, int i, uint64_t *ret, struct error *err)
{
	struct patience p = session_patience(s);
	struct look_ns ns;
	int handle = -1;

	if (spaces_of_process(s, getpid(), i, ret, err) < 0) {
		*ret = 0;
		return err->errnum == ENOENT ? 0 : -1;
	}
	if (frame_handle(f, look_ns_name(i), &p, &handle, err) < 0)
		return -1;
	autofd int fd = handle;
	if (look_ns(fd, &ns, err) < 0)
		return -1;
	*ret = ns.ino;
	return 0;
}

/* The frame that PID is; NULL: it is none. */
static struct frame *frame_of(struct session *s, pid_t pid)
{
	for (int b = 0; b < s->boxes.n; b++)
		for (int j = 0; j < s->boxes.list[b]->n; j++)
			if (s->boxes.list[b]->frames[j]->pid == pid)
				return s->boxes.list[b]->frames[j];
	return pid == s->zero->pid ? s->zero : NULL;
}

int spaces_of_asked(struct session *s, pid_t pid, int i, uint64_t *ret, struct error *err)
{
	struct frame *f = frame_of(s, pid);

	if (f)
		return spaces_of_frame(s, f, i, ret, err);
	if (spaces_of_process(s, pid, i, ret, err) == 0)
		return 0;
	*ret = 0;
	if (err->errnum == EACCES || err->errnum == ESRCH)
		return 0;
	return err->errnum == ENOENT ? refuse(err, "%d: there is no such process", pid) : -1;
}

int spaces_asked(struct session *s, const struct args *a, const struct spaces *p,
		 pid_t *ret_pid, int *ret_user, struct error *err)
{
	const int user = space_kind(CLONE_NEWUSER);
	uint64_t ino = 0;

	*ret_pid = session_frame(s)->pid;
	if (arg(a, "PID") && spaces_pid(arg(a, "PID"), ret_pid, err) < 0)
		return -1;
	if (spaces_of_asked(s, *ret_pid, user, &ino, err) < 0)
		return -1;
	*ret_user = look_spaces_find(&p->found, user, ino);
	return 0;
}

/* One of F's namespaces of kind I into ALL, where the scan could not see it: F hides. */
static int hold(struct session *s, struct look_spaces *all, struct frame *f, int i,
		const struct look_process *process, struct error *err)
{
	struct patience p = session_patience(s);
	struct error ignored;
	int handle = -1;
	uint64_t ino = 0;

	if (spaces_of_process(s, f->pid, i, &ino, &ignored) == 0)
		return 0;
	/* One that has died or is busy is not in the way of all others. */
	if (frame_handle(f, look_ns_name(i), &p, &handle, &ignored) < 0)
		return 0;
	autofd int fd = handle;
	return spaces_hold(all, i, fd, f->pid, process->comm, err);
}

static int hold_all(struct session *s, struct look_spaces *all, struct error *err)
{
	struct error ignored;
	int proc;

	if (session_proc(s, &proc, err) < 0)
		return -1;
	for (int b = 0; b < s->boxes.n; b++)
		for (int j = 0; j < s->boxes.list[b]->n; j++) {
			struct frame *f = s->boxes.list[b]->frames[j];
			struct look_process process;

			if (look_process(proc, f->pid, &process, &ignored) < 0)
				continue;
			for (int i = 0; i < LOOK_NS_KINDS; i++)
				if (hold(s, all, f, i, &process, err) < 0)
					return -1;
		}
	return 0;
}

/* Those that B's frames made or joined. */
static void name_box(struct session *s, struct spaces *p, const struct box *b)
{
	struct error ignored;
	uint64_t ino = 0;

	for (int j = 0; j < b->n; j++)
		for (int i = 0; i < LOOK_NS_KINDS; i++) {
			if (!(b->frames[j]->changed & look_ns_kind(i)))
				continue;
			if (spaces_of_process(s, b->frames[j]->pid, i, &ino, &ignored) < 0 &&
			    spaces_of_frame(s, b->frames[j], i, &ino, &ignored) < 0)
				continue;
			int at = look_spaces_find(&p->found, i, ino);
			if (at >= 0 && !p->boxes[at])
				p->boxes[at] = b->name;
		}
}

/* What programs of a box made belongs to the box: its owner does, or that one's owner. */
static const char *inherited(const struct spaces *p, int at)
{
	const int user = space_kind(CLONE_NEWUSER);

	for (int i = 0; at >= 0 && i < OWNERS_MOST; i++) {
		if (p->boxes[at])
			return p->boxes[at];
		at = look_spaces_find(&p->found, user, p->found.list[at].owner);
	}
	return NULL;
}

static int name_all(struct session *s, struct spaces *p, struct error *err)
{
	struct error ignored;
	uint64_t ino = 0;

	p->boxes = calloc((size_t)p->found.n + 1, sizeof(*p->boxes));
	if (!p->boxes)
		return fail_call(err, "calloc", "namespaces");
	/* What joins a namespace of another box has not made it: made ones come first. */
	for (int b = 0; b < s->boxes.n; b++)
		name_box(s, p, s->boxes.list[b]);
	for (int i = 0; i < p->found.n; i++)
		if (!p->boxes[i])
			p->boxes[i] = inherited(p, i);
	for (int i = 0; i < LOOK_NS_KINDS; i++) {
		int at = spaces_of_process(s, getpid(), i, &ino, &ignored) < 0
				 ? -1
				 : look_spaces_find(&p->found, i, ino);
		if (at >= 0)
			p->boxes[at] = "host";
	}
	return 0;
}

int spaces_gather(struct session *s, bool all, struct spaces *ret, struct error *err)
{
	const struct look_far far = { .all = all, .interrupt_fd = s->interrupt_fd };
	struct spaces p = { .boxes = NULL };
	int proc;

	if (session_proc(s, &proc, err) < 0 || look_spaces(proc, &far, &p.found, err) < 0)
		return -1;
	if (hold_all(s, &p.found, err) < 0 || spaces_order(&p.found, err) < 0 ||
	    name_all(s, &p, err) < 0) {
		spaces_done(&p);
		return -1;
	}
	*ret = p;
	return 0;
}

void spaces_done(struct spaces *p)
{
	look_spaces_done(&p->found);
	free(p->boxes);
	p->boxes = NULL;
}
