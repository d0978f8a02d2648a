#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void
must_failed(const char *condition, const char *file, int line)
{
	(void)fprintf(stderr, "postern: wrong assumption: %s, at %s:%d\n", condition, file, line);
	abort();
}

static _Noreturn void
out_of_memory(size_t size)
{
	(void)fprintf(stderr, "postern: out of memory (%zu octets asked for)\n", size);
	abort();
}

void *
xmalloc(size_t size)
{
	void *p = malloc(size != 0 ? size : 1);
	if (p == NULL)
		out_of_memory(size);
	return p;
}

void *
xcalloc(size_t count, size_t size)
{
	void *p = calloc(count != 0 ? count : 1, size != 0 ? size : 1);
	if (p == NULL)
		out_of_memory(size);
	return p;
}

void *
xrealloc(void *old, size_t count, size_t size)
{
	size_t total;
	if (__builtin_mul_overflow(count, size, &total))
		out_of_memory(count);
	void *p = realloc(old, total != 0 ? total : 1);
	if (p == NULL)
		out_of_memory(total);
	return p;
}

char *
xstrdup(const char *text)
{
	size_t size = strlen(text) + 1;
	return memcpy(xmalloc(size), text, size);
}
