/* Detectors whose evidence a file alone cannot bring: the envelope, a decoded picture, the EICAR
 * file (which this repository must not hold).  Each stands here with a case it must find and one
 * that it must not; all others have golden mails in tests/mail. */
#include "casefile/gap.h"
#include "detect/common.h"

#include "lib/check.h"

struct scene {
	struct arena *arena;
	struct casefile c;
};

static void
add_from(struct scene *s, struct bytes display, struct bytes local, struct bytes domain)
{
	*LIST_ADD(s->arena, &s->c.from) =
	    (struct casefile_address){ display, local, domain, domain };
}

static void
learned(struct scene *s, double evidence)
{
	*LIST_ADD(s->arena, &s->c.learned) = (struct casefile_learned){ BYTES("text"), evidence, BYTES("win big today") };
	*LIST_ADD(s->arena, &s->c.learned) = (struct casefile_learned){ BYTES("bad"), evidence, BYTES("win big today") };
}

static void
reads_like_type(struct scene *s, struct bytes head)
{
	learned(s, 2.5);
	*LIST_ADD(s->arena, &s->c.learned) = (struct casefile_learned){ head, 6, BYTES("verify") };
	*LIST_ADD(s->arena, &s->c.learned) = (struct casefile_learned){ BYTES("spam"), 0.5, BYTES("verify") };
}

static void
reads_like_phishing(struct scene *s)
{
	reads_like_type(s, BYTES("phishing"));
}

static void
reads_like_rumor(struct scene *s)
{
	reads_like_type(s, BYTES("rumor"));
}

static void
reads_like_illegal(struct scene *s)
{
	reads_like_type(s, BYTES("illegal"));
}

static void
reads_like_spam(struct scene *s)
{
	learned(s, 2.5);
}

static void
reads_like_talk(struct scene *s)
{
	learned(s, -2.5);
}

static void
reads_like_either(struct scene *s)
{
	learned(s, 0.05);
}

static struct casefile_match *
reported(struct scene *s, enum print_kind kind)
{
	struct casefile_match *m = LIST_ADD(s->arena, &s->c.asked.prints.rows);
	*m = (struct casefile_match){ .kind = kind, .likeness = 80, .reporters = 1 };
	return m;
}

static void
rule_that_decides(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.rules) = (struct casefile_rule){ .name = BYTES("a"), .weight = 3, .is_hard = true };
}

static void
rule_that_weighs(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.rules) = (struct casefile_rule){ .name = BYTES("b"), .weight = 3 };
}

static void
file_barred(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.asked.barred) = (struct casefile_barred){ FILE_PROGRAM, 0, BYTES("reject") };
}

static void
file_that_stays(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.asked.barred) = (struct casefile_barred){ FILE_PROGRAM, 0, BYTES("strip"), .kept = FILE_KEPT_SIGNED };
}

static void
file_unconverted(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.asked.barred) = (struct casefile_barred){ FILE_DOCUMENT, 0, BYTES("strip"), .is_unconverted = true };
}

static void
file_that_goes(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.asked.barred) = (struct casefile_barred){ FILE_PROGRAM, 0, BYTES("strip") };
}

static void
file_on_the_list(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.asked.iocs) = (struct casefile_ioc){ IOC_HASH, BYTES("a.doc"), BYTES("case 12"), 0 };
}

static void
host_on_the_list(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.asked.iocs) = (struct casefile_ioc){ IOC_DOMAIN, BYTES("evil.example"), BYTES("case 12"), 0 };
}

static void
scanned(struct scene *s, enum engine_status status, struct bytes signature)
{
	*LIST_ADD(s->arena, &s->c.asked.engines) =
	    (struct casefile_engine){ .name = BYTES("clamav"), .status = status, .signature = signature };
}

static void
engine_finds_a_virus(struct scene *s)
{
	scanned(s, ENGINE_FOUND, BYTES("Win.Trojan.Emotet-1234"));
}

static void
engine_finds_nothing(struct scene *s)
{
	scanned(s, ENGINE_CLEAN, BYTES_NONE);
}

