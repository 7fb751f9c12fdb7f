/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One datagram: a head, for a failure the error, then the words, each ended by a NUL, their
 * sizes in front. Whoever receives takes all handles into owners first and judges then: what
 * came with a message that is refused is closed.
 */
#include "wire/message.h"

#include "base/io.h"
#include "base/own.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAGIC = 0x68736e75, /* "unsh" */
	ALL_SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE,
	CONTROL_BYTES = CMSG_SPACE(sizeof(int) * (MESSAGE_HANDLES + 1)),
	/* CMSG_SPACE rounds up: one more may come than was meant to. */
	ARRIVE_MOST = (CONTROL_BYTES - CMSG_LEN(0)) / sizeof(int),
};

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U /* Linux 6.3 */
#endif

/* BODY: how many bytes follow. BY_MEMFD: they are not here but in the last handle. */
struct head {
	uint32_t magic, kind, number, words, body, by_memfd;
};
static_assert(sizeof(struct head) == 24, "no padding crosses the wire");

/* Handles as they came, owned, before it is known whether they make a message. */
struct arrived {
	int n;
	int fd[ARRIVE_MOST];
};

int wire_pair(int ret[2], struct error *err)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ret) < 0)
		return fail_call(err, "socketpair", "a frame's socket");
	return 0;
}

void message_done(struct message *m)
{
	for (int i = 0; i < m->handles_n; i++)
		own_close(&m->handles[i]);
	free(m->words);
	*m = MESSAGE_EMPTY;
}

int message_take(struct message *m, int i)
{
	return i < m->handles_n ? take_fd(&m->handles[i]) : -1;
}

/* The block that holds the list, the sizes and the bytes of N words of BYTES in all. */
static char *allot(struct message *m, int n, size_t bytes)
{
	size_t lists = (size_t)(n + 1) * sizeof(*m->words) + (size_t)n * sizeof(*m->sizes);

	m->words = calloc(1, lists + bytes + 1);
	if (!m->words)
		return NULL;
	m->sizes = (size_t *)(void *)(m->words + n + 1);
	m->n = n;
	return (char *)m->words + lists;
}

int message_words(struct message *m, const char *const *v, int n, struct error *err)
{
	size_t bytes = 0;

	for (int i = 0; i < n; i++)
		bytes += strlen(v[i]) + 1;
	char *at = allot(m, n, bytes);
	if (!at)
		return fail_call(err, "calloc", "a message");
	for (int i = 0; i < n; i++) {
		m->sizes[i] = strlen(v[i]);
		m->words[i] = memcpy(at, v[i], m->sizes[i] + 1);
		at += m->sizes[i] + 1;
	}
	return 0;
}

static size_t size_of(const struct message *m, int i)
{
	return m->sizes ? m->sizes[i] : strlen(m->words[i]);
}

/* The body of M: error, sizes, words. The caller's, freed by free(); NULL: no memory, too much.
 */
static char *encode(const struct message *m, size_t *ret_size, struct error *err)
{
	size_t failed = m->kind == MESSAGE_FAILED ? sizeof(m->error) : 0;
	size_t size = failed + (size_t)m->n * sizeof(uint32_t);

	for (int i = 0; i < m->n; i++)
		size += size_of(m, i) + 1;
	if (size > MESSAGE_MOST) {
		(void)refuse(err, "more than %d MiB for one message", MESSAGE_MOST >> 20);
		return NULL;
	}
	char *body = malloc(size + 1), *at = body;
	if (!body) {
		(void)fail_call(err, "malloc", "a message");
		return NULL;
	}
	if (failed)
		memcpy(at, &m->error, failed);
	at += failed;
	for (int i = 0; i < m->n; i++) {
		uint32_t word = (uint32_t)size_of(m, i);

		memcpy(at, &word, sizeof(word));
		at += sizeof(word);
	}
	for (int i = 0; i < m->n; i++) {
		memcpy(at, m->words[i], size_of(m, i));
		at += size_of(m, i);
		*at++ = '\0';
	}
	*ret_size = size;
	return body;
}

/* Where vm.memfd_noexec is 2 only a memfd that can never be run is given; before 6.3 EINVAL. */
static int make_memfd(void)
{
	unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd = memfd_create("unsh-message", flags | MFD_NOEXEC_SEAL);

	return fd < 0 && errno == EINVAL ? memfd_create("unsh-message", flags) : fd;
}

