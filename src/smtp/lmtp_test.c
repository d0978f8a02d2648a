/* A next hop that answers for each recipient, and clients that read one reply for all. */
#include "lib/check.h"
#include "lib/smtp_rig.h"
#include "smtp/fates.h"

#define CONFIG(more) \
	"[server]\nnext_hop = lmtp://127.0.0.1:%PORT%\n" \
	"[listener in]\naddress = 127.0.0.1:2525\n" more "\n[domain example.com]\n"
#define HELLO "<220 ", "EHLO client.example.net", "<250"
#define TEXT "=Subject: t\r\n\r\nhello\r\n.\r\n"
#define MAIL "MAIL FROM:<a@example.net> SIZE=25", "<250"
#define TO(name) "RCPT TO:<" name "@example.com>", "<250"
#define SEND "DATA", "<354", TEXT

static struct bytes
commands(const struct rig *r)
{
	return buf_bytes(&r->commands);
}

static void
equal_fates_are_passed_and_nothing_is_remembered(void **state)
{
	static const struct { const char *first, *more, *want; } cases[] = {
		{ "250 2.0.0 one", "250 2.0.0 two", "<250 2.0.0" },
		{ "452 4.2.2 one", "451 4.0.0 two", "<452 4.2.2" },
		{ "550 5.1.1 one", "554 5.0.0 two", "<550 5.1.1" },
	};
	for (int chunking = 0; chunking < 2; chunking++) {
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			struct rig r;
			rig_open(&r, CONFIG(""));
			r.rules.end = cases[i].first;
			r.rules.end_more = cases[i].more;
			r.rules.ehlo = chunking ? "PIPELINING CHUNKING" : "PIPELINING";
			rig_connect(&r);
			PLAY(&r, HELLO, MAIL, TO("b"), TO("c"), SEND, cases[i].want, "NOOP", "<250");
			assert_true(bytes_starts(commands(&r), BYTES("LHLO gate.example.com")));
			rig_forget(&r);
			r.rules.end = "250 ok";
			r.rules.end_more = "250 ok";
			PLAY(&r, MAIL, TO("b"), TO("c"), SEND, "<250");
			assert_true(bytes_has(commands(&r), BYTES("<b@")) && bytes_has(commands(&r), BYTES("<c@")));
			rig_close(&r);
		}
	}
}

/* b has it, c must wait, d never gets it: in two more attempts each has what it is due, and b one copy. */
static void
differing_fates_are_sorted_out_by_the_retry(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG(""));
	r.rules.ehlo = "PIPELINING";
	r.rules.end = "250 2.0.0 b has it";
	r.rules.end_more = "452 4.2.2 c is full\r\n550 5.7.1 d does not want it";
	rig_connect(&r);
	PLAY(&r, HELLO, MAIL, TO("b"), TO("c"), TO("d"), SEND, "<451 4.3.0");
	rig_forget(&r);
	r.rules.end = "250 2.0.0 c has it";
	r.rules.end_more = NULL;
	PLAY(&r, MAIL, TO("b"), TO("c"), "RCPT TO:<d@example.com>", "<550 5.7.1 d does not", SEND, "<250 2.0.0 c has it");
	assert_false(bytes_has(commands(&r), BYTES("<b@")) || bytes_has(commands(&r), BYTES("<d@")));
	assert_int_equal(r.message_count, 1);
	/* It is over: the next message of the same size goes to all of them. */
	rig_forget(&r);
	r.rules.end_more = "250 ok\r\n250 ok";
	PLAY(&r, MAIL, TO("b"), TO("c"), TO("d"), SEND, "<250");
	assert_true(bytes_has(commands(&r), BYTES("<b@")) && bytes_has(commands(&r), BYTES("<d@")));
	rig_close(&r);
}

static void
when_everybody_has_it_the_next_hop_is_not_asked(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG(""));
	r.rules.ehlo = "PIPELINING";
	r.rules.end_more = "550 5.7.1 no";
	rig_connect(&r);
	PLAY(&r, HELLO, MAIL, TO("b"), TO("c"), SEND, "<451 4.3.0");
	rig_forget(&r);
	PLAY(&r, MAIL, TO("b"), "RCPT TO:<c@example.com>", "<550 5.7.1 no", SEND, "<250 2.0.0");
	assert_int_equal(r.body_count, 0);
	rig_close(&r);
}

