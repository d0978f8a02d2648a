#include <zlib.h>

#include "casefile/finding.h"
#include "lib/check.h"
#include "lib/spamd_rig.h"
#include "verdict/verdict.h"

#define CONF "[listener spamd]\nallow_tell = yes\n[domain example.com]\ntenant = acme\n[limits]\nmessage_size = 1M\n"
#define MAIL "From: a@example.net\r\nX-Spam-Flag: YES\r\nSubject: first\r\nX-Postern-Verdict: forged\r\n\r\nX-Spam-Body: stays\r\n"

static struct bytes
ask(struct spamd_rig *r, const char *request)
{
	return spamd_rig_ask_for(r, bytes_of_cstr(request));
}

/* A head, Content-length and MAIL. */
static struct bytes
ask_about(struct spamd_rig *r, const char *head, const char *mail)
{
	char request[4096];
	(void)snprintf(request, sizeof request, "%s\r\nContent-length: %zu\r\n\r\n%s", head, strlen(mail), mail);
	return ask(r, request);
}

static bool
begins(struct bytes got, const char *want)
{
	if (!bytes_starts(got, bytes_of_cstr(want)))
		print_error("got \"%.*s\"\n", BYTES_ARGS(got));
	return bytes_starts(got, bytes_of_cstr(want));
}

static void
a_ping_is_answered(void **state)
{
	struct spamd_rig r;
	spamd_rig_open(&r, CONF);
	check_text(ask(&r, "PING SPAMC/1.2\r\n\r\n"), "SPAMD/1.5 0 PONG\r\n");
	assert_true(r.has_ended);
	check_text(ask(&r, "PING SPAMC/1.5\r\n\r\n"), "SPAMD/1.5 0 PONG\r\n");
	check_text(ask(&r, "SKIP SPAMC/1.5\r\n\r\n"), "");
	assert_true(r.has_ended);
	/* a health check that only connects */
	check_text(ask(&r, ""), "");
	check_text(ask(&r, "PI"), "SPAMD/1.0 76 Bad header line: (EOF during headers)\r\n");
	check_text(ask(&r, "EHLO x\r\n"), "SPAMD/1.0 76 Bad header line: EHLO x\r\n");
	assert_int_equal(spamd_sessions(r.spamd), 0);
	assert_int_equal(r.judged, 0);
	spamd_rig_close(&r);
}

static void
a_message_is_judged_for_its_user(void **state)
{
	struct spamd_rig r;
	spamd_rig_open(&r, CONF);
	check_text(ask_about(&r, "CHECK SPAMC/1.5\r\nUser: b@example.com", MAIL), "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.0 / 4.0\r\n\r\n");
	check_text(buf_bytes(&r.message), MAIL);
	assert_string_equal(r.tenant, "acme");
	assert_string_equal(r.recipient, "b@example.com");
	assert_string_equal(r.reply, "0 EX_OK False ; 0.0 / 4.0");
	assert_true(r.events == 1 && r.has_ended);
	/* a name of the system is nobody's address; without a length the message ends with the connection */
	check_text(ask(&r, "CHECK SPAMC/1.2\r\nUser: joe\r\n\r\nFrom: a\n\nx\n"), "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.0 / 4.0\r\n\r\n");
	assert_string_equal(r.tenant, "default");
	assert_string_equal(r.recipient, "");
	check_text(buf_bytes(&r.message), "From: a\n\nx\n");
	check_text(ask(&r, "CHECK SPAMC/1.5\r\nContent-length: 0\r\n\r\n"), "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.0 / 4.0\r\n\r\n");
	assert_int_equal(r.message.len, 0);
	r.answer.action = GATE_REJECT;
	assert_true(begins(ask_about(&r, "CHECK SPAMC/1.5", MAIL), "SPAMD/1.1 0 EX_OK\r\nSpam: True ; "));
	r.answer.action = GATE_DEFER;
	check_text(ask_about(&r, "CHECK SPAMC/1.5", MAIL), "SPAMD/1.0 75 Temporary Failure: (the message cannot be judged now)\r\n");
	spamd_rig_close(&r);
}

