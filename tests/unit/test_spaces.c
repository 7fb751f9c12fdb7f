/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of namespaces: its index, what two halves make together, and its order. */
#include "base/error.h"
#include "look/ns.h"
#include "look/process.h"
#include "look/spaces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum {
	USER = 0,
	NET = 2,
	PID = 5,
	MANY = 5000
};

static void a_link_is_taken_apart(void **state)
{
	uint64_t ino = 0;
	int kind = -1;

	(void)state;
	assert_true(spaces_link("mnt:[4026531841]", &kind, &ino));
	assert_string_equal(look_ns_name(kind), "mnt");
	assert_int_equal(ino, 4026531841);
	assert_true(spaces_link("pid:[1]", &kind, &ino));
	assert_int_equal(kind, PID);
}

static void what_is_no_link_is_refused(void **state)
{
	static const char *const words[] = {
		"",
		"mnt",
		"mnt:[]",
		"mnt:[0]",
		"mnt:[1",
		"mnt:[1]x",
		"mnt:[-1]",
		"socket:[4]",
		"pid_x:[1]",
		"mnt:[ 1]",
		"mnt:[0x1]",
		"mnt:[1 ]",
		"mnt:[42949672960]",
		"/dev/null",
		"anon_inode:[pidfd]",
	};
	uint64_t ino = 7;
	int kind = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_false(spaces_link(words[i], &kind, &ino));
	assert_int_equal(ino, 7);
	assert_int_equal(kind, 7);
}

static void each_is_listed_once_and_found_again(void **state)
{
	struct look_spaces s = { .n = 0 };
	struct error err;
	bool is_new = false;

	(void)state;
	assert_int_equal(look_spaces_find(&s, USER, 1), -1);
	for (int round = 0; round < 2; round++)
		for (int i = 1; i <= MANY; i++) {
			assert_int_equal(spaces_add(&s, NET, (uint64_t)i, &is_new, &err),
					 i - 1);
			assert_int_equal(is_new, round == 0);
		}
	assert_int_equal(s.n, MANY);
	assert_int_equal(look_spaces_find(&s, NET, MANY), MANY - 1);
	assert_int_equal(look_spaces_find(&s, PID, MANY), -1);
	look_spaces_done(&s);
}

static void two_halves_add_up(void **state)
{
	struct look_spaces s = { .n = 0 };
	struct error err;
	bool is_new = false;
	const struct look_space other[] = {
		{ .kind = NET,
		  .ino = 10,
		  .processes = 2,
		  .pid = 5,
		  .comm = "low",
		  .uid = UINT32_MAX },
		{ .kind = PID,
		  .ino = 11,
		  .id = 3,
		  .descriptors = 1,
		  .holder = 4,
		  .uid = UINT32_MAX },
	};

	(void)state;
	int at = spaces_add(&s, NET, 10, &is_new, &err);
	s.list[at].processes = 1;
	s.list[at].pid = 9;
	s.list[at].id = 77;
	(void)snprintf(s.list[at].comm, sizeof(s.list[at].comm), "high");
	assert_int_equal(spaces_merge(&s, other, 2, &err), 0);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.list[at].processes, 3);
	assert_int_equal(s.list[at].pid, 5);
	assert_int_equal(s.list[at].id, 77);
	assert_string_equal(s.list[at].comm, "low");
	assert_int_equal(s.list[look_spaces_find(&s, PID, 11)].holder, 4);
	look_spaces_done(&s);
}

static void the_order_is_kind_then_age_and_children_are_counted(void **state)
{
	struct look_spaces s = { .n = 0 };
	struct error err;
	bool is_new = false;
	static const struct {
		int kind;
		uint64_t ino, id, owner, parent;
	} made[] = {
		{ PID, 31, 9, 1, 30 }, { NET, 20, 8, 2, 0 }, { USER, 2, 7, 1, 1 },
		{ PID, 30, 2, 1, 0 },  { USER, 1, 1, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++) {
		int at = spaces_add(&s, made[i].kind, made[i].ino, &is_new, &err);

		s.list[at].id = made[i].id;
		s.list[at].owner = made[i].owner;
		s.list[at].parent = made[i].parent;
	}
	/* Twice: what was counted is not counted again. */
	assert_int_equal(spaces_order(&s, &err), 0);
	assert_int_equal(spaces_order(&s, &err), 0);
	static const uint64_t order[] = { 1, 2, 20, 30, 31 };
	for (int i = 0; i < s.n; i++) {
		assert_int_equal(s.list[i].ino, order[i]);
		assert_int_equal(look_spaces_find(&s, s.list[i].kind, order[i]), i);
	}
	assert_int_equal(s.list[0].namespaces, 3); /* owns a user and both pid namespaces */
	assert_int_equal(s.list[1].namespaces, 1);
	assert_int_equal(s.list[3].namespaces, 1); /* carries the other pid namespace */
	look_spaces_done(&s);
}

static void a_process_has_a_pid_in_each_level(void **state)
{
	static const char
		head[] = "Name:\tx\nUid:\t1\t2\t3\t4\nGid:\t1\t2\t3\t4\n",
		tail[] = "CapInh:\t0\nCapPrm:\t0\nCapEff:\t0\nCapBnd:\t0\nCapAmb:\t0\n";
	struct look_process p = { .pid = 0 };
	struct error err;
	char text[512];

	(void)state;
	(void)snprintf(text, sizeof(text), "%sNSpid:\t4711\t12\t1\nNSpgid:\t9\t9\t9\n%s", head,
		       tail);
	assert_int_equal(process_parse_status(text, &p, &err), 0);
	assert_int_equal(p.levels, 3);
	assert_int_equal(p.pids[0], 4711);
	assert_int_equal(p.pids[2], 1);
	/* Before Linux 4.1. */
	(void)snprintf(text, sizeof(text), "%s%s", head, tail);
	assert_int_equal(process_parse_status(text, &p, &err), 0);
	assert_int_equal(p.levels, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_is_taken_apart),
		cmocka_unit_test(what_is_no_link_is_refused),
		cmocka_unit_test(each_is_listed_once_and_found_again),
		cmocka_unit_test(two_halves_add_up),
		cmocka_unit_test(the_order_is_kind_then_age_and_children_are_counted),
		cmocka_unit_test(a_process_has_a_pid_in_each_level),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
