#include "store/store.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/check.h"
#include "store/events.h"
#include "store/history.h"
#include "store/holds.h"
#include "store/outbox.h"
#include "store/reports.h"

static struct store *
fresh(void)
{
	struct store *s;
	struct why why = { "" };
	if (store_open(":memory:", &s, &why) != 0)
		fail_msg("%s", why.text);
	return s;
}

static struct mail_event
event_of(struct arena *a, const char *id, int64_t time_ms, const char *from, const char *to, const char *subject)
{
	struct mail_event e = { .id = bytes_of_cstr(id), .time_ms = time_ms, .mail_from = bytes_of_cstr(from),
		.from = bytes_of_cstr(from), .subject = bytes_of_cstr(subject), .client_ip = BYTES("192.0.2.1"),
		.message_id = BYTES("<m@example.com>"), .sha256 = BYTES("12345678901234567890123456789012"),
		.outcome = OUTCOME_QUARANTINED, .type = TYPE_SPAM, .size = 1000 };
	*LIST_ADD(a, &e.recipients) = bytes_of_cstr(to);
	return e;
}

static void
put(struct store *s, const struct mail_event *e, int (*add)(struct store *, const struct mail_event *, struct why *))
{
	struct why why = { "" };
	assert_int_equal(store_begin(s, &why), 0);
	if (add(s, e, &why) != 0)
		fail_msg("%s", why.text);
	assert_int_equal(store_commit(s, &why), 0);
}

static void
every_filter_finds_its_events(void **state)
{
	struct store *s = fresh();
	struct arena *a = arena_new(1 << 20);
	struct mail_event e[] = {
		event_of(a, "m1", 1000, "alice@example.com", "bob@example.cn", "Invoice 100%"),
		event_of(a, "m2", 2000, "carol@example.org", "Dave@example.cn", "\xE5\x8F\x91\xE7\xA5\xA8\xE5\xB7\xB2\xE5\x88\xB0"),
		event_of(a, "m3", 3000, "", "bob@example.cn", "a \"quoted\" _subject_"),
	};
	e[1].client_ip = BYTES("2001:db8::1");
	e[2].outcome = OUTCOME_REFUSED;
	e[2].type = TYPE_VIRUS;
	e[2].tenant = BYTES("north");
	e[2].message_id = BYTES("<three@example.com>");
	for (size_t i = 0; i < 3; i++)
		put(s, &e[i], events_add);
	static const struct {
		struct ask_filter filter;
		const char *ids;
	} cases[] = {
		{ { 0 }, "m3 m2 m1 " },
		{ { .limit = 2 }, "m3 m2 " },
		{ { .id = BYTES_INIT("m2") }, "m2 " },
		{ { .sender = BYTES_INIT("ALICE@") }, "m1 " },
		{ { .sender = BYTES_INIT("al") }, "m1 " },
		{ { .recipient = BYTES_INIT("bob@example") }, "m3 m1 " },
		{ { .recipient = BYTES_INIT("alice") }, "" },
		{ { .subject = BYTES_INIT("\xE5\x8F\x91\xE7\xA5\xA8") }, "m2 " },                     /* two characters */
		{ { .subject = BYTES_INIT("\xE5\x8F\x91\xE7\xA5\xA8\xE5\xB7\xB2") }, "m2 " },         /* three */
		{ { .subject = BYTES_INIT("0%") }, "m1 " },
		{ { .subject = BYTES_INIT("_s") }, "m3 " },
		{ { .subject = BYTES_INIT("\"quoted\"") }, "m3 " },
		{ { .subject = BYTES_INIT("\" OR \"") }, "" },
		{ { .text = BYTES_INIT("example.cn") }, "m3 m2 m1 " },
		{ { .text = BYTES_INIT("org") }, "m2 " },
		{ { .ip = BYTES_INIT("2001:db8::1") }, "m2 " },
		{ { .message_id = BYTES_INIT("<three@example.com>") }, "m3 " },
		{ { .tenant = BYTES_INIT("north") }, "m3 " },
		{ { .outcome = BYTES_INIT("refused") }, "m3 " },
		{ { .type = BYTES_INIT("spam") }, "m2 m1 " },
		{ { .since_ms = 2000 }, "m3 m2 " },
		{ { .until_ms = 2000 }, "m1 " },
		{ { .before = 3, .limit = 1 }, "m2 " },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct answer_events out = { 0 };
		struct why why = { "" };
		struct buf ids;
		buf_init(&ids, 1000);
		if (events_find(s, &cases[i].filter, a, &out, &why) != 0)
			fail_msg("case %zu: %s", i, why.text);
		for (size_t j = 0; j < out.rows.count; j++)
			buf_addf(&ids, "%.*s ", BYTES_ARGS(out.rows.at[j].id));
		if (!bytes_equal(buf_bytes(&ids), bytes_of_cstr(cases[i].ids)))
			fail_msg("case %zu: got \"%s\", want \"%s\"", i, buf_cstr(&ids), cases[i].ids);
		buf_done(&ids);
	}
	/* Expired events leave the text index as well. */
	struct answer_events out = { 0 };
	struct ask_filter alice = { .sender = BYTES("alice") };
	assert_int_equal(events_expire(s, 2000, 10, NULL), 1);
	assert_int_equal(events_find(s, &alice, a, &out, NULL), 0);
	assert_int_equal(out.rows.count, 0);
	arena_free(a);
	store_close(s);
}

