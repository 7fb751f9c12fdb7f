/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command/left.h"

#include "base/error.h"
#include "frame/launch.h"
#include "look/children.h"
#include "look/process.h"
#include "shell/jobs.h"
#include "shell/session.h"

#include <stdbool.h>
#include <string.h>

enum {
	CHILDREN_MOST = 256
};

static bool is_known(struct session *s, pid_t pid)
{
	const struct job *job;

	for (int i = 0; i < s->boxes.n; i++)
		for (int j = 0; j < s->boxes.list[i]->n; j++)
			if (s->boxes.list[i]->frames[j]->pid == pid)
				return true;
	for (int i = 0; (job = jobs_each(s->jobs, i)); i++)
		if (job->program.pid == pid || job->copier.pid == pid)
			return true;
	return false;
}

/* A keeper is ours; what it keeps may be left behind. */
static int below(struct session *s, pid_t parent, bool is_keeper, pid_t *ret, int most)
{
	pid_t children[CHILDREN_MOST];
	int found = 0, n = look_children(s->zero->proc, parent, children, CHILDREN_MOST);

	for (int i = 0; i < n && found < most; i++) {
		struct look_process p;
		struct error gone;

		if (is_known(s, children[i]) ||
		    look_process(s->zero->proc, children[i], &p, &gone) < 0 || p.state == 'Z')
			continue;
		if (!is_keeper && strcmp(p.comm, KEEPER_NAME) == 0)
			found += below(s, children[i], true, ret + found, most - found);
		else
			ret[found++] = children[i];
	}
	return found;
}

int left_behind(struct session *s, const struct frame *f, pid_t *ret, int most)
{
	return below(s, f->pid, false, ret, most);
}
