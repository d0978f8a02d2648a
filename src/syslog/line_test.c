/* What a line says, and that no subject, address or reply says more in it than it is. */
#include "syslog/line.h"

#include "lib/check.h"

static struct mail_event
event_of(const char *subject, const char *from)
{
	struct mail_event e = { .id = BYTES("m1a2b3c4"), .time_ms = INT64_C(1795873200123), .session = BYTES("s1"),
		.client_ip = BYTES("192.0.2.7"), .helo = BYTES("mx.example.net"), .mail_from = bytes_of_cstr(from),
		.subject = bytes_of_cstr(subject), .size = 512, .outcome = OUTCOME_QUARANTINED, .type = TYPE_PHISHING,
		.score = 4.25, .reply = BYTES("250 2.0.0 held") };
	return e;
}

static struct bytes
write_line(const struct syslog_form *form, const struct mail_event *e, struct buf *out)
{
	buf_init(out, SYSLOG_LINE_MAX);
	syslog_line(form, e, out);
	return buf_bytes(out);
}

static const struct syslog_form cef = { SYSLOG_CEF, SYSLOG_RFC5424, 2, false, "gw.example.com", 77 };

static void
an_event_is_a_line_of_cef_in_rfc_5424(void **state)
{
	struct bytes to[] = { BYTES("a@example.com"), BYTES("b@example.com") };
	struct finding found[] = { { .id = BYTES("link_ip"), .weight = 1 }, { .id = BYTES("spf_fail"), .weight = 0.5 } };
	struct mail_event e = event_of("Your account", "x@example.net");
	struct buf out;
	e.recipients.at = to;
	e.recipients.count = 2;
	e.findings.at = found;
	e.findings.count = 2;
	check_text(write_line(&cef, &e, &out),
	    "<20>1 2026-11-28T13:40:00.123Z gw.example.com postern 77 quarantined - "
	    "CEF:0|Postern|Postern|" POSTERN_VERSION "|quarantined-phishing|Message quarantined: phishing|8|rt=1795873200123 act=quarantined"
	    " cat=phishing externalId=m1a2b3c4 dvchost=gw.example.com src=192.0.2.7 shost=mx.example.net suser=x@example.net"
	    " duser=a@example.com,b@example.com cs1=link_ip,spf_fail cs1Label=findings msg=Your account in=512 deviceDirection=0"
	    " cfp1=4.25 cfp1Label=score cn1=0 cn1Label=gaps cs4=s1 cs4Label=session reason=250 2.0.0 held");
	buf_done(&out);
}

