/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mount steps' outside halves: what they gather before the frame is asked. */
#include "command/mountsteps.h"

#include "base/error.h"
#include "base/own.h"
#include "command/mounthost.h"
#include "command/mountpoint.h"
#include "lang/args.h"
#include "shell/session.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#define HOST "@host:"

/* Types of which a mount waits for no device and no server: the frame does it itself, without a
 * child. proc(5), tmpfs(5) and the like. */
static bool never_waits(const struct args *a)
{
	static const char *const types[] = {
		"tmpfs",    "ramfs",   "proc",      "sysfs",       "devpts",  "mqueue",
		"cgroup",   "cgroup2", "devtmpfs",  "debugfs",     "tracefs", "securityfs",
		"configfs", "bpf",     "hugetlbfs", "binfmt_misc", "pstore",  "efivarfs",
	};
	const char *type = arg_option(a, "-t");

	if (!type)
		type = arg(a, "SOURCE");
	for (size_t i = 0; type && i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i], type) == 0)
			return true;
	return false;
}

/* The step's question, with HANDLES that may be -1. WAITS: a child of the frame does it. */
static int ask_step(struct session *s, const struct args *a, const int handles[2], bool waits,
		    struct error *err)
{
	struct message m = MESSAGE_EMPTY;
	int real[2], n = 0;
	autofree const char **words = calloc((size_t)a->words.n + 2, sizeof(*words));

	if (!words)
		return fail_call(err, "calloc", "words");
	for (int i = 0; i < 2; i++)
		if (handles[i] >= 0)
			real[n++] = handles[i];
	if (waits)
		words[0] = ".child";
	memcpy(words + waits, a->words.v, sizeof(*words) * (size_t)a->words.n);
	if (session_words(s, session_frame(s), words, real, n, &m, err) < 0)
		return -1;
	message_done(&m);
	return 0;
}

/* Says that TARGET was made, once it has been. */
static void say_made(struct session *s, int dir, const char *target)
{
	if (dir >= 0)
		session_note(s, false, "made %s", target);
}

