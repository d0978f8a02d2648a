/* Goal: a word of one mail is there for the locked file of another between the same two, and for nobody else; a held mail is
 * handed out a bounded number of times. */
#include "keeper/passwords.h"
#include "lib/check.h"

static const struct pair them = { BYTES_INIT("a"), BYTES_INIT("Ann@example.com"), BYTES_INIT("bo@example.cn") };
static const struct pair turned = { BYTES_INIT("a"), BYTES_INIT("bo@example.cn"), BYTES_INIT("ann@EXAMPLE.com") };
static const struct pair elsewhere = { BYTES_INIT("b"), BYTES_INIT("ann@example.com"), BYTES_INIT("bo@example.cn") };

static size_t
words_of(struct passwords *p, const struct pair *pair, int64_t now_ms, struct arena *a, struct bytes *first)
{
	struct answer_passwords out = { 0 };
	passwords_of(p, pair, now_ms, a, &out);
	*first = out.passwords.count != 0 ? out.passwords.at[0] : BYTES_NONE;
	return out.passwords.count;
}

static void
words_are_for_the_two_who_wrote(void **state)
{
	struct passwords *p = passwords_new();
	struct arena *a = arena_new((size_t)1 << 20);
	struct bytes first;
	assert_int_equal(words_of(p, &them, 1000, a, &first), 0);
	passwords_tell(p, &them, BYTES("Kx7482"), 1000);
	passwords_tell(p, &turned, BYTES("Kx7482"), 1000);
	passwords_tell(p, &turned, BYTES("Zz9"), 2000);
	assert_int_equal(words_of(p, &turned, 3000, a, &first), 2);
	check_text(first, "Zz9");
	assert_int_equal(words_of(p, &elsewhere, 3000, a, &first), 0);
	assert_int_equal(words_of(p, &them, 2000 + PASSWORDS_AGE_MS, a, &first), 0);
	/* The oldest give way, and what is too long is none. */
	char text[ASK_PASSWORD_MAX + 2];
	memset(text, 'x', sizeof text);
	passwords_tell(p, &them, bytes_of(text, ASK_PASSWORD_MAX + 1), 4000);
	for (int i = 0; i < 3 * PASSWORDS_WORDS; i++) {
		int len = snprintf(text, sizeof text, "word%d", i);
		passwords_tell(p, &them, bytes_of(text, (size_t)len), 4000);
	}
	assert_int_equal(words_of(p, &them, 5000, a, &first), PASSWORDS_WORDS);
	check_text(first, "word47");
	arena_free(a);
	passwords_free(p);
}

static void
a_held_mail_is_handed_out_a_few_times(void **state)
{
	struct passwords *p = passwords_new();
	struct arena *a = arena_new((size_t)1 << 20);
	assert_int_equal(passwords_waiting(p, &them, 1000, a).len, 0);
	passwords_wait(p, &them, BYTES("not/an/id"), 1000);
	passwords_wait(p, &them, BYTES("first"), 1000);
	passwords_wait(p, &them, BYTES("second"), 1000);
	assert_false(passwords_was_given(p, BYTES("never")));
	for (int i = 0; i < PASSWORDS_TRIES; i++)
		check_text(passwords_waiting(p, &turned, 2000, a), "second");
	check_text(passwords_waiting(p, &turned, 2000, a), "first");
	assert_true(passwords_was_given(p, BYTES("first")));
	assert_false(passwords_was_given(p, BYTES("first")));
	assert_int_equal(passwords_waiting(p, &turned, 2000, a).len, 0);
	/* Not handed out: nobody may say what became of it. */
	passwords_wait(p, &them, BYTES("third"), 3000);
	assert_false(passwords_was_given(p, BYTES("third")));
	arena_free(a);
	passwords_free(p);
}

static void
many_pairs_cost_no_more_memory(void **state)
{
	struct passwords *p = passwords_new();
	struct arena *a = arena_new((size_t)1 << 20);
	struct bytes first;
	char text[40];
	for (int i = 0; i < 3 * PASSWORDS_PAIRS; i++) {
		int len = snprintf(text, sizeof text, "u%d@example.com", i);
		const struct pair pair = { BYTES_INIT(""), bytes_of(text, (size_t)len), BYTES_INIT("bo@example.cn") };
		passwords_tell(p, &pair, BYTES("Kx7482"), 1000 + i);
		assert_int_equal(words_of(p, &pair, 1000 + i, a, &first), 1);
		arena_reset(a);
	}
	arena_free(a);
	passwords_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(words_are_for_the_two_who_wrote),
		cmocka_unit_test(a_held_mail_is_handed_out_a_few_times), cmocka_unit_test(many_pairs_cost_no_more_memory) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
