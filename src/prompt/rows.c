/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown below the line while it is edited: rows that fit, and the line again. */
#include "base/own.h"
#include "complete/complete.h"
#include "prompt/door.h"
#include "prompt/face.h"
#include "prompt/offer.h"

#include <stdbool.h>
#include <stdlib.h>

enum {
	NARROW = 60,  /* columns: less has no room for descriptions */
	ROWS_KEPT = 3 /* of the screen: the line, what it was completed from, and "more" */
};

static void screen(int *ret_rows, int *ret_columns)
{
	rl.rl_get_screen_size(ret_rows, ret_columns);
	*ret_rows = *ret_rows - ROWS_KEPT > 1 ? *ret_rows - ROWS_KEPT : 1;
	*ret_columns = *ret_columns > 2 ? *ret_columns - 1 : 1;
}

static int put_cut(const char *text, int most)
{
	int width;
	size_t size = face_fit(text, most, &width);

	(void)fprintf(*rl.rl_outstream, "%.*s", (int)size, text);
	return width;
}

void offer_row(const char *name, int width, const char *note)
{
	int rows, columns;

	screen(&rows, &columns);
	int used = put_cut(name, columns);
	if (note && width + 2 < columns) {
		(void)fprintf(*rl.rl_outstream, "%*s", width > used ? width - used + 2 : 2, "");
		(void)put_cut(note, columns - (width > used ? width : used) - 2);
	}
	(void)fputs("\n", *rl.rl_outstream);
}

static void say_more(int left, bool cut)
{
	bool utf8 = MB_CUR_MAX > 1;

	if (left == 0 && !cut)
		return;
	(void)fputs(utf8 ? "\u2026 " : "... ", *rl.rl_outstream);
	if (left > 0)
		(void)fprintf(*rl.rl_outstream, "%s%d more, type another letter\n",
			      cut ? "at least " : "", left);
	else
		(void)fputs("more, type another letter\n", *rl.rl_outstream);
}

/* One above the other in each column, as ls has them. */
static void list_columns(const struct candidates *found, int longest, int rows, int columns)
{
	int across = columns / (longest + 2) > 0 ? columns / (longest + 2) : 1;
	int down = (found->n + across - 1) / across;

	if (down > rows)
		down = rows;
	for (int row = 0; row < down; row++) {
		for (int i = row; i < found->n && i < down * across; i += down) {
			int used = put_cut(found->list[i].name, columns);
			bool last = i + down >= found->n || i + down >= down * across;

			if (!last)
				(void)fprintf(*rl.rl_outstream, "%*s", longest + 2 - used, "");
		}
		(void)fputs("\n", *rl.rl_outstream);
	}
	say_more(found->n > down * across ? found->n - down * across : 0, found->cut);
}

void offer_list(const struct candidates *found)
{
	int rows, columns, longest = 0;
	bool notes = false;

	screen(&rows, &columns);
	for (int i = 0; i < found->n; i++) {
		int width = face_width(found->list[i].name);

		longest = width > longest ? width : longest;
		notes = notes || found->list[i].note;
	}
	if (!notes || columns + 1 < NARROW) {
		list_columns(found, longest, rows, columns);
		return;
	}
	/* One long name must not push the descriptions of all others off the screen. */
	int width = longest < columns / 2 ? longest : columns / 2;
	int n = found->n < rows ? found->n : rows;
	for (int i = 0; i < n; i++)
		offer_row(found->list[i].name, width, found->list[i].note);
	say_more(found->n - n, found->cut);
}

void offer_below(void)
{
	int point = *rl.rl_point;

	/* The line may have several rows, and the cursor be in one above the last. */
	*rl.rl_point = *rl.rl_end;
	rl.rl_redisplay();
	*rl.rl_point = point;
	(void)rl.rl_crlf();
}

void offer_line_again(void)
{
	(void)fflush(*rl.rl_outstream);
	(void)rl.rl_on_new_line();
	(void)rl.rl_forced_update_display();
}
