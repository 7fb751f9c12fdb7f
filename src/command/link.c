/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links: rows with ip's grammar, and their outside halves. veth(4), ip-link(8), rtnetlink(7) */
#include "command/link.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "command/placed.h"
#include "command/wire.h"
#include "inside/tun.h"
#include "lang/args.h"
#include "net/link.h"
#include "shell/session.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* DEV of "DEV@BOX" into NAME (16 bytes); *RET is BOX's top frame, or HERE. */
static int split_device(struct session *s, const char *word, struct frame *here, char name[16],
			struct frame **ret, struct error *err)
{
	const char *at = strchr(word, '@');

	*ret = here;
	(void)snprintf(name, 16, "%.*s", at ? (int)(at - word) : 15, word);
	if (!at)
		return 0;
	if (session_top_of(s, at + 1, ret, err) < 0)
		return -1;
	/* @host says it by name, which is consent; a box that only has the host's net is not.
	 */
	return strcmp(at + 1, "host") == 0 ? 0 : session_need(s, *ret, CLONE_NEWNET, err);
}

/* What a type cannot do without, said before the kernel says EINVAL. */
static int check_spec(const struct args *a, struct error *err)
{
	static const struct {
		const char *type, *needs, *why;
	} needs[] = {
		{ "vlan", "link", "the device that carries it" },
		{ "vlan", "id", "its number" },
		{ "vxlan", "id", "its number" },
		{ "macvlan", "link", "the device that carries it" },
		{ "ipvlan", "link", "the device that carries it" },
	};
	const char *type = arg(a, "TYPE");

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (strcmp(type, needs[i].type) == 0 && !arg_has(a, needs[i].needs))
			return refuse(err, "%s needs `%s`, %s", type, needs[i].needs,
				      needs[i].why);
	if (arg_has(a, "peer") && strcmp(type, "veth") != 0)
		return refuse(err, "only veth has a peer, %s has none", type);
	return 0;
}

static int add_tun(struct session *s, const struct args *a, struct error *err)
{
	struct message m = MESSAGE_EMPTY;
	autofd int device = open("/dev/net/tun", O_PATH | O_CLOEXEC);

	if (device < 0)
		return fail_call(err, "open", "/dev/net/tun");
	if (session_ask(s, session_frame(s), a, &device, 1, &m, err) < 0)
		return -1;
	message_done(&m);
	return 0;
}

static void read_spec(const struct args *a, struct link_spec *spec)
{
	*spec = (struct link_spec){
		.name = arg(a, "NAME"),
		.type = arg(a, "TYPE"),
		.ns = -1,
		.peer_ns = -1,
		.master = arg_option(a, "master"),
		.link = arg_option(a, "link"),
		.id = arg_option(a, "id"),
		.mtu = arg_option(a, "mtu"),
		.address = arg_option(a, "address"),
		.mode = arg_option(a, "mode"),
		.remote = arg_option(a, "remote"),
		.local = arg_option(a, "local"),
		.port = arg_option(a, "dstport"),
		.up = arg_has(a, "up"),
	};
}

/* A pair whose ends live in two boxes. master and link are devices of here: the socket has to
 * be here, unless neither is named. */
static int add_pair(struct session *s, struct link_spec *spec, struct frame *there,
		    struct error *err)
{
	int handles[2] = { -1, -1 }, sock;

	if (wire_between(s, session_frame(s), there, handles, &sock, err) < 0)
		return -1;
	autofd int here_net = handles[0];
	autofd int there_net = handles[1];
	struct link_spec plain = *spec;

	plain.master = plain.link = NULL;
	plain.ns = here_net;
	plain.peer_ns = there_net;
	if (link_add(sock, &plain, err) < 0)
		return -1;
	if (!spec->master)
		return 0;
	struct link_change c = { .master = spec->master, .ns = -1 };
	if (wire_socket(s, session_frame(s), &sock, err) < 0)
		return -1;
	if (link_set(sock, spec->name, &c, err) == 0)
		return 0;
	/* Half of the step is none of it. */
	struct error ignored;
	(void)link_del(sock, spec->name, &ignored);
	return -1;
}

