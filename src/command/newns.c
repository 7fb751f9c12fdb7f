/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * New namespaces: which kinds, which maps, and the clone; the rest of `newns` (propagation,
 * root, /proc and so on) is done inside the new frame, by inside/newns.
 */
#include "command/newns.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "command/expose.h"
#include "lang/args.h"
#include "look/idmap.h"
#include "shell/session.h"

#include <errno.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const struct {
	const char *name;
	unsigned flag;
} kinds[] = {
	{ "user", CLONE_NEWUSER },     { "mnt", CLONE_NEWNS },    { "net", CLONE_NEWNET },
	{ "uts", CLONE_NEWUTS },       { "ipc", CLONE_NEWIPC },   { "pid", CLONE_NEWPID },
	{ "cgroup", CLONE_NEWCGROUP }, { "time", CLONE_NEWTIME },
};

unsigned kind_flag(const char *name, unsigned long size)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strlen(kinds[i].name) == size && memcmp(kinds[i].name, name, size) == 0)
			return kinds[i].flag;
	return 0;
}

static unsigned all_kinds(void)
{
	unsigned all = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		all |= kinds[i].flag;
	return all;
}

int newns_open(struct session *s, struct frame *from, const char *word, int *ret,
	       struct error *err)
{
	const char *what = strchr(word, '=') + 1;
	unsigned flag = kind_flag(word, (unsigned long)(what - 1 - word));
	autofd int fd = -1;

	if (what[0] == '@') {
		struct patience p = session_patience(s);
		struct frame *other;
		char kind[8];

		if (session_top_of(s, what + 1, &other, err) < 0)
			return -1;
		(void)snprintf(kind, sizeof(kind), "%.*s", (int)(what - 1 - word), word);
		if (frame_handle(other, kind, &p, &fd, err) < 0)
			return -1;
	} else {
		const char *words[] = { ".open", what, "r", NULL };
		struct message m = MESSAGE_EMPTY;

		if (session_words(s, from, words, NULL, 0, &m, err) < 0)
			return -1;
		fd = message_take(&m, 0);
		message_done(&m);
	}
	int type = ioctl(fd, NS_GET_NSTYPE); /* Linux 4.11; ENOTTY: no namespace at all */
	if (type < 0)
		return refuse(err, "%s is not a namespace", what);
	if ((unsigned)type != flag)
		return refuse(err, "%s is a namespace of another kind", what);
	*ret = take_fd(&fd);
	return 0;
}

/* Handles under way, in the order of the bits of what is joined. */
struct joined {
	unsigned kinds;
	unsigned exposed; /* of them: see command/expose.h */
	int fd[8];
};

static void joined_done(struct joined *j)
{
	for (int i = 0; i < 8; i++)
		own_close(&j->fd[i]);
}

static void joined_add(struct joined *j, unsigned kind, int fd)
{
	int at = __builtin_popcount(j->kinds & (kind - 1));

	memmove(j->fd + at + 1, j->fd + at, sizeof(int) * (size_t)(7 - at));
	j->fd[at] = fd;
	j->kinds |= kind;
}

static int joined_find(const struct joined *j, unsigned kind)
{
	return j->kinds & kind ? j->fd[__builtin_popcount(j->kinds & (kind - 1))] : -1;
}

/* What A's KINDs say: bits to make, handles to join. */
static int read_kinds(struct session *s, struct frame *from, const struct args *a,
		      unsigned *ret_new, struct joined *j, struct error *err)
{
	const char *const *word;
	int n = arg_list(a, "KIND", &word);

	for (int i = 0; i < n; i++) {
		const char *equals = strchr(word[i], '=');
		unsigned flag = equals ? kind_flag(word[i], (unsigned long)(equals - word[i]))
				       : kind_flag(word[i], strlen(word[i]));

		if (strcmp(word[i], "all") == 0) {
			*ret_new |= all_kinds();
			continue;
		}
		if (!equals) {
			*ret_new |= flag;
			continue;
		}
		int fd = -1;
		if (newns_open(s, from, word[i], &fd, err) < 0)
			return -1;
		joined_add(j, flag, fd);
		j->exposed |= expose_kind(s, word[i], fd);
	}
	*ret_new &= ~j->kinds;
	return 0;
}

