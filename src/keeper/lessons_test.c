/* Goal: what was reported once is known on its next copy, nobody alone can do much harm, and taking back leaves nothing. */
#include "keeper/keeper_inside.h"

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/check.h"
#include "lib/scratch.h"
#include "store/events.h"
#include "sys/clock.h"

struct world {
	char data[64];
	struct keeper *keeper;
	struct arena *arena;
	uint32_t messages;
};

static void
open_keeper(struct world *w)
{
	struct why why = { "" };
	struct keeper_options options = { .data = w->data, .key_file = "", .prints_octets = (size_t)1 << 20 };
	if (keeper_open(&options, &w->keeper, &why) != 0)
		fail_msg("%s", why.text);
}

static int
begin(void **state)
{
	struct world *w = test_calloc(1, sizeof *w);
	strcpy(w->data, "/tmp/postern-lessons-XXXXXX");
	assert_non_null(mkdtemp(w->data));
	w->arena = arena_new((size_t)64 << 20);
	open_keeper(w);
	*state = w;
	return 0;
}

static int
end(void **state)
{
	struct world *w = *state;
	keeper_close(w->keeper);
	arena_free(w->arena);
	scratch_remove(w->data);
	test_free(w);
	return 0;
}

static uint32_t
ask(struct world *w, enum ask_kind kind, const void *question, void *out)
{
	struct ask_fds none = { .count = 0 };
	memset(out, 0, ask_kinds[kind].answer->size);
	keeper_answer(w->keeper, kind, question, &none, w->arena, out);
	return ((struct answer *)out)->fault;
}

/* A min-hash of campaign N, of which CHANGED of 32 hashes are another copy's own. */
static void
add_text(struct world *w, struct casefile_print *out, uint32_t n, uint32_t changed)
{
	uint8_t *octets = arena_get(w->arena, PRINT_HASHES * 4, 1);
	for (uint32_t i = 0; i < PRINT_HASHES; i++) {
		uint32_t hash = (n * 1000 + i) * 0x9E3779B1u;
		/* changes are spread, so that whole bands are left */
		if (i * 7 % PRINT_HASHES < changed)
			hash ^= ++w->messages * 0x85EBCA6Bu;
		memcpy(octets + 4 * i, &hash, 4);
	}
	*out = (struct casefile_print){ .kind = PRINT_TEXT, .octets = bytes_of(octets, PRINT_HASHES * 4) };
}

/* COUNT words from number FIRST on. */
static struct bytes
words(struct world *w, uint32_t first, uint32_t count)
{
	uint8_t *octets = arena_get(w->arena, count, 4);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t word = (first + i) * 0xC2B2AE35u;
		memcpy(octets + 4 * i, &word, 4);
	}
	return bytes_of(octets, 4 * (size_t)count);
}

static struct ask_lesson
lesson(struct world *w, const char *by, enum teacher teacher, enum lesson_as as, uint32_t campaign)
{
	struct ask_lesson q = { .by = bytes_of_cstr(by), .teacher = teacher, .as = as, .tenant = BYTES("default") };
	uint8_t *digest = arena_get(w->arena, 32, 1);
	uint32_t n = ++w->messages;
	memcpy(digest, &n, sizeof n);
	q.sha256 = bytes_of(digest, 32);
	add_text(w, LIST_ADD(w->arena, &q.prints), campaign, 0);
	return q;
}

static struct answer_lesson
teach(struct world *w, const struct ask_lesson *q)
{
	struct answer_lesson out;
	if (ask(w, ASK_LESSON, q, &out) != 0)
		fail_msg("%.*s", BYTES_ARGS(out.why));
	return out;
}

static struct answer_prints
look(struct world *w, uint32_t campaign, uint32_t changed, struct bytes said)
{
	struct ask_prints q = { .tenant = BYTES("default"), .words = said };
	struct answer_prints out;
	add_text(w, LIST_ADD(w->arena, &q.prints), campaign, changed);
	assert_int_equal(ask(w, ASK_PRINTS, &q, &out), 0);
	assert_true(out.matches.was_asked);
	return out;
}

static void
forget(struct world *w, struct bytes id)
{
	struct answer out;
	const struct ask_forget q = { .id = id, .by = BYTES("root") };
	assert_int_equal(ask(w, ASK_FORGET, &q, &out), 0);
}

