/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hostname and domainname, uts_namespaces(7); sysctl, and whose each key is. */
#include "command/uts.h"

#include "base/error.h"
#include "command/pairs.h"
#include "inside/sysctl.h"
#include "inside/uts.h"
#include "lang/args.h"
#include "shell/session.h"

#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/utsname.h>

/* Keys that are a namespace's own, by how they begin; what is not here is the whole machine's.
 * Documentation/admin-guide/sysctl of the kernel; ipc_namespaces(7), namespaces(7). */
static const struct {
	const char *begins;
	unsigned kind;
	unsigned since; /* Linux, as kernel() counts; before, it was the whole machine's */
} keys[] = {
	{ "net.core.rmem_", 0, 0 },
	{ "net.core.wmem_", 0, 0 },
	{ "net.core.netdev_", 0, 0 },
	{ "net.core.bpf_", 0, 0 },
	{ "net.", CLONE_NEWNET, 0 },
	{ "kernel.hostname", CLONE_NEWUTS, 0 },
	{ "kernel.domainname", CLONE_NEWUTS, 0 },
	{ "kernel.msg", CLONE_NEWIPC, 0 },
	{ "kernel.sem", CLONE_NEWIPC, 0 },
	{ "kernel.shm", CLONE_NEWIPC, 0 },
	{ "kernel.auto_msgmni", CLONE_NEWIPC, 0 },
	{ "fs.mqueue.", CLONE_NEWIPC, 0 },
	{ "user.max_", CLONE_NEWUSER, 0 },
	{ "kernel.ns_last_pid", CLONE_NEWPID, 0 },
	{ "kernel.pid_max", CLONE_NEWPID, 6014 },
};

/* Linux 6.14 is 6014. */
static unsigned kernel(void)
{
	struct utsname name;
	unsigned part[2] = { 0, 0 };

	if (uname(&name) < 0)
		return 0;
	const char *at = name.release;
	for (int i = 0; i < 2; i++, at += *at == '.')
		for (; *at >= '0' && *at <= '9'; at++)
			part[i] = part[i] * 10 + (unsigned)(*at - '0');
	return part[0] * 1000 + part[1];
}

static unsigned kind_of(const char *key)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *begins = keys[i].begins;
		size_t j = 0;

		while (begins[j] &&
		       (begins[j] == key[j] || (begins[j] == '.' && key[j] == '/')))
			j++;
		if (begins[j] == '\0')
			return keys[i].since <= kernel() ? keys[i].kind : 0;
	}
	return 0;
}

static int may_set(struct session *s, const char *word, struct error *err)
{
	const struct frame *f = session_frame(s);
	unsigned kind = kind_of(word);
	int size = (int)strcspn(word, "=");

	if (!kind && !s->consent)
		return refuse(err,
			      "%.*s: belongs to no namespace but to the whole machine; "
			      "@host %s changes it there",
			      size, word, session_typed(s));
	if (session_need(s, f, kind, err) < 0)
		return -1;
	/* `enter` joins no PID namespace: the frame would change the one it comes from. */
	if (kind == CLONE_NEWPID && !(f->made & CLONE_NEWPID) && !s->consent)
		return refuse(err,
			      "%.*s: the frame stands outside of the pid namespace entered",
			      size, word);
	return 0;
}

/* The lines of the inside half, as JSON. */
static int show_json(struct session *s, const struct args *a, struct error *err)
{
	struct message m = MESSAGE_EMPTY;
	struct pairs pairs;

	if (session_ask(s, session_frame(s), a, NULL, 0, &m, err) < 0)
		return -1;
	int done = pairs_begin(s, a, "sysctl", &pairs, err);
	for (int i = 0; i < m.n && done == 0; i++)
		done = pairs_add(&pairs, m.words[i], " = ", err);
	message_done(&m);
	return pairs_end(&pairs, done, err);
}

static int sysctl_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *const *words;
	int n = arg_list(a, "KEY[=VALUE]", &words);

	for (int i = 0; i < n; i++)
		if (strchr(words[i], '=') && may_set(s, words[i], err) < 0)
			return -1;
	return pairs_json(s, a) ? show_json(s, a, err) : 1;
}

static unsigned sysctl_touches(const struct args *a)
{
	const char *const *words;
	int n = arg_list(a, "KEY[=VALUE]", &words);
	unsigned kinds = 0;

	/* What is of no namespace is the machine's, which no frame has of its own. */
	for (int i = 0; i < n; i++)
		if (strchr(words[i], '='))
			kinds |= kind_of(words[i]) ? kind_of(words[i]) : CLONE_NEWNS;
	return kinds;
}

static const struct param name_params[] = {
	{ .kind = KIND_HOSTNAME, .name = "NAME", .optional = 1 },
	{ .kind = KIND_END },
};

static const struct option sysctl_options[] = {
	PAIRS_OPTION,
	{ .name = NULL },
};

static const struct param sysctl_params[] = {
	{ .kind = KIND_SYSCTL, .name = "KEY[=VALUE]", .repeated = 1 },
	{ .kind = KIND_END },
};

const struct command uts_commands[] = {
	{
		.name = "hostname",
		.params = name_params,
		.changes = CLONE_NEWUTS,
		.changes_if = "NAME",
		.summary = "show or set the frame's host name",
		.text = "Sets the node name of the UTS namespace in force with sethostname(2), which\n"
			"needs CAP_SYS_ADMIN in the user namespace that owns it (Linux 2.6.19; before, one\n"
			"name was everybody's). At most 64 bytes. uname(2) and gethostname(2) read it;\n"
			"/etc/hostname is a file, and is not touched.",
		.flags = ROW_COMMON,
		.see = "domainname, newns, sysctl",
		.examples = { "newns user uts; hostname lab; run uname -n",
			      "newns user uts --hostname lab; hostname" },
		.inside = hostname_inside,
	},
	{
		.name = "domainname",
		.params = name_params,
		.changes = CLONE_NEWUTS,
		.changes_if = "NAME",
		.summary = "show or set the frame's NIS domain name",
		.text = "Sets the NIS domain name of the UTS namespace with setdomainname(2), which needs\n"
			"CAP_SYS_ADMIN in its owner. It has nothing to do with DNS; few programs look at it.",
		.see = "hostname",
		.examples = { "newns user uts; domainname lab; domainname",
			      "newns user uts; domainname lab; run cat /proc/sys/kernel/domainname" },
		.inside = domainname_inside,
	},
	{
		.name = "sysctl",
		.params = sysctl_params,
		.options = sysctl_options,
		.touches = sysctl_touches,
		.summary = "show or set a kernel parameter of the frame's namespaces",
		.text = "net.* belongs to the net namespace, kernel.hostname to uts, kernel.msg*, sem,\n"
			"shm* and fs.mqueue.* to ipc, user.max_* to user. What belongs to no namespace\n"
			"is refused without @host. Works without /proc in the box. Who may write is\n"
			"decided by uid, not by capability: the owner of the namespace's root.",
		.see = "about namespaces, about net",
		.examples = { "newns user net; sysctl net.ipv4.ip_forward=1 net.ipv4.ip_forward",
			      "newns user ipc; sysctl kernel.shmmax kernel.msgmax" },
		.outside = sysctl_outside,
		.inside = sysctl_inside,
	},
	{ .name = NULL },
};
