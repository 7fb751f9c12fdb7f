/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be seen of a scene, without entering or changing anything: the host's procfs,
 * sysctls, handles that the frame gives of itself. Each answer may be "cannot be known".
 */
#ifndef UNSH_WHY_PROBE_H
#define UNSH_WHY_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct view;
struct look_mount;

/* probe_file: the file PATH of the host's procfs, cut at SIZE - 1; how much, or -1. */
ssize_t probe_file(const struct view *v, const char *path, char *text, size_t size);

/* probe_number: what the file PATH of procfs holds ("sys/user/max_user_namespaces"); -1: none.
 */
int64_t probe_number(const struct view *v, const char *path);

/* probe_status: the first value of line NAME ("CapEff") of PID's status, as a number of BASE.
 */
bool probe_status(const struct view *v, pid_t pid, const char *name, int base, uint64_t *ret);

/* probe_lacks: the frame certainly has not capability BIT in its own user namespace. */
bool probe_lacks(const struct view *v, int bit);

/* probe_ns: a handle of the frame's namespace NAME ("net"), the caller's, or -1. */
int probe_ns(const struct view *v, const char *name);

/* Whose the frame's namespace NAME is: of its own user namespace (or one below), or of one
 * above it, where capabilities held here do not count. NS_GET_USERNS, ioctl_ns(2), Linux 4.9 */
enum owner {
	OWNER_UNKNOWN,
	OWNER_OURS,
	OWNER_ABOVE
};
enum owner probe_owner(const struct view *v, const char *name);

/* probe_depth: how many user namespaces lie between the frame and unsh's own; -1: unknown. */
int probe_depth(const struct view *v);

/* probe_filtered: a seccomp filter answers unshare(2) for us, where the kernel would say
 * EINVAL. */
bool probe_filtered(void);
bool probe_filtered_mount(void);

/* probe_chrooted: unsh itself is not at the root of a mount. */
bool probe_chrooted(void);

/* probe_maps: PID's uid_map (or gid_map) has the id that its parent, or unsh, calls OUTER. -1:
 * cannot be read. 0, 1. */
int probe_maps_outer(const struct view *v, bool groups, uint64_t outer);
int probe_maps_inner(const struct view *v, bool groups, uint64_t inner);

/* probe_ranges: the frame's own ids: "0, 1000-1999", into TEXT. */
void probe_ranges(const struct view *v, bool groups, char *text, size_t size);

/* probe_user_tasks: processes and threads of the real uid UID. */
uint64_t probe_user_tasks(const struct view *v, uint64_t uid);

/* probe_has_word: WORD is among the words of the step. probe_last: the last of them, or "". */
bool probe_has_word(const struct view *v, const char *word);
const char *probe_last(const struct view *v);

/* probe_asked: CLONE_NEW* of the kinds that the step's words ask for anew. */
unsigned probe_asked(const struct view *v);

/* ---- mounts: why/probe_mount.c ---- */

/* probe_mount_of: the mount that PATH of the box lies on; *RET_ROOT: PATH is its root. NULL:
 * not known. Lives as long as V. */
const struct look_mount *probe_mount_of(struct view *v, const char *path, bool *ret_root);

/* probe_child: the first mount below M; NULL without one. */
const struct look_mount *probe_child(struct view *v, const struct look_mount *m);

/* probe_type: the first mount of file system TYPE, that is below AFTER in the list. */
const struct look_mount *probe_type(struct view *v, const char *type,
				    const struct look_mount *after);

/* probe_cwd_on: the frame's own working directory is on M. */
bool probe_cwd_on(const struct view *v, const struct look_mount *m);

/* probe_option: OPTIONS, a comma list, has NAME. */
bool probe_option(const char *options, const char *name);

/* probe_open: the file PATH of the box as O_PATH, or -1: only if the kernel has all of its
 * path at hand, so that it cannot block, and no link leads out of the box. openat2(2), 5.12 */
int probe_open(const struct view *v, const char *path);

/* probe_missing: PATH of the box, which a failed call has just looked for, is not there. */
bool probe_missing(const struct view *v, const char *path);

/* ---- who holds it: why/probe_holder.c ---- */

/* probe_holder: who keeps mount M busy: "214 sleep" into clue 1, what by ("cwd", "fd 5") into
 * clue 2, into clue 3 the file if it is one. WRITING: only who has a file open for writing.
 * Bounded: 200 ms. */
bool probe_holder(struct view *v, const struct look_mount *m, bool writing);

/* probe_writer: who has the file behind FD open for writing; as probe_holder. */
bool probe_writer(struct view *v, int fd);

#endif
