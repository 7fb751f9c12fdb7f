/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a word may be, one checker a kind, in a table. The network's kinds are in kind_net.c. */
#include "lang/kind.h"

#include "base/error.h"
#include "base/number.h"
#include "lang/kind_mount.h"
#include "lang/kind_net.h"
#include "lang/near.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAME_MOST = 64,
	HOSTNAME_MOST = 64,
	PID_MOST = 4194304,
	MAP_LINES = 340
};

static const char *const ns_kinds[] = { "user", "mnt",    "net",  "uts", "ipc",
					"pid",  "cgroup", "time", NULL };

static bool one_of(const char *word, size_t size, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == size && memcmp(*list, word, size) == 0)
			return true;
	return false;
}

static int check_any(const char *word, struct error *err)
{
	(void)word;
	(void)err;
	return 0;
}

static int check_not_empty(const char *word, struct error *err)
{
	return *word ? 0 : refuse(err, "an empty word");
}

static int check_name(const char *word, struct error *err)
{
	size_t size = strlen(word);

	for (size_t i = 0; i < size; i++)
		if (!isalnum((unsigned char)word[i]) && !strchr("_.-", word[i]))
			return refuse(err, "\"%s\" is no name: letters, digits, _ . -", word);
	if (size == 0 || size > NAME_MOST || word[0] == '.' || word[0] == '-')
		return refuse(err, "\"%s\" is no name: 1 to %d letters, digits, _ . -", word,
			      NAME_MOST);
	return 0;
}

static int check_hostname(const char *word, struct error *err)
{
	size_t size = strlen(word);

	if (size >= 1 && size <= HOSTNAME_MOST)
		return 0;
	return refuse(err, "a host name has 1 to %d bytes, this one %zu", HOSTNAME_MOST, size);
}

static bool on_host(const char *word)
{
	return strncmp(word, "@host:", 6) == 0;
}

static int check_path(const char *word, struct error *err)
{
	if (*word == '\0')
		return refuse(err, "an empty path");
	return on_host(word) ? refuse(err, "%s: a path of the box is needed here", word) : 0;
}

static int check_path_any(const char *word, struct error *err)
{
	if (on_host(word))
		return word[6] == '/'
			       ? 0
			       : refuse(err, "%s: @host: is followed by a path from /", word);
	return check_path(word, err);
}

static int check_pid(const char *word, struct error *err)
{
	uint64_t pid;

	if (number_unsigned(word, PID_MOST, &pid, err) < 0)
		return -1;
	return pid > 0 ? 0 : refuse(err, "0 is no pid");
}

static int check_ns_kind(const char *word, struct error *err)
{
	struct near near = near_start(word);

	if (one_of(word, strlen(word), ns_kinds))
		return 0;
	for (int i = 0; ns_kinds[i]; i++)
		near_common(&near, ns_kinds[i]);
	if (near_best(&near))
		return refuse(err, "\"%s\" is no namespace kind; did you mean %s?", word,
			      near_best(&near));
	return refuse(err, "\"%s\" is no namespace kind: user mnt net uts ipc pid cgroup time",
		      word);
}

static int check_ns_kinds(const char *word, struct error *err)
{
	for (const char *at = word; at;) {
		size_t size = strcspn(at, ",");

		if (!one_of(at, size, ns_kinds))
			return refuse(err,
				      "\"%.*s\" is no namespace kind: user mnt net uts ipc pid "
				      "cgroup time, with commas between",
				      (int)size, at);
		at = at[size] ? at + size + 1 : NULL;
	}
	return 0;
}

/* KIND=PATH, or KIND=@BOX where BOXES. */
static int check_ns_from(const char *word, bool boxes, struct error *err)
{
	const char *equals = strchr(word, '=');

	if (!equals)
		return check_ns_kind(word, err);
	if (!one_of(word, (size_t)(equals - word), ns_kinds))
		return refuse(err,
			      "\"%s\": before = stands a namespace kind: user mnt net uts ipc "
			      "pid cgroup time",
			      word);
	if (equals[1] == '@' && boxes)
		return check_name(equals + 2, err);
	return equals[1] ? 0 : refuse(err, "\"%s\": after = stands a path", word);
}

static int check_ns_new(const char *word, struct error *err)
{
	return strcmp(word, "all") == 0 ? 0 : check_ns_from(word, true, err);
}

static int check_ns_enter(const char *word, struct error *err)
{
	return check_ns_from(word, false, err);
}

static int check_who(const char *word, struct error *err)
{
	if (strchr(word, '='))
		return check_ns_enter(word, err);
	if (check_pid(word, err) < 0)
		return refuse(err, "\"%s\" is no PID, and no KIND=PATH", word);
	return 0;
}