static void
a_repeated_hold_within_an_hour_is_hidden_not_lost(void **state)
{
	struct store *s = fresh();
	struct arena *a = arena_new(1 << 20);
	struct mail_event e[] = {
		event_of(a, "m1", 5000, "a@example.com", "b@example.cn", "x"),
		event_of(a, "m2", 5000 + HOLDS_TWIN_MS, "a@example.com", "b@example.cn", "x"),
		event_of(a, "m3", 5001 + HOLDS_TWIN_MS, "a@example.com", "b@example.cn", "x"),
		event_of(a, "m4", 6000, "a@example.com", "c@example.cn", "x"),
	};
	for (size_t i = 0; i < 4; i++)
		put(s, &e[i], holds_add);
	struct answer_list visible = { 0 }, all = { 0 }, after = { 0 };
	struct ask_filter everything = { .with_duplicates = true }, usual = { 0 };
	assert_int_equal(holds_find(s, &usual, a, &visible, NULL), 0);
	assert_int_equal(visible.rows.count, 3);
	assert_int_equal(holds_find(s, &everything, a, &all, NULL), 0);
	assert_int_equal(all.rows.count, 4);
	check_text(all.rows.at[1].duplicate_of, "m1");
	/* When the first is deleted, its repetition becomes visible. */
	assert_int_equal(holds_doom(s, BYTES("m1"), NULL), 0);
	assert_int_equal(holds_forget(s, BYTES("m1"), NULL), 0);
	assert_int_equal(holds_find(s, &usual, a, &after, NULL), 0);
	assert_int_equal(after.rows.count, 3);
	arena_free(a);
	store_close(s);
}

static void
pages_of_a_list_are_newest_first_whatever_the_order_of_indexing(void **state)
{
	static const char *const ids[] = { "m3", "m1", "m5", "m2", "m4" };
	struct store *s = fresh();
	struct arena *a = arena_new(1 << 20);
	struct ask_filter filter = { .limit = 2 };
	struct buf got;
	for (size_t i = 0; i < 5; i++) {
		struct mail_event e = event_of(a, ids[i], ids[i][1] <= '2' ? 1000 : ids[i][1], "a@example.com", ids[i], "x");
		put(s, &e, holds_add);
	}
	buf_init(&got, 100);
	do {
		struct answer_list out = { 0 };
		assert_int_equal(holds_find(s, &filter, a, &out, NULL), 0);
		for (size_t i = 0; i < out.rows.count; i++)
			buf_addf(&got, "%.*s ", BYTES_ARGS(out.rows.at[i].id));
		filter.before = out.next;
		filter.before_ms = out.next_ms;
	} while (filter.before != 0);
	check_text(buf_bytes(&got), "m2 m1 m5 m4 m3 ");
	buf_done(&got);
	arena_free(a);
	store_close(s);
}

