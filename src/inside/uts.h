/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside halves of hostname and domainname: the two strings of a UTS namespace. */
#ifndef UNSH_INSIDE_UTS_H
#define UNSH_INSIDE_UTS_H

struct args;
struct call;
struct error;

/* Both show the string in force, or set it to NAME, of at most 64 bytes; sethostname(2). EPERM:
 * CAP_SYS_ADMIN is missing in the user namespace that owns the UTS namespace. */
int hostname_inside(struct call *c, const struct args *a, struct error *err);
int domainname_inside(struct call *c, const struct args *a, struct error *err);

#endif
