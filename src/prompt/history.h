/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines typed: readline's list, and a file that each is added to at once, so that neither a
 * kill nor a second session loses one.
 *
 * In the file an entry begins a line; what belongs to it of further lines begins with a tab,
 * which no entry does: what begins with a blank is not kept.
 */
#ifndef UNSH_PROMPT_HISTORY_H
#define UNSH_PROMPT_HISTORY_H

struct session;

/* history_begin: reads the file of S's settings into the list, and gives S the list. Needs
 * readline; must be called for a terminal only. A file that is not to be had is said, once. */
void history_begin(struct session *s);

/* history_keep: LINE, of perhaps several lines, into the list and the file, by the rules. */
void history_keep(struct session *s, const char *line);

#endif
