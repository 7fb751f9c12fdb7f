/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One search for candidates, and who finds what; for the files of this room. */
#ifndef UNSH_COMPLETE_HUNT_H
#define UNSH_COMPLETE_HUNT_H

#include "complete/complete.h"
#include "lang/cursor.h"
#include "wire/message.h"

#include <stdint.h>

struct frame;

struct hunt {
	struct session *s;
	const struct cursor *c;
	struct frame *frame; /* that the step would act on; NULL: @BOX of no box */
	int64_t until_ms;
	int interrupt_fd;
	const char *word; /* what is typed, behind the stem */
	struct candidates *found;
};

/* hunt_over: whether no more is to be looked for: too late, too many, interrupted. */
bool hunt_over(struct hunt *h);

/* hunt_add: NAME if it begins with what is typed (in either case of letters), with NOTE (NULL:
 * none) beside it. hunt_open: more of the word follows it. hunt_each: those of LIST between
 * SEPARATORs, without notes. */
void hunt_add(struct hunt *h, const char *name, const char *note);
void hunt_open(struct hunt *h, const char *name, const char *note);
void hunt_each(struct hunt *h, const char *list, char separator);

/* hunt_notef: the same with a note that is formatted. */
void hunt_notef(struct hunt *h, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* hunt_stem: SIZE more bytes of what is typed stay. hunt_list: the same up to the last comma.
 */
void hunt_stem(struct hunt *h, size_t size);
void hunt_list(struct hunt *h);

/* hunt_ask: a question to F within the time that is left; the answer is the caller's. */
int hunt_ask(struct hunt *h, struct frame *f, const char *const *words, struct message *ret);

/* hunt_given: whether the step has WORD already. */
bool hunt_given(const struct hunt *h, const char *word);

/* Of the table and the session: words.c */
void hunt_steps(struct hunt *h);
void hunt_substeps(struct hunt *h);
void hunt_topics(struct hunt *h);
void hunt_options(struct hunt *h);
void hunt_columns(struct hunt *h);
void hunt_link_types(struct hunt *h);
void hunt_signals(struct hunt *h);

/* session.c */
void hunt_kinds(struct hunt *h, bool all);
void hunt_boxes(struct hunt *h, const char *front, bool host);
void hunt_frames(struct hunt *h);
void hunt_jobs(struct hunt *h);
void hunt_variables(struct hunt *h, const char *end);
void hunt_environment(struct hunt *h, bool assign);
void hunt_settings(struct hunt *h);

/* paths.c. ONLY_DIRS: files are left out. */
void hunt_path(struct hunt *h, struct frame *f, bool only_dirs);
void hunt_path_any(struct hunt *h);
void hunt_host_path(struct hunt *h);
void hunt_programs(struct hunt *h, struct frame *f);
void hunt_sysctls(struct hunt *h);

/* net.c */
void hunt_links(struct hunt *h);
void hunt_addresses(struct hunt *h);

/* mounts.c */
void hunt_mount_points(struct hunt *h);
void hunt_types(struct hunt *h, bool without_device);
void hunt_mount_options(struct hunt *h);

/* pids.c */
void hunt_pids(struct hunt *h);

#endif
