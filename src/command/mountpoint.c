/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/mountpoint.h"

#include "base/error.h"
#include "base/own.h"
#include "lang/args.h"
#include "shell/session.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
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
static int tell_undertaker(struct session *s, int dir, const struct message *missing,
			   struct error *err)
{
	struct message m = MESSAGE_EMPTY;
	autofree const char **words = calloc((size_t)missing->n + 2, sizeof(*words));

	if (!words)
		return fail_call(err, "calloc", "words");
	words[0] = ".made";
	for (int i = 0; i < missing->n; i++)
		words[i + 1] = missing->words[i];
	if (session_words(s, s->zero, words, &dir, 1, &m, err) < 0)
		return -1;
	message_done(&m);
	return 0;
}

int prepare_target(struct session *s, const struct args *a, const char *target, int *ret,
		   struct error *err)
{
	struct frame *f = session_frame(s);
	const char *words[] = { ".mountpoint", target, NULL };
	struct message m = MESSAGE_EMPTY;
	int done = 0;

	*ret = -1;
	if (!arg_has(a, "--mkdir") && (f->entered || !(f->own & CLONE_NEWNS)))
		return 0;
	if (session_words(s, f, words, NULL, 0, &m, err) < 0)
		return -1;
	autofd int dir = message_take(&m, 0);
	if (m.n > 0 && dir >= 0) {
		if (mounts_end(f))
			done = tell_undertaker(s, dir, &m, err);
		if (done == 0)
			*ret = take_fd(&dir);
	}
	message_done(&m);
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
