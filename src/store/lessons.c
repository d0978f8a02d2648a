#include "store/lessons.h"

#include <stdio.h>

static const struct field lesson_credit_fields[] = {
	FIELD(1, FIELD_TEXT, struct lesson_credit, key, 300),
	FIELD(2, FIELD_DOUBLE, struct lesson_credit, good, 0),
	FIELD(3, FIELD_DOUBLE, struct lesson_credit, bad, 0),
};
static const struct schema lesson_credit_schema = SCHEMA(struct lesson_credit, lesson_credit_fields);

static const struct field lesson_credits_fields[] = {
	FIELD_OF(1, FIELD_LIST, struct lesson_credits, keys, LESSON_CREDITS_MAX, &lesson_credit_schema),
};
static const struct schema lesson_credits_schema = SCHEMA(struct lesson_credits, lesson_credits_fields);

#define CREDITS_OCTETS_MAX ((size_t)LESSON_CREDITS_MAX * 400)

int
lessons_add(struct store *s, const struct ask_lesson *q, int64_t now_ms, uint64_t *out_number, struct why *why)
{
	struct query *query = query_of(s, "INSERT INTO lessons (time_ms, who, teacher, kind, tenant, sha256, message_id, sender,"
	                                  " subject, hold, base, words) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
	query_put_int(query, now_ms);
	query_put_text(query, q->by);
	query_put_int(query, (int64_t)q->teacher);
	query_put_int(query, (int64_t)q->as);
	query_put_text(query, q->tenant);
	query_put_octets(query, q->sha256);
	query_put_text(query, q->message_id);
	query_put_text(query, q->from);
	query_put_text(query, q->subject);
	query_put_text(query, q->hold);
	query_put_double(query, q->base);
	query_put_octets(query, q->words);
	int fault = query_run(query, why);
	if (fault == 0)
		*out_number = store_last_id(s);
	return fault;
}

int
lessons_finish(struct store *s, uint64_t number, const struct lesson_row *row, const struct lesson_credits *credits,
    struct why *why)
{
	struct buf form;
	buf_init(&form, CREDITS_OCTETS_MAX);
	schema_write(&lesson_credits_schema, credits, &form);
	struct query *q = query_of(s, "UPDATE lessons SET prints = ?, credits = ?, learned = ?, given = ? WHERE n = ?");
	query_put_int(q, row->prints);
	query_put_int(q, row->credits);
	query_put_int(q, row->is_learned);
	query_put_octets(q, buf_ok(&form) ? buf_bytes(&form) : BYTES_NONE);
	query_put_int(q, (int64_t)number);
	int fault = query_run(q, why);
	buf_done(&form);
	return fault;
}

/* A number that somebody else wrote into our file must not become an enum that does not exist. */
static int
in_range(int64_t n, int count)
{
	return n >= 0 && n < count ? (int)n : 0;
}

#define LESSON_COLUMNS "n, time_ms, who, teacher, kind, tenant, sha256, base, words, undone_ms, given"

static void
read_lesson(struct query *q, struct arena *a, struct lesson *out)
{
	*out = (struct lesson){ .number = (uint64_t)query_get_int(q), .time_ms = query_get_int(q) };
	out->by = query_get_copy(q, a);
	out->teacher = (enum teacher)in_range(query_get_int(q), TEACHER_COUNT);
	out->as = (enum lesson_as)in_range(query_get_int(q), LESSON_AS_COUNT);
	out->tenant = query_get_copy(q, a);
	out->sha256 = query_get_copy(q, a);
	out->base = query_get_double(q);
	out->words = query_get_copy(q, a);
	out->is_undone = query_get_int(q) != 0;
	struct bytes given = query_get_copy(q, a);
	if (given.len != 0 && schema_read(&lesson_credits_schema, given, a, &out->credits) != 0)
		out->credits = (struct lesson_credits){ 0 };
}

static int
one_lesson(struct query *q, struct arena *a, struct lesson *out, struct why *why)
{
	int got = query_next(q, why);
	if (got < 0)
		return got;
	if (got == 0)
		return why_set(why, FAULT_ABSENT, "there is no such lesson");
	read_lesson(q, a, out);
	query_done(q);
	return 0;
}

int
lessons_get(struct store *s, uint64_t number, struct arena *a, struct lesson *out, struct why *why)
{
	struct query *q = query_of(s, "SELECT " LESSON_COLUMNS " FROM lessons WHERE n = ?");
	query_put_int(q, (int64_t)number);
	return one_lesson(q, a, out, why);
}

int
lessons_last(struct store *s, struct bytes by, struct bytes sha256, struct arena *a, struct lesson *out, struct why *why)
{
	struct query *q = query_of(s, "SELECT " LESSON_COLUMNS " FROM lessons WHERE sha256 = ?1 AND (?2 = '' OR who = ?2)"
	                              " AND undone_ms = 0 ORDER BY n DESC LIMIT 1");
	query_put_octets(q, sha256);
	query_put_text(q, by);
	return one_lesson(q, a, out, why);
}

int
lessons_count(struct store *s, struct bytes by, int64_t since_ms, uint64_t *out, struct why *why)
{
	struct query *q = query_of(s, "SELECT count(*) FROM lessons WHERE who = ? AND time_ms >= ?");
	query_put_text(q, by);
	query_put_int(q, since_ms);
	return query_count(q, out, why);
}

int
lessons_find(struct store *s, const struct ask_lessons *ask, struct arena *a, struct answer_lessons *out, struct why *why)
{
	uint32_t limit = ask->limit != 0 ? ask->limit : 100;
	struct query *q = query_of(s, "SELECT n, time_ms, who, teacher, kind, tenant, message_id, sender, subject, prints, credits,"
	                              " learned, undone_ms, undone_by FROM lessons WHERE (?1 = 0 OR n < ?1) AND (?2 = '' OR who = ?2)"
	                              " AND (?3 = '' OR tenant = ?3) ORDER BY n DESC LIMIT ?4");
	query_put_int(q, (int64_t)ask->before);
	query_put_text(q, ask->by);
	query_put_text(q, ask->tenant);
	query_put_int(q, (int64_t)limit + 1);
	int got;
	uint64_t last = 0;
	while ((got = query_next(q, why)) == 1) {
		if (out->rows.count == limit) {
			out->next = last;
			query_done(q);
			return 0;
		}
		struct lesson_row *row = LIST_ADD(a, &out->rows);
		if (row == NULL) {
			query_done(q);
			return why_set(why, FAULT_LIMIT, "the answer is too large");
		}
		char id[32];
		last = (uint64_t)query_get_int(q);
		int len = snprintf(id, sizeof id, "L%llu", (unsigned long long)last);
		(void)arena_copy(a, bytes_of(id, (size_t)len), &row->id);
		row->time_ms = query_get_int(q);
		row->by = query_get_copy(q, a);
		row->teacher = (enum teacher)in_range(query_get_int(q), TEACHER_COUNT);
		row->as = (enum lesson_as)in_range(query_get_int(q), LESSON_AS_COUNT);
		row->tenant = query_get_copy(q, a);
		row->message_id = query_get_copy(q, a);
		row->from = query_get_copy(q, a);
		row->subject = query_get_copy(q, a);
		row->prints = (uint32_t)query_get_int(q);
		row->credits = (uint32_t)query_get_int(q);
		row->is_learned = query_get_int(q) != 0;
		row->undone_ms = query_get_int(q);
		row->undone_by = query_get_copy(q, a);
	}
	return got;
}

/* One lesson: words, a few texts. */
#define LESSON_ARENA_MAX ((size_t)1 << 20)

int
lessons_each(struct store *s, struct bytes tenant, uint32_t most, int64_t since_ms,
    void (*see)(void *context, const struct lesson *l), void *context, struct why *why)
{
	struct query *q = query_of(s, "SELECT " LESSON_COLUMNS " FROM (SELECT * FROM lessons WHERE tenant = ?1 AND undone_ms = 0"
	                              " AND time_ms >= ?2 AND length(words) > 0 ORDER BY n DESC LIMIT ?3) ORDER BY n");
	struct arena *a = arena_new(LESSON_ARENA_MAX);
	int got;
	query_put_text(q, tenant);
	query_put_int(q, since_ms);
	query_put_int(q, most);
	while ((got = query_next(q, why)) == 1) {
		struct lesson l;
		read_lesson(q, a, &l);
		see(context, &l);
		arena_reset(a);
	}
	arena_free(a);
	return got;
}

static int
read_prints(struct query *q, struct arena *a, struct print_rows *out, struct why *why)
{
	int got;
	while ((got = query_next(q, why)) == 1) {
		struct print_row *row = LIST_ADD(a, &out->rows);
		if (row == NULL) {
			query_done(q);
			return why_set(why, FAULT_LIMIT, "too many fingerprints");
		}
		row->number = (uint32_t)query_get_int(q);
		row->kind = (enum print_kind)in_range(query_get_int(q), PRINT_KIND_COUNT);
		row->octets = query_get_copy(q, a);
	}
	return got;
}

static int
run(struct store *s, const char *sql, int64_t number, struct why *why)
{
	struct query *q = query_of(s, sql);
	query_put_int(q, number);
	return query_run(q, why);
}

int
lessons_undo(struct store *s, uint64_t number, struct bytes by, int64_t now_ms, struct arena *a,
    struct print_rows *out_orphans, struct why *why)
{
	int64_t n = (int64_t)number;
	struct query *q = query_of(s, "UPDATE lessons SET undone_ms = ?, undone_by = ? WHERE n = ?");
	query_put_int(q, now_ms);
	query_put_text(q, by);
	query_put_int(q, n);
	int fault = query_run(q, why);
	if (fault != 0)
		return fault;
	q = query_of(s, "SELECT n, kind, octets FROM prints WHERE n IN (SELECT print FROM print_reports WHERE lesson = ?1)"
	                " AND NOT EXISTS (SELECT 1 FROM print_reports r WHERE r.print = prints.n AND r.lesson <> ?1)");
	query_put_int(q, n);
	fault = read_prints(q, a, out_orphans, why);
	for (size_t i = 0; i < out_orphans->rows.count && fault == 0; i++)
		fault = run(s, "DELETE FROM prints WHERE n = ?", out_orphans->rows.at[i].number, why);
	return fault != 0 ? fault : run(s, "DELETE FROM print_reports WHERE lesson = ?", n, why);
}

int
lessons_expire(struct store *s, int64_t words_before_ms, int64_t before_ms, uint32_t most, struct why *why)
{
	struct query *q = query_of(s, "UPDATE lessons SET words = x'' WHERE n IN (SELECT n FROM lessons WHERE time_ms < ? AND"
	                              " length(words) > 0 ORDER BY n LIMIT ?)");
	query_put_int(q, words_before_ms);
	query_put_int(q, most);
	int fault = query_run(q, why);
	int count = fault == 0 ? (int)store_changes(s) : 0;
	if (fault != 0)
		return fault;
	q = query_of(s, "DELETE FROM lessons WHERE n IN (SELECT n FROM lessons WHERE time_ms < ? AND"
	                " NOT EXISTS (SELECT 1 FROM print_reports WHERE lesson = n) ORDER BY n LIMIT ?)");
	query_put_int(q, before_ms);
	query_put_int(q, most);
	fault = query_run(q, why);
	return fault != 0 ? fault : count + (int)store_changes(s);
}

int
prints_add(struct store *s, enum print_kind kind, struct bytes octets, int64_t now_ms, uint32_t *out_number, struct why *why)
{
	struct query *q = query_of(s, "INSERT INTO prints (kind, octets, first_ms, last_ms) VALUES (?1, ?2, ?3, ?3)");
	query_put_int(q, (int64_t)kind);
	query_put_octets(q, octets);
	query_put_int(q, now_ms);
	int fault = query_run(q, why);
	if (fault == 0 && store_last_id(s) > UINT32_MAX)
		return why_set(why, FAULT_LIMIT, "there have been more fingerprints than numbers for them");
	*out_number = (uint32_t)store_last_id(s);
	return fault;
}

int
prints_report(struct store *s, uint32_t number, uint64_t lesson, struct bytes by, int64_t now_ms, struct why *why)
{
	struct query *q = query_of(s, "INSERT OR IGNORE INTO print_reports (print, lesson) SELECT ?1, ?2 WHERE ?4 >"
	                              " (SELECT count(*) FROM print_reports JOIN lessons ON n = lesson WHERE print = ?1 AND who = ?3)");
	query_put_int(q, number);
	query_put_int(q, (int64_t)lesson);
	query_put_text(q, by);
	query_put_int(q, LESSONS_SAME_MAX);
	int fault = query_run(q, why);
	if (fault != 0)
		return fault;
	q = query_of(s, "DELETE FROM print_reports WHERE print = ?1 AND lesson <="
	                " (SELECT lesson FROM print_reports WHERE print = ?1 ORDER BY lesson DESC LIMIT 1 OFFSET ?2)");
	query_put_int(q, number);
	query_put_int(q, LESSONS_REPORTS_MAX);
	fault = query_run(q, why);
	if (fault != 0)
		return fault;
	q = query_of(s, "UPDATE prints SET last_ms = ? WHERE n = ?");
	query_put_int(q, now_ms);
	query_put_int(q, number);
	return query_run(q, why);
}

int
prints_get(struct store *s, uint32_t number, struct arena *a, struct print_row *out, struct why *why)
{
	struct query *q = query_of(s, "SELECT kind, octets, first_ms, last_ms FROM prints WHERE n = ?");
	query_put_int(q, number);
	int got = query_next(q, why);
	if (got < 0)
		return got;
	if (got == 0)
		return why_set(why, FAULT_ABSENT, "there is no such fingerprint");
	*out = (struct print_row){ .number = number, .kind = (enum print_kind)in_range(query_get_int(q), PRINT_KIND_COUNT) };
	out->octets = query_get_copy(q, a);
	out->first_ms = query_get_int(q);
	out->last_ms = query_get_int(q);
	query_done(q);
	return 0;
}

int
prints_reports(struct store *s, uint32_t number, struct arena *a, struct print_reports *out, struct why *why)
{
	struct query *q = query_of(s, "SELECT who, tenant, teacher, kind, time_ms FROM print_reports JOIN lessons ON n = lesson"
	                              " WHERE print = ? AND undone_ms = 0 ORDER BY lesson");
	int got;
	query_put_int(q, number);
	while ((got = query_next(q, why)) == 1) {
		struct print_report *r = LIST_ADD(a, &out->rows);
		if (r == NULL) {
			query_done(q);
			return why_set(why, FAULT_LIMIT, "too many reports");
		}
		r->by = query_get_copy(q, a);
		r->tenant = query_get_copy(q, a);
		r->teacher = (enum teacher)in_range(query_get_int(q), TEACHER_COUNT);
		r->as = (enum lesson_as)in_range(query_get_int(q), LESSON_AS_COUNT);
		r->time_ms = query_get_int(q);
	}
	return got;
}

int
prints_each(struct store *s, void (*see)(void *context, const struct print_row *row), void *context, struct why *why)
{
	struct query *q = query_of(s, "SELECT n, kind, octets, last_ms FROM prints");
	int got;
	while ((got = query_next(q, why)) == 1) {
		struct print_row row = { .number = (uint32_t)query_get_int(q),
			.kind = (enum print_kind)in_range(query_get_int(q), PRINT_KIND_COUNT) };
		row.octets = query_get_octets(q);
		row.last_ms = query_get_int(q);
		see(context, &row);
	}
	return got;
}

int
prints_extent(struct store *s, uint64_t *out_count, uint64_t *out_newest, struct why *why)
{
	int fault = query_count(query_of(s, "SELECT count(*) FROM prints"), out_count, why);
	return fault != 0 ? fault : query_count(query_of(s, "SELECT ifnull(max(n), 0) FROM prints"), out_newest, why);
}

int
prints_expire(struct store *s, int64_t before_ms, uint64_t rows_max, uint32_t most, struct arena *a,
    struct print_rows *out, struct why *why)
{
	uint64_t rows, newest;
	int fault = prints_extent(s, &rows, &newest, why);
	if (fault != 0)
		return fault;
	uint64_t surplus = rows > rows_max ? rows - rows_max : 0;
	struct query *q = query_of(s, "SELECT n, kind, octets FROM prints WHERE last_ms < ? ORDER BY last_ms LIMIT ?");
	query_put_int(q, surplus != 0 ? INT64_MAX : before_ms);
	query_put_int(q, surplus != 0 && surplus < most ? (int64_t)surplus : (int64_t)most);
	fault = read_prints(q, a, out, why);
	for (size_t i = 0; i < out->rows.count && fault == 0; i++) {
		fault = run(s, "DELETE FROM print_reports WHERE print = ?", out->rows.at[i].number, why);
		if (fault == 0)
			fault = run(s, "DELETE FROM prints WHERE n = ?", out->rows.at[i].number, why);
	}
	return fault;
}
