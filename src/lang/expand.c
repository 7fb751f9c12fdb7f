/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words with their values. No splitting, no globs: a word stays a word; only $@ is several. */
#include "base/error.h"
#include "base/text.h"
#include "lang/script.h"

#include <stdlib.h>
#include <string.h>

/* Variables can hold each other: without an end a short script would take all memory. */
enum {
	EXPANDED_MOST = 8 << 20
};

/* A word under way, and the list of those that are done. */
struct expansion {
	const struct lookup *l;
	struct text bytes;  /* all words, each ended by a NUL */
	struct text places; /* struct place of each */
	struct place place; /* of the word under way */
	int n;
	bool open; /* the word under way has begun */
	struct error *err;
};

static int unset(const struct part *p, struct error *err)
{
	if (strcmp(p->text, "0") == 0)
		return refuse(err, "$0 is nothing here; the arguments are $1 and on");
	if (p->text[strspn(p->text, "0123456789")] == '\0')
		return refuse(err, "$%s is not set: there are fewer arguments", p->text);
	if (strcmp(p->text, "!") == 0)
		return refuse(err, "$! is not set: there was no job");
	return refuse(err, "$%s is not set; set %s VALUE, or env %s=VALUE", p->text, p->text,
		      p->text);
}

static int add_bytes(struct text *t, const char *data, size_t size, struct error *err)
{
	if (size > EXPANDED_MOST || t->size + size > EXPANDED_MOST)
		return refuse(err, "with its values this is longer than %d MiB",
			      EXPANDED_MOST >> 20);
	return text_add(t, data, size, err);
}

static int add_value(struct expansion *e, const struct part *p)
{
	const char *value = e->l->value(e->l->state, p->text);

	e->open = true;
	if (!value)
		return unset(p, e->err);
	return add_bytes(&e->bytes, value, strlen(value), e->err);
}

static int end_word(struct expansion *e)
{
	if (!e->open)
		return 0;
	e->open = false;
	e->n++;
	if (text_add(&e->places, &e->place, sizeof(e->place), e->err) < 0)
		return -1;
	return text_add(&e->bytes, "", 1, e->err);
}

/* $@: a word for each; what touches it goes to the first and to the last. */
static int add_all(struct expansion *e)
{
	const char *value;

	for (int i = 0; (value = e->l->argument(e->l->state, i)); i++) {
		if (i > 0 && end_word(e) < 0)
			return -1;
		e->open = true;
		if (add_bytes(&e->bytes, value, strlen(value), e->err) < 0)
			return -1;
	}
	return 0;
}

static int add_word(struct expansion *e, const struct word *w)
{
	e->place = w->place;
	for (int i = 0; i < w->parts_n; i++) {
		const struct part *p = &w->parts[i];
		int done;

		if (p->kind == PART_ALL) {
			done = add_all(e);
		} else if (p->kind == PART_VARIABLE) {
			done = add_value(e, p);
		} else {
			/* The empty end of "$@" makes no word where there are no arguments. */
			e->open = e->open || p->size > 0 || w->parts_n == 1 ||
				  w->parts[0].kind != PART_ALL;
			done = add_bytes(&e->bytes, p->text, p->size, e->err);
		}
		if (done < 0)
			return -1;
	}
	return end_word(e);
}

static void expansion_done(struct expansion *e)
{
	text_done(&e->bytes);
	text_done(&e->places);
}

int step_expand(const struct step *step, const struct lookup *l, char ***ret, int *ret_n,
		struct place **ret_places, struct place *ret_place, struct error *err)
{
	struct expansion e = { .l = l, .err = err };

	for (int i = 0; i < step->words_n; i++) {
		if (ret_place)
			*ret_place = step->words[i].place;
		if (add_word(&e, &step->words[i]) < 0) {
			expansion_done(&e);
			return -1;
		}
	}
	/* One block: the list, then the bytes. */
	size_t list = ((size_t)e.n + 1) * sizeof(char *);
	char **words = calloc(1, list + e.bytes.size + 1);
	if (!words) {
		expansion_done(&e);
		return fail_call(err, "calloc", "a step");
	}
	char *at = (char *)words + list;
	if (e.bytes.size > 0)
		memcpy(at, e.bytes.at, e.bytes.size);
	for (int i = 0; i < e.n; i++) {
		words[i] = at;
		at += strlen(at) + 1;
	}
	*ret = words;
	*ret_n = e.n;
	if (ret_places)
		*ret_places = (struct place *)(void *)text_take(&e.places);
	expansion_done(&e);
	return 0;
}

int word_expand(const struct word *w, const struct lookup *l, char **ret, size_t *ret_size,
		struct error *err)
{
	struct text t = { .at = NULL };
	int done = text_add(&t, "", 0, err);

	for (int i = 0; done == 0 && i < w->parts_n; i++) {
		const struct part *p = &w->parts[i];
		const char *value;

		if (p->kind == PART_TEXT) {
			done = add_bytes(&t, p->text, p->size, err);
			continue;
		}
		if (p->kind == PART_ALL) {
			for (int j = 0; done == 0 && (value = l->argument(l->state, j)); j++)
				done = add_bytes(&t, " ", j > 0 ? 1 : 0, err) < 0
					       ? -1
					       : add_bytes(&t, value, strlen(value), err);
			continue;
		}
		value = l->value(l->state, p->text);
		done = value ? add_bytes(&t, value, strlen(value), err) : unset(p, err);
	}
	if (done < 0) {
		text_done(&t);
		return -1;
	}
	*ret_size = t.size;
	*ret = text_take(&t);
	return 0;
}
