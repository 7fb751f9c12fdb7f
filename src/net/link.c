/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/link.h"

#include "base/error.h"
#include "base/number.h"
#include "net/door.h"
#include "net/talk.h"

#include <arpa/inet.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

/* The words of a decimal number that the row's kind has checked. */
static unsigned number(const char *text)
{
	struct error ignored;
	uint64_t n = 0;

	(void)number_unsigned(text, UINT32_MAX, &n, &ignored);
	return (unsigned)n;
}

static void add_mac(struct request *r, const char *text)
{
	unsigned char mac[6];

	for (size_t i = 0; i < 6; i++) {
		char digit[3] = { text[i * 3], text[i * 3 + 1], '\0' };
		unsigned value = 0;

		for (int j = 0; j < 2; j++)
			value = value * 16 + (unsigned)(digit[j] <= '9'
								? digit[j] - '0'
								: (digit[j] | 0x20) - 'a' + 10);
		mac[i] = (unsigned char)value;
	}
	request_add(r, IFLA_ADDRESS, mac, sizeof(mac));
}

static int mode_of(const struct link_spec *s, unsigned *ret, struct error *err)
{
	static const struct {
		const char *type, *mode;
		unsigned value;
	} modes[] = {
		{ "macvlan", "private", MACVLAN_MODE_PRIVATE },
		{ "macvlan", "vepa", MACVLAN_MODE_VEPA },
		{ "macvlan", "bridge", MACVLAN_MODE_BRIDGE },
		{ "macvlan", "passthru", MACVLAN_MODE_PASSTHRU },
		{ "ipvlan", "l2", IPVLAN_MODE_L2 },
		{ "ipvlan", "l3", IPVLAN_MODE_L3 },
		{ "ipvlan", "l3s", IPVLAN_MODE_L3S },
	};

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		if (strcmp(modes[i].type, s->type) != 0 || strcmp(modes[i].mode, s->mode) != 0)
			continue;
		*ret = modes[i].value;
		return 0;
	}
	return refuse(err, "%s: %s has no mode %s", s->name, s->type, s->mode);
}

static void add_peer(struct request *r, const struct link_spec *s)
{
	struct ifinfomsg head = { .ifi_family = AF_UNSPEC };
	struct nlattr *peer = request_nest(r, VETH_INFO_PEER);

	request_append(r, &head, sizeof(head));
	if (s->peer)
		request_string(r, IFLA_IFNAME, s->peer);
	/* Made where it will live: moving it there would wait for a grace period. */
	if (s->peer_ns >= 0)
		request_u32(r, IFLA_NET_NS_FD, (unsigned)s->peer_ns);
	request_nest_end(r, peer);
}

static void add_vxlan_address(struct request *r, const char *text, int v4, int v6)
{
	unsigned char bytes[16];

	if (inet_pton(AF_INET, text, bytes) == 1)
		request_add(r, v4, bytes, 4);
	else if (inet_pton(AF_INET6, text, bytes) == 1)
		request_add(r, v6, bytes, 16);
}

static void add_vxlan(struct request *r, const struct link_spec *s, unsigned below)
{
	request_u32(r, IFLA_VXLAN_ID, number(s->id));
	if (s->remote)
		add_vxlan_address(r, s->remote, IFLA_VXLAN_GROUP, IFLA_VXLAN_GROUP6);
	if (s->local)
		add_vxlan_address(r, s->local, IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6);
	request_u16(r, IFLA_VXLAN_PORT, htons((uint16_t)(s->port ? number(s->port) : 4789)));
	if (below)
		request_u32(r, IFLA_VXLAN_LINK, below);
}

/* IFLA_INFO_DATA: what this type has of its own. */
static int add_data(struct request *r, const struct link_spec *s, unsigned below,
		    struct error *err)
{
	struct nlattr *data = request_nest(r, IFLA_INFO_DATA);
	unsigned mode = 0;

	if (s->mode && mode_of(s, &mode, err) < 0)
		return -1;
	if (strcmp(s->type, "veth") == 0)
		add_peer(r, s);
	else if (strcmp(s->type, "vlan") == 0)
		request_u16(r, IFLA_VLAN_ID, number(s->id));
	else if (strcmp(s->type, "vxlan") == 0)
		add_vxlan(r, s, below);
	else if (s->mode && strcmp(s->type, "macvlan") == 0)
		request_u32(r, IFLA_MACVLAN_MODE, mode);
	else if (s->mode)
		request_u16(r, IFLA_IPVLAN_MODE, mode);
	request_nest_end(r, data);
	return 0;
}

static int add_common(struct request *r, int sock, const struct link_spec *s,
		      unsigned *ret_below, struct error *err)
{
	unsigned master;

	request_string(r, IFLA_IFNAME, s->name);
	if (s->ns >= 0)
		request_u32(r, IFLA_NET_NS_FD, (unsigned)s->ns);
	if (s->mtu)
		request_u32(r, IFLA_MTU, number(s->mtu));
	if (s->address)
		add_mac(r, s->address);
	if (s->master) {
		if (net_index(sock, s->master, &master, err) < 0)
			return -1;
		request_u32(r, IFLA_MASTER, master);
	}
	if (s->link) {
		if (net_index(sock, s->link, ret_below, err) < 0)
			return -1;
		request_u32(r, IFLA_LINK, *ret_below);
	}
	return 0;
}

