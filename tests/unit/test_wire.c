/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages over a real socket, honest and forged. Each test looks that all descriptors are
 * closed again, whatever came of the message.
 */
#include "base/error.h"
#include "base/own.h"
#include "wire/call.h"
#include "wire/message.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	LONG_BYTES = 100000,
	MANY = 70
};

/* The head as it is on the wire, for what no honest sender would send. */
struct head {
	uint32_t magic, kind, number, words, body, by_memfd;
};

static const struct head honest = { .magic = 0x68736e75, .kind = MESSAGE_ASK, .number = 7 };
static struct error err;
static struct message got;
static int sock[2];

static int open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(dir))
		n++;
	(void)closedir(dir);
	return n;
}

static int connect_pair(void **state)
{
	static int before;

	before = open_descriptors();
	*state = &before;
	got = MESSAGE_EMPTY;
	return wire_pair(sock, &err);
}

static int nothing_stays_open(void **state)
{
	message_done(&got);
	own_close(&sock[0]);
	own_close(&sock[1]);
	return open_descriptors() == *(int *)*state ? 0 : -1;
}

static void send_raw(const void *data, size_t size, const int *handles, size_t n)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * 253)];
		struct cmsghdr align;
	} control = { .bytes = "" };
	struct iovec part = { (void *)data, size };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };

	if (n > 0) {
		msg.msg_control = &control;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * n);
		struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * n);
		memcpy(CMSG_DATA(c), handles, sizeof(int) * n);
	}
	assert_int_equal(sendmsg(sock[0], &msg, MSG_NOSIGNAL), size);
}

static void expect_refusal(void)
{
	memset(&err, 0, sizeof(err));
	assert_int_equal(wire_receive(sock[1], &got, &err), -1);
	assert_string_equal(err.text, "a message on a frame's socket is malformed");
	assert_int_equal(got.n + got.handles_n, 0);
}

/* A question with one word of SIZE bytes and N handles, all of /dev/null. */
static struct message question(size_t size, int n)
{
	struct message m = { .kind = MESSAGE_ASK, .number = 7 };
	autofree char *word = malloc(size + 1);
	const char *const words[] = { word };

	memset(word, 'w', size);
	word[size] = '\0';
	assert_int_equal(message_words(&m, words, 1, &err), 0);
	while (m.handles_n < n)
		m.handles[m.handles_n++] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return m;
}

static void passes(size_t size, int n)
{
	struct message m = question(size, n);

	assert_int_equal(wire_send(sock[0], &m, &err), 0);
	assert_int_equal(wire_receive(sock[1], &got, &err), 1);
	assert_int_equal(got.n, 1);
	assert_int_equal(got.sizes[0], size);
	assert_string_equal(got.words[0], m.words[0]);
	assert_null(got.words[1]);
	assert_int_equal(got.handles_n, n);
	for (int i = 0; i < n; i++)
		assert_int_equal(fcntl(got.handles[i], F_GETFD), FD_CLOEXEC);
	message_done(&m);
	message_done(&got);
}

static void a_question_arrives_as_it_was_sent(void **state)
{
	static const char *const words[] = { "mount", "", "-o", "a b\n\xff" };
	struct message m = { .kind = MESSAGE_ASK, .number = 0xfffffffe };

	(void)state;
	assert_int_equal(message_words(&m, words, 4, &err), 0);
	assert_int_equal(wire_send(sock[0], &m, &err), 0);
	message_done(&m);
	assert_int_equal(wire_receive(sock[1], &got, &err), 1);
	assert_int_equal(got.kind, MESSAGE_ASK);
	assert_true(got.number == 0xfffffffe);
	assert_int_equal(got.n, 4);
	for (int i = 0; i < 4; i++)
		assert_string_equal(got.words[i], words[i]);
	assert_null(got.words[4]);
}

