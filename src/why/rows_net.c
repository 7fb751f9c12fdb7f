/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Causes: links, addresses, routes. rtnetlink(7). The frame's network is read in /proc/PID/net,
 * which shows the network of that process, proc_pid_net(5); igmp there lists the devices that
 * are up and can do IPv4.
 */
#include "base/error.h"
#include "why/object.h"
#include "why/probe.h"
#include "why/row.h"
#include "why/why.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/route.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#define ANY_CHANGE \
	"RTM_NEWLINK|RTM_SETLINK|RTM_DELLINK|RTM_NEWADDR|RTM_DELADDR|RTM_NEWROUTE|RTM_DELROUTE"

enum {
	CAP_NET_ADMIN_BIT = 12,
	NET_BYTES = 65536,
	IFNAME_BYTES = 16
};

static bool no_right(struct view *v)
{
	return probe_lacks(v, CAP_NET_ADMIN_BIT);
}

static bool net_not_ours(struct view *v)
{
	return probe_owner(v, "net") == OWNER_ABOVE;
}

static bool moves_away(struct view *v)
{
	const char *last = probe_last(v);

	return strcmp(v->scene->step, "link move") == 0 && say(v, 1, "%s", last);
}

static bool peer_elsewhere(struct view *v)
{
	const char *peer = object_after(v, "peer"), *at = peer ? strchr(peer, '@') : NULL;

	return at && !v->scene->is_root &&
	       say(v, 1, "%s",
		   strcmp(at, "@host") == 0 ? "the host's network is root's: " : "");
}

static bool bad_mtu(struct view *v)
{
	const char *mtu = object_after(v, "mtu");

	return mtu && say(v, 1, "%s", mtu);
}

/* ---- links ---- */

static bool needs_module(struct view *v)
{
	static const struct {
		const char *type, *module;
	} modules[] = {
		{ "veth", "veth" },     { "bridge", "bridge" }, { "macvlan", "macvlan" },
		{ "ipvlan", "ipvlan" }, { "vlan", "8021q" },    { "vxlan", "vxlan" },
		{ "dummy", "dummy" },   { "tun", "tun" },       { "tap", "tun" },
	};

	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++)
		if (probe_has_word(v, modules[i].type))
			return say(v, 1, "%s", modules[i].type) &&
			       say(v, 2, "%s", modules[i].module);
	return false;
}

/* The file NAME of the frame's /proc/PID/net; the caller's, or NULL. */
static char *read_net(const struct view *v, const char *name)
{
	char path[48], *text = malloc(NET_BYTES);

	(void)snprintf(path, sizeof(path), "%d/net/%s", v->scene->frame_pid, name);
	if (text && probe_file(v, path, text, NET_BYTES) >= 0)
		return text;
	free(text);
	return NULL;
}

/* Whether a line of the file NAME begins, after numbers and blanks, with the device DEV. */
static bool has_device(const struct view *v, const char *name, const char *dev)
{
	char *text = read_net(v, name);
	size_t size = strlen(dev);
	bool has = false;

	for (const char *at = text; at && *at && !has; at = strchr(at, '\n')) {
		at += *at == '\n';
		at += strspn(at, " 0123456789\t");
		has = strncmp(at, dev, size) == 0 && strchr(" \t:", at[size]) != NULL;
	}
	free(text);
	return has;
}

/* Whose device has the name that is taken: the link's, or its peer's. */
static bool name_taken(struct view *v)
{
	const char *peer = object_after(v, "peer"), *name = object_path(v);

	if (has_device(v, "dev", name))
		return say(v, 1, "%s", name);
	return peer && say(v, 1, "%.*s", (int)strcspn(peer, "@"), peer);
}

static bool is_down(struct view *v)
{
	const char *dev = object_after(v, "dev");

	for (int i = 2; !dev && v->scene->words && v->scene->words[0] && v->scene->words[1] &&
			v->scene->words[i];
	     i++)
		if (has_device(v, "dev", v->scene->words[i]))
			dev = v->scene->words[i];
	return dev && has_device(v, "dev", dev) && !has_device(v, "igmp", dev) &&
	       say(v, 1, "%s", dev);
}

/* ---- routes: /proc/PID/net/route, proc_pid_net(5): addresses as they are in memory ---- */

struct route_line {
	char dev[IFNAME_BYTES];
	unsigned to, via, mask, flags;
};