int link_add(int sock, const struct link_spec *s, struct error *err)
{
	struct ifinfomsg head = { .ifi_family = AF_UNSPEC,
				  .ifi_flags = s->up ? IFF_UP : 0,
				  .ifi_change = s->up ? IFF_UP : 0 };
	struct request r;
	unsigned below = 0;

	if (request_begin(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &head, sizeof(head),
			  err) < 0)
		return -1;
	int done = add_common(&r, sock, s, &below, err);
	struct nlattr *info = request_nest(&r, IFLA_LINKINFO);
	request_string(&r, IFLA_INFO_KIND, s->type);
	if (done == 0)
		done = add_data(&r, s, below, err);
	request_nest_end(&r, info);
	if (done < 0) {
		nl.nlmsg_free(r.msg);
		return -1;
	}
	return request_do(&r, sock, "RTM_NEWLINK", s->name, err);
}

int link_set(int sock, const char *name, const struct link_change *c, struct error *err)
{
	struct ifinfomsg head = { .ifi_family = AF_UNSPEC,
				  .ifi_flags = c->up > 0 ? IFF_UP : 0,
				  .ifi_change = c->up ? IFF_UP : 0 };
	struct request r;
	unsigned index, master = 0;

	if (net_open(err) < 0 || net_index(sock, name, &index, err) < 0 ||
	    (c->master && net_index(sock, c->master, &master, err) < 0))
		return -1;
	head.ifi_index = (int)index;
	if (request_begin(&r, RTM_SETLINK, 0, &head, sizeof(head), err) < 0)
		return -1;
	if (c->mtu)
		request_u32(&r, IFLA_MTU, number(c->mtu));
	if (c->new_name)
		request_string(&r, IFLA_IFNAME, c->new_name);
	if (c->address)
		add_mac(&r, c->address);
	if (c->master || c->no_master)
		request_u32(&r, IFLA_MASTER, master);
	if (c->ns >= 0)
		request_u32(&r, IFLA_NET_NS_FD, (unsigned)c->ns);
	return request_do(&r, sock, "RTM_SETLINK", name, err);
}

int link_del(int sock, const char *name, struct error *err)
{
	struct ifinfomsg head = { .ifi_family = AF_UNSPEC };
	struct request r;
	unsigned index;

	if (net_index(sock, name, &index, err) < 0)
		return -1;
	head.ifi_index = (int)index;
	if (request_begin(&r, RTM_DELLINK, 0, &head, sizeof(head), err) < 0)
		return -1;
	return request_do(&r, sock, "RTM_DELLINK", name, err);
}

struct list_state {
	link_each *each;
	void *state;
};

static void take_kind(struct nlattr *attr, struct link_info *info)
{
	struct nlattr *tb[IFLA_INFO_MAX + 1];

	if (attr && nl.nla_parse_nested(tb, IFLA_INFO_MAX, attr, NULL) >= 0 &&
	    tb[IFLA_INFO_KIND])
		(void)snprintf(info->kind, sizeof(info->kind), "%.*s",
			       nl.nla_len(tb[IFLA_INFO_KIND]),
			       (const char *)nl.nla_data(tb[IFLA_INFO_KIND]));
}

static void take_address(struct nlattr *attr, struct link_info *info)
{
	const unsigned char *bytes = attr ? nl.nla_data(attr) : NULL;
	int size = attr ? nl.nla_len(attr) : 0, used = 0;

	for (int i = 0; i < size && i < 8; i++)
		used += snprintf(info->address + used, sizeof(info->address) - (size_t)used,
				 "%s%02x", i > 0 ? ":" : "", bytes[i]);
}

static unsigned u32_or_0(struct nlattr *attr)
{
	return attr ? nl.nla_get_u32(attr) : 0;
}

static int on_link(void *state, struct nlmsghdr *head, struct error *err)
{
	const struct list_state *list = state;
	const struct ifinfomsg *ifi = NLMSG_DATA(head);
	struct nlattr *tb[IFLA_MAX + 1];
	struct link_info info = { .link_nsid = -1 };

	if (head->nlmsg_type != RTM_NEWLINK ||
	    nl.nlmsg_parse(head, sizeof(*ifi), tb, IFLA_MAX, NULL) < 0)
		return 0;
	info.index = (unsigned)ifi->ifi_index;
	info.flags = ifi->ifi_flags;
	info.mtu = u32_or_0(tb[IFLA_MTU]);
	info.master = u32_or_0(tb[IFLA_MASTER]);
	info.link = u32_or_0(tb[IFLA_LINK]);
	if (tb[IFLA_LINK_NETNSID])
		info.link_nsid = (int)nl.nla_get_u32(tb[IFLA_LINK_NETNSID]);
	if (tb[IFLA_IFNAME])
		(void)snprintf(info.name, sizeof(info.name), "%.*s",
			       nl.nla_len(tb[IFLA_IFNAME]),
			       (const char *)nl.nla_data(tb[IFLA_IFNAME]));
	take_kind(tb[IFLA_LINKINFO], &info);
	take_address(tb[IFLA_ADDRESS], &info);
	return list->each(list->state, &info, err);
}

int link_list(int sock, link_each *each, void *state, struct error *err)
{
	struct list_state list = { .each = each, .state = state };
	struct ifinfomsg head = { .ifi_family = AF_UNSPEC };
	struct request r;

	if (request_begin(&r, RTM_GETLINK, NLM_F_DUMP, &head, sizeof(head), err) < 0)
		return -1;
	return request_dump(&r, sock, on_link, &list, err);
}