static void
a_job_is_sent_until_the_hop_takes_it(void **state)
{
	struct store *s = fresh();
	struct arena *a = arena_new(1 << 20);
	struct bytes to = BYTES("b@example.cn"), hold;
	struct outbox_job job = { .id = BYTES("m1.1"), .hold = BYTES("m1"), .recipients = &to, .recipient_count = 1 };
	struct answer_job got = { 0 };
	assert_int_equal(outbox_next(s, 0, a, &got, &hold, NULL), FAULT_ABSENT);
	assert_int_equal(outbox_add(s, &job, 1000, NULL), 0);
	assert_int_equal(outbox_add(s, &job, 1000, NULL), FAULT_LIMIT);
	assert_int_equal(outbox_next(s, 1000, a, &got, &hold, NULL), 0);
	check_text(got.id, "m1.1");
	check_text(hold, "m1");
	assert_int_equal(got.recipients.count, 1);
	/* Leased: nobody else gets it, until a restart or the lease's end. */
	struct answer_job other = { 0 };
	assert_int_equal(outbox_next(s, 2000, a, &other, &hold, NULL), FAULT_ABSENT);
	assert_int_equal(outbox_recover(s, 2000, NULL), 0);
	assert_int_equal(outbox_next(s, 2000, a, &other, &hold, NULL), 0);
	assert_int_equal(other.tries, 1);
	/* 4xx: later; 2xx: never again. */
	struct ask_reply later = { .job = got.job, .code = 451 }, done = { .job = got.job, .code = 250 };
	struct answer_job third = { 0 };
	assert_int_equal(outbox_reply(s, &later, 3000, NULL), 0);
	assert_int_equal(outbox_next(s, 3000 + outbox_backoff_ms(1) - 1, a, &third, &hold, NULL), FAULT_ABSENT);
	assert_int_equal(outbox_next(s, 3000 + outbox_backoff_ms(1), a, &third, &hold, NULL), 0);
	assert_int_equal(outbox_reply(s, &done, 300000, NULL), 0);
	assert_int_equal(outbox_recover(s, 400000, NULL), 0);
	assert_int_equal(outbox_next(s, 100000000, a, &third, &hold, NULL), FAULT_ABSENT);
	assert_int_equal(outbox_reply(s, &done, 300000, NULL), FAULT_ABSENT);
	/* After five days of 4xx it has failed. */
	struct outbox_job old = { .id = BYTES("m2.1"), .hold = BYTES("m2"), .recipients = &to, .recipient_count = 1 };
	struct answer_job fourth = { 0 };
	struct answer_stats stats = { 0 };
	assert_int_equal(outbox_add(s, &old, 0, NULL), 0);
	assert_int_equal(outbox_next(s, 0, a, &fourth, &hold, NULL), 0);
	later.job = fourth.job;
	assert_int_equal(outbox_reply(s, &later, (int64_t)5 * 24 * 3600 * 1000 + 1, NULL), 0);
	assert_int_equal(holds_count(s, &stats, NULL), 0);
	assert_int_equal(stats.outbox_failed, 1);
	assert_int_equal(stats.outbox_waiting, 0);
	arena_free(a);
	store_close(s);
}

static void
backoff_grows_to_two_hours(void **state)
{
	assert_int_equal(outbox_backoff_ms(0), 60000);
	assert_int_equal(outbox_backoff_ms(3), 480000);
	assert_int_equal(outbox_backoff_ms(7), 7200000);
	assert_int_equal(outbox_backoff_ms(4000000000u), 7200000);
}

static void
history_counts_good_and_bad(void **state)
{
	struct store *s = fresh();
	struct arena *a = arena_new(1 << 20);
	struct mail_event e = event_of(a, "m1", 1000, "Alice@Example.com", "bob@example.cn", "x");
	put(s, &e, history_note);
	e.time_ms = 2000;
	e.type = TYPE_NORMAL;
	put(s, &e, history_note);
	e.outcome = OUTCOME_DEFERRED;
	put(s, &e, history_note);
	struct ask_keys keys = { 0 };
	*LIST_ADD(a, &keys.keys) = BYTES("pair alice@example.com bob@example.cn");
	*LIST_ADD(a, &keys.keys) = BYTES("domain example.com");
	*LIST_ADD(a, &keys.keys) = BYTES("ip 192.0.2.9");
	struct answer_history out = { 0 };
	assert_int_equal(history_find(s, &keys, a, &out, NULL), 0);
	assert_int_equal(out.rows.count, 3);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(out.rows.at[i].first_ms, 1000);
		assert_int_equal(out.rows.at[i].last_ms, 2000);
		assert_int_equal(out.rows.at[i].good, 1);
		assert_int_equal(out.rows.at[i].bad, 1);
	}
	assert_int_equal(out.rows.at[2].first_ms, 0);
	/* ip, from, domain, pair: last seen at 2000 */
	assert_int_equal(history_expire(s, 2000, 10, NULL), 0);
	assert_int_equal(history_expire(s, 2001, 3, NULL), 3);
	assert_int_equal(history_expire(s, 2001, 3, NULL), 1);
	arena_free(a);
	store_close(s);
}

