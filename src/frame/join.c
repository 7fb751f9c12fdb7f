/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame/join.h"

#include "base/error.h"
#include "sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	unsigned kind;
	const char *name;
} kinds_known[] = {
	{ CLONE_NEWNS, "mnt" },    { CLONE_NEWUTS, "uts" },   { CLONE_NEWIPC, "ipc" },
	{ CLONE_NEWNET, "net" },   { CLONE_NEWPID, "pid" },   { CLONE_NEWCGROUP, "cgroup" },
	{ CLONE_NEWTIME, "time" }, { CLONE_NEWUSER, "user" },
};

const char *join_kind_name(unsigned kind)
{
	for (size_t i = 0; i < sizeof(kinds_known) / sizeof(*kinds_known); i++)
		if (kinds_known[i].kind == kind)
			return kinds_known[i].name;
	return "?";
}

/* The handle of KIND among FDS, which are in the order of KINDS' bits. */
static int handle_of(unsigned kinds, unsigned kind, const int *fds)
{
	return fds[__builtin_popcount(kinds & (kind - 1))];
}

/* One stage: all of *TODO that can be had. What cannot for want of rights stays in *TODO if
 * LATER, otherwise it is the failure. */
static int stage(unsigned all, unsigned *todo, const int *fds, bool later, struct error *err)
{
	for (unsigned left = *todo; left; left &= left - 1) {
		unsigned kind = left & -left;

		if (setns(handle_of(all, kind, fds), (int)kind) == 0) {
			*todo &= ~kind;
			continue;
		}
		/* EINVAL of a user namespace: the one we are in; the target's is joined
		 * already. */
		if (errno == EPERM && later)
			continue;
		return fail_call(err, "setns", "%s", join_kind_name(kind));
	}
	return 0;
}

int join_namespaces(unsigned kinds, const int *fds, struct error *err)
{
	unsigned user = kinds & CLONE_NEWUSER, todo = kinds & ~user;

	/* First with the rights of the host: after the user namespace they are gone, and a
	 * network that the container does not own could not be joined any more. */
	if (stage(kinds, &todo, fds, user != 0, err) < 0)
		return -1;
	if (user && stage(kinds, &user, fds, false, err) < 0)
		return -1;
	return stage(kinds, &todo, fds, false, err);
}

/* Whether ROOT is the root that we have: the same directory of the same mount. Then there is
 * nothing to change, and no CAP_SYS_CHROOT needed. */
static bool is_own_root(int root)
{
	struct statx theirs, ours;
	unsigned mask = STATX_INO | STATX_MNT_ID; /* Linux 5.8 */

	return statx(root, "", AT_EMPTY_PATH, mask, &theirs) == 0 &&
	       statx(AT_FDCWD, "/", 0, mask, &ours) == 0 && theirs.stx_ino == ours.stx_ino &&
	       theirs.stx_dev_major == ours.stx_dev_major &&
	       theirs.stx_dev_minor == ours.stx_dev_minor &&
	       theirs.stx_mnt_id == ours.stx_mnt_id;
}

int join_root(int root, int cwd, int *ret_lost, struct error *err)
{
	char path[4096];

	*ret_lost = 0;
	if (root >= 0 && !is_own_root(root) &&
	    (fchdir(root) < 0 || chroot(".") < 0 || chdir("/") < 0))
		return fail_call(err, "chroot", "its root");
	if (cwd < 0)
		return 0;
	/* libc's getcwd hides that a directory lies outside of the root; the call itself says
	 * "(unreachable)", getcwd(2). A longer path than ours is reachable, or it would be
	 * short. */
	if (fchdir(cwd) == 0 &&
	    ((sys_getcwd(path, sizeof(path)) > 0 && path[0] == '/') || errno == ERANGE))
		return 0;
	*ret_lost = 1;
	if (chdir("/") < 0)
		return fail_call(err, "chdir", "/");
	return 0;
}