static bool next_route(const char **at, struct route_line *r)
{
	const char *line = *at ? strchr(*at, '\n') : NULL;

	*at = line ? line + 1 : NULL;
	/* The kernel's own text. NOLINTNEXTLINE(cert-err34-c) */
	return line && sscanf(line + 1, "%15s %x %x %x %*d %*d %*d %x", r->dev, &r->to, &r->via,
			      &r->flags, &r->mask) == 5;
}

/* No network that is reached without a gateway has ADDRESS. */
static bool is_reached(const struct view *v, unsigned address)
{
	char *text = read_net(v, "route");
	const char *at = text;
	struct route_line r;
	bool reached = false;

	while (!reached && next_route(&at, &r))
		reached = !(r.flags & RTF_GATEWAY) && (address & r.mask) == r.to && r.mask;
	free(text);
	return reached;
}

static bool gateway_unreached(struct view *v)
{
	const char *via = object_after(v, "via");
	struct in_addr a;

	return via && inet_pton(AF_INET, via, &a) == 1 && !is_reached(v, a.s_addr) &&
	       say(v, 1, "%s", via);
}

/* The device DEV of a line of net/dev; the two lines of headings have none. */
static bool next_device(const char **at, char dev[IFNAME_BYTES])
{
	while (*at && **at) {
		const char *line = *at + strspn(*at, " ");

		*at = strchr(line, '\n');
		*at += *at != NULL;
		/* The kernel's own text. NOLINTNEXTLINE(cert-err34-c) */
		if (sscanf(line, "%15[^: |\n]", dev) == 1 && line[strlen(dev)] == ':')
			return true;
	}
	return false;
}

/* All devices but lo are down. */
static bool gateway_device_down(struct view *v)
{
	char *text = read_net(v, "dev"), dev[IFNAME_BYTES];
	const char *at = text;
	int down = 0, up = 0;

	while (next_device(&at, dev)) {
		if (strcmp(dev, "lo") == 0)
			continue;
		if (has_device(v, "igmp", dev))
			up++;
		else
			down += say(v, 2, "%s", dev);
	}
	free(text);
	if (down > 1)
		(void)say(v, 2, "DEV first: all devices are down");
	else
		(void)say(v, 3, " first");
	return down > 0 && up == 0 && gateway_unreached(v);
}

static bool route_there(struct view *v)
{
	char *text = read_net(v, "route"), via[INET_ADDRSTRLEN];
	const char *at = text;
	struct route_line r;
	bool there = false;

	if (strcmp(object_path(v), "default") != 0) {
		free(text);
		return false;
	}
	while (!there && next_route(&at, &r))
		there = r.to == 0 && r.mask == 0;
	free(text);
	struct in_addr a = { .s_addr = r.via };
	return there && inet_ntop(AF_INET, &a, via, sizeof(via)) && say(v, 1, "%s", via) &&
	       say(v, 2, "%s", r.dev);
}

/* ADDRESS/LEN with bits behind LEN: what was meant. */
static bool host_bits(struct view *v)
{
	char address[64], masked[64];
	unsigned char bytes[16];
	const char *prefix = object_path(v), *slash = strchr(prefix, '/');
	unsigned length;

	/* Checked before. NOLINTNEXTLINE(cert-err34-c) */
	if (!slash || sscanf(slash, "/%u", &length) != 1)
		return false;
	(void)snprintf(address, sizeof(address), "%.*s", (int)(slash - prefix), prefix);
	int family = strchr(address, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(family, address, bytes) != 1)
		return false;
	for (unsigned i = length; i < (family == AF_INET6 ? 128U : 32U); i++)
		bytes[i / 8] &= (unsigned char)~(0x80U >> (i % 8));
	return inet_ntop(family, bytes, masked, sizeof(masked)) &&
	       strcmp(masked, address) != 0 && say(v, 1, "%s/%u", masked, length);
}

