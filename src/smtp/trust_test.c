/* DANE and MTA-STS: what is read, what follows from it, and that a handshake obeys. */
#include "smtp/trust.h"

#include <event2/event.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/check.h"
#include "lib/zone.h"
#include "smtp/fetch.h"

static struct arena *arena;
static struct zone zone;

static int
setup(void **state)
{
	arena = arena_new((size_t)16 << 20);
	zone = (struct zone){ .arena = arena };
	return 0;
}

static int
teardown(void **state)
{
	arena_free(arena);
	return 0;
}

static void
a_policy_is_read_or_is_none(void **state)
{
	static const struct {
		const char *text;
		int want;
	} cases[] = {
		{ "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n", 0 },
		{ "version: STSv1\nmode: testing\nmx:a.example.com\nmax_age:1", 0 },
		{ "version: STSv1\nmode: none\nmax_age: 86400\n", 0 },
		{ "version: STSv1\nmode: enforce\nmx: a.example.com\nmax_age: 5\nfuture: yes\nmode: none\nmode: junk\n", 0 },
		{ "version: STSv1\nmode: enforce\nmax_age: 86400\n", FAULT_INPUT },
		{ "version: STSv2\nmode: none\nmax_age: 86400\n", FAULT_INPUT },
		{ "mode: none\nmax_age: 86400\n", FAULT_INPUT },
		{ "version: STSv1\nmode: block\nmax_age: 86400\n", FAULT_INPUT },
		{ "version: STSv1\nmode: none\n", FAULT_INPUT },
		{ "version: STSv1\nmode: none\nmax_age: -1\n", FAULT_INPUT },
		{ "version: STSv1\nmode: none\nmax_age: 99999999999\n", FAULT_INPUT },
		{ "version: STSv1\nmode: enforce\nmx: *\nmax_age: 5\n", FAULT_INPUT },
		{ "version: STSv1\nmode: enforce\nmx: a.*.example\nmax_age: 5\n", FAULT_INPUT },
		{ "version: STSv1\nmode: enforce\nmx: a b.example\nmax_age: 5\n", FAULT_INPUT },
		{ "<html>", FAULT_INPUT }, { "", FAULT_INPUT },
	};
	struct sts_policy p;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (sts_policy_read(bytes_of_cstr(cases[i].text), arena, &p) != cases[i].want)
			fail_msg("case %zu", i);
	assert_int_equal(sts_policy_read(bytes_of_cstr(cases[0].text), arena, &p), 0);
	assert_int_equal(p.mode, STS_ENFORCE);
	assert_int_equal(p.max_age, 604800);
	assert_true(sts_has_mx(&p, BYTES("MAIL.example.com")) && sts_has_mx(&p, BYTES("a.example.net.")));
	assert_false(sts_has_mx(&p, BYTES("a.b.example.net")) || sts_has_mx(&p, BYTES("example.net")) ||
	    sts_has_mx(&p, BYTES("mail.example.com.evil.example")) || sts_has_mx(&p, BYTES("")));
	assert_int_equal(sts_policy_read(bytes_of_cstr(cases[3].text), arena, &p), 0);
	assert_int_equal(p.mode, STS_ENFORCE); /* the first counts */
}

static void
a_policy_has_its_ceilings(void **state)
{
	struct sts_policy p;
	struct buf text;
	buf_init(&text, 1 << 20);
	for (int more = 0; more <= 1; more++) {
		buf_clear(&text);
		buf_add_cstr(&text, "version: STSv1\nmode: enforce\nmax_age: 9999999999\n");
		for (int i = 0; i < STS_MX_MAX + more; i++)
			buf_addf(&text, "mx: m%d.example.com\n", i);
		assert_int_equal(sts_policy_read(buf_bytes(&text), arena, &p), more ? FAULT_LIMIT : 0);
		assert_int_equal(p.max_age, STS_AGE_MAX);
	}
	while (text.len <= STS_POLICY_MAX)
		buf_add_cstr(&text, "x: y\n");
	assert_int_equal(sts_policy_read(buf_bytes(&text), arena, &p), FAULT_LIMIT);
	buf_done(&text);
}