/* Options that mean nothing without a kind: silently ignored they would be a trap. */
static int check_options(const struct args *a, unsigned made, struct error *err)
{
	static const struct {
		const char *option, *kind;
		unsigned flag;
	} needs[] = {
		{ "--map-users", "user", CLONE_NEWUSER },
		{ "--map-groups", "user", CLONE_NEWUSER },
		{ "--map-user", "user", CLONE_NEWUSER },
		{ "--map-group", "user", CLONE_NEWUSER },
		{ "--map-root", "user", CLONE_NEWUSER },
		{ "--setgroups", "user", CLONE_NEWUSER },
		{ "--propagation", "mnt", CLONE_NEWNS },
		{ "--monotonic", "time", CLONE_NEWTIME },
		{ "--boottime", "time", CLONE_NEWTIME },
		{ "--hostname", "uts", CLONE_NEWUTS },
		{ "--proc", "mnt", CLONE_NEWNS },
		{ "--sys", "mnt", CLONE_NEWNS },
		{ "--dev", "mnt", CLONE_NEWNS },
	};

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (!(made & needs[i].flag) && arg_has(a, needs[i].option))
			return refuse(err, "%s needs %s among the kinds", needs[i].option,
				      needs[i].kind);
	if (arg_has(a, "--map-users") + arg_has(a, "--map-user") + arg_has(a, "--map-root") > 1)
		return refuse(err, "--map-users, --map-user and --map-root exclude each other");
	if (arg_has(a, "--map-groups") + arg_has(a, "--map-group") + arg_has(a, "--map-root") >
	    1)
		return refuse(err,
			      "--map-groups, --map-group and --map-root exclude each other");
	return 0;
}

/* The kinds that A names, as far as its words say: to be made. */
static int named_kinds(const struct args *a, unsigned *ret_made, struct error *err)
{
	const char *const *word;
	int n = arg_list(a, "KIND", &word);
	unsigned seen = 0, joined = 0, all = 0;

	for (int i = 0; i < n; i++) {
		unsigned long size = strcspn(word[i], "=");
		unsigned flag = kind_flag(word[i], size);

		all |= strcmp(word[i], "all") == 0 ? all_kinds() : 0;
		if (seen & flag)
			return refuse(err, "%s is named twice", word[i]);
		seen |= flag;
		joined |= word[i][size] ? flag : 0;
	}
	*ret_made = (seen | all) & ~joined;
	return 0;
}

int newns_check(const struct args *a, struct error *err)
{
	unsigned made = 0;

	if (named_kinds(a, &made, err) < 0)
		return -1;
	return check_options(a, made, err);
}

/* One of the two maps: what was asked for, or the default of SPEC. */
static int make_map(const struct frame *from, const struct args *a, bool groups,
		    struct idmap *ret, struct error *err)
{
	const char *given = arg_option(a, groups ? "--map-groups" : "--map-users");
	const char *own = arg_option(a, groups ? "--map-group" : "--map-user");
	uint32_t outer = (uint32_t)(groups ? from->gid : from->uid);
	uint64_t id = 0;

	if (given)
		return idmap_given(given, ret, err);
	if (own && number_unsigned(own, UINT32_MAX - 1, &id, err) < 0)
		return -1;
	if (own || arg_has(a, "--map-root"))
		return idmap_own((uint32_t)id, outer, ret, err);
	/* A frame that is root where it stands has all ids of its namespace to give. */
	if (from->uid == 0 || (from->own & CLONE_NEWUSER))
		return idmap_identity(from->proc, from->pid, groups, ret, err);
	return idmap_range(outer, groups, ret, err);
}

/* Whether a map is what an ordinary user may write himself: his own id, nothing else. */
static bool is_own_id(const struct idmap *m, int64_t own)
{
	const char *newline = strchr(m->text, '\n');

	return newline && newline[1] == '\0' && idmap_inner(m, (uint32_t)own) >= 0 &&
	       strcmp(newline - 2, " 1\n") == 0;
}

static void set_ids(struct frame_plan *plan, const struct frame *from, const struct idmap *uids,
		    const struct idmap *gids)
{
	/* Who is in the map stays who he is; who is not becomes root, if there is one. */
	plan->become_uid =
		idmap_inner(uids, (uint32_t)from->uid) < 0 && idmap_has(uids, 0) ? 0 : -1;
	plan->become_gid =
		idmap_inner(gids, (uint32_t)from->gid) < 0 && idmap_has(gids, 0) ? 0 : -1;
}

static int plan_maps(const struct frame *from, const struct args *a, struct frame_plan *plan,
		     struct idmap *maps, struct error *err)
{
	const char *setgroups = arg_option(a, "--setgroups");
	bool ordinary = from->uid != 0 && !(from->own & CLONE_NEWUSER);

