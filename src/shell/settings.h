/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Settings: one table of them. Each is known by `set -o NAME=VALUE`; most by a variable of the
 * caller's environment, some by an option of the command line.
 */
#ifndef UNSH_SHELL_SETTINGS_H
#define UNSH_SHELL_SETTINGS_H

#include <stdbool.h>

struct error;

enum {
	SETTINGS_MOST = 16,
	SETTING_TEXT_BYTES = 64
};

enum hints {
	HINTS_AUTO,
	HINTS_ON,
	HINTS_OFF
};

enum events {
	EVENTS_NOW,
	EVENTS_PROMPT
};

/* The values, as plain fields; from[I] says who has given the I-th of the table. */
struct settings {
	char *prompt;      /* owned; NULL: the usual one */
	char *pager;       /* owned; NULL: PAGER, or less */
	char *histfile;    /* owned; NULL: the usual one, "": none */
	int histsize;      /* entries kept; 0: none */
	int hints;         /* enum hints */
	int events;        /* enum events */
	bool plain;        /* no colour, no hint, no lines of tables, events at Enter */
	int timeout_ms;    /* of a message to a frame */
	bool trace;        /* -x */
	bool keep_going;   /* -k */
	bool quiet;        /* -q */
	bool json;         /* --json: not in the table, nor are those below */
	bool no_host;      /* --no-host */
	bool check_only;   /* -n */
	const char *color; /* auto, always, never */
	unsigned char from[SETTINGS_MOST];
};

enum setting_from {
	FROM_DEFAULT,
	FROM_ENVIRONMENT,
	FROM_OPTION,
	FROM_SET
};

/* A setting, as help and completion know it. */
struct setting {
	const char *name;
	const char
		*variable; /* of the environment; NULL: none, what runs is not theirs to say */
	const char *choices; /* "on|off"; NULL: any value that it takes */
	const char *value;   /* what it takes, in a word: "SECONDS" */
	const char *help;
};

/* setting_each: the I-th of the table, NULL after the last. */
const struct setting *setting_each(int i);

/*
 * setting_check: whether WORD is NAME=VALUE of a setting and a value that it takes; a name that
 * is not there is refused with the nearest that is. setting_set: the same, and it is so from
 * now on, because of FROM. On failure S is as it was.
 */
int setting_check(const char *word, struct error *err);
int setting_set(struct settings *s, const char *word, enum setting_from from,
		struct error *err);

/* setting_text: the value of the I-th as it would be typed, NULL where it has none of its own;
 * in TEXT, or S's. setting_from: "default", "environment", "option", "set". */
const char *setting_text(const struct settings *s, int i, char text[SETTING_TEXT_BYTES]);
const char *setting_from(const struct settings *s, int i);

/* settings_default: all of them. settings_done: frees what S owns. */
void settings_default(struct settings *ret);
void settings_done(struct settings *s);

/* settings_environment: the I-th from its variable, if that is set and no option has said
 * otherwise. A bad value is a failure that leaves S as it was, and says so. */
int settings_environment(struct settings *s, int i, struct error *err);

#endif
