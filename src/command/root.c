/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pivot and chroot: a frame with another root. pivot_root(2), chroot(2) */
#include "command/root.h"

#include "base/error.h"
#include "inside/root.h"
#include "lang/args.h"
#include "shell/session.h"

#include <sched.h>
#include <string.h>

/*
 * A new frame with the new root, so that `leave` gives the old one back: KINDS is CLONE_NEWNS
 * for pivot, which would otherwise take the root away from the frame below, and from everyone
 * else in its mount namespace. *RET_SAME: the answer was "same".
 */
static int change_root(struct session *s, const struct args *a, unsigned kinds,
		       struct error *err)
{
	struct frame_plan plan = {
		.kinds = kinds,
		.root = -1,
		.cwd = -1,
		.become_uid = -1,
		.become_gid = -1,
	};
	struct frame *from = session_frame(s), *f;
	struct patience p = session_patience(s);
	struct message m = MESSAGE_EMPTY;

	if (frame_clone(from, &plan, &p, &f, err) < 0)
		return -1;
	if (session_ask(s, f, a, NULL, 0, &m, err) < 0) {
		frame_drop(f, s->zero);
		return -1;
	}
	bool same = m.n == 1 && strcmp(m.words[0], "same") == 0;
	message_done(&m);
	f->chrooted = !kinds && (from->chrooted || !same);
	return session_push(s, f, err);
}

static int chroot_outside(struct session *s, const struct args *a, struct error *err)
{
	return change_root(s, a, 0, err);
}

static int pivot_outside(struct session *s, const struct args *a, struct error *err)
{
	const struct frame *f = session_frame(s);

	if (arg_has(a, "--proc") && (f->own & CLONE_NEWUSER) && !(f->own & CLONE_NEWPID))
		return refuse(err,
			      "--proc: in a user namespace proc needs a pid namespace of its "
			      "own; newns pid first");
	return change_root(s, a, CLONE_NEWNS, err);
}

static const struct param root_params[] = {
	{ .kind = KIND_PATH, .name = "DIR" },
	{ .kind = KIND_END },
};

static const struct option pivot_options[] = {
	{ .name = "--proc",
	  .kind = KIND_END,
	  .summary = "mount a new proc on DIR/proc before the old root goes" },
	{ .name = NULL },
};

const struct command root_commands[] = {
	{
		.name = "pivot",
		.params = root_params,
		.options = pivot_options,
		.flags = ROW_CLONES,
		.summary = "a frame whose root is DIR, without a way back to the old one",
		.text = "Clones a frame with a mount namespace of its own, makes all mounts private,\n"
			"binds DIR onto itself, and calls pivot_root(2) and umount2(2): nothing of the old\n"
			"root is left in it, which is what a container has. CAP_SYS_ADMIN in the owner of the\n"
			"mount namespace. leave gives the old root back. In a user namespace proc can only be\n"
			"mounted while another one is visible: with --proc, or never.",
		.see = "chroot, newns, bind, about mount",
		.examples = { "newns user mnt; pivot /usr; ls /",
			      "newns user mnt; mount tmpfs /mnt; mkdir /mnt/new; pivot /mnt; ls /" },
		.outside = pivot_outside,
		.inside = pivot_inside,
	},
	{
		.name = "chroot",
		.params = root_params,
		.flags = ROW_CLONES,
		.summary = "a frame whose root is DIR",
		.text = "Calls chroot(2) in a new frame, which needs CAP_SYS_CHROOT; leave gives the\n"
			"old root back. Under chroot the kernel makes no user namespace and pivots\n"
			"nothing: pivot is the better root.",
		.see = "pivot, newns, about mount",
		.examples = { "newns user; chroot /usr; ls /",
			      "newns user; chroot /usr; status -o kind,whose; leave; pwd" },
		.outside = chroot_outside,
		.inside = chroot_inside,
	},
	{ .name = NULL },
};
