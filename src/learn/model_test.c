/* What is learned, what padding cannot undo, and which files are no models. */
#include "learn/model.h"

#include <openssl/rsa.h>

#include "base/must.h"
#include "learn/trainer.h"
#include "lib/check.h"

#define BITS 12

static struct arena *arena;
static struct features *header, *body;
static struct features_block blocks[FEATURES_BLOCKS_MAX];

static int
begin(void **state)
{
	arena = arena_new((size_t)64 << 20);
	header = xcalloc(2, sizeof *header);
	body = header + 1;
	return 0;
}

static int
end(void **state)
{
	arena_free(arena);
	free(header);
	return 0;
}

static struct casefile
mail(const char *subject, struct bytes text)
{
	struct casefile c = { .version = CASEFILE_VERSION, .subject = bytes_of_cstr(subject) };
	struct casefile_text *t = LIST_ADD(arena, &c.texts);
	t->visible = text;
	return c;
}

static void
teach(struct trainer *t, const char *subject, const char *text, bool bad)
{
	enum answer answers[HEAD_COUNT];
	struct casefile c = mail(subject, bytes_of_cstr(text));
	for (int h = 0; h < HEAD_COUNT; h++)
		answers[h] = ANSWER_NONE;
	answers[HEAD_BAD] = bad ? ANSWER_YES : ANSWER_NO;
	features_clear(header);
	features_header(header, &c);
	features_clear(body);
	size_t count = features_blocks_of(body, features_learned(&c), blocks);
	trainer_learn(t, header, body, answers, 1);
	trainer_learn_worst(t, header, body, blocks, count, answers, 1);
}

static const char *const good_words[] = { "the meeting moves to Tuesday, please bring the drawings",
	"会议改到星期二，请带图纸来", "I have reviewed your patch and it builds here" };
static const char *const bad_words[] = { "claim your lottery prize now, click and win big", "恭喜您中奖，请立即点击领取奖金",
	"cheap pills without prescription, order today" };
static const char long_bad_words[] = "You have been chosen by our lottery board as one of seven happy winners of this spring. The sum of nine "
	"hundred thousand pounds lies ready for you at a bank that we trust. To set it free we only want a small fee, which our agent takes "
	"by wire. Write to him today with your passport, the name of your street, the number of your account and what you earn. Tell nobody "
	"of it until the money has come, or the prize falls back to the board.";

static void
learn(struct buf *file)
{
	struct trainer *t = trainer_new(BITS);
	for (int round = 0; round < 20; round++)
		for (size_t i = 0; i < 3; i++) {
			teach(t, "about work", good_words[i], false);
			teach(t, "about you", bad_words[i], true);
			teach(t, "about you", long_bad_words, true);
		}
	trainer_calibrate(t, HEAD_BAD, 0.5, 0.25);
	trainer_write(t, &(struct model_about){ .made = BYTES("a test") }, file);
	trainer_free(t);
}

static double
bad_of(const struct model *m, struct bytes text)
{
	struct model_score s;
	struct casefile c = mail("", text);
	model_score(m, &c, body, &s);
	assert_true(s.evidence[HEAD_BAD] == 0.5 * s.raw[HEAD_BAD] + 0.25);
	assert_true(s.raw[HEAD_PHISHING] == 0 && s.evidence[HEAD_PHISHING] == 0);
	return s.raw[HEAD_BAD];
}

static void
what_was_taught_is_known_in_both_languages(void **state)
{
	struct buf file;
	struct model *m;
	buf_init(&file, 1 << 20);
	learn(&file);
	assert_int_equal(model_of(buf_bytes(&file), &m, NULL), 0);
	assert_true(bytes_equal(model_about(m)->made, BYTES("a test")));
	for (size_t i = 0; i < 3; i++)
		assert_true(bad_of(m, bytes_of_cstr(bad_words[i])) > 1 && bad_of(m, bytes_of_cstr(good_words[i])) < -1);
	assert_true(bad_of(m, BYTES("CLAIM your lottery prize")) > 0);
	model_free(m);
	buf_done(&file);
}

