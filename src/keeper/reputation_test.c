#include "keeper/reputation.h"

#include <math.h>
#include <unistd.h>

#include "lib/check.h"

#define DAY INT64_C(86400000)
#define NOW (20500 * DAY)

struct desk {
	char path[64];
	struct store *store;
	struct reputation *r;
	struct arena *arena;
	struct answer_credits answer;
};

static void
reopen(struct desk *d)
{
	struct why why;
	if (d->r != NULL)
		assert_int_equal(reputation_write(d->r, &why), 0);
	reputation_free(d->r);
	store_close(d->store);
	assert_int_equal(store_open(d->path, &d->store, &why), 0);
	d->r = reputation_new(d->store);
}

static int
setup(void **state)
{
	struct desk *d = calloc(1, sizeof *d);
	snprintf(d->path, sizeof d->path, "/tmp/postern-reputation-%d.db", (int)getpid());
	(void)unlink(d->path);
	d->arena = arena_new((size_t)16 << 20);
	reopen(d);
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	struct desk *d = *state;
	static const char *const ends[] = { "", "-wal", "-shm" };
	reputation_free(d->r);
	store_close(d->store);
	arena_free(d->arena);
	for (size_t i = 0; i < 3; i++) {
		char path[80];
		snprintf(path, sizeof path, "%s%s", d->path, ends[i]);
		(void)unlink(path);
	}
	free(d);
	return 0;
}

static const struct credit *
ask(struct desk *d, const char *const *keys, size_t count, int64_t now_ms)
{
	struct ask_credits q = { .with_days = true };
	for (size_t i = 0; i < count; i++)
		*LIST_ADD(d->arena, &q.keys) = bytes_of_cstr(keys[i]);
	d->answer = (struct answer_credits){ 0 };
	assert_int_equal(reputation_find(d->r, &q, now_ms, d->arena, &d->answer, NULL), 0);
	assert_int_equal(d->answer.rows.count, count);
	return d->answer.rows.at;
}

static const struct credit *
ask_one(struct desk *d, const char *key, int64_t now_ms)
{
	return ask(d, &key, 1, now_ms);
}

static struct mail_event
event_of(struct desk *d, const char *key, enum mail_type type, double score, bool is_proven, int64_t now_ms)
{
	struct mail_event e = { .time_ms = now_ms, .type = type, .score = score, .is_proven = is_proven };
	*LIST_ADD(d->arena, &e.credits) = bytes_of_cstr(key);
	return e;
}

static void
note(struct desk *d, const char *key, enum mail_type type, double score, bool is_proven, int64_t now_ms, int times)
{
	struct mail_event e = event_of(d, key, type, score, is_proven, now_ms);
	for (int i = 0; i < times; i++)
		reputation_note(d->r, &e);
}

static void
what_nobody_knows_has_half_of_all_credit(void **state)
{
	const struct credit *c = ask_one(*state, "ip 192.0.2.1", NOW);
	assert_int_equal(c->score, 50);
	assert_int_equal(c->first_ms, 0);
	assert_int_equal(c->days.count, 0);
}

static void
bad_mail_costs_credit_and_time_gives_it_back(void **state)
{
	struct desk *d = *state;
	note(d, "ip 192.0.2.1", TYPE_SPAM, 3, false, NOW, 100);
	const struct credit *c = ask_one(d, "ip 192.0.2.1", NOW);
	assert_true(c->score < 20 && c->odds - c->error > 1);
	assert_int_equal(c->seen, 100);
	assert_int_equal(c->days.at[0].bad, 100);
	/* ten half-lives of three days */
	c = ask_one(d, "ip 192.0.2.1", NOW + 30 * DAY);
	assert_true(c->score >= 49);
	/* the first 20 whole, the n-th behind them 20 / n of it: 0.3 * (20 + 20 (H(100) - H(20))) */
	assert_true(fabs(c->bad - 15.54 / 1024) < 0.0001);
}

static void
one_bad_message_says_little(void **state)
{
	struct desk *d = *state;
	note(d, "from example.com", TYPE_SPAM, 3, true, NOW, 1);
	const struct credit *c = ask_one(d, "from example.com", NOW);
	assert_true(c->odds - c->error < 0 && c->score >= 45);
}

static void
good_mail_speaks_for_all_that_brought_it(void **state)
{
	struct desk *d = *state;
	note(d, "ip 192.0.2.1", TYPE_NORMAL, -1, false, NOW, 200);
	assert_int_equal(ask_one(d, "ip 192.0.2.1", NOW)->score, 50);
	assert_int_equal(ask_one(d, "ip 192.0.2.1", NOW)->seen, 200);
	for (int day = 0; day < 10; day++)
		note(d, "ip 192.0.2.1", TYPE_NORMAL, -4, false, NOW + day * DAY, 50);
	const struct credit *c = ask_one(d, "ip 192.0.2.1", NOW + 9 * DAY);
	assert_true(c->score > 85 && c->odds + c->error < -1);
}

