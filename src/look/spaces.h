/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every namespace that can be found from outside: of processes by the links of /proc/PID/ns,
 * of bind mounts by the mountinfo of each mount namespace, of open descriptors, and what owns
 * or carries one of those, by ioctl_nsfs(2). What keeps one alive is counted as it is found.
 * Nothing is entered, and no link of a namespace is followed but the first that shows it: that
 * would make an inode each time (measured: stat(2) takes twice as long as readlink(2)).
 *
 * What is kept by a socket alone, or by a descriptor that is under way in one, is not found.
 */
#ifndef UNSH_LOOK_SPACES_H
#define UNSH_LOOK_SPACES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct error;

enum {
	SPACE_COMM = 16
};

/* Flat: a helper process sends them as they are. */
struct look_space {
	uint64_t id;     /* NS_GET_ID; 0: this kernel has none, or it could not be opened */
	uint64_t ino;    /* with the kind, what it is told apart by */
	uint64_t owner;  /* inode of the owning user namespace; 0: not for us to know */
	uint64_t parent; /* inode; of user and pid namespaces only; 0: none that we may know */
	uint32_t uid; /* of a user namespace: who made it, as we count; UINT32_MAX: unknown */
	int kind;     /* as look_ns_name counts */
	int processes, threads; /* threads: of processes that are in another themselves */
	int unborn; /* pid_for_children, time_for_children that differ from their process's */
	int descriptors, mounts, namespaces; /* namespaces: owned or carried by it */
	pid_t pid;                           /* the lowest of its processes; 0: none */
	pid_t holder;                        /* without processes: who has a descriptor, */
	int holder_fd;                       /* and which */
	char comm[SPACE_COMM];               /* of pid, raw */
};

/* A bind mount of one. */
struct look_space_mount {
	int kind;
	uint64_t ino;
	int space;  /* its number in the list, from spaces_order on */
	pid_t pid;  /* one who sees it */
	char *path; /* where, below that one's root */
};

struct look_spaces {
	int n, room;
	struct look_space *list;
	int places_n; /* a power of two; index: place -> number in the list + 1 */
	int *places;
	int mounts_n, mounts_room;
	struct look_space_mount *mounts;
	int hidden; /* processes that are not ours to look at */
};

/* How far one looks, and what ends it early. */
struct look_far {
	bool all; /* descriptors, threads and the namespaces of children to come as well */
	int interrupt_fd; /* readable: the user wants no more, which is EINTR; -1 without */
};

/*
 * look_spaces: all that PROC, a procfs, shows, ordered by kind, then by age (id, or inode).
 * Freed by look_spaces_done, which sees a zeroed one too. A process that ends meanwhile is left
 * out. Where there are many processes, a forked helper takes every other one.
 */
int look_spaces(int proc, const struct look_far *far, struct look_spaces *ret,
		struct error *err);
void look_spaces_done(struct look_spaces *s);

/* look_spaces_find: number in the list of the one of KIND with inode INO; -1. */
int look_spaces_find(const struct look_spaces *s, int kind, uint64_t ino);

/*
 * The parts of it. spaces_add: the one of KIND and INO, new or known: its number, or -1;
 * *RET_NEW says which. spaces_describe: asks FD, a handle of number AT, for id, owner and
 * parent, and adds what it is owned or carried by. spaces_merge: adds what a helper found.
 * spaces_order: at the end; counts namespaces, and numbers change. spaces_hold: FD, a handle
 * that process PID, hidden from us, gave of its own namespace of KIND.
 */
int spaces_add(struct look_spaces *s, int kind, uint64_t ino, bool *ret_new, struct error *err);
int spaces_describe(struct look_spaces *s, int at, int fd, struct error *err);
int spaces_merge(struct look_spaces *s, const struct look_space *list, int n,
		 struct error *err);
int spaces_order(struct look_spaces *s, struct error *err);
int spaces_hold(struct look_spaces *s, int kind, int fd, pid_t pid, const char *comm,
		struct error *err);

/* spaces_mounts: adds the bind mounts of namespaces that the mount namespaces of S show. */
int spaces_mounts(struct look_spaces *s, int proc, struct error *err);

/* spaces_link: kind and inode of a link as /proc has it, "mnt:[4026531841]"; false: is none. */
bool spaces_link(const char *link, int *ret_kind, uint64_t *ret_ino);

#endif