static void a_word_of_an_answer_may_hold_nul(void **state)
{
	struct call c = { .out = -1, .pid_ns = -1, .proc = -1 };
	struct message m = { .kind = MESSAGE_DONE };

	(void)state;
	assert_int_equal(reply_bytes(&c, "a\0b", 3, &err), 0);
	assert_int_equal(reply_printf(&c, &err, "%s=%d", "x", 1), 0);
	m.words = c.words;
	m.sizes = c.sizes;
	m.n = c.words_n;
	assert_int_equal(wire_send(sock[0], &m, &err), 0);
	call_done(&c);
	assert_int_equal(wire_receive(sock[1], &got, &err), 1);
	assert_int_equal(got.sizes[0], 3);
	assert_memory_equal(got.words[0], "a\0b", 4);
	assert_string_equal(got.words[1], "x=1");
}

static void a_failure_arrives_with_its_call_and_errno(void **state)
{
	struct message m = { .kind = MESSAGE_FAILED };

	(void)state;
	errno = EBUSY;
	(void)fail_call(&m.error, "umount2", "/mnt/x");
	assert_int_equal(wire_send(sock[0], &m, &err), 0);
	assert_int_equal(wire_receive(sock[1], &got, &err), 1);
	assert_memory_equal(&got.error, &m.error, sizeof(m.error));
}

static void a_failure_without_an_end_is_given_one(void **state)
{
	struct {
		struct head head;
		struct error error;
	} forged = { .head = honest };

	(void)state;
	forged.head.kind = MESSAGE_FAILED;
	forged.head.body = sizeof(forged.error);
	memset(&forged.error, 'x', sizeof(forged.error));
	send_raw(&forged, sizeof(forged), NULL, 0);
	assert_int_equal(wire_receive(sock[1], &got, &err), 1);
	assert_int_equal(strlen(got.error.text), sizeof(got.error.text) - 1);
	assert_int_equal(strlen(got.error.call), sizeof(got.error.call) - 1);
}

static void handles_pass_up_to_the_limit_short_and_long(void **state)
{
	(void)state;
	passes(5, 0);
	passes(5, MESSAGE_HANDLES);
	passes(LONG_BYTES, 0);
	passes(LONG_BYTES, 1);
	passes(LONG_BYTES, MESSAGE_HANDLES);
}

static void every_size_around_the_limit_of_a_datagram_passes(void **state)
{
	(void)state;
	for (size_t size = MESSAGE_BYTES - 40; size < MESSAGE_BYTES + 8; size++)
		passes(size, 1);
}

static void a_small_socket_buffer_loses_nothing(void **state)
{
	int bytes = 4608;

	(void)state;
	assert_int_equal(setsockopt(sock[0], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes)), 0);
	passes(60000, 2);
	passes(LONG_BYTES, 2);
}

static void a_message_too_long_is_not_sent(void **state)
{
	autofree char *word = malloc((size_t)MESSAGE_MOST + 1);
	char *words[] = { word, NULL };
	size_t sizes[] = { MESSAGE_MOST };
	struct message m = { .kind = MESSAGE_DONE, .n = 1, .words = words, .sizes = sizes };

	(void)state;
	assert_non_null(word);
	assert_int_equal(wire_send(sock[0], &m, &err), -1);
	assert_string_equal(err.text, "more than 64 MiB for one message");
	assert_int_equal(err.errnum, 0);
}

static void the_end_of_the_other_side_is_no_failure(void **state)
{
	struct message m = question(5, 0);

	(void)state;
	assert_int_equal(wire_send(sock[0], &m, &err), 0);
	own_close(&sock[0]);
	assert_int_equal(wire_receive(sock[1], &got, &err), 1);
	message_done(&got);
	assert_int_equal(wire_receive(sock[1], &got, &err), 0);
	assert_int_equal(wire_send(sock[1], &m, &err), -1);
	assert_int_equal(err.errnum, EPIPE);
	message_done(&m);
}

static void a_handle_taken_is_no_longer_closed(void **state)
{
	struct message m = question(5, 2);

	(void)state;
	assert_int_equal(wire_send(sock[0], &m, &err), 0);
	message_done(&m);
	assert_int_equal(wire_receive(sock[1], &got, &err), 1);
	autofd int kept = message_take(&got, 1);
	assert_int_equal(message_take(&got, 1), -1);
	assert_int_equal(message_take(&got, 2), -1);
	message_done(&got);
	assert_int_equal(fcntl(kept, F_GETFD), FD_CLOEXEC);
}

