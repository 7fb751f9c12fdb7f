/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens up to the cursor; the last one is what is being typed. */
#include "lang/cursor.h"

#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "lang/lex.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The way to the cursor: a step under way, and what is waited for. */
struct way {
	struct lexer lex;
	struct cursor *c;
	const char *line;
	bool may_fail;       /* its "-" has been */
	bool redirected;     /* the next word is a file; */
	bool here;           /* or a here-document's */
	struct text pending; /* words of here-documents, a NUL after each */
	struct error *err;
};

static void words_done(struct cursor *c)
{
	for (int i = 0; i < c->words_n; i++)
		free(c->words[i]);
	free(c->words);
	c->words = NULL;
	c->words_n = 0;
}

void cursor_done(struct cursor *c)
{
	words_done(c);
	free(c->prefix);
	free(c->box);
	*c = (struct cursor){ .at = CURSOR_NOTHING };
}

static void next_step(struct way *w)
{
	words_done(w->c);
	free(take_ptr(&w->c->box));
	w->may_fail = w->redirected = w->here = false;
}

/* Behind | and ! the line is the host's sh's: its words, as far as blanks tell them apart. */
static int in_host(struct way *w)
{
	const char *start = w->lex.at, *from;

	while (w->lex.at < w->lex.end && *w->lex.at != '\n')
		lex_step(&w->lex);
	if (w->lex.at < w->lex.end)
		return 0;
	for (from = w->lex.end; from > start && !strchr(" \t;|&<>(`\"'", from[-1]); from--)
		;
	const char *before = from;
	while (before > start && (before[-1] == ' ' || before[-1] == '\t'))
		before--;
	w->c->at =
		before == start || strchr(";|&(`", before[-1]) ? CURSOR_PROGRAM : CURSOR_HOST;
	w->c->from = (size_t)(from - w->line);
	w->c->prefix = strndup(from, (size_t)(w->lex.end - from));
	return w->c->prefix ? 1 : fail_call(w->err, "strndup", "a word");
}

/* $NAME, ${NAME under way: the last part of WORD. */
static int at_variable(struct way *w, const struct word *word)
{
	struct cursor *c = w->c;
	const struct part *p = &word->parts[word->parts_n - 1];

	/* An open "…" ends in a part of its own, that is empty behind a $. */
	if (c->quote == '"' && p > word->parts && p->kind == PART_TEXT && p->size == 0)
		p--;
	bool named = p->size == 0 || p->text[0] == '_' || (p->text[0] | 0x20) >= 'a';

	if (p->kind != PART_VARIABLE || w->lex.end[-1] == '}' || !named || c->quote == '\'')
		return 1;
	c->at = CURSOR_VARIABLE;
	c->stem = (size_t)(w->lex.end - w->line) - c->from - p->size;
	/* As it stands: a value is not known, and what is in front of it may be quoted. */
	c->prefix = strndup(w->line + c->from, c->stem + p->size);
	return c->prefix ? 1 : fail_call(w->err, "strndup", "a word");
}

static const struct option *inlined(const struct cursor *c)
{
	const char *equals = c->prefix[0] == '-' ? strchr(c->prefix, '=') : NULL;
	size_t size = equals ? (size_t)(equals - c->prefix) : 0;

	for (const struct option *o = c->row->options; equals && o && o->name; o++)
		if (strlen(o->name) == size && memcmp(o->name, c->prefix, size) == 0)
			return o->kind == KIND_END ? NULL : o;
	return NULL;
}

static bool is_family(const struct table *t, const char *first)
{
	size_t size = strlen(first);

	for (const struct command *row = table_each(t, NULL); row; row = table_each(t, row))
		if (strncmp(row->name, first, size) == 0 && row->name[size] == ' ')
			return true;
	return false;
}

/* A word of the step's: its row, and what the row expects. */
static void in_step(const struct table *t, struct cursor *c)
{
	struct words words = { .n = c->words_n, .v = (const char *const *)c->words };
	struct error ignored;

	c->row = table_find(t, words.v, words.n, NULL);
	c->family = words.n == 1 && words.v[0] && is_family(t, words.v[0]);
	if (c->row && args_expect(c->row, &words, &c->expected, &ignored) < 0)
		c->row = NULL;
	c->at = c->row || c->family ? CURSOR_WORD : CURSOR_NOTHING;
	if (!c->row || !c->expected.options || c->expected.value_of)
		return;
	c->expected.value_of = inlined(c);
	if (c->expected.value_of)
		c->stem = strlen(c->expected.value_of->name) + 1;
}

/* The word at the cursor (none yet: WORD has no parts). 1. */
static int at_word(struct way *w, const struct table *t, const struct word *word)
{
	struct cursor *c = w->c;
	bool all = false;

	for (int i = 0; i < word->parts_n; i++)
		if (word->parts[i].kind != PART_TEXT)
			return at_variable(w, word);
	c->prefix = word_constant(word, &all);
	if (!c->prefix)
		return fail_call(w->err, "malloc", "a word");
	if (w->redirected) {
		c->at = w->here ? CURSOR_NOTHING : CURSOR_FILE;
		return 1;
	}
	if (c->words_n > 0) {
		in_step(t, c);
		return 1;
	}
	c->stem = !w->may_fail && word_begins(word, '-') ? 1 : 0;
	c->at = CURSOR_STEP;
	if (c->prefix[c->stem] == '@' && word_begins(word, c->prefix[0])) {
		c->at = c->box ? CURSOR_NOTHING : CURSOR_BOX;
		c->stem++;
	}
	return 1;
}

