/* Signatures and keys that were made to hurt, and the published example of RFC 8463. */

#include <openssl/rsa.h>

#include "identity/body.h"
#include "identity/sign.h"

#include "lib/check.h"
#include "lib/zone.h"

#define NOW 1800000000

static struct arena *arena;
static struct zone zone;
static EVP_PKEY *key;

static int
setup(void **state)
{
	arena = arena_new((size_t)256 << 20);
	zone = (struct zone){ .arena = arena };
	if (key == NULL)
		key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
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
	EVP_PKEY_free(key);
	return 0;
}

static struct dkim_result
verify(struct bytes text, uint32_t options, struct dkim_collected *c)
{
	struct dkim_result r = { .status = DKIM_NONE };
	struct dns_book book = { .arena = arena };
	assert_int_equal(dkim_collect(text, options, arena, c), 0);
	if (c->signatures.count > 0)
		while (dkim_judge(&c->signatures.at[0], NOW, options, &book, arena, &r) == 0)
			assert_true(zone_answer(&zone, &book) > 0);
	return r;
}

static struct bytes
text_of(struct buf *b)
{
	struct bytes out = BYTES_NONE;
	assert_true(buf_ok(b) && arena_copy(arena, buf_bytes(b), &out));
	buf_done(b);
	return out;
}

/* A message signed by KEY of example.com; the record of s1 is published as PREFIX and the key. */
static struct bytes
signed_text(struct bytes text, EVP_PKEY *with, const char *prefix)
{
	const struct signer s = { BYTES("example.com"), BYTES("s1"), with, NOW, 0 };
	struct bytes record;
	struct buf b, r;
	buf_init(&b, (size_t)64 << 20);
	buf_init(&r, 65536);
	assert_int_equal(sign_key_record(with, arena, &record), 0);
	buf_add_cstr(&r, prefix);
	buf_add(&r, record);
	zone_add(&zone, BYTES("s1._domainkey.example.com"), DNS_TXT, 0, text_of(&r), DNS_OK);
	assert_int_equal(sign_dkim(text, &s, arena, &b), 0);
	buf_add(&b, text);
	return text_of(&b);
}

static struct bytes
replaced(struct bytes text, const char *from, const char *to)
{
	struct buf b;
	size_t at = bytes_find(text, bytes_of_cstr(from));
	assert_true(at != BYTES_NOT_FOUND);
	buf_init(&b, (size_t)64 << 20);
	buf_add(&b, bytes_to(text, at));
	buf_add_cstr(&b, to);
	buf_add(&b, bytes_from(text, at + strlen(from)));
	return text_of(&b);
}

static const char plain[] = "From: a@example.com\r\nTo: b@example.net\r\nSubject: x\r\n\r\nbody\r\n";

/* D1, D2: octets behind l= are nobody's. */
static void
a_body_signed_in_part_never_passes(void **state)
{
	struct dkim_collected c;
	(void)signed_text(bytes_of_cstr(plain), key, "");
	/* a signature with l= cannot be made with sign_dkim; one that covers all is as good as none */
	struct bytes text = BYTES("DKIM-Signature: v=1; a=ed25519-sha256; d=example.com; s=s1; h=From; l=4;\r\n"
				  " c=relaxed/relaxed; bh=Iw2DWNyOiJC0xY3utikS7i8gNXrpKlzIYbmOaP4xrLU=; b=AAAA\r\n"
				  "From: a@example.com\r\nSubject: x\r\nContent-Type: text/html\r\n\r\nbody\r\nmore\r\n");
	(void)verify(text, 0, &c);
	assert_true(c.signatures.at[0].is_partial && c.signatures.at[0].is_body_good);
	assert_int_equal(c.signatures.at[0].unsigned_octets, 8);
	assert_int_equal(c.signatures.at[0].unsigned_fields, 1 << DKIM_SUBJECT | 1 << DKIM_CONTENT_TYPE);
	(void)verify(replaced(text, "l=4", "l=12"), 0, &c);
	assert_false(c.signatures.at[0].is_partial);
	assert_int_equal(c.signatures.at[0].fault, DKIM_NONE);
	(void)verify(replaced(text, "l=4", "l=13"), 0, &c);
	assert_int_equal(c.signatures.at[0].fault, DKIM_PERMERROR);
	(void)verify(replaced(text, "l=4", "l=0"), 0, &c);
	assert_int_equal(c.signatures.at[0].unsigned_octets, 12);
	(void)verify(replaced(text, "l=4", "l=-1"), 0, &c);
	assert_int_equal(c.signatures.at[0].fault, DKIM_PERMERROR);
}

