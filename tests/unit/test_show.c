/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escaping, class by class; tables and JSON with the worst names somebody can think of. */
#include "base/error.h"
#include "base/own.h"
#include "show/show.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void use_locale(const char *name)
{
	(void)setenv("LC_ALL", name, 1); /* NOLINT(concurrency-mt-unsafe): one thread */
}

static void escapes(const char *text, size_t size, const char *expected)
{
	autofree char *safe = show_escape(text, size);

	assert_non_null(safe);
	assert_string_equal(safe, expected);
}

#define ESCAPES(text, expected) escapes(text, sizeof(text) - 1, expected)

static void plain_text_stays(void **state)
{
	(void)state;
	ESCAPES("", "");
	ESCAPES("abc \\ \\x41 \"'", "abc \\ \\x41 \"'");
	ESCAPES("grün 日本 \xf0\x9f\x90\xa7", "grün 日本 \xf0\x9f\x90\xa7");
	ESCAPES("\xef\xbf\xbd", "\xef\xbf\xbd");
	ESCAPES("\xf4\x8f\xbf\xbd", "\xf4\x8f\xbf\xbd");
}

static void c0_and_del_are_escaped(void **state)
{
	(void)state;
	ESCAPES("a\nb\tc\rd\x1b[31m", "a\\nb\\tc\\rd\\e[31m");
	ESCAPES("a\0b\x01\x1f\x7f", "a\\x00b\\x01\\x1f\\x7f");
}

static void c1_is_escaped_as_a_character_and_as_a_byte(void **state)
{
	(void)state;
	ESCAPES("\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0", "\\u{0080}\\u{009B}\\u{009F}\xc2\xa0");
	ESCAPES("\x80 \x9b \x9f", "\\x80 \\x9b \\x9f");
}

static void direction_marks_and_separators_are_escaped(void **state)
{
	(void)state;
	ESCAPES("\xd8\x9c", "\\u{061C}");
	ESCAPES("\xe2\x80\x8e\xe2\x80\x8f", "\\u{200E}\\u{200F}");
	ESCAPES("\xe2\x80\xaa\xe2\x80\xae", "\\u{202A}\\u{202E}");
	ESCAPES("\xe2\x81\xa6\xe2\x81\xa9", "\\u{2066}\\u{2069}");
	ESCAPES("\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}");
	ESCAPES("\xef\xbb\xbf", "\\u{FEFF}");
	ESCAPES("\xe2\x80\x8b\xc2\xad", "\\u{200B}\\u{00AD}");
	ESCAPES("\xf3\xa0\x81\x81", "\\u{E0041}");
	ESCAPES("\xe2\x80\x90\xe2\x80\xaf", "\xe2\x80\x90\xe2\x80\xaf");
}

