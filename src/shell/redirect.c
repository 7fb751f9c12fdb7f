/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/redirect.h"

#include "base/error.h"
#include "base/own.h"
#include "shell/program.h"
#include "shell/variables.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What is the caller's alone, and so not a frame's: his terminal, his descriptors. */
static bool is_callers(const char *path)
{
	return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
}

static int open_here(const char *path, enum redirect_kind kind, struct error *err)
{
	int flags = kind == REDIRECT_IN    ? O_RDONLY
		    : kind == REDIRECT_OUT ? O_WRONLY | O_CREAT | O_TRUNC
					   : O_WRONLY | O_CREAT | O_APPEND;
	int fd = open(path, flags | O_CLOEXEC | O_NOCTTY, 0666);

	return fd < 0 ? fail_call(err, "open", "%s", path) : fd;
}

/* In a child of F: a path lookup, and a FIFO, can block. */
static int open_in(struct session *s, struct frame *f, const char *path,
		   enum redirect_kind kind, struct error *err)
{
	const char *mode = kind == REDIRECT_IN ? "r" : kind == REDIRECT_OUT ? "w" : "a";
	const char *words[] = { ".open", path, mode, NULL };
	struct message m = MESSAGE_EMPTY;

	if (session_words(s, f, words, NULL, 0, &m, err) < 0)
		return -1;
	int fd = message_take(&m, 0);
	message_done(&m);
	return fd < 0 ? refuse(err, "%s: the frame gave no handle", path) : fd;
}

static int open_on_host(struct session *s, const char *word, enum redirect_kind kind,
			struct error *err)
{
	const char *path = word + strlen("@host:");

	if (s->settings.no_host)
		return refuse(err, "%s: --no-host was given", word);
	int fd = is_callers(path) ? open_here(path, kind, err)
				  : open_in(s, s->zero, path, kind, err);
	if (fd >= 0)
		return fd;
	if (!err->call[0])
		return err->errnum == ETIMEDOUT ? fail_in(err, "%s", word) : -1;
	/* As it was typed: the same path in the box is another file. */
	char call[sizeof(err->call)];
	memcpy(call, err->call, sizeof(call));
	errno = err->errnum;
	return fail_call(err, call, "%s", word);
}

int redirect_document(const char *text, size_t size, struct error *err)
{
	autofd int fd = memfd_create("unsh-document", MFD_CLOEXEC);

	if (fd < 0)
		return fail_call(err, "memfd_create", "a here-document");
	for (size_t done = 0; done < size;) {
		ssize_t put = write(fd, text + done, size - done);

		if (put < 0 && errno != EINTR)
			return fail_call(err, "write", "a here-document");
		done += put > 0 ? (size_t)put : 0;
	}
	if (lseek(fd, 0, SEEK_SET) < 0)
		return fail_call(err, "lseek", "a here-document");
	return take_fd(&fd);
}

static int open_one(struct session *s, const struct redirect *r, struct error *err)
{
	struct lookup l = variables_lookup(s);
	size_t size;
	char *text;

	s->place = r->file.place;
	if (word_expand(&r->file, &l, &text, &size, err) < 0)
		return -1;
	autofree char *owned = text;
	if (r->kind == REDIRECT_HERE)
		return redirect_document(text, size, err);
	if (kind_check(KIND_PATH_ANY, NULL, text, err) < 0)
		return -1;
	if (strncmp(text, "@host:", 6) == 0)
		return open_on_host(s, text, r->kind, err);
	int fd = open_in(s, session_frame(s), text, r->kind, err);
	return fd < 0 && err->errnum == ETIMEDOUT ? fail_in(err, "%s", text) : fd;
}

static int open_sh(struct session *s, const char *text, struct redirects *r, struct error *err)
{
	int ends[2];

	if (s->settings.no_host)
		return refuse(err, "|: --no-host was given");
	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail_call(err, "pipe2", "|");
	autofd int read_end = ends[0];
	r->out = ends[1];
	if (program_sh(s, text, read_end, &r->sh, err) < 0)
		return -1;
	r->has_sh = true;
	return 0;
}

int redirects_open(struct session *s, const struct step *step, struct redirects *ret,
		   struct error *err)
{
	struct redirects r = REDIRECTS_NONE;
	struct ending ignored;
	struct error later;
	int done = 0;

	for (int i = 0; i < step->redirects_n && done == 0; i++) {
		bool in = step->redirects[i].kind == REDIRECT_IN ||
			  step->redirects[i].kind == REDIRECT_HERE;
		int fd = open_one(s, &step->redirects[i], err);

		if (in)
			r.in = fd;
		else
			r.out = fd;
		done = fd < 0 ? -1 : 0;
	}
	if (done == 0 && step->pipe_to)
		done = open_sh(s, step->pipe_to, &r, err);
	if (done < 0) {
		(void)redirects_close(s, &r, &ignored, &later);
		return -1;
	}
	s->from = r.in;
	s->to = r.out >= 0 ? r.out : s->stdout_fd;
	s->place = step->place;
	*ret = r;
	return 0;
}

int redirects_close(struct session *s, struct redirects *r, struct ending *ret,
		    struct error *err)
{
	*ret = (struct ending){ .kind = ENDING_EXITED };
	own_close(&r->in);
	own_close(&r->out);
	s->from = -1;
	s->to = s->stdout_fd;
	if (!r->has_sh)
		return 0;
	r->has_sh = false;
	return program_wait(s, &r->sh, ret, err);
}
