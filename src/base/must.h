/* must: the program's own mistakes stop the process at once.
 *
 * must() is for what cannot be wrong unless the code is; never for input.  Asserts stay on in production:
 * a wrong assumption in a gateway ends that process (the sender still has the mail) and is seen. */
#ifndef BASE_MUST_H
#define BASE_MUST_H

#include <stddef.h>

#define must(condition) \
	((condition) ? (void)0 : must_failed(#condition, __FILE__, __LINE__))

/**
 * must_failed(condition, file, line): Print where, and abort().
 */
_Noreturn void must_failed(const char *condition, const char *file, int line);

/**
 * xmalloc, xcalloc, xrealloc, xstrdup: Allocation that does not fail.
 *
 * Takes:   xcalloc and xrealloc take count and size apart; the product is checked for overflow
 * Gives:   memory (xmalloc's is uninitialised, xcalloc's zeroed); free() releases it
 * Fails:   never: when memory is out the process ends, which is safe because no message is acknowledged
 *          before it is stored
 */
void *xmalloc(size_t size) __attribute__((malloc, alloc_size(1), returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, alloc_size(1, 2), returns_nonnull));
void *xrealloc(void *old, size_t count, size_t size)
    __attribute__((alloc_size(2, 3), returns_nonnull));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull));

#endif
