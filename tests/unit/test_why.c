/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * why: scenes, and what is said about them. The evidence is a procfs of our own making, a
 * directory of files, so that each cause can be shown, and its absence; the handles are given
 * by a function of the test. Where the kernel itself is the evidence, the real /proc is.
 */
#include "base/error.h"
#include "base/own.h"
#include "why/why.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	FRAME = 77,
	TEXT = 512,
	WORDS = 16,
	FULL = 0
};

static char place[64];

static void write_file(const char *name, const char *text)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", place, name);
	for (char *at = path + strlen(place) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		(void)mkdir(path, 0755);
		*at = '/';
	}
	autofd int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static int begin(void **state)
{
	(void)state;
	(void)strcpy(place, "/tmp/unsh-why-XXXXXX"); /* NOLINT(clang-analyzer-security*) */
	if (!mkdtemp(place))
		return -1;
	write_file("77/status", "Name:\tunsh\nUid:\t1000\t1000\t1000\t1000\n"
				"Gid:\t1000\t1000\t1000\t1000\nNSpid:\t77\n"
				"CapEff:\t000001ffffffffff\n");
	write_file("77/uid_map", "         0       1000          1\n");
	write_file("77/gid_map", "         0       1000          1\n");
	write_file("77/mountinfo", "20 1 8:1 / / rw,relatime - ext4 /dev/sda rw\n"
				   "21 20 0:5 / /proc ro,relatime - proc proc rw\n"
				   "22 20 0:6 / /mnt rw,noexec shared:7 - tmpfs x rw\n"
				   "23 22 0:7 / /mnt/a ro,nosuid,nodev - tmpfs y rw\n"
				   "24 20 0:8 / /srv rw unbindable - tmpfs z rw\n");
	write_file("77/cgroup", "0::/\n");
	return 0;
}

