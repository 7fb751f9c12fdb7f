/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_BASE_CLOCK_H
#define UNSH_BASE_CLOCK_H

#include <stdint.h>

/* clock_ms: milliseconds of CLOCK_MONOTONIC, for deadlines. */
int64_t clock_ms(void);

#endif
