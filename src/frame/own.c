/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few words of a frame's own, which begin with a dot: what steps are made of. */
#include "base/own.h"
#include "base/child.h"
#include "base/error.h"
#include "base/number.h"
#include "frame/bury.h"
#include "frame/held.h"
#include "frame/join.h"
#include "inside/file.h"
#include "inside/mount.h"
#include "inside/names.h"
#include "wire/call.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* .open PATH r|w|a: one handle. In a child: a path lookup, and a FIFO, can block. */
static int own_open(struct held *h, struct message *q, struct call *c, struct error *err)
{
	int flags = O_RDONLY;

	(void)h;
	if (q->n != 3)
		return refuse(err, ".open: wrong number of words");
	if (q->words[2][0] == 'w')
		flags = O_WRONLY | O_CREAT | O_TRUNC;
	else if (q->words[2][0] == 'a')
		flags = O_WRONLY | O_CREAT | O_APPEND;
	int fd = open(q->words[1], flags | O_CLOEXEC | O_NOCTTY, 0666);
	if (fd < 0)
		return fail_call(err, "open", "%s", q->words[1]);
	return reply_handle(c, fd, err);
}

/* The file of procfs for the PID namespace that counts: where programs start. It has none while
 * nobody is in it yet, pid_namespaces(7). */
static void name_pid(const struct held *h, const struct call *c, char *path, size_t size)
{
	char link[64];

	(void)snprintf(path, size, "self/fd/%d", h->pid_ns);
	if (h->pid_ns >= 0)
		return;
	(void)snprintf(path, size, "self/ns/pid_for_children");
	if (readlinkat(c->proc, path, link, sizeof(link)) <= 0)
		(void)snprintf(path, size, "self/ns/pid");
}

/* .handle NAME: of this process, through the host's procfs: a frame that is not dumpable has to
 * hand these out itself, its /proc files are closed to an ordinary user's unsh. */
static int own_handle(struct held *h, struct message *q, struct call *c, struct error *err)
{
	char path[32];
	int flags = O_RDONLY;

	if (q->n != 2)
		return refuse(err, ".handle: wrong number of words");
	if (strcmp(q->words[1], "netlink") == 0) {
		int sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

		struct sockaddr_nl any = { .nl_family = AF_NETLINK };

		if (sock < 0)
			return fail_call(err, "socket", "netlink");
		if (bind(sock, (const struct sockaddr *)&any, sizeof(any)) < 0) {
			own_close(&sock);
			return fail_call(err, "bind", "netlink");
		}
		/* So that a refusal comes with the kernel's own words, netlink(7), Linux 4.12.
		 */
		(void)setsockopt(sock, SOL_NETLINK, NETLINK_EXT_ACK, &(int){ 1 }, sizeof(int));
		return reply_handle(c, sock, err);
	}
	bool place = strcmp(q->words[1], "root") == 0 || strcmp(q->words[1], "cwd") == 0;
	if (place)
		flags = O_PATH | O_DIRECTORY;
	(void)snprintf(path, sizeof(path), "self/%s%.16s", place ? "" : "ns/", q->words[1]);
	if (strcmp(q->words[1], "pid") == 0)
		name_pid(h, c, path, sizeof(path));
	int fd = openat(c->proc, path, flags | O_CLOEXEC);
	if (fd < 0)
		return fail_call(err, "openat", "%s", path);
	return reply_handle(c, fd, err);
}

/* .ns: the links of all namespaces, "mnt:[4026531841]", a word each; pid: where programs start.
 */