static void
a_partial_signature_that_verifies_is_policy(void **state)
{
	struct dkim_collected c;
	struct dkim_result r;
	struct dns_book book = { .arena = arena };
	(void)verify(signed_text(bytes_of_cstr(plain), key, ""), 0, &c);
	c.signatures.at[0].is_partial = true;
	while (dkim_judge(&c.signatures.at[0], NOW, 0, &book, arena, &r) == 0)
		(void)zone_answer(&zone, &book);
	assert_int_equal(r.status, DKIM_POLICY);
}

static void
signatures_are_refused_for_a_reason(void **state)
{
	static const struct {
		const char *from, *to, *reason;
	} cases[] = {
		{ "v=1;", "v=2;", "it is of another version" },
		{ "v=1;", "", "it is of another version" },
		{ "a=ed25519-sha256", "a=rsa-sha1", "rsa-sha1 proves nothing any more" },
		{ "a=ed25519-sha256", "a=rsa-md5", "its algorithm is unknown" },
		{ "c=relaxed/relaxed", "c=future", "its canonical form is unknown" },
		{ "c=relaxed/relaxed", "c=relaxed/simple/x", "its canonical form is unknown" },
		{ "d=example.com", "d=example.com'a.attack.example",
		    "its domain or selector holds octets that no host name has" },
		{ "d=example.com", "d=com", "its domain or selector holds octets that no host name has" },
		{ "d=example.com", "d=\"example.com\"", "its domain or selector holds octets that no host name has" },
		{ "s=s1", "s=s 1", "its domain or selector holds octets that no host name has" },
		{ "s=s1", "s=s1; i=@example.org", "its i= is not in its domain" },
		{ "s=s1", "s=s1; i=a@badexample.com", "its i= is not in its domain" },
		{ "s=s1", "s=s1; q=http", "its key is not in the DNS" },
		{ "s=s1", "s=s1; x=12", "its x= is not a time after t=" },
		{ "s=s1", "s=s1; s=s2", "the signature cannot be read" },
		{ "s=s1", "s=s1; ; y=z", "the signature cannot be read" },
		{ "s=s1", "s=s1; 1y=z", "the signature cannot be read" },
		{ "h=From:From:", "h=", "it does not sign From" },
		{ "h=From:From:", "h=From::", "its h= is malformed" },
		{ "bh=", "bh=!", "its bh= is not base64" },
		{ "bh=", "b=!;b2=", "its b= is not base64" },
	};
	struct bytes text = signed_text(bytes_of_cstr(plain), key, "");
	struct dkim_collected c;
	assert_int_equal(verify(text, 0, &c).status, DKIM_PASS);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct bytes other = replaced(text, cases[i].from, cases[i].to);
		struct dkim_result r;
		if (strcmp(cases[i].to, "b=!;b2=") == 0)
			other = replaced(other, "b=\r\n", "b3=\r\n");
		r = verify(other, 0, &c);
		if (r.status == DKIM_PASS || !bytes_equal(r.reason, bytes_of_cstr(cases[i].reason)))
			fail_msg("%s: %s %.*s", cases[i].to, dkim_status_names[r.status], BYTES_ARGS(r.reason));
	}
	/* NUL in a selector, before the DNS is asked */
	struct dns_book book = { .arena = arena };
	struct dkim_result r;
	text = BYTES("DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1._domainkey.attack.com.\0.x; h=From; "
		     "bh=AAAA; b=AAAA\r\nFrom: a@example.com\r\n\r\n");
	assert_int_equal(dkim_collect(text, 0, arena, &c), 0);
	assert_int_equal(dkim_judge(&c.signatures.at[0], NOW, 0, &book, arena, &r), 1);
	assert_int_equal(book.entries.count, 0);
	assert_int_equal(r.status, DKIM_PERMERROR);
}

