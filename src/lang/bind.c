/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words to parameters and options. Options may stand anywhere after the name, until `--`, or
 * until a parameter that takes all the rest has begun; bare keywords wherever a positional
 * could begin.
 */
#include "lang/args.h"

#include "base/error.h"
#include "lang/near.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct binding {
	struct args *a;
	int at;       /* the word under way */
	int param;    /* the parameter that the next positional is of */
	bool options; /* no `--`, and no rest yet */
	int list_n;
	struct expected *expected; /* there are words to come: none that is there is judged */
	struct error *err;
};

static int judge(const struct binding *b, enum kind kind, const char *choices, const char *word)
{
	return b->expected || !word ? 0 : kind_check(kind, choices, word, b->err);
}

static const struct option *find_option(const struct command *row, const char *word,
					size_t size)
{
	for (const struct option *o = row->options; o && o->name; o++)
		if (strlen(o->name) == size && memcmp(o->name, word, size) == 0)
			return o;
	return NULL;
}

static int no_option(struct binding *b, const char *word, size_t size)
{
	const struct command *row = b->a->row;
	char typed[NEAR_LONGEST + 2];

	(void)snprintf(typed, sizeof(typed), "%.*s", (int)size, word);
	struct near near = near_start(typed);
	for (const struct option *o = row->options; o && o->name; o++)
		if (o->summary)
			near_common(&near, o->name);
	near_common(&near, ARGS_HELP);
	if (near_best(&near))
		return refuse(b->err, "%.*s is no option of %s; did you mean %s?", (int)size,
			      word, row->name, near_best(&near));
	return refuse(b->err, "%.*s is no option of %s", (int)size, word, row->name);
}

static int take_value(struct binding *b, const struct option *o, const char *value)
{
	struct args *a = b->a;

	if (judge(b, o->kind, o->choices, value) < 0)
		return fail_in(b->err, "%s", o->name);
	for (int i = 0; i < a->values_n && !b->expected; i++)
		if (a->owners[i] == o - a->row->options && !o->repeated)
			return refuse(b->err, "%s is given twice", o->name);
	a->owners[a->values_n] = (unsigned char)(o - a->row->options);
	a->values[a->values_n++] = value ? value : "";
	return 0;
}

/* The word at B->at is option O, with its value after `=`, or in the next word. */
static int bind_option(struct binding *b, const struct option *o, const char *inlined)
{
	const struct words *w = &b->a->words;

	if (o->kind == KIND_END) {
		if (inlined)
			return refuse(b->err, "%s takes no value", o->name);
		return take_value(b, o, NULL);
	}
	if (inlined)
		return take_value(b, o, inlined);
	if (b->at + 1 >= w->n && b->expected) {
		b->expected->value_of = o;
		return 0;
	}
	if (b->at + 1 >= w->n) {
		b->at = w->n;
		return refuse(b->err, "%s needs a value: %s", o->name,
			      o->value ? o->value : kind_describe(o->kind));
	}
	b->at++;
	if (o->filler && (b->at + 1 < w->n || b->expected) && w->v[b->at] &&
	    strcmp(w->v[b->at], o->filler) == 0)
		b->at++;
	if (b->at == w->n) {
		b->expected->value_of = o;
		return 0;
	}
	return take_value(b, o, w->v[b->at]);
}

/* Words that look like options but are values: a lone "-", "-1.5" seconds, a signal. */
static bool is_value(const struct binding *b, const char *word)
{
	const struct param *p = b->a->row->params ? &b->a->row->params[b->param] : NULL;

	if (word[0] != '-' || word[1] == '\0')
		return true;
	if (!p || p->kind == KIND_END)
		return false;
	return p->kind == KIND_SIGNAL ||
	       (p->kind == KIND_SECONDS && isdigit((unsigned char)word[1]));
}

/* 1: the word was an option, 0: it was not, -1: refused. */
static int try_option(struct binding *b, const char *word)
{
	const struct command *row = b->a->row;
	const char *equals = word[0] == '-' ? strchr(word, '=') : NULL;
	size_t size = equals ? (size_t)(equals - word) : strlen(word);
	const struct option *o = find_option(row, word, size);

	if (o)
		return bind_option(b, o, equals ? equals + 1 : NULL) < 0 ? -1 : 1;
	if (strcmp(word, ARGS_HELP) == 0) {
		b->a->asks_help = true;
		return 1;
	}
	if (is_value(b, word))
		return 0;
	return no_option(b, word, size);
}

static int too_many(struct binding *b, const char *word)
{
	char *usage = args_usage(b->a->row);

	(void)refuse(b->err, "%s is one word too many; usage: %s", word ? word : "that",
		     usage ? usage : b->a->row->name);
	free(usage);
	return -1;
}

static int bind_positional(struct binding *b, const char *word)
{
	struct args *a = b->a;
	const struct param *p = a->row->params;

	/* A signal is only one if it looks like one: `kill %1`. */
	while (p && p[b->param].kind == KIND_SIGNAL && p[b->param].optional && word &&
	       word[0] != '-')
		b->param++;
	if (!p || p[b->param].kind == KIND_END)
		return too_many(b, word);
	p += b->param;
	/* What follows a program is the program's: any word, the empty one too. */
	if (!(p->rest && a->param[b->param].n > 0) && judge(b, p->kind, p->choices, word) < 0)
		return -1;
	if (a->param[b->param].n == 0)
		a->param[b->param].first = b->list_n;
	a->list[b->list_n++] = word;
	a->param[b->param].n++;
	if (p->rest)
		b->options = false;
	if (!p->repeated && !p->rest)
		b->param++;
	return 0;
}

