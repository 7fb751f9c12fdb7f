/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/wire.h"

#include "base/error.h"
#include "base/own.h"
#include "shell/session.h"

#include <stdbool.h>
#include <stddef.h>

int wire_socket(struct session *s, struct frame *f, int *ret, struct error *err)
{
	struct patience p = session_patience(s);

	if (f->netlink < 0 && frame_handle(f, "netlink", &p, &f->netlink, err) < 0)
		return -1;
	*ret = f->netlink;
	return 0;
}

int wire_net(struct session *s, struct frame *f, int *ret, struct error *err)
{
	struct patience p = session_patience(s);

	return frame_handle(f, "net", &p, ret, err);
}

/* The frame whose user namespace F is in: the nearest that made one. */
static const struct frame *owner_of(const struct frame *f)
{
	while (f->below && !f->owns_user)
		f = f->below;
	return f;
}

static bool stands_on(const struct frame *f, const struct frame *below)
{
	for (; f; f = f->below)
		if (f == below)
			return true;
	return false;
}

int wire_between(struct session *s, struct frame *here, struct frame *there, int ret_handles[2],
		 int *ret, struct error *err)
{
	const struct frame *a = owner_of(here), *b = owner_of(there);
	autofd int here_net = -1;
	autofd int there_net = -1;
	struct frame *opener = NULL;

	if (s->zero->uid == 0 && !here->entered && !there->entered)
		opener = s->zero;
	else if (stands_on(b, a))
		opener = here;
	else if (stands_on(a, b))
		opener = there;
	if (!opener)
		return refuse(err,
			      "nobody has rights over both boxes: make them --on one box with "
			      "newns user, or as root");
	if (opener != here && wire_net(s, here, &here_net, err) < 0)
		return -1;
	if (opener != there && wire_net(s, there, &there_net, err) < 0)
		return -1;
	if (wire_socket(s, opener, ret, err) < 0)
		return -1;
	ret_handles[0] = take_fd(&here_net);
	ret_handles[1] = take_fd(&there_net);
	return 0;
}
