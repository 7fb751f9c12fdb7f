/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of SPEC: '…' as it is, "…" with $ and \ before \ " $, \x elsewhere is x, parts that
 * touch join. What ends a word wherever it stands: blanks, ; & | < >.
 */
#include "lang/lex.h"

#include "base/error.h"
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINE_MOST = 64 << 10
};

void word_done(struct word *w)
{
	for (int i = 0; i < w->parts_n; i++)
		free(w->parts[i].text);
	free(w->parts);
	*w = (struct word){ .parts_n = 0 };
}

char *word_constant(const struct word *w, bool *ret_all)
{
	struct text t = { .at = NULL };
	struct error ignored;
	int done = text_add(&t, "", 0, &ignored);

	for (int i = 0; i < w->parts_n && done == 0; i++) {
		if (w->parts[i].kind == PART_TEXT) {
			done = text_add(&t, w->parts[i].text, w->parts[i].size, &ignored);
			continue;
		}
		*ret_all = *ret_all || w->parts[i].kind == PART_ALL;
		done = -1;
	}
	if (done < 0)
		text_done(&t);
	return text_take(&t);
}

int word_delimiter(const struct word *w, char **ret, bool *ret_quoted, struct error *err)
{
	struct text t = { .at = NULL };

	*ret_quoted = false;
	for (int i = 0; i < w->parts_n; i++) {
		if (w->parts[i].kind != PART_TEXT) {
			text_done(&t);
			return refuse(err, "the word of a here-document cannot hold a $");
		}
		*ret_quoted = *ret_quoted || w->parts[i].quoted;
		if (text_add(&t, w->parts[i].text, w->parts[i].size, err) < 0)
			return -1;
	}
	*ret = text_take(&t);
	return 0;
}

bool word_begins(const struct word *w, char c)
{
	return w->parts_n > 0 && w->parts[0].kind == PART_TEXT && !w->parts[0].quoted &&
	       w->parts[0].text[0] == c;
}

static int add_part(struct word *w, enum part_kind kind, bool quoted, struct text *t,
		    struct error *err)
{
	if (!t->at && text_add(t, "", 0, err) < 0)
		return -1;
	struct part *more = reallocarray(w->parts, (size_t)w->parts_n + 1, sizeof(*more));
	if (!more)
		return fail_call(err, "realloc", "a word");
	w->parts = more;
	size_t size = t->size;
	w->parts[w->parts_n++] = (struct part){
		.kind = kind, .quoted = quoted, .size = size, .text = text_take(t)
	};
	return 0;
}

/* Columns count characters: a byte that continues one, 10xxxxxx, is none of its own. */
void lex_step(struct lexer *l)
{
	unsigned char c = (unsigned char)*l->at++;

	if (c == '\n') {
		l->place.line++;
		l->place.col = 1;
		l->line_start = l->at;
	} else if ((c & 0xc0) != 0x80) {
		l->place.col++;
	}
}

static int incomplete(struct lexer *l, char waiting, const char *what, struct error *err)
{
	l->incomplete = true;
	l->waiting = waiting;
	l->token = l->place;
	return refuse(err, "%s", what);
}

/* OPENED is where the user has to look. */
static int not_closed(struct lexer *l, char quote, struct place opened, struct error *err)
{
	(void)incomplete(l, quote, quote == '"' ? "a \" is not closed" : "a ' is not closed",
			 err);
	l->token = opened;
	return -1;
}

/* Whether what is open here, in QUOTE, may be: the text ends where somebody types. */
static bool at_cut(struct lexer *l, char quote)
{
	if (l->cut)
		l->waiting = quote;
	return l->cut;
}

static int current(const struct lexer *l)
{
	return l->at < l->end ? (unsigned char)*l->at : -1;
}

static int following(const struct lexer *l)
{
	return l->at + 1 < l->end ? (unsigned char)l->at[1] : -1;
}

