/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user sets: variables, and the settings of shell/settings.c. */
#include "command/settings.h"

#include "base/error.h"
#include "command/listing.h"
#include "command/pairs.h"
#include "lang/args.h"
#include "shell/session.h"
#include "shell/variables.h"

enum {
	NAME,
	VALUE,
	FROM,
	HELP,
	COLUMNS
};

static const struct column columns[COLUMNS] = {
	[NAME] = { .name = "NAME", .help = "as set -o knows it" },
	[VALUE] = { .name = "VALUE",
		    .cut = 1,
		    .help = "in force; absent where it has its usual" },
	[FROM] = { .name = "FROM",
		   .help = "who said so: default, environment, option (of unsh), set" },
	[HELP] = { .name = "HELP", .cut = 1, .help = "what it is about" },
};

static int list(struct session *s, const struct listing_options *o, struct error *err)
{
	char text[SETTING_TEXT_BYTES];
	const struct setting *setting;
	struct listing *l;

	if (listing_new("settings", columns, COLUMNS, o, &l, err) < 0)
		return -1;
	for (int i = 0; (setting = setting_each(i)); i++) {
		const char *cells[COLUMNS] = {
			[NAME] = setting->name,
			[VALUE] = setting_text(&s->settings, i, text),
			[FROM] = setting_from(&s->settings, i),
			[HELP] = setting->help,
		};

		if (listing_row(l, cells, -1, err) < 0) {
			listing_drop(l);
			return -1;
		}
	}
	return listing_print(l, &s->out, err);
}

static int settings_outside(struct session *s, const struct args *a, struct error *err)
{
	struct listing_options o = session_listing(s, a);

	return list(s, &o, err);
}

static int check_set(const struct args *a, struct error *err)
{
	const char *word, *name = arg(a, "NAME");

	for (int i = 0; (word = arg_option_each(a, "-o", i)); i++)
		if (setting_check(word, err) < 0)
			return -1;
	if (name && !arg(a, "VALUE"))
		return refuse(err, "%s: a value is missing; '' is the empty one", name);
	return 0;
}

static int show_variables(struct session *s, const struct args *a, struct error *err)
{
	struct pairs pairs;
	const char *line;
	int done = pairs_begin(s, a, "variables", &pairs, err);

	if (done < 0)
		return -1;
	for (int i = 0; done == 0 && (line = variables_each(s, i)); i++)
		done = pairs_add(&pairs, line, "=", err);
	return pairs_end(&pairs, done, err);
}

static int set_outside(struct session *s, const struct args *a, struct error *err)
{
	const char *name = arg(a, "NAME"), *word;

	for (int i = 0; (word = arg_option_each(a, "-o", i)); i++)
		if (setting_set(&s->settings, word, FROM_SET, err) < 0)
			return -1;
	if (name)
		return variables_set(s, name, arg(a, "VALUE"), err);
	return arg_has(a, "-o") ? 0 : show_variables(s, a, err);
}

static const struct param set_params[] = {
	{ .kind = KIND_VARIABLE, .name = "NAME", .optional = 1 },
	{ .kind = KIND_WORD, .name = "VALUE", .optional = 1 },
	{ .kind = KIND_END },
};

static const struct option set_options[] = {
	{ .name = "-o",
	  .kind = KIND_SETTING,
	  .value = "SETTING=VALUE",
	  .repeated = 1,
	  .summary = "a setting; settings lists them" },
	PAIRS_OPTION,
	{ .name = NULL },
};

const struct command settings_commands[] = {
	{
		.name = "set",
		.params = set_params,
		.options = set_options,
		.check = check_set,
		.summary = "set a variable, or a setting; alone: show the variables",
		.text = "$NAME is the variable, or else what the frame's environment has.",
		.see = "settings, env, about words",
		.examples = { "set name lab; echo $name", "set -o timeout=30" },
		.outside = set_outside,
	},
	{
		.name = "settings",
		.options = listing_options,
		.check = listing_check,
		.summary = "the settings of this session",
		.text = "set -o NAME=VALUE changes one. Before the first step they are as the environment\n"
			"says: UNSH_PROMPT, UNSH_HINTS, UNSH_PAGER, UNSH_HISTFILE, UNSH_HISTSIZE,\n"
			"UNSH_EVENTS, UNSH_PLAIN, UNSH_TIMEOUT. Options of unsh are stronger: --plain,\n"
			"--events, -x (trace), -k (keep-going), -q (quiet).",
		.see = "set, help",
		.examples = { "settings -o name,value,from", "set -o timeout=30; settings" },
		.columns = columns,
		.columns_n = COLUMNS,
		.outside = settings_outside,
	},
	{ .name = NULL },
};
