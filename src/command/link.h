/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_LINK_H
#define UNSH_COMMAND_LINK_H

#include "lang/command.h"

/* link add, set, up, down, del, move: ended by a row without a name. */
extern const struct command link_commands[];

/* links, addrs, routes; addr and route add, del. */
extern const struct command addr_commands[];

#endif
