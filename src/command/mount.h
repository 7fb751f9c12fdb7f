/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_MOUNT_H
#define UNSH_COMMAND_MOUNT_H

#include "lang/command.h"

/* mount, bind, umount, remount, move, propagation, mounts; ended by a row without a name. */
extern const struct command mount_commands[];

#endif
