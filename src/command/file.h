/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_FILE_H
#define UNSH_COMMAND_FILE_H

#include "lang/command.h"

/* cd, pwd, mkdir, umask, write, cat, ls: files of the box; ended by a row without a name. */
extern const struct command file_commands[];

#endif
