/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Namespaces, by a handle of them or of a process, as the kernel tells them apart: by inode,
 * which is used again at once, and by id, which never is (Linux 6.18). namespaces(7),
 * ioctl_nsfs(2). Nothing is entered.
 */
#ifndef UNSH_LOOK_NS_H
#define UNSH_LOOK_NS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct error;

enum {
	LOOK_NS_KINDS = 8,
	LOOK_NS_NAMES = 64 /* room for all names with something between */
};

/* look_ns_kind: CLONE_NEW* of the I-th kind; its name, as /proc/PID/ns has it. */
unsigned look_ns_kind(int i);
const char *look_ns_name(int i);

/* look_ns_names: those of THESE (CLONE_NEW*), BETWEEN each two of them; "" for none. */
void look_ns_names(unsigned these, char between, char ret[LOOK_NS_NAMES]);

/* look_ns_is: whether FD stands for a namespace; any file could have its inode number. */
bool look_ns_is(int fd);

/* look_ns_id: the number of FD's namespace that is never used again; 0 before Linux 6.18. */
uint64_t look_ns_id(int fd);

struct look_ns {
	uint64_t ino;
	uint64_t id;        /* NS_GET_ID; 0 where the kernel has none */
	uint64_t owner_ino; /* of the owning user namespace; of a user namespace its parent's */
	uint64_t owner_id;  /* both 0: it is not for us to know, being none of ours or below */
};

/* look_ns: of the namespace that handle FD stands for. EINVAL or ENOTTY: FD is no namespace. */
int look_ns(int fd, struct look_ns *ret, struct error *err);

/*
 * look_ns_of: of kind NAME of process PID, as PROC counts. ENOENT: no such process, or a kind
 * that this kernel has not. EACCES: it is not ours to look at (ptrace(2), access mode checks).
 */
int look_ns_of(int proc, pid_t pid, const char *name, struct look_ns *ret, struct error *err);

#endif
