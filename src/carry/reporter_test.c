/* Where reports go, what they look like, and that nobody is flooded in somebody else's name. */
#include "carry/reporter.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <zlib.h>

#include "carry/tally.h"
#include "lib/check.h"
#include "lib/zone.h"
#include "report/dmarc.h"
#include "report/tls.h"
#include "url/domain.h"

static struct arena *arena;
static struct zone zone;

static int
setup(void **state)
{
	domain_preload();
	arena = arena_new((size_t)64 << 20);
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
addresses_are_read_as_a_stranger_writes_them(void **state)
{
	static const struct {
		const char *rua;
		size_t count;
		const char *first;
		uint64_t max;
	} cases[] = {
		{ "mailto:d@example.com", 1, "d@example.com", UINT64_MAX },
		{ " MAILTO:d@example.com!10m , mailto:e@example.net", 2, "d@example.com", 10 << 20 },
		{ "https://example.com/x,mailto:d@example.com!5k", 1, "d@example.com", 5 << 10 },
		{ "mailto:d@example.com!7", 1, "d@example.com", 7 },
		{ "mailto:d@example.com!x", 0, "", 0 }, { "mailto:d@example.com!", 0, "", 0 },
		{ "mailto:", 0, "", 0 }, { "mailto:d", 0, "", 0 }, { "mailto:@example.com", 0, "", 0 },
		{ "mailto:d@", 0, "", 0 }, { "mailto:a@b@c", 0, "", 0 }, { "mailto:d@example.com\r\nBcc: x@y", 0, "", 0 },
		{ "mailto:<d@example.com>", 0, "", 0 }, { "mailto:d e@example.com", 0, "", 0 }, { "", 0, "", 0 },
		{ "mailto:a@x,mailto:b@x,mailto:c@x,mailto:d@x,mailto:e@x,mailto:f@x", LETTER_ADDRESSES_MAX, "a@x", UINT64_MAX },
	};
	struct letter_address out[LETTER_ADDRESSES_MAX];
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t n = letter_addresses(bytes_of_cstr(cases[i].rua), out);
		if (n != cases[i].count)
			fail_msg("%s: %zu", cases[i].rua, n);
		if (n == 0)
			continue;
		check_text(out[0].address, cases[i].first);
		assert_true(out[0].octets_max == cases[i].max);
	}
	check_text(letter_tls_rua(BYTES("v=TLSRPTv1; rua=mailto:t@example.com")), "mailto:t@example.com");
	assert_int_equal(letter_tls_rua(BYTES("v=TLSRPTv2; rua=mailto:t@example.com")).len, 0);
	assert_int_equal(letter_tls_rua(BYTES("rua=mailto:t@example.com")).len, 0);
}

static int
where(enum report_kind kind, const char *domain, struct letter_address out[LETTER_ADDRESSES_MAX], size_t *count,
    struct casefile_report *report)
{
	struct dns_book book = { .arena = arena };
	int got;
	*report = (struct casefile_report){ .kind = kind, .domain = bytes_of_cstr(domain) };
	while ((got = reporter_where(report, &book, out, count)) == 0)
		assert_true(zone_answer(&zone, &book) > 0);
	return got;
}

static void
a_stranger_gets_reports_only_if_he_wants_them(void **state)
{
	struct letter_address to[LETTER_ADDRESSES_MAX];
	struct casefile_report r;
	size_t count;
	zone_txt(&zone, "_dmarc.example.com", "v=DMARC1; p=reject; sp=none; pct=20; adkim=s; rua=mailto:d@example.com,"
	                                      "mailto:x@a.example.com,mailto:r@reports.example.net,mailto:victim@example.org");
	zone_txt(&zone, "example.com._report._dmarc.reports.example.net", "v=DMARC1;");
	zone_txt(&zone, "_dmarc.none.example", "v=DMARC1; p=none");
	zone_txt(&zone, "_dmarc.two.example", "v=DMARC1; p=none; rua=mailto:d@two.example");
	zone_txt(&zone, "_dmarc.two.example", "v=DMARC1; p=reject; rua=mailto:d@two.example");
	zone_txt(&zone, "_dmarc.only.example", "v=DMARC1; p=none; rua=mailto:victim@example.org");
	zone_add(&zone, BYTES("_dmarc.late.example"), DNS_TXT, 0, BYTES_NONE, DNS_TIMEOUT);
	zone_txt(&zone, "_smtp._tls.example.com", "v=TLSRPTv1; rua=https://x.example/,mailto:t@example.org");
	assert_int_equal(where(REPORT_DMARC, "example.com", to, &count, &r), 1);
	assert_int_equal(count, 3);
	check_text(to[0].address, "d@example.com");
	check_text(to[1].address, "x@a.example.com");
	check_text(to[2].address, "r@reports.example.net");
	assert_int_equal(r.policy, AUTH_POLICY_REJECT);
	assert_int_equal(r.subdomain_policy, AUTH_POLICY_ACCEPT);
	assert_int_equal(r.percent, 20);
	assert_true(r.is_strict_dkim && !r.is_strict_spf);
	assert_int_equal(where(REPORT_DMARC, "none.example", to, &count, &r), FAULT_ABSENT);
	assert_int_equal(where(REPORT_DMARC, "two.example", to, &count, &r), FAULT_ABSENT);
	assert_int_equal(where(REPORT_DMARC, "only.example", to, &count, &r), FAULT_ABSENT);
	assert_int_equal(where(REPORT_DMARC, "gone.example", to, &count, &r), FAULT_ABSENT);
	assert_int_equal(where(REPORT_DMARC, "late.example", to, &count, &r), FAULT_LATER);
	assert_int_equal(where(REPORT_DMARC, "a b\r\n.example", to, &count, &r), FAULT_ABSENT);
	assert_int_equal(where(REPORT_TLS, "example.com", to, &count, &r), 1);
	check_text(to[0].address, "t@example.org");
}