/* mount(8)'s ways to say bind, move and propagation. */
/* Whether the comma list OPTIONS has NAME. */
static bool has_option(const char *options, const char *name)
{
	size_t size = strlen(name);

	for (const char *at = options; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
		if (strcspn(at, ",") == size && strncmp(at, name, size) == 0)
			return true;
	return false;
}

static int refuse_other_steps(const struct args *a, struct error *err)
{
	static const struct {
		const char *option, *step;
	} others[] = {
		{ "--bind", "bind SRC DST" },
		{ "--rbind", "bind -r SRC DST" },
		{ "--move", "move A B" },
		{ "--make-private", "propagation private T --here" },
		{ "--make-slave", "propagation slave T --here" },
		{ "--make-shared", "propagation shared T --here" },
		{ "--make-unbindable", "propagation unbindable T --here" },
		{ "--make-rprivate", "propagation private T" },
		{ "--make-rslave", "propagation slave T" },
		{ "--make-rshared", "propagation shared T" },
		{ "--make-runbindable", "propagation unbindable T" },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (arg_has(a, others[i].option))
			return refuse(err, "%s is a step of its own: %s", others[i].option,
				      others[i].step);
	return 0;
}

/* -o remount and its like, as mount(8) has them. */
static int refuse_other_options(const struct args *a, struct error *err)
{
	static const struct {
		const char *option, *step;
	} others[] = { { "remount", "remount -o OPTS T" },
		       { "bind", "bind SRC DST" },
		       { "rbind", "bind -r SRC DST" },
		       { "move", "move A B" } };
	const char *word;

	for (int i = 0; (word = arg_option_each(a, "-o", i)); i++)
		for (size_t j = 0; j < sizeof(others) / sizeof(*others); j++)
			if (has_option(word, others[j].option))
				return refuse(err, "-o %s is a step of its own: %s",
					      others[j].option, others[j].step);
	return 0;
}

int mount_check(const struct args *a, struct error *err)
{
	const char *type = arg_option(a, "-t");

	if (refuse_other_steps(a, err) < 0 || refuse_other_options(a, err) < 0)
		return -1;
	if (!arg(a, "SOURCE") && !type)
		return refuse(err,
			      "%s: what is to be mounted there? mount TYPE %s, or mount "
			      "SOURCE %s",
			      arg(a, "TARGET"), arg(a, "TARGET"), arg(a, "TARGET"));
	return 0;
}

int remount_check(const struct args *a, struct error *err)
{
	if (arg_has(a, "-o"))
		return 0;
	return refuse(err, "%s: -o OPTS says what is to change", arg(a, "T"));
}

/* A step that may make its target, on the way to the frame. */
struct going {
	const char *target;
	int tree;   /* comes along; -1 without */
	bool waits; /* it may block */
};

static int go(struct session *s, const struct args *a, const struct going *g, struct error *err)
{
	struct prepared p = PREPARED_NONE;

	if (prepare_target(s, a, g->target, &p, err) < 0)
		return -1;
	autofd int dir = p.dir;
	const int handles[2] = { g->tree, dir };
	int done = ask_step(s, a, handles, g->waits, err);
	settle_target(s, &p, done, err);
	if (done == 0)
		say_made(s, dir, g->target);
	return done;
}

int mount_outside(struct session *s, const struct args *a, struct error *err)
{
	struct frame *f = session_frame(s);
	const char *source = arg(a, "SOURCE");
	const struct going g = { arg(a, "TARGET"), -1, !never_waits(a) };

	/* Looking a LABEL= up reads blkid.conf and what udev left: the container's, there. */
	if (f->entered && source && source[0] != '/' && strstr(source, "D="))
		return refuse(err, "%s: in a container name the device itself", source);
	if (mounthost_check_place(s, arg(a, "TARGET"), err) < 0)
		return -1;
	return go(s, a, &g, err);
}

/* The lowest frame at or below F with a mount namespace of ours: it began as a copy of the
 * host's mounts, and may clone its own. */
static struct frame *first_with_mounts(struct frame *f)
{
	while (f->below && (f->below->own & CLONE_NEWNS))
		f = f->below;
	return f->own & CLONE_NEWNS ? f : NULL;
}

/* {".tree", PATH, -r} to F with *HANDLE, which the tree takes the place of. */
static int ask_tree(struct session *s, struct frame *f, const char *const *words, int *handle,
		    struct error *err)
{
	struct message m = MESSAGE_EMPTY;

	if (session_words(s, f, words, handle, 1, &m, err) < 0)
		return -1;
	own_close(handle);
	*handle = message_take(&m, 0);
	message_done(&m);
	return *handle < 0 ? refuse(err, "the frame gave no tree") : 0;
}

/*
 * The mount tree of the host's PATH, cloned: only a process in the mount's own namespace, with
 * rights over that, can do it, and anyone can attach it then, also in a user namespace
 * (measured on Linux 6.18). Frame 0 has the rights where unsh is root's. Otherwise the lowest
 * frame has the host's mounts as they were when it was made, at the same path if its root is
 * still the host's.
 */
static int host_tree(struct session *s, const struct args *a, int *ret, struct error *err)
{
	const char *path = arg(a, "SRC") + sizeof(HOST) - 1;
	struct frame *copy = first_with_mounts(session_frame(s));
	const char *words[] = { ".tree", "", arg_has(a, "-r") ? "-r" : "", NULL };
	struct error own;
	autofd int handle = open(path, O_PATH | O_CLOEXEC);

	if (s->settings.no_host)
		return refuse(err, "%s: --no-host keeps the host out", arg(a, "SRC"));
	if (handle < 0)
		return fail_call(err, "open", "%s", arg(a, "SRC"));
	int done = ask_tree(s, s->zero, words, &handle, err);
	if (done < 0 && err->errnum == EPERM && copy) {
		words[1] = path;
		done = ask_tree(s, copy, words, &handle, &own);
		if (done < 0 && own.errnum == EINVAL)
			*err = own;
		else if (done < 0)
			(void)refuse(err,
				     "the host's root alone can bring it in here: this box "
				     "has not what the host has there");
	}
	if (done < 0 && err->errnum != 0) {
		errno = err->errnum;
		return fail_call(err, "open_tree", "%s", arg(a, "SRC"));
	}
	if (done < 0)
		return fail_in(err, "%s", arg(a, "SRC"));
	*ret = take_fd(&handle);
	return 0;
}

int bind_outside(struct session *s, const struct args *a, struct error *err)
{
	autofd int tree = -1;

	if (mounthost_check_place(s, arg(a, "DST"), err) < 0)
		return -1;
	if (strncmp(arg(a, "SRC"), HOST, sizeof(HOST) - 1) == 0 &&
	    host_tree(s, a, &tree, err) < 0)
		return -1;
	const struct going g = { arg(a, "DST"), tree, false };
	return go(s, a, &g, err);
}

int move_outside(struct session *s, const struct args *a, struct error *err)
{
	const struct going g = { arg(a, "B"), -1, false };

	if (mounthost_check_place(s, arg(a, "B"), err) < 0)
		return -1;
	return go(s, a, &g, err);
}

int remount_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *target = arg(a, "T");

	return mounthost_check_super(s, a, target, err) < 0 ? -1 : 1;
}

int umount_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *const *targets;
	int n = arg_list(a, "T", &targets);
	bool below = arg_has(a, "-r") || arg_has(a, "-l");

	for (int i = 0; i < n; i++)
		if (mounthost_check_umount(s, targets[i], below, err) < 0)
			return -1;
	return 1;
}
