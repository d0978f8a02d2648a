/* Whole messages with a zone of their own: the published ways to forge a sender, and ordinary mail. */
#include <time.h>

#include "identity/auth_results.h"
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
	arena = arena_new((size_t)64 << 20);
	zone = (struct zone){ .arena = arena };
	zone_txt(&zone, "legitimate.com", "v=spf1 ip4:198.51.100.1 -all");
	zone_txt(&zone, "_dmarc.legitimate.com", "v=DMARC1; p=reject; rua=mailto:d@legitimate.com");
	zone_txt(&zone, "attack.com", "v=spf1 +all");
	zone_txt(&zone, "a.attack.com", "v=spf1 +all");
	zone_txt(&zone, "any.attack.com", "v=spf1 +all");
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

static void
publish(const char *name)
{
	struct bytes record;
	assert_int_equal(sign_key_record(key, arena, &record), 0);
	zone_add(&zone, bytes_of_cstr(name), DNS_TXT, 0, record, DNS_OK);
}

static struct identity_results
judge(struct bytes text, const char *ip, struct bytes mail_from)
{
	const struct spf_input spf = { .ip = bytes_of_cstr(ip), .helo = BYTES("attack.com"), .mail_from = mail_from,
		.now = NOW };
	struct identity_collected c;
	struct identity_results r;
	struct dns_book book = { .arena = arena };
	assert_int_equal(identity_collect(text, arena, &c), 0);
	int rounds = 0;
	while (identity_judge(&c, &spf, &book, arena, &r) == 0) {
		assert_true(zone_answer(&zone, &book) > 0);
		assert_true(++rounds < 20);
	}
	return r;
}

static struct bytes
signed_as(struct bytes text, const char *domain, const char *selector)
{
	struct signer s = { bytes_of_cstr(domain), bytes_of_cstr(selector), key, NOW, 0 };
	struct buf b;
	struct bytes out;
	buf_init(&b, (size_t)1 << 20);
	assert_int_equal(sign_dkim(text, &s, arena, &b), 0);
	buf_add(&b, text);
	assert_true(arena_copy(arena, buf_bytes(&b), &out));
	buf_done(&b);
	return out;
}

