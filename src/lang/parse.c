/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens to steps: what stands in front of a step, its words, redirections, and what ends it.
 */
#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "lang/lex.h"

#include <stdlib.h>
#include <string.h>

struct parser {
	struct lexer lex;
	struct script script;
	int room;
	int here_from; /* the first step of this line: its here-documents follow the line */
	char here[FAULT_HERE];
	struct error *err;
};

static void step_done(struct step *s)
{
	for (int i = 0; i < s->words_n; i++)
		word_done(&s->words[i]);
	for (int i = 0; i < s->redirects_n; i++)
		word_done(&s->redirects[i].file);
	free(s->words);
	free(s->redirects);
	free(s->box);
	free(s->pipe_to);
	free(s->bang);
	free(s->source);
}

void script_done(struct script *s)
{
	for (int i = 0; i < s->steps_n; i++)
		step_done(&s->steps[i]);
	free(s->steps);
	*s = (struct script){ .steps_n = 0 };
}

static struct step *add_step(struct parser *p)
{
	if (p->script.steps_n == p->room) {
		int room = p->room ? 2 * p->room : 16;
		struct step *more = reallocarray(p->script.steps, (size_t)room, sizeof(*more));

		if (!more) {
			(void)fail_call(p->err, "realloc", "a script");
			return NULL;
		}
		p->script.steps = more;
		p->room = room;
	}
	struct step *s = &p->script.steps[p->script.steps_n++];
	*s = (struct step){ .place = p->lex.place };
	return s;
}

static int add_word(struct step *s, struct word *w, struct error *err)
{
	/* Room doubles at each power of two. */
	if ((s->words_n & (s->words_n - 1)) == 0) {
		size_t room = s->words_n ? 2 * (size_t)s->words_n : 1;
		struct word *more = reallocarray(s->words, room, sizeof(*more));

		if (!more) {
			word_done(w);
			return fail_call(err, "realloc", "a step");
		}
		s->words = more;
	}
	s->words[s->words_n++] = *w;
	return 0;
}

static int add_redirect(struct parser *p, struct step *s, enum redirect_kind kind)
{
	enum token token;
	struct word w;

	if (lex_next(&p->lex, &token, &w, p->err) < 0)
		return -1;
	if (token != TOKEN_WORD)
		return refuse(p->err, "a %s without a file behind it",
			      kind == REDIRECT_IN     ? "<"
			      : kind == REDIRECT_OUT  ? ">"
			      : kind == REDIRECT_HERE ? "<<"
						      : ">>");
	for (int i = 0; i < s->redirects_n; i++) {
		bool in = kind == REDIRECT_IN || kind == REDIRECT_HERE;
		bool other_in = s->redirects[i].kind == REDIRECT_IN ||
				s->redirects[i].kind == REDIRECT_HERE;

		if (in == other_in) {
			word_done(&w);
			return refuse(p->err, "%s is redirected twice",
				      in ? "input" : "output");
		}
	}
	struct redirect *more =
		reallocarray(s->redirects, (size_t)s->redirects_n + 1, sizeof(*more));
	if (!more) {
		word_done(&w);
		return fail_call(p->err, "realloc", "a step");
	}
	s->redirects = more;
	s->redirects[s->redirects_n++] = (struct redirect){ .kind = kind, .file = w };
	return 0;
}

/* After a newline: the documents of the line that has just ended, in their order. */
static int read_documents(struct parser *p)
{
	for (int i = p->here_from; i < p->script.steps_n; i++) {
		struct step *s = &p->script.steps[i];

		for (int j = 0; j < s->redirects_n; j++) {
			struct redirect *r = &s->redirects[j];
			autofree char *end = NULL;
			struct word document;
			bool quoted;

			if (r->kind != REDIRECT_HERE)
				continue;
			if (word_delimiter(&r->file, &end, &quoted, p->err) < 0)
				return -1;
			if (lex_document(&p->lex, end ? end : "", quoted, &document, p->err) <
			    0) {
				if (end && strlen(end) < sizeof(p->here))
					memcpy(p->here, end, strlen(end) + 1);
				return -1;
			}
			word_done(&r->file);
			r->file = document;
		}
	}
	p->here_from = p->script.steps_n;
	return 0;
}

/* Takes "@BOX" off the front of the step; W is that word. */
static int take_box(struct step *s, struct word *w, struct error *err)
{
	if (w->parts_n != 1 || s->box || s->on_host)
		return refuse(err, "one @BOX or @host, and then the step");
	const char *name = w->parts[0].text + 1;
	if (kind_check(KIND_NAME, NULL, name, err) < 0)
		return fail_in(err, "@%s", name);
	if (strcmp(name, "host") == 0) {
		s->on_host = true;
		return 0;
	}
	s->box = strdup(name);
	return s->box ? 0 : fail_call(err, "strdup", "%s", name);
}

/* What stands in front: "-" that touches, "@BOX". 1: the word was that, and nothing else. */
static int take_prefix(struct step *s, struct word *w, struct error *err)
{
	if (!s->may_fail && word_begins(w, '-') && (w->parts[0].size > 1 || w->parts_n > 1)) {
		s->may_fail = true;
		memmove(w->parts[0].text, w->parts[0].text + 1, w->parts[0].size--);
		w->place.col++;
		w->place.chars--;
	}
	if (!word_begins(w, '@'))
		return 0;
	int done = take_box(s, w, err);
	word_done(w);
	return done < 0 ? -1 : 1;
}

