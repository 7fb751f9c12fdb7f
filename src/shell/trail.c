/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/trail.h"

#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "lang/quote.h"
#include "shell/session.h"
#include "shell/variables.h"

#include <assert.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A box that was seen. Its name may be given again once it is gone. */
struct known {
	const struct box *box; /* NULL: gone */
	char *name;
};

struct trail {
	int n, room;
	struct trace *list;
	int boxes_n;
	struct known *boxes;
};

static int begin(struct session *s, struct error *err)
{
	if (!s->trail)
		s->trail = calloc(1, sizeof(*s->trail));
	return s->trail ? 0 : fail_call(err, "calloc", "the steps so far");
}

int trail_box(struct session *s, const struct box *b, struct error *err)
{
	if (begin(s, err) < 0)
		return -1;
	struct trail *t = s->trail;
	for (int i = 0; i < t->boxes_n; i++)
		if (t->boxes[i].box == b)
			return i;
	struct known *more =
		reallocarray(t->boxes, (size_t)t->boxes_n + 1, sizeof(struct known));
	if (!more)
		return fail_call(err, "realloc", "the steps so far");
	t->boxes = more;
	t->boxes[t->boxes_n] = (struct known){ .box = b, .name = strdup(b->name) };
	if (!t->boxes[t->boxes_n].name)
		return fail_call(err, "strdup", "the steps so far");
	return t->boxes_n++;
}

/* Whose frame F is; TRAIL_NONE for frame 0. -2: memory ran out. */
static int owner_of(struct session *s, const struct frame *f, struct error *err)
{
	int at;
	const struct box *owner = boxes_owner(&s->boxes, f, &at);

	if (!owner)
		return TRAIL_NONE;
	int found = trail_box(s, owner, err);
	return found < 0 ? -2 : found;
}

static int add(struct trail *t, struct trace *trace, struct error *err)
{
	if (t->n == t->room) {
		int room = t->room ? 2 * t->room : 16;
		struct trace *more = reallocarray(t->list, (size_t)room, sizeof(*more));

		if (!more) {
			free(trace->text);
			return fail_call(err, "realloc", "the steps so far");
		}
		t->list = more;
		t->room = room;
	}
	t->list[t->n++] = *trace;
	return 0;
}

struct trail_mark trail_mark(struct session *s)
{
	return (struct trail_mark){ .top = session_frame(s), .boxes = s->boxes.n };
}

/* The boxes that WORD, of KIND, names: DEV@BOX, @BOX, net=@BOX. */
static int add_name(struct session *s, enum kind kind, const char *word, struct trace *trace,
		    struct error *err)
{
	const char *name = kind_box(kind, word);
	const struct box *b = name ? boxes_find(&s->boxes, name) : NULL;

	/* A device that it puts there: what is only looked at, or joined, does not change it.
	 */
	if (name && strcmp(name, "host") == 0 && (kind == KIND_IFNAME_AT || kind == KIND_PLACE))
		trace->host = true;

	if (!b || trace->names_n == TRAIL_NAMES)
		return 0;
	trace->names[trace->names_n] = trail_box(s, b, err);
	return trace->names[trace->names_n++] < 0 ? -1 : 0;
}

static int add_names(struct session *s, const struct args *a, struct trace *trace,
		     struct error *err)
{
	const struct param *p = a->row->params;

	for (int i = 0; p && p[i].kind != KIND_END; i++)
		for (int j = 0; j < a->param[i].n; j++)
			if (add_name(s, p[i].kind, a->list[a->param[i].first + j], trace, err) <
			    0)
				return -1;
	for (int i = 0; i < a->values_n; i++)
		if (add_name(s, a->row->options[a->owners[i]].kind, a->values[i], trace, err) <
		    0)
			return -1;
	return 0;
}

/* A here-document: its word, one that is no line of it, goes into T, and what follows the
 * step's line into BODY. */
static int add_document(struct text *t, struct text *body, const char *text, size_t size,
			struct error *err)
{
	char word[32] = "END";
	size_t length = 3;

	assert(text); /* word_expand gives at least "" */
	for (int i = 1;; i++) {
		bool is_line = false;

		for (const char *at = text; at && at < text + size && !is_line;
		     at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL)
			is_line = strncmp(at, word, length) == 0 &&
				  strchr("\r\n", at[length]) != NULL;
		if (!is_line)
			break;
		length = (size_t)snprintf(word, sizeof(word), "END%d", i);
	}
	if (text_printf(t, err, " <<'%s'", word) < 0)
		return -1;
	return text_printf(body, err, "\n%s%s%s", text,
			   size > 0 && text[size - 1] != '\n' ? "\n" : "", word);
}

