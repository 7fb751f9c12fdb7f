/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses and routes, and the listings of the network. */
#include "net/addr.h"

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "command/link.h"
#include "command/listing.h"
#include "command/wire.h"
#include "lang/args.h"
#include "net/link.h"
#include "shell/session.h"

#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int addr_outside(struct session *s, const struct args *a, bool add, struct error *err)
{
	int sock;

	if (wire_socket(s, session_frame(s), &sock, err) < 0)
		return -1;
	return addr_change(sock, add, arg(a, "ADDRESS/LEN"), arg(a, "DEV"), err);
}

static int addr_add_outside(struct session *s, const struct args *a, struct error *err)
{
	return addr_outside(s, a, true, err);
}

static int addr_del_outside(struct session *s, const struct args *a, struct error *err)
{
	return addr_outside(s, a, false, err);
}

static int route_outside(struct session *s, const struct args *a, bool add, struct error *err)
{
	int sock;
	struct route_spec spec = { .prefix = arg(a, "PREFIX"),
				   .via = arg_option(a, "via"),
				   .dev = arg_option(a, "dev"),
				   .metric = arg_option(a, "metric"),
				   .src = arg_option(a, "src"),
				   .table = arg_option(a, "table") };

	if (wire_socket(s, session_frame(s), &sock, err) < 0)
		return -1;
	return route_change(sock, add, &spec, err);
}

static int route_add_outside(struct session *s, const struct args *a, struct error *err)
{
	return route_outside(s, a, true, err);
}

static int route_del_outside(struct session *s, const struct args *a, struct error *err)
{
	return route_outside(s, a, false, err);
}

/* PREFIX, the gateway and the source: all of one family, as far as they say which. */
static int check_families(const struct args *a, struct error *err)
{
	const char *words[] = { arg(a, "PREFIX"), arg_option(a, "via"), arg_option(a, "src") };
	const char *first = NULL;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!words[i] || strcmp(words[i], "default") == 0)
			continue;
		if (first && !strchr(first, ':') != !strchr(words[i], ':'))
			return refuse(err, "%s and %s are of two families, IPv4 and IPv6",
				      first, words[i]);
		first = words[i];
	}
	return 0;
}

static int check_route_add(const struct args *a, struct error *err)
{
	if (check_families(a, err) < 0)
		return -1;
	if (arg_has(a, "via") || arg_has(a, "dev"))
		return 0;
	return refuse(err, "where to? via ADDRESS, dev DEV, or both");
}

/* All links and addresses where a socket is, gathered before anything is shown: names by index.
 */
struct network {
	int links_n, addrs_n, routes_n;
	struct link_info *links;
	struct addr_info *addrs;
	struct route_info *routes;
};

static void network_done(struct network *n)
{
	free(n->links);
	free(n->addrs);
	free(n->routes);
}

/* One more of SIZE bytes at *LIST; room doubles at each power of two. */
static int append(void **list, int *n, const void *item, size_t size, struct error *err)
{
	if ((*n & (*n - 1)) == 0) {
		void *more = reallocarray(*list, *n ? 2 * (size_t)*n : 1, size);

		if (!more)
			return fail_call(err, "realloc", "the network");
		*list = more;
	}
	memcpy((char *)*list + (size_t)*n * size, item, size);
	(*n)++;
	return 0;
}

static int take_link(void *state, const struct link_info *info, struct error *err)
{
	struct network *n = state;

	return append((void **)&n->links, &n->links_n, info, sizeof(*info), err);
}

static int take_addr(void *state, const struct addr_info *info, struct error *err)
{
	struct network *n = state;

	return append((void **)&n->addrs, &n->addrs_n, info, sizeof(*info), err);
}

static int take_route(void *state, const struct route_info *info, struct error *err)
{
	struct network *n = state;

	return append((void **)&n->routes, &n->routes_n, info, sizeof(*info), err);
}

static const char *name_of(const struct network *n, unsigned index)
{
	for (int i = 0; index && i < n->links_n; i++)
		if (n->links[i].index == index)
			return n->links[i].name;
	return NULL;
}

static int read_network(struct session *s, struct network *n, bool routes, struct error *err)
{
	int sock;

	if (wire_socket(s, session_frame(s), &sock, err) < 0 ||
	    link_list(sock, take_link, n, err) < 0 || addr_list(sock, take_addr, n, err) < 0)
		return -1;
	return routes ? route_list(sock, take_route, n, err) : 0;
}

