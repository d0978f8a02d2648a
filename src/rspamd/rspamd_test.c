#include <netinet/in.h>

#include "detect/detector.h"
#include "lib/check.h"
#include "lib/rspamd_rig.h"
#include "report/json.h"

#define CONF "[listener scan]\n[listener controller]\nenable_password = right\n[domain example.com]\n[policy soft]\nspam = tag\nsubject_tag = \"[spam] \"\n"
#define MAIL "From: a@example.net\r\nSubject: first\r\nMessage-ID: <x@example.net>\r\n\r\nhello\r\n"

static const struct sockaddr_in stranger = { .sin_family = AF_INET, .sin_addr.s_addr = 0x070200c0 }; /* 192.0.2.7 */
static const struct sockaddr_in local = { .sin_family = AF_INET, .sin_addr.s_addr = 0x0100007f };

/* A request with MAIL as its content; FIELDS end with CRLF each. */
static void
request(struct rspamd_rig *r, const char *line, const char *fields, const char *content)
{
	struct buf out;
	buf_init(&out, 1 << 20);
	buf_addf(&out, "%s HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n%s\r\n%s", line, strlen(content), fields, content);
	buf_clear(&r->said);
	rspamd_rig_send(r, buf_bytes(&out));
	buf_done(&out);
}

static bool
said(const struct rspamd_rig *r, const char *text)
{
	return bytes_has(buf_bytes(&r->said), bytes_of_cstr(text));
}

#define SAID(r, text) \
	do { \
		if (!said((r), (text))) \
			fail_msg("no %s in %.*s", (text), BYTES_ARGS(buf_bytes(&(r)->said))); \
	} while (0)

/* The content of the reply is one JSON value. */
static void
check_json(const struct rspamd_rig *r)
{
	struct bytes all = buf_bytes(&r->said), key, value;
	struct json j = json_of(bytes_from(all, bytes_find(all, BYTES("\r\n\r\n")) + 4));
	enum json_kind kind;
	do
		kind = json_next(&j, &key, &value);
	while (kind != JSON_END && kind != JSON_BAD);
	if (kind == JSON_BAD)
		fail_msg("%.*s", BYTES_ARGS(all));
}

static void
a_message_is_judged_by_what_the_client_says_of_it(void **state)
{
	struct rspamd_rig r;
	rspamd_rig_open(&r, CONF);
	rspamd_rig_connect(&r, r.scan, (const struct sockaddr *)&local);
	request(&r, "POST /checkv2?User=ann%40example.com", "From: <a@example.net>\r\nRcpt: <b@example.com>, \"c,d\"@example.com\r\nrcpt: e@example.com\r\n"
	    "IP: 192.0.2.9\r\nHelo: h\r\nQueue-Id: 4D2\r\nSettings-ID: soft\r\n", MAIL);
	SAID(&r, "HTTP/1.1 200 OK");
	SAID(&r, "\"is_skipped\":false,\"score\":0.000,\"required_score\":4.750,\"action\":\"no action\"");
	SAID(&r, "\"message-id\":\"x@example.net\"");
	check_json(&r);
	check_text(buf_bytes(&r.message), MAIL);
	assert_string_equal(r.sender, "a@example.net");
	assert_string_equal(r.recipient, "b@example.com");
	assert_int_equal(r.recipients, 3);
	assert_string_equal(r.client_ip, "192.0.2.9");
	assert_string_equal(r.user, "ann@example.com");
	assert_string_equal(r.protocol, "http");
	assert_string_equal(r.policy, "soft");
	assert_non_null(strstr(r.session, "/4D2"));
	assert_true(r.is_advice);
	assert_int_equal(r.events, 1);
	/* nothing is said of it: a file */
	request(&r, "POST /CheckV2", "", MAIL);
	assert_string_equal(r.protocol, "file");
	assert_int_equal(r.recipients, 0);
	request(&r, "POST /checkv2", "", "");
	SAID(&r, "HTTP/1.1 400 Empty body is not permitted");
	request(&r, "POST /checkv2", "Content-Encoding: gzip\r\n", MAIL);
	SAID(&r, "HTTP/1.1 415");
	request(&r, "POST /checkv2", "Compression: zstd\r\n", "no zstd");
	SAID(&r, "HTTP/1.1 400 zstd: no frame");
	rspamd_rig_close(&r);
}

#define PART(name, more, content) "--b0\r\nContent-Disposition: form-data; name=\"" name "\"\r\n" more "\r\n" content "\r\n"