static int check_id(const char *word, struct error *err)
{
	uint32_t id;

	return number_id(word, &id, err);
}

static int check_number(const char *word, struct error *err)
{
	uint64_t n;

	return number_unsigned(word, UINT32_MAX, &n, err);
}

static int check_count(const char *word, struct error *err)
{
	uint64_t n;

	if (strcmp(word, "all") == 0)
		return 0;
	if (number_unsigned(word, INT32_MAX, &n, err) < 0 || n == 0)
		return refuse(err, "\"%s\" is not 1, 2, ..., or all", word);
	return 0;
}

static int check_seconds(const char *word, struct error *err)
{
	struct timespec t;

	return number_seconds(word, &t, err);
}

static int check_mode(const char *word, struct error *err)
{
	unsigned mode;

	return number_mode(word, &mode, err);
}

/* What looks like an id has to be one. */
static int check_number_of_id(const char *word, size_t size, struct error *err)
{
	char digits[24];
	uint64_t id;

	if (size == 0 || strspn(word, "0123456789") < size)
		return 0;
	size = size < sizeof(digits) - 1 ? size : sizeof(digits) - 1;
	memcpy(digits, word, size);
	digits[size] = '\0';
	return number_unsigned(digits, UINT32_MAX - 1, &id, err);
}

static int check_user(const char *word, struct error *err)
{
	const char *colon = strchr(word, ':');

	if (*word == '\0' || *word == ':' ||
	    (colon && (colon[1] == '\0' || strchr(colon + 1, ':'))))
		return refuse(err, "\"%s\" is neither USER nor USER:GROUP", word);
	if (check_number_of_id(word, strcspn(word, ":"), err) < 0)
		return -1;
	return colon ? check_number_of_id(colon + 1, strlen(colon + 1), err) : 0;
}

static int check_signal(const char *word, struct error *err)
{
	uint64_t n;
	const char *name = word + 1;
	struct error ignored;

	if (word[0] != '-')
		return refuse(err, "\"%s\" is no signal: -TERM, -SIGTERM or -15", word);
	if (number_unsigned(name, NSIG - 1, &n, &ignored) == 0)
		return 0;
	if (strncmp(name, "SIG", 3) == 0)
		name += 3;
	for (int sig = 1; sig < NSIG; sig++) {
		const char *known = sigabbrev_np(sig);

		if (known && strcmp(known, name) == 0)
			return 0;
	}
	return refuse(err, "\"%s\" is no signal: -TERM, -SIGTERM or -15", word);
}

static bool is_variable(const char *word, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (word[i] != '_' && !isalpha((unsigned char)word[i]) &&
		    (i == 0 || !isdigit((unsigned char)word[i])))
			return false;
	return size > 0;
}

static int check_variable(const char *word, struct error *err)
{
	if (is_variable(word, strlen(word)))
		return 0;
	return refuse(err, "\"%s\" is no variable's name", word);
}

static int check_assignment(const char *word, struct error *err)
{
	const char *equals = strchr(word, '=');

	if (equals && is_variable(word, (size_t)(equals - word)))
		return 0;
	return refuse(err, "\"%s\" is not NAME=VALUE", word);
}

static int check_setting(const char *word, struct error *err)
{
	return strchr(word, '=') ? 0 : refuse(err, "\"%s\" is not SETTING=VALUE", word);
}

static int check_box(const char *word, struct error *err)
{
	if (check_name(word, err) < 0)
		return -1;
	return strcmp(word, "host") ? 0
				    : refuse(err, "host is not a box: @host STEP is for it");
}

static int check_job(const char *word, struct error *err)
{
	uint64_t n;

	if (number_unsigned(word + (word[0] == '%'), INT32_MAX, &n, err) < 0)
		return refuse(err, "\"%s\" is no job: 1 or %%1", word);
	return 0;
}

static int check_job_or_pid(const char *word, struct error *err)
{
	return word[0] == '%' ? check_job(word, err) : check_pid(word, err);
}

struct range {
	uint64_t inner, outer, count;
};

static int read_range(const char *text, size_t size, struct range *r, struct error *err)
{
	char copy[64];
	uint64_t *into[] = { &r->inner, &r->outer, &r->count };

	if (size >= sizeof(copy))
		return refuse(err, "\"%.*s\" is not INNER:OUTER:COUNT", (int)size, text);
	memcpy(copy, text, size);
	copy[size] = '\0';
	char *at = copy;
	for (int i = 0; i < 3; i++) {
		char *part = strsep(&at, ":");

		if (!part || number_unsigned(part, UINT32_MAX - 1, into[i], err) < 0)
			return refuse(err, "\"%.*s\" is not INNER:OUTER:COUNT", (int)size,
				      text);
	}
	if (at)
		return refuse(err, "\"%.*s\" is not INNER:OUTER:COUNT", (int)size, text);
	if (r->count == 0)
		return refuse(err, "\"%.*s\": a count of 0", (int)size, text);
	if (r->inner + r->count > UINT32_MAX || r->outer + r->count > UINT32_MAX)
		return refuse(err, "\"%.*s\" reaches beyond 4294967294", (int)size, text);
	return 0;
}

