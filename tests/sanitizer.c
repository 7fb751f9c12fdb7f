/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Part of unsh when it is built with sanitizers: keeps what they report, of frames too. Those
 * have /dev/null as stderr, and in a root of their own the path of a log leads nowhere: so the
 * log that UNSH_SANITIZER_LOG names is opened at the start and kept through every fork. No
 * program gets it.
 */
#include "sys/process.h"

#include <fcntl.h>
#include <sanitizer/asan_interface.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As the runtimes and the linker name them. NOLINTBEGIN(readability-identifier-naming) */
void __ubsan_on_report(void);
void __ubsan_get_current_report_data(const char **kind, const char **message, const char **file,
				     unsigned *line, unsigned *column, char **address);
void __wrap_sys_close_range(unsigned first, unsigned last);
void __real_sys_close_range(unsigned first, unsigned last);

static int log_fd = -1;

static void keep(const char *report)
{
	if (log_fd >= 0)
		(void)!write(log_fd, report, strlen(report));
}

/* ASan's hook gets the whole report; UBSan's has to ask for the parts. */
void __ubsan_on_report(void)
{
	const char *kind, *message, *file;
	unsigned line, column;
	char *address, text[1024];

	__ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &address);
	(void)snprintf(text, sizeof(text), "%s:%u:%u: %s: %s\n", file, line, column, kind,
		       message);
	keep(text);
}

void __wrap_sys_close_range(unsigned first, unsigned last)
{
	unsigned log = (unsigned)log_fd;

	if (log_fd < 0 || log < first || log > last) {
		__real_sys_close_range(first, last);
		return;
	}
	if (log > first)
		__real_sys_close_range(first, log - 1);
	if (log < last)
		__real_sys_close_range(log + 1, last);
}

__attribute__((constructor)) static void open_log(void)
{
	const char *path = getenv("UNSH_SANITIZER_LOG"); /* NOLINT(concurrency-mt-unsafe) */
	int fd = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666) : -1;

	if (fd < 0)
		return;
	/* Out of the way of numbers that unsh gives out itself. */
	log_fd = fcntl(fd, F_DUPFD_CLOEXEC, 200);
	(void)close(fd);
	__asan_set_error_report_callback(keep);
}
/* NOLINTEND(readability-identifier-naming) */