static const struct {
	const char *name, *mail_from;
	struct bytes header;
} forged[] = {
	{ "a1", "any@mailfrom.notexist.legitimate.com", BYTES_INIT("From: <admin@legitimate.com>\r\n") },
	{ "a2", "(any@legitimate.com", BYTES_INIT("From: <admin@legitimate.com>\r\n") },
	{ "a3", "any@attack.com", BYTES_INIT("DKIM-Signature: v=1; a=ed25519-sha256; d=legitimate.com; "
	    "s=selector._domainkey.attack.com.\0.any; h=From; bh=AAAA; b=AAAA\r\nFrom: <admin@legitimate.com>\r\n") },
	{ "a4", "any@attack.com", BYTES_INIT("DKIM-Signature: v=1; a=ed25519-sha256; d=legitimate.com'a.attack.com; "
	    "s=s1; h=From; bh=AAAA; b=AAAA\r\nFrom: <admin@legitimate.com>\r\n") },
	{ "a5", "any@legitimate.com(a.attack.com", BYTES_INIT("From: <admin@legitimate.com>\r\n") },
	{ "a6", "any@legitimate.com'@any.attack.com", BYTES_INIT("From: <admin@legitimate.com>\r\n") },
	{ "a7", "@legitimate.com,@any.com:'any@attack.com", BYTES_INIT("From: <admin@legitimate.com>\r\n") },
	{ "a8", "any@attack.com", BYTES_INIT("From: <any@attack.com>\r\nFrom: <admin@legitimate.com>\r\n") },
	{ "a9", "any@attack.com", BYTES_INIT(" From: <any@attack.com>\r\nFrom: <admin@legitimate.com>\r\n") },
	{ "a10", "any@attack.com", BYTES_INIT("From: <any@attack.com>\r\nFrom : <admin@legitimate.com>\r\n") },
	{ "a11", "any@attack.com", BYTES_INIT("From\r\n : <any@attack.com>\r\nFrom: <admin@legitimate.com>\r\n") },
	{ "a12", "any@attack.com", BYTES_INIT("From\r\n : <any@attack.com>\r\nSender: <admin@legitimate.com>\r\n") },
	{ "a13", "any@attack.com", BYTES_INIT("From\r\n : <any@attack.com>\r\nResent-From: <admin@legitimate.com>\r\n") },
	{ "a14", "any@attack.com", BYTES_INIT("From: <any@attack.com>, <admin@legitimate.com>\r\n") },
	{ "a15", "any@attack.com",
	    BYTES_INIT("From: =?utf-8?B?PGFkbWluQGxlZ2l0aW1hdGUuY29tPg==?=,<second@attack.com>\r\n") },
	{ "a16", "any@attack.com", BYTES_INIT("From: <@attack.com,@any.com:admin@legitimate.com>\r\n") },
	{ "a17", "any@attack.com", BYTES_INIT("From: <admin@legitimate.com>\\,<second@attack.com>\r\n") },
	{ "a18", "any@attack.com", BYTES_INIT("From: admin@legitimate.com,<second@attack.com>\r\n") },
	{ "a18 without comma", "any@attack.com", BYTES_INIT("From: admin@legitimate.com <second@attack.com>\r\n") },
	{ "a19", "any@attack.com", BYTES_INIT("From: <any@attack.com>admin@legitimate.com\r\n") },
	{ "client a1", "any@attack.com", BYTES_INIT("From: <admin@legitimate.com>\r\nFrom: <any@attack.com>\r\n") },
	{ "client a2", "any@attack.com", BYTES_INIT("From: <admin@legitimate.com>, <any@attack.com>\r\n") },
	{ "client a3", "any@attack.com", BYTES_INIT("From: <admin@legitimate.com>\r\n") },
	{ "comments", "any@attack.com",
	    BYTES_INIT("From:(comm\r\n ent),<@attack.com:@b.com:hr@legitimate.com>(comm\r\n ent)\r\n") },
	{ "case", "any@attack.com", BYTES_INIT(" FrOM: <any@attack.com>\r\nFrom: <admin@legitimate.com>\r\n") },
	{ "0xff", "any@attack.com", BYTES_INIT("From\xff: <admin@legitimate.com>\r\nFrom: <any@attack.com>\r\n") },
	{ "NUL", "any@attack.com", BYTES_INIT("From:<admin@legitimate.com\0attack.com>\r\n") },
	{ "brace", "any@attack.com", BYTES_INIT("From: <admin@legitimate.com}any@attack.com>\r\n") },
	{ "U+FFFF", "any@attack.com", BYTES_INIT("From: <admin@legitimate.com\xef\xbf\xbf" "any@attack.com>\r\n") },
	{ "right to left", "any@attack.com", BYTES_INIT("From: <\xe2\x80\xaemoc.etamitigel@nimda>\r\n") },
	{ "encoded and NUL", "any@attack.com", BYTES_INIT("From: <=?utf-8?Q?admin=40legitimate=2Ecom?=\0@attack.com>\r\n") },
	{ "bare CR", "any@attack.com", BYTES_INIT("From: <any@attack.com>\r\nX: y\rFrom: <admin@legitimate.com>\r\n") },
	{ "bare LF", "any@attack.com", BYTES_INIT("From: <any@attack.com>\r\nX: y\nFrom: <admin@legitimate.com>\r\n") },
	{ "blank line", "any@attack.com", BYTES_INIT("From: <any@attack.com>\r\n \r\nFrom: <admin@legitimate.com>\r\n") },
	{ "junk line", "any@attack.com", BYTES_INIT("X: y\r\njunk\r\nFrom: <admin@legitimate.com>\r\n") },
	{ "group", "any@attack.com", BYTES_INIT("From: admin@legitimate.com:any@attack.com;\r\n") },
	{ "empty group", "any@attack.com", BYTES_INIT("From: Foo:;\r\n") },
	{ "no From", "any@attack.com", BYTES_INIT("Sender: admin@legitimate.com\r\n") },
	{ "literal", "any@attack.com", BYTES_INIT("From: <admin@[192.0.2.1]>\r\n") },
};

