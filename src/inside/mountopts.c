/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside/mountopts.h"

#include "base/error.h"
#include "base/own.h"
#include "inside/door.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>

#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW 256 /* Linux 5.10 */
#endif

enum {
	PROPAGATIONS = MS_PRIVATE | MS_SLAVE | MS_SHARED | MS_UNBINDABLE
};

/* One option as it stands in its list. */
struct piece {
	char *name, *value;
	size_t name_size, value_size;
};

static const struct libmnt_optmap *find(const struct libmnt_optmap *map, const struct piece *p)
{
	for (; map && map->name; map++)
		if (strlen(map->name) == p->name_size &&
		    memcmp(map->name, p->name, p->name_size) == 0)
			return map;
	return NULL;
}

/* Of mount(8) and fstab: its map has "offset=" with the sign, and "x-" for all that begin so.
 */
static const struct libmnt_optmap *find_users(const struct libmnt_optmap *map,
					      const struct piece *p)
{
	for (; map && map->name; map++) {
		size_t size = strlen(map->name);
		char last = map->name[size - 1];

		if (last == '=' && size - 1 == p->name_size && p->value &&
		    memcmp(map->name, p->name, size - 1) == 0)
			return map;
		if (last == '-' && p->name_size > size && memcmp(map->name, p->name, size) == 0)
			return map;
		if (size == p->name_size && memcmp(map->name, p->name, size) == 0)
			return map;
	}
	return NULL;
}

static int refuse_step(unsigned long flag, const char *name, int size, struct error *err)
{
	const char *step = flag & MS_REMOUNT ? "remount -o OPTS T"
			   : flag & MS_BIND  ? "bind SRC DST"
			   : flag & MS_MOVE  ? "move A B"
					     : "propagation TYPE T";

	return refuse(err, "%.*s is no option here but a step: %s", size, name, step);
}

static int add_flag(struct mount_options *o, const struct libmnt_optmap *flag,
		    const struct piece *p, struct error *err)
{
	unsigned long id = (unsigned long)flag->id;

	if (id & (MS_REMOUNT | MS_BIND | MS_MOVE | PROPAGATIONS))
		return refuse_step(id, p->name, (int)p->name_size, err);
	if (flag->mask & MNT_INVERT) {
		o->clear |= id;
		o->set &= ~id;
	} else {
		o->set |= id;
		o->clear &= ~id;
	}
	return 0;
}

static int add_data(struct mount_options *o, const struct piece *p, struct error *err)
{
	if (o->data.size > 0 && text_add(&o->data, ",", 1, err) < 0)
		return -1;
	if (!p->value)
		return text_add(&o->data, p->name, p->name_size, err);
	return text_printf(&o->data, err, "%.*s=%.*s", (int)p->name_size, p->name,
			   (int)p->value_size, p->value);
}

static int add_piece(struct mount_options *o, const struct mnt_calls *mnt,
		     const struct piece *p, struct error *err)
{
	const struct libmnt_optmap *flag =
		p->value ? NULL : find(mnt->mnt_get_builtin_optmap(MNT_LINUX_MAP), p);

	if (flag)
		return add_flag(o, flag, p, err);
	flag = find_users(mnt->mnt_get_builtin_optmap(MNT_USERSPACE_MAP), p);
	if (!flag)
		return add_data(o, p, err);
	if (flag->id == 0 && strcmp(flag->name, "defaults") == 0)
		return 0;
	return refuse(err,
		      "%.*s is an option of mount(8) or fstab, which the kernel does not know",
		      (int)p->name_size, p->name);
}

int options_add(struct mount_options *o, const char *text, struct error *err)
{
	const struct mnt_calls *mnt;
	struct piece p;
	int got;

	if (door_mount(&mnt, err) < 0)
		return -1;
	autofree char *copy = strdup(text);
	if (!copy)
		return fail_call(err, "strdup", "options");
	for (char *at = copy;
	     (got = mnt->mnt_optstr_next_option(&at, &p.name, &p.name_size, &p.value,
						&p.value_size)) == 0;)
		if (add_piece(o, mnt, &p, err) < 0)
			return -1;
	if (got < 0)
		return refuse(err, "%s: is no list of options: quotes do not match", text);
	return 0;
}

void options_done(struct mount_options *o)
{
	text_done(&o->data);
}

unsigned long options_super(unsigned long flags)
{
	return flags & (MS_SYNCHRONOUS | MS_DIRSYNC | MS_LAZYTIME | MS_MANDLOCK);
}

void options_attr(const struct mount_options *o, uint64_t *ret_set, uint64_t *ret_clear)
{
	static const struct {
		unsigned long flag;
		uint64_t attr;
	} plain[] = {
		{ MS_RDONLY, MOUNT_ATTR_RDONLY },
		{ MS_NOSUID, MOUNT_ATTR_NOSUID },
		{ MS_NODEV, MOUNT_ATTR_NODEV },
		{ MS_NOEXEC, MOUNT_ATTR_NOEXEC },
		{ MS_NODIRATIME, MOUNT_ATTR_NODIRATIME },
		{ MS_NOSYMFOLLOW, MOUNT_ATTR_NOSYMFOLLOW },
	};
	uint64_t set = 0, clear = 0;

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		set |= o->set & plain[i].flag ? plain[i].attr : 0;
		clear |= o->clear & plain[i].flag ? plain[i].attr : 0;
	}
	if ((o->set | o->clear) & (MS_NOATIME | MS_RELATIME | MS_STRICTATIME))
		clear |=
			MOUNT_ATTR__ATIME; /* and with none of them set: relatime, which is 0 */
	if (o->set & MS_NOATIME)
		set |= MOUNT_ATTR_NOATIME;
	else if (o->set & MS_STRICTATIME)
		set |= MOUNT_ATTR_STRICTATIME;
	*ret_set = set;
	*ret_clear = clear;
}
