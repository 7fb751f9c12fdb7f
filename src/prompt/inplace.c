/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prompt/inplace.h"

#include "base/error.h"
#include "base/own.h"
#include "complete/complete.h"
#include "lang/cursor.h"
#include "prompt/door.h"
#include "prompt/hint.h"
#include "prompt/offer.h"
#include "shell/run.h"
#include "shell/session.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAME_COLUMNS = 24,
	NAME_BYTES = 96
};

static struct session *session;

/* A step of ours in the middle of a line: it is printed below, and the line comes again. */
static void run_below(const char *step)
{
	int status = session->status, caret = session->caret_from;
	struct fault fault;

	hint_clear();
	offer_below();
	(void)fflush(*rl.rl_outstream);
	rl.rl_deprep_terminal();
	session->caret_from = 0;
	(void)run_line(session, step, strlen(step), 1, &fault);
	session->caret_from = caret;
	session->status = status;
	rl.rl_prep_terminal(1);
	offer_line_again();
}

static void show_option(const struct option *o)
{
	char name[NAME_BYTES];

	(void)snprintf(name, sizeof(name), "  %s%s%s", o->name, o->value ? " " : "",
		       o->value ? o->value : "");
	offer_row(name, NAME_COLUMNS, o->summary);
}

static void show_param(const struct param *p)
{
	char name[NAME_BYTES], note[NAME_BYTES];

	(void)snprintf(name, sizeof(name), "  %s%s", p->name,
		       p->repeated || p->rest ? "..." : "");
	(void)snprintf(note, sizeof(note), "%s%s",
		       p->kind == KIND_CHOICE ? p->choices : kind_describe(p->kind),
		       p->optional ? " (may be left out)" : "");
	offer_row(name, NAME_COLUMNS, note);
}

/* How many rows of options there is room for; help STEP has the others. */
static void show_options(const struct cursor *c, int most)
{
	const struct option *o = c->row->options;
	int left = 0;

	for (int i = 0; o && o[i].name && c->expected.options; i++) {
		bool given = (c->expected.given >> i & 1) && !o[i].repeated;

		if (!o[i].summary || given)
			continue;
		if (most-- > 0)
			show_option(&o[i]);
		else
			left++;
	}
	if (left > 0)
		(void)fprintf(*rl.rl_outstream, "  %d more: help %s\n", left, c->row->name);
}

static void show_row(const struct cursor *c)
{
	const struct option *value = cursor_option(c);
	autofree char *usage = args_usage(c->row);
	const struct param *p;
	int rows, columns, used = 0;

	rl.rl_get_screen_size(&rows, &columns);
	if (usage)
		offer_row(usage, 0, NULL);
	if (value) {
		const struct param of = { .kind = value->kind,
					  .name = value->value ? value->value : "VALUE",
					  .choices = value->choices };

		show_param(&of);
		return;
	}
	for (; (p = cursor_param(c, used)); used++)
		show_param(p);
	show_options(c, rows - used - 4);
}

/* What may stand at C: of a step what its row says, elsewhere the names that there are. */
static void show_here(const struct cursor *c)
{
	struct candidates found = { .n = 0 };

	hint_clear();
	offer_below();
	if (c->at == CURSOR_WORD && c->row)
		show_row(c);
	if (c->at != CURSOR_WORD || c->family) {
		complete_at(session, c, COMPLETE_MS, session->interrupt_fd, &found);
		offer_list(&found);
		candidates_done(&found);
	}
	offer_line_again();
}

static int find(struct cursor *ret)
{
	struct error ignored;

	return cursor_find(session->table, *rl.rl_line_buffer, (size_t)*rl.rl_point, ret,
			   &ignored);
}

static int help_here(int count, int key)
{
	struct cursor c;

	(void)count;
	(void)key;
	if (find(&c) < 0)
		return 0;
	if (c.at == CURSOR_NOTHING)
		(void)rl.rl_ding();
	else
		show_here(&c);
	cursor_done(&c);
	return 0;
}

/* `?`: help where a word begins, outside of quotes; elsewhere a letter like any other. */
static int question_mark(int count, int key)
{
	struct cursor c;

	if (find(&c) < 0)
		return rl.rl_insert(count, key);
	bool begins = c.at != CURSOR_NOTHING && c.at != CURSOR_HOST && c.at != CURSOR_PROGRAM &&
		      c.at != CURSOR_VARIABLE && c.prefix[0] == '\0' && !c.quote &&
		      c.from == (size_t)*rl.rl_point;
	/* What a program gets is its own. */
	if (begins && c.at == CURSOR_WORD && cursor_param(&c, 0) && cursor_param(&c, 0)->rest)
		begins = !c.expected.begun;
	if (begins)
		show_here(&c);
	cursor_done(&c);
	return begins ? 0 : rl.rl_insert(count, key);
}

/* The step whose words the cursor is at; a name that is being typed counts when it is one. */
static int help_at_point(int count, int key)
{
	const char *name = NULL;
	struct cursor c;
	char step[NAME_BYTES];

	(void)count;
	(void)key;
	if (find(&c) < 0)
		return 0;
	if (c.row)
		name = c.row->name;
	else if (c.at == CURSOR_STEP && c.prefix[c.stem])
		name = c.prefix + c.stem;
	const char *const word[] = { name };
	if (name && !c.row && !table_find(session->table, word, 1, NULL))
		name = NULL;
	(void)snprintf(step, sizeof(step), "help%s%s\n", name ? " " : "", name ? name : "");
	cursor_done(&c);
	run_below(step);
	return 0;
}

static int show_status(int count, int key)
{
	(void)count;
	(void)key;
	run_below("status\n");
	return 0;
}

void inplace_install(struct session *s)
{
	session = s;
	(void)rl.rl_add_defun("unsh-help-here", help_here, -1);
	(void)rl.rl_add_defun("unsh-help-at-point", help_at_point, -1);
	(void)rl.rl_add_defun("unsh-status", show_status, -1);
	/* Not if unbound: it is bound, to insert itself. In vi's movement map it searches. */
	(void)rl.rl_bind_key_in_map('?', question_mark, *rl.emacs_standard_keymap);
	(void)rl.rl_bind_key_in_map('?', question_mark, *rl.vi_insertion_keymap);
	(void)rl.rl_bind_keyseq_if_unbound_in_map("\\eh", help_at_point,
						  *rl.emacs_standard_keymap);
}