static void
reasons_become_rules(void **state)
{
	struct spamd_rig r;
	struct casefile c = { .size = 1 };
	struct finding found[] = { { .id = BYTES("gtube"), .family = FAMILY_CONTENT, .type = TYPE_SPAM, .weight = 6 } };
	const struct findings findings = { .list = { .at = found, .count = 1 } };
	const struct verdict verdict = { .type = TYPE_SPAM, .action = ACTION_QUARANTINE, .score = 2 };
	const struct gate_reasons reasons = { .id = BYTES("1"), .casefile = &c, .findings = &findings, .verdict = &verdict };
	spamd_rig_open(&r, CONF);
	r.answer.action = GATE_QUARANTINE;
	r.answer.reasons = &reasons;
	check_text(ask_about(&r, "CHECK SPAMC/1.5", MAIL), "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 6.0 / 4.0\r\n\r\n");
	check_text(ask_about(&r, "SYMBOLS SPAMC/1.5", MAIL), "SPAMD/1.1 0 EX_OK\r\nContent-length: 19\r\nSpam: True ; 6.0 / 4.0\r\n\r\nPOSTERN_GTUBE,GTUBE");
	struct bytes report = ask_about(&r, "REPORT SPAMC/1.2", MAIL);
	assert_true(begins(report, "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 6.0 / 4.0\r\n\r\nPostern on gateway.example.com takes this message for: spam\n"));
	assert_true(bytes_has(report, BYTES("\n 6.0 POSTERN_GTUBE ")));
	spamd_rig_close(&r);
}

static void
the_message_comes_back_marked(void **state)
{
	struct spamd_rig r;
	static const struct gate_header add[] = { { BYTES_INIT("X-Postern-Verdict"), BYTES_INIT("type=spam") } };
	spamd_rig_open(&r, CONF);
	r.answer = (struct gate_answer){ .action = GATE_TAG, .add = add, .add_count = 1, .subject_tag = BYTES("[spam] ") };
	struct bytes got = ask_about(&r, "PROCESS SPAMC/1.5", MAIL);
	size_t at = bytes_find(got, BYTES("\r\n\r\n"));
	struct bytes body = bytes_from(got, at + 4);
	char head[200];
	(void)snprintf(head, sizeof head, "SPAMD/1.1 0 EX_OK\r\nContent-length: %zu\r\nSpam: True ; 0.0 / 4.0\r\n\r\n", body.len);
	assert_true(begins(got, head));
	assert_true(begins(body, "X-Spam-Checker-Version: Postern "));
	/* what was there before under these names is gone; the body is as it was */
	assert_true(bytes_ends(body, BYTES("X-Postern-Verdict: type=spam\r\nSubject: [spam] first\r\nFrom: a@example.net\r\n\r\nX-Spam-Body: stays\r\n")));
	got = ask_about(&r, "HEADERS SPAMC/1.5", MAIL);
	assert_true(bytes_ends(got, BYTES("Subject: [spam] first\r\nFrom: a@example.net\r\n\r\n")));
	/* lines end as they did, and procmail's first line stays the first */
	got = ask_about(&r, "PROCESS SPAMC/1.2", "From a@example.net Sat Nov 28 09:00:00 2026\nFrom: a@example.net\nX-Spam-Status: No\nSubject: first\n\nX-Spam-Body: stays\n");
	at = bytes_find(got, BYTES("\r\n\r\n"));
	body = bytes_from(got, at + 4);
	assert_true(begins(body, "From a@example.net Sat Nov 28 09:00:00 2026\nX-Spam-Checker-Version: Postern "));
	assert_int_equal(bytes_find_octet(body, '\r'), BYTES_NOT_FOUND);
	assert_true(bytes_ends(body, BYTES("X-Postern-Verdict: type=spam\nSubject: [spam] first\nFrom: a@example.net\n\nX-Spam-Body: stays\n")));
	(void)snprintf(head, sizeof head, "SPAMD/1.1 0 EX_OK\r\nContent-length: %zu\r\n\r\n", body.len);
	assert_true(begins(got, head));
	spamd_rig_close(&r);
}