static void bytes_that_are_no_utf8_are_escaped(void **state)
{
	(void)state;
	ESCAPES("\xff\xfe", "\\xff\\xfe");
	ESCAPES("\xc0\xaf", "\\xc0\\xaf"); /* too long a form of / */
	ESCAPES("\xe0\x80\xaf", "\\xe0\\x80\\xaf");
	ESCAPES("\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf");
	ESCAPES("\xed\xa0\x80", "\\xed\\xa0\\x80");          /* a surrogate */
	ESCAPES("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* beyond U+10FFFF */
	ESCAPES("a\xe2\x82", "a\\xe2\\x82");                 /* cut */
	ESCAPES("\xe2\x82"
		"b",
		"\\xe2\\x82"
		"b");
	ESCAPES("\xc3", "\\xc3");
}

static void a_line_is_one_line_and_a_file_keeps_its_lines(void **state)
{
	struct out o = { .text = { .at = NULL } };
	struct error err;

	(void)state;
	assert_int_equal(out_line(&o, "a\nb", &err), 0);
	assert_string_equal(o.text.at, "a\\nb\n");
	out_done(&o);
	assert_int_equal(out_escaped(&o, "a\n\tb\x1b\0", 6, &err), 0);
	assert_string_equal(o.text.at, "a\n\tb\\e\\x00");
	out_done(&o);
	assert_int_equal(out_bytes(&o, "\x1b\xff", 2, &err), 0);
	assert_int_equal(o.text.size, 2);
	assert_memory_equal(o.text.at, "\x1b\xff", 2);
	out_done(&o);
}

enum {
	NAME,
	SIZE,
	UP,
	KINDS,
	NOTE,
	COLUMNS
};

static const struct column columns[COLUMNS] = {
	[NAME] = { .name = "NAME", .cut = 1 },
	[SIZE] = { .name = "SIZE", .type = CELL_NUMBER, .right = 1 },
	[UP] = { .name = "UP", .type = CELL_BOOLEAN },
	[KINDS] = { .name = "KINDS", .type = CELL_LIST },
	[NOTE] = { .name = "NOTE", .hidden = 1 },
};

static struct listing *new_listing(const struct listing_options *o)
{
	struct listing *l;
	struct error err;

	assert_int_equal(listing_new("things", columns, COLUMNS, o, &l, &err), 0);
	return l;
}

static void row(struct listing *l, int parent, const char *name, const char *size,
		const char *kinds)
{
	const char *cells[COLUMNS] = { [NAME] = name,
				       [SIZE] = size,
				       [UP] = size ? "yes" : NULL,
				       [KINDS] = kinds,
				       [NOTE] = "a note" };
	struct error err;

	assert_true(listing_row(l, cells, parent, &err) >= 0);
}

static void prints(struct listing *l, const char *expected)
{
	struct out o = { .text = { .at = NULL } };
	struct error err;

	assert_int_equal(listing_print(l, &o, &err), 0);
	assert_string_equal(o.text.at ? o.text.at : "", expected);
	out_done(&o);
}

static void a_table_has_columns_as_asked_for(void **state)
{
	struct listing_options o = { .columns = NULL };

	(void)state;
	struct listing *l = new_listing(&o);
	row(l, -1, "one", "10", "user\nnet");
	row(l, -1, "twenty", "5", "");
	row(l, -1, NULL, NULL, NULL);
	prints(l, "NAME   SIZE UP  KINDS\none      10 yes user,net\ntwenty    5 yes\n\n");

	o.columns = "size,name,size";
	o.noheadings = true;
	l = new_listing(&o);
	row(l, -1, "one", "10", NULL);
	prints(l, "10 one\n");

	o.columns = "+note,name";
	l = new_listing(&o);
	row(l, -1, "one", "10", "user");
	prints(l, "one 10 yes user a note\n");
	prints(new_listing(&o), "");
}

static void a_column_that_is_not_there_is_refused_with_those_that_are(void **state)
{
	static const char *const wrong[] = { "",      "+",          "nome",      "name,",
					     ",name", "name,,size", "name size", "+size,x" };
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		assert_int_equal(columns_check(columns, COLUMNS, wrong[i], &err), -1);
		assert_non_null(strstr(err.text, "NAME SIZE UP KINDS NOTE"));
	}
	assert_int_equal(columns_check(columns, COLUMNS, NULL, &err), 0);
	assert_int_equal(columns_check(columns, COLUMNS, "+Name,NOTE", &err), 0);
}

static void a_column_is_cut_at_a_terminal_only(void **state)
{
	struct listing_options o = { .columns = "name", .noheadings = true };

	(void)state;
	struct listing *l = new_listing(&o);
	row(l, -1, "a name that is longer than twenty", NULL, NULL);
	prints(l, "a name that is longer than twenty\n");
	o.width = 20;
	l = new_listing(&o);
	row(l, -1, "a name that is longer than twenty", NULL, NULL);
	prints(l, "a name that is longe\n");
}

static void a_tree_has_signs(void **state)
{
	struct listing_options o = { .columns = "name", .noheadings = true, .tree = true };

	(void)state;
	struct listing *l = new_listing(&o);
	row(l, -1, "top", NULL, NULL);
	row(l, 0, "a", NULL, NULL);
	row(l, 0, "b", NULL, NULL);
	row(l, 1, "a1", NULL, NULL);
	row(l, 1, "a2", NULL, NULL);
	row(l, 2, "b1", NULL, NULL);
	row(l, -1, "other", NULL, NULL);
	prints(l, "top\n├─a\n│ ├─a1\n│ └─a2\n└─b\n  └─b1\nother\n");
}