static bool at_newline(const struct lexer *l)
{
	int c = current(l);

	return c == '\n' || (c == '\r' && (following(l) == '\n' || l->at + 1 == l->end));
}

/* A backslash at the end of a line joins the next one to it. */
static bool at_continuation(const struct lexer *l)
{
	return current(l) == '\\' &&
	       (following(l) == '\n' ||
		(following(l) == '\r' && l->at + 2 < l->end && l->at[2] == '\n'));
}

static void skip_continuation(struct lexer *l)
{
	lex_step(l);
	if (current(l) == '\r')
		lex_step(l);
	lex_step(l);
	l->continued = l->at == l->end;
}

static void skip_blanks(struct lexer *l)
{
	for (;;) {
		int c = current(l);

		if (c == ' ' || c == '\t')
			lex_step(l);
		else if (at_continuation(l))
			skip_continuation(l);
		else
			return;
	}
}

int lex_peek_char(struct lexer *l)
{
	skip_blanks(l);
	return at_newline(l) ? '\n' : current(l);
}

static bool ends_word(const struct lexer *l)
{
	int c = current(l);

	return c < 0 || at_newline(l) || strchr(" \t;&|<>", c) != NULL;
}

static bool name_char(int c, bool first)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (!first && c >= '0' && c <= '9');
}

/* What begins with a digit is an argument's number. */
static bool is_variable(const char *name, size_t size)
{
	if (size == 0 || !isdigit((unsigned char)name[0]))
		return true;
	for (size_t i = 0; i < size; i++)
		if (!isdigit((unsigned char)name[i]))
			return false;
	return true;
}

/* What follows a $: NAME, {NAME}, 1, {10}, ? ! # @. */
static int lex_dollar(struct lexer *l, struct word *w, bool quoted, struct error *err)
{
	struct text name = { .at = NULL };
	enum part_kind kind = PART_VARIABLE;
	int done = 0;

	l->token = l->place;
	lex_step(l);
	int c = current(l);
	if (c == '{') {
		lex_step(l);
		const char *start = l->at;
		while (name_char(current(l), false))
			lex_step(l);
		bool open = current(l) < 0 && at_cut(l, 0);
		if (!open && (current(l) != '}' || l->at == start))
			return current(l) < 0
				       ? incomplete(l, '}', "${ is not closed by }", err)
				       : refuse(err, "what is between ${ and } is no name");
		if (!is_variable(start, (size_t)(l->at - start)))
			return refuse(err, "what is between ${ and } is no name");
		done = text_add(&name, start, (size_t)(l->at - start), err);
		if (!open)
			lex_step(l);
	} else if (name_char(c, true)) {
		const char *start = l->at;

		while (name_char(current(l), false))
			lex_step(l);
		done = text_add(&name, start, (size_t)(l->at - start), err);
	} else if (c >= 0 && (isdigit(c) || strchr("?!#@", c))) {
		kind = c == '@' ? PART_ALL : PART_VARIABLE;
		done = text_add(&name, l->at, 1, err);
		lex_step(l);
	} else if (c >= 0 || !at_cut(l, 0)) {
		return refuse(err, "a $ without a name; a dollar sign itself is \\$ or '$'");
	}
	if (done == 0)
		done = add_part(w, kind, quoted, &name, err);
	text_done(&name);
	return done;
}

/* A quoted text of its own becomes a part even if it is empty: '' is a word. */
static int lex_single(struct lexer *l, struct word *w, struct error *err)
{
	struct text t = { .at = NULL };
	struct place opened = l->place;

	lex_step(l);
	const char *start = l->at;
	while (current(l) >= 0 && current(l) != '\'')
		lex_step(l);
	if (current(l) < 0 && !at_cut(l, '\''))
		return not_closed(l, '\'', opened, err);
	if (text_add(&t, start, (size_t)(l->at - start), err) < 0)
		return -1;
	if (current(l) >= 0)
		lex_step(l);
	return add_part(w, PART_TEXT, true, &t, err);
}

