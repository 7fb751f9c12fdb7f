/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sys/probe.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_statmount
#define SYS_statmount 457
#endif
#ifndef SYS_listmount
#define SYS_listmount 458
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

/* A kind by its file, a call by its number. */
static const struct {
	const char *name, *use, *file;
	long call;
} probes[] = {
	{ "user namespaces", "rootless work", "/proc/self/ns/user", 0 },
	{ "time namespaces", "newns time, Linux 5.6", "/proc/self/ns/time", 0 },
	{ "cgroup namespaces", "newns cgroup, Linux 4.6", "/proc/self/ns/cgroup", 0 },
	{ "children in proc", "the undertaker's list, CONFIG_PROC_CHILDREN",
	  "/proc/thread-self/children", 0 },
	{ "clone3", "frames, Linux 5.3", NULL, SYS_clone3 },
	{ "pidfd_open", "never a reused pid, Linux 5.3", NULL, SYS_pidfd_open },
	{ "openat2", "paths that stay inside, Linux 5.6", NULL, SYS_openat2 },
	{ "close_range", "nothing left open, Linux 5.9", NULL, SYS_close_range },
	{ "mount_setattr", "flags of one mount, Linux 5.12", NULL, SYS_mount_setattr },
	{ "statmount", "one mount of many, Linux 6.8", NULL, SYS_statmount },
};

const char *probe_name(int i)
{
	return i < (int)(sizeof(probes) / sizeof(*probes)) ? probes[i].name : NULL;
}

const char *probe_use(int i)
{
	return probes[i].use;
}

bool probe_has(int i)
{
	if (probes[i].file)
		return access(probes[i].file, F_OK) == 0;
	/* Arguments that no call takes: anything but ENOSYS says that it is there. */
	return syscall(probes[i].call, -1, -1, -1, -1, -1) >= 0 || errno != ENOSYS;
}
