#include "engine/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

struct row {
	uint8_t digest[ENGINE_DIGEST];
	int64_t said_ms;
	bool is_used, is_found;
	uint8_t len;
	uint8_t text[ENGINE_WORDS_MAX - ENGINE_DIGEST - 11];
};

struct engine_cache {
	struct row rows[ENGINE_CACHE_ROWS];
};

struct engine_cache *
engine_cache_new(void)
{
	return xcalloc(1, sizeof(struct engine_cache));
}

void
engine_cache_free(struct engine_cache *c)
{
	free(c);
}

void
engine_cache_clear(struct engine_cache *c)
{
	for (size_t i = 0; i < ENGINE_CACHE_ROWS; i++)
		c->rows[i].is_used = false;
}

static size_t
place_of(const uint8_t digest[ENGINE_DIGEST])
{
	return (digest[0] | (size_t)digest[1] << 8) % ENGINE_CACHE_ROWS;
}

bool
engine_cache_find(const struct engine_cache *c, const uint8_t digest[ENGINE_DIGEST], int64_t now_ms, struct engine_word *out)
{
	const struct row *r = &c->rows[place_of(digest)];
	if (!r->is_used || now_ms - r->said_ms > ENGINE_CACHE_MS || memcmp(r->digest, digest, ENGINE_DIGEST) != 0)
		return false;
	*out = (struct engine_word){ r->is_found ? ENGINE_FOUND : ENGINE_CLEAN, bytes_of(r->text, r->len) };
	return true;
}

void
engine_cache_add(struct engine_cache *c, const uint8_t digest[ENGINE_DIGEST], int64_t now_ms, const struct engine_word *word)
{
	struct row *r = &c->rows[place_of(digest)];
	if (word->status != ENGINE_CLEAN && word->status != ENGINE_FOUND)
		return;
	*r = (struct row){ .said_ms = now_ms, .is_used = true, .is_found = word->status == ENGINE_FOUND,
		.len = (uint8_t)(word->text.len < sizeof r->text ? word->text.len : sizeof r->text) };
	memcpy(r->digest, digest, ENGINE_DIGEST);
	if (r->len != 0)
		memcpy(r->text, word->text.at, r->len);
}
