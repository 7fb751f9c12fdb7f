/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/tun.h"

#include "base/error.h"
#include "lang/args.h"
#include "wire/call.h"

#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

int tun_inside(struct call *c, const struct args *a, struct error *err)
{
	struct ifreq r;
	bool tap = strcmp(arg(a, "TYPE"), "tap") == 0;

	if (c->handles_n < 1)
		return refuse(err, "no handle of /dev/net/tun came with it");
	memset(&r, 0, sizeof(r));
	(void)snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", arg(a, "NAME"));
	r.ifr_flags = (short)((tap ? IFF_TAP : IFF_TUN) | IFF_NO_PI);
	/* In the namespace of whoever opened the file, which is not ours: TUNSETIFF takes the
	 * caller's only since it is not bound yet; so it is done here and not outside. */
	if (ioctl(c->handles[0], TUNSETIFF, &r) < 0)
		return fail_call(err, "TUNSETIFF", "%s", arg(a, "NAME"));
	if (ioctl(c->handles[0], TUNSETPERSIST, 1) < 0)
		return fail_call(err, "TUNSETPERSIST", "%s", arg(a, "NAME"));
	return 0;
}
