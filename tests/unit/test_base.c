/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ground floor: failures as values, owners, numbers, texts, writing whole, leaving. */
#include "base/child.h"
#include "base/error.h"
#include "base/io.h"
#include "base/library.h"
#include "base/number.h"
#include "base/own.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct error err;

static void a_failure_names_the_step_the_object_and_the_call(void **state)
{
	(void)state;
	errno = EBUSY;
	assert_int_equal(fail_call(&err, "umount2", "/mnt/%s", "x"), -1);
	assert_int_equal(fail_in(&err, "%s", "s.unsh:3:1: umount"), -1);
	assert_string_equal(err.text, "s.unsh:3:1: umount: /mnt/x");
	assert_string_equal(err.call, "umount2");
	assert_int_equal(err.errnum, EBUSY);
}

static void a_refusal_has_no_call_and_no_errno(void **state)
{
	(void)state;
	errno = EBUSY;
	assert_int_equal(refuse(&err, "eth0 is already here"), -1);
	assert_int_equal(err.errnum, 0);
	assert_string_equal(err.call, "");
}

static void a_failure_carries_no_old_bytes(void **state)
{
	(void)state;
	memset(&err, 'x', sizeof(err));
	refuse(&err, "no");
	for (size_t i = strlen("no"); i < sizeof(err.text); i++)
		assert_int_equal(err.text[i], 0);
	for (size_t i = 0; i < sizeof(err.call); i++)
		assert_int_equal(err.call[i], 0);
}

static void a_text_too_long_keeps_its_front(void **state)
{
	char word[1000];

	(void)state;
	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	refuse(&err, "%s", word);
	fail_in(&err, "mount");
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	assert_memory_equal(err.text, "mount: xxx", 10);
	fail_in(&err, "%s", word);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
}

static int opened(void)
{
	autofd int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	return fd;
}

static int taken(void)
{
	autofd int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	return take_fd(&fd);
}

static void an_owned_descriptor_ends_with_its_block_unless_taken(void **state)
{
	(void)state;
	assert_int_equal(fcntl(opened(), F_GETFD), -1);

	autofd int fd = taken();
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
}

static void closing_keeps_errno(void **state)
{
	int fd = 1000000;

	(void)state;
	errno = ENOTTY;
	own_close(&fd);
	assert_int_equal(errno, ENOTTY);
	assert_int_equal(fd, -1);
}

static void an_owned_pointer_is_empty_once_taken(void **state)
{
	autofree char *word = strdup("x");
	autofree char *other = take_ptr(&word);

	(void)state;
	assert_null(word);
	assert_string_equal(other, "x");
}

static void a_number_is_digits_and_nothing_else(void **state)
{
	static const char *const bad[] = { "",
					   " 1",
					   "1 ",
					   "+1",
					   "-1",
					   "0x1",
					   "1.0",
					   "1e3",
					   "one",
					   "18446744073709551616",
					   "99999999999999999999999" };
	uint64_t value = 77;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(number_unsigned(bad[i], UINT64_MAX, &value, &err), -1);
	assert_int_equal(value, 77);
	assert_int_equal(number_unsigned("18446744073709551615", UINT64_MAX, &value, &err), 0);
	assert_true(value == UINT64_MAX);
	assert_int_equal(number_unsigned("007", 7, &value, &err), 0);
	assert_int_equal(value, 7);
}

static void a_number_ends_at_its_limit(void **state)
{
	uint64_t value = 77;

	(void)state;
	assert_int_equal(number_unsigned("4194305", 4194304, &value, &err), -1);
	assert_string_equal(err.text, "4194305 is more than 4194304");
	assert_int_equal(value, 77);
	assert_int_equal(number_unsigned("4194304", 4194304, &value, &err), 0);
}

static void the_last_32_bit_number_is_no_id(void **state)
{
	uint32_t id = 77;

	(void)state;
	assert_int_equal(number_id("4294967295", &id, &err), -1);
	assert_int_equal(number_id("-1", &id, &err), -1);
	assert_int_equal(number_id("4294967296", &id, &err), -1);
	assert_int_equal(id, 77);
	assert_int_equal(number_id("4294967294", &id, &err), 0);
	assert_true(id == 4294967294U);
}

