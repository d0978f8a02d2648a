#include "store/history.h"

/* Pairs beyond these would let one mail to a list write hundreds of rows. */
#define PAIRS_MAX 20

static void
add_lower(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		buf_add_octet(out, ascii_lower(text.at[i]));
}

static int
note(struct store *s, struct buf *key, const struct mail_event *e, struct why *why)
{
	bool is_good = e->type == TYPE_NORMAL;
	struct query *q = query_of(s,
	    "INSERT INTO history (key, first_ms, last_ms, good, bad) VALUES (?1,?2,?2,?3,?4)"
	    " ON CONFLICT (key) DO UPDATE SET first_ms = min(first_ms, ?2), last_ms = max(last_ms, ?2),"
	    " good = good + ?3, bad = bad + ?4");
	query_put_text(q, buf_bytes(key));
	query_put_int(q, e->time_ms);
	query_put_int(q, is_good);
	query_put_int(q, !is_good);
	return query_run(q, why);
}

int
history_note(struct store *s, const struct mail_event *e, struct why *why)
{
	if (e->outcome == OUTCOME_REFUSED || e->outcome == OUTCOME_DEFERRED)
		return 0;
	struct buf key;
	buf_init(&key, 2048);
	int fault = 0;
	if (e->client_ip.len != 0) {
		buf_add_cstr(&key, "ip ");
		buf_add(&key, e->client_ip);
		fault = note(s, &key, e, why);
	}
	for (size_t i = 0; i < e->marks.count && fault == 0; i++) {
		buf_clear(&key);
		buf_add(&key, e->marks.at[i]);
		fault = note(s, &key, e, why);
	}
	size_t at = bytes_find_last_octet(e->from, '@');
	if (fault == 0 && at != BYTES_NOT_FOUND) {
		buf_clear(&key);
		buf_add_cstr(&key, "from ");
		add_lower(&key, e->from);
		fault = note(s, &key, e, why);
		buf_clear(&key);
		buf_add_cstr(&key, "domain ");
		add_lower(&key, bytes_from(e->from, at + 1));
		if (fault == 0)
			fault = note(s, &key, e, why);
		for (size_t i = 0; i < e->recipients.count && i < PAIRS_MAX && fault == 0; i++) {
			buf_clear(&key);
			buf_add_cstr(&key, "pair ");
			add_lower(&key, e->from);
			buf_add_octet(&key, ' ');
			add_lower(&key, e->recipients.at[i]);
			fault = note(s, &key, e, why);
		}
	}
	buf_done(&key);
	return fault;
}

int
history_find(struct store *s, const struct ask_keys *keys, struct arena *a, struct answer_history *out,
    struct why *why)
{
	for (size_t i = 0; i < keys->keys.count; i++) {
		struct history *row = LIST_ADD(a, &out->rows);
		if (row == NULL)
			return why_set(why, FAULT_LIMIT, "too many keys");
		row->key = keys->keys.at[i];
		struct query *q = query_of(s, "SELECT first_ms, last_ms, good, bad FROM history WHERE key = ?");
		query_put_text(q, row->key);
		int got = query_next(q, why);
		if (got < 0)
			return got;
		if (got == 1) {
			row->first_ms = query_get_int(q);
			row->last_ms = query_get_int(q);
			row->good = (uint64_t)query_get_int(q);
			row->bad = (uint64_t)query_get_int(q);
			query_done(q);
		}
	}
	return 0;
}

int
history_expire(struct store *s, int64_t before_ms, uint32_t most, struct why *why)
{
	struct query *q = query_of(s, "DELETE FROM history WHERE key IN (SELECT key FROM history WHERE last_ms < ?"
	                              " ORDER BY last_ms LIMIT ?)");
	query_put_int(q, before_ms);
	query_put_int(q, most);
	int fault = query_run(q, why);
	return fault != 0 ? fault : (int)store_changes(s);
}