static void
a_database_from_the_future_or_damaged_is_refused(void **state)
{
	char path[] = "/tmp/postern-store-XXXXXX";
	int fd = mkstemp(path);
	struct store *s;
	assert_int_equal(store_open(path, &s, NULL), 0);
	assert_int_equal(query_run(query_of(s, "PRAGMA user_version = 999"), NULL), 0);
	store_close(s);
	assert_int_equal(store_open(path, &s, NULL), FAULT_CONFIG);
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(pwrite(fd, "this is no database, however long it may be", 43, 0), 43);
	assert_int_equal(store_open(path, &s, NULL), FAULT_INPUT);
	close(fd);
	unlink(path);
}

static void
the_statement_cache_forgets_old_statements(void **state)
{
	struct store *s = fresh();
	for (int i = 0; i < 200; i++) {
		struct buf sql;
		buf_init(&sql, 100);
		buf_addf(&sql, "SELECT %d", i % 100);
		struct query *q = query_of(s, buf_cstr(&sql));
		buf_done(&sql);
		assert_int_equal(query_next(q, NULL), 1);
		assert_int_equal(query_get_int(q), i % 100);
		query_done(q);
	}
	store_close(s);
}

#define DAY_MS INT64_C(86400000)

static void
count_one(struct store *s, int64_t day, const char *domain, const char *ip)
{
	struct report_dmarc_row row = { .count = 1, .source_ip = bytes_of_cstr(ip) };
	struct casefile_report r = { .kind = REPORT_DMARC, .domain = bytes_of_cstr(domain) };
	r.dmarc.at = &row;
	r.dmarc.count = 1;
	assert_int_equal(reports_count(s, &r, day, NULL), 0);
}

static void
equal_rows_are_counted_and_sent_when_their_day_is_over(void **state)
{
	struct store *s = fresh();
	struct arena *a = arena_new((size_t)8 << 20);
	struct casefile_report r = { 0 };
	struct report_days days = { 0 };
	int64_t day = 0;
	count_one(s, 100, "example.com", "192.0.2.1");
	count_one(s, 100, "example.com", "192.0.2.2");
	count_one(s, 100, "example.com", "192.0.2.2");
	count_one(s, 101, "example.com", "192.0.2.1");
	assert_int_equal(reports_due(s, 100 * DAY_MS + 5, a, &r, &day, NULL), FAULT_ABSENT);
	assert_int_equal(reports_due(s, 101 * DAY_MS, a, &r, &day, NULL), 0);
	assert_int_equal(day, 100);
	assert_int_equal(r.dmarc.count, 2);
	check_text(r.dmarc.at[0].source_ip, "192.0.2.2");
	assert_int_equal(r.dmarc.at[0].count, 2);
	assert_int_equal(r.begin, 100 * 86400);
	assert_int_equal(r.end, 101 * 86400 - 1);
	/* leased for an hour, then again, as often as it may fail */
	for (int i = 0; i < REPORT_TRIES_MAX; i++) {
		const struct report_day failed = { .kind = REPORT_DMARC, .day = 100, .domain = BYTES("example.com"),
			.state = BYTES("failed") };
		int64_t now = 101 * DAY_MS + (int64_t)i * 7200000 + 1;
		assert_int_equal(reports_done(s, &failed, now, NULL), 0);
		assert_int_equal(reports_due(s, now, a, &r, &day, NULL), FAULT_ABSENT);
		assert_int_equal(reports_due(s, now + 7200000, a, &r, &day, NULL), i + 1 < REPORT_TRIES_MAX ? 0 : FAULT_ABSENT);
	}
	/* what is asked for does not wait */
	assert_int_equal(reports_hurry(s, NULL), 0);
	count_one(s, 101, "example.com", "192.0.2.1");
	for (int64_t want = 100; want <= 101; want++) {
		r = (struct casefile_report){ 0 };
		assert_int_equal(reports_due(s, 101 * DAY_MS + 50, a, &r, &day, NULL), 0);
		assert_int_equal(day, want);
		const struct report_day sent = { .kind = REPORT_DMARC, .day = want, .domain = BYTES("example.com"),
			.state = BYTES("sent"), .detail = BYTES("d@example.com") };
		assert_int_equal(reports_done(s, &sent, 101 * DAY_MS, NULL), 0);
	}
	assert_int_equal(r.dmarc.at[0].count, 2);
	assert_int_equal(reports_list(s, a, &days, 10, NULL), 0);
	assert_int_equal(days.count, 2);
	check_text(days.at[0].state, "sent");
	assert_int_equal(days.at[0].rows, 0);
	assert_int_equal(reports_expire(s, (101 + REPORT_KEEP_DAYS) * DAY_MS, NULL), 0);
	days.count = 0;
	assert_int_equal(reports_list(s, a, &days, 10, NULL), 0);
	assert_int_equal(days.count, 1);
	arena_free(a);
	store_close(s);
}

