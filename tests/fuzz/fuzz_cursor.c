/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a line, with the cursor at each of its ends. */
#include "base/error.h"
#include "command/table.h"
#include "lang/cursor.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The name is libFuzzer's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size); /* NOLINT */

static void look(const char *line, size_t point)
{
	struct cursor c;
	struct error err;

	if (cursor_find(&command_table, line, point, &c, &err) < 0)
		return;
	if (c.at != CURSOR_NOTHING) {
		if (c.from > point || c.stem > strlen(c.prefix))
			abort();
		for (int i = 0; cursor_param(&c, i); i++)
			if (!cursor_param(&c, i)->name)
				abort();
		if (c.at == CURSOR_WORD && !c.row && !c.family)
			abort();
	}
	cursor_done(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) /* NOLINT */
{
	/* Behind the cursor a line goes on: it must not be looked at. */
	look((const char *)data, size);
	look((const char *)data, size / 2);
	return 0;
}
