#include "store/credits.h"

#include <math.h>

#include "base/reader.h"

static double
amount(double value)
{
	return isfinite(value) && value > 0 ? value : 0;
}

static void
read_days(struct bytes octets, struct credits_row *out)
{
	struct reader r = reader_of(octets);
	for (size_t i = 0; i < CREDITS_DAYS && reader_left(&r) >= 6; i++) {
		out->days[i].good = reader_u16le(&r);
		out->days[i].bad = reader_u16le(&r);
		out->days[i].seen = reader_u16le(&r);
	}
}

int
credits_read(struct store *s, struct bytes key, struct credits_row *out, struct why *why)
{
	struct query *q = query_of(s, "SELECT first_ms, last_ms, good, bad, fast, slow, seen, day, days FROM credits"
	                              " WHERE key = ?");
	*out = (struct credits_row){ 0 };
	query_put_text(q, key);
	int got = query_next(q, why);
	if (got <= 0)
		return got;
	out->first_ms = query_get_int(q);
	out->last_ms = query_get_int(q);
	out->good = amount(query_get_double(q));
	out->bad = amount(query_get_double(q));
	out->fast = amount(query_get_double(q));
	out->slow = amount(query_get_double(q));
	out->seen = (uint64_t)query_get_int(q);
	out->day = query_get_int(q);
	read_days(query_get_octets(q), out);
	query_done(q);
	return 0;
}

int
credits_after(struct store *s, struct bytes after, uint32_t most, struct arena *a, struct credits_keys *out,
    struct why *why)
{
	struct query *q = query_of(s, "SELECT key FROM credits WHERE key > ? ORDER BY key LIMIT ?");
	int got;
	query_put_text(q, after);
	query_put_int(q, most);
	while ((got = query_next(q, why)) == 1) {
		struct bytes *slot = LIST_ADD(a, &out->keys);
		if (slot == NULL) {
			query_done(q);
			return why_set(why, FAULT_LIMIT, "too many keys");
		}
		*slot = query_get_copy(q, a);
	}
	return got;
}

int
credits_write(struct store *s, struct bytes key, const struct credits_row *row, int64_t stored_day, struct why *why)
{
	uint8_t octets[CREDITS_DAYS * 6];
	size_t len = 0, used = 0;
	for (size_t i = 0; i < CREDITS_DAYS; i++) {
		const uint16_t values[3] = { row->days[i].good, row->days[i].bad, row->days[i].seen };
		for (size_t k = 0; k < 3; k++) {
			octets[len++] = (uint8_t)(values[k] & 0xff);
			octets[len++] = (uint8_t)(values[k] >> 8);
		}
		/* the days behind the last mail are not written */
		used = row->days[i].seen != 0 ? len : used;
	}
	bool is_same_day = stored_day != 0 && stored_day == row->day;
	struct query *q = query_of(s, is_same_day
	        ? "UPDATE credits SET first_ms = ?2, last_ms = ?3, good = ?4, bad = ?5, fast = ?6, slow = ?7, seen = ?8,"
	          " days = ?9 WHERE key = ?1"
	        : "INSERT OR REPLACE INTO credits (key, first_ms, last_ms, good, bad, fast, slow, seen, days, day)"
	          " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)");
	query_put_text(q, key);
	query_put_int(q, row->first_ms);
	query_put_int(q, row->last_ms);
	query_put_double(q, row->good);
	query_put_double(q, row->bad);
	query_put_double(q, row->fast);
	query_put_double(q, row->slow);
	query_put_int(q, (int64_t)row->seen);
	query_put_octets(q, bytes_of(octets, used));
	if (!is_same_day)
		query_put_int(q, row->day);
	return query_run(q, why);
}

int
credits_expire(struct store *s, int64_t before_day, uint64_t rows_max, uint32_t most, struct why *why)
{
	uint64_t rows;
	struct query *q = query_of(s, "SELECT count(*) FROM credits");
	int fault = query_count(q, &rows, why);
	if (fault != 0)
		return fault;
	uint64_t surplus = rows > rows_max ? rows - rows_max : 0;
	q = query_of(s, "DELETE FROM credits WHERE key IN (SELECT key FROM credits WHERE day < ? ORDER BY day"
	                " LIMIT ?)");
	query_put_int(q, surplus != 0 ? INT64_MAX : before_day);
	query_put_int(q, surplus != 0 && surplus < most ? (int64_t)surplus : (int64_t)most);
	fault = query_run(q, why);
	return fault != 0 ? fault : (int)store_changes(s);
}

int64_t
credits_since(struct store *s)
{
	struct query *q = query_of(s, "SELECT coalesce(min(time_ms), 0) FROM events");
	if (query_next(q, NULL) != 1)
		return 0;
	int64_t since = query_get_int(q);
	query_done(q);
	return since;
}