/* "dev lo": the filler is skipped, and says that what follows is no keyword. */
static bool is_filler(const struct binding *b, const char *word)
{
	const struct param *p = b->a->row->params ? &b->a->row->params[b->param] : NULL;

	return p && p->kind != KIND_END && p->filler && word && strcmp(p->filler, word) == 0 &&
	       (b->at + 1 < b->a->words.n || b->expected) && b->a->param[b->param].n == 0;
}

static int bind_word(struct binding *b)
{
	const char *word = b->a->words.v[b->at];

	if (word && b->options && strcmp(word, "--") == 0) {
		b->options = false;
		return 0;
	}
	if (is_filler(b, word)) {
		b->at++;
		if (b->at < b->a->words.n)
			return bind_positional(b, b->a->words.v[b->at]);
		b->expected->filled = true;
		return 0;
	}
	if (word && b->options) {
		int got = try_option(b, word);

		if (got != 0)
			return got < 0 ? -1 : 0;
	}
	return bind_positional(b, word);
}

/* "mount [SOURCE] TARGET" with one word: what is needed gets it, not what may be left out. */
static int give_back(struct binding *b, int i)
{
	const struct param *p = b->a->row->params;
	struct args *a = b->a;

	/* A signal is never anything else: `kill -15`. */
	if (i == 0 || !p[i - 1].optional || a->param[i - 1].n != 1 ||
	    p[i - 1].kind == KIND_SIGNAL)
		return 0;
	a->param[i] = a->param[i - 1];
	a->param[i - 1].n = 0;
	const char *word = a->list[a->param[i].first];
	return word ? kind_check(p[i].kind, p[i].choices, word, b->err) : 0;
}

static int check_missing(struct binding *b)
{
	const struct param *p = b->a->row->params;

	for (int i = 0; p && p[i].kind != KIND_END; i++) {
		if (p[i].optional || b->a->param[i].n > 0)
			continue;
		if (give_back(b, i) < 0)
			return -1;
		if (b->a->param[i].n > 0)
			continue;
		char *usage = args_usage(b->a->row);

		b->at = b->a->words.n;
		(void)refuse(b->err, "%s is missing; usage: %s", p[i].name,
			     usage ? usage : b->a->row->name);
		free(usage);
		return -1;
	}
	return 0;
}

/* How many words the row's name takes: it is there, by whichever alias. */
static int name_words(const struct command *row, const struct words *w)
{
	const struct command rows[2] = { *row, { .name = NULL } };
	const struct family families[2] = { { .rows = rows }, { .rows = NULL } };
	const struct table t = { .families = families };
	int used = 1;

	(void)table_find(&t, w->v, w->n, &used);
	return used;
}

/* The lists that A's words are bound into, one block at A->list. */
static int make_lists(struct args *a, struct error *err)
{
	size_t n = (size_t)a->words.n + 1;

	a->list = calloc(n, 2 * sizeof(*a->list) + 1);
	if (!a->list)
		return fail_call(err, "calloc", "the words of a step");
	a->values = a->list + n;
	a->owners = (unsigned char *)(a->values + n);
	return 0;
}

static int bind_words(struct binding *b)
{
	const struct words *words = &b->a->words;
	int done = make_lists(b->a, b->err);

	if (done < 0)
		return -1;
	for (b->at = name_words(b->a->row, words);
	     b->at < words->n && done == 0 && !b->a->asks_help; b->at += done == 0)
		done = bind_word(b);
	return done;
}

int args_bind(const struct command *row, const struct words *words, struct args *ret,
	      int *ret_at, struct error *err)
{
	struct args a = { .row = row, .words = *words };
	struct binding b = { .a = &a, .options = true, .err = err };
	int done = bind_words(&b);

	if (done == 0 && !a.asks_help)
		done = check_missing(&b);
	if (ret_at)
		*ret_at = b.at;
	if (done < 0) {
		free(a.list);
		return -1;
	}
	*ret = a;
	return 0;
}

int args_expect(const struct command *row, const struct words *words, struct expected *ret,
		struct error *err)
{
	struct expected e = { .value_of = NULL };
	struct args a = { .row = row, .words = *words };
	struct binding b = { .a = &a, .options = true, .expected = &e, .err = err };
	int done = bind_words(&b);

	e.param = b.param;
	e.begun = a.list && a.param[b.param].n > 0;
	e.options = b.options && !e.filled;
	for (int i = 0; i < a.values_n; i++)
		e.given |= UINT64_C(1) << a.owners[i];
	free(a.list);
	if (done == 0)
		*ret = e;
	return done;
}

void args_done(struct args *a)
{
	free(a->list);
	a->list = NULL;
}

int arg_list(const struct args *a, const char *name, const char *const **ret)
{
	const struct param *p = a->row->params;

	for (int i = 0; p && p[i].kind != KIND_END; i++) {
		if (strcmp(p[i].name, name) != 0)
			continue;
		*ret = a->list + a->param[i].first;
		return a->param[i].n;
	}
	*ret = NULL;
	return 0;
}

const char *arg(const struct args *a, const char *name)
{
	const char *const *list;

	return arg_list(a, name, &list) > 0 ? list[0] : NULL;
}

const char *arg_option_each(const struct args *a, const char *name, int i)
{
	for (int j = 0; j < a->values_n; j++)
		if (strcmp(a->row->options[a->owners[j]].name, name) == 0 && i-- == 0)
			return a->values[j];
	return NULL;
}

const char *arg_option(const struct args *a, const char *name)
{
	const char *last = NULL;

	for (int j = 0; j < a->values_n; j++)
		if (strcmp(a->row->options[a->owners[j]].name, name) == 0)
			last = a->values[j];
	return last;
}

bool arg_has(const struct args *a, const char *name)
{
	return arg_option(a, name) != NULL;
}
