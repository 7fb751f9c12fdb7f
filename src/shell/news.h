/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to frames and jobs while nobody asks: their ends, each told once, and what jobs
 * print. */
#ifndef UNSH_SHELL_NEWS_H
#define UNSH_SHELL_NEWS_H

#include <poll.h>

struct session;

/* news_polls: what becomes readable with the next news, at most ROOM of them in POLLS; how many
 * there are, which may be more. */
int news_polls(const struct session *s, struct pollfd *polls, int room);

/* news_take: what jobs have printed, by whole lines as it is; then what has happened and was
 * not told, a line each that begins with "* ", escaped and ended by a newline; at most a few,
 * then how many more. The caller's; NULL: nothing. */
char *news_take(struct session *s);

#endif
