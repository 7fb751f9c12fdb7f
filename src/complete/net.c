/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links and addresses of the frame, over the socket that it has handed out. */
#include "complete/hunt.h"

#include "base/text.h"
#include "frame/frame.h"
#include "net/addr.h"
#include "net/link.h"
#include "shell/session.h"

#include <net/if.h>
#include <stdio.h>
#include <string.h>

/* Both dumps, put together: addresses come by themselves. */
struct dump {
	struct hunt *h;
	struct text addresses; /* struct addr_info of each */
	struct text links;     /* struct link_info */
};

static int keep_address(void *state, const struct addr_info *info, struct error *err)
{
	struct dump *d = state;

	return hunt_over(d->h) ? 0 : text_add(&d->addresses, info, sizeof(*info), err);
}

static int keep_link(void *state, const struct link_info *info, struct error *err)
{
	struct dump *d = state;

	return hunt_over(d->h) ? 0 : text_add(&d->links, info, sizeof(*info), err);
}

static int open_socket(struct hunt *h)
{
	struct message m = MESSAGE_EMPTY;
	const char *words[] = { ".handle", "netlink", NULL };

	if (!h->frame)
		return -1;
	if (h->frame->netlink < 0 && hunt_ask(h, h->frame, words, &m) == 0) {
		h->frame->netlink = message_take(&m, 0);
		message_done(&m);
	}
	return h->frame->netlink;
}

static void dump(struct dump *d)
{
	struct error ignored;
	int sock = open_socket(d->h);

	if (sock < 0)
		return;
	(void)link_list(sock, keep_link, d, &ignored);
	(void)addr_list(sock, keep_address, d, &ignored);
}

static void dump_done(struct dump *d)
{
	text_done(&d->addresses);
	text_done(&d->links);
}

static const struct addr_info *address_at(const struct dump *d, size_t i)
{
	return i < d->addresses.size / sizeof(struct addr_info)
		       ? (const struct addr_info *)(const void *)d->addresses.at + i
		       : NULL;
}

static const struct link_info *link_at(const struct dump *d, size_t i)
{
	return i < d->links.size / sizeof(struct link_info)
		       ? (const struct link_info *)(const void *)d->links.at + i
		       : NULL;
}

void hunt_links(struct hunt *h)
{
	struct dump d = { .h = h };
	const struct link_info *link;
	const struct addr_info *address;

	dump(&d);
	for (size_t i = 0; (link = link_at(&d, i)); i++) {
		char list[96] = "";
		size_t used = 0;

		for (size_t j = 0; (address = address_at(&d, j)); j++)
			if (address->index == link->index && used < sizeof(list))
				used += (size_t)snprintf(list + used, sizeof(list) - used,
							 " %s", address->text);
		if (!hunt_given(h, link->name))
			hunt_notef(h, link->name, "%s %u %s%s",
				   link->flags & IFF_UP ? "up" : "down", link->mtu,
				   link->kind[0]                ? link->kind
				   : link->flags & IFF_LOOPBACK ? "loopback"
								: "device",
				   list);
	}
	dump_done(&d);
}

void hunt_addresses(struct hunt *h)
{
	struct dump d = { .h = h };
	const struct link_info *link;
	const struct addr_info *address;

	dump(&d);
	for (size_t i = 0; (address = address_at(&d, i)); i++)
		for (size_t j = 0; (link = link_at(&d, j)); j++)
			if (link->index == address->index)
				hunt_notef(h, address->text, "of %s", link->name);
	dump_done(&d);
}
