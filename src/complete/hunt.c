/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "complete/hunt.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/own.h"
#include "shell/session.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
	NOTE_BYTES = 160
};

bool hunt_over(struct hunt *h)
{
	struct pollfd stop = { .fd = h->interrupt_fd, .events = POLLIN };

	if (h->interrupt_fd >= 0 && poll(&stop, 1, 0) == 1)
		h->found->interrupted = true;
	if (h->found->n >= COMPLETE_MOST || clock_ms() > h->until_ms)
		h->found->cut = true;
	return h->found->cut || h->found->interrupted;
}

static bool is_known(const struct hunt *h, const char *name)
{
	for (int i = 0; i < h->found->n; i++)
		if (strcmp(h->found->list[i].name, name) == 0)
			return true;
	return false;
}

static bool make_room(struct candidates *c)
{
	if (c->n < c->room)
		return true;
	int room = c->room ? 2 * c->room : 32;
	struct candidate *more = reallocarray(c->list, (size_t)room, sizeof(*more));
	if (!more)
		return false;
	c->list = more;
	c->room = room;
	return true;
}

static void add(struct hunt *h, const char *name, const char *note, bool is_open)
{
	struct candidates *c = h->found;

	if (strncasecmp(name, h->word, strlen(h->word)) != 0)
		return;
	if (c->n >= COMPLETE_MOST || !make_room(c)) {
		c->cut = true;
		return;
	}
	char *safe = show_escape(name, strlen(name));
	if (!safe || is_known(h, safe)) {
		free(safe);
		return;
	}
	c->list[c->n++] = (struct candidate){
		.name = safe,
		.note = note && *note ? show_escape(note, strlen(note)) : NULL,
		.is_open = is_open,
		.hostile = strcmp(safe, name) != 0,
	};
}

void hunt_add(struct hunt *h, const char *name, const char *note)
{
	add(h, name, note, false);
}

void hunt_open(struct hunt *h, const char *name, const char *note)
{
	add(h, name, note, true);
}

void hunt_notef(struct hunt *h, const char *name, const char *fmt, ...)
{
	char note[NOTE_BYTES];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(note, sizeof(note), fmt, ap);
	va_end(ap);
	add(h, name, note, false);
}

void hunt_each(struct hunt *h, const char *list, char separator)
{
	for (const char *at = list; at && *at;) {
		const char *end = strchrnul(at, separator);
		autofree char *name = strndup(at, (size_t)(end - at));

		if (name)
			hunt_add(h, name, NULL);
		at = *end ? end + 1 : NULL;
	}
}

void hunt_stem(struct hunt *h, size_t size)
{
	h->found->stem += size;
	h->word += size;
}

void hunt_list(struct hunt *h)
{
	const char *comma = strrchr(h->word, ',');

	if (comma)
		hunt_stem(h, (size_t)(comma + 1 - h->word));
}

int hunt_ask(struct hunt *h, struct frame *f, const char *const *words, struct message *ret)
{
	int64_t left_ms = h->until_ms - clock_ms();
	struct patience p = { .timeout_ms = left_ms < 0 ? 0 : (int)left_ms,
			      .interrupt_fd = h->interrupt_fd,
			      .pump_from = -1 };
	struct question q = { .words = words };
	struct error ignored;

	if (!f || hunt_over(h))
		return -1;
	while (words[q.n])
		q.n++;
	int done = frame_ask(f, &q, &p, ret, &ignored);
	(void)hunt_over(h);
	return done;
}

bool hunt_given(const struct hunt *h, const char *word)
{
	for (int i = 1; i < h->c->words_n; i++)
		if (h->c->words[i] && strcmp(h->c->words[i], word) == 0)
			return true;
	return false;
}

void candidates_done(struct candidates *c)
{
	for (int i = 0; i < c->n; i++) {
		free(c->list[i].name);
		free(c->list[i].note);
	}
	free(c->list);
	*c = (struct candidates){ .n = 0 };
}