static void
a_form_says_the_same(void **state)
{
	static const char type[] = "Content-Type: multipart/form-data; boundary=\"b0\"\r\n";
	static const struct {
		const char *content, *says;
	} bad[] = {
		{ PART("metadata", "", "{}") "--b0--\r\n", "400 no part \"message\"" },
		{ PART("message", "", MAIL) PART("message", "", MAIL) "--b0--\r\n", "400 two parts" },
		{ PART("message", "", MAIL), "400" },
		{ PART("metadata", "", "{\"from\":") PART("message", "", MAIL) "--b0--\r\n", "400 the metadata" },
		{ PART("metadata", "", "[]") PART("message", "", MAIL) "--b0--\r\n", "400 the metadata are no object" },
		{ PART("metadata", "Content-Type: application/msgpack\r\n", "x") PART("message", "", MAIL) "--b0--\r\n", "415" },
		{ PART("message", "Content-Encoding: gzip\r\n", MAIL) "--b0--\r\n", "415" },
		{ PART("message", "Content-Encoding: zstd\r\n", MAIL) "--b0--\r\n", "400 zstd" },
		{ PART("message", "", "") "--b0--\r\n", "400 Empty body" },
		{ "--b1\r\n", "400 no part" },
		{ "", "400 no part" },
	};
	struct rspamd_rig r;
	rspamd_rig_open(&r, CONF);
	rspamd_rig_connect(&r, r.scan, (const struct sockaddr *)&local);
	request(&r, "POST /checkv3", type, "preamble\r\n" PART("metadata", "Content-Type: application/json\r\n",
	    "{\"from\":\"<a@example.net>\",\"rcpt\":[\"b@example.com\",\"\\u0063@example.com\"],\"ip\":\"192.0.2.9\",\"tls\":{\"from\":\"x\"},"
	    "\"user\":\"ann\",\"deep\":[[\"rcpt\"]]}") PART("other", "", "x") PART("message", "", MAIL) "--b0--\r\n");
	SAID(&r, "HTTP/1.1 200 OK");
	SAID(&r, "name=\"result\"\r\nContent-Type: application/json\r\n\r\n{\"is_skipped\":false");
	SAID(&r, "}\r\n--postern-result--\r\n");
	check_text(buf_bytes(&r.message), MAIL);
	assert_string_equal(r.sender, "a@example.net");
	assert_int_equal(r.recipients, 2);
	assert_string_equal(r.client_ip, "192.0.2.9");
	assert_string_equal(r.user, "ann");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		request(&r, "POST /checkv3", type, bad[i].content);
		SAID(&r, bad[i].says);
	}
	request(&r, "POST /checkv3", "", MAIL);
	SAID(&r, "HTTP/1.1 415");
	rspamd_rig_close(&r);
}

static void
each_verdict_is_said_in_rspamds_words(void **state)
{
	static const struct gate_header add[] = { { BYTES_INIT("X-Postern-Verdict"), BYTES_INIT("type=spam") },
		{ BYTES_INIT("DKIM-Signature"), BYTES_INIT("v=1; a") } };
	static const struct {
		struct gate_answer answer;
		double score;
		const char *says[4];
	} cases[] = {
		{ { .action = GATE_TAG }, 1, { "\"action\":\"add header\"", "\"score\":5.000", "\"add header\":4.000" } },
		{ { .action = GATE_TAG, .subject_tag = BYTES_INIT("[x] ") }, 1, { "\"action\":\"rewrite subject\"", "\"subject\":\"[x] first\"" } },
		{ { .action = GATE_QUARANTINE, .text = BYTES_INIT("id1") }, 2, { "\"action\":\"reject\"", "\"reject\":\"quarantine\"", "\"score\":6.000" } },
		{ { .action = GATE_REJECT, .text = BYTES_INIT("go away") }, 2, { "\"action\":\"reject\"", "\"smtp_message\":\"go away\"" } },
		{ { .action = GATE_REJECT }, -1, { "\"passthrough_module\":\"postern\"" } },
		{ { .action = GATE_DELIVER, .add = add, .add_count = 2 }, -4,
		    { "\"milter\":{\"add_headers\":{\"X-Postern-Verdict\":{\"value\":\"type=spam\",\"order\":0}}", "\"dkim-signature\":\"v=1; a\"" } },
		{ { .action = GATE_DEFER }, 0, { "HTTP/1.1 503 cannot be judged now" } },
	};
	struct rspamd_rig r;
	rspamd_rig_open(&r, CONF);
	rspamd_rig_connect(&r, r.scan, (const struct sockaddr *)&local);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		r.answer = cases[i].answer;
		r.answer.message = NULL;
		r.answer.reasons = &r.reasons;
		r.verdict.score = cases[i].score;
		request(&r, "POST /checkv2", "From: a@example.net\r\n", MAIL);
		for (size_t k = 0; k < 4 && cases[i].says[k] != NULL; k++)
			SAID(&r, cases[i].says[k]);
		check_json(&r);
	}
	/* nobody could judge it */
	r.answer = (struct gate_answer){ .action = GATE_DELIVER };
	request(&r, "POST /checkv2", "From: a@example.net\r\n", MAIL);
	SAID(&r, "HTTP/1.1 503");
	/* forged marks go */
	r.answer.reasons = &r.reasons;
	request(&r, "POST /check", "From: a@example.net\r\nFlags: groups, milter\r\n", "Authentication-Results: other.example; spf=pass\r\nX-Postern-Verdict: x\r\n"
	    "Authentication-Results: gateway.example.com; spf=pass\r\n\r\nx\r\n");
	SAID(&r, "{\"default\":{\"is_spam\":false,");
	SAID(&r, "\"remove_headers\":{\"X-Postern-Verdict\":0,\"Authentication-Results\":[2]}");
	SAID(&r, "\"rmilter\":{");
	check_json(&r);
	rspamd_rig_close(&r);
}

