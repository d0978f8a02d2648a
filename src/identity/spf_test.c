#include "identity/spf.h"
#include "identity/spf_record.h"

#include "lib/check.h"
#include "lib/zone.h"

static struct arena *arena;
static struct zone zone;
static struct dns_book book;

static int
setup(void **state)
{
	arena = arena_new((size_t)32 << 20);
	zone = (struct zone){ .arena = arena };
	book = (struct dns_book){ .arena = arena };
	return 0;
}

static int
teardown(void **state)
{
	arena_free(arena);
	return 0;
}

static void
address(const char *name, uint8_t last)
{
	const uint8_t ip[4] = { 192, 0, 2, last };
	zone_add(&zone, bytes_of_cstr(name), DNS_A, 0, bytes_of(ip, 4), DNS_OK);
}

/* Runs to the end; how many rounds of questions it took goes to *ROUNDS. */
static struct spf_result
check(struct bytes ip, struct bytes helo, struct bytes mail_from, int *rounds)
{
	const struct spf_input in = { .ip = ip, .helo = helo, .mail_from = mail_from };
	struct spf_result out;
	int n = 0;
	book = (struct dns_book){ .arena = arena };
	while (spf_check(&in, &book, arena, &out) == 0) {
		assert_true(zone_answer(&zone, &book) > 0);
		n++;
	}
	if (rounds != NULL)
		*rounds = n;
	return out;
}

static enum spf_status
status_of(const char *mail_from)
{
	return check(BYTES("192.0.2.7"), BYTES("mail.example.org"), bytes_of_cstr(mail_from), NULL).status;
}

static void
the_result_says_which_term_decided(void **state)
{
	zone_txt(&zone, "example.com", "v=spf1 ip4:198.51.100.0/24 redirect=_spf.example.com");
	zone_txt(&zone, "_spf.example.com", "v=spf1 a:mail.example.com -all");
	address("mail.example.com", 7);
	struct spf_result r = check(BYTES("192.0.2.7"), BYTES("x"), BYTES("user@Example.COM"), NULL);
	assert_int_equal(r.status, SPF_PASS);
	check_text(r.domain, "example.com");
	check_text(r.term, "a:mail.example.com");
	check_text(r.term_domain, "_spf.example.com");
	assert_int_equal(r.lookups, 2);
	r = check(BYTES("::ffff:192.0.2.8"), BYTES("x"), BYTES("user@example.com"), NULL);
	assert_int_equal(r.status, SPF_FAIL);
	check_text(r.term, "-all");
}

static void
the_null_sender_is_checked_by_helo(void **state)
{
	zone_txt(&zone, "mail.example.com", "v=spf1 a -all");
	address("mail.example.com", 7);
	struct spf_result r = check(BYTES("192.0.2.7"), BYTES("mail.example.com"), BYTES(""), NULL);
	assert_true(r.is_helo);
	assert_int_equal(r.status, SPF_PASS);
	check_text(r.domain, "mail.example.com");
	r = check(BYTES(""), BYTES("mail.example.com"), BYTES(""), NULL);
	assert_int_equal(r.status, SPF_NONE);
}

/* espoofer's envelope tricks and others of their kind: none may pass for example.com. */
static void
senders_made_to_be_read_in_two_ways_never_pass(void **state)
{
	static const char *const senders[] = {
		"(any@example.com",
		"any@example.com(a.attack.example",
		"any@example.com'@any.attack.example",
		"@example.com,@any.example:'any@attack.example",
		"any@example.com\x01.attack.example",
		"any@example.com .attack.example",
		"any@example.com\".attack.example",
		"any@[192.0.2.7]",
		"any@192.0.2.7",
		"example",
		"any@",
	};
	zone_txt(&zone, "example.com", "v=spf1 ip4:198.51.100.1 -all");
	zone_add(&zone, BYTES("attack.example"), DNS_TXT, 0, BYTES("v=spf1 +all"), DNS_OK);
	for (size_t i = 0; i < sizeof senders / sizeof senders[0]; i++) {
		struct spf_result r = check(BYTES("192.0.2.7"), BYTES("attack.example"), bytes_of_cstr(senders[i]),
		    NULL);
		if (r.status == SPF_PASS && !bytes_equal(r.domain, BYTES("attack.example")))
			fail_msg("%s", senders[i]);
		assert_false(r.is_helo);
	}
	/* a subdomain that does not exist has no record of its own */
	assert_int_equal(status_of("any@mailfrom.notexist.example.com"), SPF_NONE);
}

