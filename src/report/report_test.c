/* Reports as they are sent by others, as we send them, and as an attacker would. */
#include "base/utf8.h"
#include "lib/check.h"
#include "report/dmarc.h"
#include "report/json.h"
#include "report/tls.h"
#include "report/xml.h"

static struct arena *arena;

static int
setup(void **state)
{
	arena = arena_new((size_t)64 << 20);
	return 0;
}

static int
teardown(void **state)
{
	arena_free(arena);
	return 0;
}

/* DOCUMENT as "<name text /name" and so on, "!" where it is bad, "." at the end. */
static void
check_xml(const char *document, const char *want)
{
	struct xml x = xml_of(bytes_of_cstr(document));
	struct bytes it;
	struct buf got;
	enum xml_kind kind;
	buf_init(&got, 4096);
	do {
		kind = xml_next(&x, &it);
		if (kind == XML_OPEN || kind == XML_CLOSE)
			buf_addf(&got, "%s%.*s ", kind == XML_OPEN ? "<" : "/", BYTES_ARGS(it));
		else if (kind == XML_TEXT && bytes_trim(it).len != 0)
			xml_text(it, &got);
	} while (kind != XML_END && kind != XML_BAD);
	buf_add_cstr(&got, kind == XML_BAD ? "!" : ".");
	check_text(buf_bytes(&got), want);
	buf_done(&got);
}