/* D9 and s3.6.1 */
static void
key_records_are_read_to_the_letter(void **state)
{
	static const struct {
		const char *record;
		enum dkim_status want;
	} cases[] = {
		{ "%s", DKIM_PASS },
		{ "v=DKIM1; k=ed25519; %s", DKIM_PASS },
		{ " v=DKIM1 ;\tk=ed25519; h=sha1:sha256; s=*; t=s; n=note; %s ; ", DKIM_PASS },
		{ "k=ed25519; v=DKIM1; %s", DKIM_PERMERROR },
		{ "v=DKIM2; k=ed25519; %s", DKIM_PERMERROR },
		{ "k=rsa; %s", DKIM_PERMERROR },
		{ "k=ed25519; h=sha1; %s", DKIM_PERMERROR },
		{ "k=ed25519; s=chat; %s", DKIM_PERMERROR },
		{ "k=ed25519; p=", DKIM_PERMERROR },
		{ "k=ed25519; p=AAAA", DKIM_PERMERROR },
		{ "k=ed25519; p=$$$$", DKIM_PERMERROR },
		{ "k=ed25519; t=y; %s", DKIM_PASS },
		{ "", DKIM_PERMERROR },
		{ "junk", DKIM_PERMERROR },
	};
	struct bytes text = signed_text(bytes_of_cstr(plain), key, ""), record;
	struct dkim_collected c;
	char p[300], whole[600];
	assert_int_equal(sign_key_record(key, arena, &record), 0);
	(void)snprintf(p, sizeof p, "%.*s", (int)(record.len - bytes_find(record, BYTES("p="))),
	    (const char *)record.at + bytes_find(record, BYTES("p=")));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		zone = (struct zone){ .arena = arena };
		(void)snprintf(whole, sizeof whole, cases[i].record[0] == '%' ? "k=ed25519; %s" : cases[i].record, p);
		zone_txt(&zone, "s1._domainkey.example.com", whole);
		struct dkim_result r = verify(text, 0, &c);
		if (r.status != cases[i].want)
			fail_msg("%s: %s", whole, dkim_status_names[r.status]);
		assert_int_equal(r.is_testing, strstr(whole, "t=y") != NULL);
	}
	/* two records: the one that can be used */
	zone = (struct zone){ .arena = arena };
	zone_txt(&zone, "s1._domainkey.example.com", "v=spf1 -all");
	(void)snprintf(whole, sizeof whole, "k=ed25519; %s", p);
	zone_txt(&zone, "s1._domainkey.example.com", whole);
	assert_int_equal(verify(text, 0, &c).status, DKIM_PASS);
	/* t=s forbids subdomains in i= */
	zone = (struct zone){ .arena = arena };
	(void)snprintf(whole, sizeof whole, "k=ed25519; t=s; %s", p);
	zone_txt(&zone, "s1._domainkey.example.com", whole);
	assert_int_equal(verify(replaced(text, "s=s1;", "s=s1; i=@b.example.com;"), 0, &c).status, DKIM_PERMERROR);
	/* no answer is temporary, no record is not */
	zone = (struct zone){ .arena = arena };
	assert_int_equal(verify(text, 0, &c).status, DKIM_PERMERROR);
	zone_add(&zone, BYTES("s1._domainkey.example.com"), 0, 0, BYTES_NONE, DNS_BOGUS);
	assert_int_equal(verify(text, 0, &c).status, DKIM_TEMPERROR);
}

/* D8 */
static void
keys_that_are_too_short_or_too_long_are_refused(void **state)
{
	static const struct {
		unsigned bits;
		bool good;
	} cases[] = { { 512, false }, { 768, false }, { 1023, false }, { 1024, true }, { 4096, true } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct dkim_collected c;
		zone = (struct zone){ .arena = arena };
		EVP_PKEY *rsa = EVP_RSA_gen(cases[i].bits);
		struct dkim_result r = verify(signed_text(bytes_of_cstr(plain), rsa, ""), 0, &c);
		assert_int_equal(r.status, cases[i].good ? DKIM_PASS : DKIM_PERMERROR);
		assert_int_equal(r.key_bits, cases[i].bits);
		EVP_PKEY_free(rsa);
	}
	/* one bit more than 4096, and 16384: the number alone decides, nothing is computed */
	for (size_t octets = 513; octets <= 2048; octets += 1535) {
		uint8_t der[2200], text[3200] = "p=";
		size_t n = 0;
		const uint8_t head[] = { 0x30, 0x82, (uint8_t)((octets + 9) >> 8), (uint8_t)(octets + 9), 2, 0x82,
			(uint8_t)(octets >> 8), (uint8_t)octets };
		memcpy(der, head, n = sizeof head);
		memset(der + n, 0x01, octets);
		n += octets;
		memcpy(der + n, "\x02\x03\x01\x00\x01", 5);
		n += 5;
		EVP_EncodeBlock(text + 2, der, (int)n);
		struct dns_record record = { .data = bytes_of_cstr((const char *)text) };
		struct dns_answer a = { .status = DNS_OK };
		struct key out;
		const char *reason;
		a.records.at = &record;
		a.records.count = 1;
		assert_int_equal(key_read(&a, RSA_SHA256, false, arena, &out, &reason), KEY_PERMERROR);
		assert_string_equal(reason, "the key is longer than 4096 bits");
	}
}

