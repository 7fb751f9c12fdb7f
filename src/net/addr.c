/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/addr.h"

#include "base/error.h"
#include "base/number.h"
#include "net/door.h"
#include "net/ip.h"
#include "net/talk.h"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

int addr_change(int sock, bool add, const char *prefix, const char *dev, struct error *err)
{
	struct ip ip;
	unsigned index;
	struct request r;

	if (ip_parse(prefix, &ip, err) < 0 || net_index(sock, dev, &index, err) < 0)
		return -1;
	struct ifaddrmsg head = { .ifa_family = (unsigned char)ip.family,
				  .ifa_prefixlen = (unsigned char)ip.length,
				  .ifa_index = index };
	/* Those of the machine itself are for itself: the kernel looks at nothing but the
	 * scope. */
	if (ip.family == AF_INET && ip.bytes[0] == 127)
		head.ifa_scope = RT_SCOPE_HOST;
	if (request_begin(&r, add ? RTM_NEWADDR : RTM_DELADDR,
			  add ? NLM_F_CREATE | NLM_F_EXCL : 0, &head, sizeof(head), err) < 0)
		return -1;
	request_add(&r, IFA_LOCAL, ip.bytes, ip.size);
	request_add(&r, IFA_ADDRESS, ip.bytes, ip.size);
	if (add && ip.family == AF_INET6)
		request_u32(&r, IFA_FLAGS, IFA_F_NODAD);
	char object[96];
	(void)snprintf(object, sizeof(object), "%s dev %s", prefix, dev);
	return request_do(&r, sock, add ? "RTM_NEWADDR" : "RTM_DELADDR", object, err);
}

struct list_state {
	addr_each *each;
	void *state;
};

static const char *scope_name(unsigned char scope)
{
	return scope == RT_SCOPE_UNIVERSE ? "global"
	       : scope == RT_SCOPE_LINK   ? "link"
	       : scope == RT_SCOPE_HOST   ? "host"
					  : "other";
}

static int on_address(void *state, struct nlmsghdr *head, struct error *err)
{
	const struct list_state *list = state;
	const struct ifaddrmsg *ifa = NLMSG_DATA(head);
	struct nlattr *tb[IFA_MAX + 1];
	struct addr_info info;
	char text[INET6_ADDRSTRLEN];

	if (head->nlmsg_type != RTM_NEWADDR ||
	    nl.nlmsg_parse(head, sizeof(*ifa), tb, IFA_MAX, NULL) < 0)
		return 0;
	struct nlattr *attr = tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS];
	if (!attr || nl.nla_len(attr) < (ifa->ifa_family == AF_INET6 ? 16 : 4) ||
	    !inet_ntop(ifa->ifa_family, nl.nla_data(attr), text, sizeof(text)))
		return 0;
	info = (struct addr_info){ .index = ifa->ifa_index,
				   .scope = scope_name(ifa->ifa_scope),
				   .is_v6 = ifa->ifa_family == AF_INET6 };
	(void)snprintf(info.text, sizeof(info.text), "%s/%u", text, ifa->ifa_prefixlen);
	return list->each(list->state, &info, err);
}

int addr_list(int sock, addr_each *each, void *state, struct error *err)
{
	struct list_state list = { .each = each, .state = state };
	struct ifaddrmsg head = { .ifa_family = AF_UNSPEC };
	struct request r;

	if (request_begin(&r, RTM_GETADDR, NLM_F_DUMP, &head, sizeof(head), err) < 0)
		return -1;
	return request_dump(&r, sock, on_address, &list, err);
}
