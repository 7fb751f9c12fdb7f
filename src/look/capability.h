/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capability sets in words, capabilities(7). The names are libcap-ng's, opened at the first
 * one. */
#ifndef UNSH_LOOK_CAPABILITY_H
#define UNSH_LOOK_CAPABILITY_H

#include <stdint.h>

struct error;

/* capability_all: every capability that this kernel has, as a set; 0 if it does not say. */
uint64_t capability_all(int proc);

/* capability_names: those of SET, a line each, as "net_admin"; the caller's. Refused where
 * libcap-ng is not installed. */
int capability_names(uint64_t set, char **ret, struct error *err);

/* capability_brief: SET in at most a line: "all 41", "none", "all but mknod,sys_time",
 * "chown,kill"; without libcap-ng "5 of 41". ALL is capability_all's. The caller's. */
int capability_brief(uint64_t set, uint64_t all, char **ret, struct error *err);

#endif
