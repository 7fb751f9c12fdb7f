/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "look/capability.h"

#include "base/error.h"
#include "base/library.h"
#include "base/number.h"
#include "base/own.h"
#include "base/text.h"

#include <cap-ng.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CAPNG_CALLS(X) X(capng_capability_to_name)

enum {
	CAPABILITIES = 64
};

static int open_capng(__typeof__(capng_capability_to_name) **ret, struct error *err)
{
	static const char *const names[] = { LIBRARY_NAMES(CAPNG_CALLS) };
	static struct {
		LIBRARY_POINTERS(CAPNG_CALLS)
	} calls;

	if (!calls.capng_capability_to_name &&
	    library_open("libcap-ng.so.0", names, (void **)&calls, 1, err) < 0)
		return -1;
	*ret = calls.capng_capability_to_name;
	return 0;
}

uint64_t capability_all(int proc)
{
	autofd int fd = openat(proc, "sys/kernel/cap_last_cap", O_RDONLY | O_CLOEXEC);
	char text[16];
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	struct error ignored;
	uint64_t last;

	if (got <= 0)
		return 0;
	text[got] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (number_unsigned(text, CAPABILITIES - 1, &last, &ignored) < 0)
		return 0;
	return UINT64_MAX >> (CAPABILITIES - 1 - last);
}

/* The names of SET with SEPARATOR between them. */
static int add_names(struct text *t, uint64_t set, char separator, struct error *err)
{
	__typeof__(capng_capability_to_name) *to_name;
	bool first = true;

	if (open_capng(&to_name, err) < 0)
		return -1;
	for (unsigned i = 0; i < CAPABILITIES; i++) {
		if (!(set & UINT64_C(1) << i))
			continue;
		/* A newer kernel's: it has no name there yet. */
		const char *name = to_name(i);
		if ((!first && text_add(t, &separator, 1, err) < 0) ||
		    (name ? text_printf(t, err, "%s", name) : text_printf(t, err, "%u", i)) < 0)
			return -1;
		first = false;
	}
	return 0;
}

int capability_names(uint64_t set, char **ret, struct error *err)
{
	struct text t = { .at = NULL };

	if (text_add(&t, "", 0, err) < 0 || add_names(&t, set, '\n', err) < 0) {
		text_done(&t);
		return -1;
	}
	*ret = text_take(&t);
	return 0;
}

static int add_brief(struct text *t, uint64_t set, uint64_t all, struct error *err)
{
	int n = __builtin_popcountll(set), most = __builtin_popcountll(all);
	__typeof__(capng_capability_to_name) *to_name;
	struct error ignored;

	if (set == 0)
		return text_printf(t, err, "none");
	if (set == all)
		return text_printf(t, err, "all %d", most);
	if (open_capng(&to_name, &ignored) < 0)
		return text_printf(t, err, "%d of %d", n, most);
	if ((set & ~all) || n <= most / 2)
		return add_names(t, set, ',', err);
	if (text_printf(t, err, "all but ") < 0)
		return -1;
	return add_names(t, all & ~set, ',', err);
}

int capability_brief(uint64_t set, uint64_t all, char **ret, struct error *err)
{
	struct text t = { .at = NULL };

	if (add_brief(&t, set, all, err) < 0) {
		text_done(&t);
		return -1;
	}
	*ret = text_take(&t);
	return 0;
}
