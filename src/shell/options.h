/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unsh's own command line: SPEC section 1. */
#ifndef UNSH_SHELL_OPTIONS_H
#define UNSH_SHELL_OPTIONS_H

#include "shell/session.h"

#include <stdbool.h>

enum {
	ENTER_MOST = 16
};

struct options {
	const char *file;              /* FILE or -f; NULL without */
	const char *steps;             /* -c; NULL without */
	const char *enter[ENTER_MOST]; /* -e, in their order */
	int enter_n;
	char **program; /* after --, ended by NULL; NULL without */
	char **args;    /* $1 and on, ended by NULL; points into argv */
	bool prompt;    /* -i */
	bool help, version;
	struct settings settings;
};

/* options_read: ARGV into *RET. Refused: what no option is, or does not fit together. */
int options_read(int argc, char **argv, struct options *ret, struct error *err);

/* options_help, options_version: what -h and -V say, on stdout. */
void options_help(void);
void options_version(void);

#endif