static void
xml_is_read_and_its_dangers_are_refused(void **state)
{
	static const struct {
		const char *document, *want;
	} cases[] = {
		{ "<a/>", "<a /a ." },
		{ "\xEF\xBB\xBF<?xml version='1.0'?><!-- <x> --><n:a b='>' c=\"/\"><b>t</b></n:a>\n", "<a <b t/b /a ." },
		{ "<a>&amp;&lt;&#65;&#x4F60;&bad;&#0;&#xD800;&</a>", "<a &<A\xe4\xbd\xa0&bad;&#0;\xef\xbf\xbd&/a ." },
		{ "<a><![CDATA[<b>]]></a>", "<a <b>/a ." },
		{ "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "!" },
		{ "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "!" },
		{ "<a><!ENTITY x 'y'></a>", "<a !" },
		{ "", "!" }, { "text", "!" }, { "<a>", "<a !" }, { "</a>", "!" }, { "<a></b>", "<a !" }, { "<a/><b/>", "<a /a !" },
		{ "<a>x</a>y", "<a x/a !" }, { "<a", "!" }, { "<a b='", "!" }, { "<a b=<c/>", "!" }, { "<!-- ", "!" }, { "<? ", "!" },
		{ "<a><![CDATA[", "<a !" }, { "<", "!" }, { "< a/>", "!" }, { "<a b='/>'></a>", "<a /a ." },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		check_xml(cases[i].document, cases[i].want);
}

static void
sixteen_elements_inside_each_other_and_no_more(void **state)
{
	for (int depth = XML_DEPTH_MAX; depth <= XML_DEPTH_MAX + 1; depth++) {
		struct buf document;
		struct bytes it;
		enum xml_kind kind;
		buf_init(&document, 4096);
		for (int i = 0; i < depth; i++)
			buf_add_cstr(&document, "<a>");
		for (int i = 0; i < depth; i++)
			buf_add_cstr(&document, "</a>");
		struct xml x = xml_of(buf_bytes(&document));
		while ((kind = xml_next(&x, &it)) == XML_OPEN || kind == XML_CLOSE)
			continue;
		assert_int_equal(kind, depth == XML_DEPTH_MAX ? XML_END : XML_BAD);
		buf_done(&document);
	}
}

#define RECORD \
	"<record><row><source_ip>192.0.2.1</source_ip><count> 12 </count><policy_evaluated><disposition>reject</disposition>" \
	"<dkim>fail</dkim><spf>pass</spf><reason><type>local_policy</type><comment>x</comment></reason></policy_evaluated></row>" \
	"<identifiers><header_from>example.com</header_from><envelope_from>b.example.com</envelope_from></identifiers>" \
	"<auth_results><spf><domain>b.example.com</domain><result>pass</result></spf><dkim><domain>example.net</domain>" \
	"<selector>s1</selector><result>fail</result></dkim></auth_results></record>"
#define REPORT(records) \
	"<?xml version=\"1.0\"?>\n<feedback xmlns=\"urn:x\"><report_metadata><org_name>A &amp; B</org_name>" \
	"<email>d@example.org</email><report_id>7</report_id><date_range><begin>1795305600</begin><end>1795391999</end>" \
	"</date_range></report_metadata><policy_published><domain>example.com</domain><adkim>s</adkim><aspf>r</aspf>" \
	"<p>quarantine</p><sp>reject</sp><pct>50</pct><fo>1</fo></policy_published>" records "</feedback>"

static void
check_dmarc(const struct casefile_report *r)
{
	assert_int_equal(r->kind, REPORT_DMARC);
	check_text(r->organization, "A & B");
	check_text(r->contact, "d@example.org");
	check_text(r->id, "7");
	assert_int_equal(r->begin, 1795305600);
	assert_int_equal(r->end, 1795391999);
	check_text(r->domain, "example.com");
	assert_int_equal(r->policy, AUTH_POLICY_QUARANTINE);
	assert_int_equal(r->subdomain_policy, AUTH_POLICY_REJECT);
	assert_int_equal(r->percent, 50);
	assert_true(r->is_strict_dkim && !r->is_strict_spf);
	assert_int_equal(r->dmarc.count, 1);
	const struct report_dmarc_row *row = &r->dmarc.at[0];
	check_text(row->source_ip, "192.0.2.1");
	assert_int_equal(row->count, 12);
	assert_int_equal(row->disposition, AUTH_POLICY_REJECT);
	assert_true(!row->is_dkim_aligned && row->is_spf_aligned);
	check_text(row->reason, "local_policy");
	check_text(row->header_from, "example.com");
	check_text(row->envelope_from, "b.example.com");
	assert_int_equal(row->auth.count, 2);
}

static void
a_dmarc_report_is_read_and_written(void **state)
{
	struct casefile_report r, again;
	struct buf out;
	assert_true(report_dmarc_looks(BYTES(REPORT(RECORD))));
	assert_int_equal(report_dmarc_read(BYTES(REPORT(RECORD)), arena, &r), 0);
	check_dmarc(&r);
	check_text(r.dmarc.at[0].auth.at[1].selector, "s1");
	buf_init(&out, 1 << 20);
	report_dmarc_write(&r, &out);
	assert_int_equal(report_dmarc_read(buf_bytes(&out), arena, &again), 0);
	check_dmarc(&again);
	check_text(again.dmarc.at[0].auth.at[0].domain, "example.net"); /* DKIM first, as the schema wants */
	assert_true(again.dmarc.at[0].auth.at[1].is_spf);
	buf_done(&out);
}

static void
what_is_no_dmarc_report_is_refused(void **state)
{
	static const char *const cases[] = { "", "<feedback/>", "<feedback></feedback>", "<html><feedback/></html>",
		"<feedback><policy_published><domain>a.example</domain></policy_published>",
		"<!DOCTYPE feedback [<!ENTITY a 'b'>]>" REPORT(RECORD), "{\"organization-name\":\"x\"}" };
	struct casefile_report r;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(report_dmarc_read(bytes_of_cstr(cases[i]), arena, &r), FAULT_INPUT);
	/* values in the wrong place are nobody's */
	assert_int_equal(report_dmarc_read(BYTES("<feedback><policy_published><domain>a.example</domain></policy_published><row>"
	                                         "<count>5</count></row><record><x><source_ip>1</source_ip></x></record>"
	                                         "<auth_results><spf><domain>b</domain></spf></auth_results></feedback>"),
	                     arena, &r), 0);
	assert_int_equal(r.dmarc.count, 1);
	assert_int_equal(r.dmarc.at[0].count, 0);
	assert_int_equal(r.dmarc.at[0].source_ip.len, 0);
	assert_int_equal(r.dmarc.at[0].auth.count, 0);
}

static void
rows_beyond_the_ceiling_are_counted_only(void **state)
{
	struct casefile_report r;
	struct buf many;
	buf_init(&many, (size_t)4 << 20);
	buf_add_cstr(&many, "<feedback><policy_published><domain>a.example</domain></policy_published>");
	for (int i = 0; i < REPORT_ROWS_MAX + 3; i++)
		buf_add_cstr(&many, "<record><row><count>1</count></row><auth_results><spf/></auth_results></record>");
	buf_add_cstr(&many, "</feedback>");
	assert_int_equal(report_dmarc_read(buf_bytes(&many), arena, &r), 0);
	assert_int_equal(r.dmarc.count, REPORT_ROWS_MAX);
	assert_int_equal(r.more, 3);
	buf_clear(&many);
	buf_add_cstr(&many, "<feedback><policy_published><domain>a.example</domain></policy_published><record><auth_results>");
	for (int i = 0; i < REPORT_AUTH_MAX + 1; i++)
		buf_add_cstr(&many, "<dkim><result>pass</result></dkim>");
	buf_add_cstr(&many, "</auth_results></record></feedback>");
	assert_int_equal(report_dmarc_read(buf_bytes(&many), arena, &r), 0);
	assert_int_equal(r.dmarc.at[0].auth.count, REPORT_AUTH_MAX);
	struct arena *tiny = arena_new(1024);
	assert_int_equal(report_dmarc_read(buf_bytes(&many), tiny, &r), FAULT_LIMIT);
	arena_free(tiny);
	buf_done(&many);
}

static const char tls[] =
    "{\"organization-name\":\"Example \\u4f60\\ud83d\\ude00\",\"date-range\":{\"start-datetime\":\"2026-11-22T00:00:00Z\","
    "\"end-datetime\":\"2026-11-22T23:59:59+01:00\"},\"contact-info\":\"t@example.org\",\"report-id\":\"r1\",\"policies\":["
    "{\"failure-details\":[{\"result-type\":\"certificate-expired\",\"sending-mta-ip\":\"192.0.2.5\","
    "\"receiving-mx-hostname\":\"mx1.example.com\",\"failed-session-count\":100,\"additional-information\":\"https://x/\"},"
    "{\"result-type\":\"starttls-not-supported\",\"failed-session-count\":2,\"failure-reason-code\":\"no\"}],"
    "\"policy\":{\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\",\"mode: testing\"],"
    "\"policy-domain\":\"example.com\",\"mx-host\":[\"*.example.com\"]},"
    "\"summary\":{\"total-successful-session-count\":5326,\"total-failure-session-count\":303}}]}";

static void
check_tls(const struct casefile_report *r, size_t good, size_t bad)
{
	check_text(r->organization, "Example \xe4\xbd\xa0\xf0\x9f\x98\x80");
	assert_int_equal(r->begin, 1795305600);
	assert_int_equal(r->end, 1795388399);
	check_text(r->domain, "example.com");
	assert_int_equal(r->tls.count, 3);
	check_text(r->tls.at[bad].result, "certificate-expired");
	check_text(r->tls.at[bad].policy, "version: STSv1\nmode: testing");
	assert_int_equal(r->tls.at[bad].count, 100);
	assert_int_equal(r->tls.at[bad + 1].count, 2);
	assert_int_equal(r->tls.at[good].count, 5326);
	assert_int_equal(r->tls.at[good].result.len, 0);
}

static void
a_tls_report_is_read_and_written(void **state)
{
	struct casefile_report r, again;
	struct buf out;
	assert_true(report_tls_looks(bytes_of_cstr(tls)));
	assert_int_equal(report_tls_read(bytes_of_cstr(tls), arena, &r), 0);
	check_tls(&r, 2, 0);
	buf_init(&out, 1 << 20);
	report_tls_write(&r, &out);
	assert_int_equal(report_tls_read(buf_bytes(&out), arena, &again), 0);
	check_tls(&again, 2, 0);
	buf_done(&out);
}

static void
what_is_no_tls_report_is_refused(void **state)
{
	static const char *const cases[] = { "", "{}", "[]", "{\"policies\":[}", "{\"policies\":[]", "{\"policies\":[]}x",
		"{\"policies\":[],}", "{\"a\" 1}", "{\"a\":}", "{\"a\":tru}", "{'policies':[]}", "{\"policies\":[1 2]}", "\"policies\"",
		"{\"a\":\"\x01\"}", "{\"a\":\"b", "{\"a\":\"b\\", "{\"policies\":[]]" };
	struct casefile_report r;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (report_tls_read(bytes_of_cstr(cases[i]), arena, &r) != FAULT_INPUT)
			fail_msg("%s", cases[i]);
	assert_int_equal(report_tls_read(BYTES("{\"policies\":[]}"), arena, &r), 0);
}

static void
json_is_sixteen_deep_and_no_more(void **state)
{
	for (int depth = JSON_DEPTH_MAX; depth <= JSON_DEPTH_MAX + 1; depth++) {
		struct buf document;
		struct bytes key, it;
		enum json_kind kind;
		buf_init(&document, 4096);
		for (int i = 0; i < depth; i++)
			buf_add_octet(&document, '[');
		for (int i = 0; i < depth; i++)
			buf_add_octet(&document, ']');
		struct json j = json_of(buf_bytes(&document));
		while ((kind = json_next(&j, &key, &it)) == JSON_ARRAY || kind == JSON_ARRAY_END)
			continue;
		assert_int_equal(kind, depth == JSON_DEPTH_MAX ? JSON_END : JSON_BAD);
		buf_done(&document);
	}
}

static void
times_are_read_as_others_write_them(void **state)
{
	static const struct {
		const char *text;
		int64_t want; /* -1: none */
	} cases[] = { { "2026-11-22T00:00:00Z", 1795305600 }, { "2026-11-22T08:00:00+08:00", 1795305600 },
		{ "2026-11-21T19:00:00.123-05:00", 1795305600 }, { "2026-11-22T00:00:00", 1795305600 }, { "2026-11-22", -1 },
		{ "", -1 }, { "2026-13-22T00:00:00Z", -1 }, { "2026-00-22T00:00:00Z", -1 }, { "1969-11-22T00:00:00Z", -1 },
		{ "2026-11-22x00:00:00Z", -1 }, { "2026-11-22T00:00:00+99:00", -1 } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t got = -1;
		int fault = report_time_read(bytes_of_cstr(cases[i].text), &got);
		assert_int_equal(fault, cases[i].want < 0 ? FAULT_INPUT : 0);
		assert_int_equal(got, cases[i].want);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(xml_is_read_and_its_dangers_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(sixteen_elements_inside_each_other_and_no_more, setup, teardown),
		cmocka_unit_test_setup_teardown(a_dmarc_report_is_read_and_written, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_dmarc_report_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(rows_beyond_the_ceiling_are_counted_only, setup, teardown),
		cmocka_unit_test_setup_teardown(a_tls_report_is_read_and_written, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_tls_report_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(json_is_sixteen_deep_and_no_more, setup, teardown),
		cmocka_unit_test_setup_teardown(times_are_read_as_others_write_them, setup, teardown),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
