/* Mail of ours on its way to a next hop: what it says, what it keeps back, and how a job ends. */
#include "smtp/courier.h"

#include "lib/check.h"
#include "lib/smtp_rig.h"
#include "smtp/command.h"

#define CONFIG "[server]\nnext_hop = smtp://127.0.0.1:%PORT%\n[listener in]\naddress = 127.0.0.1:2525\n[domain example.com]\n"

struct sent {
	int count;
	int code;
	char text[300];
};

static void
on_sent(void *context, int code, const char *text)
{
	struct sent *s = context;
	s->count++;
	s->code = code;
	(void)snprintf(s->text, sizeof s->text, "%s", text);
}

/* One job to the end: its code. */
static int
carry(struct rig *r, const struct gate_job *like)
{
	struct sent s = { 0 };
	struct gate_job job = *like;
	OWN_FD int message = memfd_of("m", BYTES("Subject: x\r\nX-Postern-Verdict: forged\r\n\r\n.body\r\n"));
	job.message = message;
	job.id = BYTES("job-1.1");
	gate_send(r->gate, &job, on_sent, &s);
	for (int i = 0; i < 20000 && s.count == 0; i++) {
		rig_turn(r);
		if (i > 50)
			(void)usleep(200);
	}
	assert_int_equal(s.count, 1);
	return s.code;
}

static bool
hop_read(const struct rig *r, const char *text)
{
	return bytes_has(buf_bytes(&r->commands), bytes_of_cstr(text));
}

static const struct bytes to[] = { BYTES_INIT("b@example.com"), BYTES_INIT("c@example.com") };

static void
a_job_is_delivered_with_our_lines_and_without_forged_ones(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG);
	const struct gate_job job = { .mail_from = BYTES("a@example.net"), .recipients = to, .recipient_count = 2 };
	assert_int_equal(carry(&r, &job), 250);
	assert_int_equal(r.message_count, 1);
	struct bytes body = buf_bytes(&r.messages[0].body);
	assert_true(bytes_starts(body, BYTES("Received: by gate.example.com (Postern) id job-1.1")));
	assert_true(bytes_has(body, BYTES("X-Postern-Released: job-1.1\r\nSubject: x\r\n\r\n.body\r\n")));
	check_text(buf_bytes(&r.messages[0].recipients), "<b@example.com>\n<c@example.com>\n");
	/* The connection is kept for the next one. */
	const struct gate_job bounce = { .recipients = to, .recipient_count = 1 };
	assert_int_equal(carry(&r, &bounce), 250);
	assert_true(hop_read(&r, "MAIL FROM:<> SIZE="));
	assert_int_equal(r.connection_count, 1);
	rig_close(&r);
}

static void
how_a_job_ends_is_said_once(void **state)
{
	static const struct bytes bad[] = { BYTES_INIT("b@example.com"), BYTES_INIT("bad@example.com") };
	static const struct bytes no_address[] = { BYTES_INIT("b@example.com> NOTIFY=NEVER") };
	const struct gate_job good = { .mail_from = BYTES("a@example.net"), .recipients = to, .recipient_count = 1 };
	struct gate_job job = good;
	struct rig r;
	rig_open(&r, CONFIG);
	job.recipients = bad;
	job.recipient_count = 2;
	assert_int_equal(carry(&r, &job), 550);
	assert_int_equal(r.body_count, 0);
	job.recipients = no_address;
	job.recipient_count = 1;
	assert_int_equal(carry(&r, &job) / 100, 5);
	assert_false(hop_read(&r, "NEVER"));
	job.recipient_count = 0;
	assert_int_equal(carry(&r, &job), 554);
	r.rules.end = "452 4.2.2 full";
	assert_int_equal(carry(&r, &good), 452);
	r.rules.end = "250 ok";
	static const enum rig_drop drops[] = { DROP_MAIL, DROP_RCPT, DROP_DATA, DROP_BODY, DROP_END };
	for (size_t i = 0; i < sizeof drops / sizeof *drops; i++) {
		r.rules.drop = drops[i];
		r.rules.drops_left = 1;
		assert_int_equal(carry(&r, &good), 0);
	}
	r.rules.greeting = "421 not now";
	assert_int_equal(carry(&r, &good), 0);
	r.rules.greeting = "220 hop.example.com";
	assert_int_equal(carry(&r, &good), 250);
	assert_int_equal(r.message_count, 1);
	rig_close(&r);
}

