/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links: made, changed, listed, over a frame's socket (see net/talk.h). */
#ifndef UNSH_NET_LINK_H
#define UNSH_NET_LINK_H

#include <stdbool.h>
#include <stdint.h>

struct error;

/* A link to make. Empty is NULL, 0, or -1 for handles. */
struct link_spec {
	const char *name, *type;
	int ns; /* where it will live: a network namespace, or -1: where the socket is */
	const char *peer; /* veth */
	int peer_ns;      /* where the peer will live, or -1: where the socket is */
	const char *master, *link;
	const char *id; /* vlan, vxlan; decimal */
	const char *mtu, *address, *mode;
	const char *remote, *local, *port; /* vxlan */
	bool up;
};
int link_add(int sock, const struct link_spec *spec, struct error *err);

/* A change of link NAME: what is not NULL, or not 0. FLAGS up: 1, down: -1. */
struct link_change {
	int up;
	const char *mtu, *new_name, *address, *master;
	bool no_master;
	int ns; /* to another network namespace; -1: it stays */
};
int link_set(int sock, const char *name, const struct link_change *c, struct error *err);
int link_del(int sock, const char *name, struct error *err);

/* What a link is. Names are as the kernel has them: any bytes but / and blanks. */
struct link_info {
	unsigned index, master, link, flags, mtu;
	int link_nsid; /* of the link's or peer's namespace, -1 if it is here */
	char name[16], kind[32], address[32];
};

/* link_list: all links where SOCK is, to EACH, in the kernel's order. */
typedef int link_each(void *state, const struct link_info *info, struct error *err);
int link_list(int sock, link_each *each, void *state, struct error *err);

#endif