/* DEV of the step, if it was given, must be there. */
static int check_device(const struct network *n, const char *dev, struct error *err)
{
	for (int i = 0; dev && i < n->links_n; i++)
		if (strcmp(n->links[i].name, dev) == 0)
			return 0;
	return dev ? refuse(err, "%s: no such device here; links lists them", dev) : 0;
}

enum {
	LINK_COLUMNS = 9,
	ADDR_COLUMNS = 4,
	ROUTE_COLUMNS = 7
};

static const struct column link_columns[LINK_COLUMNS] = {
	{ .name = "NAME", .help = "of the device" },
	{ .name = "TYPE", .help = "what it is" },
	{ .name = "STATE", .help = "UP, DOWN, or up without a carrier" },
	{ .name = "MTU", .type = CELL_NUMBER, .right = 1, .help = "largest packet, in bytes" },
	{ .name = "ADDRESS", .help = "MAC" },
	{ .name = "MASTER", .help = "the bridge that it is a port of" },
	{ .name = "PEER", .help = "the device that it is over, or its other end" },
	{ .name = "ADDRESSES", .type = CELL_LIST, .help = "with their lengths" },
	{ .name = "INDEX",
	  .type = CELL_NUMBER,
	  .right = 1,
	  .hidden = 1,
	  .help = "the kernel's number" },
};

static const char *state_of(const struct link_info *l)
{
	return !(l->flags & IFF_UP) ? "DOWN" : l->flags & IFF_RUNNING ? "UP" : "NO-CARRIER";
}

static const char *kind_of(const struct link_info *l)
{
	return l->kind[0] ? l->kind : l->flags & IFF_LOOPBACK ? "loopback" : "device";
}

/* The addresses of link INDEX, SEPARATOR between them. NULL: none, or no memory. */
static char *addresses_of(const struct network *n, unsigned index, const char *separator)
{
	struct text t = { .at = NULL };
	struct error ignored;

	for (int i = 0; i < n->addrs_n; i++)
		if (n->addrs[i].index == index)
			(void)text_printf(&t, &ignored, "%s%s", t.size ? separator : "",
					  n->addrs[i].text);
	return text_take(&t);
}

static int add_link_row(struct listing *list, const struct network *n,
			const struct link_info *l, bool json, struct error *err)
{
	char mtu[16], index[16], peer[64] = "";
	char *addresses = addresses_of(n, l->index, json ? "\n" : " ");

	(void)snprintf(mtu, sizeof(mtu), "%u", l->mtu);
	(void)snprintf(index, sizeof(index), "%u", l->index);
	if (l->link && l->link_nsid >= 0)
		(void)snprintf(peer, sizeof(peer), "%u in another net", l->link);
	else if (l->link && l->link != l->index && name_of(n, l->link))
		(void)snprintf(peer, sizeof(peer), "%s", name_of(n, l->link));
	const char *cells[] = { l->name,
				kind_of(l),
				state_of(l),
				mtu,
				l->address[0] ? l->address : NULL,
				name_of(n, l->master),
				peer[0] ? peer : NULL,
				addresses,
				index };
	int done = listing_row(list, cells, -1, err) < 0 ? -1 : 0;
	free(addresses);
	return done;
}

static int links_outside(struct session *s, const struct args *a, struct error *err)
{
	struct network n __attribute__((cleanup(network_done))) = { .links_n = 0 };
	struct listing_options o = session_listing(s, a);
	struct listing *list;
	const char *dev = arg(a, "DEV");
	int done = 0;

	if (read_network(s, &n, false, err) < 0 || check_device(&n, dev, err) < 0 ||
	    listing_new("links", link_columns, LINK_COLUMNS, &o, &list, err) < 0)
		return -1;
	for (int i = 0; i < n.links_n && done == 0; i++)
		if (!dev || strcmp(n.links[i].name, dev) == 0)
			done = add_link_row(list, &n, &n.links[i], o.json, err);
	if (done < 0) {
		listing_drop(list);
		return -1;
	}
	return listing_print(list, &s->out, err);
}

static const struct column addr_columns[ADDR_COLUMNS] = {
	{ .name = "DEV", .help = "the device" },
	{ .name = "ADDRESS", .help = "with its length" },
	{ .name = "FAMILY", .help = "inet or inet6" },
	{ .name = "SCOPE", .help = "global, link or host" },
};

