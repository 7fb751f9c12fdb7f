/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The environment that a frame's programs get. It is unsh's to keep: a frame never looks at it.
 */
#include "base/error.h"
#include "frame/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int count(char *const *env)
{
	int n = 0;

	while (env && env[n])
		n++;
	return n;
}

static int find(char *const *env, const char *name, size_t size)
{
	for (int i = 0; env && env[i]; i++)
		if (strncmp(env[i], name, size) == 0 && env[i][size] == '=')
			return i;
	return -1;
}

const char *frame_env(const struct frame *f, const char *name)
{
	size_t size = strlen(name);
	int i = find(f->env, name, size);

	return i < 0 ? NULL : f->env[i] + size + 1;
}

int frame_env_set(struct frame *f, const char *name, const char *value, struct error *err)
{
	int n = count(f->env), i = find(f->env, name, strlen(name));

	if (!value) {
		if (i < 0)
			return 0;
		free(f->env[i]);
		f->env[i] = f->env[n - 1];
		f->env[n - 1] = NULL;
		return 0;
	}
	char *line;
	if (asprintf(&line, "%s=%s", name, value) < 0)
		return fail_call(err, "malloc", "%s", name);
	if (i >= 0) {
		free(f->env[i]);
		f->env[i] = line;
		return 0;
	}
	char **more = reallocarray(f->env, (size_t)n + 2, sizeof(*more));
	if (!more) {
		free(line);
		return fail_call(err, "malloc", "%s", name);
	}
	f->env = more;
	f->env[n] = line;
	f->env[n + 1] = NULL;
	return 0;
}

void frame_env_free(struct frame *f)
{
	for (int i = 0; f->env && f->env[i]; i++)
		free(f->env[i]);
	free(f->env);
	f->env = NULL;
}

int frame_env_copy(struct frame *f, char *const *env, struct error *err)
{
	int n = count(env);
	char **copy = calloc((size_t)n + 1, sizeof(*copy));

	frame_env_free(f);
	f->env = copy;
	for (int i = 0; copy && i < n; i++) {
		copy[i] = strdup(env[i]);
		if (!copy[i])
			return fail_call(err, "strdup", "the environment");
	}
	return copy ? 0 : fail_call(err, "calloc", "the environment");
}
