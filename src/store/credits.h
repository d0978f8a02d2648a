/* credits: the rows of evidence about addresses, networks and domains, as they lie on disk.
 *
 * Only rows: what they mean, and how they age, is keeper/reputation.h. */
#ifndef STORE_CREDITS_H
#define STORE_CREDITS_H

#include "base/schema.h"
#include "store/store.h"

enum credits_limits {
	CREDITS_DAYS = 30,         /* of history a row keeps */
	CREDITS_ROWS_MAX = 2000000, /* about 400 MB; beyond it, those not seen for longest go */
};

/* One day of one row. */
struct credits_day {
	uint16_t good;
	uint16_t bad;
	uint16_t seen;
};

/* All amounts are as of last_ms. */
struct credits_row {
	int64_t first_ms; /* 0: never seen */
	int64_t last_ms;
	double good;
	double bad;
	double fast;      /* messages, forgotten within hours */
	double slow;      /* ... within weeks */
	uint64_t seen;
	int64_t day;      /* of days[0], in days since 1970 */
	struct credits_day days[CREDITS_DAYS]; /* newest first */
};

/**
 * credits_read(s, key, out, why): The row of KEY; all zero where there is none or it is damaged.
 */
int credits_read(struct store *s, struct bytes key, struct credits_row *out, struct why *why);

struct credits_keys {
	LIST(struct bytes) keys;
};

/**
 * credits_after(s, after, most, a, out, why): At most MOST keys behind AFTER, in their order.
 *
 * Gives:   0; fewer than MOST: there are no more
 */
int credits_after(struct store *s, struct bytes after, uint32_t most, struct arena *a, struct credits_keys *out,
    struct why *why);

/**
 * credits_write(s, key, row, stored_day, why): Write it, inside a transaction of the caller.
 *
 * Takes:   stored_day  the `day` of the row that is on disk; 0 where there is none.  A row that is written again on
 *                      the same day keeps its place in the index, which is most of the cost
 */
int credits_write(struct store *s, struct bytes key, const struct credits_row *row, int64_t stored_day,
    struct why *why);

/**
 * credits_expire(s, before_day, rows_max, most, why): Forget at most MOST rows that were last seen before BEFORE_DAY
 * (days since 1970), or that are more than ROWS_MAX.
 *
 * Gives:   how many, or a fault
 */
int credits_expire(struct store *s, int64_t before_day, uint64_t rows_max, uint32_t most, struct why *why);

/* When the first event of the log was; 0 for none. */
int64_t credits_since(struct store *s);

#endif
