/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What help says of one row, all of it read off the row; and how its lines are made. */
#ifndef UNSH_COMMAND_PAGE_H
#define UNSH_COMMAND_PAGE_H

#include <stddef.h>

struct command;
struct error;
struct session;

enum {
	PAGE_WIDTH = 80
};

/* page_row: usage, summary, parameters, options, columns, text, examples of ROW into S's
 * output. */
int page_row(struct session *s, const struct command *row, struct error *err);

/* page_say: one line, formatted. page_lines: the lines of TEXT, INDENT columns in. */
int page_say(struct session *s, struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int page_lines(struct session *s, int indent, const char *text, struct error *err);

/* page_examples: an empty line, and the steps of LIST (N at most, or ended by NULL), in lines
 * that can be typed as they stand. */
int page_examples(struct session *s, const char *const *list, int n, struct error *err);

/* page_fitting: how many bytes of TEXT go into ROOM columns, without breaking "[--root DIR]".
 */
size_t page_fitting(const char *text, size_t room);

#endif