	if (make_map(from, a, false, &maps[0], err) < 0 ||
	    make_map(from, a, true, &maps[1], err) < 0)
		return -1;
	plan->uid_map = maps[0].text;
	plan->gid_map = maps[1].text;
	plan->by_helpers =
		ordinary && !(is_own_id(&maps[0], from->uid) && is_own_id(&maps[1], from->gid));
	plan->deny_setgroups =
		setgroups ? strcmp(setgroups, "deny") == 0 : ordinary && !plan->by_helpers;
	set_ids(plan, from, &maps[0], &maps[1]);
	return 0;
}

/* What is mounted there would appear on the host. */
static int check_unchanged(const struct frame *f, const struct args *a, struct error *err)
{
	static const char *const mounting[] = { "--dev", "--proc", "--sys" };

	for (int i = 0; f->peers && i < 3; i++)
		if (arg_has(a, mounting[i]))
			return refuse(err,
				      "--propagation unchanged: %s would be mounted on the "
				      "host too; leave one of them out",
				      mounting[i]);
	return 0;
}

/* What newns does inside the new frame, if it has to do anything there. */
static int finish_inside(struct session *s, struct frame *f, const struct args *a,
			 unsigned made, struct error *err)
{
	struct message m = MESSAGE_EMPTY;

	if (!(made & CLONE_NEWNS) && !arg_has(a, "--root") && !arg_has(a, "--hostname"))
		return 0;
	if (session_ask(s, f, a, NULL, 0, &m, err) < 0)
		return -1;
	message_done(&m);
	if (arg_has(a, "--root") && !(made & CLONE_NEWNS))
		f->chrooted = true;
	return 0;
}

static int make_frame(struct session *s, struct frame *from, const struct args *a,
		      struct frame_plan *plan, struct frame **ret, struct error *err)
{
	struct patience p = session_patience(s);
	struct idmap maps[2] = { { .text = NULL } };
	int done = 0;

	if (plan->kinds & CLONE_NEWUSER)
		done = plan_maps(from, a, plan, maps, err);
	if (done == 0)
		done = frame_clone(from, plan, &p, ret, err);
	if (done == 0 && (plan->kinds & CLONE_NEWUSER)) {
		int64_t uid = idmap_inner(&maps[0], (uint32_t)from->uid);
		int64_t gid = idmap_inner(&maps[1], (uint32_t)from->gid);

		(*ret)->uid = uid >= 0 ? uid : plan->become_uid;
		(*ret)->gid = gid >= 0 ? gid : plan->become_gid;
	}
	free(maps[0].text);
	free(maps[1].text);
	return done;
}

int newns_make(struct session *s, struct frame *from, const struct args *a, struct frame **ret,
	       struct error *err)
{
	struct joined joined __attribute__((
		cleanup(joined_done))) = { .fd = { -1, -1, -1, -1, -1, -1, -1, -1 } };
	struct frame_plan plan = { .root = -1, .cwd = -1, .become_uid = -1, .become_gid = -1 };

	if (read_kinds(s, from, a, &plan.kinds, &joined, err) < 0)
		return -1;
	const struct exposure x = { joined.exposed, joined_find(&joined, CLONE_NEWNS),
				    (plan.kinds & CLONE_NEWNS) != 0,
				    "join its mnt too, by mnt=PATH" };
	if (!arg_has(a, "--unsafe") && expose_refuse(from, &x, err) < 0)
		return -1;
	if ((plan.kinds & CLONE_NEWUSER) && from->chrooted)
		return refuse(err,
			      "user: the kernel makes no user namespace under chroot; leave, "
			      "then pivot DIR instead of chroot DIR");
	/* Joining a PID namespace takes rights over it, which end in a user namespace below. */
	if (((plan.kinds | joined.kinds) & CLONE_NEWUSER) && from->starts_there &&
	    !(plan.kinds & CLONE_NEWPID))
		return refuse(
			err, "user: programs could not be started in the entered PID namespace "
			     "any more; newns user pid gives them one of their own");
	plan.join = joined.kinds;
	memcpy(plan.join_ns, joined.fd, sizeof(plan.join_ns));
	const char *propagation = arg_option(a, "--propagation");
	plan.keeps_peers = propagation && strcmp(propagation, "unchanged") == 0;
	plan.monotonic = arg_option(a, "--monotonic");
	plan.boottime = arg_option(a, "--boottime");
	if (make_frame(s, from, a, &plan, ret, err) < 0)
		return -1;
	if ((plan.keeps_peers && check_unchanged(*ret, a, err) < 0) ||
	    finish_inside(s, *ret, a, plan.kinds, err) < 0) {
		frame_drop(*ret, s->zero);
		return -1;
	}
	return 0;
}
