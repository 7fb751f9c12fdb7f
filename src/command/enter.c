/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enter: into the namespaces of a process that the user made or trusts. Everything is opened
 * and judged here; the new frame joins by the handles, in two stages (frame/join).
 *
 * Confinement is not taken over yet: programs run with the user's rights, and the last line
 * that enter prints says so.
 */
#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "command/expose.h"
#include "command/newns.h"
#include "command/ns.h"
#include "lang/args.h"
#include "look/target.h"
#include "shell/session.h"

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is joined: the target's handles, and those of KIND=PATH. */
struct entry {
	struct target t;
	bool has_target;
	unsigned named; /* kinds on the line; 0: all that differ */
	unsigned join;
	unsigned exposed;         /* of KIND=PATH; see command/expose.h */
	bool same_mounts;         /* the target's are those of the frame that is cloned */
	int own_ns[TARGET_KINDS]; /* of KIND=PATH, by the target's index; owned */
};

static void entry_done(struct entry *e)
{
	if (e->has_target)
		target_done(&e->t);
	for (int i = 0; i < TARGET_KINDS; i++)
		own_close(&e->own_ns[i]);
}

static int index_of(unsigned kind)
{
	for (int i = 0; i < TARGET_KINDS; i++)
		if (target_kind(i) == kind)
			return i;
	return -1;
}

/* The handle of KIND to join; -1 where it is not joined. */
static int handle_of(const struct entry *e, unsigned kind)
{
	int i = index_of(kind);

	if (!(e->join & kind))
		return -1;
	return e->own_ns[i] >= 0 ? e->own_ns[i] : e->t.ns[i];
}

/* The first word is WHO if it is a number; SPEC: or no WHO, only KIND=PATH. */
static int read_words(struct session *s, struct frame *from, const struct args *a,
		      struct entry *e, struct error *err)
{
	const char *who = arg(a, "WHO");
	const char *const *word;
	int n = arg_list(a, "KIND", &word), proc;
	uint64_t pid;

	if (who && !strchr(who, '=')) {
		if (number_unsigned(who, INT32_MAX, &pid, err) < 0 ||
		    session_proc(s, &proc, err) < 0 ||
		    target_open(proc, (pid_t)pid, &e->t, err) < 0)
			return -1;
		e->has_target = true;
	}
	for (int i = who && !e->has_target ? -1 : 0; i < n; i++) {
		const char *this_word = i < 0 ? who : word[i];
		const char *equals = strchr(this_word, '=');
		unsigned long size =
			equals ? (unsigned long)(equals - this_word) : strlen(this_word);
		unsigned kind = kind_flag(this_word, size);

		if (e->named & kind)
			return refuse(err, "%.*s is named twice", (int)size, this_word);
		if (!equals && !e->has_target)
			return refuse(err, "%s: whose? give a PID, or %s=PATH", this_word,
				      this_word);
		e->named |= kind;
		if (!equals)
			continue;
		if (newns_open(s, from, this_word, &e->own_ns[index_of(kind)], err) < 0)
			return -1;
		e->exposed |= expose_kind(s, this_word, e->own_ns[index_of(kind)]);
	}
	return 0;
}

/* Takes from the kinds to join those that FROM is in already: joining one's own user namespace
 * is an error, and the others would be work for nothing. */
static int skip_own(struct session *s, struct frame *from, struct entry *e, struct error *err)
{
	const char *words[] = { ".ns", NULL };
	struct message m = MESSAGE_EMPTY;

	if (session_words(s, from, words, NULL, 0, &m, err) < 0)
		return -1;
	e->join = 0;
	for (int i = 0; i < TARGET_KINDS; i++) {
		unsigned kind = target_kind(i);
		bool same = false;

		if (e->own_ns[i] >= 0) {
			e->join |= kind;
			continue;
		}
		if (!e->has_target || e->t.ns[i] < 0)
			continue;
		for (int j = 0; j < m.n; j++)
			same = same || strcmp(m.words[j], e->t.link[i]) == 0;
		if (kind == CLONE_NEWNS)
			e->same_mounts = same;
		if (!same && (!e->named || (e->named & kind)))
			e->join |= kind;
	}
	message_done(&m);
	return 0;
}

/* Over a user namespace of ours nothing of the host's can be joined (EPERM, root too), and an
 * init can start nothing in a sibling's PID namespace: then the frame is cloned from frame 0.
 */
static struct frame *clone_from(struct session *s, const struct entry *e)
{
	struct frame *top = session_frame(s);

	if (!e->has_target)
		return top;
	if (top->own & CLONE_NEWUSER)
		return s->zero;
	if ((e->join & CLONE_NEWPID) && (top->made & CLONE_NEWPID))
		return s->zero;
	return top;
}

/* The target's own kinds are strangers' unless they are the host's; who has our mounts already
 * learns nothing by us. */