static int addrs_outside(struct session *s, const struct args *a, struct error *err)
{
	struct network n __attribute__((cleanup(network_done))) = { .links_n = 0 };
	struct listing_options o = session_listing(s, a);
	struct listing *list;
	const char *dev = arg(a, "DEV");
	int done = 0;

	if (read_network(s, &n, false, err) < 0 || check_device(&n, dev, err) < 0 ||
	    listing_new("addrs", addr_columns, ADDR_COLUMNS, &o, &list, err) < 0)
		return -1;
	for (int i = 0; i < n.addrs_n && done == 0; i++) {
		const char *name = name_of(&n, n.addrs[i].index);
		const char *cells[] = { name, n.addrs[i].text,
					n.addrs[i].is_v6 ? "inet6" : "inet", n.addrs[i].scope };

		if (!dev || (name && strcmp(name, dev) == 0))
			done = listing_row(list, cells, -1, err) < 0 ? -1 : 0;
	}
	if (done < 0) {
		listing_drop(list);
		return -1;
	}
	return listing_print(list, &s->out, err);
}

static const struct column route_columns[ROUTE_COLUMNS] = {
	{ .name = "PREFIX", .help = "where to" },
	{ .name = "VIA", .help = "the gateway" },
	{ .name = "DEV", .help = "the device" },
	{ .name = "METRIC", .type = CELL_NUMBER, .right = 1, .help = "the smaller wins" },
	{ .name = "SRC", .help = "the address that is used from here" },
	{ .name = "FAMILY", .help = "inet or inet6" },
	{ .name = "TABLE",
	  .type = CELL_NUMBER,
	  .right = 1,
	  .hidden = 1,
	  .help = "254 is main" },
};

static int add_route_row(struct listing *list, const struct network *n,
			 const struct route_info *r, struct error *err)
{
	char metric[16], table[16];
	const char *cells[] = { r->prefix,
				r->via[0] ? r->via : NULL,
				name_of(n, r->index),
				r->metric ? metric : NULL,
				r->src[0] ? r->src : NULL,
				r->is_v6 ? "inet6" : "inet",
				table };

	(void)snprintf(metric, sizeof(metric), "%u", r->metric);
	(void)snprintf(table, sizeof(table), "%u", r->table);
	return listing_row(list, cells, -1, err) < 0 ? -1 : 0;
}

enum {
	TABLE_MAIN = 254
};

static int routes_outside(struct session *s, const struct args *a, struct error *err)
{
	struct network n __attribute__((cleanup(network_done))) = { .links_n = 0 };
	struct listing_options o = session_listing(s, a);
	struct listing *list;
	uint64_t table = TABLE_MAIN;
	int done = 0;

	if (arg_has(a, "table") &&
	    number_unsigned(arg_option(a, "table"), UINT32_MAX, &table, err) < 0)
		return -1;
	if (read_network(s, &n, true, err) < 0 ||
	    listing_new("routes", route_columns, ROUTE_COLUMNS, &o, &list, err) < 0)
		return -1;
	for (int i = 0; i < n.routes_n && done == 0; i++)
		if (n.routes[i].table == table)
			done = add_route_row(list, &n, &n.routes[i], err);
	if (done < 0) {
		listing_drop(list);
		return -1;
	}
	return listing_print(list, &s->out, err);
}

static const struct param add_params[] = {
	{ .kind = KIND_CIDR, .name = "ADDRESS/LEN" },
	{ .kind = KIND_IFNAME, .name = "DEV", .filler = "dev" },
	{ .kind = KIND_END },
};

static const struct param del_params[] = {
	{ .kind = KIND_ADDRESS, .name = "ADDRESS/LEN" },
	{ .kind = KIND_IFNAME, .name = "DEV", .filler = "dev" },
	{ .kind = KIND_END },
};

static const struct param route_params[] = {
	{ .kind = KIND_PREFIX, .name = "PREFIX" },
	{ .kind = KIND_END },
};

static const struct option route_options[] = {
	{ .name = "via", .kind = KIND_IP, .value = "ADDRESS", .summary = "the gateway" },
	{ .name = "dev", .kind = KIND_IFNAME, .value = "DEV", .summary = "the device" },
	{ .name = "metric", .kind = KIND_NUMBER, .value = "N", .summary = "the smaller wins" },
	{ .name = "src",
	  .kind = KIND_IP,
	  .value = "ADDRESS",
	  .summary = "the address used from here" },
	{ .name = "table",
	  .kind = KIND_NUMBER,
	  .value = "N",
	  .summary = "the table; 254 is main" },
	{ .name = NULL },
};

static const struct option routes_options[] = {
	LISTING_OPTIONS,
	{ .name = "table",
	  .kind = KIND_NUMBER,
	  .value = "N",
	  .summary = "this table; 254 is main" },
	{ .name = NULL },
};