static void
who_is_blocked_is_refused_whatever_he_sends(void **state)
{
	struct rspamd_rig r;
	rspamd_rig_open(&r, CONF "[block]\nsenders = bad@example.net\nclients = 192.0.2.66\n[network]\nown = 198.51.100.0/24\n");
	rspamd_rig_connect(&r, r.scan, (const struct sockaddr *)&local);
	request(&r, "POST /checkv2", "From: bad@example.net\r\nIP: 192.0.2.9\r\n", MAIL);
	SAID(&r, "\"action\":\"reject\",\"passthrough_module\":\"postern\"");
	SAID(&r, "\"smtp_message\":\"Sender refused\"");
	request(&r, "POST /checkv2", "From: a@example.net\r\nIP: 192.0.2.66\r\n", MAIL);
	SAID(&r, "\"smtp_message\":\"Client refused\"");
	request(&r, "POST /checkv2", "From: bad@example.net\r\nIP: 198.51.100.9\r\n", MAIL);
	SAID(&r, "\"action\":\"no action\"");
	request(&r, "POST /checkv2", "From: bad@example.net\r\nIP: 192.0.2.66\r\nUser: ann\r\n", MAIL);
	SAID(&r, "\"action\":\"no action\"");
	rspamd_rig_close(&r);
}

static void
exim_reads_what_it_reads_from_rspamd(void **state)
{
	struct rspamd_rig r;
	char version[8], spam[8], rest[8];
	double score, required, third;
	rspamd_rig_open(&r, CONF);
	r.answer.action = GATE_QUARANTINE;
	r.verdict.score = 3;
	rspamd_rig_connect(&r, r.scan, (const struct sockaddr *)&local);
	rspamd_rig_send(&r, BYTES("CHECK RSPAMC/1.3\r\nContent-length: 9\r\nQueue-Id: 1a-b-c\r\nFrom: <a@example.net>\r\nRecipient-Number: 1\r\n"
	                          "Rcpt: <b@example.com>\r\nHelo: h\r\nIP: 192.0.2.9\r\n\r\nX: y\r\n\r\nz"));
	assert_string_equal(r.recipient, "b@example.com");
	check_text(buf_bytes(&r.message), "X: y\r\n\r\nz");
	buf_add_octet(&r.said, '\0');
	/* spam.c of Exim 4.96 */
	assert_int_equal(sscanf((const char *)r.said.at, "RSPAMD/%7s 0 EX_OK\r\nMetric: default; %7s %lf / %lf / %lf\r\n%7s", version, spam, &score,
	                     &required, &third, rest), 6);
	assert_string_equal(spam, "True;");
	assert_true(score == 7 && required == 4.75);
	assert_string_equal(rest, "Action:");
	assert_non_null(strstr((const char *)r.said.at, "\r\nAction: reject\r\n"));
	rspamd_rig_close(&r);
}

