/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_INSIDE_NEWNS_H
#define UNSH_INSIDE_NEWNS_H

struct args;
struct call;
struct error;

/* newns_inside: what is left of `newns` once the new frame is there, mapped and on its clocks:
 * propagation, root, dev, proc, sys, hostname, in this order. A failure leaves a half-made
 * frame, which the caller drops. */
int newns_inside(struct call *c, const struct args *a, struct error *err);

#endif
