#include "store/triplets.h"

#include <sodium.h>

#define DAY_MS ((int64_t)24 * 3600 * 1000)

static void
add(crypto_generichash_state *h, struct bytes text)
{
	uint8_t lower[256];
	for (size_t at = 0; at < text.len;) {
		size_t n = 0;
		while (n < sizeof lower && at < text.len)
			lower[n++] = ascii_lower(text.at[at++]);
		crypto_generichash_update(h, lower, n);
	}
	crypto_generichash_update(h, (const uint8_t *)"\n", 1);
}

struct triplet
triplet_of(const struct ask_triplet *t)
{
	struct triplet out;
	crypto_generichash_state h;
	crypto_generichash_init(&h, NULL, 0, sizeof out.key);
	add(&h, t->network);
	add(&h, t->sender);
	add(&h, t->recipient);
	crypto_generichash_final(&h, out.key, sizeof out.key);
	return out;
}

int
triplet_wait(struct store *s, const struct triplet *t, int64_t now_ms, int64_t delay_ms, int64_t *out_wait_ms,
    bool *out_is_new, struct why *why)
{
	struct query *q = query_of(s, "SELECT first_ms, last_ms, passed FROM triplets WHERE key = ?");
	query_put_octets(q, bytes_of(t->key, sizeof t->key));
	int got = query_next(q, why);
	if (got < 0)
		return got;
	int64_t first = got == 1 ? query_get_int(q) : 0, last = got == 1 ? query_get_int(q) : 0;
	bool passed = got == 1 && query_get_int(q) != 0;
	if (got == 1)
		query_done(q);
	/* A clock that was set back must not keep anybody out for longer than the delay. */
	*out_is_new = got == 0 || first > now_ms ||
	    now_ms - (passed ? last : first) > (passed ? TRIPLETS_KEPT_DAYS : TRIPLETS_TRY_DAYS) * DAY_MS;
	int64_t waited = now_ms - first;
	*out_wait_ms = *out_is_new ? delay_ms : passed || waited >= delay_ms ? 0 : delay_ms - waited;
	return 0;
}

int
triplet_note(struct store *s, const struct triplet *t, int64_t now_ms, bool passed, struct why *why)
{
	/* One that starts anew is put in again whole; one that comes too early keeps its first time. */
	struct query *q = query_of(s,
	    passed ? "UPDATE triplets SET last_ms = ?2, passed = 1 WHERE key = ?1"
		   : "INSERT OR REPLACE INTO triplets (key, first_ms, last_ms, passed) VALUES (?1, ?2, ?2, 0)");
	query_put_octets(q, bytes_of(t->key, sizeof t->key));
	query_put_int(q, now_ms);
	return query_run(q, why);
}

int
triplets_count(struct store *s, uint64_t *out, struct why *why)
{
	struct query *q = query_of(s, "SELECT count(*) FROM triplets");
	return query_count(q, out, why);
}

int
triplets_expire(struct store *s, int64_t now_ms, uint32_t most, struct why *why)
{
	struct query *q = query_of(s, "DELETE FROM triplets WHERE key IN (SELECT key FROM triplets WHERE"
	                              " last_ms < CASE WHEN passed THEN ?1 ELSE ?2 END ORDER BY last_ms LIMIT ?3)");
	query_put_int(q, now_ms - TRIPLETS_KEPT_DAYS * DAY_MS);
	query_put_int(q, now_ms - TRIPLETS_TRY_DAYS * DAY_MS);
	query_put_int(q, most);
	int fault = query_run(q, why);
	return fault != 0 ? fault : (int)store_changes(s);
}
