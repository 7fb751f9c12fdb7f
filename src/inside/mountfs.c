/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/mountfs.h"

#include "base/error.h"
#include "base/own.h"
#include "inside/door.h"
#include "inside/mountopts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW 256
#endif
#ifndef ST_NOSYMFOLLOW
#define ST_NOSYMFOLLOW 0x2000 /* statfs(2), Linux 5.10 */
#endif

enum {
	WORDS = 400
};

/* The first error in FD's log ("e tmpfs: Bad value for 'size'"), or "". Keeps errno. */
static void read_words(int fd, char *ret, size_t size)
{
	char line[WORDS];
	int saved = errno;
	ssize_t got;

	ret[0] = '\0';
	while (ret[0] == '\0' && (got = read(fd, line, sizeof(line) - 1)) > 0) {
		line[got] = '\0';
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == 'e' && line[1] == ' ' && strlen(line + 2) < size)
			(void)memcpy(ret, line + 2, strlen(line + 2) + 1);
	}
	errno = saved;
}

static int set_flags(int fd, unsigned long set, unsigned long clear)
{
	static const struct {
		unsigned long flag;
		const char *on, *off;
	} names[] = {
		{ MS_RDONLY, "ro", "rw" },         { MS_SYNCHRONOUS, "sync", "async" },
		{ MS_DIRSYNC, "dirsync", NULL },   { MS_LAZYTIME, "lazytime", "nolazytime" },
		{ MS_MANDLOCK, "mand", "nomand" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *name = set & names[i].flag     ? names[i].on
				   : clear & names[i].flag ? names[i].off
							   : NULL;

		if (name && fsconfig(fd, FSCONFIG_SET_FLAG, name, NULL, 0) < 0)
			return -1;
	}
	return 0;
}

/* An option's text ends at a comma: this ends it for real, without the quotes around it. */
static const char *end_value(char *value, size_t size)
{
	if (!value)
		return NULL;
	value[size] = '\0';
	if (size < 2 || value[0] != '"' || value[size - 1] != '"')
		return value;
	value[size - 1] = '\0';
	return value + 1;
}

/* Each option of DATA to FD, in its order; stops at the first that the kernel refuses. */
static int set_data(int fd, const char *data)
{
	const struct mnt_calls *mnt;
	struct error ignored;
	char *name, *value;
	size_t name_size, value_size;

	if (!data || door_mount(&mnt, &ignored) < 0)
		return 0;
	autofree char *copy = strdup(data);
	for (char *at = copy; at && mnt->mnt_optstr_next_option(&at, &name, &name_size, &value,
								&value_size) == 0;) {
		const char *text = end_value(value, value_size);

		name[name_size] = '\0';
		if (fsconfig(fd, text ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG, name, text,
			     0) < 0)
			return -1;
	}
	return 0;
}

/* The same once more as far as it goes without being attached anywhere; what the kernel says.
 */
static void ask_why(const struct filesystem *fs, char *ret, size_t size)
{
	autofd int fd = fsopen(fs->type, FSOPEN_CLOEXEC);

	ret[0] = '\0';
	if (fd < 0)
		return;
	if (fsconfig(fd, FSCONFIG_SET_STRING, "source", fs->source, 0) == 0 &&
	    set_flags(fd, fs->flags, 0) == 0 && set_data(fd, fs->data) == 0 &&
	    fsconfig(fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0) {
		int made = fsmount(fd, FSMOUNT_CLOEXEC,
				   fs->flags & MS_RDONLY ? MOUNT_ATTR_RDONLY : 0);

		own_close(&made);
	}
	read_words(fd, ret, size);
}

static int say_why(const struct filesystem *fs, const char *target, struct error *err)
{
	char words[WORDS];
	int saved = errno;

	if (saved == ENODEV)
		return fail_call(err, "mount", "%s", fs->type);
	/* It may be the target's path that is at fault: then the file system has no say. */
	autofd int there = open(target, O_PATH | O_CLOEXEC);
	words[0] = '\0';
	/* What did not come in time or from the device must not be waited for twice. */
	if (there >= 0 &&
	    (saved == EINVAL || saved == EPERM || saved == ENOENT || saved == EACCES))
		ask_why(fs, words, sizeof(words));
	errno = saved;
	if (words[0] == '\0')
		return fail_call(err, "mount", "%s", target);
	return fail_call(err, "mount", "%s: %s", target, words);
}

int mountfs_at(const struct filesystem *fs, const char *target, struct error *err)
{
	if (mount(fs->source, target, fs->type, fs->flags, fs->data) == 0)
		return 0;
	return say_why(fs, target, err);
}

int mountfs_opened(int fd, const struct filesystem *fs, const char *target, struct error *err)
{
	const struct mount_options o = { .set = fs->flags };
	char words[WORDS];
	uint64_t set, ignored;

	options_attr(&o, &set, &ignored);
	if (fsconfig(fd, FSCONFIG_SET_STRING, "source", fs->source, 0) == 0 &&
	    set_flags(fd, fs->flags, 0) == 0 && set_data(fd, fs->data) == 0 &&
	    fsconfig(fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0) {
		autofd int made = fsmount(fd, FSMOUNT_CLOEXEC, (unsigned)set);

		if (made >= 0 &&
		    move_mount(made, "", AT_FDCWD, target,
			       MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS) == 0)
			return 0;
	}
	read_words(fd, words, sizeof(words));
	if (words[0] == '\0')
		return fail_call(err, "mount", "%s", target);
	return fail_call(err, "mount", "%s: %s", target, words);
}

int mountfs_flags(const char *target, unsigned long *ret, struct error *err)
{
	static const struct {
		unsigned long shown, flag;
	} same[] = {
		{ ST_RDONLY, MS_RDONLY },     { ST_NOSUID, MS_NOSUID },
		{ ST_NODEV, MS_NODEV },       { ST_NOEXEC, MS_NOEXEC },
		{ ST_NOATIME, MS_NOATIME },   { ST_NODIRATIME, MS_NODIRATIME },
		{ ST_RELATIME, MS_RELATIME }, { ST_SYNCHRONOUS, MS_SYNCHRONOUS },
		{ ST_MANDLOCK, MS_MANDLOCK }, { ST_NOSYMFOLLOW, MS_NOSYMFOLLOW },
	};
	struct statfs st;
	unsigned long flags = 0;

	if (statfs(target, &st) < 0)
		return fail_call(err, "statfs", "%s", target);
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		flags |= (unsigned long)st.f_flags & same[i].shown ? same[i].flag : 0;
	if (!(flags & (MS_NOATIME | MS_RELATIME)))
		flags |= MS_STRICTATIME;
	*ret = flags;
	return 0;
}

/* mount(2) sets all flags anew: those in force are asked for first. */
static int change_old_way(const char *target, unsigned long set, unsigned long clear,
			  const char *data, struct error *err)
{
	unsigned long flags = 0;

	if (mountfs_flags(target, &flags, err) < 0)
		return -1;
	if (mount(NULL, target, NULL, MS_REMOUNT | ((flags & ~clear) | set), data) < 0)
		return fail_call(err, "mount", "%s", target);
	return 0;
}

int mountfs_change(const char *target, unsigned long set, unsigned long clear, const char *data,
		   struct error *err)
{
	char words[WORDS];
	autofd int fd = fspick(AT_FDCWD, target, FSPICK_CLOEXEC);

	if (fd < 0 && errno == ENOSYS)
		return change_old_way(target, set, clear, data, err);
	if (fd < 0)
		return fail_call(err, "fspick", "%s", target);
	if (set_flags(fd, set, clear) == 0 && set_data(fd, data) == 0 &&
	    fsconfig(fd, FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0) == 0)
		return 0;
	read_words(fd, words, sizeof(words));
	if (words[0] == '\0')
		return fail_call(err, "fsconfig", "%s", target);
	return fail_call(err, "fsconfig", "%s: %s", target, words);
}
