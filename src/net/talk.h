/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One request, one acknowledgement, over a NETLINK_ROUTE socket that a frame has opened and
 * handed out: it keeps the network namespace that it was opened in. Never opens a socket.
 * rtnetlink(7)
 */
#ifndef UNSH_NET_TALK_H
#define UNSH_NET_TALK_H

#include <stddef.h>

struct error;
struct nl_msg;

/* A request under way: attributes are added with the functions below, each of which remembers a
 * failure (ENOMEM) that talk_do then reports. */
struct request {
	struct nl_msg *msg;
	int failed;
};

/* request_begin: TYPE is RTM_*, FLAGS NLM_F_*; HEAD of SIZE bytes is its fixed part. Opens
 * libnl. */
int request_begin(struct request *r, int type, int flags, const void *head, size_t size,
		  struct error *err);
void request_add(struct request *r, int attr, const void *data, size_t size);
void request_string(struct request *r, int attr, const char *text);
void request_u32(struct request *r, int attr, unsigned value);
void request_u16(struct request *r, int attr, unsigned value);
void request_u8(struct request *r, int attr, unsigned value);
struct nlattr *request_nest(struct request *r, int attr);
void request_nest_end(struct request *r, struct nlattr *nest);
void request_append(struct request *r, const void *data, size_t size); /* no attribute */

/*
 * request_do: sends R and waits for its acknowledgement; frees R. Fails as CALL ("RTM_NEWLINK")
 * on OBJECT, with the kernel's own words behind it where it has any (extended ack, Linux 4.12).
 */
int request_do(struct request *r, int sock, const char *call, const char *object,
	       struct error *err);

/* request_dump: sends R and gives each message of the answer to EACH, until that returns -1
 * (*ERR is then its). Frees R. */
struct nlmsghdr;
typedef int dump_each(void *state, struct nlmsghdr *head, struct error *err);
int request_dump(struct request *r, int sock, dump_each *each, void *state, struct error *err);

/* net_index: the index of device NAME where SOCK is: no netlink round trip, netdevice(7).
 * ENODEV: there is none. */
int net_index(int sock, const char *name, unsigned *ret, struct error *err);

#endif