static int into_memfd(const char *body, size_t size, struct error *err)
{
	autofd int fd = make_memfd();

	if (fd < 0)
		return fail_call(err, "memfd_create", "a long message");
	if (io_write_all(fd, body, size) < 0)
		return fail_call(err, "write", "a long message");
	if (fcntl(fd, F_ADD_SEALS, ALL_SEALS) < 0)
		return fail_call(err, "fcntl", "a long message");
	return take_fd(&fd);
}

/* A datagram to be: its parts, and the handles that go with it, all borrowed. */
struct outgoing {
	struct iovec parts[2];
	size_t parts_n;
	const int *handles;
	int handles_n;
};

static int transmit(int sock, const struct outgoing *o, struct error *err)
{
	union {
		char bytes[CONTROL_BYTES];
		struct cmsghdr align;
	} control;
	struct msghdr msg = { .msg_iov = (struct iovec *)o->parts, .msg_iovlen = o->parts_n };
	size_t size = sizeof(int) * (size_t)o->handles_n;

	if (size > 0) {
		memset(&control, 0, sizeof(control));
		msg.msg_control = &control;
		msg.msg_controllen = CMSG_SPACE(size);
		struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(size);
		memcpy(CMSG_DATA(c), o->handles, size);
	}
	while (sendmsg(sock, &msg, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return fail_call(err, "sendmsg", "a frame's socket");
	return 0;
}

static int send_by_memfd(int sock, struct head *head, const char *body, const struct message *m,
			 struct error *err)
{
	int handles[MESSAGE_HANDLES + 1];
	autofd int fd = into_memfd(body, head->body, err);
	struct outgoing o = { { { head, sizeof(*head) } }, 1, handles, m->handles_n + 1 };

	if (fd < 0)
		return -1;
	head->by_memfd = 1;
	memcpy(handles, m->handles, sizeof(int) * (size_t)m->handles_n);
	handles[m->handles_n] = fd;
	return transmit(sock, &o, err);
}

int wire_send(int sock, const struct message *m, struct error *err)
{
	struct head head = {
		.magic = MAGIC, .kind = m->kind, .number = m->number, .words = (uint32_t)m->n
	};
	size_t size = 0;

	if (m->handles_n > MESSAGE_HANDLES)
		return refuse(err, "too many handles for one message");
	autofree char *body = encode(m, &size, err);
	if (!body)
		return -1;
	head.body = (uint32_t)size;
	if (sizeof(head) + size > MESSAGE_BYTES)
		return send_by_memfd(sock, &head, body, m, err);

	struct outgoing o = {
		{ { &head, sizeof(head) }, { body, size } }, 2, m->handles, m->handles_n
	};
	if (transmit(sock, &o, err) == 0)
		return 0;
	/* The socket's buffer is small here (net.core.wmem_default), or memory is in pieces. */
	if (err->errnum != EMSGSIZE && err->errnum != ENOBUFS)
		return -1;
	return send_by_memfd(sock, &head, body, m, err);
}

/* The words of BODY into M; false where it does not add up. */
static bool decode_words(const struct head *head, const char *body, size_t size,
			 struct message *m)
{
	uint64_t sum = (uint64_t)head->words * sizeof(uint32_t);
	uint32_t word;

	if (sum > size)
		return false;
	for (uint32_t i = 0; i < head->words; i++) {
		memcpy(&word, body + i * sizeof(word), sizeof(word));
		sum += (uint64_t)word + 1;
	}
	if (sum != size)
		return false;
	char *at = allot(m, (int)head->words, size);
	if (!at)
		return false;
	const char *from = body + head->words * sizeof(word);
	for (uint32_t i = 0; i < head->words; i++) {
		memcpy(&word, body + i * sizeof(word), sizeof(word));
		if (from[word] != '\0')
			return false;
		m->sizes[i] = word;
		m->words[i] = memcpy(at, from, (size_t)word + 1);
		at += (size_t)word + 1;
		from += (size_t)word + 1;
	}
	return true;
}

static bool decode_body(const struct head *head, const char *body, size_t size,
			struct message *m)
{
	m->kind = head->kind;
	m->number = head->number;
	if (head->kind == MESSAGE_FAILED) {
		if (size < sizeof(m->error))
			return false;
		memcpy(&m->error, body, sizeof(m->error));
		/* Texts that are printed with %s: whoever wrote them, they end here. */
		m->error.call[sizeof(m->error.call) - 1] = '\0';
		m->error.text[sizeof(m->error.text) - 1] = '\0';
		body += sizeof(m->error);
		size -= sizeof(m->error);
	}
	return decode_words(head, body, size, m);
}

static bool check_head(const void *data, size_t size, struct head *ret)
{
	if (size < sizeof(*ret))
		return false;
	memcpy(ret, data, sizeof(*ret));
	return ret->magic == MAGIC && ret->kind >= MESSAGE_ASK && ret->kind <= MESSAGE_CANCEL &&
	       ret->body <= MESSAGE_MOST && ret->by_memfd <= 1;
}

static int refuse_malformed(struct message *m, struct error *err)
{
	message_done(m);
	return refuse(err, "a message on a frame's socket is malformed");
}

int wire_decode(const void *data, size_t size, struct message *ret, struct error *err)
{
	struct head head;
	struct message m = MESSAGE_EMPTY;

	if (!check_head(data, size, &head) || head.by_memfd ||
	    size != sizeof(head) + head.body ||
	    !decode_body(&head, (const char *)data + sizeof(head), head.body, &m))
		return refuse_malformed(&m, err);
	*ret = m;
	return 0;
}

/* A body that came as a memfd: sealed, so that it cannot change while it is read. What is no
 * memfd has no seals (-1, in which all bits are set), and its read could block for ever. */
static bool decode_memfd(const struct head *head, int fd, struct message *m)
{
	struct stat st;
	size_t have = 0;
	int seals = fcntl(fd, F_GET_SEALS);

	if (seals < 0 || (seals & ALL_SEALS) != ALL_SEALS || fstat(fd, &st) < 0 ||
	    st.st_size != (off_t)head->body)
		return false;
	autofree char *body = malloc((size_t)head->body + 1);
	while (body && have < head->body) {
		ssize_t got = pread(fd, body + have, head->body - have, (off_t)have);

		if (got <= 0)
			return false;
		have += (size_t)got;
	}
	return body && decode_body(head, body, head->body, m);
}

/* All handles that came with MSG: they are owned before anything is judged. */
static void take_handles(struct msghdr *msg, struct arrived *a)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		/* All of them share CONTROL_BYTES, which holds no more than ARRIVE_MOST. */
		memcpy(a->fd + a->n, CMSG_DATA(c), n * sizeof(int));
		a->n += (int)n;
	}
}

