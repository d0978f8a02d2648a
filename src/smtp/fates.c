#include "smtp/fates.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/must.h"

/* Places that an entry may have: whoever floods one row pushes out its oldest. */
#define WAYS 8

void
fates_init(struct fates *f)
{
	*f = (struct fates){ .at = NULL };
	must(getrandom(&f->secret, sizeof f->secret, 0) == sizeof f->secret);
}

void
fates_done(struct fates *f)
{
	free(f->at);
	*f = (struct fates){ 0 };
}

struct fate_key
fates_digest(const struct fates *f, struct bytes message)
{
	XXH128_hash_t h = XXH3_128bits_withSeed(message.at, message.len, f->secret);
	return (struct fate_key){ { h.low64, h.high64 } };
}

struct fate_key
fates_key(const struct fates *f, struct bytes sender, struct bytes recipient, uint64_t size)
{
	/* A hash of hashes: no pair of texts runs together into another pair. */
	struct { struct fate_key sender, recipient; uint64_t size; } all = { fates_digest(f, sender),
		fates_digest(f, recipient), size };
	return fates_digest(f, bytes_of(&all, sizeof all));
}

static bool
same(const struct fate_key *a, const struct fate_key *b)
{
	return a->at[0] == b->at[0] && a->at[1] == b->at[1];
}

static struct fate *
find(const struct fates *f, const struct fate_key *key)
{
	if (f->at == NULL)
		return NULL;
	struct fate *row = &f->at[key->at[0] % (FATES_MAX / WAYS) * WAYS];
	for (size_t i = 0; i < WAYS; i++)
		if (row[i].until_us != 0 && same(&row[i].key, key))
			return &row[i];
	return NULL;
}

const struct fate *
fates_find(const struct fates *f, const struct fate_key *key, int64_t now_us)
{
	const struct fate *found = find(f, key);
	return found != NULL && found->until_us > now_us ? found : NULL;
}

void
fates_forget(struct fates *f, const struct fate_key *key)
{
	struct fate *found = find(f, key);
	if (found != NULL)
		*found = (struct fate){ 0 };
}

void
fates_note(struct fates *f, const struct fate_key *key, const struct fate_key *digest, int code, const char *text,
    int64_t now_us)
{
	if (f->at == NULL)
		f->at = xcalloc(FATES_MAX, sizeof *f->at);
	struct fate *place = find(f, key), *row = &f->at[key->at[0] % (FATES_MAX / WAYS) * WAYS];
	if (place == NULL) {
		place = row;
		for (size_t i = 1; i < WAYS; i++)
			if (row[i].until_us < place->until_us)
				place = &row[i];
	}
	*place = (struct fate){ .key = *key, .digest = *digest, .code = code,
		.until_us = now_us + (int64_t)FATES_DAYS * 24 * 3600 * 1000000 };
	(void)snprintf(place->text, sizeof place->text, "%s", text);
}
