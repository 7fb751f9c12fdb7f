/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "why/probe_program.h"

#include "base/error.h"
#include "base/own.h"
#include "why/probe.h"
#include "why/row.h"
#include "why/why.h"

#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
	HEAD_BYTES = 4096
};

bool program_find(const struct view *v, char *path, unsigned long size)
{
	const char *name = v->scene->err->text;

	if (strchr(name, '/')) {
		(void)snprintf(path, size, "%s", name);
		autofd int fd = probe_open(v, path);
		return fd >= 0;
	}
	for (const char *at = v->scene->path; at && *at;) {
		size_t part = strcspn(at, ":");

		(void)snprintf(path, size, "%.*s/%s", (int)part, at, name);
		autofd int fd = part > 0 ? probe_open(v, path) : -1;
		if (fd >= 0)
			return true;
		at += part + (at[part] == ':');
	}
	return false;
}

static const char *machine_name(unsigned machine)
{
	static const struct {
		unsigned machine;
		const char *name;
	} names[] = {
		{ EM_X86_64, "x86_64" }, { EM_386, "i386" },    { EM_AARCH64, "aarch64" },
		{ EM_ARM, "arm" },       { EM_RISCV, "riscv" }, { EM_PPC64, "ppc64" },
		{ EM_S390, "s390" },     { EM_MIPS, "mips" },   { EM_PPC, "ppc" },
		{ EM_SPARCV9, "sparc" }, { EM_IA_64, "ia64" },  { EM_68K, "m68k" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].machine == machine)
			return names[i].name;
	return "another machine";
}

/* e_machine is at one place in both classes; the order of bytes is taken for ours. */
static unsigned machine_of(const unsigned char *head)
{
	uint16_t machine;

	memcpy(&machine, head + offsetof(Elf64_Ehdr, e_machine), sizeof(machine));
	return machine;
}

static void read_loader(int fd, const unsigned char *head, struct program_file *ret)
{
	Elf64_Ehdr h;
	Elf64_Phdr p;

	if (head[EI_CLASS] != ELFCLASS64)
		return;
	memcpy(&h, head, sizeof(h));
	for (unsigned i = 0; i < h.e_phnum && i < 64; i++) {
		off_t at = (off_t)(h.e_phoff + (uint64_t)i * sizeof(p));

		if (pread(fd, &p, sizeof(p), at) != (ssize_t)sizeof(p))
			return;
		if (p.p_type != PT_INTERP)
			continue;
		size_t size =
			p.p_filesz < INTERPRETER_BYTES ? p.p_filesz : INTERPRETER_BYTES - 1;
		ssize_t got = pread(fd, ret->interpreter, size, (off_t)p.p_offset);
		ret->interpreter[got > 0 ? got : 0] = '\0';
		return;
	}
}

static void read_script(const char *head, struct program_file *ret)
{
	const char *at = head + 2 + strspn(head + 2, " \t");
	size_t size = strcspn(at, " \t\n");

	ret->carriage_return = size > 0 && at[size - 1] == '\r';
	(void)snprintf(ret->interpreter, INTERPRETER_BYTES, "%.*s",
		       (int)(size - ret->carriage_return), at);
}

bool program_read(const struct view *v, const char *path, struct program_file *ret)
{
	unsigned char head[HEAD_BYTES + 1], own[sizeof(Elf64_Ehdr)];
	char link[32];
	struct stat st;
	autofd int place = probe_open(v, path);

	memset(ret, 0, sizeof(*ret));
	if (place < 0 || fstat(place, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	(void)snprintf(link, sizeof(link), "self/fd/%d", place);
	autofd int fd = openat(v->scene->proc, link, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t size = fd < 0 ? -1 : read(fd, head, HEAD_BYTES);
	if (size < 0)
		return false;
	head[size] = '\0';
	ret->is_empty = size == 0;
	ret->is_script = size > 2 && memcmp(head, "#!", 2) == 0;
	ret->is_elf = size >= (ssize_t)sizeof(Elf64_Ehdr) && memcmp(head, ELFMAG, SELFMAG) == 0;
	if (ret->is_script)
		read_script((const char *)head, ret);
	if (!ret->is_elf)
		return true;
	read_loader(fd, head, ret);
	autofd int self = openat(v->scene->proc, "self/exe", O_RDONLY | O_CLOEXEC);
	if (self >= 0 && read(self, own, sizeof(own)) == (ssize_t)sizeof(own) &&
	    (machine_of(own) != machine_of(head) || own[EI_DATA] != head[EI_DATA]))
		(void)snprintf(ret->machine, sizeof(ret->machine), "%s",
			       machine_name(machine_of(head)));
	return true;
}