static int lex_double(struct lexer *l, struct word *w, struct text *t, struct error *err)
{
	struct place opened = l->place;

	lex_step(l);
	for (int c; (c = current(l)) != '"';) {
		if (c < 0 && at_cut(l, '"'))
			return add_part(w, PART_TEXT, true, t, err);
		if (c < 0)
			return not_closed(l, '"', opened, err);
		if (c == '$') {
			if ((t->size > 0 && add_part(w, PART_TEXT, true, t, err) < 0) ||
			    lex_dollar(l, w, true, err) < 0)
				return -1;
			continue;
		}
		if (at_continuation(l)) {
			skip_continuation(l);
			continue;
		}
		if (c == '\\' && following(l) >= 0 && strchr("\\\"$", following(l)))
			lex_step(l);
		if (text_add(t, l->at, 1, err) < 0)
			return -1;
		lex_step(l);
	}
	lex_step(l);
	return add_part(w, PART_TEXT, true, t, err);
}

/* Outside of quotes, up to a quote, a $, or the end of the word. */
static int lex_plain(struct lexer *l, struct word *w, struct text *t, struct error *err)
{
	while (!ends_word(l) && !strchr("'\"$", current(l))) {
		if (at_continuation(l)) {
			skip_continuation(l);
			continue;
		}
		bool escaped = current(l) == '\\';
		if (escaped) {
			lex_step(l);
			if (current(l) < 0 && at_cut(l, 0))
				break;
			if (current(l) < 0)
				return incomplete(l, '\\', "a \\ at the very end", err);
			if (t->size > 0 && add_part(w, PART_TEXT, false, t, err) < 0)
				return -1;
		}
		if (text_add(t, l->at, 1, err) < 0)
			return -1;
		lex_step(l);
		if (escaped && add_part(w, PART_TEXT, true, t, err) < 0)
			return -1;
	}
	return t->size > 0 ? add_part(w, PART_TEXT, false, t, err) : 0;
}

static int lex_word(struct lexer *l, struct word *w, struct error *err)
{
	struct text t = { .at = NULL };
	int done = 0;

	while (done == 0 && !ends_word(l)) {
		int c = current(l);

		if (c == '\'')
			done = lex_single(l, w, err);
		else if (c == '"')
			done = lex_double(l, w, &t, err);
		else if (c == '$')
			done = lex_dollar(l, w, false, err);
		else
			done = lex_plain(l, w, &t, err);
	}
	text_done(&t);
	return done;
}

/* One or two characters that are a token by themselves; TOKEN_WORD if they are none. */
static enum token lex_operator(struct lexer *l)
{
	int c = current(l), next = following(l);
	enum token one = c == ';'   ? TOKEN_SEMICOLON
			 : c == '&' ? TOKEN_AMPERSAND
			 : c == '|' ? TOKEN_PIPE
			 : c == '<' ? (next == '<' ? TOKEN_HERE : TOKEN_IN)
			 : c == '>' ? (next == '>' ? TOKEN_APPEND : TOKEN_OUT)
				    : TOKEN_WORD;

	if (one == TOKEN_WORD)
		return one;
	lex_step(l);
	if (one == TOKEN_HERE || one == TOKEN_APPEND)
		lex_step(l);
	return one;
}

static int check_line(struct lexer *l, struct error *err)
{
	size_t left = (size_t)(l->end - l->line_start);

	if (left <= LINE_MOST || memchr(l->line_start, '\n', LINE_MOST + 1))
		return 0;
	return refuse(err, "a line of more than %d bytes", LINE_MOST);
}

