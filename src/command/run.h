/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_RUN_H
#define UNSH_COMMAND_RUN_H

#include "lang/command.h"

/* run, shell, exec: programs; ended by a row without a name. */
extern const struct command run_commands[];

#endif
