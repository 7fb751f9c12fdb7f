/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Namespaces and processes read from outside, against what the kernel says in other ways. */
#include "base/error.h"
#include "base/own.h"
#include "look/capability.h"
#include "look/ns.h"
#include "look/process.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static int proc = -1;

/* A child that waits to be killed; FIRST is done in it before the parent goes on. */
static pid_t start_child(int (*first)(void))
{
	int ready[2];
	char byte;

	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (first() == 0)
			(void)!write(ready[1], "", 1);
		own_close(&ready[1]);
		for (;;)
			(void)pause();
	}
	own_close(&ready[1]);
	ssize_t got = read(ready[0], &byte, 1);
	own_close(&ready[0]);
	if (got == 1)
		return pid;
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	return -1;
}

static void end_child(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

static void stat_is_read_from_the_last_parenthesis(void **state)
{
	static const char rest[] = " S 7 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1 2\n";
	static const char *const names[] = { "sh",           "",   "a) R 1 (",
					     "x\n1 (y) Z 2", ") ", "\xff\x1b" };
	struct look_process p;
	struct error err;
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		(void)snprintf(text, sizeof(text), "42 (%s)%s", names[i], rest);
		p = (struct look_process){ .pid = 0 };
		assert_int_equal(process_parse_stat(text, &p, &err), 0);
		assert_int_equal(p.pid, 42);
		assert_int_equal(p.ppid, 7);
		assert_int_equal(p.state, 'S');
		assert_true(p.start == 98765);
		assert_string_equal(p.comm, names[i]);
	}
}

static void a_stat_that_is_none_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"42",
		"42 (sh",
		"42 sh) S 1",
		")(",
		"42 (sh) S",
		"x (sh) S 7 7 7 0 -1 1 1 2 3 4 5 6 7 8 20 0 1 0 9",
		"42 (sh) S 7 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0"
	};
	struct look_process p = { .pid = 1 };
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_int_equal(process_parse_stat(texts[i], &p, &err), -1);
		assert_int_equal(p.pid, 1);
	}
}

static void status_has_effective_ids_and_capabilities(void **state)
{
	static const char text[] = "Name:\tUid:\\nUid:\t9\nState:\tS (sleeping)\n"
				   "Uid:\t1\t4294967295\t3\t4\nGid:\t5\t6\t7\t8\n"
				   "CapInh:\t0000000000000001\nCapPrm:\t0000000000000002\n"
				   "CapEff:\tffffffffffffffff\nCapBnd:\t0000000000000004\n"
				   "CapAmb:\t0000000000000008\n";
	struct look_process p = { .pid = 1 };
	struct error err;

	(void)state;
	assert_int_equal(process_parse_status(text, &p, &err), 0);
	assert_true(p.uid == 4294967295U && p.gid == 6);
	assert_true(p.inheritable == 1 && p.permitted == 2 && p.effective == UINT64_MAX &&
		    p.bounding == 4 && p.ambient == 8);
	assert_int_equal(process_parse_status("Name:\tsh\nUid:\t1 2 3 4\n", &p, &err), -1);
	assert_true(p.gid == 6);
}

static int hostile_name(void)
{
	return prctl(PR_SET_NAME, "a) Z 1 (\n\x1b\xff");
}

static void a_process_is_what_it_is_whatever_its_name(void **state)
{
	struct look_process p;
	struct error err;

	(void)state;
	pid_t pid = start_child(hostile_name);
	assert_true(pid > 0);
	int done = look_process(proc, pid, &p, &err);
	assert_int_equal(kill(pid, SIGKILL), 0);
	siginfo_t info;
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	struct look_process zombie = { .pid = 0 };
	int later = look_process(proc, pid, &zombie, &err);
	end_child(pid);
	assert_int_equal(done, 0);
	assert_string_equal(p.comm, "a) Z 1 (\n\x1b\xff");
	assert_int_equal(p.ppid, getpid());
	assert_true(p.state == 'S' || p.state == 'R');
	assert_true(p.uid == geteuid() && p.gid == getegid());
	assert_int_equal(later, 0);
	assert_int_equal(zombie.state, 'Z');
	assert_true(zombie.start == p.start && p.start > 0);
	assert_int_equal(look_process(proc, pid, &p, &err), -1);
	assert_true(err.errnum == ENOENT || err.errnum == ESRCH);
}

