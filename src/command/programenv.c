/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/programenv.h"

#include "base/error.h"
#include "base/own.h"
#include "base/text.h"
#include "frame/frame.h"
#include "lang/args.h"
#include "look/ns.h"
#include "shell/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ENV with SETS (N of NAME=VALUE) in the place of their like. */
static char **env_with(char *const *env, const char *const *sets, int sets_n)
{
	int n = 0;

	while (env && env[n])
		n++;
	char **list = calloc((size_t)(n + sets_n) + 1, sizeof(*list));
	for (int i = 0; list && i < n; i++)
		list[i] = env[i];
	for (int i = 0; list && i < sets_n; i++) {
		size_t size = (size_t)(strchr(sets[i], '=') - sets[i]) + 1;
		int at = 0;

		while (at < n && strncmp(list[at], sets[i], size) != 0)
			at++;
		list[at] = (char *)sets[i];
		n += at == n;
	}
	return list;
}

char **env_of_run(const struct frame *f, const struct args *a)
{
	int n = 0;

	while (arg_option_each(a, "--env", n))
		n++;
	autofree const char **sets = calloc((size_t)n + 1, sizeof(*sets));
	for (int i = 0; sets && i < n; i++)
		sets[i] = arg_option_each(a, "--env", i);
	return sets ? env_with(f->env, sets, n) : NULL;
}

/* "[main:1 net uts] "; a box's name is of letters, digits, - and _, kind.c. */
static int box_sign(const struct session *s, const struct frame *f, struct text *t,
		    struct error *err)
{
	const char *name = s->on_host ? "host" : s->box->name;
	char kinds[LOOK_NS_NAMES];
	int done = text_printf(t, err, "[%s", name);

	if (done == 0 && !s->on_host && s->box->n > 0)
		done = text_printf(t, err, ":%d", s->box->n);
	look_ns_names(f->own, ' ', kinds);
	return done == 0 ? text_printf(t, err, "%s%s] ", kinds[0] ? " " : "", kinds) : done;
}

/* A shell's files set PS1; few set PROMPT_COMMAND, which bash runs before each prompt. */
static const char in_front[] = "case $PS1 in \"$UNSH_BOX\"*) ;; *) PS1=$UNSH_BOX$PS1 ;; esac";

static int print(char **ret, const char *name, const char *first, const char *second)
{
	int size = asprintf(ret, "%s=%s%s", name, first, second);

	if (size < 0)
		*ret = NULL; /* undefined now, asprintf(3) */
	return size < 0 ? -1 : 0;
}

static int make_sets(const struct frame *f, const char *name, struct shell_env *env,
		     const char *box)
{
	const char *sign = f->uid == 0 ? "$PWD# " : "$PWD$ ";
	const char *own = frame_env(f, "PROMPT_COMMAND");
	autofree char *more = NULL;

	if (print(&env->made[0], "UNSH_BOX", box, "") < 0)
		return -1;
	if (strcmp(name, "zsh") == 0)
		return print(&env->made[1], "PS1", box, "%~%# ");
	if (strcmp(name, "bash") != 0)
		return print(&env->made[1], "PS1", box, sign);
	if (print(&env->made[1], "PS1", "\\w\\$ ", "") < 0)
		return -1;
	if (own && *own && print(&more, "", own, "; ") < 0)
		return -1;
	/* After the = that it begins with. */
	return print(&env->made[2], "PROMPT_COMMAND", more ? more + 1 : "", in_front);
}

int env_of_shell(struct session *s, const struct frame *f, const char *shell,
		 struct shell_env *ret, struct error *err)
{
	const char *slash = strrchr(shell, '/');
	struct text box = { .at = NULL };
	int n = 0, done = box_sign(s, f, &box, err);

	*ret = (struct shell_env){ .list = NULL };
	if (done == 0 && make_sets(f, slash ? slash + 1 : shell, ret, box.at) < 0)
		done = fail_call(err, "asprintf", "the shell's prompt");
	text_done(&box);
	while (done == 0 && n < 3 && ret->made[n])
		n++;
	ret->list = done == 0 ? env_with(f->env, (const char *const *)ret->made, n) : NULL;
	if (done == 0 && !ret->list)
		done = fail_call(err, "calloc", "the shell's environment");
	if (done < 0)
		shell_env_done(ret);
	return done;
}

void shell_env_done(struct shell_env *env)
{
	free(env->list);
	for (int i = 0; i < 3; i++)
		free(env->made[i]);
	*env = (struct shell_env){ .list = NULL };
}