static void
a_campaign_reported_once_is_known_on_its_next_copy(void **state)
{
	struct world *w = *state;
	assert_int_equal(look(w, 1, 0, BYTES_NONE).matches.rows.count, 0);
	struct ask_lesson q = lesson(w, "ann@example.cn", TEACHER_OPERATOR, LESSON_PHISHING, 1);
	struct answer_lesson learned = teach(w, &q);
	assert_int_equal(learned.prints, 1);
	struct answer_prints next = look(w, 1, 8, BYTES_NONE);
	assert_int_equal(next.matches.rows.count, 1);
	const struct casefile_match *m = &next.matches.rows.at[0];
	assert_int_equal(m->likeness, 75);
	assert_true(m->phishing > 0.99 && m->phishing <= 1 && m->spam == 0 && !m->is_vetoed && m->by_operator);
	assert_int_equal(m->reporters, 1);
	assert_int_equal(look(w, 1, 24, BYTES_NONE).matches.rows.count, 0);
	assert_int_equal(look(w, 2, 0, BYTES_NONE).matches.rows.count, 0);
	/* after a restart, too */
	keeper_close(w->keeper);
	open_keeper(w);
	assert_int_equal(look(w, 1, 8, BYTES_NONE).matches.rows.count, 1);
}

static void
one_reporter_has_one_word(void **state)
{
	struct world *w = *state;
	for (int i = 0; i < 50; i++) {
		struct ask_lesson q = lesson(w, "mallory@example.cn", TEACHER_USER, LESSON_SPAM, 1);
		teach(w, &q);
	}
	struct answer_prints found = look(w, 1, 0, BYTES_NONE);
	const struct casefile_match *m = &found.matches.rows.at[0];
	assert_int_equal(m->reporters, 1);
	assert_true(m->spam > 0.55 && m->spam <= 0.6);
	/* and says the same of the same message once */
	struct ask_lesson q = lesson(w, "bo@example.cn", TEACHER_USER, LESSON_SPAM, 2);
	struct answer_lesson first = teach(w, &q), again = teach(w, &q);
	assert_false(first.is_old);
	assert_true(again.is_old);
	check_bytes(again.id, first.id);
}

static void
reporters_add_up_and_good_words_stand_against_them(void **state)
{
	struct world *w = *state;
	static const char *const names[] = { "a@x.cn", "b@x.cn", "c@x.cn" };
	for (size_t i = 0; i < 3; i++) {
		struct ask_lesson q = lesson(w, names[i], TEACHER_USER, LESSON_SPAM, 1);
		teach(w, &q);
	}
	struct answer_prints found = look(w, 1, 0, BYTES_NONE);
	assert_int_equal(found.matches.rows.at[0].reporters, 3);
	assert_true(found.matches.rows.at[0].spam > 1.7);
	/* one mailbox cannot silence three */
	struct ask_lesson good = lesson(w, "mallory@x.cn", TEACHER_USER, LESSON_HAM, 1);
	teach(w, &good);
	found = look(w, 1, 0, BYTES_NONE);
	assert_false(found.matches.rows.at[0].is_vetoed);
	assert_int_equal(found.matches.rows.at[0].good_reporters, 1);
	/* the operator can */
	good = lesson(w, "root", TEACHER_OPERATOR, LESSON_HAM, 1);
	teach(w, &good);
	assert_true(look(w, 1, 0, BYTES_NONE).matches.rows.at[0].is_vetoed);
}

static void
users_of_other_organisations_count_half(void **state)
{
	struct world *w = *state;
	struct ask_lesson q = lesson(w, "a@y.cn", TEACHER_USER, LESSON_SPAM, 1);
	q.tenant = BYTES("other");
	teach(w, &q);
	struct answer_prints found = look(w, 1, 0, BYTES_NONE);
	assert_true(found.matches.rows.at[0].spam > 0.29 && found.matches.rows.at[0].spam <= 0.3);
	/* and a good word from there vetoes nothing */
	q = lesson(w, "b@x.cn", TEACHER_USER, LESSON_SPAM, 1);
	teach(w, &q);
	q = lesson(w, "svc@y.cn", TEACHER_SERVICE, LESSON_HAM, 1);
	q.tenant = BYTES("other");
	teach(w, &q);
	assert_false(look(w, 1, 0, BYTES_NONE).matches.rows.at[0].is_vetoed);
}

