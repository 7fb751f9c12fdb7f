/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a failure is about, as a path: its object without what the kernel had to say of it. */
#ifndef UNSH_WHY_OBJECT_H
#define UNSH_WHY_OBJECT_H

struct view;

/* object_path: the word of the step that the failure's text begins with, or that text. */
const char *object_path(const struct view *v);

/* object_after: the word behind NAME ("via"), or NULL. */
const char *object_after(const struct view *v, const char *name);

#endif