static void
no_forgery_passes_for_the_forged_domain(void **state)
{
	publish("s1._domainkey.attack.com");
	publish("selector._domainkey.attack.com");
	for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
		struct buf b;
		struct bytes text;
		buf_init(&b, 65536);
		buf_add(&b, forged[i].header);
		buf_add_cstr(&b, "To: victim@example.com\r\nSubject: x\r\n\r\nbody\r\n");
		assert_true(arena_copy(arena, buf_bytes(&b), &text));
		buf_done(&b);
		struct identity_results r = judge(text, "192.0.2.66", bytes_of_cstr(forged[i].mail_from));
		bool named = bytes_has(forged[i].header, BYTES("attack.com")) &&
		    !bytes_starts(forged[i].header, BYTES("DKIM"));
		if (r.dmarc.status == DMARC_PASS || (named && r.from.status == FROM_ONE))
			fail_msg("%s: dmarc %s, From %s %.*s", forged[i].name, dmarc_status_names[r.dmarc.status],
			    from_status_names[r.from.status], BYTES_ARGS(r.from.domain));
		for (size_t j = 0; j < r.dkim.count; j++)
			assert_int_not_equal(r.dkim.at[j].status, DKIM_PASS);
		/* and the field that we write names no result but ours */
		struct buf field;
		buf_init(&field, 65536);
		auth_results_write(&r, BYTES("mx.example.com"), bytes_of_cstr(forged[i].mail_from), &field);
		assert_false(bytes_has(buf_bytes(&field), BYTES("dmarc=pass")));
		for (size_t j = 0; j < field.len; j++)
			assert_true((field.at[j] >= 0x20 && field.at[j] < 0x7f) || strchr("\r\n\t", field.at[j]) != NULL);
		buf_done(&field);
	}
}

static void
the_attacker_s_own_signature_does_not_help(void **state)
{
	publish("s1._domainkey.attack.com");
	struct bytes text = signed_as(BYTES("From: <admin@legitimate.com>\r\nTo: v@example.com\r\n\r\nx\r\n"),
	    "attack.com", "s1");
	struct identity_results r = judge(text, "192.0.2.66", BYTES("any@attack.com"));
	assert_int_equal(r.dkim.at[0].status, DKIM_PASS);
	assert_int_equal(r.spf.status, SPF_PASS);
	assert_int_equal(r.dmarc.status, DMARC_FAIL);
	assert_int_equal(r.dmarc.policy, DMARC_REJECT);
	/* one good signature without alignment, one aligned and bad (D4) */
	text = signed_as(text, "legitimate.com", "s1");
	r = judge(text, "192.0.2.66", BYTES("any@attack.com"));
	assert_int_equal(r.dkim.count, 2);
	assert_int_equal(r.dkim.at[0].status, DKIM_PERMERROR);
	assert_int_equal(r.dmarc.status, DMARC_FAIL);
}