static bool overlap(uint64_t a, uint64_t b, const struct range *r, const struct range *s)
{
	return a < b + s->count && b < a + r->count;
}

/* What the kernel asks of a map, user_namespaces(7): said here by line and rule, not by EINVAL.
 */
static int check_map(const char *word, struct error *err)
{
	static struct range r[MAP_LINES];
	int n = 0;

	for (const char *at = word;; at++) {
		size_t size = strcspn(at, ",");

		if (n == MAP_LINES)
			return refuse(err, "more than %d ranges", MAP_LINES);
		if (read_range(at, size, &r[n], err) < 0)
			return -1;
		for (int i = 0; i < n; i++)
			if (overlap(r[n].inner, r[i].inner, &r[n], &r[i]) ||
			    overlap(r[n].outer, r[i].outer, &r[n], &r[i]))
				return refuse(err, "\"%.*s\" overlaps another range", (int)size,
					      at);
		n++;
		at += size;
		if (*at == '\0')
			return 0;
	}
}

static int check_sysctl(const char *word, struct error *err)
{
	size_t size = strcspn(word, "=");

	for (size_t i = 0; i < size; i++)
		if (isspace((unsigned char)word[i]) || iscntrl((unsigned char)word[i]))
			return refuse(err, "\"%s\" is no sysctl: a.b.c, or a.b.c=VALUE", word);
	/* Nothing that leads out of /proc/sys: no empty part, and no two dots in a row. */
	if (size == 0 || strchr("./", word[0]) || strchr("./", word[size - 1]))
		return refuse(err, "\"%s\" is no sysctl: a.b.c, or a.b.c=VALUE", word);
	for (size_t i = 1; i < size; i++)
		if (strchr("./", word[i]) && strchr("./", word[i - 1]))
			return refuse(err, "\"%s\" is no sysctl: a.b.c, or a.b.c=VALUE", word);
	return 0;
}

