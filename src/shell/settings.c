/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/settings.h"

#include "base/error.h"
#include "base/number.h"
#include "lang/kind.h"
#include "lang/near.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TIMEOUT_MOST = 86400,
	TIMEOUT_MS = 10000,
	HISTORY_MOST = 1000000,
	HISTORY_USUAL = 5000
};

enum type {
	TYPE_SWITCH,  /* bool: on or off */
	TYPE_CHOICE,  /* int: the place of a word among the choices */
	TYPE_TEXT,    /* char *: anything */
	TYPE_NUMBER,  /* int: from 0 to HISTORY_MOST */
	TYPE_SECONDS, /* int, in milliseconds */
};

static const struct row {
	struct setting about;
	enum type type;
	size_t at; /* in struct settings */
} rows[] = {
	{ { "prompt", "UNSH_PROMPT", NULL, "TEXT",
	    "what stands before a line: %b box, %d depth, %t target, %n kinds, %s sign, %[ %] "
	    "around what has no width; empty: the usual one" },
	  TYPE_TEXT,
	  offsetof(struct settings, prompt) },
	{ { "hints", "UNSH_HINTS", "auto|on|off", "auto|on|off",
	    "what may follow, in grey; auto: in colour and at 60 columns or more" },
	  TYPE_CHOICE,
	  offsetof(struct settings, hints) },
	{ { "pager", "UNSH_PAGER", NULL, "COMMAND",
	    "for what is longer than the screen; empty: none" },
	  TYPE_TEXT,
	  offsetof(struct settings, pager) },
	{ { "histfile", "UNSH_HISTFILE", NULL, "FILE",
	    "where typed lines are kept, of the host; empty: nowhere" },
	  TYPE_TEXT,
	  offsetof(struct settings, histfile) },
	{ { "histsize", "UNSH_HISTSIZE", NULL, "NUMBER", "how many lines are kept; 0: none" },
	  TYPE_NUMBER,
	  offsetof(struct settings, histsize) },
	{ { "events", "UNSH_EVENTS", "now|prompt", "now|prompt",
	    "ends of frames and jobs are told: now, above the line; prompt, after Enter" },
	  TYPE_CHOICE,
	  offsetof(struct settings, events) },
	{ { "plain", "UNSH_PLAIN", "on|off", "on|off",
	    "no colour, no hint, no lines of tables, events after Enter" },
	  TYPE_SWITCH,
	  offsetof(struct settings, plain) },
	{ { "timeout", "UNSH_TIMEOUT", NULL, "SECONDS", "that a frame may take to answer" },
	  TYPE_SECONDS,
	  offsetof(struct settings, timeout_ms) },
	{ { "trace", NULL, "on|off", "on|off", "print each step before doing it, as -x" },
	  TYPE_SWITCH,
	  offsetof(struct settings, trace) },
	{ { "keep-going", NULL, "on|off", "on|off", "go on after a failed step, as -k" },
	  TYPE_SWITCH,
	  offsetof(struct settings, keep_going) },
	{ { "quiet", NULL, "on|off", "on|off", "no remarks, as -q" },
	  TYPE_SWITCH,
	  offsetof(struct settings, quiet) },
};

enum {
	ROWS = sizeof(rows) / sizeof(*rows)
};
static_assert((int)ROWS <= (int)SETTINGS_MOST, "each has a place in from[]");

const struct setting *setting_each(int i)
{
	return i < ROWS ? &rows[i].about : NULL;
}

static const void *value_of(const struct settings *s, int i)
{
	return (const char *)s + rows[i].at;
}

static void *place_of(struct settings *s, int i)
{
	return (char *)s + rows[i].at;
}

/* A value under way: a number for all types but TYPE_TEXT. */
static int read_seconds(const char *value, int *ret, struct error *err)
{
	struct timespec t = { .tv_sec = 0 };

	if (number_seconds(value, &t, err) < 0)
		return -1;
	if (t.tv_sec < 0 || (t.tv_sec == 0 && t.tv_nsec == 0) || t.tv_sec > TIMEOUT_MOST)
		return refuse(err, "\"%s\" is not more than 0 and at most %d seconds", value,
			      TIMEOUT_MOST);
	*ret = (int)(t.tv_sec * 1000 + (t.tv_nsec + 999999) / 1000000);
	return 0;
}

/* The place of VALUE, which is there, in CHOICES. */
static int place_in(const char *choices, const char *value)
{
	size_t size = strlen(value);
	int place = 0;

	while (strncmp(choices, value, size) != 0 || !strchr("|", choices[size])) {
		choices = strchr(choices, '|') + 1;
		place++;
	}
	return place;
}

