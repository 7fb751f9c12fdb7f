/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/options.h"

#include "base/error.h"
#include "lang/near.h"
#include "shell/version.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* A row for each: the same table reads them and explains them. */
static const struct {
	const char *name, *value, *help;
} known[] = {
	{ "-c", "STEPS", "do these steps" },
	{ "-f", "FILE", "the script; the first word that is no option does as well" },
	{ "-i", NULL, "the prompt, even if stdin is no terminal" },
	{ "-e", "WHO", "enter WHO first" },
	{ "-n", NULL, "check only" },
	{ "-k", NULL, "go on after a failed step" },
	{ "-x", NULL, "print each step before doing it" },
	{ "-q", NULL, "no banner, no remarks" },
	{ "--json", NULL, "every listing as JSON" },
	{ "--color", "auto|always|never", "colours; NO_COLOR is never" },
	{ "--plain", NULL, "no colour, no hint, no lines of tables, events after Enter" },
	{ "--events", "now|prompt", "when ends of frames and jobs are told" },
	{ "--no-host", NULL, "refuse !, |, @host, @host: and source" },
	{ "-h", NULL, "this" },
	{ "-V", NULL, "version, libraries, what this kernel has and lacks" },
};

static int set_color(struct options *o, const char *value, struct error *err)
{
	if (strcmp(value, "auto") != 0 && strcmp(value, "always") != 0 &&
	    strcmp(value, "never") != 0)
		return refuse(err, "--color is auto, always or never, not \"%s\"", value);
	o->settings.color = value;
	return 0;
}

/* What `set -o` knows as well: as WORD would be there. */
static int apply_setting(struct options *o, const char *name, const char *value,
			 struct error *err)
{
	char word[SETTING_TEXT_BYTES];

	if (strcmp(name, "--events") == 0)
		(void)snprintf(word, sizeof(word), "events=%s", value);
	else
		(void)snprintf(word, sizeof(word), "%s=on",
			       strcmp(name, "-k") == 0   ? "keep-going"
			       : strcmp(name, "-x") == 0 ? "trace"
			       : strcmp(name, "-q") == 0 ? "quiet"
							 : "plain");
	return setting_set(&o->settings, word, FROM_OPTION, err);
}

static int apply_value(struct options *o, const char *name, const char *value,
		       struct error *err)
{
	if (strcmp(name, "--color") == 0)
		return set_color(o, value, err);
	if (strcmp(name, "-c") == 0)
		o->steps = value;
	else if (strcmp(name, "-f") == 0)
		o->file = value;
	else if (strcmp(name, "-e") == 0 && o->enter_n == ENTER_MOST)
		return refuse(err, "-e more than %d times", ENTER_MOST);
	else if (strcmp(name, "-e") == 0)
		o->enter[o->enter_n++] = value;
	else
		return apply_setting(o, name, value, err);
	return 0;
}

static int apply(struct options *o, const char *name, const char *value, struct error *err)
{
	struct {
		const char *name;
		bool *at;
	} const switches[] = {
		{ "-i", &o->prompt },
		{ "-n", &o->settings.check_only },
		{ "-h", &o->help },
		{ "-V", &o->version },
		{ "--json", &o->settings.json },
		{ "--no-host", &o->settings.no_host },
	};

	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++) {
		if (strcmp(switches[i].name, name) != 0)
			continue;
		*switches[i].at = true;
		return 0;
	}
	return apply_value(o, name, value, err);
}

static int unknown(const char *word, struct error *err)
{
	struct near near = near_start(word);

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		near_common(&near, known[i].name);
	if (near_best(&near) && word[1] == '-')
		return refuse(err, "no option %s; did you mean %s?", word, near_best(&near));
	return refuse(err, "no option %s; unsh -h lists them", word);
}

/* The option at ARGV[*at], its value in the same word or in the next; *at moves to its last. */
static int read_option(char **argv, int *at, struct options *o, struct error *err)
{
	const char *word = argv[*at], *equals = strchr(word, '=');
	size_t size = word[1] == '-' && equals ? (size_t)(equals - word) : strlen(word);

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strlen(known[i].name) != size || memcmp(known[i].name, word, size) != 0)
			continue;
		if (word[size] == '=' && !known[i].value)
			return refuse(err, "%s takes no value", known[i].name);
		if (!known[i].value || word[size] == '=')
			return apply(o, known[i].name, equals + 1, err);
		if (!argv[*at + 1])
			return refuse(err, "%s needs a value: %s", word, known[i].value);
		return apply(o, known[i].name, argv[++*at], err);
	}
	return unknown(word, err);
}

/* What is left after the options: FILE unless -c or -f was there, ARGs, `--`, PROGRAM. */
static int read_rest(char **argv, int at, struct options *o, struct error *err)
{
	if (argv[at] && strcmp(argv[at], "--") != 0 && !o->steps && !o->file)
		o->file = argv[at++];
	o->args = argv + at;
	for (int i = at; argv[i]; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		argv[i] = NULL; /* ends the ARGs */
		o->program = argv + i + 1;
		if (!*o->program)
			return refuse(err, "-- needs a program behind it");
		break;
	}
	if (o->steps && o->file)
		return refuse(err, "-c and a FILE exclude each other");
	if (o->prompt && (o->steps || o->file))
		return refuse(err, "-i goes with neither -c nor a FILE");
	return 0;
}

int options_read(int argc, char **argv, struct options *ret, struct error *err)
{
	struct options o = { .file = NULL };
	int at = 1;

	settings_default(&o.settings);
	for (; at < argc && argv[at][0] == '-' && argv[at][1] != '\0'; at++) {
		if (strcmp(argv[at], "--") == 0)
			break;
		if (read_option(argv, &at, &o, err) < 0)
			return -1;
	}
	if (read_rest(argv, at, &o, err) < 0)
		return -1;
	*ret = o;
	return 0;
}

void options_help(void)
{
	(void)printf(
		"usage: unsh [OPTION...] [FILE [ARG...]]\n"
		"       unsh [OPTION...] -c STEPS [ARG...]\n"
		"       unsh [OPTION...] ... -- PROGRAM [ARG...]\n\n"
		"Changes the namespaces of a process that it holds, step by step: from FILE,\n"
		"from -c, from stdin, or at a prompt. `help` there lists the steps.\n\n");
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		char name[40];

		(void)snprintf(name, sizeof(name), "%s%s%s", known[i].name,
			       known[i].value ? " " : "", known[i].value ? known[i].value : "");
		(void)printf("  %-26s %s\n", name, known[i].help);
	}
}

void options_version(void)
{
	version_print();
}