static void
a_wrong_length_is_refused(void **state)
{
	struct spamd_rig r;
	spamd_rig_open(&r, CONF);
	check_text(ask(&r, "CHECK SPAMC/1.5\r\nContent-length: 20\r\n\r\nFrom: a\n"),
	    "SPAMD/1.0 76 Bad header line: (Content-Length mismatch: Expected 20 bytes, got 8 bytes)\r\n");
	check_text(ask(&r, "CHECK SPAMC/1.5\r\nContent-length: 8\r\n\r\nFrom: a\n\nmore"),
	    "SPAMD/1.0 76 Bad header line: (Content-Length mismatch: Expected 8 bytes, got more than 8 bytes)\r\n");
	check_text(ask(&r, "CHECK SPAMC/1.5\r\nContent-length: 2000000\r\n\r\nFrom: a\n"),
	    "SPAMD/1.0 65 Data Error: (message larger than [limits] message_size)\r\n");
	assert_int_equal(r.judged, 0);
	assert_int_equal(r.room.memory_used, 0);
	spamd_rig_close(&r);
}

static struct bytes
ask_packed(struct spamd_rig *r, struct bytes packed)
{
	struct buf request;
	buf_init(&request, 1 << 24);
	buf_addf(&request, "CHECK SPAMC/1.5\r\nCompress: zlib\r\nContent-length: %zu\r\n\r\n", packed.len);
	buf_add(&request, packed);
	struct bytes got = spamd_rig_ask_for(r, buf_bytes(&request));
	spamd_rig_turns(r, 40);
	buf_done(&request);
	return buf_bytes(&r->said).len != got.len ? buf_bytes(&r->said) : got;
}

static void
what_was_compressed_is_judged_as_it_was(void **state)
{
	struct spamd_rig r;
	static uint8_t packed[100000], large[900000];
	uLongf size = sizeof packed;
	spamd_rig_open(&r, CONF);
	assert_int_equal(compress2(packed, &size, (const Bytef *)MAIL, strlen(MAIL), 9), Z_OK);
	check_text(ask_packed(&r, bytes_of(packed, size)), "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.0 / 4.0\r\n\r\n");
	check_text(buf_bytes(&r.message), MAIL);
	check_text(ask_packed(&r, bytes_of(packed, size - 1)), "SPAMD/1.0 69 Service Unavailable: zlib: failed to find end of zlib stream\r\n");
	check_text(ask_packed(&r, BYTES("no stream")), "SPAMD/1.0 69 Service Unavailable: zlib: failed to find end of zlib stream\r\n");
	/* more than one turn of it */
	memset(large, 'x', sizeof large);
	size = sizeof packed;
	assert_int_equal(compress2(packed, &size, large, sizeof large, 9), Z_OK);
	check_text(ask_packed(&r, bytes_of(packed, size)), "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.0 / 4.0\r\n\r\n");
	assert_int_equal(r.message.len, sizeof large);
	spamd_rig_close(&r);
}

static void
a_bomb_ends_at_the_size_of_a_message(void **state)
{
	struct spamd_rig r;
	struct buf packed;
	static uint8_t zeros[1 << 16];
	z_stream z = { 0 };
	spamd_rig_open(&r, CONF);
	buf_init(&packed, 1 << 20);
	assert_int_equal(deflateInit(&z, 9), Z_OK);
	for (int i = 0; i < 1600; i++) { /* 100 MB of nothing are 100 KB */
		uint8_t *room = buf_reserve(&packed, 4096);
		z.next_in = zeros;
		z.avail_in = sizeof zeros;
		z.next_out = room;
		z.avail_out = 4096;
		assert_int_equal(deflate(&z, i == 1599 ? Z_FINISH : Z_NO_FLUSH), i == 1599 ? Z_STREAM_END : Z_OK);
		packed.len += 4096 - z.avail_out;
	}
	(void)deflateEnd(&z);
	check_text(ask_packed(&r, buf_bytes(&packed)), "SPAMD/1.0 65 Data Error: (message larger than [limits] message_size)\r\n");
	assert_true(r.judged == 0 && r.room.memory_used == 0);
	buf_done(&packed);
	spamd_rig_close(&r);
}

