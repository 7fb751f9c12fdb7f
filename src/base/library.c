/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/library.h"

#include "base/error.h"

#include <dlfcn.h>

int library_open(const char *soname, const char *const *names, void **ret, size_t n,
		 struct error *err)
{
	void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return refuse(err, "%s is not installed", soname);
	for (size_t i = 0; i < n; i++) {
		ret[i] = dlsym(library, names[i]);
		if (ret[i])
			continue;
		for (size_t j = 0; j < i; j++)
			ret[j] = NULL;
		(void)dlclose(library);
		return refuse(err, "%s has no %s: it is too old", soname, names[i]);
	}
	return 0;
}
