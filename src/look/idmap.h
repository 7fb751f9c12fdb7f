/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which id maps a new user namespace can have: read on the host, before it is made. */
#ifndef UNSH_LOOK_IDMAP_H
#define UNSH_LOOK_IDMAP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct error;

struct idmap {
	char *text; /* lines "INNER OUTER COUNT\n", OUTER as the parent counts; to be freed */
	bool by_helper; /* newuidmap or newgidmap has to write it */
};

/*
 * idmap_identity: all ids that process PID's user namespace has, one to one. GROUPS: its
 * gid_map. idmap_own: ID inside is OWN outside, nothing else. idmap_range: 0 is OWN, and 1 and
 * on are the caller's ranges of /etc/subuid (/etc/subgid), if the helper and a range are there;
 * otherwise 0 alone. subuid(5), newuidmap(1). idmap_given: what the user typed,
 * INNER:OUTER:COUNT[,...], checked before.
 */
int idmap_identity(int proc, pid_t pid, bool groups, struct idmap *ret, struct error *err);
int idmap_own(uint32_t id, uint32_t own, struct idmap *ret, struct error *err);
int idmap_range(uint32_t own, bool groups, struct idmap *ret, struct error *err);
int idmap_given(const char *typed, struct idmap *ret, struct error *err);

/* idmap_inner: what OUTER is inside, or -1. */
int64_t idmap_inner(const struct idmap *m, uint32_t outer);

/* idmap_has: whether INNER exists. */
bool idmap_has(const struct idmap *m, uint32_t inner);

#endif