static void a_mode_is_octal(void **state)
{
	static const char *const bad[] = { "", "8", "10000", "0o7", "-7", "u+x", "7 " };
	unsigned mode = 077;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(number_mode(bad[i], &mode, &err), -1);
	assert_int_equal(mode, 077);
	assert_int_equal(number_mode("1755", &mode, &err), 0);
	assert_int_equal(mode, 01755);
	assert_int_equal(number_mode("00007777", &mode, &err), 0);
	assert_int_equal(mode, 07777);
}

static void seconds_before_zero_have_nanoseconds_that_count_up(void **state)
{
	static const struct {
		const char *text;
		time_t sec;
		long nsec;
	} good[] = {
		{ "0", 0, 0 },
		{ "-0", 0, 0 },
		{ "-1.5", -2, 500000000 },
		{ "-0.25", -1, 750000000 },
		{ "2.000000001", 2, 1 },
		{ "-3", -3, 0 },
		{ "2147483647", 2147483647, 0 },
	};
	static const char *const bad[] = {
		"", "-", "--1", ".5", "1.", "+1", "1.0000000001", "2147483648", "1s", "1e", "1 "
	};
	struct timespec t;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_int_equal(number_seconds(good[i].text, &t, &err), 0);
		assert_int_equal(t.tv_sec, good[i].sec);
		assert_int_equal(t.tv_nsec, good[i].nsec);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(number_seconds(bad[i], &t, &err), -1);
}

static void a_text_grows_and_always_ends(void **state)
{
	struct text t = { .at = NULL };
	char number[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(text_printf(&t, &err, "%05d,", i), 0);
		assert_int_equal(t.at[t.size], '\0');
		assert_true(t.room > t.size);
	}
	assert_int_equal(t.size, 6000);
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(number, sizeof(number), "%05d,", i);
		assert_memory_equal(t.at + (size_t)i * 6, number, 6);
	}
	text_done(&t);
	assert_null(t.at);
}

static void a_text_holds_nul_bytes_and_is_given_away_whole(void **state)
{
	struct text t = { .at = NULL };

	(void)state;
	assert_int_equal(text_add(&t, "a\0b", 3, &err), 0);
	assert_int_equal(text_add(&t, NULL, 0, &err), 0);
	assert_int_equal(t.size, 3);
	autofree char *bytes = text_take(&t);
	assert_memory_equal(bytes, "a\0b", 4);
	assert_null(t.at);
	assert_int_equal(t.size + t.room, 0);
	text_done(&t);
}

static void a_text_that_cannot_grow_stays_as_it_was(void **state)
{
	struct text t = { .at = NULL };

	(void)state;
	assert_int_equal(text_add(&t, "abc", 3, &err), 0);
	assert_int_equal(text_add(&t, "x", SIZE_MAX / 2, &err), -1);
	assert_int_equal(err.errnum, ENOMEM);
	assert_string_equal(t.at, "abc");
	text_done(&t);
}

/* Bytes that come out of FD until its end; the sum tells their order. */
static unsigned read_sum(int fd, size_t *ret_size)
{
	unsigned char data[997];
	unsigned sum = 0;
	ssize_t got;

	*ret_size = 0;
	while ((got = read(fd, data, sizeof(data))) > 0) {
		for (ssize_t i = 0; i < got; i++)
			sum = sum * 31 + data[i];
		*ret_size += (size_t)got;
	}
	return sum;
}