static void
engine_finds_a_macro(struct scene *s)
{
	scanned(s, ENGINE_FOUND, BYTES("Heuristics.OLE2.ContainsMacros"));
}

static void
engine_finds_phishing(struct scene *s)
{
	scanned(s, ENGINE_FOUND, BYTES("Heuristics.Phishing.Email.SpoofedDomain"));
}

static void
engine_is_away(struct scene *s)
{
	scanned(s, ENGINE_FAILED, BYTES("Win.Trojan.NotAnAnswer"));
	casefile_gap_add(&s->c, s->arena, BYTES_NONE, GAP_LIMIT, gap_of_engine(ENGINE_FAILED));
}

static void
page_too_large(struct scene *s)
{
	casefile_gap_add(&s->c, s->arena, BYTES_NONE, GAP_LIMIT, BYTES("more parts than are read"));
}

static void
text_reported_as_spam(struct scene *s)
{
	reported(s, PRINT_TEXT)->spam = 1;
}

static void
text_called_spam_and_good(struct scene *s)
{
	struct casefile_match *m = reported(s, PRINT_TEXT);
	m->spam = 1;
	m->ham = 1;
	m->is_vetoed = true;
}

static void
link_reported_once(struct scene *s)
{
	reported(s, PRINT_LINK)->spam = 1;
}

static void
link_reported_by_two(struct scene *s)
{
	struct casefile_match *m = reported(s, PRINT_LINK);
	m->spam = 2;
	m->reporters = 2;
}

static void
text_reported_as_phishing(struct scene *s)
{
	struct casefile_match *m = reported(s, PRINT_TEXT);
	m->spam = 1;
	m->phishing = 1;
}

static void
file_reported_by_a_user(struct scene *s)
{
	struct casefile_match *m = reported(s, PRINT_FILE);
	m->virus = 0.6;
	m->likeness = 100;
}

static void
file_reported_by_the_operator(struct scene *s)
{
	file_reported_by_a_user(s);
	s->c.asked.prints.rows.at[0].by_operator = true;
}

static void
text_called_good(struct scene *s)
{
	struct casefile_match *m = reported(s, PRINT_TEXT);
	m->ham = 1;
	m->reporters = 0;
	m->good_reporters = 1;
}

static void
text_called_good_whose_link_is_bad(struct scene *s)
{
	text_called_good(s);
	reported(s, PRINT_LINK)->phishing = 1;
}

static void
many_copies(struct scene *s)
{
	s->c.asked.prints.copies = 500;
}

static void
many_copies_of_spam(struct scene *s)
{
	many_copies(s);
	text_reported_as_spam(s);
}

static void
words_called_bad(struct scene *s)
{
	s->c.asked.prints.taught = 1.2;
}

static void
words_called_good(struct scene *s)
{
	s->c.asked.prints.taught = -1.2;
}

static struct casefile_signature *
add_signature(struct scene *s, uint32_t seen)
{
	struct casefile_signature *out = LIST_ADD(s->arena, &s->c.asked.identity.signatures);
	*out = (struct casefile_signature){ .status = AUTH_PASS, .domain = BYTES("example.com"),
		.selector = BYTES("s1"), .seen = seen };
	return out;
}

static void
signature_sent_by_others(struct scene *s)
{
	add_signature(s, 20);
	s->c.asked.identity.spf = AUTH_PASS;
	s->c.asked.identity.spf_domain = BYTES("example.net");
}

static void
signature_sent_by_its_owner(struct scene *s)
{
	add_signature(s, 2000);
	s->c.asked.identity.spf = AUTH_PASS;
	s->c.asked.identity.spf_domain = BYTES("bounce.example.com");
}

static void
signature_of_a_few(struct scene *s)
{
	add_signature(s, 19);
}

static void
selector_never_seen(struct scene *s)
{
	add_signature(s, 0)->is_new_selector = true;
}

static void
helo_is_an_address(struct scene *s)
{
	s->c.asked.path = (struct casefile_path){ .source = PATH_TRANSPORT, .helo = BYTES("203.0.113.7") };
}