/* Three of ten messages through a list are spam, and a third of that is reported. */
static void
a_list_is_not_judged_by_the_spam_that_came_through_it(void **state)
{
	static const char *const keys[] = { "ip 192.0.2.1", "url list.example", "from author.example" };
	struct desk *d = *state;
	for (int i = 0; i < 400; i++) {
		bool is_bad = i % 10 < 3;
		struct mail_event e = event_of(d, "ip 192.0.2.1", is_bad ? TYPE_SPAM : TYPE_NORMAL, is_bad ? 1 : -4, false, NOW + i * DAY / 20);
		*LIST_ADD(d->arena, &e.credits) = BYTES("url list.example");
		if (is_bad)
			*LIST_ADD(d->arena, &e.credits) = BYTES("from author.example");
		reputation_note(d->r, &e);
		char by[40];
		(void)snprintf(by, sizeof by, "user%d@example.cn", i);
		if (i % 10 == 2)
			reputation_teach(d->r, &e, bytes_of_cstr(by), false, 0.3, e.time_ms, NULL, NULL);
		const struct credit *c = ask(d, keys, 3, e.time_ms);
		assert_true(c[0].odds - c[0].error < 0.2 && c[1].odds - c[1].error < 0.2);
	}
	const struct credit *c = ask(d, keys, 3, NOW + 20 * DAY);
	assert_true(c[0].score >= 50 && c[1].score > 50);
	assert_true(c[2].score < 20 && c[2].odds - c[2].error > 1);
}

static void
who_only_sends_bad_mail_is_known_for_it_within_a_day(void **state)
{
	struct desk *d = *state;
	note(d, "ip 192.0.2.1", TYPE_NORMAL, -1, false, NOW, 500); /* the site's other mail */
	note(d, "from bad.example", TYPE_SPAM, 1, true, NOW, 12);
	const struct credit *c = ask_one(d, "from bad.example", NOW);
	assert_true(c->odds - c->error > 0.2);
	/* two people are quicker than that */
	struct mail_event e = event_of(d, "from worse.example", TYPE_NORMAL, -1, true, NOW);
	reputation_note(d->r, &e);
	reputation_teach(d->r, &e, BYTES("root"), false, 1, NOW, NULL, NULL);
	reputation_teach(d->r, &e, BYTES("imap"), false, 1, NOW, NULL, NULL);
	c = ask_one(d, "from worse.example", NOW);
	assert_true(c->odds - c->error > 0.2);
}

/* He calls 200 good newsletters spam, every day for a month; 50 come a day. */
static void
one_hostile_reporter_does_not_spoil_a_good_sender(void **state)
{
	struct desk *d = *state;
	for (int day = 0; day < 30; day++) {
		note(d, "from news.example", TYPE_NORMAL, -4, true, NOW + day * DAY, 50);
		struct mail_event e = event_of(d, "from news.example", TYPE_NORMAL, -4, true, NOW + day * DAY);
		for (int i = 0; i < 200; i++)
			reputation_teach(d->r, &e, BYTES("mallory@example.cn"), false, 0.3, e.time_ms, NULL, NULL);
		const struct credit *c = ask_one(d, "from news.example", e.time_ms);
		assert_true(c->odds < -0.5 && c->odds - c->error < -1);
	}
	/* nor one who has sent little: a day of it is no more than two words */
	struct mail_event e = event_of(d, "from small.example", TYPE_NORMAL, -4, true, NOW);
	for (int i = 0; i < 200; i++)
		reputation_teach(d->r, &e, BYTES("mallory@example.cn"), false, 0.3, NOW, NULL, NULL);
	assert_true(ask_one(d, "from small.example", NOW)->bad < 2 * 0.9);
	assert_true(ask_one(d, "from small.example", NOW)->odds - ask_one(d, "from small.example", NOW)->error < 0.2);
}

