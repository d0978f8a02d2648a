#include "store/holds.h"

#include <sodium.h>

#include "store/events.h"

#define SHOWN_RECIPIENTS 20
#define COLUMNS "n, id, time_ms, state, mail_from, recipients, subject, size, type, subtype, score, tenant," \
	" duplicate_of, state_by, state_ms"

/* Same sender, recipients and octets. */
static void
twin_of(const struct mail_event *e, struct bytes recipients, uint8_t out[32])
{
	crypto_generichash_state h;
	crypto_generichash_init(&h, NULL, 0, 32);
	crypto_generichash_update(&h, e->mail_from.at, e->mail_from.len);
	crypto_generichash_update(&h, (const uint8_t *)"\n", 1);
	crypto_generichash_update(&h, recipients.at, recipients.len);
	crypto_generichash_update(&h, (const uint8_t *)"\n\n", 2);
	crypto_generichash_update(&h, e->sha256.at, e->sha256.len);
	crypto_generichash_final(&h, out, 32);
}

/* The first of the messages that E repeats, copied into OUT. */
static int
find_twin(struct store *s, const struct mail_event *e, struct bytes twin, struct buf *out, struct why *why)
{
	if (e->sha256.len == 0)
		return 0;
	struct query *q = query_of(s, "SELECT id FROM holds WHERE twin = ? AND time_ms BETWEEN ? AND ? AND id <> ?"
	                              " AND duplicate_of = '' AND state = 'held' ORDER BY time_ms, n LIMIT 1");
	query_put_octets(q, twin);
	query_put_int(q, e->time_ms - HOLDS_TWIN_MS);
	query_put_int(q, e->time_ms);
	query_put_text(q, e->id);
	int got = query_next(q, why);
	if (got == 1) {
		buf_add(out, query_get_octets(q));
		query_done(q);
	}
	return got < 0 ? got : 0;
}

static int
insert(struct store *s, const struct mail_event *e, struct bytes recipients, struct bytes twin, struct bytes duplicate_of,
    struct why *why)
{
	struct query *q = query_of(s,
	    "INSERT INTO holds (id, time_ms, state, mail_from, recipients, subject, size, type, subtype, score, tenant,"
	    " sender, twin, duplicate_of) VALUES (?,?,'held',?,?,?,?,?,?,?,?,?,?,?)"
	    " ON CONFLICT (id) DO UPDATE SET state = 'held' WHERE state = 'missing'");
	query_put_text(q, e->id);
	query_put_int(q, e->time_ms);
	query_put_text(q, e->mail_from);
	query_put_text(q, recipients);
	query_put_text(q, e->subject);
	query_put_int(q, (int64_t)e->size);
	query_put_text(q, bytes_of_cstr(mail_type_names[e->type]));
	query_put_text(q, e->subtype);
	query_put_double(q, e->score);
	query_put_text(q, e->tenant);
	query_put_text(q, e->from);
	query_put_octets(q, twin);
	query_put_text(q, duplicate_of);
	return query_run(q, why);
}

int
holds_add(struct store *s, const struct mail_event *e, struct why *why)
{
	struct buf recipients, twin_id;
	uint8_t twin[32];
	buf_init(&recipients, ASK_OCTETS_MAX);
	buf_init(&twin_id, EVENT_ID_MAX);
	text_join(e->recipients.at, e->recipients.count, &recipients);
	twin_of(e, buf_bytes(&recipients), twin);
	int fault = find_twin(s, e, bytes_of(twin, sizeof twin), &twin_id, why);
	if (fault == 0)
		fault = insert(s, e, buf_bytes(&recipients), bytes_of(twin, sizeof twin), buf_bytes(&twin_id), why);
	buf_done(&recipients);
	buf_done(&twin_id);
	return fault;
}

static uint32_t
name_index(struct bytes name, const char *const *names, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (bytes_equal(name, bytes_of_cstr(names[i])))
			return i;
	return 0;
}

