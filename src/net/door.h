/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libnl's door. Only libnl-3: it makes, sends, receives and parses messages, which is all that
 * one request and one answer need; libnl-route's objects and caches would cost another library
 * at each start, and a dump where the kernel takes a name.
 */
#ifndef UNSH_NET_DOOR_H
#define UNSH_NET_DOOR_H

#include "base/library.h"

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#define NL_CALLS(X)           \
	X(nlmsg_alloc_simple) \
	X(nlmsg_append)       \
	X(nlmsg_free)         \
	X(nlmsg_ok)           \
	X(nlmsg_next)         \
	X(nla_find)           \
	X(nlmsg_hdr)          \
	X(nlmsg_parse)        \
	X(nla_put)            \
	X(nla_put_u8)         \
	X(nla_put_u16)        \
	X(nla_put_u32)        \
	X(nla_put_string)     \
	X(nla_nest_start)     \
	X(nla_nest_end)       \
	X(nla_parse_nested)   \
	X(nla_data)           \
	X(nla_len)            \
	X(nla_get_u32)

struct nl_calls {
	LIBRARY_POINTERS(NL_CALLS)
};
extern struct nl_calls nl;

/* net_open: loads libnl at the first call; refused where it is not installed. */
int net_open(struct error *err);

#endif