static int own_ns(struct held *h, struct message *q, struct call *c, struct error *err)
{
	static const unsigned kinds[] = { CLONE_NEWUSER,   CLONE_NEWNS,  CLONE_NEWNET,
					  CLONE_NEWUTS,    CLONE_NEWIPC, CLONE_NEWPID,
					  CLONE_NEWCGROUP, CLONE_NEWTIME };

	(void)q;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		char path[32], link[64];

		(void)snprintf(path, sizeof(path), "self/ns/%s", join_kind_name(kinds[i]));
		if (kinds[i] == CLONE_NEWPID)
			name_pid(h, c, path, sizeof(path));
		ssize_t size = readlinkat(c->proc, path, link, sizeof(link) - 1);
		if (size < 0)
			continue; /* a kind that this kernel has not */
		if (reply_bytes(c, link, (size_t)size, err) < 0)
			return -1;
	}
	return 0;
}

/* .bury PID: all that PID started, then PID itself. Asked of frame 0 only. */
static int own_bury(struct held *h, struct message *q, struct call *c, struct error *err)
{
	uint64_t pid;

	if (q->n != 2 || number_unsigned(q->words[1], INT32_MAX, &pid, err) < 0)
		return -1;
	bury_below(c->proc, h->keepers, (pid_t)pid);
	return 0;
}

static int own_preload(struct held *h, struct message *q, struct call *c, struct error *err)
{
	(void)h;
	(void)q;
	(void)c;
	return inside_preload(err);
}

static int own_mountpoint(struct held *h, struct message *q, struct call *c, struct error *err)
{
	(void)h;
	if (q->n != 2)
		return refuse(err, ".mountpoint: wrong number of words");
	return mountpoint_inside(c, q->words[1], err);
}

/* .tree PATH -r|"": a clone of the mount tree at the handle. */
static int own_tree(struct held *h, struct message *q, struct call *c, struct error *err)
{
	(void)h;
	if (q->n != 3)
		return refuse(err, ".tree: wrong number of words");
	return tree_inside(c, q->words[1], q->words[2][0] != '\0', err);
}

/* .names box|proc DIR PREFIX MOST: see inside/names.h. */
static int own_names(struct held *h, struct message *q, struct call *c, struct error *err)
{
	uint64_t most;

	(void)h;
	if (q->n != 5 || number_unsigned(q->words[4], UINT32_MAX, &most, err) < 0)
		return refuse(err, ".names: wrong words");
	struct names_asked asked = { .dir = q->words[2],
				     .prefix = q->words[3],
				     .in_proc = strcmp(q->words[1], "proc") == 0,
				     .most = (unsigned)most };
	return names_inside(c, &asked, err);
}

/* .files DIR: see inside/file.h. */
static int own_files(struct held *h, struct message *q, struct call *c, struct error *err)
{
	(void)h;
	if (q->n != 2)
		return refuse(err, ".files: wrong number of words");
	return files_inside(c, q->words[1], err);
}

static const struct {
	const char *word;
	bool blocks; /* a child does it */
	int (*half)(struct held *h, struct message *q, struct call *c, struct error *err);
} own_words[] = {
	{ ".clone", false, held_clone },
	{ ".launch", false, held_launch },
	{ ".become", false, held_become },
	{ ".open", true, own_open },
	{ ".handle", false, own_handle },
	{ ".ns", false, own_ns },
	{ ".bury", false, own_bury },
	{ ".made", false, made_keep },
	{ ".settle", false, made_settle },
	{ ".preload", false, own_preload },
	{ ".mountpoint", false, own_mountpoint },
	{ ".tree", true, own_tree },
	{ ".placed", false, placed_keep },
	{ ".unplaced", false, placed_remove },
	{ ".names", true, own_names },
	{ ".files", true, own_files },
};

int held_own(struct held *h, struct message *q, struct call *c, struct error *err)
{
	for (size_t i = 0; i < sizeof(own_words) / sizeof(*own_words); i++) {
		if (strcmp(own_words[i].word, q->words[0]) != 0)
			continue;
		if (!own_words[i].blocks)
			return own_words[i].half(h, q, c, err);
		return held_in_child(h, own_words[i].half, q, c, err);
	}
	return refuse(err, "a frame knows no such word");
}