int lex_next(struct lexer *l, enum token *ret, struct word *ret_word, struct error *err)
{
	skip_blanks(l);
	l->token = l->place;
	if (l->place.col == 1 && check_line(l, err) < 0)
		return -1;
	if (current(l) == '#')
		while (current(l) >= 0 && !at_newline(l))
			lex_step(l);
	if (current(l) < 0) {
		*ret = TOKEN_END;
		return l->continued && !l->cut
			       ? incomplete(l, '\\', "a \\ at the very end", err)
			       : 0;
	}
	if (at_newline(l)) {
		while (current(l) == '\r')
			lex_step(l);
		if (current(l) == '\n')
			lex_step(l);
		*ret = TOKEN_NEWLINE;
		return 0;
	}
	*ret = lex_operator(l);
	if (*ret != TOKEN_WORD)
		return 0;
	struct word w = { .place = l->place };
	if (lex_word(l, &w, err) < 0) {
		word_done(&w);
		return -1;
	}
	if (l->place.line == w.place.line)
		w.place.chars = l->place.col - w.place.col;
	*ret_word = w;
	return 0;
}

char *lex_rest(struct lexer *l, struct error *err)
{
	struct text t = { .at = NULL };
	int done = text_add(&t, "", 0, err);

	while (done == 0 && current(l) >= 0 && !at_newline(l)) {
		if (at_continuation(l)) {
			skip_continuation(l);
			continue;
		}
		done = text_add(&t, l->at, 1, err);
		lex_step(l);
	}
	if (done < 0)
		text_done(&t);
	return text_take(&t);
}

enum {
	DOCUMENT_MOST = 1 << 20
};

/* One line of a document that is not quoted: $ and \ before \ $ mean something. */
static int document_line(struct lexer *l, struct word *w, struct text *t, struct error *err)
{
	while (current(l) >= 0) {
		bool newline = current(l) == '\n';

		if (current(l) == '$') {
			if ((t->size > 0 && add_part(w, PART_TEXT, true, t, err) < 0) ||
			    lex_dollar(l, w, true, err) < 0)
				return -1;
			continue;
		}
		if (current(l) == '\\' && (following(l) == '\\' || following(l) == '$'))
			lex_step(l);
		if (current(l) != '\r' || following(l) != '\n')
			if (text_add(t, l->at, 1, err) < 0)
				return -1;
		lex_step(l);
		if (newline)
			return 0;
	}
	return 0;
}

static int quoted_line(struct lexer *l, size_t size, struct text *t, struct error *err)
{
	if (text_add(t, l->at, size, err) < 0 || text_add(t, "\n", 1, err) < 0)
		return -1;
	while (current(l) >= 0 && current(l) != '\n')
		lex_step(l);
	if (current(l) >= 0)
		lex_step(l);
	return 0;
}

int lex_document(struct lexer *l, const char *delimiter, bool quoted, struct word *ret,
		 struct error *err)
{
	struct text t = { .at = NULL };
	const char *start = l->at;
	int done = 0;

	*ret = (struct word){ .place = l->place };
	while (done == 0) {
		const char *newline = memchr(l->at, '\n', (size_t)(l->end - l->at));
		size_t size = (size_t)((newline ? newline : l->end) - l->at);

		if (size > 0 && l->at[size - 1] == '\r')
			size--;
		if (strlen(delimiter) == size && memcmp(l->at, delimiter, size) == 0) {
			while (current(l) >= 0 && current(l) != '\n')
				lex_step(l);
			if (current(l) >= 0)
				lex_step(l);
			break;
		}
		if (l->at - start > DOCUMENT_MOST)
			done = refuse(err, "a here-document of more than %d bytes",
				      DOCUMENT_MOST);
		else if (l->at >= l->end)
			done = incomplete(l, '<', "a here-document is not ended by its word",
					  err);
		else if (quoted)
			done = quoted_line(l, size, &t, err);
		else
			done = document_line(l, ret, &t, err);
	}
	if (done == 0)
		done = add_part(ret, PART_TEXT, true, &t, err);
	text_done(&t);
	if (done < 0)
		word_done(ret);
	return done;
}
