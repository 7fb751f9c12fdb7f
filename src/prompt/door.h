/* SPDX-License-Identifier: GPL-3.0-or-later */
/* readline's door. Its variables are reached by dlsym as its functions are. */
#ifndef UNSH_PROMPT_DOOR_H
#define UNSH_PROMPT_DOOR_H

#include "base/library.h"

#include <readline/history.h>
#include <readline/readline.h>
#include <stdio.h>

#define RL_CALLS(X)                    \
	X(rl_callback_handler_install) \
	X(rl_callback_handler_remove)  \
	X(rl_callback_read_char)       \
	X(rl_callback_sigcleanup)      \
	X(rl_bind_key)                 \
	X(rl_insert)                   \
	X(rl_free_line_state)          \
	X(rl_resize_terminal)          \
	X(add_history)                 \
	X(history_get)                 \
	X(rl_catch_signals)            \
	X(rl_catch_sigwinch)           \
	X(rl_readline_name)            \
	X(rl_line_buffer)              \
	X(history_base)

struct rl_calls {
	LIBRARY_POINTERS(RL_CALLS)
};
extern struct rl_calls rl;

/* prompt_open: loads readline; refused where it is not installed. */
int prompt_open(struct error *err);

#endif