static int add_redirects(struct session *s, bool output, struct text *t, struct text *body,
			 struct error *err)
{
	struct lookup l = variables_lookup(s);

	for (int i = 0; i < s->step->redirects_n; i++) {
		const struct redirect *r = &s->step->redirects[i];
		autofree char *text = NULL;
		size_t size;

		if ((r->kind == REDIRECT_OUT || r->kind == REDIRECT_APPEND) && !output)
			continue;
		if (word_expand(&r->file, &l, &text, &size, err) < 0)
			return -1;
		if (r->kind == REDIRECT_HERE) {
			if (add_document(t, body, text, size, err) < 0)
				return -1;
			continue;
		}
		if (text_printf(t, err, " %s ",
				r->kind == REDIRECT_IN    ? "<"
				: r->kind == REDIRECT_OUT ? ">"
							  : ">>") < 0 ||
		    quote_word(t, text, err) < 0)
			return -1;
	}
	return 0;
}

/* Whether the step's output went into a file of the box: by its value, as it was opened. */
static bool writes_file(struct session *s)
{
	struct lookup l = variables_lookup(s);

	for (int i = 0; i < s->step->redirects_n; i++) {
		const struct redirect *r = &s->step->redirects[i];
		autofree char *path = NULL;
		struct error ignored;
		size_t size;

		if ((r->kind == REDIRECT_OUT || r->kind == REDIRECT_APPEND) &&
		    word_expand(&r->file, &l, &path, &size, &ignored) == 0)
			return !kind_reaches_host(KIND_PATH_ANY, path);
	}
	return false;
}

/* Expanded, so that no variable is needed; the option by which the row finds done what it does
 * goes behind its name. */
static int write_step(struct session *s, const struct args *a, bool output, char **ret,
		      struct error *err)
{
	struct text t = { .at = NULL }, body = { .at = NULL };
	int name = 1;

	(void)table_find(s->table, a->words.v, a->words.n, &name);
	int done = quote_words(&t, a->words.v, name, err);
	if (done == 0 && a->row->again && !arg_has(a, a->row->again))
		done = text_printf(&t, err, " %s", a->row->again);
	if (done == 0 && a->words.n > name)
		done = text_add(&t, " ", 1, err);
	if (done == 0)
		done = quote_words(&t, a->words.v + name, a->words.n - name, err);
	if (done == 0)
		done = add_redirects(s, output, &t, &body, err);
	if (done == 0 && s->step->background)
		done = text_add(&t, " &", 2, err);
	if (done == 0 && body.size > 0)
		done = text_add(&t, body.at, body.size, err);
	text_done(&body);
	if (done < 0)
		text_done(&t);
	*ret = text_take(&t);
	return done;
}

static unsigned touched(const struct args *a, bool output)
{
	const struct command *row = a->row;
	unsigned kinds = row->touches ? row->touches(a) : row->changes;

	if (row->changes_if && !arg(a, row->changes_if))
		kinds = 0;
	return kinds | (output ? CLONE_NEWNS : 0);
}

/* The step's box may be gone with the step: `box rm`, or `source` of such. */
static bool has_box(const struct session *s)
{
	for (int i = 0; i < s->boxes.n; i++)
		if (s->boxes.list[i] == s->box)
			return true;
	return s->on_host;
}

int trail_step(struct session *s, const struct args *a, const struct trail_mark *mark,
	       struct error *err)
{
	if (!has_box(s))
		return 0;
	struct frame *f = session_frame(s);
	bool output = writes_file(s), clones = a->row->flags & ROW_CLONES,
	     new_box = clones && s->boxes.n > mark->boxes;
	struct trace trace = {
		.frame = f,
		.touches = touched(a, output),
		.program = a->row->flags & ROW_PROGRAM,
		.on = TRAIL_NONE,
		.box = TRAIL_NONE,
		.asks = s->on_host,
	};

	trace.makes_box = new_box;
	/* A new box without kinds has no frame of its own yet. */
	trace.makes_frame = clones && f != mark->top && (!new_box || s->box->n > 0);
	if (!trace.makes_frame && !new_box && !trace.touches && !trace.program)
		return 0;
	if (begin(s, err) < 0 || add_names(s, a, &trace, err) < 0)
		return -1;
	trace.host = trace.host || (!trace.makes_frame && !new_box &&
				    ((trace.touches & ~(unsigned)CHANGES_FRAME & ~f->own) ||
				     (trace.program && f == s->zero)));
	trace.owner = owner_of(s, f, err);
	if (!s->on_host)
		trace.box = trail_box(s, s->box, err);
	if (new_box)
		trace.on = owner_of(s, s->box->base, err);
	if (trace.owner == -2 || trace.on == -2 || (!s->on_host && trace.box < 0) ||
	    write_step(s, a, output, &trace.text, err) < 0)
		return -1;
	return add(s->trail, &trace, err);
}

