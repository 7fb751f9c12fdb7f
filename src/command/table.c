/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/table.h"

#include "command/file.h"
#include "command/help.h"
#include "command/link.h"
#include "command/mount.h"
#include "command/ns.h"
#include "command/root.h"
#include "command/run.h"
#include "command/settings.h"
#include "command/shell.h"
#include "command/status.h"
#include "command/topics.h"
#include "command/uts.h"

#include <stddef.h>

/* In the order in which help shows them. */
static const struct command *const families[] = {
	ns_commands,       status_commands, enter_commands, mount_commands, root_commands,
	uts_commands,      link_commands,   addr_commands,  file_commands,  run_commands,
	settings_commands, shell_commands,  help_commands,  NULL,
};

const struct table command_table = { families, topics };
