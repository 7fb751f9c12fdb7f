/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command is one row. Argument checks, usage, help, completion, the manual's list and the
 * shell completions are all read off these rows; a second list of commands anywhere is a
 * mistake.
 *
 * The type is down here because all who read rows are above: lang checks words against them,
 * a frame finds the inside half in them, shell runs them, prompt completes from them. The rows
 * themselves are in command/; main hands the table down.
 */
#ifndef UNSH_LANG_COMMAND_H
#define UNSH_LANG_COMMAND_H

#include "lang/kind.h"

#include <stdbool.h>

struct args;    /* lang/args.h: the words of a step, checked and bound to its row */
struct call;    /* wire/call.h: what an inside half is given, and fills */
struct column;  /* show/show.h: of the table that a step prints */
struct error;   /* base/error.h */
struct session; /* shell/session.h: what unsh knows, outside */

/*
 * A word by position. Where ip has a filler in front of it ("dev lo", "type veth"), `filler` is
 * that word: skipped if it stands there. `rest`: this word and all that follow, options too.
 */
struct param {
	enum kind kind;
	const char *name;    /* as usage shows it, and as arg() asks for it: "NAME" */
	const char *choices; /* KIND_CHOICE: "private|slave|shared" */
	const char *filler;
	unsigned optional : 1, repeated : 1, rest : 1;
};

/*
 * Something that has a name: "--root" (or "-r"), or a bare word as ip has them ("peer"). Bare
 * words are known by their name wherever a positional word could begin.
 */
struct option {
	const char *name;    /* NULL ends the list */
	enum kind kind;      /* of its value; KIND_END: takes none */
	const char *value;   /* as usage shows it: "DIR" */
	const char *choices; /* KIND_CHOICE */
	const char *summary; /* NULL: known only to be refused with advice; shown nowhere */
	const char *filler;  /* a word that may stand before the value: "peer name v1" */
	unsigned repeated : 1;
};

enum row_flag {
	ROW_BLOCKS = 1 << 0,  /* the inside half may block: it runs in a child of the frame */
	ROW_STREAMS = 1 << 1, /* it writes to call->out, as much as it likes; implies BLOCKS */
	ROW_PROGRAM = 1 << 2, /* starts a program, whose stdin, stdout `<`, `>`, `|` are */
	ROW_MOUNTS = 1 << 3,  /* its inside half needs libmount */
	ROW_HOST = 1 << 4,    /* reaches the host by itself: refused under --no-host */
	ROW_INPUT = 1 << 5,   /* its inside half reads `<`, which is call->handles[0] */
	ROW_CLONES = 1 << 7,  /* makes a frame: what frames need is loaded before */
	ROW_BACKGROUND = 1 << 6, /* may be ended by `&` */
	ROW_COMMON = 1 << 8,     /* meant, where somebody typed only its beginning */
};

/* Beside the CLONE_NEW* bits: what belongs to the frame alone: cwd, umask, environment. */
#define CHANGES_FRAME 1U

enum {
	ROW_EXAMPLES = 3,
	ROW_PARAMS = 8,
	ROW_OPTIONS = 40
};

struct command {
	const char *name;           /* one word, or two: "link add"; NULL ends a family */
	const char *const *aliases; /* NULL, or ended by NULL; each may be two words as well */
	const struct param *params; /* NULL, or ended by KIND_END */
	const struct option *options; /* NULL, or ended by a NULL name */
	unsigned changes;       /* CLONE_NEW* of the kinds it changes: must not be the host's */
	const char *changes_if; /* only if this parameter is given; NULL: always */
	/* What the words change where `changes` does not say it: CLONE_NEW* bits (of a file
	 * CLONE_NEWNS), CHANGES_FRAME; 0: they only show. Nothing is refused by it. */
	unsigned (*touches)(const struct args *a);
	const char *again; /* the option with which it finds done what it does; or NULL */
	unsigned flags;    /* enum row_flag, or-ed */
	int columns_n;     /* of: */
	const struct column *columns; /* of its table: what -o may name; NULL: it prints none */
	/* What the words say together, beyond their kinds; before anything happens. NULL:
	 * nothing. */
	int (*check)(const struct args *a, struct error *err);
	const char *summary; /* one line, no full stop */
	const char *text;    /* help: what the kernel does, since when, who may */
	const char *see;     /* help: other rows and topics, by ", "; NULL: none */
	const char *examples[ROW_EXAMPLES]; /* run by the tests as they stand */
	/* Runs in unsh; NULL: go straight inside. 0 done, 1 now the inside half, -1 failed. */
	int (*outside)(struct session *s, const struct args *a, struct error *err);
	/* Runs in the top frame, or a child of it. 0 or -1. */
	int (*inside)(struct call *c, const struct args *a, struct error *err);
};

enum {
	TOPIC_TRIES = 3
};

/* What help says about more than one step. */
struct topic {
	const char *name, *summary;
	const char *text;               /* lines of at most 80 columns, two screens at most */
	const char *tries[TOPIC_TRIES]; /* run by the tests as they stand */
};

/*
 * Rows that help shows together, ended by a row without a name. A family without a group of its
 * own is of that of the family before.
 */
struct family {
	const char *group, *title; /* "network", "devices, addresses, routes" */
	const struct command *rows;
};

/* The whole table: families, ended by one without rows. */
struct table {
	const struct family *families;
	/* Lists, each ended by a topic without a name; ended by NULL. NULL: none. */
	const struct topic *const *topics;
};

/*
 * table_find: the row that the first words of V (N of them) name, by name or alias; the longest
 * name wins. *RET_USED, if not NULL, is how many words the name took. NULL: no such row.
 */
const struct command *table_find(const struct table *t, const char *const *v, int n,
				 int *ret_used);

/* row_second: the second word of ROW's name, if WORD is its first: "add" of "link add". NULL
 * otherwise. table_asks_help: whether V is "link --help", of which there is no row. */
const char *row_second(const struct command *row, const char *word);
bool table_asks_help(const struct table *t, const char *const *v, int n);

/* table_each: the row after ROW in the table's order, the first for NULL, NULL at the end. */
const struct command *table_each(const struct table *t, const struct command *row);

#endif
