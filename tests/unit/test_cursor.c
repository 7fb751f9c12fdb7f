/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may stand at the end of a line: each case is a line, and what is known there. */
#include "base/error.h"
#include "lang/cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct param kinds_params[] = {
	{ .kind = KIND_NS_NEW, .name = "KIND", .repeated = 1 },
	{ .kind = KIND_END },
};
static const struct option new_options[] = {
	{ .name = "--root", .kind = KIND_PATH, .value = "DIR" },
	{ .name = "--proc", .kind = KIND_END },
	{ .name = NULL },
};
static const struct param mount_params[] = {
	{ .kind = KIND_MOUNT_SOURCE, .name = "SOURCE", .optional = 1 },
	{ .kind = KIND_PATH, .name = "TARGET" },
	{ .kind = KIND_END },
};
static const struct option mount_options[] = {
	{ .name = "-t", .kind = KIND_FSTYPE, .value = "TYPE" },
	{ .name = "-o", .kind = KIND_MOUNT_OPTIONS, .value = "OPTS", .repeated = 1 },
	{ .name = NULL },
};
static const struct param add_params[] = {
	{ .kind = KIND_IFNAME, .name = "NAME", .filler = "name" },
	{ .kind = KIND_LINKTYPE, .name = "TYPE", .filler = "type" },
	{ .kind = KIND_END },
};
static const struct option add_options[] = {
	{ .name = "peer", .kind = KIND_IFNAME_AT, .value = "DEV", .filler = "name" },
	{ .name = "mtu", .kind = KIND_NUMBER, .value = "N" },
	{ .name = "up", .kind = KIND_END },
	{ .name = NULL },
};
static const struct param run_params[] = {
	{ .kind = KIND_PROGRAM, .name = "PROGRAM", .rest = 1 },
	{ .kind = KIND_END },
};
static const struct param kill_params[] = {
	{ .kind = KIND_SIGNAL, .name = "-SIG", .optional = 1 },
	{ .kind = KIND_JOB_OR_PID, .name = "JOB", .repeated = 1 },
	{ .kind = KIND_END },
};
static const struct param box_params[] = {
	{ .kind = KIND_BOX, .name = "NAME", .optional = 1 },
	{ .kind = KIND_END },
};
static const struct command rows[] = {
	{ .name = "newns", .params = kinds_params, .options = new_options },
	{ .name = "mount", .params = mount_params, .options = mount_options },
	{ .name = "link add", .params = add_params, .options = add_options },
	{ .name = "run", .params = run_params },
	{ .name = "kill", .params = kill_params },
	{ .name = "box", .params = box_params },
	{ .name = "box rm", .params = box_params },
	{ .name = "status" },
	{ .name = NULL },
};
static const struct family families[] = { { .rows = rows }, { .rows = NULL } };
static const struct table table = { .families = families };

static void add(char *text, size_t size, const char *word)
{
	size_t used = strlen(text);

	(void)snprintf(text + used, size - used, " %s", word);
}

/* "word 6 [lo] NAME -opts": where, from, the prefix behind its stem, what of it. */
static const char *describe(const char *line)
{
	static const char *const names[] = { "nothing",  "step", "word",    "box",
					     "variable", "file", "program", "host" };
	static char text[512];
	struct cursor c;
	struct error err;

	assert_int_equal(cursor_find(&table, line, strlen(line), &c, &err), 0);
	if (c.at == CURSOR_NOTHING) {
		cursor_done(&c);
		return "nothing";
	}
	(void)snprintf(text, sizeof(text), "%s %zu [%s]", names[c.at], c.from,
		       c.prefix + c.stem);
	if (c.quote)
		add(text, sizeof(text), c.quote == '\'' ? "single" : "double");
	if (c.box) {
		add(text, sizeof(text), "in");
		add(text, sizeof(text), c.box);
	}
	if (c.at == CURSOR_WORD && c.family)
		add(text, sizeof(text), "family");
	if (cursor_option(&c)) {
		add(text, sizeof(text), "of");
		add(text, sizeof(text), cursor_option(&c)->name);
	}
	for (int i = 0; cursor_param(&c, i); i++)
		add(text, sizeof(text), cursor_param(&c, i)->name);
	if (c.at == CURSOR_WORD && c.row && c.expected.options && !c.expected.value_of)
		for (int i = 0; c.row->options && c.row->options[i].name; i++)
			if (!(c.expected.given >> i & 1))
				add(text, sizeof(text), c.row->options[i].name);
	cursor_done(&c);
	return text;
}

static void check(const char *const (*cases)[2], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *got = describe(cases[i][0]);

		if (strcmp(got, cases[i][1]) != 0)
			fail_msg("\"%s\": %s, not %s", cases[i][0], got, cases[i][1]);
	}
}

static void a_step_begins_where_one_may(void **state)
{
	static const char *const cases[][2] = {
		{ "", "step 0 []" },
		{ "new", "step 0 [new]" },
		{ "  new", "step 2 [new]" },
		{ "status; ne", "step 8 [ne]" },
		{ "run x & ne", "step 8 [ne]" },
		{ "status\nne", "step 7 [ne]" },
		{ "-ne", "step 0 [ne]" },
		{ "@lab ne", "step 5 [ne] in lab" },
		{ "-@lab -ne", "step 6 [-ne] in lab" },
		{ "@lab -ne", "step 5 [ne] in lab" },
		{ "@la", "box 0 [la]" },
		{ "-@la", "box 0 [la]" },
		{ "@", "box 0 []" },
		{ "@lab @x", "nothing" },
		{ "\\@x", "step 0 [@x]" },
		{ "ne'w", "step 0 [new] single" },
	};
	(void)state;
	check(cases, sizeof(cases) / sizeof(*cases));
}