/* A thousand harmless messages, the campaign the day after: as it is recognized, and as people report what is not. */
static void
a_warmed_up_sender_loses_his_credit_within_days(void **state)
{
	struct desk *d = *state;
	note(d, "from warm.example", TYPE_NORMAL, -4, true, NOW, 1000);
	assert_true(ask_one(d, "from warm.example", NOW)->good < 35);
	int64_t now = NOW;
	double bound = 0;
	for (int day = 1; day <= 3; day++) {
		now = NOW + day * DAY;
		note(d, "from warm.example", TYPE_SPAM, 1, true, now, 100);
		struct mail_event e = event_of(d, "from warm.example", TYPE_NORMAL, -4, true, now);
		for (int i = 0; i < 10; i++) {
			char by[40];
			(void)snprintf(by, sizeof by, "user%d@example.cn", i);
			reputation_teach(d->r, &e, bytes_of_cstr(by), false, 0.3, now, NULL, NULL);
		}
		const struct credit *c = ask_one(d, "from warm.example", now);
		bound = c->odds - c->error;
	}
	assert_true(bound > 0.2);
}

static void
a_flood_of_bad_mail_excuses_nobody(void **state)
{
	struct desk *d = *state;
	note(d, "ip 192.0.2.1", TYPE_SPAM, 3, false, NOW, 5000);
	note(d, "from bad.example", TYPE_SPAM, 3, true, NOW, 30);
	const struct credit *c = ask_one(d, "from bad.example", NOW);
	assert_true(c->odds - c->error > 0.2);
	/* nor is anybody blamed for it */
	c = ask_one(d, "from new.example", NOW);
	assert_true(c->score == 50 && fabs(c->odds) < 1e-9);
}

static void
what_only_history_kept_out_is_good_mail_all_the_same(void **state)
{
	struct desk *d = *state;
	struct mail_event e = event_of(d, "ip 192.0.2.1", TYPE_SPAM, 1, false, NOW);
	*LIST_ADD(d->arena, &e.findings) = (struct finding){ .id = BYTES("credit_bad"), .family = FAMILY_REPUTATION, .weight = 4 };
	reputation_note(d->r, &e);
	assert_true(ask_one(d, "ip 192.0.2.1", NOW)->good > 0);
	/* what a list has against it is more than history */
	e = event_of(d, "ip 192.0.2.2", TYPE_SPAM, 1, false, NOW);
	*LIST_ADD(d->arena, &e.findings) = (struct finding){ .id = BYTES("listed_client"), .family = FAMILY_REPUTATION, .weight = 4 };
	reputation_note(d->r, &e);
	assert_true(ask_one(d, "ip 192.0.2.2", NOW)->good == 0);
}

static void
reputation_does_not_confirm_itself(void **state)
{
	struct desk *d = *state;
	struct mail_event e = event_of(d, "ip 192.0.2.1", TYPE_SPAM, 2, false, NOW);
	*LIST_ADD(d->arena, &e.findings) = (struct finding){ .family = FAMILY_REPUTATION, .weight = 4 };
	for (int i = 0; i < 100; i++)
		reputation_note(d->r, &e);
	assert_int_equal(ask_one(d, "ip 192.0.2.1", NOW)->score, 50);
	/* nor by relief */
	e = event_of(d, "from example.com", TYPE_NORMAL, -2.5, true, NOW);
	*LIST_ADD(d->arena, &e.findings) = (struct finding){ .family = FAMILY_REPUTATION, .weight = -1 };
	reputation_note(d->r, &e);
	assert_true(ask_one(d, "from example.com", NOW)->good == 0);
}

static void
mail_that_was_not_judged_or_is_ours_changes_nothing(void **state)
{
	struct desk *d = *state;
	struct mail_event e = event_of(d, "ip 192.0.2.1", TYPE_SPAM, 3, false, NOW);
	e.outcome = OUTCOME_REFUSED;
	reputation_note(d->r, &e);
	e.outcome = OUTCOME_DEFERRED;
	reputation_note(d->r, &e);
	e.outcome = OUTCOME_DELIVERED;
	e.direction = DIRECTION_OUTBOUND;
	reputation_note(d->r, &e);
	assert_int_equal(ask_one(d, "ip 192.0.2.1", NOW)->seen, 0);
	assert_int_equal(reputation_due(d->r, 0), INT32_MAX);
}

static void
a_bad_neighbourhood_lowers_the_beginning_and_own_conduct_wins(void **state)
{
	static const char *const keys[] = { "ip 192.0.2.99", "net 192.0.2.0/24" };
	struct desk *d = *state;
	note(d, "net 192.0.2.0/24", TYPE_SPAM, 3, false, NOW, 200);
	const struct credit *c = ask(d, keys, 2, NOW);
	/* where half of all mail is bad */
	note(d, "ip 203.0.113.1", TYPE_NORMAL, -4, true, NOW, 200);
	c = ask(d, keys, 2, NOW);
	assert_true(c[0].score >= 15 && c[0].score < 30);
	assert_true(c[0].odds - c[0].error < c[1].odds - c[1].error);
	note(d, "ip 192.0.2.99", TYPE_NORMAL, -4, true, NOW, 300);
	c = ask(d, keys, 2, NOW);
	assert_true(c[0].score > 70);
}

