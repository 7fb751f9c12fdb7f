/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Held processes, as unsh sees them. A frame waits in its namespaces and answers one question
 * at a time; it is cloned from another frame, and frame 0, the undertaker, from main.
 *
 * unsh talks to each frame over a socket of its own and holds a pidfd of it; how it ended comes
 * by a pipe from its parent frame (frame/ending.h).
 */
#ifndef UNSH_FRAME_FRAME_H
#define UNSH_FRAME_FRAME_H

#include "frame/ending.h"
#include "wire/message.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct keepers;
struct table;

struct frame {
	struct frame *below; /* the frame it was cloned from; NULL for frame 0 */
	int sock, pidfd;
	int ending;      /* read end of the pipe that tells how it ended; -1 for frame 0 */
	pid_t pid;       /* as the host counts */
	unsigned own;    /* CLONE_NEW*: kinds made or entered that are not the host's */
	unsigned made;   /* those made by this box's frames, not entered */
	bool chrooted;   /* not at its mount namespace's root: no user namespace from here */
	bool entered;    /* some frame at or below it joined somebody's namespaces by `enter` */
	bool busy;       /* it owes the answer to question `number` */
	uint32_t number; /* of the last question */
	int netlink;     /* its NETLINK_ROUTE socket, handed out; -1 until asked */
	char **env;      /* what its programs get; ended by NULL; a clone has a copy */
	int carries;     /* frames cloned from it that still are */
	int proc;        /* the host's procfs; frame 0's, the others borrow it */
	struct keepers *keepers; /* frame 0's; NULL in others */
	bool is_heir;            /* of frame 0: what it leaves becomes a child of unsh */
	int64_t uid, gid;        /* its ids, as its own user namespace counts */
	unsigned changed;        /* CLONE_NEW*: kinds that this very frame made or joined */
	bool owns_user;          /* this very frame made its user namespace */
	bool enters;             /* this very frame was made by `enter` of a process */
	bool peers; /* its mounts may be in a peer group of the host's, mount_namespaces(7) */
	bool starts_there; /* its programs start in the PID namespace of who was entered */
	bool cwd_lost;     /* `enter`: the target's cwd cannot be reached from its root */
	bool becomes;      /* the last question was to become a program */
	bool told;         /* the user knows that it has ended */
	char target[64];   /* the name of what was entered, here or below; raw; "": nothing */
	struct ending ended;
};

/* How long, and until what, an answer is waited for. */
struct patience {
	int timeout_ms;   /* -1: for ever */
	int interrupt_fd; /* readable: the user wants no more; -1 without */
	int pump_from;    /* read end of a ROW_STREAMS pipe: read while waiting; -1 without */
	int (*pump)(void *state, const void *data, size_t size); /* gets what came; -1 stops */
	/* NULL, or called after each second in which nothing came: that many it has been. */
	void (*still)(void *state, int seconds);
	void *state;
};

/*
 * frame_zero: forks the undertaker; the first thing in main. In the child it never returns.
 * *RET is the caller's, ended by frame_end_all.
 */
int frame_zero(const struct table *t, struct frame **ret, struct error *err);

/*
 * frame_ask: question WORDS (N) with HANDLES (borrowed); waits for the answer, which the caller
 * frees. A failed answer is *ERR. EINTR, ETIMEDOUT in err->errnum, call "": P said so; the
 * frame was told to give up, and stays busy if it did not. EOWNERDEAD: the frame has died, and
 * the text says how.
 */
struct question {
	const char *const *words;
	int n;
	const int *handles;
	int handles_n;
	bool becomes; /* the frame becomes a program: the end of its socket is not its death */
};
int frame_ask(struct frame *f, const struct question *q, const struct patience *p,
	      struct message *ret, struct error *err);

/* A new frame: what is new, what is joined, who is who. */
struct frame_plan {
	unsigned kinds;      /* CLONE_NEW* made by the clone */
	const char *uid_map; /* lines for the map files; NULL without CLONE_NEWUSER */
	const char *gid_map;
	bool deny_setgroups;
	bool by_helpers; /* newuidmap, newgidmap write the maps: frame 0's children only */
	int64_t become_uid, become_gid;   /* ids inside to take on after the maps; -1: none */
	const char *monotonic, *boottime; /* seconds, for CLONE_NEWTIME; NULL: unshifted */
	unsigned join;    /* CLONE_NEW* joined; their handles below, lowest bit first */
	int join_ns[8];   /* borrowed */
	bool keeps_peers; /* a new mount namespace is left with the propagation it came with */
	bool enter;       /* `enter`: ids, root, cwd of the target; then: */
	int root, cwd;    /* O_PATH handles, or -1 */
};
int frame_clone(struct frame *from, const struct frame_plan *plan, const struct patience *p,
		struct frame **ret, struct error *err);

/*
 * frame_drop: ends F and all it started, and frees it; F carries nothing. The lower frames and
 * their programs go on. Never fails: a frame that does not end is killed.
 * frame_end_all: the end of the session: all frames, what they started, the directories made.
 */
void frame_drop(struct frame *f, struct frame *zero);
void frame_end_all(struct frame *zero);

/* frame_forget: frees what unsh holds of F, whose end is the undertaker's business from now. */
void frame_forget(struct frame *f);

/* frame_handle: a handle of F's own: "net", "mnt", ... (its namespaces), "root", "cwd", or
 * "netlink", a new NETLINK_ROUTE socket. The caller's. */
int frame_handle(struct frame *f, const char *what, const struct patience *p, int *ret,
		 struct error *err);

/* frame_ns_is_hosts: whether handle NS is the host's namespace of KIND (CLONE_NEW*), also where
 * that cannot be told. */
bool frame_ns_is_hosts(const struct frame *f, int ns, unsigned kind);

/* frame_alive: whether F still runs; otherwise *RET says how it ended ("killed by SIGKILL"). */
bool frame_alive(struct frame *f, struct ending *ret);

/*
 * frame_check: for who hears no more of F's programs: 0 if F lives, else EOWNERDEAD and which
 * frame has died, and how. frame_silent: ETIMEDOUT: frame PID does not answer. -1.
 */
int frame_check(struct frame *f, struct error *err);
int frame_silent(pid_t pid, struct error *err);

/* frame_env: the value of NAME in F's environment, or NULL. frame_env_set: VALUE NULL removes.
 */
const char *frame_env(const struct frame *f, const char *name);
int frame_env_set(struct frame *f, const char *name, const char *value, struct error *err);
int frame_env_copy(struct frame *f, char *const *env, struct error *err); /* all of it */
void frame_env_free(struct frame *f);

#endif
