/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prompt/door.h"

struct rl_calls rl;

int prompt_open(struct error *err)
{
	static const char *const names[] = { LIBRARY_NAMES(RL_CALLS) };

	return library_open("libreadline.so.8", names, (void **)&rl,
			    sizeof(names) / sizeof(*names), err);
}
