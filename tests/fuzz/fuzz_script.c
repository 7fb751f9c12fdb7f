/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a script: parsed, checked against the real table, its words expanded. */
#include "base/error.h"
#include "command/table.h"
#include "lang/script.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The name is libFuzzer's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size); /* NOLINT */

static const char *value(void *state, const char *name)
{
	(void)state;
	return strlen(name) % 2 ? "value" : NULL;
}

static const char *argument(void *state, int i)
{
	(void)state;
	return i < 3 ? "argument" : NULL;
}

static void expand(const struct step *step)
{
	struct lookup l = { .value = value, .argument = argument };
	struct place place, *places = NULL;
	struct error err;
	char **words = NULL;
	int n = 0;

	if (step_expand(step, &l, &words, &n, &places, &place, &err) < 0)
		return;
	if (words[n] != NULL)
		abort();
	free(words);
	free(places);
	for (int i = 0; i < step->redirects_n; i++) {
		char *text;
		size_t bytes;

		if (word_expand(&step->redirects[i].file, &l, &text, &bytes, &err) == 0)
			free(text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) /* NOLINT */
{
	struct script script;
	struct fault fault;
	struct place place;
	struct error err;

	if (script_parse((const char *)data, size, 1, &script, &fault, &err) < 0) {
		if (script.steps_n != 0 || fault.place.line < 1 || fault.place.col < 1)
			abort();
		return 0;
	}
	for (int i = 0; i < script.steps_n; i++) {
		(void)step_check(&command_table, &script.steps[i], &place, &err);
		expand(&script.steps[i]);
	}
	script_done(&script);
	return 0;
}
