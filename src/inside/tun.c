/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/tun.h"

#include "base/error.h"
#include "base/own.h"
#include "lang/args.h"
#include "wire/call.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

int tun_inside(struct call *c, const struct args *a, struct error *err)
{
	struct ifreq r;
	char path[32];
	bool tap = strcmp(arg(a, "TYPE"), "tap") == 0;

	if (c->handles_n < 1)
		return refuse(err, "no handle of /dev/net/tun came with it");
	/* A file of tun belongs to the network of whoever opened it, which was unsh: so it is
	 * opened once more, here, by the handle. tun_chr_open() in drivers/net/tun.c. */
	(void)snprintf(path, sizeof(path), "self/fd/%d", c->handles[0]);
	autofd int device = openat(c->proc, path, O_RDWR | O_CLOEXEC);
	if (device < 0)
		return fail_call(err, "open", "/dev/net/tun");
	memset(&r, 0, sizeof(r));
	(void)snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", arg(a, "NAME"));
	r.ifr_flags = (short)((tap ? IFF_TAP : IFF_TUN) | IFF_NO_PI);
	if (ioctl(device, TUNSETIFF, &r) < 0)
		return fail_call(err, "TUNSETIFF", "%s", arg(a, "NAME"));
	if (ioctl(device, TUNSETPERSIST, 1) < 0)
		return fail_call(err, "TUNSETPERSIST", "%s", arg(a, "NAME"));
	return 0;
}
