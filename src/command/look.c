/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of what is read from outside about the machine and its processes. */
#include "command/namespaces.h"

#include "command/listing.h"
#include "lang/args.h"
#include "lang/command.h"

static const struct option namespaces_options[] = {
	{ .name = "-t",
	  .kind = KIND_NSKINDS,
	  .value = "KIND[,...]",
	  .repeated = 1,
	  .summary = "only of these kinds" },
	{ .name = "-p",
	  .kind = KIND_PID,
	  .value = "PID",
	  .summary = "only those that process PID is in" },
	{ .name = "--box",
	  .kind = KIND_NAME,
	  .value = "BOX",
	  .summary = "only those of this box, or the host's" },
	{ .name = "--persistent",
	  .kind = KIND_END,
	  .summary = "only those that no process is in" },
	{ .name = "--all",
	  .kind = KIND_END,
	  .summary = "look at descriptors and threads too: slower" },
	{ .name = "--tree",
	  .kind = KIND_END,
	  .summary = "as a tree, by owning user namespace" },
	{ .name = "--parents",
	  .kind = KIND_END,
	  .summary = "as a tree, by what user and pid are nested in" },
	LISTING_OPTIONS,
	{ .name = NULL },
};

static const struct option ps_options[] = {
	{ .name = "--tree", .kind = KIND_END, .summary = "as a tree, by parent" },
	LISTING_OPTIONS,
	{ .name = NULL },
};

static const struct param pid_params[] = {
	{ .kind = KIND_PID, .name = "PID", .optional = 1 },
	{ .kind = KIND_END },
};

const struct command look_commands[] = {
	{
		.name = "namespaces",
		.options = namespaces_options,
		.check = listing_check,
		.summary = "every namespace on the machine, and what keeps it",
		.text = "Read from outside: the links of /proc/PID/ns, mounted ones (nsfs in\n"
			"mountinfo), and what owns or carries one of those, by ioctl_nsfs(2): Linux 4.9,\n"
			"ID since 6.18. KEPT says what holds it: proc, fd, mount, ns; when all are gone\n"
			"the kernel takes it away. --all also looks at each descriptor, thread, and\n"
			"pid_for_children, which may show more of them, and takes twice as long. What\n"
			"only a socket keeps is not found. You see what ptrace(2) lets you look at:\n"
			"root all, others their own processes. A namespace belongs to a BOX if it made\n"
			"or joined it, or its programs made it below the box's user namespace.",
		.examples = { "newns user net; namespaces -t user,net --tree",
			      "newns user uts; namespaces --box main -o kind,id,owner,kept",
			      "namespaces --persistent --all -o kind,ino,kept,path" },
		.columns = namespace_columns,
		.columns_n = NAMESPACE_COLUMNS,
		.outside = namespaces_outside,
	},
	{
		.name = "ps",
		.options = ps_options,
		.check = listing_check,
		.summary = "the processes of this box, with their pids here and there",
		.text = "Read from outside, so it needs neither ps nor /proc in the box. With a pid\n"
			"namespace of its own those in it and below (NSpid of proc_pid_status(5), Linux\n"
			"4.1); otherwise those that are in all namespaces that the box made or entered;\n"
			"of a box with none of its own, all of the host. A process has a pid in its pid\n"
			"namespace and in each that this one lies in, and none anywhere else. UID is\n"
			"translated by the box's map. Held processes of unsh are among them.",
		.examples = { "newns user pid mnt --proc; run sleep 60 &; ps",
			      "newns user uts; ps -o +hostuid,frame" },
		.columns = ps_columns,
		.columns_n = PS_COLUMNS,
		.outside = ps_outside,
	},
	{
		.name = "maps",
		.params = pid_params,
		.options = listing_options,
		.check = listing_check,
		.summary = "id maps of the frame or a process, up to the host's",
		.text = "What /proc/PID/uid_map and gid_map say, user_namespaces(7), Linux 3.8: an id\n"
			"from INNER on is one from OUTER on outside; what is not mapped is 65534 inside\n"
			"and can be nobody's. OUTER is always the host's id. A map is written once, by\n"
			"who may use the outer ids: root any, others their own, newuidmap(1) those of\n"
			"/etc/subuid. setgroups: deny is the price of a gid map without newgidmap, so\n"
			"that nobody drops a group that shuts him out (Linux 3.19).",
		.examples = { "newns user; maps", "newns user --map-root; maps -o map,means" },
		.columns = map_columns,
		.columns_n = MAP_COLUMNS,
		.outside = maps_outside,
	},
	{
		.name = "caps",
		.params = pid_params,
		.options = listing_options,
		.check = listing_check,
		.summary = "capabilities of the frame or a process, and over what",
		.text = "The five sets of capabilities(7). They count in the process's own user namespace\n"
			"and in those below it; over another namespace, a net or a mnt, if the user\n"
			"namespace that owns it is one of these: so root of a new user namespace has all\n"
			"capabilities, and none of them over the host's network. effective is what is\n"
			"checked now; permitted what may be put there; inheritable and ambient what an\n"
			"exec keeps (ambient since Linux 4.3); bounding what an exec can ever give.",
		.examples = { "newns user net; caps", "newns user net; caps -o kind,count" },
		.columns = cap_columns,
		.columns_n = CAP_COLUMNS,
		.outside = caps_outside,
	},
	{ .name = NULL },
};
