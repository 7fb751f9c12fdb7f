/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and ending frames, from unsh's side. */
#include "frame/frame.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "frame/join.h"
#include "frame/plan.h"
#include "sys/process.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BURY_MS = 5000,
	END_MS = 2000
};

/* An id as a word: "" where it is not to be changed. */
static const char *id_word(char *text, size_t size, int64_t id)
{
	if (id < 0)
		return "";
	(void)snprintf(text, size, "%lld", (long long)id);
	return text;
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static int ask_clone(struct frame *from, const struct frame_plan *plan,
		     const struct patience *p, int sock, struct message *ret, struct error *err)
{
	char kinds[16], join[16], uid[24], gid[24];
	int handles[16] = { sock }, n = 1;
	const char *words[CLONE_WORDS + 1] = {
		[CLONE_WORD_NAME] = ".clone",
		[CLONE_WORD_KINDS] = kinds,
		[CLONE_WORD_UID_MAP] = or_empty(plan->uid_map),
		[CLONE_WORD_GID_MAP] = or_empty(plan->gid_map),
		[CLONE_WORD_SETGROUPS] = plan->deny_setgroups ? "deny" : "",
		[CLONE_WORD_HELPERS] = plan->by_helpers ? "helpers" : "",
		[CLONE_WORD_UID] = id_word(uid, sizeof(uid), plan->become_uid),
		[CLONE_WORD_GID] = id_word(gid, sizeof(gid), plan->become_gid),
		[CLONE_WORD_MONOTONIC] = or_empty(plan->monotonic),
		[CLONE_WORD_BOOTTIME] = or_empty(plan->boottime),
		[CLONE_WORD_JOIN] = join,
		[CLONE_WORD_ENTER] = !plan->enter     ? ""
				     : plan->root < 0 ? "enter"
						      : "root",
	};

	(void)snprintf(kinds, sizeof(kinds), "%u", plan->kinds);
	(void)snprintf(join, sizeof(join), "%u", plan->join);
	for (int i = 0; i < __builtin_popcount(plan->join); i++)
		handles[n++] = plan->join_ns[i];
	if (plan->enter && plan->root >= 0) {
		handles[n++] = plan->root;
		handles[n++] = plan->cwd;
	}
	struct question q = {
		.words = words, .n = CLONE_WORDS, .handles = handles, .handles_n = n
	};
	return frame_ask(from, &q, p, ret, err);
}

/* What the answer to `.clone` says: the pid on the host, and whether the cwd was lost. */
static int fill(struct frame *f, struct message *m, struct error *err)
{
	uint64_t pid, lost;

	if (m->n != 2 || m->handles_n != 2)
		return refuse(err, "the frame's answer is malformed");
	if (number_unsigned(m->words[0], INT32_MAX, &pid, err) < 0 ||
	    number_unsigned(m->words[1], 1, &lost, err) < 0)
		return -1;
	f->pid = (pid_t)pid;
	f->cwd_lost = lost != 0;
	f->pidfd = message_take(m, 0);
	f->ending = message_take(m, 1);
	return 0;
}

void frame_forget(struct frame *f)
{
	own_close(&f->sock);
	own_close(&f->pidfd);
	own_close(&f->ending);
	own_close(&f->netlink);
	frame_env_free(f);
	free(f);
}

static int set_up(struct frame *f, struct frame *from, const struct frame_plan *plan,
		  const struct patience *p, struct error *err)
{
	struct message m = MESSAGE_EMPTY;
	int ends[2];

	if (wire_pair(ends, err) < 0)
		return -1;
	f->sock = ends[0];
	int done = ask_clone(from, plan, p, ends[1], &m, err);
	(void)close(ends[1]);
	if (done == 0)
		done = fill(f, &m, err);
	message_done(&m);
	if (done == 0)
		done = frame_env_copy(f, from->env, err);
	return done;
}

bool frame_ns_is_hosts(const struct frame *f, int ns, unsigned kind)
{
	struct stat theirs, ours;
	char path[24];

	/* unsh itself never changes any. An inode is a live namespace's alone, and its own live
	 * as long as it does, namespaces(7). What cannot be told is taken for the host's. */
	(void)snprintf(path, sizeof(path), "self/ns/%s", join_kind_name(kind));
	return fstat(ns, &theirs) < 0 || fstatat(f->proc, path, &ours, 0) < 0 ||
	       (theirs.st_dev == ours.st_dev && theirs.st_ino == ours.st_ino);
}

/* What of PLAN's joined kinds is the host's: to have joined that is no ownership. */
static unsigned joins_of_host(const struct frame *from, const struct frame_plan *plan)
{
	unsigned hosts = 0;
	int i = 0;

	for (unsigned left = plan->join; left; left &= left - 1)
		if (frame_ns_is_hosts(from, plan->join_ns[i++], left & -left))
			hosts |= left & -left;
	return hosts;
}

/* In a mount namespace with an owner of its own, the kernel makes slaves of all shared mounts.
 */
static bool has_peers(const struct frame *from, const struct frame_plan *plan)
{
	bool below = !(from->own & CLONE_NEWNS) || from->peers;

	if (plan->join & CLONE_NEWNS)
		return true;
	if (plan->kinds & CLONE_NEWNS)
		return plan->keeps_peers && !(plan->kinds & CLONE_NEWUSER) && below;
	return from->peers;
}

int frame_clone(struct frame *from, const struct frame_plan *plan, const struct patience *p,
		struct frame **ret, struct error *err)
{
	struct frame *f = calloc(1, sizeof(*f));
	unsigned hosts = joins_of_host(from, plan);

	if (!f)
		return fail_call(err, "calloc", "a frame");
	*f = (struct frame){
		.below = from,
		.sock = -1,
		.pidfd = -1,
		.ending = -1,
		.netlink = -1,
		.proc = from->proc,
		.uid = plan->enter && (plan->join & CLONE_NEWUSER) ? 0 : from->uid,
		.gid = plan->enter && (plan->join & CLONE_NEWUSER) ? 0 : from->gid,
		.own = (from->own | plan->kinds | plan->join) & ~hosts,
		.made = (from->made & ~plan->join) | plan->kinds,
		.chrooted = from->chrooted && !(plan->enter && plan->root >= 0),
		.entered = from->entered || plan->enter,
		.changed = plan->kinds | plan->join,
		.owns_user = (plan->kinds & CLONE_NEWUSER) != 0,
		.enters = plan->enter,
		.peers = has_peers(from, plan),
		.starts_there = plan->enter && (plan->join & CLONE_NEWPID)
					? true
					: from->starts_there && !(plan->kinds & CLONE_NEWPID),
	};
	memcpy(f->target, from->target, sizeof(f->target));
	if (set_up(f, from, plan, p, err) < 0) {
		frame_forget(f);
		return -1;
	}
	from->carries++;
	*ret = f;
	return 0;
}

void frame_drop(struct frame *f, struct frame *zero)
{
	struct pollfd end = { .fd = f->pidfd, .events = POLLIN };
	struct patience p = { .timeout_ms = BURY_MS, .interrupt_fd = -1, .pump_from = -1 };
	struct message m = MESSAGE_EMPTY;
	struct error ignored;
	struct ending e;
	char pid[16];

	/* While the frame lives, what daemonised in it is below it, and nobody else's; the end
	 * of an init takes all of its namespace along anyway. */
	if (frame_alive(f, &e)) {
		(void)snprintf(pid, sizeof(pid), "%d", f->pid);
		const char *words[] = { ".bury", pid };
		struct question q = { .words = words, .n = 2 };

		if (frame_ask(zero, &q, &p, &m, &ignored) == 0)
			message_done(&m);
		(void)sys_pidfd_signal(f->pidfd, SIGKILL);
		(void)poll(&end, 1, END_MS);
	}
	if (f->below)
		f->below->carries--;
	frame_forget(f);
}

int frame_handle(struct frame *f, const char *what, const struct patience *p, int *ret,
		 struct error *err)
{
	const char *words[] = { ".handle", what };
	struct question q = { .words = words, .n = 2 };
	struct message m = MESSAGE_EMPTY;

	if (frame_ask(f, &q, p, &m, err) < 0)
		return -1;
	*ret = message_take(&m, 0);
	message_done(&m);
	if (*ret < 0)
		return refuse(err, "the frame gave no handle for %s", what);
	return 0;
}