/* What a step's own place covers: its first word, and what stands in front of it. */
static void measure(struct step *s)
{
	const struct place *first = s->words_n > 0 ? &s->words[0].place : NULL;

	if (first && first->line == s->place.line && first->chars > 0)
		s->place.chars = first->col + first->chars - s->place.col;
}

static int finish(struct parser *p, struct step *s, const char *from, const char *to)
{
	while (to > from && strchr(" \t\r\n;&", to[-1]))
		to--;
	measure(s);
	s->source = strndup(from, (size_t)(to - from));
	if (!s->source)
		return fail_call(p->err, "strndup", "a step");
	if (s->words_n > 0 || s->bang)
		return 0;
	if (s->box || s->on_host || s->redirects_n > 0 || s->pipe_to || s->background) {
		p->lex.token = s->place;
		return refuse(p->err, "there is no step here");
	}
	/* An empty one: between two semicolons, or a blank line. */
	step_done(s);
	p->script.steps_n--;
	return 0;
}

static int take_word(struct parser *p, struct step *s, struct word *w)
{
	if (s->words_n == 0) {
		int got = take_prefix(s, w, p->err);

		if (got != 0) {
			if (got < 0)
				word_done(w);
			return got < 0 ? -1 : 0;
		}
	}
	return add_word(s, w, p->err);
}

/* `!` at the front of a step, or after its prefixes. */
static int take_bang(struct parser *p, struct step *s, bool *ret)
{
	int first = lex_peek_char(&p->lex);
	const char *at = p->lex.at;

	*ret = s->words_n == 0 && first == '!';
	/* -! REST may fail, like -STEP. */
	if (s->words_n == 0 && first == '-' && !s->may_fail && p->lex.end - at > 1 &&
	    at[1] == '!') {
		s->may_fail = *ret = true;
		lex_step(&p->lex);
	}
	if (!*ret)
		return 0;
	if (s->words_n == 0 && s->redirects_n == 0 && !s->box && !s->on_host)
		s->place = p->lex.place;
	lex_step(&p->lex);
	s->bang = lex_rest(&p->lex, p->err);
	return s->bang ? 0 : -1;
}

/* One step, up to what ends it; that token is *RET. */
static int parse_step(struct parser *p, enum token *ret)
{
	struct step *s = add_step(p);
	const char *from;

	if (!s)
		return -1;
	(void)lex_peek_char(&p->lex);
	s->place = p->lex.place;
	from = p->lex.at;
	for (;;) {
		enum token token;
		struct word w;
		bool bang;
		int done = 0;

		if (take_bang(p, s, &bang) < 0 || lex_next(&p->lex, &token, &w, p->err) < 0)
			return -1;
		if (token == TOKEN_WORD) {
			done = take_word(p, s, &w);
		} else if (token >= TOKEN_IN && token <= TOKEN_HERE) {
			static const enum redirect_kind kinds[] = { REDIRECT_IN, REDIRECT_OUT,
								    REDIRECT_APPEND,
								    REDIRECT_HERE };

			done = add_redirect(p, s, kinds[token - TOKEN_IN]);
		} else if (token == TOKEN_PIPE) {
			s->pipe_to = lex_rest(&p->lex, p->err);
			done = s->pipe_to ? 0 : -1;
		} else {
			s->background = token == TOKEN_AMPERSAND;
			*ret = token;
			return finish(p, s, from, p->lex.at);
		}
		if (done < 0)
			return -1;
	}
}

static int parse_all(struct parser *p)
{
	enum token token = TOKEN_NEWLINE;

	while (token != TOKEN_END) {
		if (parse_step(p, &token) < 0)
			return -1;
		if ((token == TOKEN_NEWLINE || token == TOKEN_END) && read_documents(p) < 0)
			return -1;
	}
	return 0;
}

int script_parse(const char *text, size_t size, int first_line, struct script *ret,
		 struct fault *ret_fault, struct error *err)
{
	struct parser p = {
		.lex = { .at = text,
			 .end = text + size,
			 .line_start = text,
			 .place = { .line = first_line, .col = 1 },
			 .token = { first_line, 1 } },
		.err = err,
	};
	const char *nul = memchr(text, '\0', size);

	*ret = (struct script){ .steps_n = 0 };
	*ret_fault = (struct fault){ .place = { .line = first_line, .col = 1 } };
	if (nul) {
		for (const char *at = text; at < nul; at++)
			lex_step(&p.lex);
		ret_fault->place = p.lex.place;
		return refuse(err, "a NUL byte: this is no script");
	}
	if (parse_all(&p) < 0) {
		ret_fault->place = p.lex.token;
		ret_fault->incomplete = p.lex.incomplete;
		ret_fault->waiting = p.lex.waiting;
		memcpy(ret_fault->here, p.here, sizeof(p.here));
		script_done(&p.script);
		return -1;
	}
	*ret = p.script;
	return 0;
}
