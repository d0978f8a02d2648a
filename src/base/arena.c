#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>

#include "base/must.h"

/* Large enough that an ordinary message costs one malloc, small enough to be handed back by glibc. */
#define BLOCK_SIZE ((size_t)64 * 1024)

struct block {
	struct block *next;
	size_t size; /* room in data */
	size_t used;
	alignas(max_align_t) uint8_t data[];
};

struct arena {
	struct block *blocks; /* the newest first; only the newest has room */
	size_t ceiling;
	size_t used;
	bool was_full;
};

struct arena *
arena_new(size_t ceiling)
{
	must(ceiling > 0);
	struct arena *a = xcalloc(1, sizeof *a);
	a->ceiling = ceiling;
	return a;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	while (a->blocks != NULL) {
		struct block *next = a->blocks->next;
		free(a->blocks);
		a->blocks = next;
	}
	free(a);
}

void
arena_reset(struct arena *a)
{
	struct block *kept = NULL;
	while (a->blocks != NULL) {
		struct block *next = a->blocks->next;
		if (kept == NULL && a->blocks->size == BLOCK_SIZE)
			kept = a->blocks;
		else
			free(a->blocks);
		a->blocks = next;
	}
	if (kept != NULL) {
		kept->next = NULL;
		kept->used = 0;
	}
	a->blocks = kept;
	a->used = 0;
	a->was_full = false;
}

/* Its octets are zero only where they come from the kernel: with a large object. */
static struct block *
block_add(struct arena *a, size_t size)
{
	struct block *b = size > BLOCK_SIZE ? xcalloc(1, sizeof *b + size) : xmalloc(sizeof *b + size);
	b->size = size;
	b->used = 0;
	/* A large object gets a block of its own, behind the newest, whose room stays in use. */
	if (a->blocks != NULL && size > BLOCK_SIZE) {
		b->next = a->blocks->next;
		a->blocks->next = b;
	} else {
		b->next = a->blocks;
		a->blocks = b;
	}
	return b;
}

/* SIZE octets, which are zero only where *OUT_ZERO says so. */
static void *
take(struct arena *a, size_t size, bool *out_zero)
{
	size_t rounded;
	bool fits = !__builtin_add_overflow(size, alignof(max_align_t) - 1, &rounded);
	rounded &= ~(alignof(max_align_t) - 1);
	if (!fits || rounded > a->ceiling - a->used) {
		a->was_full = true;
		return NULL;
	}
	struct block *b = a->blocks;
	*out_zero = false;
	if (b == NULL || b->size - b->used < rounded) {
		b = block_add(a, rounded > BLOCK_SIZE ? rounded : BLOCK_SIZE);
		*out_zero = rounded > BLOCK_SIZE;
	}
	void *p = b->data + b->used;
	b->used += rounded;
	a->used += rounded;
	return p;
}

void *
arena_get(struct arena *a, size_t count, size_t size)
{
	size_t all;
	bool zero;
	if (__builtin_mul_overflow(count, size, &all)) {
		a->was_full = true;
		return NULL;
	}
	void *p = take(a, all, &zero);
	return p != NULL && !zero ? memset(p, 0, all) : p;
}

bool
arena_copy(struct arena *a, struct bytes b, struct bytes *out)
{
	bool zero;
	void *p = take(a, b.len, &zero);
	*out = BYTES_NONE;
	if (p == NULL)
		return false;
	if (b.len != 0)
		memcpy(p, b.at, b.len);
	*out = bytes_of(p, b.len);
	return true;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

bool
arena_was_full(const struct arena *a)
{
	return a->was_full;
}

void *
arena_grow(struct arena *a, void *old, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return old;
	size_t room = *capacity != 0 ? *capacity * 2 : 8;
	size_t all, used = count * size;
	bool zero;
	if (__builtin_mul_overflow(room, size, &all)) {
		a->was_full = true;
		return NULL;
	}
	uint8_t *fresh = take(a, all, &zero);
	if (fresh == NULL)
		return NULL;
	if (count != 0)
		memcpy(fresh, old, used);
	if (!zero)
		memset(fresh + used, 0, all - used);
	*capacity = room;
	return fresh;
}