static void
what_a_person_says_weighs_more_and_takes_the_verdict_back(void **state)
{
	struct desk *d = *state;
	struct mail_event e = event_of(d, "from example.com", TYPE_SPAM, 3, true, NOW);
	reputation_note(d->r, &e);
	reputation_teach(d->r, &e, BYTES("root"), true, 1, NOW, NULL, NULL);
	const struct credit *c = ask_one(d, "from example.com", NOW);
	assert_true(c->bad < 1e-9 && c->good == 3.0);
	assert_int_equal(c->seen, 1);
}

static void
a_surge_is_seen_in_what_has_a_usual_rate(void **state)
{
	struct desk *d = *state;
	for (int64_t hour = 0; hour < 24 * 14; hour++)
		note(d, "from example.com", TYPE_NORMAL, -4, true, NOW + hour * DAY / 24, 2);
	int64_t now = NOW + 14 * DAY;
	double usual = ask_one(d, "from example.com", now)->surge;
	assert_true(usual < 3);
	note(d, "from example.com", TYPE_NORMAL, -4, true, now, 200);
	assert_true(ask_one(d, "from example.com", now)->surge > 15);
	note(d, "from example.org", TYPE_NORMAL, -4, true, now, 200);
	assert_true(ask_one(d, "from example.org", now)->surge == 0);
}

static void
rows_survive_the_disk_and_days_turn(void **state)
{
	struct desk *d = *state;
	note(d, "dkim example.com", TYPE_SPAM, 3, true, NOW, 3);
	note(d, "dkim example.com", TYPE_NORMAL, -4, true, NOW + 2 * DAY, 5);
	note(d, "dkim example.com", TYPE_NORMAL, -4, true, NOW + 2 * DAY - 1000, 1); /* a clock that was set back */
	struct credit before = *ask_one(d, "dkim example.com", NOW + 2 * DAY);
	reopen(d);
	const struct credit *c = ask_one(d, "dkim example.com", NOW + 2 * DAY);
	assert_true(c->good == before.good && c->bad == before.bad && c->seen == 9);
	assert_int_equal(c->days.count, 2);
	assert_int_equal(c->days.at[0].day, 20502);
	assert_int_equal(c->days.at[0].seen, 6);
	assert_int_equal(c->days.at[1].bad, 3);
	c = ask_one(d, "dkim example.com", NOW + 400 * DAY);
	assert_true(c->score == 50);
}

static void
a_row_written_again_the_same_day_or_the_next_is_the_newest(void **state)
{
	struct desk *d = *state;
	note(d, "dkim example.com", TYPE_SPAM, 3, true, NOW, 3);
	assert_int_equal(reputation_write(d->r, NULL), 0);
	note(d, "dkim example.com", TYPE_SPAM, 3, true, NOW + 1000, 4);
	reopen(d);
	assert_int_equal(ask_one(d, "dkim example.com", NOW + 1000)->seen, 7);
	note(d, "dkim example.com", TYPE_SPAM, 3, true, NOW + DAY, 1);
	reopen(d);
	assert_int_equal(ask_one(d, "dkim example.com", NOW + DAY)->seen, 8);
	assert_int_equal(ask_one(d, "dkim example.com", NOW + DAY)->days.count, 2);
	assert_int_equal(credits_expire(d->store, NOW / DAY + 1, 1000, 10, NULL), 0);
	/* it, and the row of all mail */
	assert_int_equal(credits_expire(d->store, NOW / DAY + 2, 1000, 10, NULL), 2);
}

static void
more_keys_than_memory_holds_go_to_the_disk(void **state)
{
	struct desk *d = *state;
	for (int i = 0; i < REPUTATION_ROWS + 100; i++) {
		char key[40];
		snprintf(key, sizeof key, "url u%d.example", i);
		arena_reset(d->arena);
		note(d, key, TYPE_SPAM, 3, false, NOW, 1);
	}
	assert_int_equal(ask_one(d, "url u7.example", NOW)->seen, 1);
	assert_int_equal(ask_one(d, "url u32800.example", NOW)->seen, 1);
	reopen(d);
	/* the ceiling on disk: the surplus goes, a part at a time */
	assert_int_equal(credits_expire(d->store, 0, 30000, 1000, NULL), 1000);
	assert_int_equal(credits_expire(d->store, 0, REPUTATION_ROWS - 899, 1000, NULL), 0);
	assert_int_equal(credits_expire(d->store, NOW / DAY + 1, 1000000, 2000, NULL), 2000);
}

