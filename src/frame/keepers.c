/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame/keepers.h"

#include "base/error.h"
#include "base/number.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	KEEPERS = 4096
};

struct keepers {
	_Atomic pid_t pid[KEEPERS]; /* 0: free */
};

int keepers_new(struct keepers **ret, struct error *err)
{
	void *at = mmap(NULL, sizeof(struct keepers), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return fail_call(err, "mmap", "the list of keepers");
	*ret = at;
	return 0;
}

static int own_pid(int proc, pid_t *ret, struct error *err)
{
	char link[24] = "";
	uint64_t pid;

	if (readlinkat(proc, "self", link, sizeof(link) - 1) <= 0)
		return fail_call(err, "readlinkat", "self");
	if (number_unsigned(link, INT32_MAX, &pid, err) < 0)
		return -1;
	*ret = (pid_t)pid;
	return 0;
}

static bool is_gone(int proc, pid_t pid)
{
	char path[16];

	(void)snprintf(path, sizeof(path), "%d", pid);
	return faccessat(proc, path, F_OK, 0) < 0 && errno == ENOENT;
}

int keepers_add(struct keepers *k, int proc, struct error *err)
{
	pid_t own;

	if (own_pid(proc, &own, err) < 0)
		return -1;
	/* Places of the dead only when no other is left: each costs a look at /proc. */
	for (int of_dead = 0; of_dead < 2; of_dead++) {
		for (int i = 0; i < KEEPERS; i++) {
			pid_t was = atomic_load(&k->pid[i]);

			if (was != 0 && !(of_dead && is_gone(proc, was)))
				continue;
			if (atomic_compare_exchange_strong(&k->pid[i], &was, own))
				return 0;
		}
	}
	errno = EAGAIN;
	return fail_call(err, "keepers", "a place for one more of %d", KEEPERS);
}

bool keepers_has(const struct keepers *k, pid_t pid)
{
	for (int i = 0; i < KEEPERS; i++)
		if (atomic_load(&k->pid[i]) == pid)
			return true;
	return false;
}
