/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lang/quote.h"

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

/* What means nothing to the lexer is listed, not what does: a character that it comes to treat
 * specially is quoted already. */
static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_./:=,+%@-";

	/* "@BOX" in front of a step, and "-STEP". */
	return *word && *word != '@' && word[strspn(word, plain)] == '\0';
}

int quote_word(struct text *t, const char *word, struct error *err)
{
	if (is_plain(word))
		return text_add(t, word, strlen(word), err);
	if (text_add(t, "'", 1, err) < 0)
		return -1;
	for (size_t size; word[size = strcspn(word, "'")]; word += size + 1)
		if (text_add(t, word, size, err) < 0 || text_add(t, "'\\''", 4, err) < 0)
			return -1;
	if (text_add(t, word, strlen(word), err) < 0)
		return -1;
	return text_add(t, "'", 1, err);
}

int quote_words(struct text *t, const char *const *v, int n, struct error *err)
{
	for (int i = 0; i < n; i++)
		if ((i > 0 && text_add(t, " ", 1, err) < 0) || quote_word(t, v[i], err) < 0)
			return -1;
	return 0;
}