static void
a_key_of_no_kind_has_no_row(void **state)
{
	struct desk *d = *state;
	note(d, "whatever", TYPE_SPAM, 3, false, NOW, 5);
	note(d, "", TYPE_SPAM, 3, false, NOW, 5);
	assert_int_equal(ask_one(d, "whatever", NOW)->seen, 0);
}

static bool
is_told(struct desk *d, uint32_t score, const char *key)
{
	struct ask_worst q = { .score = score };
	bool found = false;
	do {
		struct answer_worst answer = { 0 };
		assert_int_equal(reputation_worst(d->r, &q, NOW, d->arena, &answer, NULL), 0);
		for (size_t i = 0; i < answer.rows.count; i++)
			found |= bytes_equal(answer.rows.at[i].key, bytes_of_cstr(key));
		q.after = answer.next;
	} while (q.after.len != 0);
	return found;
}

static void
only_what_is_bad_by_its_own_mail_is_told_to_others(void **state)
{
	struct desk *d = *state;
	note(d, "ip 192.0.2.1", TYPE_SPAM, 3, false, NOW, 30);
	note(d, "from bad.example", TYPE_SPAM, 3, true, NOW, 30);
	note(d, "from old.example", TYPE_SPAM, 3, true, NOW - 300 * DAY, 30);
	note(d, "from good.example", TYPE_NORMAL, -4, true, NOW, 200);
	note(d, "net 198.51.100.0/24", TYPE_SPAM, 3, false, NOW, 300);
	note(d, "ip 198.51.100.1", TYPE_SPAM, 3, false, NOW, 9);
	note(d, "ip 198.51.100.2", TYPE_SPAM, 3, false, NOW, 11);
	assert_true(is_told(d, 40, "ip 192.0.2.1"));
	assert_false(is_told(d, 1, "ip 192.0.2.1"));
	assert_true(is_told(d, 40, "from bad.example"));
	assert_false(is_told(d, 49, "from old.example"));
	assert_false(is_told(d, 49, "from good.example"));
	assert_false(is_told(d, 49, "net 198.51.100.0/24"));
	assert_false(is_told(d, 49, "ip 198.51.100.1"));
	assert_true(is_told(d, 40, "ip 198.51.100.2"));
}

static void
whoever_asks_for_the_worst_sees_every_page(void **state)
{
	struct desk *d = *state;
	char key[40];
	for (int i = 0; i < ASK_WORST_READ + 1; i++) {
		(void)snprintf(key, sizeof key, "helo %d.example", i);
		note(d, key, TYPE_NORMAL, -1, false, NOW, 1);
	}
	note(d, "url zz.example", TYPE_SPAM, 3, false, NOW, 30);
	struct ask_worst q = { .score = 40 };
	struct answer_worst answer = { 0 };
	assert_int_equal(reputation_worst(d->r, &q, NOW, d->arena, &answer, NULL), 0);
	assert_true(answer.rows.count == 0 && answer.next.len != 0);
	assert_true(is_told(d, 40, "url zz.example"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest all[] = {
		TEST(what_nobody_knows_has_half_of_all_credit),
		TEST(bad_mail_costs_credit_and_time_gives_it_back),
		TEST(one_bad_message_says_little),
		TEST(good_mail_speaks_for_all_that_brought_it),
		TEST(a_list_is_not_judged_by_the_spam_that_came_through_it),
		TEST(who_only_sends_bad_mail_is_known_for_it_within_a_day),
		TEST(one_hostile_reporter_does_not_spoil_a_good_sender),
		TEST(a_warmed_up_sender_loses_his_credit_within_days),
		TEST(a_flood_of_bad_mail_excuses_nobody),
		TEST(what_only_history_kept_out_is_good_mail_all_the_same),
		TEST(reputation_does_not_confirm_itself),
		TEST(mail_that_was_not_judged_or_is_ours_changes_nothing),
		TEST(a_bad_neighbourhood_lowers_the_beginning_and_own_conduct_wins),
		TEST(what_a_person_says_weighs_more_and_takes_the_verdict_back),
		TEST(a_surge_is_seen_in_what_has_a_usual_rate),
		TEST(rows_survive_the_disk_and_days_turn),
		TEST(a_row_written_again_the_same_day_or_the_next_is_the_newest),
		TEST(more_keys_than_memory_holds_go_to_the_disk),
		TEST(only_what_is_bad_by_its_own_mail_is_told_to_others),
		TEST(whoever_asks_for_the_worst_sees_every_page),
		TEST(a_key_of_no_kind_has_no_row),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
