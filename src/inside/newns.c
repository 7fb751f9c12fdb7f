/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/newns.h"

#include "base/error.h"
#include "inside/root.h"
#include "lang/args.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

/* Whether a new namespace of KIND was made. */
static bool made(const struct args *a, const char *kind)
{
	const char *const *word;
	int n = arg_list(a, "KIND", &word);

	for (int i = 0; i < n; i++)
		if (strcmp(word[i], kind) == 0 || strcmp(word[i], "all") == 0)
			return true;
	return false;
}

/* Whether one of KIND was joined, with `all` around it. */
static bool joined(const struct args *a, const char *kind)
{
	const char *const *word;
	int n = arg_list(a, "KIND", &word);
	size_t size = strlen(kind);

	for (int i = 0; i < n; i++)
		if (strncmp(word[i], kind, size) == 0 && word[i][size] == '=')
			return true;
	return false;
}

/* Shared among themselves, not with those that they are copies of: private first. */
static int set_propagation(const char *type, struct error *err)
{
	bool slave = type && strcmp(type, "slave") == 0;
	bool shared = type && strcmp(type, "shared") == 0;

	if (type && strcmp(type, "unchanged") == 0)
		return 0;
	if (mount(NULL, "/", NULL, MS_REC | (slave ? MS_SLAVE : MS_PRIVATE), NULL) < 0)
		return fail_call(err, "mount", "/");
	if (shared && mount(NULL, "/", NULL, MS_REC | MS_SHARED, NULL) < 0)
		return fail_call(err, "mount", "/");
	return 0;
}

/* /dev, /proc, /sys below BASE: "" is the root. */
static int mount_them(const struct call *c, const char *base, const struct args *a,
		      struct error *err)
{
	if (arg_has(a, "--dev") && root_mount_dev(base, err) < 0)
		return -1;
	if (arg_has(a, "--proc") && root_mount_proc(c, base, err) < 0)
		return -1;
	if (arg_has(a, "--sys") && root_mount_sys(c, base, err) < 0)
		return -1;
	return 0;
}

static int set_mounts(const struct call *c, const struct args *a, struct error *err)
{
	const char *root = arg_option(a, "--root"), *type = arg_option(a, "--propagation");

	if (!root)
		return set_propagation(type, err) < 0 ? -1 : mount_them(c, "", a, err);
	/* Bound onto itself, DIR would appear on the host. */
	if (type && strcmp(type, "unchanged") == 0)
		return refuse(err,
			      "--propagation unchanged: a new root needs mounts that are not "
			      "shared");
	if (root_begin(root, type && strcmp(type, "slave") == 0, err) < 0 ||
	    mount_them(c, root, a, err) < 0 || root_finish(root, err) < 0)
		return -1;
	if (type && strcmp(type, "shared") == 0)
		return set_propagation(type, err);
	return 0;
}

int newns_inside(struct call *c, const struct args *a, struct error *err)
{
	const char *root = arg_option(a, "--root"), *name = arg_option(a, "--hostname");
	bool own_mounts = made(a, "mnt") && !joined(a, "mnt");

	if (own_mounts && set_mounts(c, a, err) < 0)
		return -1;
	if (!own_mounts && root && root_change(root, err) < 0)
		return -1;
	if (name && sethostname(name, strlen(name)) < 0)
		return fail_call(err, "sethostname", "%s", name);
	return 0;
}
