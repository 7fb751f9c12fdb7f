/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Links that a step has put into the host's network: the undertaker takes them away at the end.
 * The end of the namespace that a pair's other end is in does that too, but some time later,
 * and a link that was moved stays. One request, written by hand: no library is in a frame.
 * rtnetlink(7)
 */
#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "frame/held.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	ANSWER_MS = 5000
};

/* Waits for the answer, whatever it is: the link is gone then, or was not there. */
static void remove_link(unsigned index)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg link;
	} request = {
		.head = { .nlmsg_len = sizeof(request),
			  .nlmsg_type = RTM_DELLINK,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.link = { .ifi_family = AF_UNSPEC, .ifi_index = (int)index },
	};
	char answer[512];
	autofd int sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	struct pollfd wait = { .fd = sock, .events = POLLIN };

	if (sock >= 0 && send(sock, &request, sizeof(request), 0) == (ssize_t)sizeof(request) &&
	    poll(&wait, 1, ANSWER_MS) == 1)
		(void)!recv(sock, answer, sizeof(answer), 0);
}

static int read_index(const struct message *q, unsigned *ret, struct error *err)
{
	uint64_t index;

	if (q->n != 2)
		return refuse(err, "%s: wrong number of words", q->words[0]);
	if (number_unsigned(q->words[1], INT32_MAX, &index, err) < 0)
		return -1;
	*ret = (unsigned)index;
	return 0;
}

int placed_keep(struct held *h, struct message *q, struct call *c, struct error *err)
{
	unsigned index = 0;

	(void)c;
	if (read_index(q, &index, err) < 0)
		return -1;
	unsigned *more = reallocarray(h->placed, (size_t)h->placed_n + 1, sizeof(*more));
	if (!more)
		return fail_call(err, "realloc", "links placed");
	h->placed = more;
	h->placed[h->placed_n++] = index;
	return 0;
}

int placed_remove(struct held *h, struct message *q, struct call *c, struct error *err)
{
	unsigned index = 0;

	(void)c;
	if (read_index(q, &index, err) < 0)
		return -1;
	for (int i = h->placed_n - 1; i >= 0; i--) {
		if (h->placed[i] != index)
			continue;
		remove_link(index);
		h->placed[i] = h->placed[--h->placed_n];
	}
	return 0;
}

void placed_remove_all(struct held *h)
{
	while (h->placed_n > 0)
		remove_link(h->placed[--h->placed_n]);
}