static void
helo_is_ours(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.envelope.own_domains) = BYTES("example.cn");
	s->c.asked.path = (struct casefile_path){ .source = PATH_RECEIVED, .helo = BYTES("mx.example.cn") };
}

static void
helo_is_a_server(struct scene *s)
{
	s->c.asked.path =
	    (struct casefile_path){ .source = PATH_TRANSPORT, .helo = BYTES("mx1.example.com") };
}

static void
client_on_a_home_line(struct scene *s)
{
	s->c.asked.path = (struct casefile_path){ .source = PATH_TRANSPORT,
		.ip = BYTES("203.0.113.7"),
		.name = BYTES("7-113-0-203.dyn.isp.example"),
		.reverse = NAME_CONFIRMED,
		.oddities = 1U << PATH_NAME_DYNAMIC };
}

static void
client_is_a_server(struct scene *s)
{
	s->c.asked.path = (struct casefile_path){ .source = PATH_TRANSPORT,
		.ip = BYTES("203.0.113.7"),
		.name = BYTES("mx1.example.com"),
		.reverse = NAME_CONFIRMED };
}

static void
client_without_a_name(struct scene *s)
{
	client_is_a_server(s);
	s->c.asked.path.reverse = NAME_NONE;
}

static void
client_whose_name_is_not_known_now(struct scene *s)
{
	client_is_a_server(s);
	s->c.asked.path.reverse = NAME_TEMPORARY;
}

static void
greeting_of_a_provider(struct scene *s)
{
	client_is_a_server(s);
	s->c.asked.path.helo = BYTES("mail-yw1-f1.google.com");
	s->c.asked.path.claim = BYTES("gmail.com");
	s->c.asked.path.oddities = 1U << PATH_HELO_PROVIDER;
}

static void
greeting_that_leads_nowhere(struct scene *s)
{
	client_without_a_name(s);
	s->c.asked.path.helo = BYTES("mx.example.net");
	s->c.asked.path.greeting = NAME_NONE;
}

static void
greeting_wrong_but_named(struct scene *s)
{
	greeting_that_leads_nowhere(s);
	s->c.asked.path.reverse = NAME_CONFIRMED;
}

static void
line_half_a_world_away(struct scene *s)
{
	client_on_a_home_line(s);
	s->c.asked.path.oddities |= 1U << PATH_ZONE_FAR;
	s->c.asked.path.place.country = BYTES("CN");
	s->c.date_text = BYTES("Mon, 02 Nov 2026 09:00:00 -0500");
}

static void
server_half_a_world_away(struct scene *s)
{
	line_half_a_world_away(s);
	s->c.asked.path.oddities = 1U << PATH_ZONE_FAR;
}

/* The week of DAY 20,500; the log began two weeks before. */
static struct casefile_credit *
add_credit(struct scene *s, struct bytes key, double odds, uint64_t seen)
{
	struct casefile_credit *r = LIST_ADD(s->arena, &s->c.asked.credits.rows);
	s->c.asked.credits.was_asked = true;
	s->c.asked.credits.is_proven = true;
	s->c.asked.credits.since_ms = INT64_C(86400000) * 20486;
	s->c.envelope.received_ms = INT64_C(86400000) * 20500;
	*r = (struct casefile_credit){ .key = key, .odds = odds, .error = 0.4, .seen = seen };
	return r;
}

static void
credit_of_a_spammer(struct scene *s)
{
	add_credit(s, BYTES("ip 203.0.113.7"), 1.5, 80);
}

static void
credit_of_a_beginner(struct scene *s)
{
	add_credit(s, BYTES("ip 203.0.113.7"), 0.5, 2);
	add_credit(s, BYTES("net 203.0.113.0/24"), 2, 900);
}

static void
credit_of_a_bad_link(struct scene *s)
{
	add_credit(s, BYTES("url example.net"), 1.5, 80);
}

static void
credit_of_a_partner(struct scene *s)
{
	add_credit(s, BYTES("from example.com"), -1.5, 300)->first_ms = INT64_C(86400000) * 20486;
}

