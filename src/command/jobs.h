/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_JOBS_H
#define UNSH_COMMAND_JOBS_H

#include "lang/command.h"

/* jobs, fg, bg, wait, kill: programs in the background; ended by a row without a name. */
extern const struct command job_commands[];

#endif
