/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How unsh is spoken to: what no step could say. */
#include "command/topics.h"

#include <stddef.h>

const struct topic topics_language[] = {
	{
		.name = "words",
		.summary = "how a line is read",
		.text = "A line is steps between ;. A backslash at its end continues it, # begins a\n"
			"comment. '...' is as it stands, \"...\" knows $NAME and \\ before \\ \" $. There\n"
			"are no globs, no ~, and a value is never split into words.\n"
			"$NAME is a variable of set, or of the environment; $1, $@, $# are the script's\n"
			"words, $? is the last status, $! the last job. What is not set is an error.",
		.tries = { "set name lab; echo \"$name is $? and 'quoted'\"" },
	},
	{
		.name = "prefixes",
		.summary = "-STEP, @BOX STEP, @host STEP, ! COMMAND",
		.text = "-STEP      may fail: its status is in $?, the script goes on\n"
			"@BOX STEP  does it in another box\n"
			"@host STEP does it on the host, and is the consent to change it\n"
			"! COMMAND  gives the rest of the line to the host's sh",
		.tries = { "-cd /nonexistent; echo $?",
			   "box a user uts; box main; @a hostname lab; @a hostname" },
	},
	{
		.name = "redirections",
		.summary = "STEP > FILE, >> FILE, < FILE, <<WORD, | COMMAND",
		.text = "> FILE and >> FILE take what a step says, < FILE and <<WORD feed a program.\n"
			"A file is the box's; @host:/path is the host's. | COMMAND gives the step's\n"
			"output to the host's sh, with the rest of the line as it stands.",
		.tries = { "newns user mnt; mount tmpfs /mnt; status > /mnt/s; cat /mnt/s",
			   "status | head -1" },
	},
	{
		.name = "stacks",
		.summary = "frames, boxes, and where a step acts",
		.text = "A frame is a process that waits in the namespaces built so far. newns, enter,\n"
			"chroot and pivot make a new one from the one on top; leave drops it, and the\n"
			"one below is as it was. A box is a named stack of frames. A step acts on the\n"
			"top frame of the current box.\n"
			"Frame 0 has the host's namespaces. A step that would change one which the box\n"
			"neither made nor entered is refused, and names the newns that is missing.",
		.tries = { "newns user uts; newns mnt; frames; leave; frames" },
	},
	{
		.name = "outcomes",
		.summary = "what unsh exits with",
		.text = "0    every step done\n"
			"1    a step failed; a program that fails is a step that failed\n"
			"2    bad usage, or a script that cannot be read: nothing was done\n"
			"3    a held process died under a step\n"
			"N    after exec, or --: the program's own; 126, 127: it did not start\n"
			"128+N  ended by signal N",
		.tries = { "-run sh -c 'exit 7'; echo $?" },
	},
	{
		.name = "json",
		.summary = "listings for programs",
		.text = "--json, of a step or of unsh, makes one document, {\"mounts\": [...]}, also when\n"
			"there is nothing in it. Keys are the columns in lower case, numbers are numbers\n"
			"but 64-bit ids are strings, what is absent is null. Bytes that are not UTF-8\n"
			"are \\xNN, and the true ones are in \"raw\", as base64.",
		.tries = { "status --json", "frames --json | tr -d \" \"" },
	},
	{ .name = NULL },
};