static uint64_t
read_row(struct query *q, struct arena *a, struct hold_row *out)
{
	uint64_t n = (uint64_t)query_get_int(q);
	*out = (struct hold_row){ 0 };
	out->id = query_get_copy(q, a);
	out->time_ms = query_get_int(q);
	out->state = name_index(query_get_octets(q), hold_state_names, HOLD_STATE_COUNT);
	out->mail_from = query_get_copy(q, a);
	struct bytes recipients = query_get_octets(q), one;
	while (bytes_cut(&recipients, '\n', &one)) {
		out->recipient_count++;
		struct bytes *kept = out->recipients.count < SHOWN_RECIPIENTS ? LIST_ADD(a, &out->recipients) : NULL;
		if (kept != NULL)
			arena_copy(a, one, kept);
	}
	out->subject = query_get_copy(q, a);
	out->size = (uint64_t)query_get_int(q);
	out->type = name_index(query_get_octets(q), mail_type_names, TYPE_COUNT);
	out->subtype = query_get_copy(q, a);
	out->score = query_get_double(q);
	out->tenant = query_get_copy(q, a);
	out->duplicate_of = query_get_copy(q, a);
	out->state_by = query_get_copy(q, a);
	out->state_ms = query_get_int(q);
	return n;
}

int
holds_get(struct store *s, struct bytes id, struct arena *a, struct hold_row *out, struct why *why)
{
	struct query *q = query_of(s, "SELECT " COLUMNS " FROM holds WHERE id = ? AND state <> 'doomed'");
	query_put_text(q, id);
	int got = query_next(q, why);
	if (got == 0)
		return why_set(why, FAULT_ABSENT, "no message %.*s in quarantine", BYTES_ARGS(id));
	if (got < 0)
		return got;
	read_row(q, a, out);
	query_done(q);
	return 0;
}

/* Every filter has its place in one statement; an empty one is true for all rows. */
static const char find_sql[] =
    "SELECT " COLUMNS " FROM holds WHERE state <> 'doomed'"
    " AND (?1 = '' OR id = ?1) AND (?2 = '' OR tenant = ?2) AND (?3 = '' OR type = ?3)"
    " AND (?4 = '' OR mail_from LIKE ?4 ESCAPE '\\' OR sender LIKE ?4 ESCAPE '\\')"
    " AND (?5 = '' OR recipients LIKE ?5 ESCAPE '\\') AND (?6 = '' OR subject LIKE ?6 ESCAPE '\\')"
    " AND (?7 = '' OR mail_from || char(10) || sender || char(10) || recipients || char(10) || subject"
    " LIKE ?7 ESCAPE '\\')"
    " AND time_ms >= ?8 AND (?9 = 0 OR time_ms < ?9) AND (?10 = 0 OR (time_ms, n) < (?13, ?10))"
    " AND (?11 OR duplicate_of = '') ORDER BY time_ms DESC, n DESC LIMIT ?12";

int
holds_find(struct store *s, const struct ask_filter *filter, struct arena *a, struct answer_list *out,
    struct why *why)
{
	uint32_t limit = filter->limit != 0 ? filter->limit : 100;
	struct bytes texts[] = { filter->sender, filter->recipient, filter->subject, filter->text };
	struct buf patterns[4];
	struct query *q = query_of(s, find_sql);
	query_put_text(q, filter->id);
	query_put_text(q, filter->tenant);
	query_put_text(q, filter->type);
	for (size_t i = 0; i < 4; i++) {
		buf_init(&patterns[i], 2048);
		if (texts[i].len != 0)
			text_like_pattern(texts[i], &patterns[i]);
		query_put_text(q, buf_bytes(&patterns[i]));
	}
	query_put_int(q, filter->since_ms);
	query_put_int(q, filter->until_ms);
	query_put_int(q, (int64_t)filter->before);
	query_put_int(q, filter->with_duplicates);
	query_put_int(q, limit);
	query_put_int(q, filter->before_ms);
	int got;
	while ((got = query_next(q, why)) == 1) {
		struct hold_row *row = arena_used(a) < ASK_OCTETS_MAX / 2 ? LIST_ADD(a, &out->rows) : NULL;
		if (row == NULL) {
			query_done(q);
			got = 0;
			break;
		}
		out->next = read_row(q, a, row);
		out->next_ms = row->time_ms;
	}
	if (got == 0 && out->rows.count < limit && arena_used(a) < ASK_OCTETS_MAX / 2)
		out->next = 0;
	for (size_t i = 0; i < 4; i++)
		buf_done(&patterns[i]);
	return got;
}

int
holds_has(struct store *s, struct bytes id, struct why *why)
{
	struct query *q = query_of(s, "SELECT 1 FROM holds WHERE id = ?");
	query_put_text(q, id);
	int got = query_next(q, why);
	if (got == 1)
		query_done(q);
	return got;
}