/* What came in DATA, with A's handles: moves both into M. false: refused. */
static bool judge(const char *data, size_t size, struct arrived *a, struct message *m)
{
	autofd int body = -1;
	struct head head;

	if (!check_head(data, size, &head) ||
	    size != sizeof(head) + (head.by_memfd ? 0 : head.body))
		return false;
	if (head.by_memfd) {
		if (a->n < 1)
			return false;
		body = a->fd[--a->n];
	}
	if (a->n > MESSAGE_HANDLES)
		return false;
	if (head.by_memfd ? !decode_memfd(&head, body, m)
			  : !decode_body(&head, data + sizeof(head), head.body, m))
		return false;
	memcpy(m->handles, a->fd, sizeof(int) * (size_t)a->n);
	m->handles_n = a->n;
	a->n = 0;
	return true;
}

int wire_receive(int sock, struct message *ret, struct error *err)
{
	static char data[MESSAGE_BYTES]; /* one thread, one message at a time */
	union {
		char bytes[CONTROL_BYTES];
		struct cmsghdr align;
	} control;
	struct iovec part = { data, sizeof(data) };
	struct msghdr msg = { .msg_iov = &part,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	struct message m = MESSAGE_EMPTY;
	struct arrived arrived = { .n = 0 };
	ssize_t got;

	do
		got = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got < 0 && errno == ECONNRESET)
		return 0; /* the other end went with a message of ours unread */
	if (got < 0)
		return fail_call(err, "recvmsg", "a frame's socket");
	take_handles(&msg, &arrived);
	if (got == 0 && arrived.n == 0)
		return 0;
	if (!(msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) &&
	    judge(data, (size_t)got, &arrived, &m)) {
		*ret = m;
		return 1;
	}
	for (int i = 0; i < arrived.n; i++)
		own_close(&arrived.fd[i]);
	return refuse_malformed(&m, err);
}