static void
another_message_of_the_same_size_is_delivered(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG(""));
	r.rules.ehlo = "PIPELINING";
	r.rules.end_more = "452 4.2.2 full";
	rig_connect(&r);
	PLAY(&r, HELLO, MAIL, TO("b"), TO("c"), SEND, "<451 4.3.0");
	rig_forget(&r);
	r.rules.end_more = NULL;
	PLAY(&r, MAIL, TO("b"), "DATA", "<354", "=Subject: t\r\n\r\nHELLO\r\n.\r\n", "<451", MAIL, TO("b"), "DATA", "<354",
	    "=Subject: t\r\n\r\nHELLO\r\n.\r\n", "<250");
	assert_int_equal(r.message_count, 1);
	assert_true(bytes_ends(buf_bytes(&r.messages[0].body), BYTES("HELLO\r\n")));
	rig_close(&r);
}

static void
the_connection_may_be_lost_between_the_attempts_parts(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG(""));
	r.rules.ehlo = "PIPELINING";
	r.rules.end_more = "452 4.2.2 full";
	rig_connect(&r);
	PLAY(&r, HELLO, MAIL, TO("b"), TO("c"), SEND, "<451 4.3.0");
	rig_forget(&r);
	r.rules.end_more = NULL;
	r.rules.drop = DROP_AFTER_RCPT;
	r.rules.drops_left = 1;
	PLAY(&r, MAIL, TO("b"), TO("c"));
	rig_turns(&r, 20);
	PLAY(&r, SEND, "<250");
	assert_false(bytes_has(commands(&r), BYTES("<b@")));
	assert_int_equal(r.message_count, 1);
	rig_close(&r);
}

static void
a_client_that_reads_a_reply_for_each_has_them_all(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG("kind = lmtp"));
	r.rules.ehlo = "PIPELINING";
	r.rules.end_more = "452 4.2.2 full\r\n550 5.7.1 no";
	rig_connect(&r);
	PLAY(&r, "<220", "LHLO x", "<250", MAIL, TO("b"), TO("c"), TO("d"), SEND, "<250", "<452 4.2.2 full", "<550 5.7.1 no");
	assert_true(rig_is_silent(&r));
	rig_forget(&r);
	r.rules.end_more = NULL;
	PLAY(&r, MAIL, TO("c"), SEND, "<250");
	rig_close(&r);
}

static void
the_table_keeps_what_is_new_and_ends_what_is_old(void **state)
{
	struct fates f;
	fates_init(&f);
	struct fate_key digest = fates_digest(&f, BYTES("message")), first = fates_key(&f, BYTES("a"), BYTES("b"), 1);
	assert_null(fates_find(&f, &first, 0));
	fates_note(&f, &first, &digest, 550, "5.1.1 no", 1000);
	const struct fate *found = fates_find(&f, &first, 1000);
	assert_non_null(found);
	assert_string_equal(found->text, "5.1.1 no");
	assert_null(fates_find(&f, &first, 1000 + (int64_t)FATES_DAYS * 24 * 3600 * 1000000));
	/* Neither sender and recipient nor the size run together. */
	struct fate_key near = fates_key(&f, BYTES("ab"), BYTES(""), 1), size = fates_key(&f, BYTES("a"), BYTES("b"), 2);
	assert_null(fates_find(&f, &near, 1000));
	assert_null(fates_find(&f, &size, 1000));
	for (uint64_t i = 0; i < 20 * FATES_MAX; i++) {
		struct fate_key key = fates_key(&f, BYTES("flood"), BYTES("b"), i);
		fates_note(&f, &key, &digest, 250, "ok", 2000 + (int64_t)i);
		assert_non_null(fates_find(&f, &key, 2000 + (int64_t)i));
	}
	assert_null(fates_find(&f, &first, 3000));
	fates_done(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_fates_are_passed_and_nothing_is_remembered),
		cmocka_unit_test(differing_fates_are_sorted_out_by_the_retry),
		cmocka_unit_test(when_everybody_has_it_the_next_hop_is_not_asked),
		cmocka_unit_test(another_message_of_the_same_size_is_delivered),
		cmocka_unit_test(the_connection_may_be_lost_between_the_attempts_parts),
		cmocka_unit_test(a_client_that_reads_a_reply_for_each_has_them_all),
		cmocka_unit_test(the_table_keeps_what_is_new_and_ends_what_is_old),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
