/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What quote_word writes, the lexer reads as the same bytes: there and back. */
#include "base/error.h"
#include "base/text.h"
#include "lang/quote.h"
#include "lang/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	ROUNDS = 20000,
	WORDS = 4,
	BYTES = 12
};

static const char *no_value(void *state, const char *name)
{
	(void)state;
	(void)name;
	return NULL;
}

static const char *no_argument(void *state, int i)
{
	(void)state;
	(void)i;
	return NULL;
}

/* "echo" and the N WORDS, quoted, read again. */
static void there_and_back(const char *const *words, int n)
{
	const struct lookup nothing = { .value = no_value, .argument = no_argument };
	struct text t = { .at = NULL };
	struct script script;
	struct fault fault;
	struct error err;
	char **again;
	int again_n;

	assert_int_equal(text_add(&t, "echo ", 5, &err), 0);
	assert_int_equal(quote_words(&t, words, n, &err), 0);
	assert_int_equal(script_parse(t.at, t.size, 1, &script, &fault, &err), 0);
	assert_int_equal(script.steps_n, 1);
	assert_int_equal(step_expand(&script.steps[0], &nothing, &again, &again_n, NULL, NULL,
				     &err),
			 0);
	assert_int_equal(again_n, n + 1);
	for (int i = 0; i < n; i++)
		assert_string_equal(again[i + 1], words[i]);
	free(again);
	script_done(&script);
	text_done(&t);
}

static void each_byte_comes_back(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++) {
		const char alone[] = { (char)c, '\0' };
		const char between[] = { 'a', (char)c, 'b', '\0' };
		const char *words[] = { alone, between, "", alone };

		there_and_back(words, 4);
	}
}

static void random_words_come_back(void **state)
{
	static const char special[] = "'\"\\$;&|<>#@!-{} \t\n\rab";
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		char bytes[WORDS][BYTES + 1];
		const char *words[WORDS];

		for (int i = 0; i < WORDS; i++) {
			size_t size = (seed >> 8) % BYTES;

			for (size_t j = 0; j < size; j++) {
				seed = seed * 1103515245 + 12345;
				bytes[i][j] = special[(seed >> 16) % (sizeof(special) - 1)];
			}
			seed = seed * 1103515245 + 12345;
			bytes[i][size] = '\0';
			words[i] = bytes[i];
		}
		there_and_back(words, WORDS);
	}
}

static void what_needs_no_quotes_gets_none(void **state)
{
	struct text t = { .at = NULL };
	const char *words[] = { "mount", "-o", "size=1M", "/mnt/x", "v1@b", "@b", "" };
	struct error err;

	(void)state;
	assert_int_equal(quote_words(&t, words, 7, &err), 0);
	assert_string_equal(t.at, "mount -o size=1M /mnt/x v1@b '@b' ''");
	text_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_comes_back),
		cmocka_unit_test(random_words_come_back),
		cmocka_unit_test(what_needs_no_quotes_gets_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
