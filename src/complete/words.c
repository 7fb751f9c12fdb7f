/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates that the table has, or that the language fixes. */
#include "complete/hunt.h"

#include "base/own.h"
#include "base/text.h"
#include "lang/kind_net.h"
#include "shell/session.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What follows FIRST in the names of two words: "add, del, up". The caller's. */
static char *seconds_of(const struct table *t, const char *first, size_t size)
{
	struct text list = { .at = NULL };
	struct error ignored;

	for (const struct command *row = table_each(t, NULL); row; row = table_each(t, row))
		if (strncmp(row->name, first, size) == 0 && row->name[size] == ' ')
			(void)text_printf(&list, &ignored, "%s%s", list.size > 0 ? ", " : "",
					  row->name + size + 1);
	return text_take(&list);
}

static void add_step(struct hunt *h, const struct command *row)
{
	size_t size = strcspn(row->name, " ");

	if (row->name[size] == '\0') {
		hunt_add(h, row->name, row->summary);
		return;
	}
	autofree char *first = strndup(row->name, size);
	autofree char *seconds = seconds_of(h->s->table, row->name, size);
	/* `box` is a step, and `box rm` another: the first says what it does. */
	if (first && !table_find(h->s->table, (const char *const *)&first, 1, NULL))
		hunt_add(h, first, seconds);
}

void hunt_steps(struct hunt *h)
{
	for (const struct command *row = table_each(h->s->table, NULL); row;
	     row = table_each(h->s->table, row))
		add_step(h, row);
	for (const struct command *row = table_each(h->s->table, NULL); row && h->word[0];
	     row = table_each(h->s->table, row))
		for (int i = 0; row->aliases && row->aliases[i]; i++)
			if (!strchr(row->aliases[i], ' '))
				hunt_notef(h, row->aliases[i], "%s", row->name);
}

void hunt_substeps(struct hunt *h)
{
	size_t size = strlen(h->c->words[0]);

	for (const struct command *row = table_each(h->s->table, NULL); row;
	     row = table_each(h->s->table, row))
		if (strncmp(row->name, h->c->words[0], size) == 0 && row->name[size] == ' ')
			hunt_add(h, row->name + size + 1, row->summary);
}

/* Behind `help link` the second word of a name. */
void hunt_topics(struct hunt *h)
{
	const char *before = h->c->words[h->c->words_n - 1];

	if (h->c->expected.begun) {
		size_t size = before ? strlen(before) : 0;

		for (const struct command *row = table_each(h->s->table, NULL); row && before;
		     row = table_each(h->s->table, row))
			if (strncmp(row->name, before, size) == 0 && row->name[size] == ' ')
				hunt_add(h, row->name + size + 1, row->summary);
		return;
	}
	hunt_steps(h);
	const struct topic *const *list = h->s->table->topics;

	for (; list && *list; list++)
		for (const struct topic *t = *list; t->name; t++)
			hunt_add(h, t->name, t->summary);
}

/* Bare keywords stand wherever a word could; what begins with "-" is for who asks for it, or
 * where nothing else may come. */
void hunt_options(struct hunt *h)
{
	const struct expected *e = &h->c->expected;
	const struct option *list = h->c->row ? h->c->row->options : NULL;
	bool dashes = h->word[0] == '-' || (!cursor_param(h->c, 0) && !h->c->family);

	for (int i = 0; e->options && list && list[i].name; i++) {
		bool given = (e->given >> i & 1) && !list[i].repeated;

		if (!list[i].summary || given || (list[i].name[0] == '-' && !dashes))
			continue;
		hunt_add(h, list[i].name, list[i].summary);
	}
}

void hunt_columns(struct hunt *h)
{
	hunt_list(h);
	if (h->word[0] == '+' && h->found->stem == h->c->stem)
		hunt_stem(h, 1);
	for (int i = 0; i < h->c->row->columns_n; i++)
		hunt_add(h, h->c->row->columns[i].name, h->c->row->columns[i].help);
}

void hunt_link_types(struct hunt *h)
{
	static const char *const notes[][2] = {
		{ "veth", "two ends of a wire; peer NAME[@BOX] names the other" },
		{ "bridge", "a switch, whose ports are links with master" },
		{ "macvlan", "a MAC address of its own on another link" },
		{ "ipvlan", "addresses of its own on another link" },
		{ "vlan", "802.1Q, id N on another link" },
		{ "vxlan", "Ethernet in UDP, id N" },
		{ "dummy", "takes packets, and drops them" },
		{ "tun", "packets to and from a program" },
		{ "tap", "frames to and from a program" },
	};
	const char *at = LINK_TYPES;

	for (size_t size; *at; at += size + (at[size] == ' ')) {
		const char *note = NULL;

		size = strcspn(at, " ");
		autofree char *name = strndup(at, size);
		for (size_t i = 0; name && i < sizeof(notes) / sizeof(*notes); i++)
			if (strcmp(notes[i][0], name) == 0)
				note = notes[i][1];
		if (name)
			hunt_add(h, name, note);
	}
}

void hunt_signals(struct hunt *h)
{
	static const int first[] = { SIGTERM, SIGKILL, SIGINT, SIGHUP, SIGSTOP, SIGCONT };

	if (h->word[0] != '-')
		return;
	hunt_stem(h, 1);
	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++)
		hunt_add(h, sigabbrev_np(first[i]), sigdescr_np(first[i]));
	for (int sig = 1; sig < NSIG; sig++)
		if (sigabbrev_np(sig))
			hunt_add(h, sigabbrev_np(sig), sigdescr_np(sig));
}
