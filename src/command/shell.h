/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_SHELL_H
#define UNSH_COMMAND_SHELL_H

#include "lang/command.h"

/* env, source, echo, history, exit: the session itself; ended by a row without a name. */
extern const struct command shell_commands[];

#endif