static const struct param list_params[] = {
	{ .kind = KIND_IFNAME, .name = "DEV", .optional = 1, .filler = "dev" },
	{ .kind = KIND_END },
};

const struct command addr_commands[] = {
	{
		.name = "links",
		.params = list_params,
		.options = listing_options,
		.summary = "network devices, with their addresses",
		.text = "RTM_GETLINK over the frame's own socket: what is in another network is not there.\n"
			"No right is needed. STATE is what the kernel has found out: UP, DOWN, UNKNOWN, or\n"
			"LOWERLAYERDOWN, for a device under it.",
		.flags = ROW_COMMON,
		.see = "link add, addrs, routes, about net",
		.examples = { "newns user net; links", "newns user net; links lo --json" },
		.check = listing_check,
		.columns = link_columns,
		.columns_n = LINK_COLUMNS,
		.outside = links_outside,
	},
	{
		.name = "addr add",
		.params = add_params,
		.changes = CLONE_NEWNET,
		.summary = "give a device an address",
		.text = "RTM_NEWADDR; CAP_NET_ADMIN in the owner of the network. Both families. The route to\n"
			"the address's network comes with it once the device is up. An IPv6 address can be\n"
			"used at once, without looking for it on the wire first (IFA_F_NODAD).",
		.flags = ROW_COMMON,
		.see = "addr del, addrs, route add, about net",
		.examples = { "newns user net; link up lo; addr add 10.0.0.1/24 dev lo; addrs",
			      "newns user net; link add v0 veth peer v1; addr add fd00::1/64 v0; addrs v0" },
		.outside = addr_add_outside,
	},
	{
		.name = "addr del",
		.params = del_params,
		.changes = CLONE_NEWNET,
		.summary = "take an address from a device",
		.text = "RTM_DELADDR; CAP_NET_ADMIN in the owner of the network. The routes that came with\n"
			"it go too.",
		.see = "addr add, addrs",
		.examples = { "newns user net; addr add 10.0.0.1/24 lo; addr del 10.0.0.1/24 lo",
			      "newns user net; link up lo; addr del 127.0.0.1/8 lo; addrs" },
		.outside = addr_del_outside,
	},
	{
		.name = "addrs",
		.params = list_params,
		.options = listing_options,
		.summary = "addresses",
		.text = "RTM_GETADDR over the frame's own socket: of all devices, or of one. No right is\n"
			"needed. SCOPE host: for this machine alone; link: for this wire; global: for all.",
		.see = "links, addr add, routes",
		.examples = { "newns user net; link up lo; addrs lo",
			      "newns user net; link up lo; addrs --noheadings -o address" },
		.check = listing_check,
		.columns = addr_columns,
		.columns_n = ADDR_COLUMNS,
		.outside = addrs_outside,
	},
	{
		.name = "route add",
		.params = route_params,
		.options = route_options,
		.changes = CLONE_NEWNET,
		.check = check_route_add,
		.summary = "add a route",
		.text = "RTM_NEWROUTE; CAP_NET_ADMIN in the owner of the network. The gateway must be on a\n"
			"network of a device that is up.",
		.see = "route del, routes, addr add, sysctl, about net",
		.examples = { "newns user net; link up lo; route add 10.1.0.0/16 dev lo; routes",
			      "newns user net; link add v0 veth peer v1; link up v0 v1; addr add 10.0.0.1/24 v0; route add default via 10.0.0.2" },
		.outside = route_add_outside,
	},
	{
		.name = "route del",
		.params = route_params,
		.options = route_options,
		.check = check_families,
		.changes = CLONE_NEWNET,
		.summary = "delete a route",
		.text = "RTM_DELROUTE; CAP_NET_ADMIN in the owner of the network. The first that fits what\n"
			"is named.",
		.see = "route add, routes",
		.examples = { "newns user net; link up lo; route add 10.1.0.0/16 dev lo; route del 10.1.0.0/16",
			      "newns user net; link up lo; route add default dev lo; route del default; routes" },
		.outside = route_del_outside,
	},
	{
		.name = "routes",
		.options = routes_options,
		.summary = "routes of both families",
		.text = "RTM_GETROUTE over the frame's own socket: those of the main table, or of another;\n"
			"255, local, is the table of own addresses. No right is needed.",
		.see = "route add, addrs, links",
		.examples = { "newns user net; link up lo; routes",
			      "newns user net; link up lo; routes table 255" },
		.check = listing_check,
		.columns = route_columns,
		.columns_n = ROUTE_COLUMNS,
		.outside = routes_outside,
	},
	{ .name = NULL },
};
