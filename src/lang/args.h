/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of one step, bound to its row: which word is which parameter's, which option's.
 * Made in unsh before a step happens, and again from the same words in the frame.
 */
#ifndef UNSH_LANG_ARGS_H
#define UNSH_LANG_ARGS_H

#include "lang/command.h"

#include <stdbool.h>
#include <stdint.h>

/* An option of every row: its page is asked for. */
#define ARGS_HELP "--help"

struct words {
	int n;
	const char *const *v; /* v[0] is the first word of the command's name */
};

struct args {
	const struct command *row;
	struct words words;
	const char **list;     /* positional words, parameter after parameter */
	const char **values;   /* the options' values, in the order they came */
	unsigned char *owners; /* values[i] is of row->options[owners[i]] */
	int values_n;
	bool asks_help; /* --help was among them: nothing behind it has been read */
	struct {
		int first, n;
	} param[ROW_PARAMS];
};

/*
 * args_bind: checks WORDS, that begin with ROW's name or an alias, against ROW. What RET holds
 * points into WORDS, which must live longer; the lists are freed by args_done. *RET_AT, if not
 * NULL, is the index of the word at fault, or words->n where one is missing.
 *
 * A word that is NULL stands for one that is not known yet ($NAME): it is of every kind and no
 * option. Where *RET_AT words are missing or too many, the refusal ends with the row's usage.
 */
int args_bind(const struct command *row, const struct words *words, struct args *ret,
	      int *ret_at, struct error *err);
void args_done(struct args *a);

/* arg: the (first) word of parameter NAME, as the row calls it; NULL if it was not given. */
const char *arg(const struct args *a, const char *name);

/* arg_list: all words of parameter NAME: their count, and *RET into A. */
int arg_list(const struct args *a, const char *name, const char *const **ret);

/* arg_has: whether option NAME was given. arg_option: its (last) value, or NULL. */
bool arg_has(const struct args *a, const char *name);
const char *arg_option(const struct args *a, const char *name);

/* arg_option_each: the I-th value of option NAME, counted from 0; NULL after the last. */
const char *arg_option_each(const struct args *a, const char *name, int i);

/*
 * What may come behind words that are not finished: the value of option VALUE_OF, or else a
 * word of parameter PARAM (its place in the row; past the last where none is left) and, where
 * OPTIONS, an option or a bare keyword that is not among GIVEN (a bit for each).
 */
struct expected {
	const struct option *value_of;
	int param;
	bool begun;           /* PARAM takes several, and has words already */
	bool options, filled; /* filled: PARAM's filler has just been said: no keyword here */
	uint64_t given;
};

/* args_expect: of WORDS, which are bound as far as they go and judged by nobody; only options
 * that do not exist are failures. */
int args_expect(const struct command *row, const struct words *words, struct expected *ret,
		struct error *err);

/* args_usage: ROW's usage line, "addr add ADDRESS/LEN [dev] DEV"; the caller frees it. */
char *args_usage(const struct command *row);

#endif