static void a_word_is_of_what_comes_next(void **state)
{
	static const char *const cases[][2] = {
		{ "newns ", "word 6 [] KIND --root --proc" },
		{ "newns user --proc ", "word 18 [] KIND --root" },
		{ "newns --root ", "word 13 [] of --root" },
		{ "newns --root=/m", "word 6 [/m] of --root" },
		{ "newns --root /m user -", "word 21 [-] KIND --proc" },
		{ "newns -- -", "word 9 [-] KIND" },
		{ "newns --nonsense ", "nothing" },
		{ "mount ", "word 6 [] SOURCE TARGET -t -o" },
		{ "mount tmpfs ", "word 12 [] TARGET -t -o" },
		{ "mount tmpfs /x ", "word 15 [] -t -o" },
		{ "mount tmpfs /x y ", "nothing" },
		{ "mount -t tmpfs -o ro,no", "word 18 [ro,no] of -o" },
		{ "kill -T", "word 5 [-T] -SIG JOB" },
		{ "kill %1 ", "word 8 [] JOB" },
		{ "run ", "word 4 [] PROGRAM" },
		{ "run ls -", "word 7 [-] PROGRAM" },
		{ "status ", "word 7 []" },
		{ "monut ", "nothing" },
		{ "$x ", "nothing" },
		{ "newns user;mount ", "word 17 [] SOURCE TARGET -t -o" },
	};
	(void)state;
	check(cases, sizeof(cases) / sizeof(*cases));
}

static void keywords_and_fillers_are_as_the_rows_have_them(void **state)
{
	static const char *const cases[][2] = {
		{ "link ", "word 5 [] family" },
		{ "link a", "word 5 [a] family" },
		{ "link add ", "word 9 [] NAME peer mtu up" },
		{ "link add name ", "word 14 [] NAME" },
		{ "link add v0 ", "word 12 [] TYPE peer mtu up" },
		{ "link add v0 type ", "word 17 [] TYPE" },
		{ "link add v0 type veth peer ", "word 27 [] of peer" },
		{ "link add v0 veth peer name ", "word 27 [] of peer" },
		{ "link add v0 veth peer name v1 mtu 1500 ", "word 39 [] up" },
		{ "link add v0 veth up mtu 15", "word 24 [15] of mtu" },
		{ "box ", "word 4 [] family NAME" },
		{ "box rm ", "word 7 [] NAME" },
	};
	(void)state;
	check(cases, sizeof(cases) / sizeof(*cases));
}

static void the_prefix_is_without_its_quotes(void **state)
{
	static const char *const cases[][2] = {
		{ "mount a /mnt/two\\ w", "word 8 [/mnt/two w] TARGET -t -o" },
		{ "mount a \"/mnt/two w", "word 8 [/mnt/two w] double TARGET -t -o" },
		{ "mount a \"/mnt/a\\\"b", "word 8 [/mnt/a\"b] double TARGET -t -o" },
		{ "mount a '/mnt/two w", "word 8 [/mnt/two w] single TARGET -t -o" },
		{ "mount a 'it'\\''s", "word 8 [it's] single TARGET -t -o" },
		{ "mount a 'it'\\''", "word 8 [it'] single TARGET -t -o" },
		{ "mount a /mnt/'tw", "word 8 [/mnt/tw] single TARGET -t -o" },
		{ "mount a /x\\", "word 8 [/x] TARGET -t -o" },
		{ "mount a /x\\\n", "word 8 [/x] TARGET -t -o" },
		{ "mount 'a b' \"", "word 12 [] double TARGET -t -o" },
		{ "mount a #x", "nothing" },
		{ "mount a x#x", "word 8 [x#x] TARGET -t -o" },
	};
	(void)state;
	check(cases, sizeof(cases) / sizeof(*cases));
}

static void variables_files_and_the_hosts_programs(void **state)
{
	static const char *const cases[][2] = {
		{ "mount $", "variable 6 []" },
		{ "mount $na", "variable 6 [na]" },
		{ "mount a/${na", "variable 6 [na]" },
		{ "mount \"x $na", "variable 6 [na] double" },
		{ "mount '$na", "word 6 [$na] single SOURCE TARGET -t -o" },
		{ "mount ${na}", "nothing" },
		{ "mount $na/x", "nothing" },
		{ "mount $?", "nothing" },
		{ "mount $1", "nothing" },
		{ "mount $x ", "word 9 [] TARGET -t -o" },
		{ "status > /t", "file 9 [/t]" },
		{ "status >> ", "file 10 []" },
		{ "status <", "file 8 []" },
		{ "status >x ne", "word 10 [ne]" },
		{ "run cat <<E", "nothing" },
		{ "run cat <<E\nne", "nothing" },
		{ "run cat <<E\nx\nE\nne", "step 16 [ne]" },
		{ "status | gr", "program 9 [gr]" },
		{ "status | grep x | w", "program 18 [w]" },
		{ "status | grep /e", "host 14 [/e]" },
		{ "! l", "program 2 [l]" },
		{ "-! l", "program 3 [l]" },
		{ "! ls /e", "host 5 [/e]" },
		{ "@lab ! ls /e", "host 10 [/e] in lab" },
		{ "! ls\nne", "step 5 [ne]" },
	};
	(void)state;
	check(cases, sizeof(cases) / sizeof(*cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_begins_where_one_may),
		cmocka_unit_test(a_word_is_of_what_comes_next),
		cmocka_unit_test(keywords_and_fillers_are_as_the_rows_have_them),
		cmocka_unit_test(the_prefix_is_without_its_quotes),
		cmocka_unit_test(variables_files_and_the_hosts_programs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