/* Takes out all for which GOES holds. */
static void drop(struct trail *t, bool (*goes)(const struct trace *, const void *),
		 const void *which)
{
	int kept = 0;

	for (int i = 0; i < t->n; i++) {
		if (goes(&t->list[i], which))
			free(t->list[i].text);
		else
			t->list[kept++] = t->list[i];
	}
	t->n = kept;
}

/* A frame that goes, and its box. */
struct going {
	const struct frame *frame;
	int box;
};

static bool is_of_frame(const struct trace *trace, const void *going)
{
	const struct going *g = going;

	return trace->frame == g->frame && !(trace->makes_box && trace->box == g->box);
}

/* A box that is made by the step that makes its first frame stays when the frame goes, empty.
 */
static void only_box(struct trail *t, const struct going *g, struct frame *below, int owner)
{
	for (int i = 0; i < t->n; i++) {
		struct trace *trace = &t->list[i];

		if (trace->frame != g->frame)
			continue;
		free(take_ptr(&trace->text));
		trace->makes_frame = false;
		trace->frame = below;
		trace->owner = owner;
	}
}

int trail_leave(struct session *s, const struct box *b, const struct frame *f, const char *by,
		struct error *err)
{
	struct frame *below = b->n > 0 ? b->frames[b->n - 1] : b->base;
	struct trail *t = s->trail;
	unsigned left = 0;

	if (!t)
		return 0;
	int owner = owner_of(s, below, err), box = trail_box(s, b, err);
	if (owner == -2 || box < 0)
		return -1;
	for (int i = 0; i < t->n; i++)
		if (t->list[i].frame == f && !t->list[i].program)
			left |= t->list[i].touches & ~(unsigned)CHANGES_FRAME & ~f->changed;
	if (!left) {
		struct going going = { f, box };

		drop(t, is_of_frame, &going);
		only_box(t, &going, below, owner);
		return 0;
	}
	for (int i = 0; i < t->n; i++) {
		if (t->list[i].frame != f)
			continue;
		t->list[i].frame = below;
		t->list[i].owner = owner;
	}
	struct trace end = { .frame = below,
			     .box = box,
			     .owner = owner,
			     .on = TRAIL_NONE,
			     .touches = left,
			     .text = strdup(by) };
	return end.text ? add(t, &end, err) : fail_call(err, "strdup", "the steps so far");
}

static bool is_of_box(const struct trace *trace, const void *box)
{
	return trace->box == *(const int *)box;
}

int trail_forget(struct session *s, const struct box *b, const char *by, struct error *err)
{
	struct trail *t = s->trail;
	bool stays = false;

	if (!t)
		return 0;
	int box = trail_box(s, b, err);
	if (box < 0)
		return -1;
	for (int i = 0; i < t->n; i++)
		stays = stays || (t->list[i].box == box && !t->list[i].makes_box);
	if (stays) {
		struct text text = { .at = NULL };
		struct trace end = { .frame = b->base,
				     .box = box,
				     .owner = owner_of(s, b->base, err),
				     .on = TRAIL_NONE };

		if (text_printf(&text, err, "%s %s", by, b->name) < 0)
			return -1;
		end.text = text_take(&text);
		if (add(t, &end, err) < 0)
			return -1;
	} else {
		drop(t, is_of_box, &box);
	}
	t->boxes[box].box = NULL;
	return 0;
}

const struct trace *trail_each(const struct trail *t, int i)
{
	return t && i < t->n ? &t->list[i] : NULL;
}

const char *trail_name(const struct trail *t, int box)
{
	return box == TRAIL_NONE ? "host" : t->boxes[box].name;
}

int trail_boxes(const struct trail *t)
{
	return t ? t->boxes_n : 0;
}

void trail_free(struct trail *t)
{
	if (!t)
		return;
	for (int i = 0; i < t->n; i++)
		free(t->list[i].text);
	for (int i = 0; i < t->boxes_n; i++)
		free(t->boxes[i].name);
	free(t->list);
	free(t->boxes);
	free(t);
}