int
holds_set_state(struct store *s, struct bytes id, enum hold_state state, struct bytes by, int64_t now_ms,
    struct why *why)
{
	struct query *q = query_of(s, "UPDATE holds SET state = ?, state_by = ?, state_ms = ? WHERE id = ?");
	query_put_text(q, bytes_of_cstr(hold_state_names[state]));
	query_put_text(q, by);
	query_put_int(q, now_ms);
	query_put_text(q, id);
	return query_run(q, why);
}

int
holds_doom(struct store *s, struct bytes id, struct why *why)
{
	struct query *q = query_of(s, "UPDATE holds SET state = 'doomed' WHERE id = ?");
	query_put_text(q, id);
	return query_run(q, why);
}

int
holds_forget(struct store *s, struct bytes id, struct why *why)
{
	/* What repeated it steps forward, so that deleting one copy never hides the message for good. */
	struct query *q = query_of(s, "UPDATE holds SET duplicate_of = '' WHERE duplicate_of = ?");
	query_put_text(q, id);
	int fault = query_run(q, why);
	if (fault != 0)
		return fault;
	/* What it sent is told by the audit log; ids are not used twice. */
	q = query_of(s, "DELETE FROM outbox WHERE hold = ? AND state <> 'waiting'");
	query_put_text(q, id);
	fault = query_run(q, why);
	if (fault != 0)
		return fault;
	q = query_of(s, "DELETE FROM holds WHERE id = ?");
	query_put_text(q, id);
	return query_run(q, why);
}

int
holds_each(struct store *s, enum holds_which which,
    bool (*see)(void *context, struct bytes id, int64_t time_ms, uint64_t size), void *context, struct why *why)
{
	static const char *const sql[] = {
		[HOLDS_ALL] = "SELECT id, time_ms, size FROM holds WHERE state IN ('held', 'released') ORDER BY time_ms, n",
		[HOLDS_DOOMED] = "SELECT id, time_ms, size FROM holds WHERE state = 'doomed' ORDER BY time_ms, n",
		[HOLDS_EXPIRABLE] = ("SELECT id, time_ms, size FROM holds WHERE state <> 'doomed' AND id NOT IN"
		                     " (SELECT hold FROM outbox WHERE state = 'waiting') ORDER BY time_ms, n"),
	};
	struct query *q = query_of(s, sql[which]);
	int got;
	while ((got = query_next(q, why)) == 1) {
		struct bytes id = query_get_octets(q);
		int64_t time_ms = query_get_int(q);
		if (!see(context, id, time_ms, (uint64_t)query_get_int(q))) {
			query_done(q);
			return 0;
		}
	}
	return got;
}

int
holds_clear(struct store *s, struct why *why)
{
	return query_run(query_of(s, "DELETE FROM holds WHERE state IN ('held', 'missing')"), why);
}

int
holds_count(struct store *s, struct answer_stats *out, struct why *why)
{
	struct query *q = query_of(s,
	    "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM holds WHERE state = 'held'),"
	    " (SELECT total(size) FROM holds WHERE state IN ('held', 'released')),"
	    " (SELECT count(*) FROM holds WHERE state = 'released'),"
	    " (SELECT count(*) FROM holds WHERE state = 'missing'),"
	    " (SELECT count(*) FROM outbox WHERE state = 'waiting'),"
	    " (SELECT count(*) FROM outbox WHERE state = 'failed')");
	int got = query_next(q, why);
	if (got != 1)
		return got;
	uint64_t *const counts[] = { &out->events, &out->held, &out->held_octets, &out->released, &out->missing,
		&out->outbox_waiting, &out->outbox_failed };
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		*counts[i] = (uint64_t)query_get_int(q);
	query_done(q);
	return 0;
}

int
audit_add(struct store *s, int64_t now_ms, struct bytes who, const char *what, struct bytes id, struct bytes detail,
    struct why *why)
{
	struct query *q = query_of(s, "INSERT INTO audit (time_ms, who, what, id, detail) VALUES (?,?,?,?,?)");
	query_put_int(q, now_ms);
	query_put_text(q, who);
	query_put_text(q, bytes_of_cstr(what));
	query_put_text(q, id);
	query_put_text(q, detail);
	return query_run(q, why);
}
