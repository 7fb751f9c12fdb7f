/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mount options as words: what is wrong whatever the file system. */
#ifndef UNSH_LANG_KIND_MOUNT_H
#define UNSH_LANG_KIND_MOUNT_H

struct error;

/* kind_check_mount_options: a list by commas, not empty; sizes and counts are such. */
int kind_check_mount_options(const char *word, struct error *err);

#endif
