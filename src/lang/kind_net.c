/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lang/kind_net.h"

#include "base/error.h"
#include "base/number.h"
#include "lang/kind.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
	PLACE_PID_MOST = 4194304
};

/* dev_valid_name() of the kernel: shorter than IFNAMSIZ, not . or .., no / : or white space. */
static int check_ifname(const char *word, size_t size, struct error *err)
{
	if (size == 0 || size >= IFNAMSIZ)
		return refuse(err, "\"%.*s\": a device's name has 1 to %d bytes", (int)size,
			      word, IFNAMSIZ - 1);
	for (size_t i = 0; i < size; i++)
		if (strchr("/:", word[i]) || isspace((unsigned char)word[i]))
			return refuse(err, "\"%.*s\": a device's name has no / : and no blanks",
				      (int)size, word);
	if (strncmp(word, "..", size) == 0)
		return refuse(err, "\"%.*s\" is no device's name", (int)size, word);
	return 0;
}

int kind_check_ifname(const char *word, struct error *err)
{
	if (strchr(word, '@'))
		return refuse(err, "\"%s\": a device of this box is needed here, without @",
			      word);
	return check_ifname(word, strlen(word), err);
}

int kind_check_ifname_at(const char *word, struct error *err)
{
	const char *at = strchr(word, '@');

	if (check_ifname(word, at ? (size_t)(at - word) : strlen(word), err) < 0)
		return -1;
	return at ? kind_check(KIND_NAME, NULL, at + 1, err) : 0;
}

int kind_check_place(const char *word, struct error *err)
{
	uint64_t pid;

	if (word[0] == '@')
		return kind_check(KIND_NAME, NULL, word + 1, err);
	if (strncmp(word, "pid:", 4) == 0)
		return number_unsigned(word + 4, PLACE_PID_MOST, &pid, err);
	if (strncmp(word, "net:", 4) == 0 && word[4] != '\0')
		return 0;
	return refuse(err, "\"%s\" is no place: @BOX, @host, pid:N, net:PATH", word);
}

/* The family of WORD, or 0. */
static int family_of(const char *word)
{
	unsigned char bytes[16];

	if (inet_pton(AF_INET, word, bytes) == 1)
		return AF_INET;
	return inet_pton(AF_INET6, word, bytes) == 1 ? AF_INET6 : 0;
}

int kind_check_ip(const char *word, struct error *err)
{
	return family_of(word) ? 0 : refuse(err, "\"%s\" is no address", word);
}

static int check_prefixed(const char *word, const char *slash, struct error *err)
{
	char address[64];
	uint64_t length;

	(void)snprintf(address, sizeof(address), "%.*s", (int)(slash - word), word);
	int family = family_of(address);
	if (!family)
		return refuse(err, "\"%s\" is no address", address);
	if (number_unsigned(slash + 1, family == AF_INET ? 32 : 128, &length, err) < 0)
		return refuse(err, "\"%s\": the length is 0 to %d", word,
			      family == AF_INET ? 32 : 128);
	return 0;
}

int kind_check_cidr(const char *word, struct error *err)
{
	const char *slash = strchr(word, '/');

	if (slash)
		return check_prefixed(word, slash, err);
	if (family_of(word))
		return refuse(err, "%s needs its length: %s/%d", word, word,
			      family_of(word) == AF_INET ? 24 : 64);
	return refuse(err, "\"%s\" is not ADDRESS/LEN", word);
}

int kind_check_prefix(const char *word, struct error *err)
{
	const char *slash = strchr(word, '/');

	if (strcmp(word, "default") == 0)
		return 0;
	return slash ? check_prefixed(word, slash, err) : kind_check_ip(word, err);
}

int kind_check_mac(const char *word, struct error *err)
{
	size_t i = 0;

	for (; word[i] && i < 17; i++)
		if (i % 3 == 2 ? word[i] != ':' : !isxdigit((unsigned char)word[i]))
			break;
	if (i == 17 && word[i] == '\0')
		return 0;
	return refuse(err, "\"%s\" is no MAC address: aa:bb:cc:dd:ee:ff", word);
}

int kind_check_linktype(const char *word, struct error *err)
{
	size_t size = strlen(word);

	for (const char *at = LINK_TYPES; *at && size > 0;) {
		size_t n = strcspn(at, " ");

		if (n == size && memcmp(at, word, n) == 0)
			return 0;
		at += n + (at[n] == ' ');
	}
	return refuse(err, "\"%s\" is no device type: %s", word, LINK_TYPES);
}
