/* SPDX-License-Identifier: GPL-3.0-or-later */
/* newns, leave, box: the rows about frames and boxes. namespaces(7) */
#include "command/ns.h"

#include "base/error.h"
#include "base/number.h"
#include "command/newns.h"
#include "command/placed.h"
#include "inside/newns.h"
#include "lang/args.h"
#include "shell/session.h"
#include "shell/trail.h"

#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int newns_outside(struct session *s, const struct args *a, struct error *err)
{
	struct frame *f;

	if (newns_make(s, session_frame(s), a, &f, err) < 0)
		return -1;
	return session_push(s, f, err);
}

static int leave_one(struct session *s, struct box *b, struct error *err)
{
	struct frame *f;

	if (box_pop(&s->boxes, b, &f, err) < 0)
		return -1;
	placed_leave(s, f);
	int kept = trail_leave(s, b, f, "leave", err);
	frame_drop(f, s->zero);
	return kept;
}

static int leave_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *count = arg(a, "N");
	uint64_t n = 1;

	if (count && strcmp(count, "all") == 0)
		n = (uint64_t)s->box->n;
	else if (count && number_unsigned(count, INT32_MAX, &n, err) < 0)
		return -1;
	/* Judged before the first is dropped: a refusal changes nothing. */
	if (n > (uint64_t)s->box->n)
		return refuse(err, "box %s has %d frame%s to leave", s->box->name, s->box->n,
			      s->box->n == 1 ? "" : "s");
	for (uint64_t i = 0; i < n; i++)
		if (leave_one(s, s->box, err) < 0)
			return -1;
	return 0;
}

/* A new box on frame 0, or on the top frame of --on BOX; with kinds its first frame at once. */
static int box_make(struct session *s, const struct args *a, struct error *err)
{
	const char *name = arg(a, "NAME"), *on = arg_option(a, "--on");
	const char *const *kinds;
	struct frame *base = s->zero, *f;
	struct box *box;

	if (on && session_top_of(s, on, &base, err) < 0)
		return -1;
	if (box_new(&s->boxes, name, base, &box, err) < 0)
		return -1;
	s->box = box;
	if (arg_list(a, "KIND", &kinds) > 0 &&
	    (newns_make(s, base, a, &f, err) < 0 || session_push(s, f, err) < 0)) {
		s->box = s->boxes.current;
		box_remove(&s->boxes, box);
		return -1;
	}
	s->boxes.current = box;
	return 0;
}

static int box_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *name = arg(a, "NAME");
	const char *const *kinds;
	struct box *box = name ? boxes_find(&s->boxes, name) : NULL;

	if (!name)
		return session_run(s, "boxes", err);
	if (!box)
		return box_make(s, a, err);
	if (arg_list(a, "KIND", &kinds) > 0 || arg_has(a, "--on"))
		return refuse(err, "%s: is there already; newns in it, or box rm %s first",
			      name, name);
	s->boxes.current = box;
	return 0;
}

/* The first box has this name, and no other box can take it. */
static int check_box_rm(const struct args *a, struct error *err)
{
	if (strcmp(arg(a, "NAME"), "main") != 0)
		return 0;
	return refuse(err, "main: the first box stays; leave all empties it");
}

static int box_rm_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *name = arg(a, "NAME");
	struct box *box = boxes_find(&s->boxes, name);

	if (!box)
		return refuse(err, "%s: no such box; boxes lists them", name);
	if (box == s->boxes.list[0])
		return check_box_rm(a, err);
	while (box->n > 0)
		if (leave_one(s, box, err) < 0)
			return -1;
	int kept = trail_forget(s, box, "box rm", err);
	box_remove(&s->boxes, box);
	return kept;
}

static const struct param newns_params[] = {
	{ .kind = KIND_NS_NEW, .name = "KIND", .repeated = 1 },
	{ .kind = KIND_END },
};

