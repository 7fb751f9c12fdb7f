/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals as something to poll: a handler writes into a pipe, whoever waits sees it readable.
 */
#ifndef UNSH_SHELL_SIGNALS_H
#define UNSH_SHELL_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

struct error;

/* signals_watch: from now on SIGINT, SIGTERM, SIGHUP, SIGQUIT make *RET readable. PROMPT:
 * SIGINT and SIGQUIT only interrupt the step, and TSTP, CONT, WINCH are noted. SIGPIPE is
 * ignored; writing says EPIPE. */
int signals_watch(bool prompt, int *ret, struct error *err);

/* signals_ending: the signal that ends the session, 0 if none has come. */
int signals_ending(void);

/* signals_take: what has come since the last call, and is not readable any more; 0 at the end.
 * For who forwards them. An ending signal stays known to signals_ending until signals_forget.
 */
int signals_take(void);
void signals_forget(void);

/* signals_forward: USR1, USR2, CONT, WINCH, TSTP as well, until signals_watch is asked again.
 */
void signals_forward(void);

/*
 * signals_edit: a line is being typed: TSTP stops, and all of these signals are blocked, but
 * for who waits with the mask *RET: none is lost between a look and the wait. signals_edit_end:
 * the line is there: a TSTP that comes now is noted, so that no step is left in its middle.
 * signals_noted: whether SIG (TSTP, CONT, WINCH) has come since the last call.
 * signals_stop: we stop, as SIGTSTP would have us.
 */
void signals_edit(sigset_t *ret);
void signals_edit_end(const sigset_t *before);
bool signals_noted(int sig);
void signals_stop(void);

/* signals_watch_terminal: WINCH, CONT and TSTP as well, while the terminal is ours to care for,
 * until signals_leave_terminal. */
void signals_watch_terminal(void);
void signals_leave_terminal(void);

/* signals_die: by SIG, with its default action. */
_Noreturn void signals_die(int sig);

#endif
