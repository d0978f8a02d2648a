#include "picture/library.h"

#include <dlfcn.h>
#include <string.h>

int
library_load(const char *file, const char *without, const struct library_function *functions, size_t count, struct why *why)
{
	void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	if (library == NULL)
		return why_set(why, FAULT_SYSTEM, "%s: %s", without, dlerror());
	for (size_t i = 0; i < count; i++) {
		void *found = dlsym(library, functions[i].name);
		if (found == NULL)
			return why_set(why, FAULT_SYSTEM, "%s: %s lacks %s", without, file, functions[i].name);
		memcpy(functions[i].to, &found, sizeof found);
	}
	return 0;
}