/* D5, D11 */
static void
floods_are_bounded(void **state)
{
	struct dkim_collected c;
	struct buf b;
	buf_init(&b, (size_t)64 << 20);
	for (int i = 0; i < 100; i++)
		buf_addf(&b, "DKIM-Signature: v=1; a=rsa-sha256; c=%s/relaxed; d=example.com; s=s%d; h=From:To; l=%d;\r\n"
			     " bh=AAAA; b=AAAA\r\n", i % 2 == 0 ? "simple" : "relaxed", i, i * 1000);
	buf_add_cstr(&b, "From: a@example.com\r\n\r\nx");
	for (int i = 0; i < 10000000; i++)
		buf_add(&b, BYTES("\r\n"));
	buf_add_cstr(&b, "y\r\n");
	double start = check_cpu_seconds();
	assert_int_equal(dkim_collect(buf_bytes(&b), 0, arena, &c), 0);
	double took = check_cpu_seconds() - start;
	assert_int_equal(c.count, 100);
	assert_int_equal(c.signatures.count, DKIM_SIGNATURES_MAX);
	for (size_t i = 0; i < c.signatures.count; i++)
		assert_true(c.signatures.at[i].is_partial);
	print_message("100 signatures, 10^7 empty lines: %.0f ms\n", took * 1000);
#ifndef POSTERN_SANITIZED
	assert_true(took < 2);
#endif
	buf_done(&b);
	buf_init(&b, (size_t)4 << 20);
	for (int i = 0; i <= 10000; i++)
		buf_addf(&b, "X-%d: y\r\n", i);
	buf_add(&b, signed_text(bytes_of_cstr(plain), key, ""));
	assert_int_equal(verify(buf_bytes(&b), 0, &c).status, DKIM_NONE);
	buf_done(&b);
}

static void
bodies_have_one_canonical_form(void **state)
{
	static const struct {
		const char *body, *same;
		bool relaxed;
	} cases[] = {
		{ "", "\r\n", false }, { "\r\n\r\n", "\r\n", false }, { "a", "a\r\n", false },
		{ "a\r\n\r\n\r\n", "a\r\n", false }, { "", "", true }, { " \r\n\t\r\n", "", true },
		{ "a \t b \r\n", "a b\r\n", true }, { " a\r\n", " a\r\n", true }, { "a\r\n \r\n b", "a\r\n\r\n b\r\n", true },
		{ "a\rb\nc\r\n", "a\rb\nc\r\n", true },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct body_hash h = { .relaxed = cases[i].relaxed };
		uint8_t want[32];
		size_t len = strlen(cases[i].same);
		int all = body_want(&h, BODY_ALL), none = body_want(&h, 0), exact = body_want(&h, len);
		int more = body_want(&h, len + 1);
		assert_int_equal(body_want(&h, BODY_ALL), all);
		body_run(&h, bytes_of_cstr(cases[i].body), false);
		assert_int_equal(EVP_Digest(cases[i].same, len, want, NULL, EVP_sha256(), NULL), 1);
		if (h.length != len || memcmp(h.wants[all].hash, want, 32) != 0)
			fail_msg("case %zu", i);
		assert_true(h.wants[none].is_done && h.wants[exact].is_done && !h.wants[more].is_done);
		assert_memory_equal(h.wants[exact].hash, want, 32);
	}
}

/* The keys and the message of RFC 8463 appendix A are facts that every implementation shares. */
static void
the_example_of_rfc_8463_verifies(void **state)
{
	struct dkim_collected c;
	zone_txt(&zone, "brisbane._domainkey.football.example.com",
	    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
	struct bytes text = BYTES(
	    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
	    " d=football.example.com; i=@football.example.com;\r\n"
	    " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
	    " subject : date : message-id : from : subject : date;\r\n"
	    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
	    " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
	    " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
	    "From: Joe SixPack <joe@football.example.com>\r\n"
	    "To: Suzie Q <suzie@shopping.example.net>\r\n"
	    "Subject: Is dinner ready?\r\n"
	    "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
	    "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
	    "\r\n"
	    "Hi.\r\n"
	    "\r\n"
	    "We lost the game.  Are you hungry yet?\r\n"
	    "\r\n"
	    "Joe.\r\n");
	struct dkim_result r = verify(text, 0, &c);
	assert_int_equal(r.status, DKIM_PASS);
	check_text(r.identity, "@football.example.com");
	assert_int_equal(verify(replaced(text, "lost", "won"), 0, &c).status, DKIM_FAIL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_body_signed_in_part_never_passes, setup, teardown),
		cmocka_unit_test_setup_teardown(a_partial_signature_that_verifies_is_policy, setup, teardown),
		cmocka_unit_test_setup_teardown(signatures_are_refused_for_a_reason, setup, teardown),
		cmocka_unit_test_setup_teardown(key_records_are_read_to_the_letter, setup, teardown),
		cmocka_unit_test_setup_teardown(keys_that_are_too_short_or_too_long_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(floods_are_bounded, setup, teardown),
		cmocka_unit_test_setup_teardown(bodies_have_one_canonical_form, setup, teardown),
		cmocka_unit_test_setup_teardown(the_example_of_rfc_8463_verifies, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