const struct row why_rows_net[] = {
	{ "link add", "RTM_NEWLINK", EPERM, peer_elsewhere,
	  "{1}a peer DEV@BOX can be had where both boxes stand --on one with newns user" },
	{ "link move", "RTM_SETLINK", EPERM, moves_away,
	  "{1} is owned by a user namespace in which you have no rights: do it from the outer box" },
	{ NULL, ANY_CHANGE "|TUNSETIFF", EPERM, net_not_ours,
	  "newns net: this net namespace is older than the user namespace, and not its" },
	{ NULL, ANY_CHANGE "|TUNSETIFF", EPERM, no_right, "newns user net" },
	{ NULL, ANY_CHANGE, EPERM, NULL,
	  "newns user net: its owner alone may change a network" },

	{ "link add", "RTM_NEWLINK", EOPNOTSUPP, needs_module,
	  "modprobe {2} as the host's root: this kernel has no {1} loaded" },
	{ "link add", "open", ENOENT, needs_module, "modprobe {2} as the host's root" },
	{ "link add", "open", ENODEV, needs_module, "modprobe {2} as the host's root" },
	{ "link add", "open", EACCES, needs_module,
	  "chmod 0666 /dev/net/tun as the host's root" },
	{ "link add|link set", "RTM_NEWLINK|RTM_SETLINK", EEXIST, name_taken,
	  "link del {1}, or another name: it is taken; links lists them" },
	{ "link move", "RTM_SETLINK", EEXIST, NULL,
	  "link set DEV name NEW first: its name is taken there" },
	{ "link move", "RTM_SETLINK", EINVAL, NULL,
	  "such a device cannot leave its namespace: link add it where it is to be" },
	{ "link move", "RTM_SETLINK|pidfd_open|openat", ESRCH, NULL,
	  "there is no such process" },
	{ "link move", "openat|open", ENOENT, NULL, "there is no such process, or file" },
	{ "link move", "openat|open", EACCES, NULL,
	  "the process is another user's, or does not let itself be looked at: root can" },
	{ "link add", "RTM_NEWLINK", EINVAL, bad_mtu,
	  "mtu {1} is not for this type: veth takes 68 to 65535" },
	{ "link set", "RTM_SETLINK", EINVAL, NULL, "the device takes no such value" },
	{ "link add|link set", "RTM_NEWLINK|RTM_SETLINK", EBUSY, NULL,
	  "it is up, or in use: link down it first" },
	{ "link add|link set", "RTM_NEWLINK|RTM_SETLINK", ELOOP, NULL,
	  "a bridge cannot be in a bridge: veth between them" },
	{ "link del", "RTM_DELLINK", EOPNOTSUPP, NULL,
	  "lo and hardware stay; they go with the namespace, hardware back to the host" },
	{ NULL, "SIOCGIFINDEX|RTM_NEWLINK|RTM_SETLINK|RTM_DELLINK|RTM_NEWADDR|RTM_NEWROUTE",
	  ENODEV, NULL, "links lists the devices of this box" },
	{ NULL, "TUNSETIFF", EBUSY, NULL, "another name: it is taken; links lists them" },

	{ "addr add", "RTM_NEWADDR", EEXIST, NULL, "it has that address; addrs lists them" },
	{ "addr del", "RTM_DELADDR", EADDRNOTAVAIL, NULL,
	  "it has no such address, its length counts too; addrs lists them" },
	{ "addr add", "RTM_NEWADDR", EACCES, NULL,
	  "sysctl net.ipv6.conf.all.disable_ipv6=0 first: IPv6 is off in this namespace" },

	{ "route add", "RTM_NEWROUTE", ENETUNREACH, gateway_device_down, "link up {2}{3}" },
	{ "route add", "RTM_NEWROUTE", EINVAL, gateway_device_down, "link up {2}{3}" },
	{ "route add", "RTM_NEWROUTE", ENETUNREACH, gateway_unreached,
	  "addr add ADDRESS/LEN DEV first: no network here has {1} in it" },
	{ "route add", "RTM_NEWROUTE", EINVAL, host_bits,
	  "you mean {1}: bits behind the length" },
	{ "route add", "RTM_NEWROUTE", ENETDOWN, is_down, "link up {1} first" },
	{ "route add", "RTM_NEWROUTE", ENETDOWN, NULL, "link up the device first" },
	{ "route add", "RTM_NEWROUTE", EHOSTUNREACH, NULL,
	  "the gateway is in no network of a device that is up: link up, addr add first" },
	{ "route add", "RTM_NEWROUTE", ENETUNREACH, NULL,
	  "the gateway is in no network of a device that is up: link up, addr add first" },
	{ "route add", "RTM_NEWROUTE", EEXIST, route_there,
	  "route del default first, it goes via {1} dev {2}; or metric N" },
	{ "route add", "RTM_NEWROUTE", EEXIST, NULL,
	  "there is one; routes lists them; or metric N" },
	{ "route del", "RTM_DELROUTE", ESRCH, NULL, "routes lists those that there are" },
	{ .say = NULL },
};