/* As typed, if anything is; else whatever differs only in the case of its letters. */
static void keep_case(struct hunt *h)
{
	struct candidates *c = h->found;
	size_t size = strlen(h->word);
	int kept = 0;

	for (int i = 0; i < c->n; i++)
		kept += strncmp(c->list[i].name, h->word, size) == 0;
	if (kept == 0 || kept == c->n)
		return;
	kept = 0;
	for (int i = 0; i < c->n; i++) {
		if (strncmp(c->list[i].name, h->word, size) == 0) {
			c->list[kept++] = c->list[i];
			continue;
		}
		free(c->list[i].name);
		free(c->list[i].note);
	}
	c->n = kept;
}

static void hunt_kind(struct hunt *h, const struct param *p);

static void hunt_ns(struct hunt *h, bool all)
{
	const char *equals = strchr(h->word, '=');

	if (!equals) {
		hunt_kinds(h, all);
		return;
	}
	hunt_stem(h, (size_t)(equals + 1 - h->word));
	if (all)
		hunt_boxes(h, "@", false);
	if (h->word[0] != '@')
		hunt_path(h, h->frame, false);
}

static void hunt_place(struct hunt *h)
{
	hunt_boxes(h, "@", true);
	if (strncmp(h->word, "pid:", 4) == 0) {
		hunt_stem(h, 4);
		hunt_pids(h);
	} else if (strncmp(h->word, "net:", 4) == 0) {
		hunt_stem(h, 4);
		hunt_path(h, h->frame, false);
	} else {
		hunt_open(h, "pid:", "the net namespace of a process");
		hunt_open(h, "net:", "a file that holds one, such as /run/netns/NAME");
	}
}

/* The name is new; the box is one that there is. */
static void hunt_peer(struct hunt *h)
{
	const char *at = strchr(h->word, '@');

	if (!at)
		return;
	hunt_stem(h, (size_t)(at + 1 - h->word));
	hunt_boxes(h, "", true);
}

static void hunt_word(struct hunt *h, const struct param *p)
{
	if (h->c->row->columns && strcmp(p->name, "COLUMNS") == 0)
		hunt_columns(h);
}

static void hunt_program(struct hunt *h)
{
	/* The words behind a program are its own; most often they are paths. */
	if (h->c->expected.begun || strchr(h->word, '/'))
		hunt_path(h, h->frame, false);
	else
		hunt_programs(h, h->frame);
}

static void hunt_network(struct hunt *h, enum kind kind)
{
	if (kind == KIND_IFNAME)
		hunt_links(h);
	else if (kind == KIND_IFNAME_AT)
		hunt_peer(h);
	else if (kind == KIND_PLACE)
		hunt_place(h);
	else if (kind == KIND_ADDRESS)
		hunt_addresses(h);
	else if (kind == KIND_PREFIX)
		hunt_add(h, "default", "all that no other route is for");
	else if (kind == KIND_LINKTYPE)
		hunt_link_types(h);
}

static void hunt_files(struct hunt *h, const struct param *p)
{
	if (p->kind == KIND_PATH)
		hunt_path(h, h->frame, strcmp(p->name, "DIR") == 0);
	else if (p->kind == KIND_PATH_ANY)
		hunt_path_any(h);
	else if (p->kind == KIND_HOST_FILE)
		hunt_host_path(h);
	else if (p->kind == KIND_MOUNTPOINT)
		hunt_mount_points(h);
	else if (p->kind == KIND_FSTYPE)
		hunt_types(h, false);
	else if (p->kind == KIND_MOUNT_OPTIONS)
		hunt_mount_options(h);
	else if (p->kind == KIND_MOUNT_SOURCE) {
		hunt_types(h, true);
		hunt_path(h, h->frame, false);
	} else if (p->kind == KIND_SYSCTL)
		hunt_sysctls(h);
	else if (p->kind == KIND_PROGRAM)
		hunt_program(h);
}

