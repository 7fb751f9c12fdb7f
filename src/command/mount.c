/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mount, bind, umount, remount, move, propagation, mounts: the rows. mount_namespaces(7) */
#include "command/mount.h"

#include "command/listing.h"
#include "command/mountlist.h"
#include "command/mountsteps.h"
#include "inside/mount.h"

#include <sched.h>
#include <stddef.h>

#define TYPES "private|slave|shared|unbindable"
#define MKDIR                                                                              \
	{                                                                                  \
		.name = "--mkdir", .kind = KIND_END,                                       \
		.summary = "make a missing target also where it is not removed at the end" \
	}
/* Ways of mount(8) to say another step: known, to be refused with its name. */
#define ELSEWHERE(option)                          \
	{                                          \
		.name = (option), .kind = KIND_END \
	}

static const struct param mount_params[] = {
	{ .kind = KIND_MOUNT_SOURCE, .name = "SOURCE", .optional = 1 },
	{ .kind = KIND_PATH, .name = "TARGET" },
	{ .kind = KIND_END },
};

static const struct option mount_options[] = {
	{ .name = "-t",
	  .kind = KIND_FSTYPE,
	  .value = "TYPE",
	  .summary = "the file system's type" },
	{ .name = "-o",
	  .kind = KIND_MOUNT_OPTIONS,
	  .value = "OPTS",
	  .repeated = 1,
	  .summary =
		  "flags (ro, nosuid, nodev, noexec, ...) and the file system's own options" },
	MKDIR,
	ELSEWHERE("--bind"),
	ELSEWHERE("--rbind"),
	ELSEWHERE("--move"),
	ELSEWHERE("--make-private"),
	ELSEWHERE("--make-slave"),
	ELSEWHERE("--make-shared"),
	ELSEWHERE("--make-unbindable"),
	ELSEWHERE("--make-rprivate"),
	ELSEWHERE("--make-rslave"),
	ELSEWHERE("--make-rshared"),
	ELSEWHERE("--make-runbindable"),
	{ .name = NULL },
};

static const struct param bind_params[] = {
	{ .kind = KIND_PATH_ANY, .name = "SRC" },
	{ .kind = KIND_PATH, .name = "DST" },
	{ .kind = KIND_END },
};

static const struct option bind_options[] = {
	{ .name = "-r", .kind = KIND_END, .summary = "with all that is mounted below" },
	{ .name = "--ro", .kind = KIND_END, .summary = "read-only, here; with -r all of it" },
	MKDIR,
	{ .name = NULL },
};

static const struct param umount_params[] = {
	{ .kind = KIND_MOUNTPOINT, .name = "T", .repeated = 1 },
	{ .kind = KIND_END },
};

static const struct option umount_options[] = {
	{ .name = "-l",
	  .kind = KIND_END,
	  .summary = "lazy: out of sight now, gone when unused" },
	{ .name = "-r", .kind = KIND_END, .summary = "all that is mounted below first" },
	{ .name = NULL },
};

static const struct param target_params[] = {
	{ .kind = KIND_MOUNTPOINT, .name = "T" },
	{ .kind = KIND_END },
};

static const struct option remount_options[] = {
	{ .name = "-o",
	  .kind = KIND_MOUNT_OPTIONS,
	  .value = "OPTS",
	  .repeated = 1,
	  .summary = "what changes; the rest stays as it is" },
	{ .name = NULL },
};

static const struct param move_params[] = {
	{ .kind = KIND_MOUNTPOINT, .name = "A" },
	{ .kind = KIND_PATH, .name = "B" },
	{ .kind = KIND_END },
};

static const struct option move_options[] = {
	MKDIR,
	{ .name = NULL },
};

static const struct param propagation_params[] = {
	{ .kind = KIND_CHOICE, .name = "TYPE", .choices = TYPES },
	{ .kind = KIND_MOUNTPOINT, .name = "T", .optional = 1 },
	{ .kind = KIND_END },
};

static const struct option propagation_options[] = {
	{ .name = "--here",
	  .kind = KIND_END,
	  .summary = "of this mount only, not of those below" },
	{ .name = NULL },
};

