/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is undone after a program, from the bytes that it wrote, however they were cut. */
#include "tty/modes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ALWAYS "\033[0m\033(B\017"

static void check_undo(const struct modes *m, const char *expected)
{
	struct modes_text got;

	modes_undo(m, &got);
	assert_true(got.size < MODES_BYTES);
	got.at[got.size] = '\0';
	assert_string_equal(got.at, expected);
}

/* OUTPUT in one piece, and cut in two at every byte. */
static void undoes(const char *output, const char *expected)
{
	size_t size = strlen(output);

	for (size_t cut = 0; cut <= size; cut++) {
		struct modes m;

		modes_begin(&m, false);
		modes_scan(&m, output, cut);
		modes_scan(&m, output + cut, size - cut);
		check_undo(&m, expected);
	}
}

static void plain_text_leaves_nothing_to_undo(void **state)
{
	(void)state;
	undoes("", "");
	undoes("hello\r\n\tworld\a \342\217\216 1;2h\r\n", "");
}

static void colours_and_character_sets_are_put_back_once_an_escape_came(void **state)
{
	(void)state;
	undoes("\033[31mred", ALWAYS);
	undoes("\033(0lqk", ALWAYS);
	undoes("a\016b", ALWAYS);
}

static void what_was_set_is_undone_and_nothing_else(void **state)
{
	(void)state;
	undoes("\033[?1049h\033[2J", "\033[?1049l" ALWAYS);
	undoes("\033[?47h", "\033[?47l" ALWAYS);
	undoes("\033[?1047h", "\033[?1047l" ALWAYS);
	undoes("\033[?25l", "\033[?25h" ALWAYS);
	undoes("\033[?1h\033=", "\033[?1l\033>" ALWAYS);
	undoes("\033[?7l", "\033[?7h" ALWAYS);
	undoes("\033[?1000;1002h\033[?1006h", "\033[?1000l\033[?1002l\033[?1006l" ALWAYS);
	undoes("\033[?1003h\033[?1004h", "\033[?1003l\033[?1004l" ALWAYS);
	undoes("\033[?2004h", "\033[?2004l" ALWAYS);
	undoes("\033[?2026h", "\033[?2026l" ALWAYS);
	undoes("\033[4h\033[2 q", "\033[4l\033[0 q" ALWAYS);
	undoes("\033[>1u", "\033[<1u" ALWAYS);
	undoes("\033[>1u\033[>3u\033[>5u\033[<u", "\033[<2u" ALWAYS);
	undoes("\033[=1u", "\033[=0u" ALWAYS);
	undoes("\033[>4;2m", "\033[>4m" ALWAYS);
	undoes("\033[2;10r", "\0337\033[r\0338" ALWAYS);
}

static void what_the_program_has_undone_itself_is_left_alone(void **state)
{
	(void)state;
	undoes("\033[?1049h\033[?25l\033[?25h\033[?1049l", ALWAYS);
	undoes("\033[?1h\033=\033[?2004h\033[?2004l\033[?1l\033>", ALWAYS);
	undoes("\033[>1u\033[<u\033[>4;2m\033[>4m\033[2;10r\033[r", ALWAYS);
	undoes("\033[?1003h\033[?2004h\033[2;9r\033c", "");
	undoes("\033[?25l\033[?1h\033=\033[!p", ALWAYS);
	undoes("\033[<u\033[<9u", ALWAYS); /* popped what it had not pushed */
}

static void what_only_looks_like_a_mode_is_none(void **state)
{
	(void)state;
	undoes("\033]0;\033[?1049h\a", "\033[?1049l" ALWAYS); /* ESC ends the title */
	undoes("\033]0;[?1049h\a\033[>c\033[?1049$p\033[?25s", ALWAYS);
	undoes("\033P[?25l\033\\", ALWAYS);
	undoes("\033[?25\030l", ALWAYS);
}

static void a_sequence_that_was_cut_off_is_ended_first(void **state)
{
	(void)state;
	undoes("\033[?10", "\030" ALWAYS);
	undoes("\033", "\030" ALWAYS);
	undoes("\033]0;title", "\030\033\\" ALWAYS);
}

static void the_keys_go_before_the_screen_and_the_cursor_after_it(void **state)
{
	(void)state;
	undoes("\033[?1049h\033[?25l\033[>1u\033[?2004h\033[3;9r",
	       "\033[<1u\033[?2004l\033[r\033[?1049l\033[?25h" ALWAYS);
}

static void all_of_them_fit(void **state)
{
	struct modes m;
	static const char all[] =
		"\033[?1;5;1000;1002;1003;1004;1005;1006h\033[?1015;1016;2004;2026;47;1047;1049h"
		"\033[?7;25l\033=\033[4h\033[1 q\033[>4;1m\033[=1u\033[2;3r\033[>1u\033]";
	struct modes_text undo, redo;

	(void)state;
	modes_begin(&m, false);
	modes_scan(&m, all, sizeof(all) - 1);
	m.keys_pushed = UINT32_MAX;
	modes_undo(&m, &undo);
	modes_redo(&m, &redo);
	assert_memory_equal(undo.at + undo.size - strlen(ALWAYS), ALWAYS, strlen(ALWAYS));
	assert_memory_equal(redo.at + redo.size - 7, "\033[>4;1m", 7);
}

static void what_is_undone_while_it_is_stopped_is_set_again(void **state)
{
	static const char output[] = "\033[?1049h\033[?25l\033[?1h\033=";
	struct modes m;
	struct modes_text got;

	(void)state;
	modes_begin(&m, false);
	modes_scan(&m, output, sizeof(output) - 1);
	modes_redo(&m, &got);
	got.at[got.size] = '\0';
	assert_string_equal(got.at, "\033[?1049h\033[?25l\033[?1h\033=");
}

static void starts(const char *output, bool newline_returns, bool expected)
{
	struct modes m;

	modes_begin(&m, newline_returns);
	modes_scan(&m, output, strlen(output));
	assert_int_equal(modes_start_after(&m), expected);
}

static void the_first_column_is_known(void **state)
{
	(void)state;
	starts("", false, true);
	starts("abc", false, false);
	starts("abc\r\n", false, true);
	starts("abc\n", false, false); /* without OPOST the cursor goes straight down */
	starts("abc\n", true, true);
	starts("\033[32mok\033[0m\r\n\033[0m", false, true);
	starts("abc\r\033[K", false, true);
	starts("abc\033[H\033[2J", false, true);
	starts("\033[3;7H", false, false);
	starts("\033]0;title\a", false, true);
	starts("\033[?1049h\033[5;5Htext\033[?1049l", false, true);
	starts("abc\033[?1049h\r", false, false); /* killed: the cursor goes back */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_leaves_nothing_to_undo),
		cmocka_unit_test(colours_and_character_sets_are_put_back_once_an_escape_came),
		cmocka_unit_test(what_was_set_is_undone_and_nothing_else),
		cmocka_unit_test(what_the_program_has_undone_itself_is_left_alone),
		cmocka_unit_test(what_only_looks_like_a_mode_is_none),
		cmocka_unit_test(a_sequence_that_was_cut_off_is_ended_first),
		cmocka_unit_test(the_keys_go_before_the_screen_and_the_cursor_after_it),
		cmocka_unit_test(all_of_them_fit),
		cmocka_unit_test(what_is_undone_while_it_is_stopped_is_set_again),
		cmocka_unit_test(the_first_column_is_known),
	};

	return cmocka_run_group_tests_name("modes", tests, NULL, NULL);
}