static void
rows_beyond_the_ceiling_are_lost_and_counted(void **state)
{
	struct store *s = fresh();
	struct arena *a = arena_new((size_t)8 << 20);
	struct report_days days = { 0 };
	char ip[32];
	assert_int_equal(store_begin(s, NULL), 0);
	for (int i = 0; i < REPORT_ROWS_MAX + 2; i++) {
		(void)snprintf(ip, sizeof ip, "10.0.%d.%d", i / 256, i % 256);
		count_one(s, 100, "example.com", ip);
	}
	assert_int_equal(store_commit(s, NULL), 0);
	count_one(s, 100, "example.com", "10.0.0.0");
	assert_int_equal(reports_list(s, a, &days, 10, NULL), 0);
	assert_int_equal(days.at[0].rows, REPORT_ROWS_MAX);
	assert_int_equal(days.at[0].lost, 2);
	arena_free(a);
	store_close(s);
}

static void
our_own_mail_is_kept_until_it_is_sent(void **state)
{
	static const uint32_t codes[] = { 250, 550 };
	for (size_t i = 0; i < 2; i++) {
		struct store *s = fresh();
		struct arena *a = arena_new(1 << 20);
		struct answer_job job = { 0 };
		struct bytes hold, to = BYTES("d@example.com");
		struct buf octets;
		buf_init(&octets, 1000);
		const struct outbox_job own = { .id = BYTES("report-1"), .hold = BYTES(""), .mail_from = BYTES("r@example.net"),
			.recipients = &to, .recipient_count = 1, .hop = BYTES("") };
		assert_int_equal(outbox_put_mail(s, own.id, BYTES("From: r"), NULL), 0);
		assert_int_equal(outbox_add(s, &own, 1000, NULL), 0);
		assert_int_equal(outbox_next(s, 1000, a, &job, &hold, NULL), 0);
		assert_int_equal(hold.len, 0);
		struct ask_reply later = { .job = job.job, .code = 451 }, final = { .job = job.job, .code = codes[i] };
		assert_int_equal(outbox_reply(s, &later, 1000, NULL), 0);
		assert_int_equal(outbox_mail(s, own.id, &octets, NULL), 0);
		check_text(buf_bytes(&octets), "From: r");
		assert_int_equal(outbox_reply(s, &final, 2000, NULL), 0);
		assert_int_equal(outbox_mail(s, own.id, &octets, NULL), FAULT_ABSENT);
		buf_done(&octets);
		arena_free(a);
		store_close(s);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_filter_finds_its_events),
		cmocka_unit_test(a_repeated_hold_within_an_hour_is_hidden_not_lost),
		cmocka_unit_test(pages_of_a_list_are_newest_first_whatever_the_order_of_indexing),
		cmocka_unit_test(a_job_is_sent_until_the_hop_takes_it),
		cmocka_unit_test(backoff_grows_to_two_hours),
		cmocka_unit_test(history_counts_good_and_bad),
		cmocka_unit_test(a_database_from_the_future_or_damaged_is_refused),
		cmocka_unit_test(the_statement_cache_forgets_old_statements),
		cmocka_unit_test(equal_rows_are_counted_and_sent_when_their_day_is_over),
		cmocka_unit_test(rows_beyond_the_ceiling_are_lost_and_counted),
		cmocka_unit_test(our_own_mail_is_kept_until_it_is_sent),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
