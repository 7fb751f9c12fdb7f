/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_SAVE_H
#define UNSH_COMMAND_SAVE_H

#include "lang/command.h"

/* save; ended by a row without a name. */
extern const struct command save_commands[];

#endif
