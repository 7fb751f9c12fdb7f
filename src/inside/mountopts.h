/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mount options, as libmount reads them: flags of the kernel's, and what is for the file
 * system. Options that only mount(8) and fstab know (user, loop, x-…) are refused, not dropped.
 */
#ifndef UNSH_INSIDE_MOUNTOPTS_H
#define UNSH_INSIDE_MOUNTOPTS_H

#include "base/text.h"

#include <stdint.h>

struct error;

struct mount_options {
	unsigned long set,
		clear;    /* MS_*: named, and named by their opposite; the last one counts */
	struct text data; /* the file system's own, between commas */
};

/* options_add: TEXT after what is in O already, zeroed at first; freed by options_done. */
int options_add(struct mount_options *o, const char *text, struct error *err);
void options_done(struct mount_options *o);

/*
 * options_attr: what of O is a mount's own, as mount_setattr(2) wants it (MOUNT_ATTR_*). The
 * atime modes are one choice of several: to set one, all are cleared. options_super: MS_* of O
 * that are the file system's (sync, dirsync, lazytime, mand).
 */
void options_attr(const struct mount_options *o, uint64_t *ret_set, uint64_t *ret_clear);
unsigned long options_super(unsigned long flags);

#endif
