/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a character is to the terminal, in the locale's character set. */
#include "show/show.h"

#include <string.h>

size_t show_character(const char *text, mbstate_t *state, int *ret_columns)
{
	enum {
		LONGEST = 16 /* MB_LEN_MAX */
	};
	size_t size = strnlen(text, LONGEST);
	wchar_t c;
	size_t n = mbrtowc(&c, text, size, state); /* NOLINT: STATE is ours */

	if (n == 0 || n > size) {
		*state = (mbstate_t){ 0 };
		*ret_columns = 1;
		return 1;
	}
	int columns = wcwidth(c);
	*ret_columns = columns < 0 ? 1 : columns;
	return n;
}