static const struct {
	int (*check)(const char *word, struct error *err);
	const char *name, *description;
} kinds[] = {
	[KIND_END] = { check_any, "end", "nothing" },
	[KIND_WORD] = { check_any, "word", "any word" },
	[KIND_NAME] = { check_name, "name", "a name: letters, digits, _ . -" },
	[KIND_HOSTNAME] = { check_hostname, "hostname", "a host name, 1 to 64 bytes" },
	[KIND_PATH] = { check_path, "path", "a path in the box" },
	[KIND_MOUNTPOINT] = { check_path, "mountpoint", "a mount point in the box" },
	[KIND_PATH_ANY] = { check_path_any, "path-any", "a path in the box, or @host:/path" },
	[KIND_HOST_FILE] = { check_not_empty, "host-file", "a file of the host" },
	[KIND_MOUNT_SOURCE] = { check_not_empty, "mount-source",
				"what to mount: a device or directory, host:/path, or any word" },
	[KIND_IFNAME] = { kind_check_ifname, "ifname", "a network device" },
	[KIND_IFNAME_NEW] = { kind_check_ifname, "ifname-new", "a name for a network device" },
	[KIND_IFNAME_AT] = { kind_check_ifname_at, "ifname-at",
			     "a network device: DEV, DEV@BOX, DEV@host" },
	[KIND_PLACE] = { kind_check_place, "place", "a place: @BOX, @host, pid:N, net:PATH" },
	[KIND_PID] = { check_pid, "pid", "a pid, as the host counts" },
	[KIND_NSKINDS] = { check_ns_kinds, "ns-kinds",
			   "kinds: user,mnt,net,uts,ipc,pid,cgroup,time" },
	[KIND_NSKIND] = { check_ns_kind, "ns-kind",
			  "a kind: user mnt net uts ipc pid cgroup time" },
	[KIND_NS_NEW] = { check_ns_new, "ns-new",
			  "a kind, all, KIND=@BOX, or KIND=PATH to join one" },
	[KIND_NS_ENTER] = { check_ns_enter, "ns-enter", "a kind, or KIND=PATH" },
	[KIND_WHO] = { check_who, "who", "a pid of the host, or KIND=PATH" },
	[KIND_IP] = { kind_check_ip, "ip", "an address, IPv4 or IPv6" },
	[KIND_CIDR] = { kind_check_cidr, "cidr",
			"an address with its network's length: 10.0.0.1/24, fd00::1/64" },
	[KIND_ADDRESS] = { kind_check_cidr, "address", "ADDRESS/LEN of one that is there" },
	[KIND_PREFIX] = { kind_check_prefix, "prefix", "a prefix: default, ADDRESS[/LEN]" },
	[KIND_MAC] = { kind_check_mac, "mac", "a MAC address: aa:bb:cc:dd:ee:ff" },
	[KIND_LINKTYPE] = { kind_check_linktype, "linktype", "a device type: " LINK_TYPES },
	[KIND_MAP] = { check_map, "map", "id ranges, INNER:OUTER:COUNT[,...]" },
	[KIND_ID] = { check_id, "id", "an id: 0 to 4294967294" },
	[KIND_NUMBER] = { check_number, "number", "a number" },
	[KIND_COUNT] = { check_count, "count", "1, 2, ..., or all" },
	[KIND_SECONDS] = { check_seconds, "seconds", "seconds, as 1.5 or -86400" },
	[KIND_MODE] = { check_mode, "mode", "a mode in octal, as 755" },
	[KIND_USER] = { check_user, "user", "a user or USER:GROUP, names or ids" },
	[KIND_SIGNAL] = { check_signal, "signal", "a signal: -TERM, -SIGTERM or -15" },
	[KIND_SYSCTL] = { check_sysctl, "sysctl",
			  "a parameter, net.ipv4.ip_forward, or with =VALUE" },
	[KIND_ASSIGNMENT] = { check_assignment, "assignment", "NAME=VALUE" },
	[KIND_VARIABLE] = { check_variable, "variable", "a variable's name" },
	[KIND_BOX] = { check_box, "box", "the name of a box" },
	[KIND_FSTYPE] = { check_name, "fstype", "a file system type, as tmpfs" },
	[KIND_MOUNT_OPTIONS] = { kind_check_mount_options, "mount-options",
				 "mount options, a,b=c" },
	[KIND_CHOICE] = { check_any, "choice", "one of a few words" },
	[KIND_JOB] = { check_job, "job", "a job: 1 or %1" },
	[KIND_JOB_OR_PID] = { check_job_or_pid, "job-or-pid",
			      "a job %1, or a pid of the host" },
	[KIND_SETTING] = { check_setting, "setting", "SETTING=VALUE" },
	[KIND_TOPIC] = { check_any, "topic", "a step, a group of steps, or a topic" },
	[KIND_PROGRAM] = { check_not_empty, "program",
			   "a program: a path, or a name looked up in PATH" },
};

/* "a|b": one of them, or refused with those that are near, else with all. */
static int check_choice(const char *word, const char *choices, struct error *err)
{
	struct near near = near_start(word);

	for (const char *at = choices; *at;) {
		size_t size = strcspn(at, "|");
		char choice[NEAR_LONGEST + 1];

		if (strlen(word) == size && memcmp(at, word, size) == 0)
			return 0;
		(void)snprintf(choice, sizeof(choice), "%.*s", (int)size, at);
		near_common(&near, choice);
		at += size + (at[size] == '|');
	}
	if (near_best(&near))
		return refuse(err, "\"%s\" is none of %s; did you mean %s?", word, choices,
			      near_best(&near));
	return refuse(err, "\"%s\" is none of %s", word, choices);
}

int kind_check(enum kind kind, const char *choices, const char *word, struct error *err)
{
	return kind == KIND_CHOICE ? check_choice(word, choices ? choices : "", err)
				   : kinds[kind].check(word, err);
}

const char *kind_name(enum kind kind)
{
	return kinds[kind].name;
}

const char *kind_box(enum kind kind, const char *word)
{
	bool whole = kind == KIND_PLACE;
	bool value = kind == KIND_NS_NEW || kind == KIND_NS_ENTER || kind == KIND_WHO;
	const char *at = strchr(word, '@');

	if (!at || (kind != KIND_IFNAME_AT && !whole && !value))
		return NULL;
	if ((whole && at != word) || (value && (at == word || at[-1] != '=')))
		return NULL;
	return at + 1;
}

bool kind_reaches_host(enum kind kind, const char *word)
{
	const char *box = kind_box(kind, word);

	if (kind == KIND_HOST_FILE)
		return strcmp(word, "-") != 0;
	if (kind == KIND_JOB_OR_PID) /* a pid is the host's */
		return word[0] != '%';
	return box ? strcmp(box, "host") == 0
		   : kind == KIND_PATH_ANY && strncmp(word, "@host:", 6) == 0;
}

const char *kind_describe(enum kind kind)
{
	return kinds[kind].description;
}
