#include "smtp/rates.h"

#include <stdlib.h>
#include <sys/random.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/must.h"

#define HOUR_US INT64_C(3600000000)
/* Places that a key may have. */
#define WAYS 8

struct rate {
	uint64_t key;
	int64_t empty_us; /* when it is empty again; in the past: as if it were not there */
};

void
rates_init(struct rates *r)
{
	*r = (struct rates){ .at = NULL };
	must(getrandom(&r->secret, sizeof r->secret, 0) == sizeof r->secret);
}

void
rates_done(struct rates *r)
{
	free(r->at);
	*r = (struct rates){ .at = NULL };
}

static uint64_t
key_of(const struct rates *r, enum rate_of of, struct bytes key)
{
	return XXH3_64bits_withSeed(key.at, key.len, r->secret + (uint64_t)of * UINT64_C(0x9e3779b97f4a7c15));
}

static struct rate *
find(const struct rates *r, uint64_t key)
{
	struct rate *row = &r->at[key % (RATES_MAX / WAYS) * WAYS];
	for (size_t i = 0; i < WAYS; i++)
		if (row[i].key == key)
			return &row[i];
	return NULL;
}

/* A place for KEY: its own, or that of the emptiest. */
static struct rate *
place(struct rates *r, uint64_t key)
{
	if (r->at == NULL)
		r->at = xcalloc(RATES_MAX, sizeof *r->at);
	struct rate *found = find(r, key), *row = &r->at[key % (RATES_MAX / WAYS) * WAYS];
	if (found != NULL)
		return found;
	found = row;
	for (size_t i = 1; i < WAYS; i++)
		if (row[i].empty_us < found->empty_us)
			found = &row[i];
	*found = (struct rate){ .key = key };
	return found;
}

int64_t
rates_take(struct rates *r, enum rate_of of, struct bytes key, int64_t per_hour, int64_t now_us)
{
	if (per_hour == 0)
		return 0;
	struct rate *e = place(r, key_of(r, of, key));
	int64_t each = HOUR_US / per_hour, room = each * (per_hour / 10 + RATES_BURST_LEAST);
	int64_t empty = e->empty_us > now_us ? e->empty_us : now_us;
	if (empty + each - now_us > room)
		return (empty + each - now_us - room) / 1000 + 1;
	e->empty_us = empty + each;
	return 0;
}

void
rates_mark(struct rates *r, enum rate_of of, struct bytes key, int64_t until_us, int64_t now_us)
{
	if (until_us > now_us)
		place(r, key_of(r, of, key))->empty_us = until_us;
}

bool
rates_is_marked(const struct rates *r, enum rate_of of, struct bytes key, int64_t now_us)
{
	const struct rate *e = r->at != NULL ? find(r, key_of(r, of, key)) : NULL;
	return e != NULL && e->empty_us > now_us;
}
