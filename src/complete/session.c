/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates that the session knows: boxes, frames, kinds in force, jobs, variables, settings.
 */
#include "complete/hunt.h"

#include "base/own.h"
#include "frame/frame.h"
#include "look/ns.h"
#include "shell/jobs.h"
#include "shell/session.h"
#include "shell/settings.h"
#include "shell/variables.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAME_BYTES = 96
};

static const struct {
	unsigned kind;
	const char *what;
} kinds[] = {
	{ CLONE_NEWUSER, "ids, capabilities" },
	{ CLONE_NEWNS, "mounts" },
	{ CLONE_NEWNET, "links, addresses, routes, ports" },
	{ CLONE_NEWUTS, "host name" },
	{ CLONE_NEWIPC, "System V IPC, message queues" },
	{ CLONE_NEWPID, "process ids" },
	{ CLONE_NEWCGROUP, "the root of cgroups" },
	{ CLONE_NEWTIME, "clocks since boot" },
};

static const char *what_of(unsigned kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].kind == kind)
			return kinds[i].what;
	return "";
}

static bool kind_given(const struct hunt *h, const char *name)
{
	size_t size = strlen(name);

	for (int i = 1; i < h->c->words_n; i++)
		if (h->c->words[i] && strncmp(h->c->words[i], name, size) == 0 &&
		    strchr("=", h->c->words[i][size]))
			return true;
	return false;
}

void hunt_kinds(struct hunt *h, bool all)
{
	struct error ignored;

	for (int i = 0; i < LOOK_NS_KINDS; i++) {
		unsigned kind = look_ns_kind(i);
		const char *name = look_ns_name(i);
		struct look_ns ns = { .ino = 0 };
		char ino[32] = "";

		if (kind_given(h, name))
			continue;
		if (h->frame &&
		    look_ns_of(h->s->zero->proc, h->frame->pid, name, &ns, &ignored) == 0)
			(void)snprintf(ino, sizeof(ino), " %" PRIu64, ns.ino);
		hunt_notef(h, name, "%s; now %s%s", what_of(kind),
			   !h->frame               ? "?"
			   : h->frame->made & kind ? "this box's own"
			   : h->frame->own & kind  ? "the one entered"
						   : "the host's",
			   ino);
	}
	if (all && h->c->words_n == 1)
		hunt_add(h, "all", "the eight");
}

void hunt_boxes(struct hunt *h, const char *front, bool host)
{
	const struct boxes *all = &h->s->boxes;
	char name[NAME_BYTES];

	for (int i = 0; i < all->n; i++) {
		const struct box *b = all->list[i];

		(void)snprintf(name, sizeof(name), "%s%s", front, b->name);
		hunt_notef(h, name, "%d frame%s%s%s%s", b->n, b->n == 1 ? "" : "s",
			   b->n > 0 ? ": " : "", b->n > 0 ? b->titles[b->n - 1] : "",
			   b == all->current ? " (here)" : "");
	}
	(void)snprintf(name, sizeof(name), "%shost", front);
	if (host)
		hunt_add(h, name, "the host itself");
}

/* leave N: what N drops. */
void hunt_frames(struct hunt *h)
{
	const struct box *b =
		h->c->box ? boxes_find(&h->s->boxes, h->c->box) : h->s->boxes.current;
	char name[16];

	for (int i = 1; b && i <= b->n && !hunt_over(h); i++) {
		(void)snprintf(name, sizeof(name), "%d", i);
		hunt_notef(h, name, "down to frame %d: drops %s", b->n - i,
			   b->titles[b->n - i]);
	}
	if (b && b->n > 0)
		hunt_add(h, "all", "back to what the box stands on");
}

void hunt_jobs(struct hunt *h)
{
	struct job *job;
	char name[16];

	for (int i = 0; (job = jobs_each(h->s->jobs, i)) && !hunt_over(h); i++) {
		(void)snprintf(name, sizeof(name), "%%%d", job->id);
		hunt_add(h, name, job->title);
	}
}

static void add_pair(struct hunt *h, const char *pair, const char *end)
{
	const char *equals = strchrnul(pair, '=');
	autofree char *name = NULL;

	if (asprintf(&name, "%.*s%s", (int)(equals - pair), pair, end) < 0)
		name = NULL; /* its value is undefined now, asprintf(3) */
	if (!name)
		return;
	if (*end == '=')
		hunt_open(h, name, *equals ? equals + 1 : NULL);
	else
		hunt_add(h, name, *equals ? equals + 1 : NULL);
}

/* $NAME is set's, or else of the frame's environment: so both. */
void hunt_variables(struct hunt *h, const char *end)
{
	const char *pair;

	for (int i = 0; (pair = variables_each(h->s, i)) && !hunt_over(h); i++)
		add_pair(h, pair, end);
	for (int i = 0; h->frame && h->frame->env && h->frame->env[i] && !hunt_over(h); i++)
		if (h->c->at == CURSOR_VARIABLE)
			add_pair(h, h->frame->env[i], end);
}

void hunt_environment(struct hunt *h, bool assign)
{
	if (strchr(h->word, '='))
		return;
	for (int i = 0; h->frame && h->frame->env && h->frame->env[i] && !hunt_over(h); i++)
		add_pair(h, h->frame->env[i], assign ? "=" : "");
}

void hunt_settings(struct hunt *h)
{
	const struct setting *setting;
	const char *equals = strchr(h->word, '=');
	size_t size = equals ? (size_t)(equals - h->word) : 0;
	char name[NAME_BYTES];

	for (int i = 0; (setting = setting_each(i)); i++) {
		if (!equals) {
			(void)snprintf(name, sizeof(name), "%s=", setting->name);
			hunt_open(h, name, setting->help);
		} else if (strlen(setting->name) == size &&
			   memcmp(setting->name, h->word, size) == 0) {
			hunt_stem(h, size + 1);
			hunt_each(h, setting->choices, '|');
			return;
		}
	}
}
