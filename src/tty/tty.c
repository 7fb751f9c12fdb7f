/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tty/tty.h"

#include "base/error.h"
#include "base/own.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Written before RAW says that they count: a signal may come between any two statements. */
static struct termios saved;
static volatile sig_atomic_t raw = -1;

int tty_pty_open(int user, struct tty_pty *ret, struct error *err)
{
	struct termios modes;
	autofd int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (master < 0)
		return fail_call(err, "posix_openpt", "a pty");
	if (unlockpt(master) < 0)
		return fail_call(err, "unlockpt", "a pty");
	autofd int slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0)
		return fail_call(err, "TIOCGPTPEER", "a pty");
	if (tcgetattr(user, &modes) == 0)
		(void)tcsetattr(slave, TCSANOW, &modes);
	tty_follow_size(user, master);
	ret->master = take_fd(&master);
	ret->slave = take_fd(&slave);
	return 0;
}

int tty_raw_begin(int fd, struct error *err)
{
	struct termios modes;

	/* Twice would keep the raw modes as those to go back to. */
	tty_raw_end();
	if (tcgetattr(fd, &saved) < 0)
		return fail_call(err, "tcgetattr", "the terminal");
	modes = saved;
	cfmakeraw(&modes);
	raw = fd;
	if (tcsetattr(fd, TCSANOW, &modes) < 0) {
		raw = -1;
		return fail_call(err, "tcsetattr", "the terminal");
	}
	return 0;
}

/* Behind the shell that started us, which has taken its terminal back: the modes there are
 * somebody else's now, and tcsetattr would stop us with SIGTTOU. */
static int in_background(int fd)
{
	pid_t foreground = tcgetpgrp(fd);

	return foreground > 0 && foreground != getpgrp();
}

void tty_raw_end(void)
{
	int fd = raw, kept = errno;

	/* Not TCSADRAIN: on a terminal stopped by ^S it would wait for ever. */
	if (fd >= 0 && !in_background(fd))
		(void)tcsetattr(fd, TCSANOW, &saved);
	raw = -1;
	errno = kept;
}

void tty_follow_size(int user, int master)
{
	struct winsize size;

	if (ioctl(user, TIOCGWINSZ, &size) == 0)
		(void)ioctl(master, TIOCSWINSZ, &size);
}
