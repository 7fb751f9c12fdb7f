/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/variables.h"

#include "base/error.h"
#include "base/number.h"
#include "shell/jobs.h"
#include "shell/session.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct variables {
	int n;
	char **list; /* "NAME=VALUE", sorted */
	char number[16];
};

static struct variables *of(struct session *s)
{
	if (!s->variables)
		s->variables = calloc(1, sizeof(*s->variables));
	return s->variables;
}

/* Where NAME is, or where it belongs. */
static int place_of(const struct variables *v, const char *name, int *ret_found)
{
	size_t size = strlen(name);

	*ret_found = 0;
	for (int i = 0; i < v->n; i++) {
		int order = strncmp(v->list[i], name, size);

		if (order == 0 && v->list[i][size] == '=') {
			*ret_found = 1;
			return i;
		}
		if (order > 0 || (order == 0 && v->list[i][size] > '='))
			return i;
	}
	return v->n;
}

int variables_set(struct session *s, const char *name, const char *value, struct error *err)
{
	struct variables *v = of(s);
	char *line;
	int found;

	if (!v || asprintf(&line, "%s=%s", name, value) < 0)
		return fail_call(err, "malloc", "%s", name);
	int at = place_of(v, name, &found);
	if (found && v->list) {
		free(v->list[at]);
		v->list[at] = line;
		return 0;
	}
	char **more = reallocarray(v->list, (size_t)v->n + 1, sizeof(*more));
	if (!more) {
		free(line);
		return fail_call(err, "realloc", "%s", name);
	}
	v->list = more;
	memmove(more + at + 1, more + at, sizeof(*more) * (size_t)(v->n - at));
	more[at] = line;
	v->n++;
	return 0;
}

void variables_free(struct variables *v)
{
	for (int i = 0; v && i < v->n; i++)
		free(v->list[i]);
	if (v)
		free(v->list);
	free(v);
}

const char *variables_each(const struct session *s, int i)
{
	return s->variables && i < s->variables->n ? s->variables->list[i] : NULL;
}

static const char *argument(void *state, int i)
{
	const struct session *s = state;

	for (int j = 0; s->args && s->args[j]; j++)
		if (j == i)
			return s->args[j];
	return NULL;
}

static const char *number_text(struct session *s, const char *before, int n)
{
	struct variables *v = of(s);

	if (!v)
		return NULL;
	(void)snprintf(v->number, sizeof(v->number), "%s%d", before, n);
	return v->number;
}

static const char *value(void *state, const char *name)
{
	struct session *s = state;
	struct error ignored;
	uint64_t i;
	int n = 0, found;

	if (strcmp(name, "?") == 0)
		return number_text(s, "", s->status);
	/* With its %: a bare number is a pid to kill. */
	if (strcmp(name, "!") == 0)
		return jobs_last(s->jobs) > 0 ? number_text(s, "%", jobs_last(s->jobs)) : NULL;
	if (strcmp(name, "#") == 0) {
		while (argument(s, n))
			n++;
		return number_text(s, "", n);
	}
	if (isdigit((unsigned char)name[0]))
		return number_unsigned(name, INT32_MAX, &i, &ignored) == 0 && i > 0
			       ? argument(s, (int)i - 1)
			       : NULL;
	if (s->variables) {
		int at = place_of(s->variables, name, &found);

		if (found)
			return s->variables->list[at] + strlen(name) + 1;
	}
	return frame_env(session_frame(s), name);
}

struct lookup variables_lookup(struct session *s)
{
	return (struct lookup){ .value = value, .argument = argument, .state = s };
}