static void a_tree_may_be_very_deep(void **state)
{
	struct listing_options o = { .columns = "name", .noheadings = true, .tree = true };
	struct out out = { .text = { .at = NULL } };
	struct error err;
	int lines = 0;

	(void)state;
	struct listing *l = new_listing(&o);
	for (int i = 0; i < 30000; i++)
		row(l, i - 1, "x", NULL, NULL);
	assert_int_equal(listing_print(l, &out, &err), 0);
	for (const char *at = out.text.at; (at = strchr(at, '\n')); at++)
		lines++;
	assert_int_equal(lines, 30000);
	out_done(&out);
}

/* All classes in one name, and what a table makes of it. */
#define HOSTILE \
	"\n\x1b[2J\x7f\x9b\xc2\x9b\xe2\x80\xae\xe2\x80\xa8\xef\xbb\xbf\xc0\xaf\xed\xa0\x80\\x41\xff"
#define HARMLESS \
	"\\n\\e[2J\\x7f\\x9b\\u{009B}\\u{202E}\\u{2028}\\u{FEFF}\\xc0\\xaf\\xed\\xa0\\x80\\x41\\xff"

static void a_hostile_name_is_harmless_in_a_table(void **state)
{
	struct listing_options o = { .columns = "name,size,kinds", .noheadings = true };

	(void)state;
	struct listing *l = new_listing(&o);
	row(l, -1, HOSTILE, "1", "a\x1b\nb\xff");
	prints(l, HARMLESS " 1 a\\e,b\\xff\n");
}

/* In the C locale, where libsmartcols itself would never return. */
static void a_terminal_without_utf8_gets_ascii(void **state)
{
	struct listing_options o = { .columns = "name", .noheadings = true, .tree = true };

	(void)state;
	use_locale("C");
	struct listing *l = new_listing(&o);
	row(l, -1, "top", NULL, NULL);
	row(l, 0, "grün", NULL, NULL);
	prints(l, "top\n`-grün\n");
	o.width = 80;
	l = new_listing(&o);
	row(l, -1, "top", NULL, NULL);
	row(l, 0, "grün \xff", NULL, NULL);
	row(l, 0, "z", NULL, NULL);
	prints(l, "top\n|-gr\\u{00FC}n \\xff\n`-z\n");
	use_locale("C.UTF-8");
}

static void json_is_one_document_also_when_empty(void **state)
{
	struct listing_options o = { .json = true };

	(void)state;
	prints(new_listing(&o), "{\"things\": []}\n");
	struct listing *l = new_listing(&o);
	row(l, -1, "one", "10", "user\nnet");
	row(l, -1, NULL, NULL, NULL);
	row(l, -1, "", "0", "");
	prints(l,
	       "{\"things\": [\n"
	       "  {\"name\": \"one\", \"size\": 10, \"up\": true, \"kinds\": [\"user\", \"net\"]},\n"
	       "  {\"name\": null, \"size\": null, \"up\": null, \"kinds\": null},\n"
	       "  {\"name\": \"\", \"size\": 0, \"up\": true, \"kinds\": []}\n]}\n");
}

static void json_has_the_true_bytes_in_raw(void **state)
{
	struct listing_options o = { .json = true, .columns = "name,kinds" };

	(void)state;
	struct listing *l = new_listing(&o);
	row(l, -1, "a\xff", NULL, "b\n\xfe");
	row(l, -1, "\"\\\n\x1b\x7f", NULL, NULL);
	row(l, -1, "\xc2\x9b\xe2\x80\xae\xf3\xa0\x81\x81 é", NULL, NULL);
	prints(l, "{\"things\": [\n"
		  "  {\"name\": \"a\\\\xff\", \"kinds\": [\"b\", \"\\\\xfe\"], "
		  "\"raw\": {\"name\": \"Yf8=\", \"kinds\": \"Ygr+\"}},\n"
		  "  {\"name\": \"\\\"\\\\\\u000a\\u001b\\u007f\", \"kinds\": null},\n"
		  "  {\"name\": \"\\u009b\\u202e\\udb40\\udc41 é\", \"kinds\": null}\n]}\n");
}

