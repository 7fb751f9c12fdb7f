/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_SETTINGS_H
#define UNSH_COMMAND_SETTINGS_H

#include "lang/command.h"

/* set, settings: variables and settings; ended by a row without a name. */
extern const struct command settings_commands[];

#endif