static void
no_answer_is_temporary_and_never_none(void **state)
{
	zone_add(&zone, BYTES("a.example"), 0, 0, BYTES_NONE, DNS_TIMEOUT);
	zone_add(&zone, BYTES("b.example"), 0, 0, BYTES_NONE, DNS_SERVFAIL);
	zone_add(&zone, BYTES("c.example"), 0, 0, BYTES_NONE, DNS_BOGUS);
	zone_txt(&zone, "d.example", "v=spf1 include:a.example -all");
	zone_txt(&zone, "e.example", "v=spf1 mx -all");
	zone_add(&zone, BYTES("e.example"), DNS_MX, 0, BYTES("a.example"), DNS_OK);
	zone_txt(&zone, "f.example", "v=spf1 exists:b.example ?all");
	for (char domain[] = "u@a.example"; domain[2] <= 'f'; domain[2]++)
		assert_int_equal(status_of(domain), SPF_TEMPERROR);
}

static void
ten_lookups_are_allowed_and_eleven_are_not(void **state)
{
	address("a.example.com", 1);
	zone_txt(&zone, "ten.example.com", "v=spf1 a:a.example.com a:a.example.com a:a.example.com "
	    "a:a.example.com a:a.example.com a:a.example.com a:a.example.com a:a.example.com a:a.example.com "
	    "a:a.example.com ?all");
	zone_txt(&zone, "eleven.example.com", "v=spf1 include:ten.example.com ?all");
	assert_int_equal(status_of("u@ten.example.com"), SPF_NEUTRAL);
	assert_int_equal(status_of("u@eleven.example.com"), SPF_PERMERROR);
}

static void
two_void_lookups_are_allowed_and_three_are_not(void **state)
{
	zone_txt(&zone, "two.example.com", "v=spf1 a:n1.example.com mx:n2.example.com ?all");
	zone_txt(&zone, "three.example.com", "v=spf1 a:n1.example.com mx:n2.example.com exists:n3.example.com ?all");
	assert_int_equal(status_of("u@two.example.com"), SPF_NEUTRAL);
	assert_int_equal(status_of("u@three.example.com"), SPF_PERMERROR);
}

static void
mail_exchangers_without_addresses_are_one_term(void **state)
{
	/* three hosts without AAAA would otherwise spoil every "mx" for clients of IPv6 */
	zone_txt(&zone, "example.com", "v=spf1 mx -all");
	for (char host[] = "mx1.example.com"; host[2] <= '4'; host[2]++) {
		zone_add(&zone, BYTES("example.com"), DNS_MX, 10, bytes_of_cstr(host), DNS_OK);
		address(host, 9);
	}
	struct spf_result r = check(BYTES("2001:db8::1"), BYTES("x"), BYTES("u@example.com"), NULL);
	assert_int_equal(r.status, SPF_FAIL);
	assert_int_equal(r.voids, 0);
}

static void
loops_and_fans_end_with_few_questions(void **state)
{
	int rounds;
	zone_txt(&zone, "loop.example.com", "v=spf1 include:loop.example.com include:loop.example.com -all");
	zone_txt(&zone, "turn.example.com", "v=spf1 redirect=turn.example.com");
	assert_int_equal(status_of("u@loop.example.com"), SPF_PERMERROR);
	assert_int_equal(book.entries.count, 1);
	assert_int_equal(status_of("u@turn.example.com"), SPF_PERMERROR);
	/* every name new, by macros: still only ten */
	zone_txt(&zone, "fan.example.com", "v=spf1 exists:%{l}.a.%{d} redirect=%{l}.%{d}");
	(void)check(BYTES("192.0.2.7"), BYTES("x"), BYTES("u@fan.example.com"), &rounds);
	assert_in_range(book.entries.count, 1, 12);
	assert_in_range(rounds, 1, 12);
}