/* Good words before and behind, from a few to many times as many, wherever they end: the bad passage still stands. */
static void
padding_does_not_dilute(void **state)
{
	struct buf file, text;
	struct model *m;
	buf_init(&file, 1 << 20);
	buf_init(&text, 1 << 20);
	learn(&file);
	assert_int_equal(model_of(buf_bytes(&file), &m, NULL), 0);
	double alone = bad_of(m, bytes_of_cstr(long_bad_words));
	assert_true(alone > 1);
	for (size_t before = 0; before < 3 * FEATURES_WINDOW; before += 37) {
		buf_clear(&text);
		for (size_t i = 0; text.len < before; i++)
			buf_addf(&text, "%zu %s. ", i, good_words[0]);
		buf_add_cstr(&text, long_bad_words);
		for (size_t i = 0; i < before / 20; i++)
			buf_addf(&text, "%zu %s. ", i, good_words[2]);
		assert_true(bad_of(m, buf_bytes(&text)) > alone * 0.7);
	}
	model_free(m);
	buf_done(&file);
	buf_done(&text);
}

static void
windows_are_few_and_end_at_rules(void **state)
{
	struct buf text;
	buf_init(&text, 1 << 20);
	buf_add_cstr(&text, "hello there, this is the passage that is read ____________ this is the footer of a mailing list");
	struct casefile c = mail("", buf_bytes(&text));
	features_clear(body);
	assert_int_equal(features_blocks(body, &c, blocks), 2);
	assert_int_equal(blocks[1].first, 1);
	assert_true(bytes_equal(blocks[0].text, BYTES("hello there, this is the passage that is read ")));
	assert_true(bytes_equal(features_learned(&c), BYTES("hello there, this is the passage that is read ")));
	buf_clear(&text);
	while (text.len < (size_t)FEATURES_WINDOW * (FEATURES_WINDOWS_MAX + 1) * 3)
		buf_add_cstr(&text, "好");
	c = mail("", buf_bytes(&text));
	features_clear(body);
	assert_int_equal(features_blocks(body, &c, blocks), FEATURES_WINDOWS_MAX * FEATURES_LONGEST);
	assert_int_equal(blocks[3].text.len, FEATURES_BLOCK * 3);
	assert_int_equal(blocks[3 * FEATURES_LONGEST].first, 0);
	assert_int_equal(blocks[4 * FEATURES_LONGEST].first, 4 * FEATURES_LONGEST);
	buf_done(&text);
}

static void
no_other_file_is_a_model(void **state)
{
	struct buf file;
	struct model *m = NULL;
	struct why why;
	buf_init(&file, 1 << 20);
	learn(&file);
	struct bytes whole = buf_bytes(&file);
	for (size_t at = 0; at < whole.len; at += at < 200 ? 1 : 997) {
		uint8_t *octet = file.at + at;
		*octet ^= 0x40;
		assert_int_equal(model_of(whole, &m, &why), FAULT_INPUT);
		*octet ^= 0x40;
		assert_int_equal(model_of(bytes_to(whole, at), &m, &why), FAULT_INPUT);
	}
	assert_int_equal(model_open("/nonexistent/model", &m, &why), FAULT_SYSTEM);
	assert_int_equal(model_open("/dev/zero", &m, &why), FAULT_INPUT);
	assert_null(m);
	buf_done(&file);
}

static struct bytes
hex_of(struct bytes key)
{
	struct buf text;
	struct bytes kept;
	buf_init(&text, 200);
	buf_add_hex(&text, key);
	must(arena_copy(arena, buf_bytes(&text), &kept));
	buf_done(&text);
	return kept;
}

