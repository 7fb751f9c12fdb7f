/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What help says about more than one step. No step's name is a topic. */
#ifndef UNSH_COMMAND_TOPICS_H
#define UNSH_COMMAND_TOPICS_H

#include "lang/command.h"

/* Ended by one without a name. */
extern const struct topic topics[];

#endif
