/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_HELP_H
#define UNSH_COMMAND_HELP_H

#include "lang/command.h"

/* help; ended by a row without a name. */
extern const struct command help_commands[];

#endif
