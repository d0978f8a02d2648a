/* cache: what an engine said of the same octets before, as long as its version (with that of its signatures) is the same,
 * and for ENGINE_CACHE_MS at most.
 *
 * A message comes again when its sender was put off, or when it goes to people of several policies.  A table of
 * ENGINE_CACHE_ROWS: a newer message takes the row of an older one.  The digest is our own, never a worker's word. */
#ifndef ENGINE_CACHE_H
#define ENGINE_CACHE_H

#include "engine/driver.h"

enum engine_cache_limits {
	ENGINE_CACHE_ROWS = 4096,  /* 1 MB an engine */
	ENGINE_DIGEST = 32,        /* SHA-256 */
	ENGINE_CACHE_MS = 600000,  /* not every signature base counts its versions (ClamAV's unofficial ones do not) */
};

struct engine_cache;

struct engine_cache *engine_cache_new(void);
void engine_cache_free(struct engine_cache *c); /* NULL is fine */

/* Everything known is of another version. */
void engine_cache_clear(struct engine_cache *c);

/* Gives: true and *out, whose text is valid until the next call; only clean and found are known. */
bool engine_cache_find(const struct engine_cache *c, const uint8_t digest[ENGINE_DIGEST], int64_t now_ms, struct engine_word *out);

/* Remember WORD, if it is clean or found. */
void engine_cache_add(struct engine_cache *c, const uint8_t digest[ENGINE_DIGEST], int64_t now_ms, const struct engine_word *word);

#endif
