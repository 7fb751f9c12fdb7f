/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a program has in its environment besides the frame's: --env; a shell's prompt. */
#ifndef UNSH_COMMAND_PROGRAMENV_H
#define UNSH_COMMAND_PROGRAMENV_H

struct args;
struct error;
struct frame;
struct session;

/* env_of_run: F's with those of --env: the strings are not the caller's, the list is. NULL: no
 * memory. */
char **env_of_run(const struct frame *f, const struct args *a);

/*
 * env_of_shell: F's with a prompt that names the box of the step: "[main:1 net] \w$ ". Of bash
 * the prompt that the user's own files make stays, and the box is put in front of it each time;
 * of zsh and fish their files have the last word.
 */
struct shell_env {
	char **list;   /* what the shell gets */
	char *made[3]; /* the strings in it that are not the frame's */
};
int env_of_shell(struct session *s, const struct frame *f, const char *shell,
		 struct shell_env *ret, struct error *err);
void shell_env_done(struct shell_env *env);

#endif
