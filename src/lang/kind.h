/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a word is. A kind has one checker (lang/kind.c), one description, and later one
 * completer. What it can check is checked before the first step of a script happens.
 */
#ifndef UNSH_LANG_KIND_H
#define UNSH_LANG_KIND_H

#include <stdbool.h>

struct error;

enum kind {
	KIND_END,           /* ends a list of parameters; for an option: takes no value */
	KIND_WORD,          /* anything */
	KIND_NAME,          /* letters, digits, _ . - ; not empty, at most 64 */
	KIND_HOSTNAME,      /* 1 to 64 bytes, sethostname(2) */
	KIND_PATH,          /* a path in the box: not empty, not @host:... */
	KIND_PATH_ANY,      /* a path in the box, or @host:/path */
	KIND_MOUNTPOINT,    /* a path in the box where something is mounted */
	KIND_HOST_FILE,     /* a file of the host, as the caller sees it */
	KIND_MOUNT_SOURCE,  /* anything not empty */
	KIND_IFNAME,        /* 1 to 15 bytes, no / and no white space, not . or .. */
	KIND_IFNAME_NEW,    /* the same, of a link that is not there yet */
	KIND_IFNAME_AT,     /* DEV, DEV@BOX or DEV@host */
	KIND_PLACE,         /* @BOX, @host, pid:N or net:PATH */
	KIND_PID,           /* 1 to 4194304 */
	KIND_NSKIND,        /* user mnt net uts ipc pid cgroup time */
	KIND_NSKINDS,       /* kinds, with commas between them */
	KIND_NS_NEW,        /* a kind, all, net=@BOX, KIND=PATH */
	KIND_NS_ENTER,      /* a kind, or KIND=PATH */
	KIND_WHO,           /* PID; containers by name later */
	KIND_IP,            /* an address, either family */
	KIND_CIDR,          /* ADDRESS/LEN */
	KIND_ADDRESS,       /* the same, of one that is there */
	KIND_PREFIX,        /* default, ADDRESS or ADDRESS/LEN */
	KIND_MAC,           /* aa:bb:cc:dd:ee:ff */
	KIND_LINKTYPE,      /* veth bridge macvlan ipvlan vlan vxlan dummy tun tap */
	KIND_MAP,           /* INNER:OUTER:COUNT[,...], user_namespaces(7)'s rules */
	KIND_ID,            /* 0 to 4294967294 */
	KIND_NUMBER,        /* 0 to 4294967295, decimal */
	KIND_COUNT,         /* 1 and up, or all */
	KIND_SECONDS,       /* a decimal number of seconds, may be negative */
	KIND_MODE,          /* octal, at most 7777 */
	KIND_USER,          /* U or U:G, names or ids */
	KIND_SIGNAL,        /* -TERM, -SIGTERM or -15 */
	KIND_SYSCTL,        /* KEY or KEY=VALUE; a.b.c or a/b/c, no .. */
	KIND_ASSIGNMENT,    /* NAME=VALUE */
	KIND_VARIABLE,      /* a variable's NAME: letter or _, then letters, digits, _ */
	KIND_BOX,           /* a box's NAME: as KIND_NAME; not host */
	KIND_FSTYPE,        /* a file system type: as KIND_NAME */
	KIND_MOUNT_OPTIONS, /* comma list, not empty */
	KIND_CHOICE,        /* one of the row's choices */
	KIND_JOB,           /* N or %N */
	KIND_JOB_OR_PID,    /* %N is a job, N a pid */
	KIND_SETTING,       /* SETTING=VALUE of set -o */
	KIND_TOPIC,         /* of help: a step, or a topic */
	KIND_PROGRAM,       /* a program's name: not empty */
};

/*
 * kind_check: whether WORD is of KIND; CHOICES for KIND_CHOICE, otherwise NULL. The refusal's
 * text is about the word alone, as in `"1x" is not a number`; no kernel call is behind it.
 */
int kind_check(enum kind kind, const char *choices, const char *word, struct error *err);

/* kind_name: KIND as JSON has it: "host-file". */
const char *kind_name(enum kind kind);
/* kind_box: the box that WORD, of KIND, names, "host" being the host; a part of WORD, or NULL.
 * kind_reaches_host: whether WORD leads out of the box, to the host. */
const char *kind_box(enum kind kind, const char *word);
bool kind_reaches_host(enum kind kind, const char *word);

/* kind_describe: what may stand there, in a few words: "a prefix: default, ADDRESS[/LEN]". */
const char *kind_describe(enum kind kind);

#endif