static double
odds(struct world *w, struct bytes key)
{
	struct ask_credits q = { .sender = BYTES_NONE };
	struct answer_credits out;
	*LIST_ADD(w->arena, &q.keys) = key;
	assert_int_equal(ask(w, ASK_CREDITS, &q, &out), 0);
	return out.rows.at[0].odds;
}

static void
taking_back_leaves_nothing(void **state)
{
	struct world *w = *state;
	struct mail_event e = { .id = BYTES("m1"), .time_ms = clock_wall_ms(), .from = BYTES("news@shop.example"),
		.message_id = BYTES("<1@shop.example>"), .outcome = OUTCOME_DELIVERED, .type = TYPE_NORMAL, .score = -3,
		.is_proven = true };
	*LIST_ADD(w->arena, &e.credits) = BYTES("from shop.example");
	keeper_note(w->keeper, &e);
	double before = odds(w, BYTES("from shop.example"));
	/* lessons of both sides, so that words count */
	for (uint32_t i = 0; i < 12; i++) {
		struct ask_lesson q = lesson(w, "root", TEACHER_OPERATOR, i % 2 ? LESSON_HAM : LESSON_SPAM, 100 + i);
		q.words = words(w, i % 2 ? 1000 + 10 * i : 10 * i, 60);
		teach(w, &q);
	}
	struct bytes said = words(w, 5000, 80);
	double taught = look(w, 1, 0, said).matches.taught;
	struct ask_lesson q = lesson(w, "ann@example.cn", TEACHER_SERVICE, LESSON_SPAM, 1);
	q.message_id = e.message_id;
	q.from = e.from;
	q.words = said;
	struct answer_lesson learned = teach(w, &q);
	assert_int_equal(learned.credits, 1);
	assert_true(learned.is_learned);
	assert_true(odds(w, BYTES("from shop.example")) > before + 0.3);
	assert_true(look(w, 1, 0, said).matches.taught > taught + 0.2);
	assert_int_equal(look(w, 1, 0, said).matches.rows.count, 1);
	forget(w, learned.id);
	assert_true(fabs(odds(w, BYTES("from shop.example")) - before) < 1e-6);
	assert_true(fabs(look(w, 1, 0, said).matches.taught - taught) < 1e-9);
	assert_int_equal(look(w, 1, 0, said).matches.rows.count, 0);
	/* twice is refused, and the log has both */
	struct answer out;
	const struct ask_forget again = { .id = learned.id, .by = BYTES("root") };
	assert_int_equal(ask(w, ASK_FORGET, &again, &out), (uint32_t)-FAULT_LIMIT);
	struct answer_lessons rows;
	const struct ask_lessons newest = { .limit = 1 };
	assert_int_equal(ask(w, ASK_LESSONS, &newest, &rows), 0);
	check_bytes(rows.rows.at[0].id, learned.id);
	check_text(rows.rows.at[0].undone_by, "root");
	assert_true(rows.rows.at[0].undone_ms != 0 && rows.next != 0);
}

static void
a_new_word_takes_the_place_of_the_old(void **state)
{
	struct world *w = *state;
	struct ask_lesson q = lesson(w, "ann@example.cn", TEACHER_SERVICE, LESSON_SPAM, 1);
	teach(w, &q);
	q.as = LESSON_HAM;
	teach(w, &q);
	struct answer_prints found = look(w, 1, 0, BYTES_NONE);
	assert_int_equal(found.matches.rows.count, 1);
	assert_int_equal(found.matches.rows.at[0].reporters, 0);
	assert_int_equal(found.matches.rows.at[0].good_reporters, 1);
	/* by the message, as protocols without ids do it */
	struct answer out;
	const struct ask_forget by_message = { .sha256 = q.sha256, .by = q.by };
	assert_int_equal(ask(w, ASK_FORGET, &by_message, &out), 0);
	assert_int_equal(look(w, 1, 0, BYTES_NONE).matches.rows.count, 0);
	assert_int_equal(ask(w, ASK_FORGET, &by_message, &out), (uint32_t)-FAULT_ABSENT);
}

static void
a_reporter_may_say_so_much_a_day(void **state)
{
	struct world *w = *state;
	struct answer_lesson out;
	for (int i = 0; i < 200; i++) {
		struct ask_lesson q = lesson(w, "mallory@x.cn", TEACHER_USER, LESSON_SPAM, 1000 + (uint32_t)i);
		teach(w, &q);
	}
	struct ask_lesson q = lesson(w, "mallory@x.cn", TEACHER_USER, LESSON_SPAM, 5000);
	assert_int_equal(ask(w, ASK_LESSON, &q, &out), (uint32_t)-FAULT_LIMIT);
	q = lesson(w, "ann@x.cn", TEACHER_USER, LESSON_SPAM, 5000);
	teach(w, &q);
	q.by = BYTES_NONE;
	assert_int_equal(ask(w, ASK_LESSON, &q, &out), (uint32_t)-FAULT_INPUT);
}