static void what_is_no_message_is_refused(void **state)
{
	struct head heads[] = { honest, honest, honest, honest, honest, honest, honest };

	(void)state;
	heads[0].magic++;
	heads[1].kind = 0;
	heads[2].kind = MESSAGE_CANCEL + 1;
	heads[3].body = 1; /* more than came */
	heads[4].by_memfd = 2;
	heads[5].words = 1;             /* without its size */
	heads[6].kind = MESSAGE_FAILED; /* without its error */
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		send_raw(&heads[i], sizeof(heads[i]), &sock[0], 1);
		expect_refusal();
	}
	send_raw(&honest, sizeof(honest) - 1, NULL, 0);
	expect_refusal();
	send_raw("", 0, &sock[0], 1);
	expect_refusal();
}

static void words_that_do_not_add_up_are_refused(void **state)
{
	struct {
		struct head head;
		uint32_t size[2];
		char bytes[8];
	} m = { .head = honest, .size = { 3, 3 }, .bytes = "abc\0def" };
	const uint32_t wrong[] = { 0, 2, 4, 7, 0x7fffffff, 0xfffffffc, 0xffffffff };

	(void)state;
	m.head.words = 2;
	m.head.body = sizeof(m) - sizeof(m.head);
	send_raw(&m, sizeof(m), NULL, 0);
	assert_int_equal(wire_receive(sock[1], &got, &err), 1);
	assert_string_equal(got.words[1], "def");
	message_done(&got);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		m.size[0] = wrong[i];
		send_raw(&m, sizeof(m), NULL, 0);
		expect_refusal();
	}
	m.size[0] = 3;
	m.bytes[3] = 'x'; /* a word without its NUL */
	send_raw(&m, sizeof(m), NULL, 0);
	expect_refusal();
	m.head.words = 0x40000002; /* times 4 is 8 in 32 bits */
	send_raw(&m, sizeof(m), NULL, 0);
	expect_refusal();
}

static void a_cut_message_is_refused_with_all_that_came(void **state)
{
	static char data[MESSAGE_BYTES + 1];
	struct head head = honest;

	(void)state;
	head.body = sizeof(data) - sizeof(head);
	memcpy(data, &head, sizeof(head));
	send_raw(data, sizeof(data), &sock[0], 1);
	expect_refusal();
}

static void more_handles_than_may_be_are_refused_and_closed(void **state)
{
	int many[MANY];

	(void)state;
	for (int i = 0; i < MANY; i++)
		many[i] = sock[0];
	for (size_t n = MESSAGE_HANDLES + 1; n <= MANY; n++) {
		send_raw(&honest, sizeof(honest), many, n);
		expect_refusal();
	}
}

static void a_receiver_that_may_open_no_more_refuses_what_was_cut(void **state)
{
	struct message m = question(5, 40);
	struct rlimit now, low = { .rlim_cur = (rlim_t)open_descriptors() + 8 };

	(void)state;
	assert_int_equal(wire_send(sock[0], &m, &err), 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &now), 0);
	low.rlim_max = now.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	int answer = wire_receive(sock[1], &got, &err);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &now), 0);
	message_done(&m);
	assert_int_equal(answer, -1);
}

/* A body of one word, "a", in FD; announced as SIZE bytes. */
static void send_with_body(int fd, uint32_t size)
{
	struct head head = honest;

	head.words = 1;
	head.body = size;
	head.by_memfd = 1;
	send_raw(&head, sizeof(head), &fd, 1);
}

static int body_of(int fd)
{
	static const char body[] = "\1\0\0\0a";

	assert_int_equal(write(fd, body, sizeof(body)), sizeof(body));
	return fd;
}

