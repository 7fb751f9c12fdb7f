/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/expose.h"

#include "base/error.h"
#include "command/newns.h"
#include "shell/session.h"

#include <sched.h>
#include <string.h>

unsigned expose_kind(struct session *s, const char *word, int fd)
{
	const char *what = strchr(word, '=') + 1;
	unsigned kind = kind_flag(word, (unsigned long)(what - 1 - word));
	struct frame *other;
	struct error ignored;

	if (!(kind & (CLONE_NEWPID | CLONE_NEWUSER)) || frame_ns_is_hosts(s->zero, fd, kind))
		return 0;
	if (what[0] == '@' && session_top_of(s, what + 1, &other, &ignored) == 0 &&
	    (other->made & kind))
		return 0;
	return kind;
}

int expose_refuse(const struct frame *from, const struct exposure *x, struct error *err)
{
	bool theirs = (from->own & CLONE_NEWNS) && !(from->made & CLONE_NEWNS);

	if (x->mounts >= 0)
		theirs = !frame_ns_is_hosts(from, x->mounts, CLONE_NEWNS);
	else if (x->new_mounts)
		theirs = false;
	if (!x->exposed || theirs)
		return 0;
	return refuse(err,
		      "%s without mnt: its processes could reach the host's files through "
		      "what runs there; %s, or --unsafe",
		      x->exposed & CLONE_NEWPID ? "pid" : "user", x->what_to_do);
}
