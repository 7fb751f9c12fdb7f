/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/table.h"

#include "command/file.h"
#include "command/help.h"
#include "command/jobs.h"
#include "command/link.h"
#include "command/mount.h"
#include "command/namespaces.h"
#include "command/ns.h"
#include "command/root.h"
#include "command/run.h"
#include "command/save.h"
#include "command/settings.h"
#include "command/shell.h"
#include "command/status.h"
#include "command/topics.h"
#include "command/uts.h"

#include <stddef.h>

/* In the order in which help shows them. */
static const struct family families[] = {
	{ "spaces", "make, join and leave namespaces", ns_commands },
	{ .rows = enter_commands },
	{ "look", "where you are, and what there is", status_commands },
	{ .rows = look_commands },
	{ "mounting", "file systems, and the root", mount_commands },
	{ .rows = root_commands },
	{ "names", "host name, kernel parameters", uts_commands },
	{ "network", "devices, addresses, routes", link_commands },
	{ .rows = addr_commands },
	{ "files", "of the box, without any program", file_commands },
	{ "programs", "in the box, in front and behind", run_commands },
	{ .rows = job_commands },
	{ "session", "variables, scripts, help, the end", shell_commands },
	{ .rows = settings_commands },
	{ .rows = save_commands },
	{ .rows = help_commands },
	{ .rows = NULL },
};

const struct table command_table = { families, topic_lists };