const struct command mount_commands[] = {
	{
		.name = "mount",
		.params = mount_params,
		.options = mount_options,
		.check = mount_check,
		.changes = CLONE_NEWNS,
		.flags = ROW_COMMON | ROW_MOUNTS,
		.summary = "mount a file system",
		.text = "SOURCE with / : or = is a device whose type is looked up, unless -t names it;\n"
			"otherwise it is a type that needs none. mount(2) wants CAP_SYS_ADMIN in the\n"
			"owner of the mount namespace; in a user namespace only some types may be\n"
			"mounted (tmpfs, proc, sysfs, devpts, mqueue, cgroup2, overlay, fuse). A TARGET\n"
			"that is missing is made, and removed at the end. No helpers, no fstab.",
		.see = "umount, bind, remount, mounts",
		.examples = { "newns user mnt; mount tmpfs /mnt; mounts /mnt",
			      "newns user mnt; mount -t tmpfs -o size=1m,ro scratch /mnt" },
		.outside = mount_outside,
		.inside = mount_inside,
	},
	{
		.name = "bind",
		.params = bind_params,
		.options = bind_options,
		.changes = CLONE_NEWNS,
		.summary = "show a file or directory in another place as well",
		.text = "open_tree(2) and move_mount(2). @host:/path is the host's, as root wherever it\n"
			"is, otherwise where this box still has it. Mounts below SRC come along with -r\n"
			"only; those that came from outside a user namespace cannot be left out. --ro\n"
			"with -r needs Linux 5.12. A DST that is missing is made, and removed at the end.",
		.see = "mount, remount, propagation, about mount",
		.examples = { "newns user mnt; bind --ro /usr /mnt; mounts /mnt",
			      "newns user mnt; bind -r /proc /mnt; ls /mnt/self" },
		.outside = bind_outside,
		.inside = bind_inside,
	},
	{
		.name = "umount",
		.params = umount_params,
		.options = umount_options,
		.changes = CLONE_NEWNS,
		.flags = ROW_COMMON | ROW_MOUNTS,
		.summary = "unmount",
		.text = "umount2(2), which wants CAP_SYS_ADMIN in the owner of the mount namespace. Busy\n"
			"means that a process has a file, its cwd or its root there, or that something is\n"
			"mounted below: -r takes that first, -l (MNT_DETACH, Linux 2.4.11) takes all out of\n"
			"the tree at once, and lets go when nobody uses it any more. What a user namespace\n"
			"got from outside cannot be unmounted in it, Linux 3.12.",
		.see = "mount, mounts, about mount",
		.examples = { "newns user mnt; mount tmpfs /mnt; umount /mnt",
			      "newns user mnt; mount tmpfs /mnt; cd /mnt; umount -l /mnt" },
		.outside = umount_outside,
		.inside = umount_inside,
	},
	{
		.name = "remount",
		.params = target_params,
		.options = remount_options,
		.check = remount_check,
		.changes = CLONE_NEWNS,
		.flags = ROW_MOUNTS,
		.summary = "change a mount's flags, or its file system's options",
		.text = "ro, rw, nosuid, nodev, noexec, noatime and the like change this mount alone, by\n"
			"mount_setattr(2) (Linux 5.12; before by mount(2)); what is not named stays.\n"
			"Other options change the file system itself, wherever it is mounted: one that\n"
			"the host has mounted needs @host.",
		.see = "mount, bind, about mount",
		.examples = { "newns user mnt; mount tmpfs /mnt; remount -o ro,size=1m /mnt",
			      "newns user mnt; bind /usr /mnt; remount -o ro,nosuid /mnt; mounts /mnt" },
		.outside = remount_outside,
		.inside = remount_inside,
	},
	{
		.name = "move",
		.params = move_params,
		.options = move_options,
		.changes = CLONE_NEWNS,
		.summary = "move a mount, with all below it",
		.text = "mount(2) with MS_MOVE, Linux 2.4.18: the mount and all below it, at once; open\n"
			"files stay open. Wants CAP_SYS_ADMIN in the owner of the mount namespace. A mount\n"
			"whose parent is shared cannot be moved (EINVAL): propagation private first.",
		.see = "mount, bind, about propagation",
		.examples = { "newns user mnt; mount tmpfs /mnt; move /mnt /srv",
			      "newns user mnt; mount tmpfs /mnt; mkdir /mnt/a; mount tmpfs /mnt/a; move /mnt/a /srv; mounts /srv" },
		.outside = move_outside,
		.inside = move_inside,
	},
	{
		.name = "propagation",
		.params = propagation_params,
		.options = propagation_options,
		.changes = CLONE_NEWNS,
		.summary = "whether mounts made here appear elsewhere, or theirs here",
		.text = "private: neither; slave: theirs reach this one; shared: both; unbindable: private,\n"
			"and cannot be bound. Of T (/) and all below it. mount(2) with MS_PRIVATE, MS_SLAVE,\n"
			"MS_SHARED or MS_UNBINDABLE and MS_REC, Linux 2.6.15; CAP_SYS_ADMIN in the owner of\n"
			"the mount namespace.",
		.see = "mounts, newns",
		.examples = { "newns user mnt; propagation shared; mounts /",
			      "newns user mnt; mount tmpfs /mnt; propagation unbindable /mnt --here; mounts /mnt" },
		.inside = propagation_inside,
	},
	{
		.name = "mounts",
		.params = mounts_params,
		.options = mounts_options,
		.summary = "list what is mounted",
		.text = "As the frame sees it, from its mountinfo: what is not below its root is not\n"
			"there. With T the mount that T lies on, and those below it.",
		.flags = ROW_COMMON,
		.see = "mount, propagation, about mount",
		.examples = { "mounts", "mounts --tree /",
			      "mounts --json -o target,fstype /proc" },
		.check = listing_check,
		.columns = mount_columns,
		.columns_n = MOUNT_COLUMNS,
		.outside = mounts_outside,
	},
	{ .name = NULL },
};
