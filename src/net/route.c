/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/number.h"
#include "net/addr.h"
#include "net/door.h"
#include "net/ip.h"
#include "net/talk.h"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

enum {
	TABLE_MOST = 255
};

static unsigned number(const char *text)
{
	struct error ignored;
	uint64_t n = 0;

	(void)number_unsigned(text, UINT32_MAX, &n, &ignored);
	return (unsigned)n;
}

/* The addresses of a route, all of one family: default has that of the others. */
struct ends {
	struct ip dst, via, src;
	int family;
};

static int same_family(struct ends *e, const struct ip *ip, const char *text, struct error *err)
{
	if (e->family && e->family != ip->family)
		return refuse(err, "%s: is of another family than the rest", text);
	e->family = ip->family;
	return 0;
}

static int read_ends(const struct route_spec *s, struct ends *e, struct error *err)
{
	*e = (struct ends){ .family = 0 };
	if (strcmp(s->prefix, "default") != 0 && (ip_parse(s->prefix, &e->dst, err) < 0 ||
						  same_family(e, &e->dst, s->prefix, err) < 0))
		return -1;
	if (s->via &&
	    (ip_parse(s->via, &e->via, err) < 0 || same_family(e, &e->via, s->via, err) < 0))
		return -1;
	if (s->src &&
	    (ip_parse(s->src, &e->src, err) < 0 || same_family(e, &e->src, s->src, err) < 0))
		return -1;
	e->family = e->family ? e->family : AF_INET;
	return 0;
}

int route_change(int sock, bool add, const struct route_spec *s, struct error *err)
{
	struct ends e;
	struct request r;
	unsigned index, table = s->table ? number(s->table) : RT_TABLE_MAIN;

	if (read_ends(s, &e, err) < 0 || (s->dev && net_index(sock, s->dev, &index, err) < 0))
		return -1;
	struct rtmsg head = {
		.rtm_family = (unsigned char)e.family,
		.rtm_dst_len = (unsigned char)e.dst.length,
		.rtm_table = (unsigned char)(table > TABLE_MOST ? RT_TABLE_UNSPEC : table),
		.rtm_protocol = add ? RTPROT_BOOT : RTPROT_UNSPEC,
		.rtm_scope = !add                             ? RT_SCOPE_NOWHERE
			     : s->via || e.family == AF_INET6 ? RT_SCOPE_UNIVERSE
							      : RT_SCOPE_LINK,
		.rtm_type = add ? RTN_UNICAST : RTN_UNSPEC,
	};
	if (request_begin(&r, add ? RTM_NEWROUTE : RTM_DELROUTE,
			  add ? NLM_F_CREATE | NLM_F_EXCL : 0, &head, sizeof(head), err) < 0)
		return -1;
	if (e.dst.size)
		request_add(&r, RTA_DST, e.dst.bytes, e.dst.size);
	if (s->via)
		request_add(&r, RTA_GATEWAY, e.via.bytes, e.via.size);
	if (s->src)
		request_add(&r, RTA_PREFSRC, e.src.bytes, e.src.size);
	if (s->dev)
		request_u32(&r, RTA_OIF, index);
	if (s->metric)
		request_u32(&r, RTA_PRIORITY, number(s->metric));
	request_u32(&r, RTA_TABLE, table);
	return request_do(&r, sock, add ? "RTM_NEWROUTE" : "RTM_DELROUTE", s->prefix, err);
}

struct list_state {
	route_each *each;
	void *state;
};

static void take_ip(struct nlattr *attr, int family, char *text, size_t size)
{
	text[0] = '\0';
	if (attr && nl.nla_len(attr) >= (family == AF_INET6 ? 16 : 4))
		(void)inet_ntop(family, nl.nla_data(attr), text, (socklen_t)size);
}

static unsigned u32_or_0(struct nlattr *attr)
{
	return attr ? nl.nla_get_u32(attr) : 0;
}

static int on_route(void *state, struct nlmsghdr *head, struct error *err)
{
	const struct list_state *list = state;
	const struct rtmsg *rtm = NLMSG_DATA(head);
	struct nlattr *tb[RTA_MAX + 1];
	struct route_info info = { .is_v6 = rtm->rtm_family == AF_INET6,
				   .protocol = rtm->rtm_protocol,
				   .scope = rtm->rtm_scope,
				   .type = rtm->rtm_type };
	char dst[INET6_ADDRSTRLEN];

	if (head->nlmsg_type != RTM_NEWROUTE ||
	    nl.nlmsg_parse(head, sizeof(*rtm), tb, RTA_MAX, NULL) < 0)
		return 0;
	take_ip(tb[RTA_DST], rtm->rtm_family, dst, sizeof(dst));
	take_ip(tb[RTA_GATEWAY], rtm->rtm_family, info.via, sizeof(info.via));
	take_ip(tb[RTA_PREFSRC], rtm->rtm_family, info.src, sizeof(info.src));
	if (dst[0])
		(void)snprintf(info.prefix, sizeof(info.prefix), "%s/%u", dst,
			       rtm->rtm_dst_len);
	else
		(void)snprintf(info.prefix, sizeof(info.prefix), "default");
	info.index = u32_or_0(tb[RTA_OIF]);
	info.metric = u32_or_0(tb[RTA_PRIORITY]);
	info.table = tb[RTA_TABLE] ? nl.nla_get_u32(tb[RTA_TABLE]) : rtm->rtm_table;
	return list->each(list->state, &info, err);
}

int route_list(int sock, route_each *each, void *state, struct error *err)
{
	struct list_state list = { .each = each, .state = state };
	struct rtmsg head = { .rtm_family = AF_UNSPEC };
	struct request r;

	if (request_begin(&r, RTM_GETROUTE, NLM_F_DUMP, &head, sizeof(head), err) < 0)
		return -1;
	return request_dump(&r, sock, on_route, &list, err);
}
