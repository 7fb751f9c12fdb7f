/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What -V says. */
#ifndef UNSH_SHELL_VERSION_H
#define UNSH_SHELL_VERSION_H

/* version_print: our version, the libraries that are there, what this kernel has and lacks. */
void version_print(void);

#endif