static void writing_whole_waits_for_a_full_pipe(void **state)
{
	enum {
		SIZE = 1 << 20
	};
	autofree unsigned char *data = malloc(SIZE);
	unsigned sum = 0, read_back = 0;
	size_t size = 0;
	int ends[2], status;

	(void)state;
	for (size_t i = 0; i < SIZE; i++) {
		data[i] = (unsigned char)(i * 7 + i / 251);
		sum = sum * 31 + data[i];
	}
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	pid_t writer = fork();
	if (writer == 0) {
		(void)close(ends[0]);
		child_exit(io_write_all(ends[1], data, SIZE) == 0 ? 0 : 1);
	}
	(void)close(ends[1]);
	assert_int_equal(fcntl(ends[0], F_SETFL, 0), 0);
	read_back = read_sum(ends[0], &size);
	(void)close(ends[0]);
	assert_int_equal(waitpid(writer, &status, 0), writer);
	assert_int_equal(status, 0);
	assert_int_equal(size, SIZE);
	assert_int_equal(read_back, sum);
}

static void writing_says_what_the_kernel_says(void **state)
{
	autofd int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(io_write_all(full, "x", 1), -1);
	assert_int_equal(errno, ENOSPC);
	assert_int_equal(io_write_all(full, "", 0), 0);
}

static int at_exit_fd = -1;

static void at_exit(void)
{
	if (at_exit_fd >= 0)
		(void)!write(at_exit_fd, "x", 1);
}

static void a_child_leaves_with_its_status_and_nothing_of_its_parents(void **state)
{
	int ends[2], status;
	char byte;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(atexit(at_exit), 0);
	pid_t child = fork();
	if (child == 0) {
		at_exit_fd = ends[1];
		child_exit(7);
	}
	(void)close(ends[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
	assert_int_equal(read(ends[0], &byte, 1), 0);
	(void)close(ends[0]);
}

#define SOME_CALLS(X) X(strlen) X(getpid)

static void a_library_is_opened_whole_or_not_at_all(void **state)
{
	static const char *const names[] = { LIBRARY_NAMES(SOME_CALLS) };
	static const char *const not_all[] = { "strlen", "no_such_call_at_all" };
	struct {
		LIBRARY_POINTERS(SOME_CALLS)
	} calls = { .strlen = NULL };
	void *pointers[2] = { NULL, NULL };

	(void)state;
	assert_int_equal(library_open("libc.so.6", names, (void **)&calls, 2, &err), 0);
	assert_int_equal(calls.strlen("abc"), 3);
	assert_int_equal(calls.getpid(), getpid());

	assert_int_equal(library_open("libc.so.6", not_all, pointers, 2, &err), -1);
	assert_non_null(strstr(err.text, "no_such_call_at_all"));
	assert_null(pointers[0]);
	assert_null(pointers[1]);

	assert_int_equal(library_open("libunsh-none.so.0", names, pointers, 2, &err), -1);
	assert_string_equal(err.text, "libunsh-none.so.0 is not installed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_names_the_step_the_object_and_the_call),
		cmocka_unit_test(a_refusal_has_no_call_and_no_errno),
		cmocka_unit_test(a_failure_carries_no_old_bytes),
		cmocka_unit_test(a_text_too_long_keeps_its_front),
		cmocka_unit_test(an_owned_descriptor_ends_with_its_block_unless_taken),
		cmocka_unit_test(closing_keeps_errno),
		cmocka_unit_test(an_owned_pointer_is_empty_once_taken),
		cmocka_unit_test(a_number_is_digits_and_nothing_else),
		cmocka_unit_test(a_number_ends_at_its_limit),
		cmocka_unit_test(the_last_32_bit_number_is_no_id),
		cmocka_unit_test(a_mode_is_octal),
		cmocka_unit_test(seconds_before_zero_have_nanoseconds_that_count_up),
		cmocka_unit_test(a_text_grows_and_always_ends),
		cmocka_unit_test(a_text_holds_nul_bytes_and_is_given_away_whole),
		cmocka_unit_test(a_text_that_cannot_grow_stays_as_it_was),
		cmocka_unit_test(writing_whole_waits_for_a_full_pipe),
		cmocka_unit_test(writing_says_what_the_kernel_says),
		cmocka_unit_test(a_child_leaves_with_its_status_and_nothing_of_its_parents),
		cmocka_unit_test(a_library_is_opened_whole_or_not_at_all),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