static void namespaces_are_told_apart(void **state)
{
	struct look_ns ns, again;
	struct error err;

	(void)state;
	for (int i = 0; i < LOOK_NS_KINDS; i++) {
		char path[48], link[64] = "", expected[64];

		(void)snprintf(path, sizeof(path), "self/ns/%s", look_ns_name(i));
		if (readlinkat(proc, path, link, sizeof(link) - 1) < 0)
			continue; /* a kind that this kernel has not */
		assert_int_equal(look_ns_of(proc, getpid(), look_ns_name(i), &ns, &err), 0);
		(void)snprintf(expected, sizeof(expected), "%s:[%llu]", look_ns_name(i),
			       (unsigned long long)ns.ino);
		assert_string_equal(link, expected);
		assert_int_equal(look_ns_of(proc, getpid(), look_ns_name(i), &again, &err), 0);
		assert_true(ns.id == again.id);
	}
	assert_int_equal(look_ns_of(proc, getpid(), "none", &ns, &err), -1);
	assert_int_equal(err.errnum, ENOENT);
}

static int new_user_and_uts(void)
{
	return unshare(CLONE_NEWUSER | CLONE_NEWUTS);
}

static void a_namespace_knows_its_owner(void **state)
{
	struct look_ns user, uts, ours;
	struct error err;

	(void)state;
	pid_t pid = start_child(new_user_and_uts);
	if (pid < 0)
		skip(); /* no user namespaces here */
	int done = look_ns_of(proc, pid, "user", &user, &err) |
		   look_ns_of(proc, pid, "uts", &uts, &err) |
		   look_ns_of(proc, getpid(), "user", &ours, &err);
	end_child(pid);
	assert_int_equal(done, 0);
	assert_true(uts.owner_ino == user.ino && uts.owner_id == user.id);
	assert_true(user.owner_ino == ours.ino && user.owner_id == ours.id);
	assert_true(user.ino != ours.ino && (user.id == 0 || user.id != ours.id));
}

static void what_is_no_namespace_is_refused(void **state)
{
	struct look_ns ns;
	struct error err;
	autofd int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(look_ns(fd, &ns, &err), -1);
	assert_int_equal(err.errnum, EINVAL);
}

static int map_itself(void)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "7 %u 1\n", geteuid());
	if (unshare(CLONE_NEWUSER) < 0)
		return -1;
	autofd int fd = openat(proc, "self/uid_map", O_WRONLY | O_CLOEXEC);
	autofd int deny = openat(proc, "self/setgroups", O_WRONLY | O_CLOEXEC);
	if (write(deny, "deny", 4) != 4)
		return -1;
	return write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : -1;
}

static void maps_have_the_form_that_is_typed(void **state)
{
	char *users = NULL, *groups = NULL, *setgroups = NULL, expected[32];
	struct error err;

	(void)state;
	pid_t pid = start_child(map_itself);
	if (pid < 0)
		skip(); /* no user namespaces here */
	int done = look_map(proc, pid, 0, &users, &err) |
		   look_map(proc, pid, 1, &groups, &err) |
		   look_setgroups(proc, pid, &setgroups, &err);
	end_child(pid);
	(void)snprintf(expected, sizeof(expected), "7:%u:1", geteuid());
	assert_int_equal(done, 0);
	assert_string_equal(users, expected);
	assert_string_equal(groups, "");
	assert_string_equal(setgroups, "deny");
	free(users);
	free(groups);
	free(setgroups);
}

static void capabilities_have_names(void **state)
{
	uint64_t all = capability_all(proc);
	char *text = NULL;
	struct error err;

	(void)state;
	assert_true(all >= (UINT64_C(1) << 38) - 1);
	assert_true((all & (all + 1)) == 0);
	if (capability_names(1 | 1 << 12 | 1 << 21, &text, &err) < 0)
		skip(); /* libcap-ng is not installed */
	assert_string_equal(text, "chown\nnet_admin\nsys_admin");
	free(text);
	assert_int_equal(capability_names(0, &text, &err), 0);
	assert_string_equal(text, "");
	free(text);
}

static void a_brief_set_is_a_line(void **state)
{
	static const struct {
		uint64_t set;
		const char *brief;
	} sets[] = {
		{ 0, "none" },          { 0xff, "all 8" },        { 0x1, "chown" },
		{ 0x21, "chown,kill" }, { 0xdf, "all but kill" }, { 0x7f, "all but setuid" },
	};
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
		char *text = NULL;

		assert_int_equal(capability_brief(sets[i].set, 0xff, &text, &err), 0);
		assert_string_equal(text, sets[i].brief);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stat_is_read_from_the_last_parenthesis),
		cmocka_unit_test(a_stat_that_is_none_is_refused),
		cmocka_unit_test(status_has_effective_ids_and_capabilities),
		cmocka_unit_test(a_process_is_what_it_is_whatever_its_name),
		cmocka_unit_test(namespaces_are_told_apart),
		cmocka_unit_test(a_namespace_knows_its_owner),
		cmocka_unit_test(what_is_no_namespace_is_refused),
		cmocka_unit_test(maps_have_the_form_that_is_typed),
		cmocka_unit_test(capabilities_have_names),
		cmocka_unit_test(a_brief_set_is_a_line),
	};

	proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
