/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of files: a child of the frame reads them, so one that hangs is killed when the time is
 * over, and the frame goes on. Files of the host are read by a child of frame 0 for the same
 * reason.
 */
#include "complete/hunt.h"

#include "base/own.h"
#include "frame/frame.h"
#include "shell/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_TEXT "2000"
_Static_assert(COMPLETE_MOST == 2000, "as the question says it");

static int by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x + 1, *y + 1);
}

/* The names in DIR that begin with PREFIX, sorted, in *RET: M.n words, from the second on. */
static int ask_names(struct hunt *h, struct frame *f, const char *const what[2],
		     const char *prefix, struct message *ret)
{
	const char *words[] = { ".names", what[0], what[1], prefix, MOST_TEXT, NULL };

	if (hunt_ask(h, f, words, ret) < 0)
		return -1;
	if (ret->n < 1) {
		message_done(ret);
		return -1;
	}
	if (ret->words[0][0] != '\0')
		h->found->cut = true;
	qsort(ret->words + 1, (size_t)ret->n - 1, sizeof(*ret->words), by_name);
	return 0;
}

/* Whether a link leads to a directory: asked only where it decides what is typed next. */
static bool leads_to_dir(struct hunt *h, struct frame *f, const char *dir, const char *name)
{
	struct message m = MESSAGE_EMPTY;
	autofree char *path = NULL;

	if (asprintf(&path, "%s%s/", dir, name) < 0) {
		path = NULL; /* its value is undefined now, asprintf(3) */
		return false;
	}
	const char *words[] = { ".names", "box", path, "", "0", NULL };
	if (hunt_ask(h, f, words, &m) < 0)
		return false;
	message_done(&m);
	return true;
}

static void add_names(struct hunt *h, struct frame *f, const char *dir, const struct message *m,
		      bool only_dirs)
{
	for (int i = 1; i < m->n; i++) {
		const char *name = m->words[i] + 1;
		char type = m->words[i][0];
		autofree char *slashed = NULL;

		if (type == 'l' && m->n == 2 && leads_to_dir(h, f, dir, name))
			type = 'd';
		if (type == 'd' && asprintf(&slashed, "%s/", name) < 0)
			slashed = NULL;
		if (slashed)
			hunt_open(h, slashed, NULL);
		else if (type == 'l' || !only_dirs)
			hunt_add(h, name, type == 'l' ? "link" : NULL);
	}
}

void hunt_path(struct hunt *h, struct frame *f, bool only_dirs)
{
	const char *slash = strrchr(h->word, '/');
	size_t size = slash ? (size_t)(slash + 1 - h->word) : 0;
	autofree char *dir = strndup(h->word, size);
	struct message m = MESSAGE_EMPTY;

	if (!dir)
		return;
	const char *what[] = { "box", size > 0 ? dir : "." };
	if (ask_names(h, f, what, h->word + size, &m) < 0)
		return;
	/* What else is found may be behind another stem: candidates of one list share theirs.
	 */
	if (h->found->n == 0 || size == 0) {
		hunt_stem(h, size);
		add_names(h, f, dir, &m, only_dirs);
	}
	message_done(&m);
}

void hunt_host_path(struct hunt *h)
{
	hunt_path(h, h->s->zero, false);
}

void hunt_path_any(struct hunt *h)
{
	static const char host[] = "@host:";

	if (strncmp(h->word, host, sizeof(host) - 1) == 0) {
		hunt_stem(h, sizeof(host) - 1);
		hunt_host_path(h);
		return;
	}
	if (h->word[0] == '\0' || h->word[0] == '@')
		hunt_open(h, host, "a path of the host");
	hunt_path(h, h->frame, false);
}

static const char *path_of(const struct hunt *h, const struct frame *f)
{
	const char *path = f == h->s->zero ? getenv("PATH") : frame_env(f, "PATH");

	return path ? path : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}

void hunt_programs(struct hunt *h, struct frame *f)
{
	if (!f || h->word[0] == '\0')
		return; /* all programs there are help nobody */
	for (const char *at = path_of(h, f); at && !hunt_over(h);) {
		const char *end = strchrnul(at, ':');
		autofree char *dir = strndup(at, (size_t)(end - at));
		struct message m = MESSAGE_EMPTY;
		const char *what[] = { "box", dir && *dir ? dir : "." };

		if (ask_names(h, f, what, h->word, &m) == 0) {
			for (int i = 1; i < m.n; i++)
				if (m.words[i][0] != 'd')
					hunt_add(h, m.words[i] + 1, NULL);
			message_done(&m);
		}
		at = *end ? end + 1 : NULL;
	}
}

/* What is a namespace's own below /proc/sys; the rest of it is the machine's. */
static const char *const sysctl_tops[] = { "fs", "kernel", "net", "user" };

/* KEY is a.b.c, read as a/b/c below sys; names with a dot in them take the other spelling,
 * which is left to who knows it. */
void hunt_sysctls(struct hunt *h)
{
	const char *dot = strrchr(h->word, '.');
	size_t size = dot ? (size_t)(dot + 1 - h->word) : 0;
	autofree char *dir = NULL;
	struct message m = MESSAGE_EMPTY;

	if (strpbrk(h->word, "/="))
		return;
	if (asprintf(&dir, "sys/%.*s", (int)size, h->word) < 0) {
		dir = NULL; /* its value is undefined now, asprintf(3) */
		return;
	}
	for (char *at = dir; *at; at++)
		*at = (char)(*at == '.' ? '/' : *at);
	const char *what[] = { "proc", dir };
	hunt_stem(h, size);
	for (size_t i = 0; size == 0 && i < sizeof(sysctl_tops) / sizeof(*sysctl_tops); i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "%s.", sysctl_tops[i]);
		hunt_open(h, name, NULL);
	}
	if (size == 0 || ask_names(h, h->frame, what, h->word, &m) < 0)
		return;
	for (int i = 1; i < m.n; i++) {
		autofree char *dotted = NULL;

		if (strchr(m.words[i], '.'))
			continue;
		if (m.words[i][0] == 'd' && asprintf(&dotted, "%s.", m.words[i] + 1) < 0)
			dotted = NULL;
		if (dotted)
			hunt_open(h, dotted, NULL);
		else
			hunt_add(h, m.words[i] + 1, NULL);
	}
	message_done(&m);
}
