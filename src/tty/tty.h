/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Terminals: a pty for a program, so that nothing in a box holds the user's; and the user's own
 * in raw mode while it is relayed. The user's modes are put back whatever happens.
 */
#ifndef UNSH_TTY_TTY_H
#define UNSH_TTY_TTY_H

struct error;

struct tty_pty {
	int master, slave; /* the caller's, O_CLOEXEC */
};

/* tty_pty_open: a new pty of the caller's devpts with the modes and the size of the terminal
 * USER. No path is used: ioctl_tty(2) TIOCGPTPEER, Linux 4.13. */
int tty_pty_open(int user, struct tty_pty *ret, struct error *err);

/* tty_raw_begin: terminal FD raw; tty_raw_end: as it was. tty_raw_end may be called at any
 * time, from a signal handler too, and never blocks; it keeps errno, and leaves a terminal
 * alone that belongs to other processes by then, tcgetpgrp(3). One terminal at a time. */
int tty_raw_begin(int fd, struct error *err);
void tty_raw_end(void);

/* tty_follow_size: pty MASTER gets the size that terminal USER has now. */
void tty_follow_size(int user, int master);

#endif