static void
what_is_old_is_forgotten(void **state)
{
	struct world *w = *state;
	struct ask_lesson q = lesson(w, "root", TEACHER_OPERATOR, LESSON_SPAM, 1);
	q.words = words(w, 1, 50);
	teach(w, &q);
	struct store *s = w->keeper->store;
	int64_t later = clock_wall_ms() + 1000;
	struct print_rows gone = { 0 };
	/* its words first; the row stays while a fingerprint carries it */
	assert_int_equal(lessons_expire(s, later, later, 100, NULL), 1);
	assert_int_equal(look(w, 1, 0, BYTES_NONE).matches.rows.count, 1);
	assert_int_equal(prints_expire(s, later, 100, 100, w->arena, &gone, NULL), 0);
	assert_int_equal(gone.rows.count, 1);
	prints_drop(w->keeper->prints, &gone);
	assert_int_equal(look(w, 1, 0, BYTES_NONE).matches.rows.count, 0);
	assert_int_equal(lessons_expire(s, later, later, 100, NULL), 1);
	/* and beyond their number the oldest go */
	for (uint32_t i = 0; i < 5; i++) {
		q = lesson(w, "root", TEACHER_OPERATOR, LESSON_SPAM, 10 + i);
		teach(w, &q);
	}
	gone = (struct print_rows){ 0 };
	assert_int_equal(prints_expire(s, 0, 3, 100, w->arena, &gone, NULL), 0);
	assert_int_equal(gone.rows.count, 2);
}

static void
a_gate_speaks_over_no_operator(void **state)
{
	struct world *w = *state;
	struct answer_lesson out;
	struct answer done;
	struct ask_lesson q = lesson(w, "root", TEACHER_OPERATOR, LESSON_SPAM, 1);
	struct answer_lesson first = teach(w, &q);
	q.teacher = TEACHER_SERVICE;
	q.as = LESSON_HAM;
	assert_int_equal(ask(w, ASK_LESSON, &q, &out), (uint32_t)-FAULT_LIMIT);
	const struct ask_forget forget_it = { .id = first.id, .by = BYTES("root"), .is_by_gate = true };
	assert_int_equal(ask(w, ASK_FORGET, &forget_it, &done), (uint32_t)-FAULT_INPUT);
	/* nor under his name, with another message of the same campaign */
	struct ask_lesson other = lesson(w, "root", TEACHER_SERVICE, LESSON_HAM, 1);
	teach(w, &other);
	assert_int_equal(look(w, 1, 0, BYTES_NONE).matches.rows.at[0].reporters, 1);
}

/* Five lessons of each side, of words that nothing else has. */
static void
teach_a_little(struct world *w, struct bytes tenant)
{
	for (uint32_t i = 0; i < 10; i++) {
		struct ask_lesson q = lesson(w, "root", TEACHER_OPERATOR, i % 2 ? LESSON_HAM : LESSON_SPAM, 300 + i);
		q.tenant = tenant;
		q.words = words(w, 90000 + 100 * i, 60);
		teach(w, &q);
	}
}

static void
words_are_the_organisations_own(void **state)
{
	struct world *w = *state;
	struct bytes said = words(w, 5000, 80);
	for (int i = 0; i < 5; i++) {
		struct ask_lesson q = lesson(w, "root", TEACHER_OPERATOR, LESSON_SPAM, 700 + (uint32_t)i);
		q.words = said;
		teach(w, &q);
	}
	/* only bad mail was shown so far */
	assert_true(look(w, 1, 0, said).matches.taught == 0);
	teach_a_little(w, BYTES("default"));
	teach_a_little(w, BYTES("other"));
	assert_true(look(w, 1, 0, said).matches.taught > 0.5);
	struct ask_prints q = { .tenant = BYTES("other"), .words = said };
	struct answer_prints out;
	assert_int_equal(ask(w, ASK_PRINTS, &q, &out), 0);
	assert_true(out.matches.taught == 0);
}