static void
honest_mail_passes(void **state)
{
	static const char *const froms[] = {
		"From: <admin@legitimate.com>",
		"From: admin@legitimate.com",
		"From: Admin <admin@Legitimate.COM>",
		"from:\r\n =?utf-8?B?566h55CG5ZGY?=\r\n <admin@legitimate.com>",
		"From: \"Smith, John\" (sales) <admin@news.legitimate.com>",
		"From: =?utf-8?Q?j=40other=2Ecom_via_list?= <admin@legitimate.com>",
		"From: \"j@other.com\" <admin@legitimate.com>",
		"From: a@legitimate.com, b@legitimate.com",
	};
	for (size_t i = 0; i < sizeof froms / sizeof froms[0]; i++) {
		struct buf b;
		buf_init(&b, 4096);
		buf_addf(&b, "%s\r\nTo: v@example.com\r\n\r\nx\r\n", froms[i]);
		struct identity_results r = judge(buf_bytes(&b), "198.51.100.1", BYTES("bounce@legitimate.com"));
		if (r.dmarc.status != DMARC_PASS)
			fail_msg("%s: %.*s", froms[i], BYTES_ARGS(r.from.reason));
		assert_true(r.dmarc.is_spf_aligned);
		buf_done(&b);
	}
	publish("s1._domainkey.legitimate.com");
	struct bytes text = signed_as(BYTES("From: <admin@legitimate.com>\r\nTo: v@example.com\r\n\r\nx\r\n"),
	    "legitimate.com", "s1");
	struct identity_results r = judge(text, "192.0.2.66", BYTES("list@attack.com"));
	assert_int_equal(r.dmarc.status, DMARC_PASS);
	assert_true(r.dmarc.is_dkim_aligned && !r.dmarc.is_spf_aligned);
	check_text(r.dmarc.aligned, "legitimate.com");
}

static void
a_huge_from_costs_little(void **state)
{
	static const char *const pieces[] = { "=?utf-8?q?x=40d.example?= <a@legitimate.com>,", "@", "a@b.example,", "(", "<" };
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		struct buf b;
		struct from_identity from;
		buf_init(&b, (size_t)1 << 20);
		buf_add_cstr(&b, "From: ");
		while (b.len < 60000)
			buf_add_cstr(&b, pieces[i]);
		buf_add_cstr(&b, "\r\n\r\n");
		clock_t start = clock();
		(void)from_decide(buf_bytes(&b), arena, &from);
		assert_int_not_equal(from.status, FROM_ONE);
#ifndef POSTERN_SANITIZED
		assert_true(clock() - start < CLOCKS_PER_SEC / 5);
#endif
		(void)start;
		buf_done(&b);
	}
}

static void
a_domain_in_chinese_is_one_domain(void **state)
{
	zone_txt(&zone, "xn--fsqu00a.xn--fiqs8s", "v=spf1 ip4:198.51.100.1 -all");
	zone_txt(&zone, "_dmarc.xn--fsqu00a.xn--fiqs8s", "v=DMARC1; p=quarantine");
	struct identity_results r = judge(BYTES("From: <a@\xe4\xbe\x8b\xe5\xad\x90.\xe4\xb8\xad\xe5\x9b\xbd>\r\n\r\nx\r\n"),
	    "198.51.100.1", BYTES("a@xn--fsqu00a.xn--fiqs8s"));
	check_text(r.from.domain, "xn--fsqu00a.xn--fiqs8s");
	assert_int_equal(r.dmarc.status, DMARC_PASS);
}

static void
results_survive_a_border(void **state)
{
	publish("s1._domainkey.legitimate.com");
	struct bytes text = signed_as(BYTES("From: <admin@legitimate.com>\r\nTo: v@example.com\r\n\r\nx\r\n"),
	    "legitimate.com", "s1");
	struct identity_results r = judge(text, "192.0.2.66", BYTES("list@attack.com")), r2 = { .questions = 0 };
	struct identity_collected c, c2 = { .signature_count = 0 };
	struct buf b;
	struct bytes copy = BYTES_NONE;
	buf_init(&b, (size_t)1 << 20);
	schema_write(&identity_results_schema, &r, &b);
	assert_true(buf_ok(&b) && arena_copy(arena, buf_bytes(&b), &copy));
	assert_int_equal(schema_read(&identity_results_schema, copy, arena, &r2), 0);
	assert_int_equal(r2.dmarc.status, DMARC_PASS);
	check_bytes(r2.dkim.at[0].domain, r.dkim.at[0].domain);
	assert_int_equal(identity_collect(text, arena, &c), 0);
	buf_clear(&b);
	schema_write(&identity_collected_schema, &c, &b);
	assert_true(buf_ok(&b) && arena_copy(arena, buf_bytes(&b), &copy));
	assert_int_equal(schema_read(&identity_collected_schema, copy, arena, &c2), 0);
	check_bytes(c2.signatures.at[0].header_hash, c.signatures.at[0].header_hash);
	buf_done(&b);
}

