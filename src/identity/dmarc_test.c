#include "identity/dmarc.h"

#include "lib/check.h"
#include "lib/zone.h"

static struct arena *arena;
static struct zone zone;
static struct dns_book book;

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

/* SPF passes for SPF_DOMAIN, DKIM for DKIM_DOMAIN ("" for neither). */
static struct dmarc_result
check(const char *from, const char *spf_domain, const char *dkim_domain)
{
	const struct from_identity f = { .status = FROM_ONE, .domain = bytes_of_cstr(from) };
	const struct spf_result spf = { .status = spf_domain[0] != '\0' ? SPF_PASS : SPF_FAIL,
		.domain = bytes_of_cstr(spf_domain) };
	const struct dkim_result dkim = { .status = DKIM_PASS, .domain = bytes_of_cstr(dkim_domain) };
	const struct dmarc_input in = { &f, &spf, &dkim, dkim_domain[0] != '\0' };
	struct dmarc_result r;
	book = (struct dns_book){ .arena = arena };
	while (dmarc_check(&in, &book, arena, &r) == 0)
		assert_true(zone_answer(&zone, &book) > 0);
	return r;
}

static void
records_are_read_with_what_is_broken_left_out(void **state)
{
	static const struct {
		const char *text;
		bool good;
		enum dmarc_policy policy;
		uint32_t percent;
	} cases[] = {
		{ "v=DMARC1; p=reject", true, DMARC_REJECT, 100 },
		{ "v=DMARC1;p=Quarantine;pct=50;", true, DMARC_QUARANTINE, 50 },
		{ " v = DMARC1 ; p = none ; x ; =y; pct=101; sp=foo", true, DMARC_ACCEPT, 100 },
		{ "v=DMARC1; p=reject; p=none", true, DMARC_REJECT, 100 },
		{ "v=DMARC1; rua=mailto:a@example.com", true, DMARC_ACCEPT, 100 },
		{ "v=DMARC1; p=foo; rua=mailto:a@example.com", true, DMARC_ACCEPT, 100 },
		{ "v=DMARC1; p=foo", false, DMARC_ACCEPT, 100 },
		{ "v=DMARC1", false, DMARC_ACCEPT, 100 },
		{ "p=reject; v=DMARC1", false, DMARC_ACCEPT, 100 },
		{ "v=DMARC12; p=reject", false, DMARC_ACCEPT, 100 },
		{ "v=spf1 -all", false, DMARC_ACCEPT, 100 },
		{ "", false, DMARC_ACCEPT, 100 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct dmarc_record r;
		int got = dmarc_record_read(bytes_of_cstr(cases[i].text), &r);
		if ((got == 0) != cases[i].good || (got == 0 && (r.policy != cases[i].policy || r.percent != cases[i].percent)))
			fail_msg("%s", cases[i].text);
	}
}

static void
alignment_is_relaxed_or_strict_as_the_record_says(void **state)
{
	zone_txt(&zone, "_dmarc.example.com", "v=DMARC1; p=reject; sp=quarantine");
	zone_txt(&zone, "_dmarc.strict.example", "v=DMARC1; p=reject; adkim=s; aspf=s");
	static const struct {
		const char *from, *spf, *dkim;
		enum dmarc_status want;
		enum dmarc_policy policy;
	} cases[] = {
		{ "example.com", "example.com", "", DMARC_PASS, DMARC_REJECT },
		{ "example.com", "", "Mail.Example.com", DMARC_PASS, DMARC_REJECT },
		{ "a.example.com", "b.example.com", "", DMARC_PASS, DMARC_QUARANTINE },
		{ "a.example.com", "", "example.com", DMARC_PASS, DMARC_QUARANTINE },
		{ "example.com", "badexample.com", "example.org", DMARC_FAIL, DMARC_REJECT },
		{ "example.com", "com", "", DMARC_FAIL, DMARC_REJECT },
		{ "strict.example", "a.strict.example", "b.strict.example", DMARC_FAIL, DMARC_REJECT },
		{ "strict.example", "a.strict.example", "strict.example", DMARC_PASS, DMARC_REJECT },
		{ "example.net", "example.net", "example.net", DMARC_NONE, DMARC_ACCEPT },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct dmarc_result r = check(cases[i].from, cases[i].spf, cases[i].dkim);
		if (r.status != cases[i].want || r.policy != cases[i].policy)
			fail_msg("case %zu: %s %s", i, dmarc_status_names[r.status], dmarc_policy_names[r.policy]);
	}
}

static void
the_walk_finds_records_between_and_skips_the_middle_of_long_names(void **state)
{
	zone_txt(&zone, "_dmarc.c.example.com", "v=DMARC1; p=reject");
	struct dmarc_result r = check("a.b.c.example.com", "", "x.c.example.com");
	assert_int_equal(r.status, DMARC_PASS);
	check_text(r.policy_domain, "c.example.com");
	assert_int_equal(check("a.b.c.example.com", "", "example.com").status, DMARC_FAIL);
	/* the walk of ten labels asks for the name itself and its last seven, and no more */
	r = check("a.b.c.d.e.f.g.h.example.com", "", "");
	assert_int_equal(book.entries.count, 8);
	check_text(book.entries.at[1].question.name, "_dmarc.d.e.f.g.h.example.com");
	check_text(book.entries.at[7].question.name, "_dmarc.com");
}

static void
public_suffixes_are_borders(void **state)
{
	zone_txt(&zone, "_dmarc.gov.example", "v=DMARC1; p=quarantine; psd=y; np=reject");
	zone_txt(&zone, "_dmarc.github.io", "v=DMARC1; p=reject");
	zone_txt(&zone, "_dmarc.whole.example", "v=DMARC1; p=reject; psd=n");
	zone_txt(&zone, "_dmarc.example", "v=DMARC1; p=none");
	zone_add(&zone, BYTES("tax.gov.example"), DNS_A, 0, BYTES("\xc0\0\2\1"), DNS_OK);
	struct dmarc_result r = check("tax.gov.example", "", "health.gov.example");
	assert_int_equal(r.status, DMARC_FAIL);
	assert_int_equal(r.policy, DMARC_QUARANTINE);
	check_text(r.organization, "tax.gov.example");
	assert_int_equal(check("absent.gov.example", "", "").policy, DMARC_REJECT);
	/* one user of a shared suffix is not another */
	assert_int_equal(check("a.github.io", "", "b.github.io").status, DMARC_FAIL);
	assert_int_equal(check("a.github.io", "", "a.github.io").status, DMARC_PASS);
	/* psd=n ends the walk */
	r = check("a.whole.example", "", "b.whole.example");
	assert_int_equal(r.status, DMARC_PASS);
	check_text(r.organization, "whole.example");
}

static void
two_records_are_none(void **state)
{
	zone_txt(&zone, "_dmarc.example.com", "v=DMARC1; p=reject");
	zone_txt(&zone, "_dmarc.example.com", "v=DMARC1; p=none");
	zone_txt(&zone, "_dmarc.example.org", "v=DMARC1; p=reject");
	zone_txt(&zone, "_dmarc.example.org", "something else");
	assert_int_equal(check("example.com", "example.com", "").status, DMARC_NONE);
	assert_int_equal(check("example.org", "example.org", "").status, DMARC_PASS);
}

static void
what_is_not_known_is_not_a_fail(void **state)
{
	zone_add(&zone, BYTES("_dmarc.example.com"), 0, 0, BYTES_NONE, DNS_SERVFAIL);
	assert_int_equal(check("example.com", "", "").status, DMARC_TEMPERROR);
	assert_int_equal(check("a.example.com", "", "").status, DMARC_TEMPERROR);
	zone_txt(&zone, "_dmarc.example.org", "v=DMARC1; p=reject");
	const struct from_identity f = { .status = FROM_ONE, .domain = BYTES("example.org") };
	struct spf_result spf = { .status = SPF_TEMPERROR, .domain = BYTES("example.org") };
	struct dkim_result dkim = { .status = DKIM_TEMPERROR, .domain = BYTES("example.net") };
	const struct dmarc_input in = { &f, &spf, &dkim, 1 };
	struct dmarc_result r;
	book = (struct dns_book){ .arena = arena };
	while (dmarc_check(&in, &book, arena, &r) == 0)
		(void)zone_answer(&zone, &book);
	assert_int_equal(r.status, DMARC_TEMPERROR);
	/* but a stranger's silence does not save a forgery */
	spf.status = SPF_FAIL;
	while (dmarc_check(&in, &book, arena, &r) == 0)
		(void)zone_answer(&zone, &book);
	assert_int_equal(r.status, DMARC_FAIL);
	/* nor does a key under test make a pass */
	dkim = (struct dkim_result){ .status = DKIM_PASS, .domain = BYTES("example.org"), .is_testing = true };
	while (dmarc_check(&in, &book, arena, &r) == 0)
		(void)zone_answer(&zone, &book);
	assert_int_equal(r.status, DMARC_FAIL);
}

static void
without_one_from_there_is_no_policy(void **state)
{
	const struct spf_result spf = { .status = SPF_PASS, .domain = BYTES("example.com") };
	for (int status = FROM_NONE; status < FROM_STATUS_COUNT; status++) {
		const struct from_identity f = { .status = (enum from_status)status, .domain = BYTES("example.com") };
		const struct dmarc_input in = { &f, &spf, NULL, 0 };
		struct dmarc_result r;
		book = (struct dns_book){ .arena = arena };
		if (status == FROM_ONE)
			continue;
		assert_int_equal(dmarc_check(&in, &book, arena, &r), 1);
		assert_int_equal(r.status, DMARC_PERMERROR);
	}
}

static void
policies_are_milder_for_some(void **state)
{
	struct dmarc_result r = { .status = DMARC_FAIL, .policy = DMARC_REJECT, .percent = 25 };
	assert_int_equal(dmarc_apply(&r, 24), DMARC_REJECT);
	assert_int_equal(dmarc_apply(&r, 25), DMARC_QUARANTINE);
	r.policy = DMARC_QUARANTINE;
	assert_int_equal(dmarc_apply(&r, 25), DMARC_ACCEPT);
	r.percent = 100;
	r.is_test = true;
	assert_int_equal(dmarc_apply(&r, 0), DMARC_ACCEPT);
	r.status = DMARC_PASS;
	assert_int_equal(dmarc_apply(&r, 0), DMARC_ACCEPT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(records_are_read_with_what_is_broken_left_out, setup, teardown),
		cmocka_unit_test_setup_teardown(alignment_is_relaxed_or_strict_as_the_record_says, setup, teardown),
		cmocka_unit_test_setup_teardown(the_walk_finds_records_between_and_skips_the_middle_of_long_names, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(public_suffixes_are_borders, setup, teardown),
		cmocka_unit_test_setup_teardown(two_records_are_none, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_not_known_is_not_a_fail, setup, teardown),
		cmocka_unit_test_setup_teardown(without_one_from_there_is_no_policy, setup, teardown),
		cmocka_unit_test_setup_teardown(policies_are_milder_for_some, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