static int read_value(int i, const char *value, int *ret, struct error *err)
{
	const char *choices = rows[i].about.choices;
	uint64_t number = 0;

	switch (rows[i].type) {
	case TYPE_SWITCH:
	case TYPE_CHOICE:
		/* As other programs have it, UNSH_HINTS=0. */
		if (strcmp(value, "1") == 0 || strcmp(value, "0") == 0)
			value = *value == '1' ? "on" : "off";
		if (kind_check(KIND_CHOICE, choices, value, err) < 0)
			return -1;
		*ret = rows[i].type == TYPE_SWITCH ? strcmp(value, "on") == 0
						   : place_in(choices, value);
		return 0;
	case TYPE_NUMBER:
		if (number_unsigned(value, HISTORY_MOST, &number, err) < 0)
			return -1;
		*ret = (int)number;
		return 0;
	case TYPE_SECONDS:
		return read_seconds(value, ret, err);
	case TYPE_TEXT:
		break;
	}
	return 0;
}

static int find(const char *word, size_t size, struct error *err)
{
	char name[SETTING_TEXT_BYTES];

	(void)snprintf(name, sizeof(name), "%.*s", (int)size, word);
	struct near near = near_start(name);
	for (int i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].about.name, name) == 0)
			return i;
		near_try(&near, rows[i].about.name);
	}
	if (near_best(&near))
		return refuse(err, "no setting %s; did you mean %s?", name, near_best(&near));
	return refuse(err, "no setting %s; settings lists them", name);
}

/* WORD is NAME=VALUE: which, and what. */
static int read_word(const char *word, const char **ret_value, int *ret_number,
		     struct error *err)
{
	size_t size = strcspn(word, "=");
	int i = find(word, size, err);

	if (i < 0)
		return -1;
	if (word[size] != '=')
		return refuse(err, "%s needs a value: %s=%s", word, word, rows[i].about.value);
	*ret_value = word + size + 1;
	if (read_value(i, *ret_value, ret_number, err) < 0)
		return fail_in(err, "%s", rows[i].about.name);
	return i;
}

int setting_check(const char *word, struct error *err)
{
	const char *value;
	int number;

	return read_word(word, &value, &number, err) < 0 ? -1 : 0;
}

static int set_text(char **at, const char *value, struct error *err)
{
	char *copy = strdup(value);

	if (!copy)
		return fail_call(err, "strdup", "a setting");
	free(*at);
	*at = copy;
	return 0;
}

static int set_value(struct settings *s, int i, const char *value, int number,
		     struct error *err)
{
	if (rows[i].type == TYPE_TEXT)
		return set_text(place_of(s, i), value, err);
	if (rows[i].type == TYPE_SWITCH)
		*(bool *)place_of(s, i) = number;
	else
		*(int *)place_of(s, i) = number;
	return 0;
}

int setting_set(struct settings *s, const char *word, enum setting_from from, struct error *err)
{
	const char *value = "";
	int number = 0, i = read_word(word, &value, &number, err);

	if (i < 0 || set_value(s, i, value, number, err) < 0)
		return -1;
	s->from[i] = (unsigned char)from;
	return 0;
}

/* The I-th of CHOICES. */
static void name_choice(const char *choices, int i, char text[SETTING_TEXT_BYTES])
{
	for (; i > 0; i--)
		choices = strchr(choices, '|') + 1;
	(void)snprintf(text, SETTING_TEXT_BYTES, "%.*s", (int)strcspn(choices, "|"), choices);
}

const char *setting_text(const struct settings *s, int i, char text[SETTING_TEXT_BYTES])
{
	const void *at = value_of(s, i);

	switch (rows[i].type) {
	case TYPE_TEXT:
		return *(char *const *)at;
	case TYPE_SWITCH:
		return *(const bool *)at ? "on" : "off";
	case TYPE_CHOICE:
		name_choice(rows[i].about.choices, *(const int *)at, text);
		break;
	case TYPE_NUMBER:
		(void)snprintf(text, SETTING_TEXT_BYTES, "%d", *(const int *)at);
		break;
	case TYPE_SECONDS:
		(void)snprintf(text, SETTING_TEXT_BYTES, "%g", *(const int *)at / 1000.0);
		break;
	}
	return text;
}

const char *setting_from(const struct settings *s, int i)
{
	static const char *const names[] = { [FROM_DEFAULT] = "default",
					     [FROM_ENVIRONMENT] = "environment",
					     [FROM_OPTION] = "option",
					     [FROM_SET] = "set" };

	return names[s->from[i]];
}

void settings_default(struct settings *ret)
{
	*ret = (struct settings){ .histsize = HISTORY_USUAL,
				  .timeout_ms = TIMEOUT_MS,
				  .color = "auto" };
}

void settings_done(struct settings *s)
{
	for (int i = 0; i < ROWS; i++) {
		if (rows[i].type != TYPE_TEXT)
			continue;
		char **at = place_of(s, i);
		free(*at);
		*at = NULL;
	}
}

int settings_environment(struct settings *s, int i, struct error *err)
{
	const char *name = rows[i].about.variable;
	const char *value = name ? getenv(name) : NULL; /* NOLINT: one thread */
	int number = 0;

	if (!value || s->from[i] == FROM_OPTION)
		return 0;
	if (read_value(i, value, &number, err) < 0)
		return fail_in(err, "%s is left out", name);
	if (set_value(s, i, value, number, err) < 0)
		return -1;
	s->from[i] = FROM_ENVIRONMENT;
	return 0;
}
