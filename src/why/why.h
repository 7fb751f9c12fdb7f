/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Causes of failures, as a table: step, call and errno, and what can be seen of the state, to
 * one thing to do. Asked by the printer of failures only.
 */
#ifndef UNSH_WHY_WHY_H
#define UNSH_WHY_WHY_H

#include <stddef.h>
#include <sys/types.h>

struct error;

/* What is known of the place where it failed. Everything may be missing. */
struct why_scene {
	const char *step;         /* the command's name: "newns" */
	const char *const *words; /* of the step, ended by NULL */
	const struct error *err;
	int proc;        /* the host's procfs, or -1 */
	pid_t frame_pid; /* as the host counts, or 0 */
	unsigned own;    /* CLONE_NEW* that are not the host's */
	unsigned made;   /* CLONE_NEW* made by this session */
	int chrooted;
	int entered;
	int has_lost_zero; /* frame 0 has died */
	int is_root;       /* unsh itself has uid 0 */
	/* A handle of the frame's own, "net", "root", "cwd": the caller's, or -1. NULL: there
	 * is none to ask; FROM is given to it. */
	int (*handle)(void *from, const char *what);
	void *from;
	const char *path; /* PATH of the frame's programs, or NULL */
};

/*
 * why_find: what to do about it, as one clause without full stop ("newns user uts first"), into
 * TEXT; "" where nothing is known. May read /proc and sysctls, must not change or enter
 * anything.
 */
void why_find(const struct why_scene *s, char *text, size_t size);

#endif
