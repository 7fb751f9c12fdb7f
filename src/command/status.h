/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNSH_COMMAND_STATUS_H
#define UNSH_COMMAND_STATUS_H

#include "lang/command.h"

/* status, frames, boxes: where a step would act; ended by a row without a name. */
extern const struct command status_commands[];

#endif
