/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The other side: what a held process knows of itself, and what it does when it is asked. All
 * of this runs in the frames, perhaps among a container's files: no stdio, no locale, no NSS.
 *
 * A frame polls, answers one question at a time, and clones. Besides the inside halves of the
 * table it knows a few words of its own, which begin with a dot (frame/own.c).
 */
#ifndef UNSH_FRAME_HELD_H
#define UNSH_FRAME_HELD_H

#include "frame/ending.h"
#include "wire/message.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct call;
struct error;
struct keepers;
struct table;

/* A child that somebody wants to know about: a frame, or a program. */
struct offspring {
	pid_t pid;
	int ending; /* write end */
};

/* A directory that a step of ours made on the host, and what is below it. */
struct made;

struct held {
	const struct table *table;
	int sock;
	bool undertaker; /* frame 0 */
	struct keepers *keepers;
	int pid_ns; /* of the target of `enter`: its programs start there; -1 without */
	int offspring_n, offspring_room;
	struct offspring *offspring;
	int made_n, made_room; /* made_n: the number of the next; none is used twice */
	struct made *made;
	int placed_n;
	unsigned *placed; /* of links, as the host counts */
	/* the question that a child is doing: pid 0 without */
	uint32_t asked;
	pid_t doer;
	int report; /* a launch: where the child says how exec went; -1 otherwise */
	struct message launched; /* the answer, if it went well */
	struct offspring program;
};

/* held_loop: never returns: answers until unsh is gone, then ends (the undertaker buries). */
_Noreturn void held_loop(struct held *h);

/* held_answer: sends the answer to question NUMBER: DONE with what C has, or FAILED with ERR.
 */
void held_answer(struct held *h, uint32_t number, struct call *c, const struct error *err);

/* held_adopt: news of child PID go to a pipe; its read end is *RET. The pipe is closed, and
 * forgotten, when the child has ended. */
int held_adopt(struct held *h, pid_t pid, int *ret, struct error *err);

/* held_adopt_as: the same with a pipe that is there already; ENDING is the frame's from now. */
int held_adopt_as(struct held *h, pid_t pid, int ending, struct error *err);

/* ending_pipe: neither end blocks. ending_write: what waitid said, into it; true if the process
 * lives on (stopped, continued). */
int ending_pipe(int ret[2], struct error *err);
bool ending_write(int fd, const siginfo_t *info);

/* held_reap: waits for nobody, and tells the news of all who have any. */
void held_reap(struct held *h);

/* held_own: the words that begin with a dot. 0 answered with what is in C, 1 a child does it
 * and will answer, -1 failed. */
int held_own(struct held *h, struct message *q, struct call *c, struct error *err);

/* held_in_child: HALF in a child of the frame, that answers. 1, or -1. */
typedef int held_half(struct held *h, struct message *q, struct call *c, struct error *err);
int held_in_child(struct held *h, held_half *half, struct message *q, struct call *c,
		  struct error *err);

int held_clone(struct held *h, struct message *q, struct call *c, struct error *err);
int held_launch(struct held *h, struct message *q, struct call *c, struct error *err);
int held_become(struct held *h, struct message *q, struct call *c, struct error *err);
void held_launch_news(struct held *h);

/* made_keep: `.made`; answers its number, or nothing where it need not be known. made_settle:
 * `.settle`. made_remove_all: empty ones go, innermost first. */
int made_keep(struct held *h, struct message *q, struct call *c, struct error *err);
int made_settle(struct held *h, struct message *q, struct call *c, struct error *err);
void made_remove_all(struct held *h);

/* placed_keep: `.placed INDEX`; placed_remove: `.unplaced INDEX`, at once. Both of frame 0, as
 * placed_remove_all is. */
int placed_keep(struct held *h, struct message *q, struct call *c, struct error *err);
int placed_remove(struct held *h, struct message *q, struct call *c, struct error *err);
void placed_remove_all(struct held *h);

#endif
