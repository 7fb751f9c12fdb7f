/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joining namespaces by handles, and taking over a root and a cwd. In the frame. */
#ifndef UNSH_FRAME_JOIN_H
#define UNSH_FRAME_JOIN_H

struct error;

/*
 * join_namespaces: the caller joins the namespaces FDS, one for each bit of KINDS (CLONE_NEW*),
 * from the lowest. In two stages: what the rights of now allow, then the user namespace, then
 * the rest by the same handles: a pidfd would be checked again and fail, setns(2). CLONE_NEWPID
 * counts for children only. Borrows FDS. EPERM: neither stage had the right.
 */
int join_namespaces(unsigned kinds, const int *fds, struct error *err);

/*
 * join_root: ROOT (O_PATH) is the root; CWD the working directory, or "/" where it cannot be
 * reached from there (*RET_LOST is then 1). setns(mnt) leaves both at the namespace's own root.
 */
int join_root(int root, int cwd, int *ret_lost, struct error *err);

/* join_kind_name: "mnt" for CLONE_NEWNS, as /proc/PID/ns has it. */
const char *join_kind_name(unsigned kind);

#endif
