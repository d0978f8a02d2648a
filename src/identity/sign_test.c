/* Sign, then verify, with keys made here; and one key that everybody knows (RFC 8463 appendix A). */
#include "identity/sign.h"

#include <openssl/pem.h>

#include "lib/check.h"
#include "lib/zone.h"

#define NOW 1800000000

static const char message[] =
    "Received: from a.example by b.example\r\nFrom: A <a@example.com>\r\nTo:  b@example.net\r\n"
    "Subject: one\r\n two\r\nDate: Sun, 22 Nov 2026 04:00:00 +0000\r\n\r\nHello \t  b,\r\n\r\nbye \r\n\r\n\r\n";

static struct arena *arena;
static struct zone zone;
static EVP_PKEY *rsa, *ed25519;

static int
setup(void **state)
{
	arena = arena_new((size_t)64 << 20);
	zone = (struct zone){ .arena = arena };
	if (rsa == NULL) {
		rsa = EVP_RSA_gen(2048);
		ed25519 = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	}
	return 0;
}

static int
teardown(void **state)
{
	arena_free(arena);
	return 0;
}

static int
release(void **state)
{
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(ed25519);
	return 0;
}

static struct signer
signer_of(const char *domain, EVP_PKEY *key)
{
	char name[200];
	struct bytes record;
	(void)snprintf(name, sizeof name, "s1._domainkey.%s", domain);
	assert_int_equal(sign_key_record(key, arena, &record), 0);
	zone_add(&zone, bytes_of_cstr(name), DNS_TXT, 0, record, DNS_OK);
	return (struct signer){ bytes_of_cstr(domain), BYTES("s1"), key, NOW, 86400 };
}

/* BEFORE and AFTER as one message. */
static struct bytes
join(struct bytes before, struct bytes after)
{
	struct buf b;
	struct bytes out;
	buf_init(&b, (size_t)4 << 20);
	buf_add(&b, before);
	buf_add(&b, after);
	assert_true(arena_copy(arena, buf_bytes(&b), &out));
	buf_done(&b);
	return out;
}

static struct bytes
dkim_signed(struct bytes text, const struct signer *s)
{
	struct buf b;
	buf_init(&b, 65536);
	assert_int_equal(sign_dkim(text, s, arena, &b), 0);
	struct bytes out = join(buf_bytes(&b), text);
	buf_done(&b);
	return out;
}

static struct dkim_result
verify(struct bytes text, int64_t now)
{
	struct dkim_collected c;
	struct dkim_result r = { .status = DKIM_NONE };
	struct dns_book book = { .arena = arena };
	assert_int_equal(dkim_collect(text, 0, arena, &c), 0);
	if (c.signatures.count > 0)
		while (dkim_judge(&c.signatures.at[0], now, 0, &book, arena, &r) == 0)
			assert_true(zone_answer(&zone, &book) > 0);
	return r;
}

static void
what_we_sign_we_verify(void **state)
{
	EVP_PKEY *keys[] = { rsa, ed25519 };
	for (size_t i = 0; i < 2; i++) {
		zone = (struct zone){ .arena = arena };
		struct signer s = signer_of("example.com", keys[i]);
		struct dkim_result r = verify(dkim_signed(bytes_of_cstr(message), &s), NOW + 10);
		assert_int_equal(r.status, DKIM_PASS);
		check_text(r.domain, "example.com");
		assert_int_equal(r.unsigned_fields, 0);
		assert_int_equal(r.mark.len, DKIM_MARK);
		assert_int_equal(r.key_bits, i == 0 ? 2048 : 256);
	}
}

static void
what_others_may_do_on_the_way_does_not_matter(void **state)
{
	struct signer s = signer_of("example.com", ed25519);
	struct bytes text = dkim_signed(bytes_of_cstr(message), &s);
	/* a hop adds its line, another one folds and pads, a file loses its CRs */
	assert_int_equal(verify(join(BYTES("Received: from c.example by d.example\r\n"), text), NOW).status, DKIM_PASS);
	uint8_t *lf = arena_get(arena, text.len, 1);
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != '\r')
			lf[n++] = text.at[i];
	assert_int_equal(verify(bytes_of(lf, n), NOW).status, DKIM_PASS);
	assert_int_equal(verify(join(text, BYTES("\r\n\r\n")), NOW).status, DKIM_PASS);
}

