#include <netinet/in.h>

#include "detect/detector.h"
#include "lib/check.h"
#include "lib/rspamd_rig.h"

#define CONF "[listener scan]\n[listener controller]\nenable_password = right\n[domain example.com]\ntenant = acme\n"
#define MAIL "From: a@example.net\r\nSubject: first\r\n\r\nhello\r\n"

static const struct sockaddr_in stranger = { .sin_family = AF_INET, .sin_addr.s_addr = 0x070200c0 }; /* 192.0.2.7 */

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

#define SAID(r, text) \
	do { \
		if (!bytes_has(buf_bytes(&(r)->said), bytes_of_cstr(text))) \
			fail_msg("no %s in %.*s", (text), BYTES_ARGS(buf_bytes(&(r)->said))); \
	} while (0)

static void
open_scan(struct rspamd_rig *r)
{
	rspamd_rig_open(r, CONF);
	rspamd_rig_connect(r, r->scan, (const struct sockaddr *)&stranger);
}

static void
a_message_is_judged_with_its_envelope(void **state)
{
	struct rspamd_rig r;
	open_scan(&r);
	request(&r, "POST /v1/scan?mail_from=a%40example.net&to=b@example.com,c@example.com&client_ip=192.0.2.9", "", MAIL);
	SAID(&r, "HTTP/1.1 200 OK");
	SAID(&r, "{\"id\":\"id1\",\"type\":\"normal\"");
	check_text(buf_bytes(&r.message), MAIL);
	assert_string_equal(r.sender, "a@example.net");
	assert_string_equal(r.recipient, "b@example.com");
	assert_string_equal(r.client_ip, "192.0.2.9");
	assert_true(r.recipients == 2 && r.is_advice && r.events == 1);
	request(&r, "GET /v1/verdicts/id1", "", "");
	SAID(&r, "{\"id\":\"id1\",\"type\":\"normal\"");
	request(&r, "GET /v1/verdicts/id2", "", "");
	SAID(&r, "HTTP/1.1 404");
	request(&r, "POST /v1/scan?client_ip=nonsense", "", MAIL);
	SAID(&r, "HTTP/1.1 400");
	r.answer.action = GATE_DEFER;
	request(&r, "POST /v1/scan", "", MAIL);
	SAID(&r, "HTTP/1.1 503");
	assert_string_equal(r.protocol, "file");
	rspamd_rig_close(&r);
}

static void
a_repeated_request_is_judged_once(void **state)
{
	struct rspamd_rig r;
	open_scan(&r);
	request(&r, "POST /v1/scan", "Idempotency-Key: k\r\n", MAIL);
	SAID(&r, "HTTP/1.1 200 OK");
	request(&r, "POST /v1/scan", "Idempotency-Key: k\r\n", MAIL);
	SAID(&r, "HTTP/1.1 200 OK");
	assert_int_equal(r.judged, 1);
	request(&r, "POST /v1/scan", "Idempotency-Key: k\r\n", MAIL "more");
	SAID(&r, "HTTP/1.1 422");
	request(&r, "POST /v1/scan", "Idempotency-Key: other\r\n", MAIL);
	assert_int_equal(r.judged, 2);
	rspamd_rig_close(&r);
}

static void
only_the_last_answers_are_kept(void **state)
{
	struct rspamd_rig r;
	char id[20];
	open_scan(&r);
	r.reasons.id = bytes_of(id, 5);
	for (int i = 0; i <= API_KEPT_MAX; i++) {
		(void)snprintf(id, sizeof id, "i%04d", i);
		request(&r, "POST /v1/scan", "", MAIL);
	}
	request(&r, "GET /v1/verdicts/i0000", "", "");
	SAID(&r, "HTTP/1.1 404");
	request(&r, "GET /v1/verdicts/i0001", "", "");
	SAID(&r, "HTTP/1.1 200");
	rspamd_rig_close(&r);
}

static void
a_client_that_goes_takes_nobody_along(void **state)
{
	struct rspamd_rig r;
	open_scan(&r);
	r.is_late = true;
	request(&r, "POST /v1/scan", "Idempotency-Key: k\r\n", MAIL);
	assert_non_null(r.waiting);
	(void)close(r.client);
	r.client = -1;
	for (int i = 0; i < 4; i++)
		(void)event_base_loop(r.base, EVLOOP_NONBLOCK);
	rspamd_rig_judge(&r);
	/* and one that still waits when all ends */
	rspamd_rig_connect(&r, r.scan, (const struct sockaddr *)&stranger);
	request(&r, "POST /v1/scan", "Idempotency-Key: k2\r\n", MAIL);
	assert_non_null(r.waiting);
	rspamd_rig_close(&r);
}

static void
feedback_needs_the_right_to_change(void **state)
{
	struct rspamd_rig r;
	rspamd_rig_open(&r, CONF);
	rspamd_rig_connect(&r, r.controller, (const struct sockaddr *)&stranger);
	request(&r, "POST /v1/feedback?as=spam", "", MAIL);
	SAID(&r, "HTTP/1.1 401");
	rspamd_rig_connect(&r, r.controller, (const struct sockaddr *)&stranger);
	request(&r, "POST /v1/feedback?as=phishing&by=ada@example.com", "Authorization: Bearer right\r\n", MAIL);
	SAID(&r, "{\"learned\":true}");
	assert_true(r.lessons == 1 && r.as == LESSON_PHISHING && r.teacher == TEACHER_USER && !r.is_taken_back);
	assert_string_equal(r.by, "ada@example.com");
	request(&r, "POST /v1/feedback?as=forget", "Authorization: Bearer right\r\n", MAIL);
	assert_true(r.lessons == 2 && r.is_taken_back && r.teacher == TEACHER_SERVICE);
	request(&r, "POST /v1/feedback?as=eggs", "Authorization: Bearer right\r\n", MAIL);
	SAID(&r, "HTTP/1.1 400");
	assert_int_equal(r.lessons, 2);
	rspamd_rig_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_judged_with_its_envelope),
		cmocka_unit_test(a_repeated_request_is_judged_once),
		cmocka_unit_test(only_the_last_answers_are_kept),
		cmocka_unit_test(a_client_that_goes_takes_nobody_along),
		cmocka_unit_test(feedback_needs_the_right_to_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
