/* SPDX-License-Identifier: GPL-3.0-or-later */
/* proc, of the PID namespace in which the programs of the frame are. proc(5) */
#ifndef UNSH_INSIDE_MOUNTPROC_H
#define UNSH_INSIDE_MOUNTPROC_H

struct call;
struct error;
struct filesystem;

/*
 * mountproc_at: FS, which is a proc, on TARGET. A proc shows the PID namespace of who opens it,
 * and a frame that has entered a process stays out of that one's: it would mount the host's
 * there. So a child goes in, keeps nothing but one socket, and sends the opened file system
 * back, fsopen(2).
 */
int mountproc_at(const struct call *c, const struct filesystem *fs, const char *target,
		 struct error *err);

#endif
