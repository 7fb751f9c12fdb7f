/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one parser of numbers. What is not a number, whole and in range, is refused by name. */
#ifndef UNSH_BASE_NUMBER_H
#define UNSH_BASE_NUMBER_H

#include <stdint.h>
#include <time.h>

struct error;

/* number_unsigned: decimal, 0 to MAX, no sign, no blanks. */
int number_unsigned(const char *text, uint64_t max, uint64_t *ret, struct error *err);

/* number_id: a uid or gid; 4294967295 is no id: to chown and setresuid it says "as it is". */
int number_id(const char *text, uint32_t *ret, struct error *err);

/* number_mode: octal, at most 7777. */
int number_mode(const char *text, unsigned *ret, struct error *err);

/* number_seconds: a decimal number, perhaps negative or with a fraction ("-1.5"), as a timespec
 * whose tv_nsec is never negative. At most 9 digits of fraction. */
int number_seconds(const char *text, struct timespec *ret, struct error *err);

#endif
