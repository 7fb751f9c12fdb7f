/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/ip.h"

#include "base/error.h"
#include "base/number.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

int ip_parse(const char *text, struct ip *ret, struct error *err)
{
	char address[INET6_ADDRSTRLEN + 1];
	const char *slash = strchrnul(text, '/');
	struct ip ip = { .family = AF_INET, .size = 4 };
	uint64_t length;

	(void)snprintf(address, sizeof(address), "%.*s", (int)(slash - text), text);
	if (inet_pton(AF_INET, address, ip.bytes) != 1) {
		ip.family = AF_INET6;
		ip.size = 16;
		if (inet_pton(AF_INET6, address, ip.bytes) != 1)
			return refuse(err, "\"%s\" is no address", address);
	}
	ip.length = (unsigned)ip.size * 8;
	if (*slash) {
		if (number_unsigned(slash + 1, ip.length, &length, err) < 0)
			return -1;
		ip.length = (unsigned)length;
	}
	*ret = ip;
	return 0;
}
