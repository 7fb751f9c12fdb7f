/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes: programs that do not start. execve(2) */
#include "base/error.h"
#include "base/own.h"
#include "why/probe.h"
#include "why/probe_program.h"
#include "why/row.h"
#include "why/why.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

enum {
	PATH_BYTES = 1024,
	SHORT_PATH = 64
};

/* The file is there, but what it asks for is not. */
static bool asks_for(struct view *v, struct program_file *ret)
{
	char path[PATH_BYTES];

	return program_find(v, path, sizeof(path)) && program_read(v, path, ret) &&
	       ret->interpreter[0] && say(v, 1, "%s", path) &&
	       say(v, 2, "%s", ret->interpreter);
}

static bool ends_in_return(struct view *v)
{
	struct program_file f;

	return asks_for(v, &f) && f.is_script && f.carriage_return;
}

static bool loader_missing(struct view *v)
{
	struct program_file f;

	return asks_for(v, &f) && f.is_elf;
}

static bool interpreter_missing(struct view *v)
{
	struct program_file f;

	return asks_for(v, &f) && f.is_script;
}

static bool is_path(struct view *v)
{
	return strchr(v->scene->err->text, '/') != NULL;
}

static bool has_path(struct view *v)
{
	return v->scene->path && strlen(v->scene->path) <= SHORT_PATH &&
	       say(v, 1, "%s", v->scene->path);
}

/* More than a line at a terminal helps nobody. */
static bool has_long_path(struct view *v)
{
	int n = 1;

	for (const char *at = v->scene->path; at && (at = strchr(at, ':')); at++)
		n++;
	return v->scene->path && say(v, 1, "%d", n);
}

/* Programs of the system that PATH does not reach. */
static bool elsewhere(struct view *v)
{
	static const char *const places[] = { "/usr/local/sbin", "/usr/local/bin", "/usr/sbin",
					      "/usr/bin",        "/sbin",          "/bin" };

	for (size_t i = 0; !is_path(v) && i < sizeof(places) / sizeof(*places); i++) {
		char path[PATH_BYTES];

		(void)snprintf(path, sizeof(path), "%s/%s", places[i], v->scene->err->text);
		autofd int fd = probe_open(v, path);
		if (fd >= 0)
			return say(v, 1, "%s", path);
	}
	return false;
}

static bool file_mode(struct view *v, struct stat *ret)
{
	char path[PATH_BYTES];

	if (!program_find(v, path, sizeof(path)))
		return false;
	autofd int fd = probe_open(v, path);
	return fd >= 0 && fstat(fd, ret) == 0 && say(v, 1, "%s", path);
}

static bool nowhere(struct view *v)
{
	char path[PATH_BYTES];

	return !is_path(v) && !program_find(v, path, sizeof(path));
}

static bool is_directory(struct view *v)
{
	struct stat st;

	return file_mode(v, &st) && S_ISDIR(st.st_mode);
}

static bool no_x_bit(struct view *v)
{
	struct stat st;

	return file_mode(v, &st) && S_ISREG(st.st_mode) && !(st.st_mode & 0111);
}

static bool on_noexec(struct view *v)
{
	struct stat st;

	if (!file_mode(v, &st))
		return false;
	const struct look_mount *m = probe_mount_of(v, v->clue[0], NULL);
	return m && probe_option(m->options, "noexec") && say(v, 2, "%s", m->target);
}

static bool other_machine(struct view *v)
{
	struct program_file f;
	struct utsname host;
	char path[PATH_BYTES];

	(void)uname(&host);
	return program_find(v, path, sizeof(path)) && program_read(v, path, &f) &&
	       f.machine[0] && say(v, 1, "%s", f.machine) && say(v, 2, "%s", host.machine);
}

static bool no_first_line(struct view *v)
{
	struct program_file f;
	char path[PATH_BYTES];

	return program_find(v, path, sizeof(path)) && program_read(v, path, &f) && !f.is_elf &&
	       !f.is_script && !f.is_empty && say(v, 1, "%s", path);
}

static bool is_empty(struct view *v)
{
	struct program_file f;
	char path[PATH_BYTES];

	return program_find(v, path, sizeof(path)) && program_read(v, path, &f) && f.is_empty;
}

static bool is_written(struct view *v)
{
	char path[PATH_BYTES];

	if (!program_find(v, path, sizeof(path)))
		return false;
	autofd int fd = probe_open(v, path);
	return probe_writer(v, fd);
}

const struct row why_rows_exec[] = {
	{ NULL, "execve", ENOENT, ends_in_return,
	  "its first line ends in a carriage return: ! sed -i 's/\\r$//' on it" },
	{ NULL, "execve", ENOENT, loader_missing,
	  "it needs {2}, which is not in this root: bind it in, or a static program" },
	{ NULL, "execve", ENOENT, interpreter_missing,
	  "its first line asks for {2}, which is not here" },
	{ NULL, "execve", ENOENT, elsewhere, "run {1}, which PATH does not reach" },
	{ NULL, "execve", ENOENT, is_path, "there is no such file in this box" },
	{ NULL, "execve", ENOENT, has_path, "it is not in this box's PATH, {1}" },
	{ NULL, "execve", ENOENT, has_long_path,
	  "it is in none of the {1} directories of this box's PATH" },
	{ NULL, "execve", ENOTDIR, NULL, "its path leads through a file" },
	{ NULL, "execve", EACCES, nowhere,
	  "no directory of this box's PATH that is open to you has it" },
	{ NULL, "execve", EACCES, is_directory, "it is a directory" },
	{ NULL, "execve", EACCES, on_noexec,
	  "remount -o exec {2}, which has noexec; what came from outside keeps it" },
	{ NULL, "execve", EACCES, no_x_bit, "chmod +x it: nobody may execute it" },
	{ NULL, "execve", EACCES, NULL,
	  "a directory on its way, or the file itself, is closed to you here" },
	{ NULL, "execve", ENOEXEC, other_machine,
	  "it is for {1}, this is {2}: qemu-user with binfmt_misc on the host runs it" },
	{ NULL, "execve", ENOEXEC, no_first_line, "run sh {1}: it has no #! line" },
	{ NULL, "execve", ENOEXEC, is_empty, "the file is empty" },
	{ NULL, "execve", ETXTBSY, is_written, "{1} has it open for writing" },
	{ NULL, "execve", ETXTBSY, NULL, "somebody has it open for writing" },
	{ NULL, "execve", E2BIG, NULL, "arguments and environment are too long together" },
	{ NULL, "execve", EPERM, NULL,
	  "no_new_privs, a filter or a security module forbids it" },
	{ NULL, "execve", ELOOP, NULL, "interpreters of interpreters end at the fifth" },
	{ .say = NULL },
};