static void
values_from_outside_stay_inside_their_quotes(void **state)
{
	struct identity_results r = { .spf = { .status = SPF_FAIL, .reason = BYTES("no") } };
	struct buf b;
	buf_init(&b, 4096);
	auth_results_write(&r, BYTES("mx.example.com"), BYTES("a\"b; dmarc=pass\r\n\xff@x"), &b);
	check_text(buf_bytes(&b), "mx.example.com;\r\n\tspf=fail reason=\"no\" smtp.mailfrom=\"a\\\"b; dmarc=pass???@x\""
	    ";\r\n\tdkim=none reason=\"there is no signature\";\r\n\tdmarc=none;\r\n\tarc=none");
	buf_done(&b);
}

static void
a_field_in_our_name_is_recognised(void **state)
{
	static const struct {
		const char *value;
		bool ours;
	} cases[] = {
		{ " mx.example.com; dkim=pass", true },
		{ " MX.Example.com 1; none", true },
		{ " (a (b)) mx.example.com\r\n\t; none", true },
		{ " \"mx.example.com\"; none", true },
		{ " \"mx\\.example.com\"; none", true },
		{ " mx.example.com.; none", true },
		{ " mx.example.com(x); none", true },
		{ "", true },
		{ " \"mx.example", true },
		{ " m\x01x.example.com; none", true },
		{ " other.example.com; dkim=pass", false },
		{ " mx.example.com.example.org; none", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(auth_results_is_ours(bytes_of_cstr(cases[i].value), BYTES("mx.example.com")), cases[i].ours);
}

static void
when_nothing_answers_all_is_temporary(void **state)
{
	publish("s1._domainkey.legitimate.com");
	struct bytes text = signed_as(BYTES("From: <admin@legitimate.com>\r\n\r\nx\r\n"), "legitimate.com", "s1");
	zone = (struct zone){ .arena = arena };
	const char *const names[] = { "legitimate.com", "_dmarc.legitimate.com", "_dmarc.com",
		"s1._domainkey.legitimate.com" };
	for (size_t i = 0; i < 4; i++)
		zone_add(&zone, bytes_of_cstr(names[i]), 0, 0, BYTES_NONE, DNS_TIMEOUT);
	struct identity_results r = judge(text, "192.0.2.66", BYTES("any@legitimate.com"));
	assert_int_equal(r.spf.status, SPF_TEMPERROR);
	assert_int_equal(r.dkim.at[0].status, DKIM_TEMPERROR);
	assert_int_equal(r.dmarc.status, DMARC_TEMPERROR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_forgery_passes_for_the_forged_domain, setup, teardown),
		cmocka_unit_test_setup_teardown(the_attacker_s_own_signature_does_not_help, setup, teardown),
		cmocka_unit_test_setup_teardown(honest_mail_passes, setup, teardown),
		cmocka_unit_test_setup_teardown(a_huge_from_costs_little, setup, teardown),
		cmocka_unit_test_setup_teardown(a_domain_in_chinese_is_one_domain, setup, teardown),
		cmocka_unit_test_setup_teardown(results_survive_a_border, setup, teardown),
		cmocka_unit_test_setup_teardown(values_from_outside_stay_inside_their_quotes, setup, teardown),
		cmocka_unit_test_setup_teardown(a_field_in_our_name_is_recognised, setup, teardown),
		cmocka_unit_test_setup_teardown(when_nothing_answers_all_is_temporary, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