static int end(void **state)
{
	(void)state;
	return nftw(place, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* What is said of STEP (its words, blanks between), failing by CALL with ERRNUM on OBJECT. */
struct failure {
	const char *step, *call, *object;
	int errnum;
	unsigned own;
	int is_root, chrooted;
	const char *path;
};

static const char *ask(const struct failure *f)
{
	static char text[TEXT];
	char line[TEXT], name[64];
	const char *words[WORDS] = { NULL };
	struct error err = { .errnum = f->errnum };
	autofd int proc = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct why_scene s = { .words = words,
			       .err = &err,
			       .proc = proc,
			       .frame_pid = FRAME,
			       .step = name,
			       .own = f->own,
			       .made = f->own,
			       .path = f->path,
			       .is_root = f->is_root,
			       .chrooted = f->chrooted };
	char *save = NULL;
	int n = 0;

	(void)snprintf(line, sizeof(line), "%s", f->step);
	for (char *at = strtok_r(line, " ", &save); at && n < WORDS - 1;
	     at = strtok_r(NULL, " ", &save))
		words[n++] = at;
	if (!words[0])
		return "no words";
	bool two = strcmp(words[0], "link") == 0 || strcmp(words[0], "addr") == 0 ||
		   strcmp(words[0], "route") == 0;
	(void)snprintf(name, sizeof(name), "%s%s%s", words[0], two ? " " : "",
		       two ? words[1] : "");
	(void)snprintf(err.call, sizeof(err.call), "%s", f->call);
	(void)snprintf(err.text, sizeof(err.text), "%s", f->object);
	memset(text, '!', sizeof(text));
	why_find(&s, text, sizeof(text));
	return text;
}

#define FAILURE(s, c, o, e, ...) \
	(&(struct failure){      \
		.step = (s), .call = (c), .object = (o), .errnum = (e), __VA_ARGS__ })
#define SAYS(expected, ...) assert_string_equal(ask(FAILURE(__VA_ARGS__, )), expected)
#define TELLS(part, ...)    assert_non_null(strstr(ask(FAILURE(__VA_ARGS__, )), part))

static void without_rights_newns_user_is_the_step_to_type(void **state)
{
	(void)state;
	SAYS("newns user net uts", "newns net uts", "clone3", "a new frame", EPERM);
	write_file("77/status", "Uid:\t0\nGid:\t0\nCapEff:\t0000000000000000\n");
	SAYS("newns user mnt", "newns mnt", "clone3", "a new frame", EPERM, .is_root = 1);
	SAYS("box b user mnt uts", "box b mnt uts", "clone3", "a new frame", EPERM);
	SAYS("newns user, then pivot /x", "pivot /x", "clone3", "a new frame", EPERM);
}

static void a_limit_of_zero_is_named(void **state)
{
	(void)state;
	write_file("sys/user/max_user_namespaces", "0\n");
	write_file("sys/user/max_net_namespaces", "900\n");
	SAYS("sysctl user.max_user_namespaces=N as the host's root, where it is 0 now",
	     "newns user net", "clone3", "a new frame", ENOSPC);
	TELLS("user.max_net_namespaces is used up", "newns net", "clone3", "a new frame",
	      ENOSPC);
	TELLS("one of user.max_{net,uts}_namespaces", "newns net uts", "clone3", "", ENOSPC);
	TELLS("of this user namespace, or of one that it lies in", "newns net", "clone3", "",
	      ENOSPC, .own = CLONE_NEWUSER);
}

static void pid_namespaces_nest_32_deep(void **state)
{
	char status[512] = "Name:\tx\nNSpid:";

	(void)state;
	for (int i = 0; i < 33; i++)
		(void)strcat(status, "\t5"); /* NOLINT(clang-analyzer-security*) */
	write_file("77/status", status);
	SAYS("pid namespaces nest at most 32 deep; leave", "newns pid", "clone3", "", ENOSPC);
	TELLS("max_net_namespaces", "newns net", "clone3", "", ENOSPC);
}

static void a_user_namespace_is_refused_for_many_reasons(void **state)
{
	(void)state;
	SAYS("leave, then pivot DIR instead of chroot DIR", "newns user", "clone3", "", EPERM,
	     .chrooted = 1);
	write_file("sys/kernel/unprivileged_userns_clone", "0\n");
	SAYS("sysctl kernel.unprivileged_userns_clone=1 as the host's root", "newns user",
	     "clone3", "", EPERM);
	write_file("sys/kernel/unprivileged_userns_clone", "1\n");
	write_file("77/uid_map", "0 5 1\n");
	TELLS("uid 1000 is not in this user namespace's map", "newns user", "clone3", "",
	      EPERM);
	write_file("77/uid_map", "0 0 4294967295\n");
	write_file("77/gid_map", "");
	TELLS("gid 1000 is not in this user namespace's map", "newns user", "clone3", "",
	      EPERM);
	write_file("77/gid_map", "0 0 4294967295\n");
	TELLS("a security module", "newns user", "clone3", "", EPERM);
	write_file("sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
	TELLS("AppArmor profile", "newns user", "clone3", "", EACCES);
	TELLS("apparmor_restrict_unprivileged_userns=0", "newns user", "write uid_map", "0 7 1",
	      EPERM);
}

static void processes_are_counted(void **state)
{
	(void)state;
	write_file("77/limits",
		   "Limit  Soft  Hard  Units\n"
		   "Max processes             5                    5     processes \n");
	write_file("77/status", "Uid:\t1000\nThreads:\t3\n");
	write_file("78/status", "Uid:\t1000\nThreads:\t2\n");
	write_file("79/status", "Uid:\t1001\nThreads:\t200\n");
	TELLS("user 1000 has 5 of 5 processes", "run x", "clone3", "x", EAGAIN);
	write_file("78/status", "Uid:\t1002\nThreads:\t2\n");
	TELLS("a limit of processes", "run x", "clone3", "x", EAGAIN);
	TELLS("has ended with its first process", "run x", "clone3", "x", ENOMEM,
	      .own = CLONE_NEWPID);
	SAYS("", "run x", "clone3", "x", ENOMEM);
}

static void maps_are_compared_with_the_frame(void **state)
{
	(void)state;
	SAYS("5 does not exist in this frame, its ids are 0", "newns user --map-users 0:5:1",
	     "write uid_map", "0 5 1", EPERM);
	write_file("77/uid_map", "0 100000 1\n1000 2000 10\n");
	SAYS("1010 does not exist in this frame, its ids are 0, 1000-1009",
	     "newns user --map-users 0:1000:11", "write uid_map", "0 1000 11", EPERM);
	write_file("77/status", "CapEff:\t000001ff7fffffff\n");
	TELLS("CAP_SETFCAP", "newns user", "write uid_map", "0 0 1", EPERM);
	TELLS("--setgroups deny", "newns user --setgroups allow", "write gid_map", "0 0 1",
	      EPERM);
	TELLS("usermod --add-subuids", "newns user --map-users 0:0:9", "",
	      "newuidmap: uid range [0-9) -> [0-9) not allowed", 0);
	TELLS("/etc/subgid", "newns user --map-users 0:0:9", "",
	      "newgidmap: Cannot determine your user name.", 0);
}

static void ids_that_are_not_mapped(void **state)
{
	(void)state;
	TELLS("has the ids 0:", "run --user 5 id", "setresuid", "5", EINVAL,
	      .own = CLONE_NEWUSER);
	write_file("77/setgroups", "deny\n");
	TELLS("setgroups is off for good", "run --user 5 id", "setgroups", "5", EPERM);
	write_file("uptime", "4242.42 1.0\n");
	TELLS("uptime is 4242 s", "newns time --boottime -9999", "write timens_offsets", "",
	      ERANGE);
}

static void joining_over_a_user_namespace(void **state)
{
	(void)state;
	TELLS("and there enter 5", "enter 5", "setns", "net", EPERM, .own = CLONE_NEWUSER);
	TELLS("enter 5 user", "enter 5 net", "setns", "net", EPERM, .is_root = 1);
	TELLS("and there enter 'net=/it'\\''s' pid=/x", "enter net=/it's pid=/x", "setns",
	      "net", EPERM, .own = CLONE_NEWUSER);
	TELLS("one can only go down", "newns pid=/x", "setns", "pid", EINVAL);
}

static void a_process_is_looked_at(void **state)
{
	(void)state;
	write_file("99/status", "Tgid:\t98\nUid:\t4000000\n");
	SAYS("it is a thread; enter 98", "enter 99", "pidfd_open", "99", EINVAL);
	TELLS("it is uid 4000000's", "enter 99", "readlinkat", "99", EACCES);
	write_file("self/mountinfo", "1 2 0:5 / /proc rw - proc proc rw,hidepid=invisible\n");
	TELLS("hidepid=invisible", "enter 55", "openat", "/proc/55", ENOENT);
}

static void mounts_that_a_user_namespace_may_not_make(void **state)
{
	(void)state;
	SAYS("newns pid, which proc needs for its own, or bind -r /proc /opt",
	     "mount proc /opt", "mount", "/opt", EPERM, .own = CLONE_NEWUSER | CLONE_NEWNS);
	SAYS("mount -t proc -o ro proc /opt: those that are visible are read-only",
	     "mount proc /opt", "mount", "/opt", EPERM,
	     .own = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID);
	SAYS("newns ipc, which mqueue needs for its own", "mount -t mqueue q /opt", "mount",
	     "/opt", EPERM, .own = CLONE_NEWUSER | CLONE_NEWNS);
	TELLS("ext4 can be mounted by the host's root only", "mount -t ext4 /dev/sda /opt",
	      "mount", "/opt", EPERM, .own = CLONE_NEWUSER | CLONE_NEWNS);
	SAYS("newns mnt: this mnt namespace is older than the user namespace, and not its",
	     "mount tmpfs /opt", "mount", "/opt", EPERM, .own = CLONE_NEWUSER);
	write_file("77/mountinfo", "20 1 8:1 / / rw - ext4 /dev/sda rw\n"
				   "21 20 0:5 / /proc rw - proc proc rw\n"
				   "22 21 0:6 / /proc/kcore ro - tmpfs tmpfs rw\n");
	SAYS("bind -r /proc /opt: /proc/kcore is covered here, and the kernel gives out no uncovered "
	     "one",
	     "mount proc /opt", "mount", "/opt: VFS: Mount too revealing", EPERM,
	     .own = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID);
	write_file("77/mountinfo", "20 1 8:1 / / rw - ext4 /dev/sda rw\n");
	TELLS("pivot --proc", "mount proc /opt", "mount", "/opt", EPERM,
	      .own = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID);
	write_file("77/status", "CapEff:\t0000000000000000\n");
	SAYS("newns user mnt", "mount tmpfs /opt", "mount", "/opt", EPERM);
}

static void what_is_no_mount_point(void **state)
{
	(void)state;
	SAYS("it is no mount point but lies on /mnt", "umount /mnt/b//c/..", "umount2",
	     "/mnt/b//c/..", EINVAL);
	SAYS("the root stays: leave, or pivot DIR", "umount /", "umount2", "/", EINVAL);
	TELLS("came from outside", "umount /mnt", "umount2", "/mnt", EINVAL,
	      .own = CLONE_NEWUSER);
	SAYS("/mnt/b is no mount point but lies on /mnt: bind /mnt/b /mnt/b first",
	     "propagation private /mnt/b", "mount", "/mnt/b", EINVAL);
	SAYS("/mnt/b is no mount point but lies on /mnt: bind /mnt/b /x", "move /mnt/b /x",
	     "mount", "/mnt/b", EINVAL);
	SAYS("propagation private /mnt first", "move /mnt/a /x", "mount", "/mnt/a", EINVAL);
	SAYS("propagation private /srv first: it is unbindable", "bind /srv/b /x", "open_tree",
	     "/srv/b", EINVAL);
	SAYS("bind -r /mnt /x: /mnt/a came from outside, and what it covers stays covered",
	     "bind --ro /mnt /x", "open_tree", "/mnt", EINVAL, .own = CLONE_NEWUSER);
	SAYS("what came with it from outside stays: ro,nosuid,nodev", "remount -o rw /mnt/a",
	     "mount_setattr", "/mnt/a", EPERM, .own = CLONE_NEWUSER);
	SAYS("umount -r /mnt: /mnt/a is mounted below", "umount /mnt", "umount2", "/mnt",
	     EBUSY);
	SAYS("remount -o rw /mnt/a, if it is yours: it is read-only", "write /mnt/a/f x",
	     "open", "/mnt/a/f", EROFS);
}

static void the_network_is_read(void **state)
{
	(void)state;
	write_file("77/net/dev", "Inter-| Receive\n face |bytes\n    lo: 0 0\n    v0: 0 0\n");
	write_file("77/net/igmp", "Idx Device : Count\n1\tlo        :     1      V3\n");
	write_file("77/net/route", "Iface\tDestination\tGateway\n");
	SAYS("link up v0 first", "route add default via 10.0.0.2", "RTM_NEWROUTE",
	     "default: Nexthop has invalid gateway", ENETUNREACH);
	SAYS("link up v0 first", "route add 10.1.0.0/16 dev v0", "RTM_NEWROUTE",
	     "10.1.0.0/16: Device for nexthop is not up", ENETDOWN);
	write_file("77/net/igmp", "Idx Device : Count\n1\tlo : 1 V3\n2\tv0 : 1 V3\n");
	write_file("77/net/route",
		   "Iface\tDestination\tGateway \tFlags\n"
		   "v0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
		   "v0\t00000000\t0200000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n");
	SAYS("addr add ADDRESS/LEN DEV first: no network here has 10.9.0.2 in it",
	     "route add 10.7.0.0/16 via 10.9.0.2", "RTM_NEWROUTE",
	     "10.7.0.0/16: Nexthop has invalid gateway", ENETUNREACH);
	SAYS("route del default first, it goes via 10.0.0.2 dev v0; or metric N",
	     "route add default via 10.0.0.3", "RTM_NEWROUTE", "default", EEXIST);
	SAYS("you mean 10.5.0.0/16: bits behind the length", "route add 10.5.0.1/16 dev v0",
	     "RTM_NEWROUTE", "10.5.0.1/16: Invalid prefix for given prefix length", EINVAL);
	SAYS("you mean 2001:db8::/32: bits behind the length",
	     "route add 2001:db8::1/32 dev v0", "RTM_NEWROUTE", "2001:db8::1/32", EINVAL);
	SAYS("link del v0, or another name: it is taken; links lists them",
	     "link add v0 veth peer w", "RTM_NEWLINK", "v0", EEXIST);
	SAYS("link del v0, or another name: it is taken; links lists them",
	     "link add w veth peer v0@b", "RTM_NEWLINK", "w", EEXIST);
	SAYS("modprobe 8021q as the host's root: this kernel has no vlan loaded",
	     "link add w vlan link v0 id 5", "RTM_NEWLINK", "w: Unknown device type",
	     EOPNOTSUPP);
	write_file("77/status", "CapEff:\t0000000000000000\n");
	SAYS("newns user net", "link up lo", "RTM_SETLINK", "lo", EPERM);
}

static void sysctls(void **state)
{
	(void)state;
	TELLS("hostname NAME", "sysctl kernel.hostname=x", "openat", "kernel.hostname", EACCES,
	      .own = CLONE_NEWUSER);
	SAYS("newns user net", "sysctl net.ipv4.ip_forward=1", "openat", "net.ipv4.ip_forward",
	     EACCES);
	write_file("sys/net/core/rmem_max", "5\n");
	SAYS("only the host's net namespace has it: @host sysctl net.core.rmem_max",
	     "sysctl net.core.rmem_max", "openat", "net.core.rmem_max", ENOENT,
	     .own = CLONE_NEWNET);
}

static void what_is_unknown_is_not_guessed(void **state)
{
	(void)state;
	SAYS("", "nosuch", "nosuch", "", EPERM);
	SAYS("", "hostname", "", "our own no", 0);
	SAYS("", "cat /x", "read", "/x", EIO);
}

/* ---- with the real /proc: a file that is there, a process that holds a mount ---- */

static int give_nothing(void *from, const char *what)
{
	(void)from;
	(void)what;
	return -1;
}

static const char *ask_here(const char *const *words, const char *call, const char *object,
			    int errnum)
{
	static char text[TEXT];
	struct error err = { .errnum = errnum };
	autofd int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct why_scene s = { .step = words[0],
			       .words = words,
			       .err = &err,
			       .proc = proc,
			       .frame_pid = getpid(),
			       .own = CLONE_NEWUSER | CLONE_NEWNS,
			       .handle = give_nothing,
			       .path = "/usr/bin:/bin" };

	(void)snprintf(err.call, sizeof(err.call), "%s", call);
	(void)snprintf(err.text, sizeof(err.text), "%s", object);
	why_find(&s, text, sizeof(text));
	return text;
}

static void what_a_program_asks_for(void **state)
{
	char path[128], expected[512];
	const char *words[] = { "run", path, NULL };

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/crlf", place);
	write_file("crlf", "#!/bin/sh\r\necho\r\n");
	assert_non_null(strstr(ask_here(words, "execve", path, ENOENT), "carriage return"));
	(void)snprintf(path, sizeof(path), "%s/gone", place);
	write_file("gone", "#!  /no/such/thing -x\n");
	assert_string_equal(ask_here(words, "execve", path, ENOENT),
			    "its first line asks for /no/such/thing, which is not here");
	(void)snprintf(path, sizeof(path), "%s/plain", place);
	write_file("plain", "echo\n");
	(void)snprintf(expected, sizeof(expected), "run sh %s: it has no #! line", path);
	assert_string_equal(ask_here(words, "execve", path, ENOEXEC), expected);
	write_file("plain", "");
	assert_string_equal(ask_here(words, "execve", path, ENOEXEC), "the file is empty");
	assert_string_equal(ask_here(words, "execve", place, EACCES), "it is a directory");
	assert_int_equal(chmod(path, 0644), 0);
	assert_string_equal(ask_here(words, "execve", path, EACCES),
			    "chmod +x it: nobody may execute it");
	autofd int fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_non_null(
		strstr(ask_here(words, "execve", path, ETXTBSY), "has it open for writing"));
	assert_string_equal(ask_here(words, "execve", "unsh-no-such", ENOENT),
			    "it is not in this box's PATH, /usr/bin:/bin");
}

/* A program with cwd in DIR, and stdin FILE; it runs when this returns. */
static pid_t start_sleep(const char *dir, const char *file)
{
	int ends[2];
	char byte;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		int in = open(file, O_RDONLY | O_CLOEXEC);

		if (chdir(dir) == 0 && dup2(in, 0) == 0)
			(void)execlp("sleep", "sleep", "60", (char *)NULL);
		_exit(1);
	}
	(void)close(ends[1]);
	(void)!read(ends[0], &byte, 1); /* its end: exec has closed the other */
	(void)close(ends[0]);
	return pid;
}

/* Whether TARGET is busy then, and the program and HOW are what is said of it. */
static int holder_is(const char *target, const char *dir, const char *file, const char *how)
{
	const char *const words[] = { "umount", target, NULL };
	pid_t pid = start_sleep(dir, file);
	char expected[256];

	(void)snprintf(expected, sizeof(expected), "umount -l %s, or end %d sleep%s", target,
		       pid, how);
	bool busy = umount(target) < 0 && errno == EBUSY;
	const char *said = ask_here(words, "umount2", target, EBUSY);
	bool same = strcmp(said, expected) == 0;
	if (!same)
		(void)fprintf(stderr, "%s\n", said);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	return busy && same ? 0 : -1;
}

/* In a child with mounts of its own. */
static int hold_and_ask(const char *target)
{
	const char *const words[] = { "umount", target, NULL };
	char how[128];

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("x", target, "tmpfs", 0, NULL) < 0)
		return __LINE__;
	if (holder_is(target, target, "/dev/null", " (cwd)") < 0)
		return __LINE__;
	(void)snprintf(how, sizeof(how), ", which has %s open", target);
	if (holder_is(target, "/", target, how) < 0)
		return __LINE__;
	if (chdir(target) < 0 ||
	    strcmp(ask_here(words, "umount2", target, EBUSY),
		   "cd / first: this frame's working directory is there") != 0)
		return __LINE__;
	return 0;
}

static void who_holds_a_mount_is_found(void **state)
{
	int status = -1;
	uid_t uid = getuid();

	(void)state;
	pid_t pid = fork();
	if (pid == 0) {
		if (unshare(CLONE_NEWNS | (uid ? CLONE_NEWUSER : 0)) < 0)
			_exit(0); /* not allowed here: nothing to see */
		int line = hold_and_ask(place);
		if (line)
			(void)fprintf(stderr, "line %d\n", line);
		_exit(line ? 1 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void a_failure_without_a_step(void **state)
{
	static const char *const calls[] = {
		"clone3", "mount",         "umount2",      "open_tree",
		"setns",  "execve",        "RTM_NEWROUTE", "RTM_NEWLINK",
		"openat", "write uid_map", "setresuid",    "write",
		""
	};
	char text[TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		for (int errnum = 0; errnum < 130; errnum++) {
			struct error err = { .errnum = errnum };
			autofd int proc = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
			struct why_scene s = { .err = &err,
					       .proc = proc,
					       .frame_pid = FRAME,
					       .own = CLONE_NEWUSER };

			(void)snprintf(err.call, sizeof(err.call), "%s", calls[i]);
			why_find(&s, text, sizeof(text));
			s.proc = -1;
			s.frame_pid = 0;
			why_find(&s, text, sizeof(text));
		}
	}
}

static void a_short_place_for_the_text_is_kept(void **state)
{
	char text[8] = "!!!!!!!";
	const char *words[] = { "umount", "/", NULL };
	struct error err = { .errnum = EBUSY, .call = "umount2", .text = "/" };
	struct why_scene s = { .step = "umount", .words = words, .err = &err, .proc = -1 };

	(void)state;
	why_find(&s, text, sizeof(text));
	assert_true(strnlen(text, sizeof(text)) < sizeof(text));
	why_find(&s, text, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
		TEST(without_rights_newns_user_is_the_step_to_type),
		TEST(a_limit_of_zero_is_named),
		TEST(pid_namespaces_nest_32_deep),
		TEST(a_user_namespace_is_refused_for_many_reasons),
		TEST(processes_are_counted),
		TEST(maps_are_compared_with_the_frame),
		TEST(ids_that_are_not_mapped),
		TEST(joining_over_a_user_namespace),
		TEST(a_process_is_looked_at),
		TEST(mounts_that_a_user_namespace_may_not_make),
		TEST(what_is_no_mount_point),
		TEST(the_network_is_read),
		TEST(sysctls),
		TEST(what_is_unknown_is_not_guessed),
		TEST(what_a_program_asks_for),
		TEST(who_holds_a_mount_is_found),
		TEST(a_failure_without_a_step),
		TEST(a_short_place_for_the_text_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