static int keep(struct way *w, char *word)
{
	struct cursor *c = w->c;
	char **more = reallocarray(c->words, (size_t)c->words_n + 1, sizeof(*more));

	if (!more) {
		free(word);
		return fail_call(w->err, "realloc", "words");
	}
	c->words = more;
	c->words[c->words_n++] = word;
	return 0;
}

/* A word that is finished. Its owner is the caller. */
static int past_word(struct way *w, const struct word *word)
{
	autofree char *end = NULL;
	bool all = false;

	if (w->here && word_delimiter(word, &end, &all, w->err) < 0)
		return -1;
	if (w->here && text_printf(&w->pending, w->err, "%s%c", end ? end : "", 0) < 0)
		return -1;
	if (w->redirected) {
		w->redirected = w->here = false;
		return 0;
	}
	char *bytes = word_constant(word, &all);
	if (w->c->words_n > 0 || !bytes)
		return keep(w, bytes);
	size_t skip = !w->may_fail && word_begins(word, '-') && bytes[1];
	w->may_fail = w->may_fail || skip > 0;
	if (bytes[skip] != '@' || !word_begins(word, bytes[0])) {
		memmove(bytes, bytes + skip, strlen(bytes + skip) + 1);
		return keep(w, bytes);
	}
	free(w->c->box);
	w->c->box = strdup(bytes + skip + 1);
	free(bytes);
	return w->c->box ? 0 : fail_call(w->err, "strdup", "a box");
}

/* After a newline: documents that end before the cursor are passed. -1: it is in one. */
static int past_documents(struct way *w)
{
	for (size_t at = 0; at < w->pending.size; at += strlen(w->pending.at + at) + 1) {
		struct word document;

		if (lex_document(&w->lex, w->pending.at + at, true, &document, w->err) < 0)
			return -1;
		word_done(&document);
	}
	text_done(&w->pending);
	return 0;
}

/* What TOKEN, that is no word, begins. 1: the cursor is found, 0: go on, -1: nothing there. */
static int past_operator(struct way *w, enum token token)
{
	switch (token) {
	case TOKEN_IN:
	case TOKEN_OUT:
	case TOKEN_APPEND:
	case TOKEN_HERE:
		w->redirected = true;
		w->here = token == TOKEN_HERE;
		return 0;
	case TOKEN_PIPE:
		return in_host(w);
	case TOKEN_NEWLINE:
		next_step(w);
		return past_documents(w);
	case TOKEN_SEMICOLON:
	case TOKEN_AMPERSAND:
		next_step(w);
		return 0;
	case TOKEN_END:
	case TOKEN_WORD:
		break;
	}
	return 0;
}

/* One token on; 1 when the cursor is found. */
static int advance(struct way *w, const struct table *t)
{
	struct word word = { .parts_n = 0 };
	enum token token;
	int c = lex_peek_char(&w->lex);
	bool front = w->c->words_n == 0 && !w->redirected;

	/* "-!": it may fail. */
	if (front && c == '-' && !w->may_fail && w->lex.end - w->lex.at > 1 &&
	    w->lex.at[1] == '!') {
		lex_step(&w->lex);
		c = '!';
	}
	if (front && c == '!') {
		lex_step(&w->lex);
		return in_host(w);
	}
	w->c->from = (size_t)(w->lex.at - w->line);
	w->lex.waiting = 0;
	if (lex_next(&w->lex, &token, &word, w->err) < 0)
		return -1;
	w->c->quote = w->lex.waiting;
	if (token == TOKEN_END)
		return c == '#' ? -1 : at_word(w, t, &word);
	if (token != TOKEN_WORD)
		return past_operator(w, token);
	int done = w->lex.at == w->lex.end ? at_word(w, t, &word) : past_word(w, &word);
	word_done(&word);
	return done;
}

int cursor_find(const struct table *t, const char *line, size_t point, struct cursor *ret,
		struct error *err)
{
	struct cursor c = { .at = CURSOR_NOTHING };
	struct way w = {
		.lex = { .at = line,
			 .end = line + strnlen(line, point), /* a line has no NUL */
			 .line_start = line,
			 .place = { 1, 1 },
			 .token = { 1, 1 },
			 .cut = true },
		.c = &c,
		.line = line,
		.err = err,
	};
	int got = 0;

	while (got == 0)
		got = advance(&w, t);
	text_done(&w.pending);
	if (got < 0 && err->errnum == ENOMEM) {
		cursor_done(&c);
		return -1;
	}
	if (got < 0 || !c.prefix)
		c.at = CURSOR_NOTHING;
	*ret = c;
	return 0;
}

const struct option *cursor_option(const struct cursor *c)
{
	return c->at == CURSOR_WORD && c->row ? c->expected.value_of : NULL;
}

const struct param *cursor_param(const struct cursor *c, int i)
{
	if (c->at != CURSOR_WORD || !c->row || c->expected.value_of || !c->row->params)
		return NULL;
	const struct param *p = c->row->params + c->expected.param;
	for (; i > 0 && p->kind != KIND_END; i--, p++)
		if (!p->optional || p->repeated)
			return NULL;
	return p->kind == KIND_END ? NULL : p;
}
