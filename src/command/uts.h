/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_UTS_H
#define UNSH_COMMAND_UTS_H

#include "lang/command.h"

/* hostname, domainname, sysctl: what a namespace has besides; ended by a row without a name. */
extern const struct command uts_commands[];

#endif
