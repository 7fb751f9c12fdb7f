/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's terminal is a pty here, the session's leader a child where one is needed. */
#include "base/error.h"
#include "base/own.h"
#include "tty/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

/* A check in a child: its line is what the parent sees. */
#define CHECK(x)                         \
	do {                             \
		if (!(x))                \
			return __LINE__; \
	} while (0)

static struct error err;
static struct tty_pty user = { -1, -1 };

static int open_user(void **state)
{
	(void)state;
	return tty_pty_open(-1, &user, &err);
}

static int close_user(void **state)
{
	(void)state;
	tty_raw_end();
	own_close(&user.master);
	own_close(&user.slave);
	return 0;
}

static bool is_raw(void)
{
	struct termios modes;

	assert_int_equal(tcgetattr(user.slave, &modes), 0);
	return !(modes.c_lflag & (ICANON | ECHO | ISIG)) && !(modes.c_oflag & OPOST);
}

static void in_child(int (*body)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(body());
	assert_int_equal(waitpid(child, &status, WUNTRACED), child);
	if (WIFSTOPPED(status)) {
		(void)kill(child, SIGKILL);
		(void)waitpid(child, NULL, 0);
	}
	assert_int_equal(status, 0);
}

static void a_pty_has_the_modes_and_the_size_of_the_users_terminal(void **state)
{
	struct winsize size = { .ws_row = 41, .ws_col = 123 };
	struct termios modes, copy;
	struct tty_pty pty = { -1, -1 };

	(void)state;
	assert_int_equal(ioctl(user.slave, TIOCSWINSZ, &size), 0);
	assert_int_equal(tcgetattr(user.slave, &modes), 0);
	modes.c_cc[VINTR] = 7;
	modes.c_lflag &= ~(tcflag_t)ECHO;
	modes.c_iflag |= IUTF8;
	assert_int_equal(tcsetattr(user.slave, TCSANOW, &modes), 0);
	assert_int_equal(tty_pty_open(user.slave, &pty, &err), 0);
	memset(&size, 0, sizeof(size));
	assert_int_equal(ioctl(pty.slave, TIOCGWINSZ, &size), 0);
	assert_int_equal(size.ws_row, 41);
	assert_int_equal(size.ws_col, 123);
	assert_int_equal(tcgetattr(pty.slave, &copy), 0);
	assert_int_equal(copy.c_cc[VINTR], 7);
	assert_int_equal(copy.c_lflag, modes.c_lflag);
	assert_int_equal(copy.c_iflag, modes.c_iflag);
	assert_int_equal(fcntl(pty.master, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fcntl(pty.slave, F_GETFD), FD_CLOEXEC);
	own_close(&pty.master);
	own_close(&pty.slave);
}

static void what_is_written_to_the_one_end_comes_out_of_the_other(void **state)
{
	char line[8] = "";

	(void)state;
	assert_int_equal(write(user.master, "abc\n", 4), 4);
	assert_int_equal(read(user.slave, line, sizeof(line)), 4);
	assert_string_equal(line, "abc\n");
}

static void a_new_size_is_handed_on(void **state)
{
	struct winsize size = { .ws_row = 7, .ws_col = 9 };
	struct tty_pty pty = { -1, -1 };

	(void)state;
	assert_int_equal(tty_pty_open(user.slave, &pty, &err), 0);
	assert_int_equal(ioctl(user.slave, TIOCSWINSZ, &size), 0);
	tty_follow_size(user.slave, pty.master);
	memset(&size, 0, sizeof(size));
	assert_int_equal(ioctl(pty.slave, TIOCGWINSZ, &size), 0);
	assert_int_equal(size.ws_row, 7);
	assert_int_equal(size.ws_col, 9);
	own_close(&pty.master);
	own_close(&pty.slave);
}

static void raw_ends_as_it_began(void **state)
{
	struct termios before, after;

	(void)state;
	memset(&before, 0, sizeof(before));
	memset(&after, 0, sizeof(after));
	assert_int_equal(tcgetattr(user.slave, &before), 0);
	assert_int_equal(tty_raw_begin(user.slave, &err), 0);
	assert_true(is_raw());
	/* Twice: the raw modes must not become those that are gone back to. */
	assert_int_equal(tty_raw_begin(user.slave, &err), 0);
	assert_true(is_raw());
	errno = EBUSY;
	tty_raw_end();
	assert_int_equal(errno, EBUSY);
	assert_int_equal(tcgetattr(user.slave, &after), 0);
	assert_memory_equal(&before, &after, sizeof(before));
	tty_raw_end();
}

static void what_is_no_terminal_is_refused_and_not_restored(void **state)
{
	autofd int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)state;
	assert_int_equal(tty_raw_begin(null, &err), -1);
	assert_int_equal(err.errnum, ENOTTY);
	assert_string_equal(err.call, "tcgetattr");
	tty_raw_end();
}