static void
hostile_values_stay_values(void **state)
{
	static const struct { const char *subject, *want; } cases[] = {
		{ "a=b|c\\d", " msg=a\\=b|c\\\\d in=" },
		{ "x src=10.0.0.1 act=delivered", " msg=x src\\=10.0.0.1 act\\=delivered in=" },
		{ "one\r\n<13>1 - - - - - - CEF:0|two", " msg=one\\r\\n<13>1 - - - - - - CEF:0|two in=" },
		{ "ends with \\", " msg=ends with \\\\ in=" },
		{ "a column|", " msg=a column| in=" },
		{ "\033[31mred\a\t\x7f", " msg= [31mred    in=" },
		{ "\xe5\x9e\x83\xe5\x9c\xbe", " msg=\xe5\x9e\x83\xe5\x9c\xbe in=" },
		{ "\xff\xc3 \xed\xa0\x80", " msg=\xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd in=" },
		{ "a\xe2\x80\xa8z\xc2\x85", " msg=a z  in=" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct mail_event e = event_of(cases[i].subject, "");
		struct buf out;
		struct bytes line = write_line(&cef, &e, &out);
		if (!bytes_has(line, bytes_of_cstr(cases[i].want)))
			fail_msg("case %zu: %.*s", i, BYTES_ARGS(line));
		buf_done(&out);
	}
}

static void
what_is_too_long_is_cut_or_left_out_and_the_line_ends_well(void **state)
{
	enum { MANY = 4000 };
	struct bytes *to = calloc(MANY, sizeof *to);
	uint8_t *subject = malloc(MANY);
	struct mail_event e = event_of("", "x@example.net");
	struct syslog_form form = cef;
	struct buf out;
	for (size_t i = 0; i < MANY; i++)
		to[i] = BYTES("somebody@example.com");
	memset(subject, '=', MANY);
	e.recipients.at = to;
	e.recipients.count = MANY;
	e.subject = e.message_id = e.helo = e.from = bytes_of(subject, 1000);
	struct bytes line = write_line(&form, &e, &out);
	assert_true(line.len <= SYSLOG_LINE_MAX && line.len > 4000);
	assert_true(bytes_has(line, BYTES(" cn1=0 cn1Label=gaps")));
	assert_true(bytes_ends(line, BYTES(" reason=250 2.0.0 held")));
	buf_done(&out);
	form.format = SYSLOG_JSON;
	memset(subject, 1, MANY); /* six octets each */
	line = write_line(&form, &e, &out);
	assert_true(line.len <= SYSLOG_LINE_MAX && bytes_ends(line, BYTES("\"reply\":\"250 2.0.0 held\"}")));
	buf_done(&out);
	free(subject);
	free(to);
}

static void
json_has_the_event_and_rfc_3164_its_older_frame(void **state)
{
	struct syslog_form form = { SYSLOG_JSON, SYSLOG_RFC3164, 16, false, "gw", 77 };
	struct bytes to[] = { BYTES("a@example.com") };
	struct finding found[] = { { .id = BYTES("link_ip"), .family = FAMILY_LINK, .weight = 1.25 } };
	struct mail_event e = event_of("\"quoted\"\n", "x@example.net");
	struct buf out;
	e.recipients.at = to;
	e.recipients.count = 1;
	e.findings.at = found;
	e.findings.count = 1;
	assert_int_equal(setenv("TZ", "UTC", 1), 0);
	tzset();
	check_text(write_line(&form, &e, &out),
	    "<132>Nov 28 13:40:00 gw postern[77]: {\"time\":\"2026-11-28T13:40:00.123Z\",\"host\":\"gw\",\"outcome\":\"quarantined\","
	    "\"type\":\"phishing\",\"bulk\":false,\"score\":4.25,\"severity\":8,\"id\":\"m1a2b3c4\",\"session\":\"s1\",\"direction\":\"inbound\","
	    "\"client\":\"192.0.2.7\",\"helo\":\"mx.example.net\",\"mail_from\":\"x@example.net\",\"recipients\":[\"a@example.com\"],"
	    "\"findings\":[{\"id\":\"link_ip\",\"family\":\"link\",\"weight\":1.25}],\"subject\":\"\\\"quoted\\\"\\n\",\"size\":512,"
	    "\"gaps\":0,\"cpu_us\":0,\"reply\":\"250 2.0.0 held\"}");
	buf_done(&out);
	form.format = SYSLOG_CEF;
	assert_true(bytes_starts(write_line(&form, &e, &out), BYTES("<132>Nov 28 13:40:00 gw CEF:0|Postern|")));
	buf_done(&out);
	form.is_local = true;
	assert_true(bytes_starts(write_line(&form, &e, &out), BYTES("<132>Nov 28 13:40:00 CEF:0|Postern|")));
	buf_done(&out);
}

static void
a_host_name_and_an_address_fit_their_place(void **state)
{
	struct syslog_form form = cef;
	struct mail_event e = event_of("", "");
	struct buf out;
	form.hostname = "g w\n\xe5";
	e.client_ip = BYTES("2001:db8::1");
	struct bytes line = write_line(&form, &e, &out);
	assert_true(bytes_has(line, BYTES("Z g-w-- postern 77 ")));
	assert_true(bytes_has(line, BYTES(" c6a2=2001:db8::1 c6a2Label=client ")));
	buf_done(&out);
	form.hostname = "";
	assert_true(bytes_has(write_line(&form, &e, &out), BYTES("Z - postern 77 ")));
	buf_done(&out);
}

static void
severity_follows_type_and_outcome(void **state)
{
	struct mail_event e = { .type = TYPE_NORMAL, .outcome = OUTCOME_DELIVERED };
	assert_int_equal(syslog_severity(&e), 1);
	e.outcome = OUTCOME_REFUSED;
	assert_int_equal(syslog_severity(&e), 3);
	e.type = TYPE_VIRUS;
	assert_int_equal(syslog_severity(&e), 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_a_line_of_cef_in_rfc_5424),
		cmocka_unit_test(hostile_values_stay_values),
		cmocka_unit_test(what_is_too_long_is_cut_or_left_out_and_the_line_ends_well),
		cmocka_unit_test(json_has_the_event_and_rfc_3164_its_older_frame),
		cmocka_unit_test(a_host_name_and_an_address_fit_their_place),
		cmocka_unit_test(severity_follows_type_and_outcome),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