static void
a_record_names_a_policy(void **state)
{
	static const struct {
		const char *text[2];
		int fault;
		const char *id;
	} cases[] = {
		{ { "v=STSv1; id=20160831085700Z;" }, 0, "20160831085700Z" },
		{ { "v=STSv1;id=1" }, 0, "1" },
		{ { "v=STSv1; id=1; future=x; id=2" }, 0, "1" },
		{ { "v=spf1 -all", "v=STSv1; id=7;" }, 0, "7" },
		{ { "v=STSv1; id=7;", "v=STSv1; id=8;" }, FAULT_ABSENT, "" },
		{ { "v=STSv11; id=7;" }, FAULT_ABSENT, "" },
		{ { "v=STSv1;" }, FAULT_INPUT, "" },
		{ { "v=STSv1; id=a-b;" }, FAULT_INPUT, "" },
		{ { "v=STSv1; id=123456789012345678901234567890123;" }, FAULT_INPUT, "" },
		{ { "v=STSv1; id=12345678901234567890123456789012;" }, 0, "12345678901234567890123456789012" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct dns_record records[2] = { 0 };
		struct dns_answer a = { .status = DNS_OK };
		char id[STS_ID_MAX + 1] = "";
		a.records.at = records;
		for (; a.records.count < 2 && cases[i].text[a.records.count] != NULL; a.records.count++)
			records[a.records.count].data = bytes_of_cstr(cases[i].text[a.records.count]);
		assert_int_equal(sts_record_read(&a, id), cases[i].fault);
		if (cases[i].fault == 0)
			assert_string_equal(id, cases[i].id);
	}
}

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"

static void
an_answer_over_http_is_taken_whole_or_not_at_all(void **state)
{
	static const struct {
		const char *answer;
		bool is_over;
		int want;
		const char *text;
	} cases[] = {
		{ OK_HEAD "Content-Length: 3\r\n\r\nabc", false, 1, "abc" },
		{ OK_HEAD "content-length: 3\r\n\r\nabcd", false, 1, "abc" },
		{ OK_HEAD "Content-Length: 3\r\n\r\nab", false, 0, "" },
		{ OK_HEAD "Content-Length: 3\r\n\r\nab", true, FAULT_INPUT, "" },
		{ OK_HEAD "\r\nab", false, 0, "" },
		{ OK_HEAD "\r\nab", true, 1, "ab" },
		{ OK_HEAD, true, FAULT_INPUT, "" },
		{ "HTTP/1.1 301 Moved\r\nLocation: https://x/\r\nContent-Type: text/plain\r\n\r\n", true, FAULT_INPUT, "" },
		{ "HTTP/1.1 2000\r\nContent-Type: text/plain\r\n\r\n", true, FAULT_INPUT, "" },
		{ "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nx", true, FAULT_INPUT, "" },
		{ "HTTP/1.1 200 OK\r\n\r\nx", true, FAULT_INPUT, "" },
		{ OK_HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", true, FAULT_INPUT, "" },
		{ OK_HEAD "Content-Encoding: gzip\r\n\r\nx", true, FAULT_INPUT, "" },
		{ OK_HEAD "Content-Length: 65537\r\n\r\nx", false, FAULT_LIMIT, "" },
		{ OK_HEAD "Content-Length: -1\r\n\r\nx", true, FAULT_INPUT, "" },
		{ "junk", false, 0, "" }, { "junk", true, FAULT_INPUT, "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct bytes text = BYTES_NONE;
		int got = fetch_read(bytes_of_cstr(cases[i].answer), cases[i].is_over, &text);
		if (got != cases[i].want)
			fail_msg("case %zu: %d", i, got);
		if (got == 1)
			check_text(text, cases[i].text);
	}
	static uint8_t long_head[FETCH_HEAD_MAX];
	struct bytes text;
	memset(long_head, 'a', sizeof long_head);
	assert_int_equal(fetch_read(bytes_of(long_head, sizeof long_head - 1), false, &text), 0);
	assert_int_equal(fetch_read(bytes_of(long_head, sizeof long_head), false, &text), FAULT_LIMIT);
}

/* An answer of STATUS with one record. */
static void
answer(struct dns_book *book, enum dns_status status, bool is_secure, struct bytes data)
{
	struct dns_record record = { .data = data };
	struct dns_answer a = { .status = status, .is_secure = is_secure };
	a.records.at = &record;
	a.records.count = status == DNS_OK;
	for (size_t i = 0; i < book->entries.count; i++)
		if (!book->entries.at[i].is_answered) {
			dns_book_answer(book, i, &a);
			return;
		}
	fail();
}

static void
dane_counts_only_where_everything_is_signed(void **state)
{
	static const struct {
		enum dns_status a;
		bool a_secure;
		enum dns_status aaaa;
		bool aaaa_secure;
		enum dns_status tlsa;
		bool tlsa_secure;
		bool is_usable;
		enum dane_status want;
	} cases[] = {
		{ DNS_OK, true, DNS_NODATA, true, DNS_OK, true, true, DANE_USABLE },
		{ DNS_OK, true, DNS_NODATA, true, DNS_OK, true, false, DANE_UNUSABLE },
		{ DNS_OK, true, DNS_NODATA, true, DNS_OK, false, true, DANE_NONE },
		{ DNS_OK, true, DNS_NODATA, true, DNS_NXDOMAIN, true, true, DANE_NONE },
		{ DNS_OK, true, DNS_NODATA, true, DNS_SERVFAIL, false, true, DANE_LATER },
		{ DNS_OK, true, DNS_NODATA, true, DNS_BOGUS, false, true, DANE_LATER },
		{ DNS_OK, true, DNS_NODATA, true, DNS_TIMEOUT, false, true, DANE_LATER },
		{ DNS_OK, false, DNS_NODATA, false, DNS_OK, true, true, DANE_NONE },
		{ DNS_BOGUS, false, DNS_OK, true, DNS_OK, true, true, DANE_LATER },
		{ DNS_OK, true, DNS_TIMEOUT, false, DNS_OK, true, true, DANE_LATER },
		{ DNS_NXDOMAIN, true, DNS_NXDOMAIN, true, DNS_OK, true, true, DANE_NONE },
	};
	static const uint8_t good[35] = { 3, 1, 1 }, bad[35] = { 1, 1, 1 };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct dns_book book = { .arena = arena };
		struct dane d;
		assert_int_equal(dane_look(BYTES("mx.example.com"), 25, &book, arena, &d), DANE_OPEN);
		answer(&book, cases[i].a, cases[i].a_secure, BYTES("\xC0\x00\x02\x01"));
		answer(&book, cases[i].aaaa, cases[i].aaaa_secure, BYTES("0123456789012345"));
		enum dane_status got = dane_look(BYTES("mx.example.com"), 25, &book, arena, &d);
		if (got == DANE_OPEN) {
			check_text(book.entries.at[2].question.name, "_25._tcp.mx.example.com");
			answer(&book, cases[i].tlsa, cases[i].tlsa_secure, bytes_of(cases[i].is_usable ? good : bad, 35));
			got = dane_look(BYTES("mx.example.com"), 25, &book, arena, &d);
		}
		if (got != cases[i].want)
			fail_msg("case %zu: %d", i, got);
	}
	struct dns_book book = { .arena = arena };
	struct dane d;
	assert_int_equal(dane_look(BYTES("[192.0.2.1]"), 25, &book, arena, &d), DANE_NONE);
}

static void
a_tlsa_record_is_for_smtp_or_is_left_out(void **state)
{
	static const struct {
		uint8_t head[3];
		size_t len;
		bool want;
	} cases[] = { { { 3, 1, 1 }, 32, true }, { { 2, 0, 2 }, 64, true }, { { 3, 0, 0 }, 500, true }, { { 0, 1, 1 }, 32, false },
		{ { 1, 1, 1 }, 32, false }, { { 3, 2, 1 }, 32, false }, { { 3, 1, 3 }, 32, false }, { { 3, 1, 1 }, 31, false },
		{ { 3, 1, 1 }, 33, false }, { { 3, 1, 2 }, 32, false }, { { 3, 1, 0 }, 0, false }, { { 255, 1, 1 }, 32, false } };
	uint8_t octets[600] = { 0 };
	struct dane_record r;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		memcpy(octets, cases[i].head, 3);
		assert_int_equal(dane_record_read(bytes_of(octets, cases[i].len + 3), &r), cases[i].want);
	}
	assert_false(dane_record_read(BYTES_NONE, &r));
}

/* A certificate for HOST, signed by itself, that ended DAYS from now. */
static X509 *
certificate(EVP_PKEY *key, const char *host, int days)
{
	char names[300];
	X509 *x = X509_new();
	(void)snprintf(names, sizeof names, "DNS:%s", host);
	(void)X509_set_version(x, 2);
	(void)ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	(void)X509_gmtime_adj(X509_getm_notBefore(x), -10 * 86400);
	(void)X509_gmtime_adj(X509_getm_notAfter(x), days * 86400L);
	(void)X509_set_pubkey(x, key);
	(void)X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, (const uint8_t *)host, -1, -1, 0);
	(void)X509_set_issuer_name(x, X509_get_subject_name(x));
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
	assert_true(X509_add_ext(x, e, -1) == 1);
	X509_EXTENSION_free(e);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	return x;
}

