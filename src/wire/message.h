/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one wire between unsh and its frames: a message is one SOCK_SEQPACKET datagram, words and
 * handles (SCM_RIGHTS). What is larger than MESSAGE_BYTES travels as a sealed memfd, as one
 * handle more. Nothing here knows what the words mean.
 */
#ifndef UNSH_WIRE_MESSAGE_H
#define UNSH_WIRE_MESSAGE_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum {
	MESSAGE_HANDLES = 64,    /* at most; the kernel's own limit is 253 */
	MESSAGE_BYTES = 65536,   /* of one datagram; larger ones go by memfd */
	MESSAGE_MOST = 64 << 20, /* of a memfd's: more is refused by both ends */
};

enum message_kind {
	MESSAGE_ASK = 1, /* unsh to frame: words are a step's, or a frame's own (".clone") */
	MESSAGE_DONE,    /* frame to unsh: it was done; words are what there is to say */
	MESSAGE_FAILED,  /* frame to unsh: error says why */
	MESSAGE_CANCEL,  /* unsh to frame: give up on question NUMBER */
};

struct message {
	enum message_kind kind;
	uint32_t number;    /* of the question; an answer repeats it */
	struct error error; /* MESSAGE_FAILED */
	int n;              /* words */
	char **words;       /* ended by NULL; one block, freed by message_done */
	size_t *sizes;      /* of each, without its NUL, which a word of an answer may hold */
	int handles_n;
	int handles[MESSAGE_HANDLES]; /* owned; -1 where taken away */
};

/* An empty message, that message_done may see: nothing owned. */
#define MESSAGE_EMPTY ((struct message){ .n = 0 })

/*
 * wire_pair: two connected sockets, both O_CLOEXEC, the caller's.
 * wire_send: sends M whole, or fails; M and its handles stay the caller's. EPIPE: the other end
 * is gone. Does not block longer than the other end needs to take one message.
 * wire_receive: waits for one message. 1: *RET is it, to be freed by message_done. 0: the other
 * end is gone. -1: what came was cut, malformed or not a message; all handles of it are closed.
 */
int wire_pair(int ret[2], struct error *err);
int wire_send(int sock, const struct message *m, struct error *err);
int wire_receive(int sock, struct message *ret, struct error *err);

/* wire_decode: the judge of what wire_receive took: SIZE bytes at DATA into *RET's words. For
 * the fuzzer too. -1: malformed, *RET is empty. */
int wire_decode(const void *data, size_t size, struct message *ret, struct error *err);

/* message_words: a question of these N words (copied). message_done: frees, closes the handles.
 */
int message_words(struct message *m, const char *const *v, int n, struct error *err);
void message_done(struct message *m);

/* message_take: handle I becomes the caller's; -1 if there is none. */
int message_take(struct message *m, int i);

#endif
