/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/root.h"

#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "inside/mountfs.h"
#include "inside/mountproc.h"
#include "lang/args.h"
#include "sys/root.h"
#include "wire/call.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

int root_change(const char *dir, struct error *err)
{
	if (chroot(dir) < 0)
		return fail_call(err, "chroot", "%s", dir);
	if (chdir("/") < 0)
		return fail_call(err, "chdir", "%s", dir);
	return 0;
}

int root_begin(const char *dir, bool slave, struct error *err)
{
	/* pivot_root refuses a shared parent of either root: its peers would see all this. */
	if (mount(NULL, "/", NULL, MS_REC | (slave ? MS_SLAVE : MS_PRIVATE), NULL) < 0)
		return fail_call(err, "mount", "/");
	/* Also where DIR is a mount already: one that came from outside is locked and cannot be
	 * pivoted to, its bind can. */
	if (mount(dir, dir, NULL, MS_BIND | MS_REC, NULL) < 0)
		return fail_call(err, "mount", "%s", dir);
	return 0;
}

int root_finish(const char *dir, struct error *err)
{
	if (chdir(dir) < 0)
		return fail_call(err, "chdir", "%s", dir);
	/* The old root lies on top of the new one, and goes as a whole: so no directory is
	 * needed for it, and locked mounts are no hindrance. */
	if (sys_pivot_root(".", ".") < 0)
		return fail_call(err, "pivot_root", "%s", dir);
	if (umount2(".", MNT_DETACH) < 0)
		return fail_call(err, "umount2", "the old root");
	if (chdir("/") < 0)
		return fail_call(err, "chdir", "/");
	return 0;
}

static int mount_below(const struct call *c, const char *base, const char *name,
		       const char *type, struct error *err)
{
	struct text path __attribute__((cleanup(text_done))) = { .at = NULL };
	struct filesystem fs = { type, type, MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL };

	if (text_printf(&path, err, "%s/%s", base, name) < 0)
		return -1;
	if (strcmp(type, "proc") == 0)
		return mountproc_at(c, &fs, path.at, err);
	return mountfs_at(&fs, path.at, err);
}

int root_mount_proc(const struct call *c, const char *base, struct error *err)
{
	return mount_below(c, base, "proc", "proc", err);
}

int root_mount_sys(const struct call *c, const char *base, struct error *err)
{
	return mount_below(c, base, "sys", "sysfs", err);
}

/* Whether A and B are one file, reached by one mount. Linux 5.8 */
static bool same_place(const struct statx *a, const struct statx *b)
{
	return a->stx_ino == b->stx_ino && a->stx_dev_major == b->stx_dev_major &&
	       a->stx_dev_minor == b->stx_dev_minor && a->stx_mnt_id == b->stx_mnt_id;
}

int chroot_inside(struct call *c, const struct args *a, struct error *err)
{
	struct statx before, after;

	if (statx(AT_FDCWD, "/", 0, STATX_INO | STATX_MNT_ID, &before) < 0)
		return fail_call(err, "statx", "/");
	if (root_change(arg(a, "DIR"), err) < 0)
		return -1;
	if (statx(AT_FDCWD, "/", 0, STATX_INO | STATX_MNT_ID, &after) < 0)
		return fail_call(err, "statx", "/");
	return same_place(&before, &after) ? reply_line(c, "same", err) : 0;
}

int pivot_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *dir = arg(a, "DIR");

	if (root_begin(dir, false, err) < 0)
		return -1;
	if (arg_has(a, "--proc") && root_mount_proc(c, dir, err) < 0)
		return -1;
	return root_finish(dir, err);
}