static int refuse_exposure(const struct frame *from, const struct entry *e,
			   const struct args *a, struct error *err)
{
	struct exposure x = { e->exposed, handle_of(e, CLONE_NEWNS), false, "name mnt too" };

	if (!e->has_target)
		x.what_to_do = "join its mnt too, by mnt=PATH";
	for (int i = 0; i < TARGET_KINDS; i++) {
		unsigned kind = target_kind(i) & (CLONE_NEWPID | CLONE_NEWUSER) & e->join;

		if (kind && e->own_ns[i] < 0 && !e->same_mounts &&
		    !frame_ns_is_hosts(from, e->t.ns[i], kind))
			x.exposed |= kind;
	}
	return arg_has(a, "--unsafe") ? 0 : expose_refuse(from, &x, err);
}

static void names_of(unsigned kinds, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (int i = 0; i < TARGET_KINDS; i++)
		if ((kinds & target_kind(i)) && used < size)
			used += (size_t)snprintf(text + used, size - used, " %s",
						 target_kind_name(i));
}

static void say(struct session *s, const struct entry *e, const struct frame *f)
{
	char names[80];

	names_of(e->join, names, sizeof(names));
	if (f->cwd_lost)
		session_note(s, true,
			     "its working directory cannot be reached from its root; "
			     "now in /");
	if (!e->has_target)
		session_note(s, true, "joined%s; programs run with your rights", names);
	else
		session_note(
			s, true,
			"entered %d %s: joined%s; programs here run with your rights, without "
			"its confinement",
			e->t.pid, e->t.comm, names[0] ? names : " nothing that differs");
}

static int clean_env(struct frame *f, struct error *err)
{
	static const char *const kept[] = { "TERM", "LANG" };
	char *values[2] = { NULL, NULL };
	int done = 0;

	for (int i = 0; i < 2; i++) {
		const char *value = frame_env(f, kept[i]);

		values[i] = value ? strdup(value) : NULL;
	}
	frame_env_free(f);
	for (int i = 0; i < 2 && done == 0; i++)
		done = values[i] ? frame_env_set(f, kept[i], values[i], err) : 0;
	for (int i = 0; i < 2; i++)
		free(values[i]);
	if (done == 0)
		done = frame_env_set(
			f, "PATH",
			"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", err);
	return done == 0 ? frame_env_set(f, "HOME", "/root", err) : done;
}

static int join(struct session *s, struct frame *from, struct entry *e, struct frame **ret,
		struct error *err)
{
	struct patience p = session_patience(s);
	struct frame_plan plan = {
		.join = e->join, .root = -1, .cwd = -1, .become_uid = -1, .become_gid = -1
	};
	bool all = e->named == 0 || (e->named & CLONE_NEWNS);

	/* Only namespaces by path: their mounts' root is all the root there is. */
	plan.enter = e->has_target;
	for (int i = 0, n = 0; i < TARGET_KINDS; i++)
		if (e->join & target_kind(i))
			plan.join_ns[n++] = handle_of(e, target_kind(i));
	if (e->has_target && all) {
		plan.root = e->t.root;
		plan.cwd = e->t.cwd;
	}
	if (frame_clone(from, &plan, &p, ret, err) < 0)
		return -1;
	return clean_env(*ret, err);
}

static int enter_outside(struct session *s, const struct args *a, struct error *err)
{
	struct entry e __attribute__((cleanup(entry_done))) = { .own_ns = { -1, -1, -1, -1, -1,
									    -1, -1, -1 } };
	struct frame *top = session_frame(s), *f = NULL;

	if (read_words(s, top, a, &e, err) < 0 || skip_own(s, top, &e, err) < 0)
		return -1;
	struct frame *from = clone_from(s, &e);
	if (from != top && skip_own(s, from, &e, err) < 0)
		return -1;
	if (refuse_exposure(from, &e, a, err) < 0)
		return -1;
	if (join(s, from, &e, &f, err) < 0) {
		if (f)
			frame_drop(f, s->zero);
		return -1;
	}
	if (from != top)
		session_note(s, true,
			     "cloned from the host: nothing of the frame below goes along");
	if (e.has_target)
		(void)snprintf(f->target, sizeof(f->target), "%s", e.t.comm);
	say(s, &e, f);
	return session_push(s, f, err);
}

static const struct param enter_params[] = {
	{ .kind = KIND_WHO, .name = "WHO" },
	{ .kind = KIND_NS_ENTER, .name = "KIND", .optional = 1, .repeated = 1 },
	{ .kind = KIND_END },
};

static const struct option enter_options[] = {
	{ .name = "--unsafe",
	  .kind = KIND_END,
	  .summary = "even if what runs there would lay the host open to it" },
	{ .name = NULL },
};

const struct command enter_commands[] = {
	{
		.name = "enter",
		.params = enter_params,
		.options = enter_options,
		.flags = ROW_COMMON | ROW_CLONES,
		.summary = "join the namespaces of a process, or of files",
		.text = "A new frame joins all namespaces of process WHO that differ from ours, or the\n"
			"KINDs named, or those that files hold (KIND=PATH, then WHO may be left out);\n"
			"then its root and working directory. setns(2) by handles, in two stages:\n"
			"what your rights here allow, the user namespace, the rest. The PID namespace\n"
			"is joined by programs only. The environment is clean. leave comes back.",
		.see = "newns, status, run, leave",
		.outside = enter_outside,
	},
	{ .name = NULL },
};
