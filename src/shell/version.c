/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/version.h"

#include "config.h"
#include "sys/probe.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/utsname.h>

static const struct {
	const char *soname, *use;
} libraries[] = {
	{ "libreadline.so.8", "the prompt" },
	{ "libmount.so.1", "mounting, mountinfo" },
	{ "libnl-3.so.200", "network" },
	{ "libnl-route-3.so.200", "network" },
	{ "libsmartcols.so.1", "tables and JSON" },
	{ "libcap-ng.so.0", "capabilities" },
};

void version_print(void)
{
	struct utsname kernel;

	(void)printf("unsh %s\n", PACKAGE_VERSION);
	for (size_t i = 0; i < sizeof(libraries) / sizeof(*libraries); i++) {
		void *library = dlopen(libraries[i].soname, RTLD_LAZY | RTLD_LOCAL);

		(void)printf("  %-22s %s: %s\n", libraries[i].soname,
			     library ? "found" : "missing", libraries[i].use);
	}
	if (uname(&kernel) == 0)
		(void)printf("Linux %s\n", kernel.release);
	for (int i = 0; probe_name(i); i++)
		(void)printf("  %-22s %s: %s\n", probe_name(i), probe_has(i) ? "has" : "lacks",
			     probe_use(i));
}