static void
many_mail_exchangers_are_asked_in_one_round(void **state)
{
	int rounds;
	zone_txt(&zone, "example.com", "v=spf1 mx -all");
	for (char host[] = "mx0.example.com"; host[2] <= '9'; host[2]++) {
		zone_add(&zone, BYTES("example.com"), DNS_MX, 10, bytes_of_cstr(host), DNS_OK);
		address(host, (uint8_t)host[2]);
	}
	struct spf_result r = check(BYTES("192.0.2.57"), BYTES("x"), BYTES("u@example.com"), &rounds);
	assert_int_equal(r.status, SPF_PASS);
	assert_int_equal(rounds, 3);
	zone_add(&zone, BYTES("example.com"), DNS_MX, 10, BYTES("mx.example.org"), DNS_OK);
	assert_int_equal(status_of("u@example.com"), SPF_PERMERROR);
}

static void
a_record_of_64_kilobytes_costs_little(void **state)
{
	struct buf text;
	buf_init(&text, DNS_TXT_MAX);
	buf_add_cstr(&text, "v=spf1");
	while (text.len + 20 < DNS_TXT_MAX)
		buf_add_cstr(&text, " ip4:198.51.100.1");
	zone_add(&zone, BYTES("big.example.com"), DNS_TXT, 0, buf_bytes(&text), DNS_OK);
	assert_int_equal(status_of("u@big.example.com"), SPF_NEUTRAL);
	buf_add_cstr(&text, " x");
	zone_add(&zone, BYTES("bad.example.com"), DNS_TXT, 0, buf_bytes(&text), DNS_OK);
	assert_int_equal(status_of("u@bad.example.com"), SPF_PERMERROR);
	/* macros that make 64 KB out of one name */
	buf_clear(&text);
	buf_add_cstr(&text, "v=spf1 exists:");
	while (text.len + 20 < DNS_TXT_MAX)
		buf_add_cstr(&text, "%{s}");
	buf_add_cstr(&text, ".example.com -all");
	zone_add(&zone, BYTES("wide.example.com"), DNS_TXT, 0, buf_bytes(&text), DNS_OK);
	assert_int_equal(status_of("u@wide.example.com"), SPF_PERMERROR);
	buf_done(&text);
}

static void
line_breaks_from_the_sender_do_not_reach_the_explanation(void **state)
{
	zone_txt(&zone, "example.com", "v=spf1 -all exp=why.example.com");
	zone_txt(&zone, "why.example.com", "%{l} may not send; see http://example.com/?%{S}");
	struct spf_result r = check(BYTES("192.0.2.7"), BYTES("x"), BYTES("u+v@example.com"), NULL);
	check_text(r.explanation, "u+v may not send; see http://example.com/?u%2Bv%40example.com");
	r = check(BYTES("192.0.2.7"), BYTES("x"), BYTES("u\r\n250 ok@example.com"), NULL);
	assert_int_equal(r.status, SPF_FAIL);
	assert_int_equal(r.explanation.len, 0);
}

static void
reverse_names_are_believed_only_with_their_address(void **state)
{
	zone_txt(&zone, "example.com", "v=spf1 ptr -all");
	zone_add(&zone, BYTES("7.2.0.192.in-addr.arpa"), DNS_PTR, 0, BYTES("mail.example.com"), DNS_OK);
	assert_int_equal(status_of("u@example.com"), SPF_FAIL);
	address("mail.example.com", 7);
	assert_int_equal(status_of("u@example.com"), SPF_PASS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_result_says_which_term_decided, setup, teardown),
		cmocka_unit_test_setup_teardown(the_null_sender_is_checked_by_helo, setup, teardown),
		cmocka_unit_test_setup_teardown(senders_made_to_be_read_in_two_ways_never_pass, setup, teardown),
		cmocka_unit_test_setup_teardown(no_answer_is_temporary_and_never_none, setup, teardown),
		cmocka_unit_test_setup_teardown(ten_lookups_are_allowed_and_eleven_are_not, setup, teardown),
		cmocka_unit_test_setup_teardown(two_void_lookups_are_allowed_and_three_are_not, setup, teardown),
		cmocka_unit_test_setup_teardown(mail_exchangers_without_addresses_are_one_term, setup, teardown),
		cmocka_unit_test_setup_teardown(loops_and_fans_end_with_few_questions, setup, teardown),
		cmocka_unit_test_setup_teardown(many_mail_exchangers_are_asked_in_one_round, setup, teardown),
		cmocka_unit_test_setup_teardown(a_record_of_64_kilobytes_costs_little, setup, teardown),
		cmocka_unit_test_setup_teardown(line_breaks_from_the_sender_do_not_reach_the_explanation, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(reverse_names_are_believed_only_with_their_address, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
