/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An address with its length, as text and as bytes. */
#ifndef UNSH_NET_IP_H
#define UNSH_NET_IP_H

#include <stddef.h>

struct error;

struct ip {
	int family; /* AF_INET, AF_INET6 */
	unsigned length;
	size_t size; /* of bytes: 4 or 16 */
	unsigned char bytes[16];
};

/* ip_parse: ADDRESS or ADDRESS/LEN; without a length: all of it. */
int ip_parse(const char *text, struct ip *ret, struct error *err);

#endif
