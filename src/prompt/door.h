/* SPDX-License-Identifier: GPL-3.0-or-later */
/* readline's door. Its variables are reached by dlsym as its functions are. */
#ifndef UNSH_PROMPT_DOOR_H
#define UNSH_PROMPT_DOOR_H

#include "base/library.h"

#include <readline/history.h>
#include <readline/readline.h>
#include <stdio.h>

#define RL_CALLS(X)                         \
	X(rl_callback_handler_install)      \
	X(rl_callback_handler_remove)       \
	X(rl_callback_read_char)            \
	X(rl_callback_sigcleanup)           \
	X(rl_insert)                        \
	X(rl_bind_keyseq_if_unbound_in_map) \
	X(rl_variable_bind)                 \
	X(rl_variable_value)                \
	X(rl_history_search_backward)       \
	X(rl_history_search_forward)        \
	X(rl_replace_line)                  \
	X(rl_redisplay)                     \
	X(rl_forced_update_display)         \
	X(rl_on_new_line)                   \
	X(rl_clear_visible_line)            \
	X(rl_set_prompt)                    \
	X(rl_check_signals)                 \
	X(rl_pending_signal)                \
	X(rl_reset_screen_size)             \
	X(rl_prep_terminal)                 \
	X(rl_deprep_terminal)               \
	X(add_history)                      \
	X(history_get)                      \
	X(clear_history)                    \
	X(emacs_standard_keymap)            \
	X(vi_insertion_keymap)              \
	X(rl_persistent_signal_handlers)    \
	X(rl_readline_name)                 \
	X(rl_readline_state)                \
	X(rl_eof_found)                     \
	X(rl_deprep_term_function)          \
	X(rl_getc_function)                 \
	X(rl_line_buffer)                   \
	X(rl_point)                         \
	X(rl_end)                           \
	X(history_base)                     \
	RL_COMPLETING(X)

/* What completion, hints and help in place use. */
#define RL_COMPLETING(X)                      \
	X(rl_attempted_completion_function)   \
	X(rl_attempted_completion_over)       \
	X(rl_completer_quote_characters)      \
	X(rl_completer_word_break_characters) \
	X(rl_filename_quote_characters)       \
	X(rl_filename_quoting_function)       \
	X(rl_filename_dequoting_function)     \
	X(rl_char_is_quoted_p)                \
	X(rl_filename_stat_hook)              \
	X(rl_completion_display_matches_hook) \
	X(rl_filename_completion_desired)     \
	X(rl_filename_quoting_desired)        \
	X(rl_sort_completion_matches)         \
	X(rl_completion_suppress_append)      \
	X(rl_completion_suppress_quote)       \
	X(rl_completion_matches)              \
	X(rl_get_screen_size)                 \
	X(rl_outstream)                       \
	X(rl_prompt)                          \
	X(rl_crlf)                            \
	X(rl_ding)                            \
	X(rl_bind_key_in_map)                 \
	X(rl_add_defun)

struct rl_calls {
	LIBRARY_POINTERS(RL_CALLS)
};
extern struct rl_calls rl;

/* prompt_open: loads readline; refused where it is not installed. */
int prompt_open(struct error *err);

#endif
