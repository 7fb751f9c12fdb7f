/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/mountpoint.h"

#include "base/error.h"
#include "base/number.h"
#include "base/own.h"
#include "lang/args.h"
#include "shell/session.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Whether the mounts that F makes end with this session: only then is a mount point removed. In
 * somebody else's mount namespace it stays in use, and rmdir would unmount it there. */
static bool mounts_end(const struct frame *f)
{
	return (f->made & CLONE_NEWNS) || ((f->own & CLONE_NEWNS) && !f->entered);
}

/* The undertaker hears of it before it is there. */
static int tell_undertaker(struct session *s, const struct message *missing,
			   struct prepared *ret, struct error *err)
{
	struct message m = MESSAGE_EMPTY;
	uint64_t id;
	autofree const char **words = calloc((size_t)missing->n + 2, sizeof(*words));

	if (!words)
		return fail_call(err, "calloc", "words");
	words[0] = ".made";
	for (int i = 0; i < missing->n; i++)
		words[i + 1] = missing->words[i];
	if (session_words(s, s->zero, words, &ret->dir, 1, &m, err) < 0)
		return -1;
	int done = m.n > 0 ? number_unsigned(m.words[0], INT32_MAX, &id, err) : 0;
	if (m.n > 0 && done == 0)
		ret->id = (int)id;
	message_done(&m);
	return done;
}

int prepare_target(struct session *s, const struct args *a, const char *target,
		   struct prepared *ret, struct error *err)
{
	struct frame *f = session_frame(s);
	const char *words[] = { ".mountpoint", target, NULL };
	struct message m = MESSAGE_EMPTY;
	struct prepared p = PREPARED_NONE;
	int done = 0;

	if (!arg_has(a, "--mkdir") && (f->entered || !(f->own & CLONE_NEWNS)))
		return 0;
	if (session_words(s, f, words, NULL, 0, &m, err) < 0)
		return -1;
	p.dir = message_take(&m, 0);
	if (m.n == 0)
		own_close(&p.dir);
	if (p.dir >= 0 && mounts_end(f))
		done = tell_undertaker(s, &m, &p, err);
	message_done(&m);
	if (done < 0)
		own_close(&p.dir);
	else
		*ret = p;
	return done;
}

int mount_id_of(struct session *s, struct frame *f, const char *path, bool missing,
		uint64_t *ret, struct error *err)
{
	const char *words[] = { ".mountpoint", path, NULL };
	struct message m = MESSAGE_EMPTY;
	struct statx st;

	if (session_words(s, f, words, NULL, 0, &m, err) < 0)
		return -1;
	autofd int fd = message_take(&m, 0);
	bool there = m.n == 0;
	message_done(&m);
	errno = ENOENT;
	if ((!there && !missing) || fd < 0)
		return fail_call(err, "open", "%s", path);
	if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &st) < 0)
		return fail_call(err, "statx", "%s", path);
	*ret = st.stx_mnt_id;
	return 0;
}

/* A frame that was given up on, or has died, took nothing away. */
static bool is_unmade(int done, const struct error *err)
{
	return done < 0 && err->errnum != EOWNERDEAD && err->errnum != ETIMEDOUT &&
	       err->errnum != EINTR && err->errnum != EBUSY;
}

void settle_target(struct session *s, const struct prepared *p, int done,
		   const struct error *err)
{
	char id[16];
	const char *words[] = { ".settle", id, is_unmade(done, err) ? "unmade" : "", NULL };
	struct message m = MESSAGE_EMPTY;
	struct error ignored;

	if (p->id < 0)
		return;
	(void)snprintf(id, sizeof(id), "%d", p->id);
	/* Should this fail, what has that name and is empty goes at the end. */
	if (session_words(s, s->zero, words, NULL, 0, &m, &ignored) == 0)
		message_done(&m);
}
