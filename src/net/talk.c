/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/talk.h"

#include "base/error.h"
#include "net/door.h"

#include <errno.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum {
	WORDS_MOST = 200,
	RECEIVE_BYTES = 65536
};

int request_begin(struct request *r, int type, int flags, const void *head, size_t size,
		  struct error *err)
{
	if (net_open(err) < 0)
		return -1;
	*r = (struct request){ .msg = nl.nlmsg_alloc_simple(type, flags) };
	if (!r->msg) {
		errno = ENOMEM;
		return fail_call(err, "malloc", "a netlink message");
	}
	r->failed = nl.nlmsg_append(r->msg, (void *)head, size, NLMSG_ALIGNTO) < 0;
	return 0;
}

void request_add(struct request *r, int attr, const void *data, size_t size)
{
	r->failed |= nl.nla_put(r->msg, attr, (int)size, data) < 0;
}

void request_string(struct request *r, int attr, const char *text)
{
	r->failed |= nl.nla_put_string(r->msg, attr, text) < 0;
}

void request_u32(struct request *r, int attr, unsigned value)
{
	r->failed |= nl.nla_put_u32(r->msg, attr, value) < 0;
}

void request_u16(struct request *r, int attr, unsigned value)
{
	r->failed |= nl.nla_put_u16(r->msg, attr, (uint16_t)value) < 0;
}

void request_u8(struct request *r, int attr, unsigned value)
{
	r->failed |= nl.nla_put_u8(r->msg, attr, (uint8_t)value) < 0;
}

struct nlattr *request_nest(struct request *r, int attr)
{
	struct nlattr *nest = nl.nla_nest_start(r->msg, attr);

	r->failed |= !nest;
	return nest;
}

void request_nest_end(struct request *r, struct nlattr *nest)
{
	if (nest)
		(void)nl.nla_nest_end(r->msg, nest);
}

void request_append(struct request *r, const void *data, size_t size)
{
	r->failed |= nl.nlmsg_append(r->msg, (void *)data, size, NLMSG_ALIGNTO) < 0;
}

/* What came: the errno of the ack, and the kernel's words with it. */
struct answer {
	unsigned seq;
	int errnum;
	bool done, failed;
	char words[WORDS_MOST];
	dump_each *each;
	void *state;
	struct error *err;
};

/* The text attribute of an extended ack, behind the request that it repeats unless it is
 * capped. */
static void take_words(struct answer *a, const struct nlmsghdr *head)
{
	const struct nlmsgerr *e = NLMSG_DATA(head);
	size_t skip = sizeof(*e);
	const struct nlattr *text;

	if (!(head->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(head->nlmsg_flags & NLM_F_CAPPED))
		skip += e->msg.nlmsg_len - NLMSG_HDRLEN;
	skip = NLMSG_ALIGN(skip);
	if (head->nlmsg_len < NLMSG_HDRLEN + skip)
		return;
	text = nl.nla_find((const struct nlattr *)(const void *)((const char *)e + skip),
			   (int)(head->nlmsg_len - NLMSG_HDRLEN - skip), NLMSGERR_ATTR_MSG);
	if (text)
		(void)snprintf(a->words, sizeof(a->words), "%.*s", nl.nla_len(text),
			       (const char *)nl.nla_data(text));
}

/* One message of the answer; those of a question that was given up have another number. */
static void take_message(struct answer *a, struct nlmsghdr *head)
{
	if (head->nlmsg_seq != a->seq)
		return;
	if (head->nlmsg_type == NLMSG_DONE) {
		a->done = true;
	} else if (head->nlmsg_type == NLMSG_ERROR &&
		   head->nlmsg_len >= NLMSG_LENGTH(sizeof(struct nlmsgerr))) {
		a->errnum = -((const struct nlmsgerr *)NLMSG_DATA(head))->error;
		a->done = true;
		take_words(a, head);
	} else if (!a->failed && a->each && a->each(a->state, head, a->err) < 0) {
		a->failed = true; /* the rest is read all the same: the socket is used again */
	}
}

static int receive(int sock, struct answer *a)
{
	static char data[RECEIVE_BYTES] __attribute__((aligned(NLMSG_ALIGNTO)));
	ssize_t got = recv(sock, data, sizeof(data), MSG_TRUNC);

	if (got < 0)
		return errno == EINTR ? 0 : -1;
	if ((size_t)got > sizeof(data)) {
		errno = EMSGSIZE;
		return -1;
	}
	int left = (int)got;
	for (struct nlmsghdr *head = (void *)data; nl.nlmsg_ok(head, left);
	     head = nl.nlmsg_next(head, &left))
		take_message(a, head);
	return 0;
}

/*
 * libnl makes the message and takes the answer apart. What goes between is one send and one
 * receive: a struct nl_sock over the frame's socket would be six system calls more for each
 * step, twice what the step itself costs.
 */
static int exchange(struct request *r, int sock, struct answer *a)
{
	static unsigned last;
	struct nlmsghdr *head = nl.nlmsg_hdr(r->msg);
	int got = 0;

	a->seq = head->nlmsg_seq = ++last;
	head->nlmsg_pid = 0;
	head->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	errno = ENOMEM;
	if (r->failed || send(sock, head, head->nlmsg_len, MSG_NOSIGNAL) < 0)
		got = -1;
	while (got == 0 && !a->done)
		got = receive(sock, a);
	int errnum = errno;
	nl.nlmsg_free(r->msg);
	errno = errnum;
	return got;
}

int request_do(struct request *r, int sock, const char *call, const char *object,
	       struct error *err)
{
	struct answer a = { .err = err };

	if (exchange(r, sock, &a) < 0)
		return fail_call(err, "netlink", "%s", object);
	if (a.errnum == 0)
		return 0;
	errno = a.errnum;
	if (a.words[0])
		return fail_call(err, call, "%s: %s", object, a.words);
	return fail_call(err, call, "%s", object);
}

int request_dump(struct request *r, int sock, dump_each *each, void *state, struct error *err)
{
	struct answer a = { .each = each, .state = state, .err = err };

	if (exchange(r, sock, &a) < 0)
		return fail_call(err, "netlink", "the list");
	if (a.failed)
		return -1;
	if (a.errnum > 0) {
		errno = a.errnum;
		return fail_call(err, "netlink dump", "%s", a.words[0] ? a.words : "the list");
	}
	return 0;
}

int net_index(int sock, const char *name, unsigned *ret, struct error *err)
{
	struct ifreq r;

	memset(&r, 0, sizeof(r));
	(void)snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	if (ioctl(sock, SIOCGIFINDEX, &r) < 0)
		return fail_call(err, "SIOCGIFINDEX", "%s", name);
	*ret = (unsigned)r.ifr_ifindex;
	return 0;
}