/* Somebody else's reader takes the document, and gets the bytes back. */
static void json_of_a_hostile_name_is_read_by_others(void **state)
{
	static const char *const reader =
		"import base64, json, sys\n"
		"d = json.load(open(sys.argv[1], encoding='utf-8'))['things'][0]\n"
		"assert base64.b64decode(d['raw']['name']).hex() == sys.argv[2], d\n"
		"assert '\\u202e' in d['name'] and '\\\\xff' in d['name'], d\n";
	struct listing_options o = { .json = true };
	struct out out = { .text = { .at = NULL } };
	char path[] = "/tmp/test_show.XXXXXX", hex[2 * sizeof(HOSTILE)] = "";
	struct error err;
	int status;

	(void)state;
	for (size_t i = 0; i < sizeof(HOSTILE) - 1; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", (unsigned char)HOSTILE[i]);
	struct listing *l = new_listing(&o);
	row(l, -1, HOSTILE, "1", "a");
	assert_int_equal(listing_print(l, &out, &err), 0);
	int fd = mkostemp(path, O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, out.text.at, out.text.size), (ssize_t)out.text.size);
	pid_t pid = fork();
	if (pid == 0) {
		(void)execlp("python3", "python3", "-c", reader, path, hex, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	own_close(&fd);
	(void)unlink(path);
	out_done(&out);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		skip(); /* python3 is not installed */
	assert_int_equal(status, 0);
}

static void a_record_is_facts_and_a_table(void **state)
{
	static const struct field fields[] = {
		{ .name = "box", .value = "a\nb" },
		{ .name = "depth", .type = CELL_NUMBER, .value = "2" },
		{ .name = "caps",
		  .type = CELL_LIST,
		  .value = "chown\nkill",
		  .brief = "2 of 41" },
		{ .name = "start", .value = "123", .json_only = true },
		{ .name = "step" },
	};
	struct record r = { .key = "thing", .fields = fields, .n = 5 };
	struct listing_options o = { .columns = NULL };
	struct out out = { .text = { .at = NULL } };
	struct error err;

	(void)state;
	struct listing *l = new_listing(&o);
	row(l, -1, "one", "10", NULL);
	assert_int_equal(record_print(&r, l, &out, &err), 0);
	assert_string_equal(out.text.at, "box    a\\nb\ndepth  2\ncaps   2 of 41\nstep\n"
					 "NAME SIZE UP  KINDS\none    10 yes\n");
	out_done(&out);

	o = (struct listing_options){ .columns = "name", .noheadings = true };
	l = new_listing(&o);
	row(l, -1, "one", "10", NULL);
	assert_int_equal(record_print(&r, l, &out, &err), 0);
	assert_string_equal(out.text.at, "one\n");
	out_done(&out);

	o.json = true;
	l = new_listing(&o);
	row(l, -1, "one", "10", NULL);
	assert_int_equal(record_print(&r, l, &out, &err), 0);
	assert_string_equal(
		out.text.at,
		"{\"thing\": {\"box\": \"a\\u000ab\", \"depth\": 2, "
		"\"caps\": [\"chown\", \"kill\"], \"start\": \"123\", \"step\": null, "
		"\"things\": [\n  {\"name\": \"one\"}\n]}}\n");
	out_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_stays),
		cmocka_unit_test(c0_and_del_are_escaped),
		cmocka_unit_test(c1_is_escaped_as_a_character_and_as_a_byte),
		cmocka_unit_test(direction_marks_and_separators_are_escaped),
		cmocka_unit_test(bytes_that_are_no_utf8_are_escaped),
		cmocka_unit_test(a_line_is_one_line_and_a_file_keeps_its_lines),
		cmocka_unit_test(a_table_has_columns_as_asked_for),
		cmocka_unit_test(a_column_that_is_not_there_is_refused_with_those_that_are),
		cmocka_unit_test(a_column_is_cut_at_a_terminal_only),
		cmocka_unit_test(a_tree_has_signs),
		cmocka_unit_test(a_tree_may_be_very_deep),
		cmocka_unit_test(a_hostile_name_is_harmless_in_a_table),
		cmocka_unit_test(a_terminal_without_utf8_gets_ascii),
		cmocka_unit_test(json_is_one_document_also_when_empty),
		cmocka_unit_test(json_has_the_true_bytes_in_raw),
		cmocka_unit_test(json_of_a_hostile_name_is_read_by_others),
		cmocka_unit_test(a_record_is_facts_and_a_table),
	};

	/* The tests' own words are UTF-8, whatever they are started in. */
	use_locale("C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
