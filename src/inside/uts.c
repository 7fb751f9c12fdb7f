/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/uts.h"

#include "base/error.h"
#include "lang/args.h"
#include "wire/call.h"

#include <stddef.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

int hostname_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *name = arg(a, "NAME");
	struct utsname now;

	if (!name) {
		/* uname, not gethostname: that may cut a name without ending it. */
		if (uname(&now) < 0)
			return fail_call(err, "uname", "host name");
		return reply_line(c, now.nodename, err);
	}
	if (sethostname(name, strlen(name)) < 0)
		return fail_call(err, "sethostname", "%s", name);
	return 0;
}

int domainname_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *name = arg(a, "NAME");
	struct utsname now;

	if (!name) {
		if (uname(&now) < 0)
			return fail_call(err, "uname", "domain name");
		return reply_line(c, now.domainname, err);
	}
	if (setdomainname(name, strlen(name)) < 0)
		return fail_call(err, "setdomainname", "%s", name);
	return 0;
}
