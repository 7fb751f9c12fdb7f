/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this kernel has: asked with calls that cannot succeed, and change nothing. */
#ifndef UNSH_SYS_PROBE_H
#define UNSH_SYS_PROBE_H

#include <stdbool.h>

/* probe_name: of the I-th, as manuals call it; NULL after the last. probe_use: what for. */
const char *probe_name(int i);
const char *probe_use(int i);
bool probe_has(int i);

#endif
