/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses and routes over a frame's socket (see net/talk.h); both families. */
#ifndef UNSH_NET_ADDR_H
#define UNSH_NET_ADDR_H

#include <stdbool.h>

struct error;

/* addr_change: adds, or takes away, ADDRESS/LEN at DEV. An IPv6 address can be used at once: it
 * is not looked for on the wire first (IFA_F_NODAD), or a script would have to wait for it. */
int addr_change(int sock, bool add, const char *prefix, const char *dev, struct error *err);

struct addr_info {
	unsigned index;
	char text[64];     /* ADDRESS/LEN */
	const char *scope; /* "global", "link", "host" */
	bool is_v6;
};
typedef int addr_each(void *state, const struct addr_info *info, struct error *err);
int addr_list(int sock, addr_each *each, void *state, struct error *err);

/* A route: what was not given is NULL. */
struct route_spec {
	const char *prefix; /* default, ADDRESS or ADDRESS/LEN */
	const char *via, *dev, *metric, *src, *table;
};
int route_change(int sock, bool add, const struct route_spec *spec, struct error *err);

struct route_info {
	unsigned index, metric, table;
	bool is_v6;
	unsigned char protocol, scope, type;
	char prefix[64], via[64], src[64]; /* "" where there is none */
};
typedef int route_each(void *state, const struct route_info *info, struct error *err);
int route_list(int sock, route_each *each, void *state, struct error *err);

#endif