static void
results_have_their_names(void **state)
{
	struct rspamd_rig r;
	struct arena *arena = arena_new(1 << 20);
	rspamd_rig_open(&r, CONF);
	struct casefile_identity *is = &r.casefile.asked.identity;
	*is = (struct casefile_identity){ .was_asked = true, .spf = AUTH_PASS, .spf_term = BYTES("+ip4:192.0.2.0/24"), .dmarc = AUTH_FAIL,
		.policy = AUTH_POLICY_REJECT, .arc = AUTH_NONE };
	struct casefile_signature *signature = LIST_ADD(arena, &is->signatures);
	*signature = (struct casefile_signature){ .status = AUTH_PASS, .domain = BYTES("example.net"), .is_aligned = true };
	struct casefile_listing *listing = LIST_ADD(arena, &r.casefile.asked.lists.found);
	*listing = (struct casefile_listing){ .zone = BYTES("list.dnswl.org"), .of = LISTING_OF_CLIENT, .answer = BYTES("127.0.9.2"), .asked = BYTES("192.0.2.9") };
	r.findings.arena = arena;
	static const double weights[] = { 2, 3, 2 };
	for (size_t i = 0; i < 3; i++) {
		struct finding *f = LIST_ADD(arena, &r.findings.list);
		*f = (struct finding){ .id = BYTES("html_only"), .family = FAMILY_CONTENT, .weight = weights[i] };
	}
	rspamd_rig_connect(&r, r.scan, (const struct sockaddr *)&local);
	request(&r, "POST /checkv2", "From: a@example.net\r\n", MAIL);
	static const char *const names[] = { "\"R_SPF_ALLOW\":{\"name\":\"R_SPF_ALLOW\",\"score\":0.000,\"metric_score\":0.000,\"options\":[\"+ip4:192.0.2.0/24\"]}",
		"\"SPF_PASS\"", "\"R_DKIM_ALLOW\"", "\"DKIM_VALID\"", "\"DKIM_VALID_AU\"", "\"DKIM_SIGNED\"", "\"DMARC_POLICY_REJECT\"", "\"ARC_NA\"",
		"\"RCVD_IN_DNSWL_MED\"", "\"POSTERN_HTML_ONLY\":{\"name\":\"POSTERN_HTML_ONLY\",\"score\":4.000", "\"MIME_HTML_ONLY\"" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		SAID(&r, names[i]);
	check_json(&r);
	/* every name of the table has a detector behind it, and the list is whole */
	rspamd_rig_connect(&r, r.controller, (const struct sockaddr *)&local);
	request(&r, "GET /symbols", "", "");
	check_json(&r);
	SAID(&r, "\"symbol\":\"POSTERN_HTML_ONLY\"");
	SAID(&r, "\"symbol\":\"R_SPF_ALLOW\"");
	size_t with_names = 0;
	for (size_t i = 0; i < detector_count; i++)
		with_names += symbols_other_names(bytes_of_cstr(detectors[i]->name)) != NULL;
	assert_int_equal(with_names, 12);
	rspamd_rig_close(&r);
	arena_free(arena);
}

static void
teaching_needs_the_right_password(void **state)
{
	struct rspamd_rig r;
	rspamd_rig_open(&r, CONF);
	rspamd_rig_connect(&r, r.controller, (const struct sockaddr *)&stranger);
	request(&r, "POST /learnspam", "", MAIL);
	SAID(&r, "HTTP/1.1 401 Unauthorized");
	request(&r, "GET /stat", "", "");
	SAID(&r, "HTTP/1.1 401");
	request(&r, "GET /stat", "Password: right\r\n", "");
	SAID(&r, "HTTP/1.1 200");
	check_json(&r);
	request(&r, "POST /learnspam", "Password: right\r\n", MAIL);
	SAID(&r, "{\"success\":true}");
	assert_int_equal(r.as, LESSON_SPAM);
	assert_int_equal(r.teacher, TEACHER_SERVICE);
	request(&r, "POST /learnham?password=right", "Deliver-To: ann@example.com\r\n", MAIL);
	assert_int_equal(r.as, LESSON_HAM);
	assert_int_equal(r.teacher, TEACHER_USER);
	assert_string_equal(r.by, "ann@example.com");
	request(&r, "POST /fuzzyadd", "Password: right\r\nFlag: 13\r\n", MAIL);
	assert_int_equal(r.as, LESSON_HAM);
	request(&r, "POST /fuzzyadd", "Password: right\r\nFlag: 11\r\n", MAIL);
	assert_int_equal(r.as, LESSON_SPAM);
	request(&r, "POST /fuzzydel", "Password: right\r\nFlag: 11\r\n", MAIL);
	assert_true(r.is_taken_back);
	r.learned = (struct gate_learned){ .is_old = true };
	request(&r, "POST /learnspam", "Password: right\r\n", MAIL);
	SAID(&r, "HTTP/1.1 208 ");
	r.learned = (struct gate_learned){ .fault = FAULT_LIMIT, .why = "enough for today" };
	request(&r, "POST /learnclass", "Password: right\r\nClass: phishing\r\n", MAIL);
	SAID(&r, "HTTP/1.1 409 enough for today");
	assert_int_equal(r.lessons, 7);
	/* who guesses hears 429, also when he guesses right at last */
	for (int i = 0; i < AUTH_GUESSES_MAX; i++)
		request(&r, "POST /learnspam", "Password: wrong\r\n", MAIL);
	request(&r, "POST /learnspam", "Password: right\r\n", MAIL);
	SAID(&r, "HTTP/1.1 429");
	rspamd_rig_connect(&r, r.controller, (const struct sockaddr *)&local);
	request(&r, "POST /learnspam", "Password: right\r\n", MAIL);
	SAID(&r, "HTTP/1.1 409");
	rspamd_rig_close(&r);
}

static void
without_passwords_this_machine_may_read_and_nobody_teach(void **state)
{
	struct rspamd_rig r;
	rspamd_rig_open(&r, "[listener scan]\n[listener controller]\n");
	rspamd_rig_connect(&r, r.controller, (const struct sockaddr *)&local);
	request(&r, "GET /stat", "", "");
	SAID(&r, "HTTP/1.1 200");
	request(&r, "POST /learnspam", "Password: \r\n", MAIL);
	SAID(&r, "HTTP/1.1 403");
	/* a Unix socket that everybody may use */
	rspamd_rig_connect(&r, r.controller, NULL);
	request(&r, "POST /learnspam", "", MAIL);
	SAID(&r, "HTTP/1.1 403");
	rspamd_rig_connect(&r, r.controller, (const struct sockaddr *)&stranger);
	request(&r, "GET /history", "", "");
	SAID(&r, "HTTP/1.1 401");
	/* the port that judges teaches nobody */
	rspamd_rig_connect(&r, r.scan, (const struct sockaddr *)&local);
	request(&r, "POST /learnspam", "", MAIL);
	SAID(&r, "HTTP/1.1 404");
	rspamd_rig_close(&r);
	rspamd_rig_open(&r, "[listener scan]\n[listener controller]\naddress = unix:/x\nsocket_mode = 0660\nsecure_peers = 192.0.2.0/24\n");
	rspamd_rig_connect(&r, r.controller, NULL);
	request(&r, "POST /learnspam", "", MAIL);
	SAID(&r, "HTTP/1.1 200");
	rspamd_rig_connect(&r, r.controller, (const struct sockaddr *)&stranger);
	request(&r, "POST /learnspam", "", MAIL);
	SAID(&r, "HTTP/1.1 200");
	rspamd_rig_close(&r);
}

static void
figures_are_told(void **state)
{
	struct rspamd_rig r;
	rspamd_rig_open(&r, CONF);
	rspamd_rig_connect(&r, r.scan, (const struct sockaddr *)&local);
	for (int i = 0; i < 250; i++)
		request(&r, "POST /checkv2", "From: a@example.net\r\n", MAIL);
	rspamd_rig_connect(&r, r.controller, (const struct sockaddr *)&local);
	request(&r, "GET /stat", "", "");
	SAID(&r, "\"scanned\":250");
	SAID(&r, "\"no action\":250");
	check_json(&r);
	static const char *const paths[] = { "GET /auth", "GET /graph?type=weekly", "GET /graph?type=hourly", "GET /history", "GET /actions" };
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		request(&r, paths[i], "", "");
		rspamd_rig_turns(&r, 200);
		SAID(&r, "HTTP/1.1 200");
		check_json(&r);
	}
	request(&r, "GET /statreset", "Password: right\r\n", "");
	SAID(&r, "\"scanned\":250");
	request(&r, "GET /stat", "", "");
	SAID(&r, "\"scanned\":0");
	rspamd_rig_close(&r);
}

static void
a_client_that_goes_leaves_nothing(void **state)
{
	struct rspamd_rig r;
	rspamd_rig_open(&r, CONF);
	r.is_late = true;
	rspamd_rig_connect(&r, r.scan, (const struct sockaddr *)&local);
	request(&r, "POST /checkv2", "From: a@example.net\r\n", MAIL);
	assert_non_null(r.waiting);
	rspamd_rig_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_judged_by_what_the_client_says_of_it),
		cmocka_unit_test(a_form_says_the_same),
		cmocka_unit_test(each_verdict_is_said_in_rspamds_words),
		cmocka_unit_test(who_is_blocked_is_refused_whatever_he_sends),
		cmocka_unit_test(exim_reads_what_it_reads_from_rspamd),
		cmocka_unit_test(results_have_their_names),
		cmocka_unit_test(teaching_needs_the_right_password),
		cmocka_unit_test(without_passwords_this_machine_may_read_and_nobody_teach),
		cmocka_unit_test(figures_are_told),
		cmocka_unit_test(a_client_that_goes_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
