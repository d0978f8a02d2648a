/* arena: memory of one lifetime with a ceiling fixed at birth.
 *
 * One session, one message or one answer owns an arena; freeing it frees everything.  The ceiling is the
 * most memory that this one thing may cost, whatever it contains.  Not for secrets. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/bytes.h"

struct arena;

/**
 * arena_new(ceiling): An empty arena that will hand out at most CEILING octets.
 *
 * Takes:   ceiling  > 0; there is no unlimited arena
 * Owns:    the caller frees it with arena_free
 */
struct arena *arena_new(size_t ceiling);

/**
 * arena_free(a): Release everything that came from A; NULL is fine.
 */
void arena_free(struct arena *a);

/**
 * arena_reset(a): Forget everything that came from A, keep one block for the next use.
 */
void arena_reset(struct arena *a);

/**
 * arena_get(a, count, size): Zeroed memory for COUNT objects of SIZE octets, aligned for any type.
 *
 * Gives:   memory that lives as long as the arena (count or size 0 gives a valid pointer)
 * Fails:   NULL when the ceiling would be passed (a FAULT_LIMIT of the input); real exhaustion ends the process
 * Cost:    O(size); one malloc per 64 KiB or per large object
 */
void *arena_get(struct arena *a, size_t count, size_t size);

/**
 * arena_copy(a, b): B's octets, copied into A.
 *
 * Gives:   true and *out
 * Fails:   false at the ceiling; *out is then empty
 */
bool arena_copy(struct arena *a, struct bytes b, struct bytes *out);

/**
 * arena_used(a): Octets handed out so far.
 */
size_t arena_used(const struct arena *a);

/**
 * arena_was_full(a): Was anything refused at the ceiling since the arena was made or reset?
 *
 * So that one question at the end covers every caller that went on with less.
 */
bool arena_was_full(const struct arena *a);

/**
 * arena_grow(a, old, count, capacity, size): Room for one more element in an array that lives in A.
 *
 * Takes:   old       the array now (NULL at first), count elements in use
 *          capacity  its room; updated when the array moves (it doubles)
 * Gives:   the array, possibly moved, with capacity > count; the octets behind the old room are zero
 * Fails:   NULL at the ceiling; the old array is unharmed
 */
void *arena_grow(struct arena *a, void *old, size_t count, size_t *capacity, size_t size);

#endif