static int link_add_outside(struct session *s, const struct args *a, struct error *err)
{
	struct frame *here = session_frame(s), *there = here;
	struct link_spec spec;
	char peer[16];
	int sock;

	read_spec(a, &spec);
	if (strcmp(spec.type, "tun") == 0 || strcmp(spec.type, "tap") == 0)
		return add_tun(s, a, err);
	if (arg_has(a, "peer")) {
		if (split_device(s, arg_option(a, "peer"), here, peer, &there, err) < 0)
			return -1;
		spec.peer = peer;
	}
	if (there != here && add_pair(s, &spec, there, err) < 0)
		return -1;
	if (there == s->zero && here != s->zero)
		return placed_note(s, here, spec.peer, err);
	if (there != here)
		return here == s->zero ? placed_note(s, there, spec.name, err) : 0;
	if (wire_socket(s, here, &sock, err) < 0)
		return -1;
	return link_add(sock, &spec, err);
}

static int link_set_outside(struct session *s, const struct args *a, struct error *err)
{
	int sock;
	struct link_change c = { .up = arg_has(a, "up")     ? 1
				       : arg_has(a, "down") ? -1
							    : 0,
				 .mtu = arg_option(a, "mtu"),
				 .new_name = arg_option(a, "name"),
				 .address = arg_option(a, "address"),
				 .master = arg_option(a, "master"),
				 .no_master = arg_has(a, "nomaster"),
				 .ns = -1 };

	if (wire_socket(s, session_frame(s), &sock, err) < 0)
		return -1;
	return link_set(sock, arg(a, "DEV"), &c, err);
}

static int check_set(const struct args *a, struct error *err)
{
	if (a->values_n == 0)
		return refuse(err,
			      "set what? up, down, mtu N, name NEW, address MAC, master DEV or "
			      "nomaster");
	if (arg_has(a, "up") && arg_has(a, "down"))
		return refuse(err, "up and down exclude each other");
	if (arg_has(a, "master") && arg_has(a, "nomaster"))
		return refuse(err, "master and nomaster exclude each other");
	return 0;
}

static int each_device(struct session *s, const struct args *a, int up, struct error *err)
{
	const char *const *devs;
	int n = arg_list(a, "DEV", &devs), sock;
	struct link_change c = { .up = up, .ns = -1 };

	if (wire_socket(s, session_frame(s), &sock, err) < 0)
		return -1;
	for (int i = 0; i < n; i++)
		if ((up ? link_set(sock, devs[i], &c, err) : link_del(sock, devs[i], err)) < 0)
			return -1;
	return 0;
}

static int link_up_outside(struct session *s, const struct args *a, struct error *err)
{
	return each_device(s, a, 1, err);
}

static int link_down_outside(struct session *s, const struct args *a, struct error *err)
{
	return each_device(s, a, -1, err);
}

static int link_del_outside(struct session *s, const struct args *a, struct error *err)
{
	return each_device(s, a, 0, err);
}

/* Whatever way a handle was come by, the host's network is the host's. */
static int refuse_hosts_net(struct session *s, const char *place, int ns, struct error *err)
{
	if (s->consent || !frame_ns_is_hosts(s->zero, ns, CLONE_NEWNET))
		return 0;
	return refuse(err, "%s: is the host's network, which is named @host", place);
}

/* The file or process of PLACE, as a handle that may be anything yet. */
static int open_elsewhere(struct session *s, const char *place, int *ret, struct error *err)
{
	struct message m = MESSAGE_EMPTY;
	char path[32];

	if (strncmp(place, "pid:", 4) == 0) {
		(void)snprintf(path, sizeof(path), "%.12s/ns/net", place + 4);
		*ret = openat(s->zero->proc, path, O_RDONLY | O_CLOEXEC);
		return *ret < 0 ? fail_call(err, "openat", "%s", place) : 0;
	}
	const char *words[] = { ".open", place + 4, "r", NULL };
	if (session_words(s, session_frame(s), words, NULL, 0, &m, err) < 0)
		return -1;
	*ret = message_take(&m, 0);
	message_done(&m);
	return *ret < 0 ? refuse(err, "%s: the frame gave no handle", place) : 0;
}

