/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside half of `link add NAME tun|tap`. */
#ifndef UNSH_INSIDE_TUN_H
#define UNSH_INSIDE_TUN_H

struct args;
struct call;
struct error;

/* A persistent device in the caller's network namespace, by the handle of /dev/net/tun that
 * came with the question: the box need not have that node. tun(4);
 * Documentation/networking/tuntap. */
int tun_inside(struct call *c, const struct args *a, struct error *err);

#endif