static void hunt_kind(struct hunt *h, const struct param *p)
{
	switch ((int)p->kind) { /* of many kinds there is nothing to say, or files */
	case KIND_NSKIND:
	case KIND_NSKINDS:
		hunt_kinds(h, false);
		break;
	case KIND_NS_NEW:
	case KIND_NS_ENTER:
		hunt_ns(h, p->kind == KIND_NS_NEW);
		break;
	case KIND_PID:
	case KIND_WHO:
		hunt_pids(h);
		break;
	case KIND_JOB_OR_PID:
		hunt_jobs(h);
		hunt_pids(h);
		break;
	case KIND_JOB:
		hunt_jobs(h);
		break;
	case KIND_SIGNAL:
		hunt_signals(h);
		break;
	case KIND_COUNT:
		hunt_frames(h);
		break;
	case KIND_BOX:
		hunt_boxes(h, "", false);
		break;
	case KIND_ASSIGNMENT:
		hunt_environment(h, true);
		break;
	case KIND_VARIABLE:
		hunt_variables(h, "");
		hunt_environment(h, false);
		break;
	case KIND_SETTING:
		hunt_settings(h);
		break;
	case KIND_CHOICE:
		hunt_each(h, p->choices, '|');
		break;
	case KIND_TOPIC:
		hunt_topics(h);
		break;
	case KIND_WORD:
		hunt_word(h, p);
		break;
	default:
		hunt_network(h, p->kind);
		hunt_files(h, p);
	}
}

static void hunt_words(struct hunt *h)
{
	const struct option *o = cursor_option(h->c);
	const struct param *p;
	size_t stem = h->found->stem;

	if (h->c->family)
		hunt_substeps(h);
	if (o) {
		const struct param value = { .kind = o->kind,
					     .name = o->value ? o->value : "",
					     .choices = o->choices };

		hunt_kind(h, &value);
		return;
	}
	for (int i = 0; (p = cursor_param(h->c, i)); i++) {
		if (i == 0 && p->filler && !h->c->expected.filled && h->word[0] == p->filler[0])
			hunt_add(h, p->filler, NULL);
		hunt_kind(h, p);
		if (h->found->stem != stem)
			return;
	}
	hunt_options(h);
}

static void hunt_host(struct hunt *h)
{
	/* The host's sh has its own quotes: only plain names are offered. */
	if (h->c->at == CURSOR_PROGRAM && !strchr(h->word, '/'))
		hunt_programs(h, h->s->zero);
	else
		hunt_host_path(h);
	h->found->raw = true;
}

static struct frame *frame_at(struct session *s, const struct cursor *c)
{
	const struct box *box = c->box ? boxes_find(&s->boxes, c->box) : s->boxes.current;

	if (c->box && strcmp(c->box, "host") == 0)
		return s->zero;
	return box ? box_top(box) : NULL;
}

void complete_at(struct session *s, const struct cursor *c, int limit_ms, int interrupt_fd,
		 struct candidates *ret)
{
	struct hunt h = { .s = s,
			  .c = c,
			  .frame = frame_at(s, c),
			  .until_ms = clock_ms() + limit_ms,
			  .interrupt_fd = interrupt_fd,
			  .found = ret };

	*ret = (struct candidates){ .stem = c->stem };
	if (c->at == CURSOR_NOTHING)
		return;
	h.word = c->prefix + c->stem;
	switch (c->at) {
	case CURSOR_STEP:
		hunt_steps(&h);
		break;
	case CURSOR_WORD:
		hunt_words(&h);
		break;
	case CURSOR_BOX:
		hunt_boxes(&h, "", true);
		break;
	case CURSOR_VARIABLE:
		ret->raw = true;
		hunt_variables(&h, c->stem > 0 && c->prefix[c->stem - 1] == '{' ? "}" : "");
		break;
	case CURSOR_FILE:
		hunt_path_any(&h);
		break;
	case CURSOR_PROGRAM:
	case CURSOR_HOST:
		hunt_host(&h);
		break;
	case CURSOR_NOTHING:
		break;
	}
	keep_case(&h);
}