static void
credit_of_two_days(struct scene *s)
{
	credit_of_a_partner(s);
	s->c.asked.credits.rows.at[0].first_ms = s->c.envelope.received_ms - 2 * INT64_C(86400000);
}

static void
credit_of_a_provider(struct scene *s)
{
	add_credit(s, BYTES("from gmail.com"), -1.5, 300)->first_ms = INT64_C(86400000) * 20486;
	add_credit(s, BYTES("ip 203.0.113.7"), -1.5, 300)->first_ms = INT64_C(86400000) * 20486;
}

static void
stranger(struct scene *s)
{
	add_from(s, BYTES("Ann"), BYTES("ann"), BYTES("example.com"));
	add_credit(s, BYTES("from example.com"), 0, 0);
}

static void
stranger_of_the_first_day(struct scene *s)
{
	stranger(s);
	s->c.asked.credits.since_ms = s->c.envelope.received_ms - 1000;
}

static void
sudden_mass_of_mail(struct scene *s)
{
	add_credit(s, BYTES("from example.com"), 0, 500)->surge = 40;
}

static void
usual_mass_of_mail(struct scene *s)
{
	add_credit(s, BYTES("from example.com"), 0, 50000)->surge = 3;
}

static void
own_domain_from_outside(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.envelope.own_domains) = BYTES("example.cn");
	add_from(s, BYTES("财务"), BYTES("cw"), BYTES("mail.example.cn"));
}

static void
own_domain_logged_in(struct scene *s)
{
	own_domain_from_outside(s);
	s->c.envelope.user = BYTES("cw@example.cn");
}

static void
executive_at_a_strange_address(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.envelope.executives) = BYTES("李雷 <li.lei@example.cn>");
	add_from(s, BYTES("李雷"), BYTES("li.lei"), BYTES("example.net"));
}

static void
executive_at_home(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.envelope.executives) = BYTES("李雷 <li.lei@example.cn>");
	add_from(s, BYTES("李雷"), BYTES("li.lei"), BYTES("example.cn"));
}

static void
date_of_next_year(struct scene *s)
{
	s->c.envelope.received_ms = INT64_C(1793584800000);
	s->c.date = INT64_C(1825120800);
	s->c.date_text = BYTES("Tue, 02 Nov 2027 09:00:00 +0800");
}

static void
date_of_today(struct scene *s)
{
	date_of_next_year(s);
	s->c.date = INT64_C(1793581200);
}

static void
code_to_scan(struct scene *s)
{
	*LIST_ADD(s->arena, &s->c.urls) =
	    (struct casefile_url){ .url = BYTES("https://example.net/"),
		    .scheme = BYTES("https"),
		    .host = BYTES("example.net"),
		    .domain = BYTES("example.net"),
		    .where = URL_QR };
}

static void
link_in_the_text(struct scene *s)
{
	code_to_scan(s);
	s->c.urls.at[0].where = URL_TEXT;
}

static void
test_virus(struct scene *s)
{
	s->c.parts.at[0].detected = BYTES("application/x-eicar");
	s->c.parts.at[0].name = BYTES("eicar.com");
}

static void
nothing(struct scene *s)
{
	s->c.subject = BYTES("Minutes");
}

