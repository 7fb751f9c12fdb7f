/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_NS_H
#define UNSH_COMMAND_NS_H

#include "lang/command.h"

/* newns, leave, box: the frames of a box; ended by a row without a name. */
extern const struct command ns_commands[];

/* enter: somebody's namespaces. */
extern const struct command enter_commands[];

#endif