/* The network namespace that PLACE names: a handle, the caller's. */
static int open_place(struct session *s, const char *place, int *ret, struct error *err)
{
	struct frame *f;
	int ns = -1;

	if (place[0] == '@') {
		if (session_top_of(s, place + 1, &f, err) < 0)
			return -1;
		if (strcmp(place, "@host") != 0 && session_need(s, f, CLONE_NEWNET, err) < 0)
			return -1;
		return wire_net(s, f, ret, err);
	}
	if (open_elsewhere(s, place, &ns, err) < 0)
		return -1;
	autofd int owned = ns;
	if (refuse_hosts_net(s, place, owned, err) < 0)
		return -1;
	*ret = take_fd(&owned);
	return 0;
}

static int link_move_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *dev = arg(a, "DEV");
	struct frame *here = session_frame(s);
	int sock, ns = -1, lent = 0;

	if (open_place(s, arg(a, "PLACE"), &ns, err) < 0)
		return -1;
	autofd int owned = ns;
	struct link_change c = { .ns = owned };
	bool to_host = here != s->zero && strcmp(arg(a, "PLACE"), "@host") == 0;
	if (here == s->zero && placed_lend(s, dev, err) < 0)
		return -1;
	if (to_host && (lent = placed_is_lent(s, here, dev, err)) < 0)
		return -1;
	if (wire_socket(s, here, &sock, err) < 0 || link_set(sock, dev, &c, err) < 0)
		return -1;
	return to_host && !lent ? placed_note(s, NULL, dev, err) : 0;
}

static const struct param add_params[] = {
	{ .kind = KIND_IFNAME_NEW, .name = "NAME", .filler = "name" },
	{ .kind = KIND_LINKTYPE, .name = "TYPE", .filler = "type" },
	{ .kind = KIND_END },
};

static const struct option add_options[] = {
	{ .name = "peer",
	  .kind = KIND_IFNAME_AT,
	  .value = "DEV[@BOX]",
	  .filler = "name",
	  .summary = "veth: the other end, made where it will live" },
	{ .name = "master",
	  .kind = KIND_IFNAME,
	  .value = "DEV",
	  .summary = "a port of this bridge" },
	{ .name = "link",
	  .kind = KIND_IFNAME,
	  .value = "DEV",
	  .summary = "vlan, macvlan, ipvlan, vxlan: over this device" },
	{ .name = "id",
	  .kind = KIND_NUMBER,
	  .value = "N",
	  .summary = "vlan, vxlan: its number" },
	{ .name = "mtu",
	  .kind = KIND_NUMBER,
	  .value = "N",
	  .summary = "largest packet, in bytes" },
	{ .name = "address", .kind = KIND_MAC, .value = "MAC", .summary = "its MAC address" },
	{ .name = "mode",
	  .kind = KIND_CHOICE,
	  .value = "MODE",
	  .choices = "private|vepa|bridge|passthru|l2|l3|l3s",
	  .summary = "macvlan: private, vepa, bridge, passthru; ipvlan: l2, l3, l3s" },
	{ .name = "remote",
	  .kind = KIND_IP,
	  .value = "ADDRESS",
	  .summary = "vxlan: the other side" },
	{ .name = "local", .kind = KIND_IP, .value = "ADDRESS", .summary = "vxlan: this side" },
	{ .name = "dstport",
	  .kind = KIND_NUMBER,
	  .value = "N",
	  .summary = "vxlan: UDP port, 4789" },
	{ .name = "up", .kind = KIND_END, .summary = "up at once" },
	{ .name = NULL },
};

static const struct param dev_params[] = {
	{ .kind = KIND_IFNAME, .name = "DEV", .filler = "dev" },
	{ .kind = KIND_END },
};

static const struct option set_options[] = {
	{ .name = "up", .kind = KIND_END, .summary = "up" },
	{ .name = "down", .kind = KIND_END, .summary = "down" },
	{ .name = "mtu",
	  .kind = KIND_NUMBER,
	  .value = "N",
	  .summary = "largest packet, in bytes" },
	{ .name = "name", .kind = KIND_IFNAME_NEW, .value = "NEW", .summary = "another name" },
	{ .name = "address",
	  .kind = KIND_MAC,
	  .value = "MAC",
	  .summary = "another MAC address" },
	{ .name = "master",
	  .kind = KIND_IFNAME,
	  .value = "DEV",
	  .summary = "a port of this bridge" },
	{ .name = "nomaster", .kind = KIND_END, .summary = "a port of none" },
	{ .name = NULL },
};

static const struct param devs_params[] = {
	{ .kind = KIND_IFNAME, .name = "DEV", .filler = "dev", .repeated = 1 },
	{ .kind = KIND_END },
};

