/* library: a shared library that is loaded late, by the nursery of those who need it and by no other process. */
#ifndef PICTURE_LIBRARY_H
#define PICTURE_LIBRARY_H

#include <stddef.h>

#include "base/fault.h"

struct library_function {
	const char *name;
	void *to; /* a pointer to a function */
};

/**
 * library_load(file, without, functions, count, why): Load FILE and find its functions.
 *
 * Takes:   without  what cannot be done if this fails, for a person
 * Gives:   0 and each *to; the library stays
 * Fails:   FAULT_SYSTEM
 */
int library_load(const char *file, const char *without, const struct library_function *functions, size_t count,
    struct why *why);

#endif