static const struct option newns_options[] = {
	{ .name = "--map-users",
	  .kind = KIND_MAP,
	  .value = "INNER:OUTER:COUNT[,...]",
	  .summary = "user ids: INNER here is OUTER below, and COUNT - 1 more" },
	{ .name = "--map-groups",
	  .kind = KIND_MAP,
	  .value = "INNER:OUTER:COUNT[,...]",
	  .summary = "the same for group ids" },
	{ .name = "--map-user",
	  .kind = KIND_ID,
	  .value = "ID",
	  .summary = "you are ID here, and nobody else is anybody" },
	{ .name = "--map-group",
	  .kind = KIND_ID,
	  .value = "ID",
	  .summary = "your group is ID here, and no other is there" },
	{ .name = "--map-root",
	  .kind = KIND_END,
	  .summary = "0 is you, nothing else is mapped" },
	{ .name = "--setgroups",
	  .kind = KIND_CHOICE,
	  .value = "allow|deny",
	  .choices = "allow|deny",
	  .summary = "whether setgroups(2) works in it" },
	{ .name = "--propagation",
	  .kind = KIND_CHOICE,
	  .value = "private|slave|shared|unchanged",
	  .choices = "private|slave|shared|unchanged",
	  .summary = "of all mounts in the new mnt namespace; private" },
	{ .name = "--monotonic",
	  .kind = KIND_SECONDS,
	  .value = "SECONDS",
	  .summary = "shift the monotonic clock of the new time namespace" },
	{ .name = "--boottime",
	  .kind = KIND_SECONDS,
	  .value = "SECONDS",
	  .summary = "shift the clock since boot of the new time namespace" },
	{ .name = "--root",
	  .kind = KIND_PATH,
	  .value = "DIR",
	  .summary = "DIR is the root: pivoted with mnt, otherwise by chroot" },
	{ .name = "--hostname",
	  .kind = KIND_HOSTNAME,
	  .value = "NAME",
	  .summary = "the new uts namespace's host name" },
	{ .name = "--proc", .kind = KIND_END, .summary = "mount a new proc on /proc" },
	{ .name = "--sys", .kind = KIND_END, .summary = "mount a new sysfs on /sys" },
	{ .name = "--dev",
	  .kind = KIND_END,
	  .summary = "a minimal /dev: pts, shm, null, zero, full, random, urandom, tty" },
	{ .name = "--unsafe",
	  .kind = KIND_END,
	  .summary =
		  "join pid=PATH or user=PATH though what runs there could reach your files" },
	{ .name = NULL },
};

static const struct param leave_params[] = {
	{ .kind = KIND_COUNT, .name = "N", .optional = 1 },
	{ .kind = KIND_END },
};

static const struct param box_params[] = {
	{ .kind = KIND_BOX, .name = "NAME", .optional = 1 },
	{ .kind = KIND_NS_NEW, .name = "KIND", .optional = 1, .repeated = 1 },
	{ .kind = KIND_END },
};

static const struct option box_options[] = {
	{ .name = "--on",
	  .kind = KIND_BOX,
	  .value = "BOX",
	  .summary = "a new box stands on BOX's top frame, not on the host" },
	{ .name = NULL },
};

static const struct param box_rm_params[] = {
	{ .kind = KIND_BOX, .name = "NAME" },
	{ .kind = KIND_END },
};

const struct command ns_commands[] = {
	{
		.name = "newns",
		.params = newns_params,
		.options = newns_options,
		.check = newns_check,
		.flags = ROW_COMMON | ROW_CLONES,
		.summary = "make new namespaces, and a frame in them",
		.text = "All KINDs are made by one clone3(2) (Linux 5.3), the user namespace owning\n"
			"the rest; `all` are the eight. KIND=PATH and net=@BOX join one instead.\n"
			"Without root only `user` can be made, and the others together with it. In a\n"
			"pid namespace the frame is PID 1. Done in this order: maps, time, propagation,\n"
			"root, dev, proc, sys, hostname. leave gives the frame below back.",
		.see = "leave, enter, pivot, about namespaces, about user, about rootless",
		.examples = { "newns user mnt; mount tmpfs /mnt; mounts /mnt",
			      "newns user net; link up lo; links",
			      "newns user uts pid mnt --hostname lab --proc; run uname -n" },
		.outside = newns_outside,
		.inside = newns_inside,
	},
	{
		.name = "leave",
		.params = leave_params,
		.summary = "drop the top frame, N of them, or all",
		.text = "Ends the held process on top and all that was started in it; its namespaces\n"
			"go with the last process, descriptor or mount that holds them. The frame\n"
			"below is as it was left.",
		.flags = ROW_COMMON,
		.see = "newns, frames, box rm, about stacks",
		.examples = { "newns user uts; hostname lab; leave; hostname",
			      "newns user; newns net; newns uts; leave 2; frames" },
		.outside = leave_outside,
	},
	{
		.name = "box rm",
		.params = box_rm_params,
		.check = check_box_rm,
		.summary = "leave all frames of a box, and forget it",
		.text = "As leave all in it: its processes end, and what nothing else holds goes with them.\n"
			"Refused while another box stands on one of its frames.",
		.see = "box, boxes, leave",
		.examples = { "box a user uts; box main; box rm a; boxes",
			      "box a user; box b net --on a; box rm b; box rm a" },
		.outside = box_rm_outside,
	},
	{
		.name = "box",
		.params = box_params,
		.options = box_options,
		.check = newns_check,
		.flags = ROW_CLONES,
		.summary = "go to a box, make one, or list them",
		.text = "A box is a named stack of frames. A new one starts on the host, or on the top\n"
			"frame of another box; with KINDs its first frame is made at once.",
		.see = "boxes, newns, about stacks, about prefixes",
		.examples = { "box a user net; box b user net; @a links; boxes",
			      "box a user; box b net --on a; box c net --on a; boxes" },
		.outside = box_outside,
		.inside = newns_inside,
	},
	{ .name = NULL },
};
