/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame/ending.h"

#include "base/error.h"
#include "frame/held.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct ending ending_read(int fd)
{
	struct ending news = { .kind = ENDING_NONE };
	ssize_t got = fd < 0 ? 0 : read(fd, &news, sizeof(news)); /* O_NONBLOCK, ending_pipe */

	if (got == (ssize_t)sizeof(news))
		return news;
	/* The end of the pipe without news: who would have written them is gone. */
	return (struct ending){ .kind = got == 0 ? ENDING_UNKNOWN : ENDING_NONE };
}

int ending_pipe(int ret[2], struct error *err)
{
	/* Neither end blocks: news are small, and a frame waits for nobody who does not read.
	 */
	if (pipe2(ret, O_CLOEXEC | O_NONBLOCK) < 0)
		return fail_call(err, "pipe2", "news of a child");
	return 0;
}

struct ending ending_of(const siginfo_t *info)
{
	struct ending news = { .kind = ENDING_EXITED, .value = info->si_status };

	if (info->si_code == CLD_KILLED || info->si_code == CLD_DUMPED)
		news.kind = ENDING_KILLED;
	else if (info->si_code == CLD_STOPPED)
		news.kind = ENDING_STOPPED;
	else if (info->si_code == CLD_CONTINUED)
		news.kind = ENDING_CONTINUED;
	return news;
}

bool ending_write(int fd, const siginfo_t *info)
{
	struct ending news = ending_of(info);

	/* A whole struct is less than PIPE_BUF, so it goes at once or not at all. */
	(void)!write(fd, &news, sizeof(news));
	return news.kind == ENDING_STOPPED || news.kind == ENDING_CONTINUED;
}

bool ending_is_final(struct ending e)
{
	return e.kind != ENDING_NONE && e.kind != ENDING_STOPPED && e.kind != ENDING_CONTINUED;
}

int ending_status(struct ending e)
{
	switch (e.kind) {
	case ENDING_EXITED:
		return e.value;
	case ENDING_KILLED:
	case ENDING_STOPPED:
		return 128 + e.value;
	case ENDING_NONE:
	case ENDING_CONTINUED:
	case ENDING_UNKNOWN:
	case ENDING_LOST:
		break;
	}
	return 255;
}

void ending_text(struct ending e, char *text, size_t size)
{
	const char *name = sigabbrev_np(e.value);

	switch (e.kind) {
	case ENDING_NONE:
	case ENDING_CONTINUED:
		(void)snprintf(text, size, "running");
		return;
	case ENDING_EXITED:
		(void)snprintf(text, size, "exited with %d", e.value);
		return;
	case ENDING_KILLED:
	case ENDING_STOPPED:
		(void)snprintf(text, size, "%s by SIG%s",
			       e.kind == ENDING_KILLED ? "killed" : "stopped",
			       name ? name : "?");
		return;
	case ENDING_UNKNOWN:
		(void)snprintf(text, size, "ended with the frame below it");
		return;
	case ENDING_LOST:
		(void)snprintf(text, size, "its keeper was killed");
		return;
	}
}