static void
wishes_for_notifications_go_where_they_are_understood(void **state)
{
	static const struct bytes dsn[] = { BYTES_INIT("NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@example.com"), BYTES_INIT("") };
	struct gate_job job = { .mail_from = BYTES("a@example.net"), .recipients = to, .recipient_count = 2,
		.dsn = BYTES("RET=HDRS ENVID=QQ314159"), .recipient_dsn = dsn };
	struct rig r;
	rig_open(&r, CONFIG);
	assert_int_equal(carry(&r, &job), 250);
	assert_true(hop_read(&r, " RET=HDRS ENVID=QQ314159\n"));
	assert_true(hop_read(&r, "RCPT TO:<b@example.com> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@example.com\n"));
	assert_true(hop_read(&r, "RCPT TO:<c@example.com>\n"));
	/* What was changed while it was stored is not said. */
	static const char *const wrong[] = { "RET=FULL SIZE=1", "SMTPUTF8", "RET=FULL\r\nRSET", "ENVID=+0D+0A", "AUTH=<>" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		rig_forget(&r);
		job.dsn = bytes_of_cstr(wrong[i]);
		assert_int_equal(carry(&r, &job), 250);
		assert_false(hop_read(&r, wrong[i]) || hop_read(&r, "RSET"));
	}
	rig_close(&r);
	rig_open(&r, CONFIG);
	r.rules.ehlo = "PIPELINING SIZE";
	job.dsn = BYTES("RET=HDRS");
	assert_int_equal(carry(&r, &job), 250);
	assert_false(hop_read(&r, "RET=") || hop_read(&r, "NOTIFY="));
	rig_close(&r);
}

static void
only_what_is_about_notifications_is_kept_of_a_line(void **state)
{
	struct arena *a = arena_new(65536);
	check_text(command_dsn(BYTES("MAIL FROM:<a@b> SIZE=5 RET=FULL BODY=8BITMIME envid=x SMTPUTF8"), a), "RET=FULL envid=x");
	check_text(command_dsn(BYTES("RCPT TO:<a@b> ORCPT=rfc822;a+40b NOTIFY=NEVER"), a), "ORCPT=rfc822;a+40b NOTIFY=NEVER");
	check_text(command_dsn(BYTES("RCPT TO:<\"NOTIFY=NEVER\"@b>"), a), "");
	arena_free(a);
}

static void
a_next_hop_that_wants_a_password_gets_it_for_our_mail_only(void **state)
{
	const struct gate_job job = { .mail_from = BYTES("a@example.net"), .recipients = to, .recipient_count = 1 };
	struct rig r;
	char path[] = "/tmp/postern-password-XXXXXX", config[600];
	int fd = mkstemp(path);
	must(fd >= 0 && write(fd, "p\nnot this\n", 11) == 11);
	fd_close(&fd);
	(void)snprintf(config, sizeof config, "[server]\nnext_hop = h\n[next_hop h]\nurls = smtp://127.0.0.1:%%PORT%%\ntls = none\n"
	    "user = u\npassword_file = %s\n[listener in]\naddress = 127.0.0.1:2525\n[domain example.com]\n", path);
	rig_open(&r, config);
	r.rules.ehlo = "PIPELINING AUTH_PLAIN";
	r.rules.auth = "235 2.7.0 in";
	assert_int_equal(carry(&r, &job), 250);
	assert_true(hop_read(&r, "AUTH PLAIN AHUAcA==\nMAIL FROM"));
	/* No client ever speaks on that connection. */
	rig_forget(&r);
	rig_connect(&r);
	PLAY(&r, "<220", "EHLO x", "<250", "MAIL FROM:<a@example.net>", "<250", "RCPT TO:<b@example.com>", "<250");
	assert_int_equal(r.connection_count, 2);
	assert_false(hop_read(&r, "AUTH"));
	r.rules.auth = "535 5.7.8 wrong";
	assert_int_equal(carry(&r, &job), 454);
	rig_close(&r);
	/* In the clear it is not said unless the operator wants nothing encrypted. */
	char *none = strstr(config, "tls = none");
	memcpy(none, "tls = may ", 10);
	rig_open(&r, config);
	r.rules.ehlo = "PIPELINING AUTH_PLAIN";
	assert_int_equal(carry(&r, &job), 250);
	assert_false(hop_read(&r, "AUTH"));
	rig_close(&r);
	assert_int_equal(unlink(path), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_is_delivered_with_our_lines_and_without_forged_ones),
		cmocka_unit_test(how_a_job_ends_is_said_once),
		cmocka_unit_test(wishes_for_notifications_go_where_they_are_understood),
		cmocka_unit_test(only_what_is_about_notifications_is_kept_of_a_line),
		cmocka_unit_test(a_next_hop_that_wants_a_password_gets_it_for_our_mail_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
