/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which frame's netlink socket has the rights over both ends. */
#ifndef UNSH_COMMAND_WIRE_H
#define UNSH_COMMAND_WIRE_H

struct error;
struct frame;
struct session;

/* wire_socket: F's NETLINK_ROUTE socket, asked for once; F's, not to be closed. */
int wire_socket(struct session *s, struct frame *f, int *ret, struct error *err);

/*
 * wire_between: a socket for a pair between HERE and THERE, two frames. *RET is it; *RET_HERE
 * and *RET_THERE are handles of the two network namespaces (the caller's), or -1 for the one
 * where the socket is. Refused where nobody's socket has the rights over both: netlink(7) looks
 * at the rights of a socket's opener, so it is the frame below, or root's own.
 */
int wire_between(struct session *s, struct frame *here, struct frame *there, int ret_handles[2],
		 int *ret, struct error *err);

/* wire_net: a handle of F's network namespace; the caller's. */
int wire_net(struct session *s, struct frame *f, int *ret, struct error *err);

#endif