static void
a_hostile_reporter_moves_words_within_the_cap(void **state)
{
	struct world *w = *state;
	struct bytes good = words(w, 5000, 80), bad = words(w, 7000, 80);
	teach_a_little(w, BYTES("default"));
	for (int i = 0; i < 20; i++) {
		struct ask_lesson q = lesson(w, "ann@x.cn", TEACHER_SERVICE, i % 2 ? LESSON_HAM : LESSON_SPAM, 800 + (uint32_t)i);
		q.words = i % 2 ? good : bad;
		teach(w, &q);
	}
	double honest = look(w, 1, 0, good).matches.taught;
	assert_true(honest < -0.5);
	/* a mailbox that says the opposite all day */
	for (int i = 0; i < 200; i++) {
		struct ask_lesson q = lesson(w, "mallory@x.cn", TEACHER_USER, i % 2 ? LESSON_HAM : LESSON_SPAM, 2000 + (uint32_t)i);
		q.words = i % 2 ? bad : good;
		teach(w, &q);
	}
	double poisoned = look(w, 1, 0, good).matches.taught, passed = look(w, 1, 0, bad).matches.taught;
	print_message("good mail by lessons: honest %.2f, poisoned %.2f; bad mail %.2f\n", honest, poisoned, passed);
	assert_true(poisoned <= 0 && passed >= 0);
	/* everything that he did goes with him */
	struct answer_lessons rows;
	const struct ask_lessons his = { .by = BYTES("mallory@x.cn"), .limit = 500 };
	assert_int_equal(ask(w, ASK_LESSONS, &his, &rows), 0);
	assert_int_equal(rows.rows.count, 200);
	for (size_t i = 0; i < rows.rows.count; i++)
		forget(w, rows.rows.at[i].id);
	assert_true(fabs(look(w, 1, 0, good).matches.taught - honest) < 1e-6);
}

/* COUNT messages as they come: 40 words that all mail has, and 40 of their own. */
static void
usual_mail(struct world *w, uint32_t count, uint32_t first)
{
	for (uint32_t i = 0; i < count; i++) {
		struct ask_prints q = { .tenant = BYTES("default"), .is_counted = true };
		struct answer_prints out = { 0 };
		uint8_t *octets = arena_get(w->arena, 80, 4);
		memcpy(octets, words(w, 100, 40).at, 160);
		memcpy(octets + 160, words(w, first + 40 * i, 40).at, 160);
		q.words = bytes_of(octets, 320);
		assert_int_equal(ask(w, ASK_PRINTS, &q, &out), 0);
	}
}

/* Spam of one kind: the words of all mail, too, and 20 of those that only it has. */
static struct bytes
pills(struct world *w, uint32_t copy)
{
	uint8_t *octets = arena_get(w->arena, 60, 4);
	memcpy(octets, words(w, 100, 40).at, 160);
	memcpy(octets + 160, words(w, 50000 + copy % 5 * 4, 20).at, 80);
	return bytes_of(octets, 240);
}

static void
reports_alone_are_held_against_what_is_usual(void **state)
{
	struct world *w = *state;
	for (uint32_t i = 0; i < 20; i++) {
		struct ask_lesson q = lesson(w, i % 2 ? "ann@x.cn" : "root", TEACHER_SERVICE, LESSON_SPAM, 400 + i);
		q.words = pills(w, i);
		teach(w, &q);
	}
	usual_mail(w, TAUGHT_USUAL_LEAST - 1, 200000);
	assert_true(look(w, 1, 0, pills(w, 3)).matches.taught == 0);
	usual_mail(w, 1, 300000);
	assert_true(look(w, 1, 0, pills(w, 3)).matches.taught > 0.5);
	/* nothing against usual mail or mail of a new kind, and nothing for it */
	assert_true(look(w, 1, 0, words(w, 100, 60)).matches.taught == 0);
	assert_true(look(w, 1, 0, words(w, 700000, 80)).matches.taught == 0);
	/* whoever floods us makes nothing good */
	usual_mail(w, 2000, 400000);
	assert_true(look(w, 1, 0, words(w, 100, 60)).matches.taught == 0);
}

static void
one_user_alone_makes_no_words_bad(void **state)
{
	struct world *w = *state;
	usual_mail(w, 2 * TAUGHT_USUAL_LEAST, 200000);
	for (uint32_t i = 0; i < 200; i++) {
		struct ask_lesson q = lesson(w, "mallory@x.cn", TEACHER_USER, LESSON_SPAM, 400 + i);
		q.words = pills(w, i);
		teach(w, &q);
	}
	assert_true(look(w, 1, 0, pills(w, 3)).matches.taught == 0);
}

