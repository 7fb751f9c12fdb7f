/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops around read and write: what comes in parts, is interrupted, or cannot go at once.
 */
#ifndef UNSH_BASE_IO_H
#define UNSH_BASE_IO_H

#include <stddef.h>

/* io_write_all: SIZE bytes at DATA into FD, in one write(2) if the file takes them so; waits
 * where a descriptor that does not block is full. 0, or -1 and errno: a part may be written
 * then. */
int io_write_all(int fd, const void *data, size_t size);

#endif