static const struct param move_params[] = {
	{ .kind = KIND_IFNAME, .name = "DEV", .filler = "dev" },
	{ .kind = KIND_PLACE, .name = "PLACE" },
	{ .kind = KIND_END },
};

const struct command link_commands[] = {
	{
		.name = "link add",
		.params = add_params,
		.options = add_options,
		.changes = CLONE_NEWNET,
		.check = check_spec,
		.summary = "make a network device",
		.text = "TYPE: veth bridge macvlan ipvlan vlan vxlan dummy tun tap. RTM_NEWLINK over a\n"
			"socket that the frame has opened; the kernel asks for CAP_NET_ADMIN in the\n"
			"user namespace that owns the network. A peer in another box needs rights over\n"
			"both: boxes of root, or standing on one user namespace of yours.",
		.flags = ROW_COMMON,
		.see = "links, link set, addr add, about net",
		.examples = { "newns user net; link add v0 veth peer v1; links",
			      "newns user net; link add br0 bridge; link add v0 veth peer v1 master br0" },
		.outside = link_add_outside,
		.inside = tun_inside,
	},
	{
		.name = "link set",
		.params = dev_params,
		.options = set_options,
		.changes = CLONE_NEWNET,
		.check = check_set,
		.summary = "change a network device",
		.text = "One RTM_SETLINK with all that is named, over the frame's rtnetlink(7) socket. It\n"
			"wants CAP_NET_ADMIN in the user namespace that owns the network.",
		.see = "link add, link up, links, about net",
		.examples = { "newns user net; link add v0 veth peer v1; link set v0 mtu 1400 up",
			      "newns user net; link add v0 veth peer v1; link set v0 name wan; links" },
		.outside = link_set_outside,
	},
	{
		.name = "link up",
		.params = devs_params,
		.changes = CLONE_NEWNET,
		.summary = "set network devices up",
		.text = "RTM_SETLINK with IFF_UP; CAP_NET_ADMIN in the owner of the network. lo gets its\n"
			"addresses by that, 127.0.0.1 and ::1. A veth has a carrier when both ends are up.",
		.flags = ROW_COMMON,
		.see = "link down, links, addr add, about net",
		.examples = { "newns user net; link up lo; addrs",
			      "newns user net; link add v0 veth peer v1; link up v0 v1; links" },
		.outside = link_up_outside,
	},
	{
		.name = "link down",
		.params = devs_params,
		.changes = CLONE_NEWNET,
		.summary = "set network devices down",
		.text = "RTM_SETLINK without IFF_UP; CAP_NET_ADMIN in the owner of the network. Its routes\n"
			"go, and its IPv6 addresses; IPv4 addresses stay.",
		.see = "link up, links",
		.examples = { "newns user net; link up lo; link down lo; links",
			      "newns user net; link up lo; link down lo; addrs" },
		.outside = link_down_outside,
	},
	{
		.name = "link del",
		.params = devs_params,
		.changes = CLONE_NEWNET,
		.summary = "delete network devices",
		.text = "RTM_DELLINK; CAP_NET_ADMIN in the owner of the network. With one end of a veth\n"
			"pair the other goes too, wherever it is. lo and hardware cannot be deleted.",
		.see = "link add, links",
		.examples = { "newns user net; link add v0 veth peer v1; link del v0; links",
			      "newns user net; link add v0 veth peer v1; link add v2 veth peer v3; link del v0 v2" },
		.outside = link_del_outside,
	},
	{
		.name = "link move",
		.params = move_params,
		.changes = CLONE_NEWNET,
		.summary = "move a network device: to @BOX, pid:N, net:PATH or @host",
		.text = "RTM_SETLINK with IFLA_NET_NS_FD, Linux 3.0: CAP_NET_ADMIN in the owners of both\n"
			"networks. Its addresses and routes are lost by that, and it is down. lo stays where\n"
			"it is, and so does what the kernel made for one namespace alone.",
		.see = "link add, links, box, about net",
		.examples = { "box a user; box b net --on a; box c net --on a; @b link add v0 veth peer v1; @b link move v1 @c; @c links",
			      "box a user net; box b net --on a; @a link add v0 veth peer v1; @a link move v0 @b; @b link up v0; @b links" },
		.outside = link_move_outside,
	},
	{ .name = NULL },
};