/* What the shipped model is sure of is learned all the same, and of both sides alike. */
static void
what_the_model_knows_does_not_tilt_the_layer(void **state)
{
	struct world *w = *state;
	for (uint32_t i = 0; i < 40; i++) {
		struct ask_lesson q = lesson(w, "root", TEACHER_OPERATOR, i % 2 ? LESSON_HAM : LESSON_SPAM, 400 + i);
		q.base = i % 2 ? 1 : 6;
		q.words = i % 2 ? words(w, 8000 + i % 5, 60) : words(w, 9000 + i % 5, 60);
		teach(w, &q);
	}
	assert_true(look(w, 1, 0, words(w, 9000, 60)).matches.taught > 0.5);
	assert_true(look(w, 1, 0, words(w, 8000, 60)).matches.taught < -0.5);
	assert_true(fabs(look(w, 1, 0, words(w, 700000, 60)).matches.taught) < 0.2);
}

static void
copies_are_counted_only_as_they_come(void **state)
{
	struct world *w = *state;
	struct ask_prints q = { .tenant = BYTES("default"), .is_counted = true };
	struct answer_prints out = { 0 };
	add_text(w, LIST_ADD(w->arena, &q.prints), 1, 0);
	for (int i = 0; i < 30; i++)
		assert_int_equal(ask(w, ASK_PRINTS, &q, &out), 0);
	assert_int_equal(out.matches.copies, 30);
	assert_int_equal(out.matches.rows.count, 0);
	assert_int_equal(look(w, 1, 0, BYTES_NONE).matches.copies, 30);
	/* after a restart, too */
	keeper_close(w->keeper);
	open_keeper(w);
	assert_int_equal(look(w, 1, 0, BYTES_NONE).matches.copies, 30);
	assert_int_equal(look(w, 2, 0, BYTES_NONE).matches.copies, 0);
}

static void
pictures_are_found_by_most_of_their_bits(void **state)
{
	struct world *w = *state;
	uint64_t looks = 0x123456789ABCDEF0u, near = looks ^ 0x0001000100010001u ^ 0x8000000080000000u, far = ~looks;
	struct ask_lesson l = lesson(w, "root", TEACHER_OPERATOR, LESSON_SPAM, 1);
	*LIST_ADD(w->arena, &l.prints) = (struct casefile_print){ .kind = PRINT_PICTURE, .octets = bytes_of(&looks, 8) };
	teach(w, &l);
	struct ask_prints q = { .tenant = BYTES("default") };
	struct answer_prints out;
	*LIST_ADD(w->arena, &q.prints) = (struct casefile_print){ .kind = PRINT_PICTURE, .octets = bytes_of(&near, 8) };
	*LIST_ADD(w->arena, &q.prints) = (struct casefile_print){ .kind = PRINT_PICTURE, .octets = bytes_of(&far, 8) };
	assert_int_equal(ask(w, ASK_PRINTS, &q, &out), 0);
	assert_int_equal(out.matches.rows.count, 1);
	assert_int_equal(out.matches.rows.at[0].likeness, 90);
}

#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest all[] = {
		IN_A_WORLD(a_campaign_reported_once_is_known_on_its_next_copy),
		IN_A_WORLD(one_reporter_has_one_word),
		IN_A_WORLD(reporters_add_up_and_good_words_stand_against_them),
		IN_A_WORLD(users_of_other_organisations_count_half),
		IN_A_WORLD(taking_back_leaves_nothing),
		IN_A_WORLD(a_new_word_takes_the_place_of_the_old),
		IN_A_WORLD(a_reporter_may_say_so_much_a_day),
		IN_A_WORLD(what_is_old_is_forgotten),
		IN_A_WORLD(a_gate_speaks_over_no_operator),
		IN_A_WORLD(words_are_the_organisations_own),
		IN_A_WORLD(a_hostile_reporter_moves_words_within_the_cap),
		IN_A_WORLD(reports_alone_are_held_against_what_is_usual),
		IN_A_WORLD(one_user_alone_makes_no_words_bad),
		IN_A_WORLD(what_the_model_knows_does_not_tilt_the_layer),
		IN_A_WORLD(copies_are_counted_only_as_they_come),
		IN_A_WORLD(pictures_are_found_by_most_of_their_bits),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
