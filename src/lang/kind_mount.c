/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lang/kind_mount.h"

#include "base/error.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * As the kernel's memparse reads it, lib/cmdline.c: digits, then perhaps K M G T P E; of "size"
 * perhaps a percent sign instead. The kernel itself says no more than EINVAL.
 */
static bool is_size(const char *text, size_t size, bool percent)
{
	size_t digits = 0;

	if (size > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return true; /* hexadecimal: left to the kernel */
	while (digits < size && isdigit((unsigned char)text[digits]))
		digits++;
	if (digits == 0)
		return false;
	if (digits + 1 == size)
		return strchr("kKmMgGtTpPeE", text[digits]) || (percent && text[digits] == '%');
	return digits == size;
}

static int check_one(const char *option, size_t size, struct error *err)
{
	static const char *const sizes[] = { "size", "nr_blocks", "nr_inodes" };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		size_t name = strlen(sizes[i]);
		const char *value = option + name + 1;

		if (size <= name || option[name] != '=' || memcmp(option, sizes[i], name) != 0)
			continue;
		if (is_size(value, size - name - 1, i == 0))
			return 0;
		return refuse(err, "%s: \"%.*s\" is no %s; try %s", sizes[i],
			      (int)(size - name - 1), value, i == 0 ? "size" : "number",
			      i == 0 ? "64M, 1G, 10%" : "1000, 4k");
	}
	return 0;
}

int kind_check_mount_options(const char *word, struct error *err)
{
	if (*word == '\0')
		return refuse(err, "an empty word");
	for (const char *at = word; *at;) {
		size_t size = strcspn(at, ",");

		if (check_one(at, size, err) < 0)
			return -1;
		at += size + (at[size] == ',');
	}
	return 0;
}
