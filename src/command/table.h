/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_TABLE_H
#define UNSH_COMMAND_TABLE_H

#include "lang/command.h"

/* All commands there are. */
extern const struct table command_table;

#endif