/* The attachment of LETTER, unpacked. */
static struct bytes
unpacked(struct bytes letter)
{
	static uint8_t room[65536], packed[65536];
	size_t at = bytes_find(letter, BYTES("base64\r\n"));
	struct bytes rest = bytes_from(letter, at + bytes_find(bytes_from(letter, at), BYTES("\r\n\r\n")) + 4), line;
	size_t len = 0;
	while (bytes_cut(&rest, '\n', &line) && !bytes_starts(line, BYTES("--"))) {
		line = bytes_trim(line);
		int n = EVP_DecodeBlock(packed + len, line.at, (int)line.len);
		assert_true(n > 0);
		len += (size_t)n;
		while (line.len != 0 && line.at[line.len - 1] == '=') {
			line.len--;
			len--;
		}
	}
	z_stream z = { .next_in = packed, .avail_in = (uInt)len, .next_out = room, .avail_out = sizeof room };
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	struct bytes out = bytes_of(room, sizeof room - z.avail_out);
	(void)inflateEnd(&z);
	return out;
}

static struct casefile
message_of(enum auth_status dmarc)
{
	struct casefile c = { .envelope = { .direction = DIRECTION_INBOUND, .mail_from = BYTES("b@bounce.example.com") },
		.asked.identity = { .was_asked = true, .client_ip = BYTES("192.0.2.9"), .from_domain = BYTES("www.example.com"),
			.policy_domain = BYTES("example.com"), .dmarc = dmarc, .policy = AUTH_POLICY_REJECT, .percent = 100,
			.spf = AUTH_FAIL, .spf_domain = BYTES("bounce.example.com") } };
	struct casefile_signature *s = LIST_ADD(arena, &c.asked.identity.signatures);
	*s = (struct casefile_signature){ .status = AUTH_FAIL, .domain = BYTES("example.com"), .selector = BYTES("s1") };
	return c;
}

static void
a_message_becomes_a_row_and_the_row_a_letter(void **state)
{
	struct casefile c = message_of(AUTH_FAIL);
	struct casefile_report r, again;
	struct buf letter;
	assert_true(tally_dmarc(&c, AUTH_POLICY_QUARANTINE, arena, &r));
	check_text(r.domain, "example.com");
	check_text(r.dmarc.at[0].reason, "local_policy");
	r.id = BYTES("report-1-2");
	r.organization = BYTES("Example & Co");
	r.contact = BYTES("dmarc@example.net");
	r.percent = 100;
	r.begin = 1795305600;
	r.end = 1795391999;
	const struct letter l = { BYTES("dmarc@example.net"), BYTES("d@example.com"), BYTES("mx.example.net"), 1795400000 };
	buf_init(&letter, 1 << 20);
	assert_int_equal(letter_write(&l, &r, &letter), 0);
	assert_true(bytes_has(buf_bytes(&letter), BYTES("filename=\"mx.example.net!example.com!1795305600!1795391999.xml.gz\"")));
	assert_int_equal(report_dmarc_read(unpacked(buf_bytes(&letter)), arena, &again), 0);
	check_text(again.organization, "Example & Co");
	const struct report_dmarc_row *row = &again.dmarc.at[0];
	check_text(row->source_ip, "192.0.2.9");
	check_text(row->header_from, "www.example.com");
	check_text(row->envelope_from, "bounce.example.com");
	assert_int_equal(row->disposition, AUTH_POLICY_QUARANTINE);
	assert_int_equal(row->auth.count, 2);
	check_text(row->auth.at[0].selector, "s1");
	check_text(row->auth.at[1].result, "fail");
	buf_done(&letter);
}

static void
what_was_not_found_out_is_not_reported(void **state)
{
	struct casefile_report r;
	static const enum auth_status unknown[] = { AUTH_NONE, AUTH_TEMPERROR, AUTH_PERMERROR };
	for (size_t i = 0; i < 3; i++) {
		struct casefile c = message_of(unknown[i]);
		assert_false(tally_dmarc(&c, AUTH_POLICY_ACCEPT, arena, &r));
	}
	struct casefile c = message_of(AUTH_PASS);
	assert_true(tally_dmarc(&c, AUTH_POLICY_ACCEPT, arena, &r));
	assert_int_equal(r.dmarc.at[0].reason.len, 0);
	c.envelope.direction = DIRECTION_OUTBOUND;
	assert_false(tally_dmarc(&c, AUTH_POLICY_ACCEPT, arena, &r));
	c = message_of(AUTH_PASS);
	c.asked.identity.was_asked = false;
	assert_false(tally_dmarc(&c, AUTH_POLICY_ACCEPT, arena, &r));
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(addresses_are_read_as_a_stranger_writes_them, setup, teardown),
		cmocka_unit_test_setup_teardown(a_stranger_gets_reports_only_if_he_wants_them, setup, teardown),
		cmocka_unit_test_setup_teardown(a_message_becomes_a_row_and_the_row_a_letter, setup, teardown),
		cmocka_unit_test_setup_teardown(what_was_not_found_out_is_not_reported, setup, teardown),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
