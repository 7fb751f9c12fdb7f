/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an inside half works with: the handles that came with its question, and the answer that
 * it fills. It prints nothing; words of the answer become lines, escaped by whoever prints.
 */
#ifndef UNSH_WIRE_CALL_H
#define UNSH_WIRE_CALL_H

#include <stddef.h>

struct error;

struct call {
	int *handles; /* of the question, the frame's: taken with take_fd or closed after the
			 call */
	int handles_n;
	int proc;   /* the host's procfs, or -1 */
	int pid_ns; /* where the frame's programs start, if that is not where it is itself; -1
		     */
	int out;    /* ROW_STREAMS: where the output goes; otherwise -1 */
	/* the answer */
	int words_n, words_room;
	char **words;
	size_t *sizes;
	int give_n;
	int give[16]; /* handles for unsh: closed here once sent */
};

/* reply_line: one more word of the answer, a copy of TEXT. reply_bytes: of SIZE bytes at DATA.
 * reply_printf: formatted. All 0, or -1 (ENOMEM). */
int reply_line(struct call *c, const char *text, struct error *err);
int reply_bytes(struct call *c, const void *data, size_t size, struct error *err);
int reply_printf(struct call *c, struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* reply_handle: FD goes to unsh with the answer, and is closed here. It is the call's from now.
 */
int reply_handle(struct call *c, int fd, struct error *err);

void call_done(struct call *c);

#endif
