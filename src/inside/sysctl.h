/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside half of sysctl: /proc/sys, as the caller's namespaces have it. */
#ifndef UNSH_INSIDE_SYSCTL_H
#define UNSH_INSIDE_SYSCTL_H

struct args;
struct call;
struct error;

/* Shows or sets each KEY[=VALUE]; through c->proc, the host's procfs: what is in its sys
 * directory depends on who looks, not on where it is mounted, and a box need not have a /proc.
 * proc_sys(5) */
int sysctl_inside(struct call *c, const struct args *a, struct error *err);

#endif