static void
lessons_are_taken_where_they_may_be(void **state)
{
	struct spamd_rig r;
	spamd_rig_open(&r, CONF);
	check_text(ask_about(&r, "TELL SPAMC/1.5\r\nUser: joe\r\nMessage-class: spam\r\nSet: local", MAIL), "SPAMD/1.1 0 EX_OK\r\nDidSet: local\r\n\r\n\r\n");
	assert_true(r.lessons == 1 && r.lesson.as == LESSON_SPAM && r.lesson.teacher == TEACHER_USER && !r.lesson.is_taken_back);
	assert_string_equal(r.by, "joe");
	check_text(buf_bytes(&r.message), MAIL);
	check_text(ask_about(&r, "TELL SPAMC/1.5\r\nMessage-class: ham\r\nSet: local\r\nRemove: remote", MAIL),
	    "SPAMD/1.1 0 EX_OK\r\nDidSet: local\r\nDidRemove: remote\r\n\r\n\r\n");
	assert_true(r.lesson.as == LESSON_HAM && r.lesson.teacher == TEACHER_SERVICE);
	check_text(ask_about(&r, "TELL SPAMC/1.5\r\nRemove: local", MAIL), "SPAMD/1.1 0 EX_OK\r\nDidRemove: local\r\n\r\n\r\n");
	assert_true(r.lesson.is_taken_back);
	r.learned.is_old = true;
	check_text(ask_about(&r, "TELL SPAMC/1.5\r\nMessage-class: spam\r\nSet: local, remote", MAIL), "SPAMD/1.1 0 EX_OK\r\nDidSet: remote\r\n\r\n\r\n");
	r.learned.fault = FAULT_ABSENT;
	check_text(ask_about(&r, "TELL SPAMC/1.5\r\nRemove: local", MAIL), "SPAMD/1.1 0 EX_OK\r\n\r\n\r\n");
	r.learned.fault = FAULT_LATER;
	check_text(ask_about(&r, "TELL SPAMC/1.5\r\nRemove: local", MAIL), "SPAMD/1.0 75 Temporary Failure: because\r\n");
	assert_int_equal(r.judged, 0);
	spamd_rig_close(&r);
	spamd_rig_open(&r, "[listener spamd]\n");
	check_text(ask_about(&r, "TELL SPAMC/1.5\r\nMessage-class: spam\r\nSet: local", MAIL),
	    "SPAMD/1.0 69 Service Unavailable: TELL commands are not enabled, set allow_tell in the [listener].\r\n");
	assert_int_equal(r.lessons, 0);
	spamd_rig_close(&r);
}

static void
a_client_that_goes_takes_nobody_along(void **state)
{
	struct spamd_rig r;
	spamd_rig_open(&r, CONF);
	r.is_late = true;
	spamd_rig_connect(&r);
	spamd_rig_send(&r, BYTES("CHECK SPAMC/1.5\r\nContent-length: 8\r\n\r\nFrom: a\n"));
	assert_true(r.waiting != NULL && r.said.len == 0);
	(void)close(r.client);
	r.client = -1;
	spamd_rig_judge(&r);
	(void)event_base_loop(r.base, EVLOOP_NONBLOCK);
	(void)event_base_loop(r.base, EVLOOP_NONBLOCK);
	assert_int_equal(r.events, 1);
	/* and one that has no answer yet when we stop */
	spamd_rig_connect(&r);
	spamd_rig_send(&r, BYTES("CHECK SPAMC/1.5\r\nContent-length: 8\r\n\r\nFrom: a\n"));
	assert_true(r.waiting != NULL);
	spamd_rig_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ping_is_answered),
		cmocka_unit_test(a_message_is_judged_for_its_user),
		cmocka_unit_test(reasons_become_rules),
		cmocka_unit_test(the_message_comes_back_marked),
		cmocka_unit_test(a_wrong_length_is_refused),
		cmocka_unit_test(what_was_compressed_is_judged_as_it_was),
		cmocka_unit_test(a_bomb_ends_at_the_size_of_a_message),
		cmocka_unit_test(lessons_are_taken_where_they_may_be),
		cmocka_unit_test(a_client_that_goes_takes_nobody_along),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
