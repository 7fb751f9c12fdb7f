/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What unsh knows: boxes, variables, settings, jobs, and the step that is being done. Outside
 * halves get it, and ask through the functions below; none of them reaches a frame by itself.
 */
#ifndef UNSH_SHELL_SESSION_H
#define UNSH_SHELL_SESSION_H

#include "box/box.h"
#include "frame/frame.h"
#include "lang/args.h"
#include "lang/script.h"
#include "shell/settings.h"
#include "show/show.h"

#include <stdbool.h>

struct jobs;
struct trail;
struct variables;

enum input {
	INPUT_SCRIPT, /* FILE or -c: parsed and checked whole */
	INPUT_STDIN,  /* a script on stdin, line by line */
	INPUT_PROMPT, /* a terminal */
};

/* A link on the host: command/placed.h. */
struct placed {
	unsigned index;
	const struct frame *of; /* goes with it; NULL: with the session */
	bool is_lent;           /* was the host's, and is elsewhere now */
};

/* Lines that were pasted, while the step that is done is one of them. */
struct pasted {
	int lines; /* 0: it was typed */
	int left;  /* behind the step's own */
};

struct session {
	const struct table *table;
	/* The prompt's, NULL without one: the I-th line typed, NULL after the last; and all of
	 * them forgotten. */
	const char *(*history)(int i);
	int (*history_clear)(struct session *s, struct error *err);
	struct frame *zero;
	struct boxes boxes;
	struct settings settings;
	struct variables *variables;
	struct jobs *jobs;
	struct placed *placed;
	struct trail *trail;     /* what was done, for save; NULL at first */
	char **args;             /* $1 and on; ended by NULL */
	const char *script_name; /* for messages: FILE, <command>, <stdin> */
	const char *typed; /* the text whose steps are done, while they are; NULL: a script's */
	int placed_n;
	enum input input;
	int depth;      /* of source */
	int stdout_fd;  /* what steps write to: 1, or what `source FILE > OUT` says */
	int caret_from; /* where the typed line begins on the screen, 0 if it is not there, last
			 */
	unsigned lines; /* typed at the prompt, counted from 1 */
	unsigned warned; /* the line at which leaving was warned of; 0: none */
	struct pasted pasted;
	int interrupt_fd; /* readable once SIGINT or an ending signal has come; shell/signals.h
			   */
	bool unfinished;  /* what was written to the terminal last did not end its line */
	bool will_mount;  /* a step to come needs libmount, or may */
	bool has_preloaded; /* frame 0 has libmount, and so its clones */
	bool ended;         /* exit, exec: no more steps; */
	int status;         /* $?: of the last step */
	int end_status;     /* what unsh exits with then */

	/* of the step under way */
	const struct step *step;
	struct box *box;    /* that it acts on: the current, or @BOX */
	struct out out;     /* its stdout, written once it has succeeded */
	int to;             /* its stdout: stdout_fd, a file, or a pipe to the host's sh */
	int from;           /* its `<`, or -1 */
	bool on_host;       /* @host: it acts on frame 0 */
	bool consent;       /* @host: the host may change */
	bool waiting;       /* the terminal shows that it is waited for; shell/progress.h */
	bool is_reported;   /* its failure has been said: `source` does that itself */
	int program_status; /* of the program it ran, -1 without one */
	int failed;         /* STATUS_* of a step that failed since the script began */
	struct place place; /* of the word at fault, or of the step */
};

/* session_frame: the frame that the step acts on: the box's top, or frame 0 for @host. */
struct frame *session_frame(struct session *s);

/* session_patience: how long this step's questions are waited for. */
struct patience session_patience(struct session *s);

/*
 * session_ask: the step's own words (A) as a question to F, with HANDLES. *RET is the caller's.
 * session_words: any words, a list ended by NULL.
 */
int session_ask(struct session *s, struct frame *f, const struct args *a, const int *handles,
		int handles_n, struct message *ret, struct error *err);
int session_words(struct session *s, struct frame *f, const char *const *words,
		  const int *handles, int handles_n, struct message *ret, struct error *err);

/* session_need: refuses if F has the host's namespaces of any NEEDED (CLONE_NEW*) and there
 * is no consent: "this box has the host's uts namespace; newns uts first, or @host STEP". */
int session_need(struct session *s, const struct frame *f, unsigned needed, struct error *err);

/* session_typed: the step under way as it was typed, without `-` and `@BOX` in front. */
const char *session_typed(const struct session *s);

/* session_box: the box called NAME, "host" being frame 0's; refused if there is none. *RET is
 * its top frame. */
int session_top_of(struct session *s, const char *name, struct frame **ret, struct error *err);

/* session_run: another row, by its name alone and without arguments, as part of this step. */
int session_run(struct session *s, const char *name, struct error *err);

/* session_frame_of: the frame of some box, or frame 0, that is process PID; NULL: none is. */
struct frame *session_frame_of(const struct session *s, pid_t pid);

/* session_push: F, made by this step, is the box's top now; on failure it is dropped. */
int session_push(struct session *s, struct frame *f, struct error *err);

/* session_note: a remark on stderr, escaped: not an error, silent under -q and in scripts
 * unless ALWAYS. */
void session_note(struct session *s, bool always, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* session_fresh_line: what is written to the terminal next begins a line: one that a program
 * or step has left unfinished is marked, and ended. */
void session_fresh_line(struct session *s);

/* session_leave: at a prompt, refused once if something would end with the session that the
 * user may have forgotten: programs, other boxes. Asked again at the next line it is granted.
 */
int session_leave(struct session *s, struct error *err);

/* session_in_color: whether what goes to FD is to be in colour: --color, NO_COLOR
 * (no-color.org), TERM, plain. Never into a pipe or file unless it was asked for. */
bool session_in_color(const struct session *s, int fd);

/* session_proc: a handle of the host's procfs, checked; owned by the session. */
int session_proc(struct session *s, int *ret, struct error *err);

/* session_listing: the options that a table of step A has: --json, --noheadings, -o COLUMNS. */
struct listing_options session_listing(struct session *s, const struct args *a);

#endif