static void a_body_that_is_no_sealed_memfd_is_refused(void **state)
{
	static const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
	static const int not_enough[] = { 0, F_SEAL_SHRINK,
					  F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW };
	char name[] = "body-XXXXXX";
	autofd int file = body_of(mkostemp(name, O_CLOEXEC));
	autofd int sealed = body_of(memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
	int ends[2];

	(void)state;
	assert_int_equal(unlink(name), 0);
	send_with_body(file, 6);
	expect_refusal();
	/* A read of it would wait for ever. */
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	send_with_body(ends[0], 6);
	expect_refusal();
	own_close(&ends[0]);
	own_close(&ends[1]);
	for (size_t i = 0; i < sizeof(not_enough) / sizeof(*not_enough); i++) {
		autofd int fd = body_of(memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));

		assert_int_equal(fcntl(fd, F_ADD_SEALS, not_enough[i]), 0);
		send_with_body(fd, 6);
		expect_refusal();
	}
	assert_int_equal(fcntl(sealed, F_ADD_SEALS, seals), 0);
	send_with_body(sealed, 5);
	expect_refusal();
	send_with_body(sealed, 7);
	expect_refusal();
	send_with_body(sealed, 6);
	assert_int_equal(wire_receive(sock[1], &got, &err), 1);
	assert_string_equal(got.words[0], "a");
	assert_int_equal(got.handles_n, 0);
}

static void a_body_that_did_not_come_is_refused(void **state)
{
	struct head head = honest;

	(void)state;
	head.by_memfd = 1;
	send_raw(&head, sizeof(head), NULL, 0);
	expect_refusal();
}

static void a_long_answer_is_one_list(void **state)
{
	struct call c = { .out = -1, .pid_ns = -1, .proc = -1 };
	struct message m = { .kind = MESSAGE_DONE };
	char expected[32];

	(void)state;
	for (int i = 0; i < 20000; i++)
		assert_int_equal(reply_printf(&c, &err, "line %d", i), 0);
	m.words = c.words;
	m.sizes = c.sizes;
	m.n = c.words_n;
	assert_int_equal(wire_send(sock[0], &m, &err), 0);
	call_done(&c);
	assert_int_equal(wire_receive(sock[1], &got, &err), 1);
	assert_int_equal(got.n, 20000);
	for (int i = 0; i < got.n; i++) {
		snprintf(expected, sizeof(expected), "line %d", i);
		assert_string_equal(got.words[i], expected);
	}
}

static void an_answer_closes_what_it_was_given(void **state)
{
	struct call c = { .out = -1, .pid_ns = -1, .proc = -1 };
	int given = 0;

	(void)state;
	while (reply_handle(&c, open("/dev/null", O_RDONLY | O_CLOEXEC), &err) == 0)
		given++;
	assert_int_equal(given, sizeof(c.give) / sizeof(*c.give));
	assert_string_equal(err.text, "too many handles for one answer");
	call_done(&c);
}

#define ON_A_PAIR(test) cmocka_unit_test_setup_teardown(test, connect_pair, nothing_stays_open)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_PAIR(a_question_arrives_as_it_was_sent),
		ON_A_PAIR(a_word_of_an_answer_may_hold_nul),
		ON_A_PAIR(a_failure_arrives_with_its_call_and_errno),
		ON_A_PAIR(a_failure_without_an_end_is_given_one),
		ON_A_PAIR(handles_pass_up_to_the_limit_short_and_long),
		ON_A_PAIR(every_size_around_the_limit_of_a_datagram_passes),
		ON_A_PAIR(a_small_socket_buffer_loses_nothing),
		ON_A_PAIR(a_message_too_long_is_not_sent),
		ON_A_PAIR(the_end_of_the_other_side_is_no_failure),
		ON_A_PAIR(a_handle_taken_is_no_longer_closed),
		ON_A_PAIR(what_is_no_message_is_refused),
		ON_A_PAIR(words_that_do_not_add_up_are_refused),
		ON_A_PAIR(a_cut_message_is_refused_with_all_that_came),
		ON_A_PAIR(more_handles_than_may_be_are_refused_and_closed),
		ON_A_PAIR(a_receiver_that_may_open_no_more_refuses_what_was_cut),
		ON_A_PAIR(a_body_that_is_no_sealed_memfd_is_refused),
		ON_A_PAIR(a_body_that_did_not_come_is_refused),
		ON_A_PAIR(a_long_answer_is_one_list),
		ON_A_PAIR(an_answer_closes_what_it_was_given),
	};

	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