/* The same octets with a seal; no octet of either can be another, and only those who are named are believed. */
static void
a_seal_fits_one_model_and_one_key(void **state)
{
	struct buf file, sealed, again;
	struct model *m = NULL;
	struct why why;
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), *other = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	EVP_PKEY *rsa = EVP_RSA_gen(1024);
	buf_init(&file, 1 << 20);
	buf_init(&sealed, 1 << 20);
	buf_init(&again, 1 << 20);
	learn(&file);
	assert_int_equal(model_sign(buf_bytes(&file), key, &sealed, &why), 0);
	assert_int_equal(sealed.len, file.len + SEAL_OCTETS);
	struct bytes whole = buf_bytes(&sealed);
	for (size_t at = file.len - 32; at < whole.len; at++) {
		uint8_t *octet = sealed.at + at;
		*octet ^= 1;
		assert_int_equal(model_of(whole, &m, &why), FAULT_INPUT);
		*octet ^= 1;
		if (at != file.len)
			assert_int_equal(model_of(bytes_to(whole, at), &m, &why), FAULT_INPUT);
	}
	assert_int_equal(model_of(whole, &m, &why), 0);
	struct bytes name = hex_of(model_signer(m)), wrong = hex_of(model_digest(m));
	const struct bytes both[] = { wrong, name };
	assert_int_equal(model_check_trust(m, &(struct model_trust){ NULL, 0 }, &why), 0);
	assert_int_equal(model_check_trust(m, &(struct model_trust){ both, 2 }, &why), 0);
	assert_int_equal(model_check_trust(m, &(struct model_trust){ &wrong, 1 }, &why), FAULT_INPUT);
	wrong.len--;
	assert_int_equal(model_check_trust(m, &(struct model_trust){ &wrong, 1 }, &why), FAULT_CONFIG);
	/* signed anew it is another's */
	assert_int_equal(model_sign(whole, other, &again, &why), 0);
	assert_int_equal(again.len, whole.len);
	assert_true(bytes_equal(bytes_to(buf_bytes(&again), file.len), buf_bytes(&file)));
	model_free(m);
	assert_int_equal(model_of(buf_bytes(&again), &m, &why), 0);
	assert_int_equal(model_check_trust(m, &(struct model_trust){ &name, 1 }, &why), FAULT_INPUT);
	model_free(m);
	assert_int_equal(model_of(buf_bytes(&file), &m, &why), 0);
	assert_int_equal(model_signer(m).len, 0);
	assert_int_equal(model_check_trust(m, &(struct model_trust){ &name, 1 }, &why), FAULT_INPUT);
	assert_int_equal(model_sign(buf_bytes(&file), rsa, &again, &why), FAULT_CONFIG);
	model_free(m);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
	EVP_PKEY_free(rsa);
	buf_done(&file);
	buf_done(&sealed);
	buf_done(&again);
}

/* A whole file whose numbers would make a score that no case file can hold. */
static void
numbers_that_nothing_learns_are_refused(void **state)
{
	struct buf file;
	struct model *m = NULL;
	struct why why;
	struct trainer *t = trainer_new(BITS);
	buf_init(&file, 1 << 20);
	trainer_calibrate(t, HEAD_BAD, 1e300, 0);
	trainer_write(t, &(struct model_about){ .made = BYTES("a test") }, &file);
	assert_int_equal(model_of(buf_bytes(&file), &m, &why), FAULT_INPUT);
	buf_clear(&file);
	struct tree tree = { .leaf4 = -1e300 };
	trainer_calibrate(t, HEAD_BAD, 1, 0);
	trainer_write(t, &(struct model_about){ .made = BYTES("a test"), .trees = { &tree, 1, 1 } }, &file);
	assert_int_equal(model_of(buf_bytes(&file), &m, &why), FAULT_INPUT);
	assert_null(m);
	trainer_free(t);
	buf_done(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_taught_is_known_in_both_languages, begin, end),
		cmocka_unit_test_setup_teardown(padding_does_not_dilute, begin, end),
		cmocka_unit_test_setup_teardown(windows_are_few_and_end_at_rules, begin, end),
		cmocka_unit_test_setup_teardown(no_other_file_is_a_model, begin, end),
		cmocka_unit_test_setup_teardown(a_seal_fits_one_model_and_one_key, begin, end),
		cmocka_unit_test_setup_teardown(numbers_that_nothing_learns_are_refused, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