static void
every_change_of_a_signed_octet_is_found(void **state)
{
	struct signer s = signer_of("example.com", ed25519);
	struct bytes text = dkim_signed(bytes_of_cstr(message), &s);
	size_t from = bytes_find(text, BYTES("From: A <")), body = bytes_find(text, BYTES("Hello"));
	uint8_t *copy = arena_get(arena, text.len, 1);
	for (size_t i = from; i < text.len - 6; i++) {
		memcpy(copy, text.at, text.len);
		copy[i] ^= 1;
		struct bytes before = bytes_slice(text, i, i + 1);
		/* blanks and breaks may change into each other, that is what relaxed means */
		if (ascii_is_space(before.at[0]) || ascii_is_space(copy[i]) || (i < body && copy[i] == ':'))
			continue;
		if (i < body && ascii_lower(copy[i]) == ascii_lower(before.at[0]))
			continue;
		if (verify(bytes_of(copy, text.len), NOW).status == DKIM_PASS)
			fail_msg("octet %zu of %zu", i, text.len);
	}
}

static void
nobody_can_add_another_from_or_subject(void **state)
{
	static const char *const lines[] = { "From: c@example.org\r\n", "Subject: other\r\n", "Date: never\r\n",
		"Content-Type: text/html\r\n", "Reply-To: c@example.org\r\n" };
	struct signer s = signer_of("example.com", ed25519);
	struct bytes text = dkim_signed(bytes_of_cstr(message), &s);
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		assert_int_equal(verify(join(bytes_of_cstr(lines[i]), text), NOW).status, DKIM_FAIL);
}

static void
time_is_respected(void **state)
{
	struct signer s = signer_of("example.com", ed25519);
	struct bytes text = dkim_signed(bytes_of_cstr(message), &s);
	assert_int_equal(verify(text, NOW - 200).status, DKIM_PASS);
	assert_int_equal(verify(text, NOW - 3600).status, DKIM_PERMERROR);
	assert_int_equal(verify(text, NOW + 86400 + 200).status, DKIM_PASS);
	assert_int_equal(verify(text, NOW + 86400 + 3600).status, DKIM_PERMERROR);
}

static struct arc_result
arc_of(struct bytes text)
{
	struct arc_collected c;
	struct arc_result r;
	struct dns_book book = { .arena = arena };
	assert_int_equal(arc_collect(text, 0, arena, &c), 0);
	while (arc_judge(&c, 0, &book, arena, &r) == 0)
		assert_true(zone_answer(&zone, &book) > 0);
	return r;
}

static struct bytes
sealed(struct bytes text, const struct signer *s, enum arc_status chain)
{
	struct buf b;
	buf_init(&b, 65536);
	assert_int_equal(sign_arc(text, s, chain, BYTES("mx.example; spf=pass smtp.mailfrom=example.com"), arena, &b),
	    0);
	struct bytes out = join(buf_bytes(&b), text);
	buf_done(&b);
	return out;
}

static void
a_chain_of_ours_holds_up_to_fifty_sets(void **state)
{
	struct signer one = signer_of("one.example", rsa), two = signer_of("two.example", ed25519);
	struct bytes text = bytes_of_cstr(message);
	struct buf b;
	for (unsigned i = 1; i <= ARC_SETS_MAX; i++) {
		text = sealed(text, i % 2 == 0 ? &two : &one, i == 1 ? ARC_NONE : ARC_PASS);
		if (i > 4 && i < ARC_SETS_MAX)
			continue;
		struct arc_result r = arc_of(text);
		assert_int_equal(r.status, ARC_PASS);
		assert_int_equal(r.count, i);
		assert_int_equal(r.sealers.count, i);
		check_text(r.sealers.at[0], "one.example");
	}
	buf_init(&b, 65536);
	assert_int_equal(sign_arc(text, &one, ARC_PASS, BYTES("mx.example; none"), arena, &b), FAULT_INPUT);
	buf_done(&b);
}

static void
a_chain_breaks_when_the_mail_is_changed_and_stays_broken(void **state)
{
	struct signer one = signer_of("one.example", ed25519), two = signer_of("two.example", rsa);
	struct bytes text = sealed(bytes_of_cstr(message), &one, ARC_NONE);
	struct bytes changed = join(text, BYTES("list footer\r\n"));
	assert_int_equal(arc_of(changed).status, ARC_FAIL);
	struct bytes again = sealed(changed, &two, ARC_FAIL);
	struct arc_result r = arc_of(again);
	assert_int_equal(r.status, ARC_FAIL);
	check_text(r.reason, "the last sealer found the chain broken");
	struct buf b;
	buf_init(&b, 65536);
	assert_int_equal(sign_arc(again, &one, ARC_FAIL, BYTES("mx.example; none"), arena, &b), FAULT_INPUT);
	buf_done(&b);
}

