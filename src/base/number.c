/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/number.h"

#include "base/error.h"

#include <stdbool.h>

enum {
	FRACTION_DIGITS = 9,
	MODE_MOST = 07777
};

/* The digits at *AT in BASE; false if there are none, or the value would pass MAX. */
static bool digits(const char **at, unsigned base, uint64_t max, uint64_t *ret)
{
	uint64_t value = 0;
	const char *p = *at;

	for (; *p >= '0' && *p < (char)('0' + base); p++) {
		uint64_t digit = (uint64_t)(*p - '0');

		if (value > (max - digit) / base || digit > max)
			return false;
		value = value * base + digit;
	}
	if (p == *at)
		return false;
	*at = p;
	*ret = value;
	return true;
}

int number_unsigned(const char *text, uint64_t max, uint64_t *ret, struct error *err)
{
	const char *at = text;
	uint64_t value;

	if (!digits(&at, 10, UINT64_MAX, &value) || *at != '\0')
		return refuse(err, "\"%s\" is not a number", text);
	if (value > max)
		return refuse(err, "%s is more than %llu", text, (unsigned long long)max);
	*ret = value;
	return 0;
}

int number_id(const char *text, uint32_t *ret, struct error *err)
{
	uint64_t value = 0;

	if (number_unsigned(text, UINT32_MAX - 1, &value, err) < 0)
		return -1;
	*ret = (uint32_t)value;
	return 0;
}

int number_mode(const char *text, unsigned *ret, struct error *err)
{
	const char *at = text;
	uint64_t value = 0;

	if (!digits(&at, 8, MODE_MOST, &value) || *at != '\0')
		return refuse(err, "\"%s\" is not a mode: octal, at most 7777", text);
	*ret = (unsigned)value;
	return 0;
}

int number_seconds(const char *text, struct timespec *ret, struct error *err)
{
	const char *at = text;
	bool negative = *at == '-';
	uint64_t whole, nsec = 0;

	at += negative;
	if (!digits(&at, 10, INT32_MAX, &whole))
		return refuse(err, "\"%s\" is not a number of seconds", text);
	if (*at == '.') {
		int n = 0;

		for (at++; *at >= '0' && *at <= '9' && n < FRACTION_DIGITS; at++, n++)
			nsec = nsec * 10 + (uint64_t)(*at - '0');
		if (n == 0)
			return refuse(err, "\"%s\" is not a number of seconds", text);
		for (; n < FRACTION_DIGITS; n++)
			nsec *= 10;
	}
	if (*at != '\0')
		return refuse(err, "\"%s\" is not a number of seconds", text);
	ret->tv_sec = negative ? -(time_t)whole : (time_t)whole;
	ret->tv_nsec = (long)nsec;
	if (negative && nsec > 0) {
		ret->tv_sec--;
		ret->tv_nsec = 1000000000L - (long)nsec;
	}
	return 0;
}
