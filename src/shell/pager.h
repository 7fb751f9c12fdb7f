/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is longer than the screen, through the user's pager. */
#ifndef UNSH_SHELL_PAGER_H
#define UNSH_SHELL_PAGER_H

#include <stdbool.h>

struct error;
struct session;

/* pager_wanted: whether the step's output is more than the terminal shows at once, and there is
 * somebody at it to page. */
bool pager_wanted(const struct session *s);

/*
 * pager_show: the step's output through the pager: set -o pager=COMMAND, PAGER, or less. It is
 * a program of the host, run as the user on frame 0, never inside; whatever its status, the
 * step has succeeded. 1: it could not be run, and nothing was shown.
 */
int pager_show(struct session *s, struct error *err);

#endif