static void
on_done(void *arg)
{
	*(bool *)arg = true;
}

struct attempt {
	const char *tls;    /* of the next hop */
	const char *policy; /* of MTA-STS, put where a fetch would have put it; NULL: none */
	const char *host;   /* of the certificate */
	int days;
	bool is_trusted;    /* by the client's authorities */
	bool is_pinned;     /* its key's hash stands in a signed TLSA record */
	bool has_tlsa;
	bool want_good;
	const char *want_result;
};

/* Both ends in one thread. */
static bool
shake(SSL *client, SSL *server)
{
	BIO *a, *b;
	must(BIO_new_bio_pair(&a, 0, &b, 0) == 1);
	SSL_set_bio(client, a, a);
	SSL_set_bio(server, b, b);
	SSL_set_connect_state(client);
	SSL_set_accept_state(server);
	for (int i = 0; i < 20; i++) {
		int c = SSL_do_handshake(client), s = SSL_do_handshake(server);
		if (c == 1 && s == 1)
			return true;
		if (c != 1 && SSL_get_error(client, c) != SSL_ERROR_WANT_READ)
			return false;
	}
	return false;
}

static void
attempt(struct trusts *all, struct event_base *base, const struct attempt *at, EVP_PKEY *key)
{
	struct conf_next_hop hop = { .tls = at->tls[0] == 'd' ? NEXT_HOP_TLS_DANE : NEXT_HOP_TLS_MTA_STS,
		.mta_sts_domain = BYTES("example.com") };
	bool is_done = false;
	uint8_t *der = NULL, hash[35] = { 3, 1, 1 };
	X509 *x = certificate(key, at->host, at->days);
	int len = i2d_PUBKEY(key, &der);
	(void)SHA256(der, (size_t)len, hash + 3);
	OPENSSL_free(der);
	if (!at->is_pinned)
		hash[10] ^= 1;
	/* the answers are all there before it asks: the test is the DNS */
	trusts_prepare(all, BYTES("example.com"), bytes_of_cstr(at->policy));
	struct dns_book book = { .arena = arena };
	if (hop.tls == NEXT_HOP_TLS_DANE) {
		struct dane d;
		(void)dane_look(BYTES("mx.example.com"), 25, &book, arena, &d);
		answer(&book, DNS_OK, true, BYTES("\xC0\x00\x02\x01"));
		answer(&book, DNS_NODATA, true, BYTES_NONE);
		(void)dane_look(BYTES("mx.example.com"), 25, &book, arena, &d);
		answer(&book, at->has_tlsa ? DNS_OK : DNS_NXDOMAIN, true, bytes_of(hash, sizeof hash));
	} else {
		(void)dns_look(&book, BYTES("_mta-sts.example.com"), DNS_TXT);
		answer(&book, at->policy != NULL ? DNS_OK : DNS_NXDOMAIN, false, BYTES("v=STSv1; id=1;"));
	}
	struct trust *t = trust_with(all, &hop, "mx.example.com", 25, &book, on_done, &is_done);
	assert_false(is_done);
	while (!is_done)
		(void)event_base_loop(base, EVLOOP_ONCE);
	SSL_CTX *c = SSL_CTX_new(TLS_client_method()), *s = SSL_CTX_new(TLS_server_method());
	(void)SSL_CTX_dane_enable(c);
	if (at->is_trusted)
		(void)X509_STORE_add_cert(SSL_CTX_get_cert_store(c), x);
	must(SSL_CTX_use_certificate(s, x) == 1 && SSL_CTX_use_PrivateKey(s, key) == 1);
	SSL *client = SSL_new(c), *server = SSL_new(s);
	(void)SSL_set1_host(client, "mx.example.com");
	bool is_good = trust_need(t) != TRUST_LATER;
	if (is_good) {
		trust_apply(t, client);
		is_good = shake(client, server);
	}
	struct trust_outcome outcome;
	trust_outcome(t, is_good, true, &outcome);
	if (is_good != at->want_good || strcmp(outcome.result, at->want_result) != 0)
		fail_msg("%s, %s, %s: good %d, \"%s\"", at->tls, at->policy, at->host, is_good, outcome.result);
	SSL_free(client);
	SSL_free(server);
	SSL_CTX_free(c);
	SSL_CTX_free(s);
	X509_free(x);
	trust_free(t);
}

