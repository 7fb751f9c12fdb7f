/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A library opened at its first use: linking all of them costs more than starting seven
 * namespaces does. Each has one door (see tests/rooms): a struct of pointers to its functions,
 * declared from the library's own prototypes, so that calls stay checked by the compiler.
 *
 *   #define NL_CALLS(X) X(nl_socket_alloc) X(nl_send_auto)
 *   struct nl_calls { LIBRARY_POINTERS(NL_CALLS) };
 */
#ifndef UNSH_BASE_LIBRARY_H
#define UNSH_BASE_LIBRARY_H

#include <stddef.h>

struct error;

#define LIBRARY_POINTER(f)      __typeof__(f) *(f);
#define LIBRARY_NAME(f)         #f,
#define LIBRARY_POINTERS(CALLS) CALLS(LIBRARY_POINTER)
#define LIBRARY_NAMES(CALLS)    CALLS(LIBRARY_NAME)

/*
 * library_open: opens SONAME and fills RET, N pointers, with its functions NAMES. All or
 * nothing. The library stays until the process ends. Must not be called in namespaces of
 * somebody else: dlopen(3) would load their code.
 */
int library_open(const char *soname, const char *const *names, void **ret, size_t n,
		 struct error *err);

#endif