/* D15 of the list of attacks: shapes that some verifiers took. */
static void
chains_of_a_wrong_shape_fail(void **state)
{
	struct signer one = signer_of("one.example", ed25519);
	struct bytes text = sealed(bytes_of_cstr(message), &one, ARC_NONE), twice;
	static const struct {
		const char *from, *to;
	} changes[] = { { "cv=none", "cv=pass" }, { "ARC-Seal: i=1", "ARC-Seal: i=2" }, { "i=1", "i=51" },
		{ "i=1", "i=0" }, { "i=1", "i=01x" }, { "ARC-Seal", "X-Seal" }, { "ARC-Message-Signature", "X-Sig" } };
	assert_int_equal(arc_of(text).status, ARC_PASS);
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		size_t at = bytes_find(text, bytes_of_cstr(changes[i].from));
		assert_true(at != BYTES_NOT_FOUND);
		struct bytes other = join(bytes_to(text, at),
		    join(bytes_of_cstr(changes[i].to), bytes_from(text, at + strlen(changes[i].from))));
		assert_int_equal(arc_of(other).status, ARC_FAIL);
	}
	twice = join(bytes_to(text, bytes_find(text, BYTES("Received:"))), text);
	assert_int_equal(arc_of(twice).status, ARC_FAIL);
	/* a key that the DNS does not tell leaves the chain open, it does not break it */
	zone = (struct zone){ .arena = arena };
	zone_add(&zone, BYTES("s1._domainkey.one.example"), 0, 0, BYTES_NONE, DNS_SERVFAIL);
	assert_int_equal(arc_of(text).status, ARC_TEMPERROR);
}

static void
only_keys_that_others_take_are_read(void **state)
{
	BIO *out = BIO_new(BIO_s_mem());
	EVP_PKEY *small = EVP_RSA_gen(512), *curve = EVP_EC_gen("P-256"), *keys[] = { small, curve, rsa, ed25519 };
	for (size_t i = 0; i < 4; i++) {
		char *text;
		(void)BIO_reset(out);
		assert_int_equal(PEM_write_bio_PrivateKey(out, keys[i], NULL, NULL, 0, NULL, NULL), 1);
		long len = BIO_get_mem_data(out, &text);
		EVP_PKEY *key = sign_key_read(bytes_of(text, (size_t)len));
		assert_int_equal(key != NULL, i >= 2);
		sign_key_free(key);
	}
	assert_null(sign_key_read(BYTES("junk")));
	EVP_PKEY_free(small);
	EVP_PKEY_free(curve);
	BIO_free(out);
}

static void
what_cannot_be_signed_is_refused(void **state)
{
	struct signer s = signer_of("example.com", ed25519);
	struct buf b;
	buf_init(&b, 65536);
	assert_int_equal(sign_dkim(BYTES("To: b@example.net\r\n\r\n"), &s, arena, &b), FAULT_INPUT);
	s.domain = BYTES("example.com;x");
	assert_int_equal(sign_dkim(bytes_of_cstr(message), &s, arena, &b), FAULT_INPUT);
	buf_done(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_we_sign_we_verify, setup, teardown),
		cmocka_unit_test_setup_teardown(what_others_may_do_on_the_way_does_not_matter, setup, teardown),
		cmocka_unit_test_setup_teardown(every_change_of_a_signed_octet_is_found, setup, teardown),
		cmocka_unit_test_setup_teardown(nobody_can_add_another_from_or_subject, setup, teardown),
		cmocka_unit_test_setup_teardown(time_is_respected, setup, teardown),
		cmocka_unit_test_setup_teardown(a_chain_of_ours_holds_up_to_fifty_sets, setup, teardown),
		cmocka_unit_test_setup_teardown(a_chain_breaks_when_the_mail_is_changed_and_stays_broken, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(chains_of_a_wrong_shape_fail, setup, teardown),
		cmocka_unit_test_setup_teardown(only_keys_that_others_take_are_read, setup, teardown),
		cmocka_unit_test_setup_teardown(what_cannot_be_signed_is_refused, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