#define POLICY(mode) "version: STSv1\nmode: " mode "\nmx: *.example.com\nmax_age: 86400\n"
#define STRANGER(mode) "version: STSv1\nmode: " mode "\nmx: mx.example.net\nmax_age: 86400\n"

static void
a_handshake_obeys(void **state)
{
	static const struct attempt attempts[] = {
		/* DANE-EE: the key alone counts, not the name, the dates or an authority */
		{ "dane", NULL, "mx.example.com", 5, false, true, true, true, "" },
		{ "dane", NULL, "other.example", -5, false, true, true, true, "" },
		{ "dane", NULL, "mx.example.com", 5, true, false, true, false, "validation-failure" },
		{ "dane", NULL, "other.example", -5, false, false, false, true, "" },
		/* enforce: an authority, the name and the dates */
		{ "sts", POLICY("enforce"), "mx.example.com", 5, true, false, false, true, "" },
		{ "sts", POLICY("enforce"), "mx.example.com", 5, false, false, false, false, "certificate-not-trusted" },
		{ "sts", POLICY("enforce"), "other.example", 5, true, false, false, false, "certificate-host-mismatch" },
		{ "sts", POLICY("enforce"), "mx.example.com", -5, true, false, false, false, "certificate-expired" },
		{ "sts", STRANGER("enforce"), "mx.example.com", 5, true, false, false, false, "validation-failure" },
		/* testing: the same is noted, and it goes on */
		{ "sts", POLICY("testing"), "mx.example.com", 5, true, false, false, true, "" },
		{ "sts", POLICY("testing"), "mx.example.com", 5, false, false, false, true, "certificate-not-trusted" },
		{ "sts", POLICY("testing"), "mx.example.com", -5, true, false, false, true, "certificate-expired" },
		{ "sts", STRANGER("testing"), "mx.example.com", 5, true, false, false, true, "validation-failure" },
		{ "sts", POLICY("none"), "other.example", -5, false, false, false, true, "" },
		{ "sts", NULL, "other.example", -5, false, false, false, true, "" },
	};
	struct event_base *base = event_base_new();
	struct link_loop loop;
	EVP_PKEY *key = EVP_RSA_gen(2048);
	link_loop_init(&loop, base);
	for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
		struct trusts *all = trusts_new(&(struct trusts_options){ .loop = &loop, .https_port = 443 });
		attempt(all, base, &attempts[i], key);
		trusts_free(all);
	}
	EVP_PKEY_free(key);
	link_loop_done(&loop);
	event_base_free(base);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(a_policy_is_read_or_is_none, setup, teardown),
		cmocka_unit_test_setup_teardown(a_policy_has_its_ceilings, setup, teardown),
		cmocka_unit_test_setup_teardown(a_record_names_a_policy, setup, teardown),
		cmocka_unit_test_setup_teardown(an_answer_over_http_is_taken_whole_or_not_at_all, setup, teardown),
		cmocka_unit_test_setup_teardown(dane_counts_only_where_everything_is_signed, setup, teardown),
		cmocka_unit_test_setup_teardown(a_tlsa_record_is_for_smtp_or_is_left_out, setup, teardown),
		cmocka_unit_test_setup_teardown(a_handshake_obeys, setup, teardown),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