static void
each_finds_its_case_and_leaves_the_other(void **state)
{
	static const struct {
		const char *detector;
		void (*hit)(struct scene *), (*miss)(struct scene *);
	} cases[] = {
		{ "helo_odd", helo_is_an_address, helo_is_a_server },
		{ "helo_odd", helo_is_ours, helo_is_a_server },
		{ "client_unnamed", client_on_a_home_line, client_is_a_server },
		{ "client_unnamed", client_without_a_name, client_whose_name_is_not_known_now },
		{ "helo_provider", greeting_of_a_provider, client_is_a_server },
		{ "helo_astray", greeting_that_leads_nowhere, greeting_wrong_but_named },
		{ "credit_bad", credit_of_a_spammer, credit_of_a_beginner },
		{ "credit_link", credit_of_a_bad_link, credit_of_a_spammer },
		{ "relief_credit", credit_of_a_partner, credit_of_a_provider },
		{ "relief_credit", credit_of_a_partner, credit_of_two_days },
		{ "first_seen", stranger, stranger_of_the_first_day },
		{ "volume_burst", sudden_mass_of_mail, usual_mass_of_mail },
		{ "zone_far", line_half_a_world_away, server_half_a_world_away },
		{ "dkim_replay", signature_sent_by_others, signature_sent_by_its_owner },
		{ "dkim_replay", signature_sent_by_others, signature_of_a_few },
		{ "dkim_new_selector", selector_never_seen, signature_of_a_few },
		{ "own_domain_forged", own_domain_from_outside, own_domain_logged_in },
		{ "relief_known_sender", own_domain_logged_in, own_domain_from_outside },
		{ "display_executive", executive_at_a_strange_address, executive_at_home },
		{ "date_odd", date_of_next_year, date_of_today },
		{ "link_qr", code_to_scan, link_in_the_text },
		{ "eicar", test_virus, nothing },
		{ "rule_hard", rule_that_decides, rule_that_weighs },
		{ "rule_match", rule_that_weighs, rule_that_decides },
		{ "file_policy", file_barred, file_on_the_list },
		{ "file_policy", file_that_goes, file_on_the_list },
		{ "file_policy", file_unconverted, file_on_the_list },
		{ "file_kept", file_that_stays, file_that_goes },
		{ "ioc_file", file_on_the_list, host_on_the_list },
		{ "ioc_trace", host_on_the_list, file_on_the_list },
		{ "engine_virus", engine_finds_a_virus, engine_finds_nothing },
		{ "engine_virus", engine_finds_a_virus, engine_finds_a_macro },
		{ "engine_virus", engine_finds_a_virus, engine_is_away },
		{ "engine_phishing", engine_finds_phishing, engine_finds_a_virus },
		{ "engine_doubt", engine_finds_a_macro, engine_finds_phishing },
		{ "gap", page_too_large, engine_is_away },
		{ "print_spam", text_reported_as_spam, text_called_spam_and_good },
		{ "print_spam", text_reported_as_spam, text_reported_as_phishing },
		{ "print_spam", link_reported_by_two, link_reported_once },
		{ "print_phishing", text_reported_as_phishing, text_reported_as_spam },
		{ "print_virus", file_reported_by_a_user, text_reported_as_phishing },
		{ "print_file", file_reported_by_the_operator, file_reported_by_a_user },
		{ "print_good", text_called_good, text_called_good_whose_link_is_bad },
		{ "print_bulk", many_copies, many_copies_of_spam },
		{ "taught_bad", words_called_bad, words_called_good },
		{ "taught_good", words_called_good, words_called_bad },
		{ "learned_text", reads_like_spam, reads_like_either },
		{ "learned_lure", reads_like_phishing, reads_like_spam },
		{ "learned_rumor", reads_like_rumor, reads_like_phishing },
		{ "learned_illegal", reads_like_illegal, reads_like_rumor },
		{ "learned_good", reads_like_talk, reads_like_either },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct detector *d = detector_find(bytes_of_cstr(cases[i].detector));
		assert_non_null(d);
		for (int hit = 0; hit < 2; hit++) {
			struct scene s = { .arena = arena_new(CASEFILE_ARENA_MAX) };
			*LIST_ADD(s.arena, &s.c.parts) = (struct casefile_part){ .id = BYTES("1") };
			(hit ? cases[i].hit : cases[i].miss)(&s);
			struct findings found = { .arena = s.arena, .asked = d };
			d->look(&s.c, &found);
			if ((found.list.count != 0) != (hit != 0))
				print_error("%s: case %zu, %s\n", d->name, i,
				    hit ? "not found" : "found where it must not");
			assert_int_equal(found.list.count != 0, hit);
			arena_free(s.arena);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = { cmocka_unit_test(
	    each_finds_its_case_and_leaves_the_other) };
	return cmocka_run_group_tests(all, NULL, NULL);
}