/* A signal that comes here ends raw mode, as the shell's do. */
static void restore(int sig)
{
	(void)sig;
	tty_raw_end(); /* NOLINT(bugprone-signal-handler,cert-sig30-c): what is tested */
}

static void a_signal_handler_can_end_it(void **state)
{
	(void)state;
	assert_int_equal(tty_raw_begin(user.slave, &err), 0);
	void (*old)(int) = signal(SIGUSR1, restore);
	assert_int_equal(raise(SIGUSR1), 0);
	(void)signal(SIGUSR1, old);
	assert_false(is_raw());
}

/* As unsh in the foreground, that loses the terminal before it gives it back. */
static int end_in_background(int has_begun, int goes_on)
{
	char byte = 0;

	CHECK(read(goes_on, &byte, 1) == 1);
	CHECK(tty_raw_begin(user.slave, &err) == 0);
	CHECK(write(has_begun, &byte, 1) == 1);
	CHECK(read(goes_on, &byte, 1) == 1);
	tty_raw_end(); /* SIGTTOU would stop us */
	CHECK(is_raw());
	return 0;
}

/* As the shell that started it: the leader of a session on the user's terminal. */
static int take_terminal_back(void)
{
	int there[2], back[2], status;
	char byte = 0;

	CHECK(setsid() > 0 && ioctl(user.slave, TIOCSCTTY, 0) == 0);
	CHECK(pipe2(there, O_CLOEXEC) == 0 && pipe2(back, O_CLOEXEC) == 0);
	CHECK(signal(SIGTTOU, SIG_IGN) != SIG_ERR);
	pid_t job = fork();
	if (job == 0) {
		(void)signal(SIGTTOU, SIG_DFL);
		_exit(end_in_background(back[1], there[0]));
	}
	CHECK(setpgid(job, job) == 0 && tcsetpgrp(user.slave, job) == 0);
	CHECK(write(there[1], &byte, 1) == 1 && read(back[0], &byte, 1) == 1);
	CHECK(tcsetpgrp(user.slave, getpgrp()) == 0 && write(there[1], &byte, 1) == 1);
	CHECK(waitpid(job, &status, WUNTRACED) == job);
	if (WIFSTOPPED(status))
		(void)kill(job, SIGKILL);
	CHECK(status == 0);
	return 0;
}

static void a_terminal_that_others_have_by_now_is_left_alone(void **state)
{
	(void)state;
	in_child(take_terminal_back);
}

#define ON_A_TERMINAL(test) cmocka_unit_test_setup_teardown(test, open_user, close_user)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_TERMINAL(a_pty_has_the_modes_and_the_size_of_the_users_terminal),
		ON_A_TERMINAL(what_is_written_to_the_one_end_comes_out_of_the_other),
		ON_A_TERMINAL(a_new_size_is_handed_on),
		ON_A_TERMINAL(raw_ends_as_it_began),
		ON_A_TERMINAL(what_is_no_terminal_is_refused_and_not_restored),
		ON_A_TERMINAL(a_signal_handler_can_end_it),
		ON_A_TERMINAL(a_terminal_that_others_have_by_now_is_left_alone),
	};

	return cmocka_run_group_tests_name("tty", tests, NULL, NULL);
}
