/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_ROOT_H
#define UNSH_COMMAND_ROOT_H

#include "lang/command.h"

/* pivot, chroot: another root for the next frame; ended by a row without a name. */
extern const struct command root_commands[];

#endif
