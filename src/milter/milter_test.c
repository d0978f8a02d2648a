#include "lib/check.h"
#include "lib/milter_rig.h"

/* DATA is a literal; its own last NUL counts, as every text of the protocol ends with one. */
#define SAY(r, what, data) milter_rig_packet((r), (what), bytes_of((data), sizeof(data)))
#define EMPTY(r, what) milter_rig_packet((r), (what), BYTES_NONE)
#define BODY(r, text) milter_rig_packet((r), 'B', BYTES(text))

#define ALL_STEPS "\0\x1f\xff\xff"
#define CONF "[listener milter]\n[domain example.com]\n[domain other.example]\npolicy = p\n[policy p]\n"

static void
offer(struct milter_rig *r, struct bytes steps)
{
	struct buf data;
	buf_init(&data, 64);
	buf_add(&data, bytes_of("\0\0\0\6\0\0\x01\xff", 8));
	buf_add(&data, steps);
	milter_rig_packet(r, 'O', buf_bytes(&data));
	buf_done(&data);
}

/* The letters of our answers since the last call, in their order. */
static const char *
letters(struct milter_rig *r)
{
	static char out[200];
	size_t count = 0;
	struct bytes rest = buf_bytes(&r->said);
	while (rest.len >= 5 && count < sizeof out - 1) {
		size_t len = (size_t)rest.at[2] << 8 | rest.at[3];
		assert_int_equal(rest.at[0] | rest.at[1], 0);
		assert_true(len >= 1 && rest.len >= 4 + len);
		out[count++] = (char)rest.at[4];
		rest = bytes_from(rest, 4 + len);
	}
	assert_int_equal(rest.len, 0);
	out[count] = '\0';
	buf_clear(&r->said);
	return out;
}

static void
open_session(struct milter_rig *r, const char *settings)
{
	milter_rig_open(r, settings);
	milter_rig_connect(r);
	offer(r, bytes_of(ALL_STEPS, 4));
	assert_string_equal(letters(r), "O");
	SAY(r, 'C', "mail.example\0" "4\0\x19" "198.51.100.7");
	SAY(r, 'H', "mail.example");
}

static void
open_mail(struct milter_rig *r)
{
	SAY(r, 'D', "Mi\0" "4D2");
	SAY(r, 'M', "<a@example.net>\0SIZE=100\0RET=HDRS");
	SAY(r, 'R', "<b@example.com>\0NOTIFY=NEVER");
}

static void
end_mail(struct milter_rig *r)
{
	EMPTY(r, 'T');
	SAY(r, 'L', "From\0 a@example.net");
	SAY(r, 'L', "Subject\0one\n\ttwo");
	EMPTY(r, 'N');
	BODY(r, "hello\r\n");
	BODY(r, "there\r\n");
	EMPTY(r, 'E');
}

static void
the_message_is_what_the_client_sent(void **state)
{
	struct milter_rig r;
	open_session(&r, CONF);
	open_mail(&r);
	end_mail(&r);
	check_bytes(buf_bytes(&r.message), BYTES("From: a@example.net\r\nSubject:one\r\n\ttwo\r\n\r\nhello\r\nthere\r\n"));
	assert_string_equal(r.client, "198.51.100.7");
	assert_string_equal(r.sender, "a@example.net");
	assert_int_equal(r.recipients, 1);
	assert_int_equal(r.direction, DIRECTION_INBOUND);
	assert_non_null(strstr(r.session, "/4D2"));
	assert_string_equal(letters(&r), "ca");
	assert_int_equal(r.kind, GATE_MESSAGE);
	assert_int_equal(r.code, 250);
	/* another one in the same session, without the leading space, with every reply wanted */
	EMPTY(&r, 'K');
	milter_rig_connect(&r);
	offer(&r, bytes_of("\0\0\0\0", 4));
	SAY(&r, 'C', "unknown\0" "6\0\x19IPv6:2001:db8::7");
	SAY(&r, 'H', "x");
	open_mail(&r);
	end_mail(&r);
	check_bytes(buf_bytes(&r.message), BYTES("From:  a@example.net\r\nSubject: one\r\n\ttwo\r\n\r\nhello\r\nthere\r\n"));
	assert_string_equal(r.client, "2001:db8::7");
	assert_string_equal(letters(&r), "Occcccccccca");
	/* no body, no header */
	open_mail(&r);
	EMPTY(&r, 'E');
	check_bytes(buf_bytes(&r.message), BYTES("\r\n"));
	milter_rig_close(&r);
}

static void
each_verdict_is_said_in_the_servers_words(void **state)
{
	static const struct {
		struct gate_answer answer;
		const char *letters, *contains;
	} cases[] = {
		{ { .action = GATE_DELIVER }, "ca", NULL },
		{ { .action = GATE_QUARANTINE, .text = BYTES_INIT("id1") }, "cd", NULL },
		{ { .action = GATE_REJECT, .text = BYTES_INIT("go\r\naway") }, "cy", "550 5.7.1 go  away" },
		{ { .action = GATE_REJECT }, "cy", "550 5.7.1 Message refused" },
		{ { .action = GATE_DEFER }, "cy", "451 4.7.1 Try again later" },
		{ { .action = GATE_DEFER, .is_full = true }, "cy", "452 4.3.1" },
		{ { .action = GATE_TAG, .subject_tag = BYTES_INIT("[x] ") }, "cma", "Subject\0 [x] one\n\ttwo" },
	};
	struct milter_rig r;
	open_session(&r, CONF);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		r.answer = cases[i].answer;
		r.answer.message = NULL;
		open_mail(&r);
		end_mail(&r);
		if (cases[i].contains != NULL)
			assert_true(bytes_has(buf_bytes(&r.said), bytes_of_cstr(cases[i].contains)));
		assert_string_equal(letters(&r), cases[i].letters);
		assert_int_equal(r.events, i + 1);
	}
	/* another header is nothing that we could put in the place of this one, so the client keeps it */
	r.answer = (struct gate_answer){ .action = GATE_DELIVER, .message = blob_of(BYTES_NONE) };
	open_mail(&r);
	end_mail(&r);
	blob_drop(r.answer.message);
	assert_string_equal(letters(&r), "cy");
	milter_rig_close(&r);
}

static void
our_fields_stand_above_and_forged_ones_go(void **state)
{
	static const struct gate_header add[] = { { BYTES_INIT("X-Postern-Verdict"), BYTES_INIT("type=normal") },
		{ BYTES_INIT("Authentication-Results"), BYTES_INIT("gateway.example.com; spf=pass") } };
	struct milter_rig r;
	open_session(&r, CONF);
	r.answer.add = add;
	r.answer.add_count = 2;
	open_mail(&r);
	SAY(&r, 'L', "authentication-results\0 elsewhere.example; spf=none");
	SAY(&r, 'L', "X-Postern-Verdict \0 forged");
	SAY(&r, 'L', "Authentication-Results\0 gateway.example.com; spf=pass");
	SAY(&r, 'L', "x-postern-verdict\0 forged");
	EMPTY(&r, 'N');
	EMPTY(&r, 'E');
	struct bytes said = buf_bytes(&r.said);
	size_t second = bytes_find(said, bytes_of("m\0\0\0\2X-Postern-Verdict\0\0", 24));
	size_t results = bytes_find(said, bytes_of("m\0\0\0\2Authentication-Results\0\0", 29));
	size_t first = bytes_find(said, bytes_of("m\0\0\0\1X-Postern-Verdict\0\0", 24));
	assert_true(second < results && results < first && first != BYTES_NOT_FOUND);
	size_t lower = bytes_find(said, bytes_of("i\0\0\0\0Authentication-Results\0 gateway.example.com; spf=pass\0", 59));
	size_t upper = bytes_find(said, bytes_of("i\0\0\0\0X-Postern-Verdict\0 type=normal\0", 36));
	assert_true(lower != BYTES_NOT_FOUND && upper != BYTES_NOT_FOUND && first < lower && lower < upper);
	assert_string_equal(letters(&r), "cmmmiia");
	milter_rig_close(&r);
}

static void
recipients_are_answered_from_what_is_known(void **state)
{
	struct milter_rig r;
	open_session(&r, CONF "[block]\nsenders = bad@example.net\nclients = 203.0.113.0/24\n");
	SAY(&r, 'M', "<a@example.net>");
	SAY(&r, 'R', "<b@example.com>");
	assert_int_equal(r.visits, 1);
	SAY(&r, 'R', "<c@example.com>");
	SAY(&r, 'R', "<d@other.example>"); /* another policy */
	assert_true(bytes_has(buf_bytes(&r.said), BYTES("452 4.5.3")));
	assert_string_equal(letters(&r), "ccy");
	assert_int_equal(r.kind, GATE_REFUSED_COMMAND);
	EMPTY(&r, 'A');
	SAY(&r, 'M', "<bad@example.net>");
	SAY(&r, 'R', "<b@example.com>");
	assert_string_equal(letters(&r), "y");
	EMPTY(&r, 'A');
	/* who has logged in is not asked, and may write to both */
	SAY(&r, 'D', "M{auth_authen}\0alice");
	SAY(&r, 'M', "<bad@example.net>");
	SAY(&r, 'R', "<b@example.com>");
	SAY(&r, 'R', "<d@other.example>");
	SAY(&r, 'R', "<e@elsewhere.example>");
	end_mail(&r);
	assert_string_equal(letters(&r), "ccca");
	assert_string_equal(r.user, "alice");
	assert_int_equal(r.direction, DIRECTION_OUTBOUND);
	assert_int_equal(r.recipients, 3);
	assert_int_equal(r.visits, 1);
	/* the door says no: now and for the next recipient */
	EMPTY(&r, 'K');
	r.welcome = (struct gate_welcome){ .code = 550, .text = "5.7.1 not you", .is_for_session = true };
	SAY(&r, 'C', "x\0" "4\0\x19" "198.51.100.8");
	SAY(&r, 'M', "<a@example.net>");
	SAY(&r, 'R', "<b@example.com>");
	SAY(&r, 'R', "<c@example.com>");
	assert_string_equal(letters(&r), "yy");
	assert_int_equal(r.visits, 2);
	EMPTY(&r, 'K');
	SAY(&r, 'C', "x\0" "4\0\x19" "203.0.113.9");
	SAY(&r, 'M', "<a@example.net>");
	SAY(&r, 'R', "<b@example.com>");
	assert_true(bytes_has(buf_bytes(&r.said), BYTES("554 5.7.1 Client refused")));
	milter_rig_close(&r);
}

/* The pieces of the new body since the last call, put together; letters_of them is "b" for each. */
static void
read_body(struct milter_rig *r, struct buf *out)
{
	for (struct bytes rest = buf_bytes(&r->said); rest.len >= 5;) {
		size_t len = (size_t)rest.at[2] << 8 | rest.at[3];
		if (rest.at[4] == 'b')
			buf_add(out, bytes_slice(rest, 5, 4 + len));
		rest = bytes_from(rest, 4 + len);
	}
}

static void
another_body_is_told_in_pieces_and_the_header_stays(void **state)
{
	struct milter_rig r;
	struct buf other, got;
	const size_t head = sizeof "From: a@example.net\r\nSubject:one\r\n\ttwo\r\n\r\n" - 1;
	buf_init(&other, 1 << 22);
	buf_init(&got, 1 << 22);
	open_session(&r, CONF);
	buf_add_cstr(&other, "From: a@example.net\r\nSubject:one\r\n\ttwo\r\n\r\n");
	for (int i = 0; i < 200000; i++)
		buf_addf(&other, "line %d\r\n", i);
	struct blob *instead = blob_of(buf_bytes(&other));
	r.answer = (struct gate_answer){ .action = GATE_DELIVER, .message = instead };
	open_mail(&r);
	end_mail(&r);
	milter_rig_turns(&r, 400);
	assert_int_equal(r.envelope_alters, ALTER_BODY);
	read_body(&r, &got);
	check_bytes(buf_bytes(&got), bytes_from(buf_bytes(&other), head));
	const char *said = letters(&r);
	assert_true(said[0] == 'c' && said[1] == 'b' && said[strlen(said) - 1] == 'a' && strspn(said + 1, "b") == strlen(said) - 2);
	assert_int_equal(r.events, 1);
	assert_int_equal(r.code, 250);
	/* the next message of the session is as any other */
	r.answer = (struct gate_answer){ .action = GATE_DELIVER };
	open_mail(&r);
	end_mail(&r);
	assert_string_equal(letters(&r), "ca");
	/* the server goes away in the middle */
	r.answer = (struct gate_answer){ .action = GATE_DELIVER, .message = instead };
	open_mail(&r);
	end_mail(&r);
	milter_rig_close(&r);
	/* a server that does not let us */
	milter_rig_open(&r, CONF);
	milter_rig_connect(&r);
	milter_rig_packet(&r, 'O', bytes_of("\0\0\0\6\0\0\0\x11\0\x1f\xff\xff", 12));
	r.answer = (struct gate_answer){ .action = GATE_DELIVER, .message = instead };
	(void)letters(&r);
	open_mail(&r);
	end_mail(&r);
	assert_int_equal(r.envelope_alters, ALTER_NOTHING);
	assert_string_equal(letters(&r), "cy");
	milter_rig_close(&r);
	blob_drop(instead);
	buf_done(&other);
	buf_done(&got);
}

static void
a_shadow_changes_nothing_and_hears_the_other_filter(void **state)
{
	struct milter_rig r;
	open_session(&r, "[listener milter]\nshadow = yes\n[domain example.com]\n[domain other.example]\npolicy = p\n[policy p]\n"
	    "[block]\nsenders = a@example.net\n");
	r.answer = (struct gate_answer){ .action = GATE_REJECT };
	open_mail(&r);
	SAY(&r, 'R', "<d@other.example>");
	SAY(&r, 'L', "X-Spam-Status\0 Yes, score=7.1 required=5.0 tests=A");
	SAY(&r, 'L', "X-Postern-Verdict\0 forged");
	EMPTY(&r, 'E');
	assert_string_equal(letters(&r), "cca");
	assert_true(r.is_advice);
	assert_int_equal(r.visits, 0);
	assert_int_equal(r.kind, GATE_ADVISED);
	assert_string_equal(r.other, "spamassassin spam 7.1");
	/* what we cannot judge goes its way, too */
	r.answer.action = GATE_DEFER;
	open_mail(&r);
	end_mail(&r);
	assert_string_equal(letters(&r), "ca");
	assert_string_equal(r.other, "");
	milter_rig_close(&r);
}

static void
quarantine_may_be_the_servers(void **state)
{
	struct milter_rig r;
	open_session(&r, "[listener milter]\nquarantine = mta\n[domain example.com]\n");
	r.answer.action = GATE_QUARANTINE;
	r.answer.text = BYTES("id7");
	open_mail(&r);
	end_mail(&r);
	assert_true(r.is_advice);
	assert_true(bytes_has(buf_bytes(&r.said), BYTES("qPostern: quarantined as id7")));
	assert_string_equal(letters(&r), "cqa");
	milter_rig_close(&r);
}

/* A server that offers ACTIONS, and quarantined mail for two. */
static void
redirect_by(struct milter_rig *r, uint32_t actions)
{
	uint8_t offer[12] = { 0, 0, 0, 6, 0, 0, (uint8_t)(actions >> 8), (uint8_t)actions, 0, 0, 0, 0 };
	milter_rig_open(r, "[listener milter]\nquarantine = redirect\nquarantine_to = q@example.com\n[domain example.com]\n");
	milter_rig_connect(r);
	milter_rig_packet(r, 'O', bytes_of(offer, sizeof offer));
	buf_clear(&r->said);
	r->answer.action = GATE_QUARANTINE;
	r->answer.text = BYTES("id7");
	SAY(r, 'M', "<a@example.net>");
	SAY(r, 'R', "<b@example.com>");
	SAY(r, 'R', "<q@example.com>");
	SAY(r, 'L', "Subject\0 x");
	EMPTY(r, 'E');
}

static void
quarantine_may_be_a_mailbox_where_the_server_lets_us(void **state)
{
	struct milter_rig r;
	redirect_by(&r, 0x1FF);
	assert_true(r.is_advice);
	assert_true(bytes_has(buf_bytes(&r.said), BYTES("-<b@example.com>\0")));
	assert_true(bytes_has(buf_bytes(&r.said), BYTES("e<>\0")));
	/* the mailbox is among its recipients already, and stays */
	assert_false(bytes_has(buf_bytes(&r.said), BYTES("<q@example.com>")));
	milter_rig_close(&r);
	redirect_by(&r, 0x1FF & ~MILTER_MAY_CHANGE_FROM);
	assert_true(bytes_has(buf_bytes(&r.said), BYTES("-<b@example.com>\0")));
	assert_false(bytes_has(buf_bytes(&r.said), BYTES("e<>")));
	milter_rig_close(&r);
	/* both or neither: it would go to everybody, or to nobody */
	redirect_by(&r, 0x1FF & ~MILTER_MAY_ADD_RCPT);
	assert_false(r.is_advice);
	assert_false(bytes_has(buf_bytes(&r.said), BYTES("<b@example.com>")));
	assert_true(bytes_has(buf_bytes(&r.said), BYTES("\0\0\0\1d")));
	milter_rig_close(&r);
	/* what is not quarantined keeps its recipients */
	redirect_by(&r, 0x1FF);
	buf_clear(&r.said);
	r.answer.action = GATE_DELIVER;
	SAY(&r, 'M', "<a@example.net>");
	SAY(&r, 'R', "<b@example.com>");
	SAY(&r, 'L', "Subject\0 x");
	EMPTY(&r, 'E');
	assert_false(bytes_has(buf_bytes(&r.said), BYTES("example.com")));
	milter_rig_close(&r);
}

static void
too_much_is_refused_and_forgotten(void **state)
{
	static char large[60000];
	struct milter_rig r;
	memset(large, 'x', sizeof large);
	open_session(&r, CONF "[limits]\nmessage_size = 64K\n");
	open_mail(&r);
	SAY(&r, 'L', "Subject\0 x");
	milter_rig_packet(&r, 'B', bytes_of(large, sizeof large));
	milter_rig_packet(&r, 'B', bytes_of(large, sizeof large));
	assert_int_equal(r.room.memory_used, 0);
	EMPTY(&r, 'E');
	assert_true(bytes_has(buf_bytes(&r.said), BYTES("552 5.3.4 Message too large")));
	assert_int_equal(r.judged, 0);
	letters(&r);
	open_mail(&r);
	for (int i = 0; i <= MILTER_FORGED_MAX; i++)
		SAY(&r, 'L', "X-Postern-Verdict\0 x");
	EMPTY(&r, 'E');
	assert_true(bytes_has(buf_bytes(&r.said), BYTES("554 5.6.0")));
	letters(&r);
	open_mail(&r);
	end_mail(&r);
	assert_string_equal(letters(&r), "ca");
	milter_rig_close(&r);
}

static void
whoever_speaks_something_else_is_hung_up_on_alone(void **state)
{
	static const struct bytes wrong[] = { BYTES_INIT("GET / HTTP/1.0\r\n\r\n"), BYTES_INIT("\0\0\0\1Q"), BYTES_INIT("\0\0\0\1E"),
		BYTES_INIT("\0\0\0\x0dO\0\0\0\1\0\0\0\0\0\0\0\0"), BYTES_INIT("\0\0\0\0") };
	struct milter_rig r;
	open_session(&r, CONF);
	int first = r.server;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		r.server = -1;
		milter_rig_connect(&r);
		milter_rig_send(&r, wrong[i]);
		uint8_t octet;
		assert_int_equal(recv(r.server, &octet, 1, 0), 0);
		assert_int_equal(milter_sessions(r.milter), 1);
	}
	(void)close(r.server);
	r.server = first;
	buf_clear(&r.said);
	open_mail(&r);
	/* out of its order */
	end_mail(&r);
	assert_string_equal(letters(&r), "ca");
	EMPTY(&r, 'N');
	assert_int_equal(milter_sessions(r.milter), 0);
	milter_rig_close(&r);
}

static void
a_server_that_gives_up_takes_nothing_with_it(void **state)
{
	struct milter_rig r;
	open_session(&r, CONF);
	r.is_late = true;
	open_mail(&r);
	end_mail(&r);
	assert_string_equal(letters(&r), "c");
	EMPTY(&r, 'A'); /* its client is gone */
	milter_rig_judge(&r);
	milter_rig_turns(&r, 2);
	assert_string_equal(letters(&r), "");
	assert_int_equal(r.events, 0);
	open_mail(&r);
	end_mail(&r);
	milter_rig_judge(&r);
	milter_rig_turns(&r, 2);
	assert_string_equal(letters(&r), "ca");
	open_mail(&r);
	end_mail(&r);
	(void)shutdown(r.server, SHUT_RDWR);
	milter_rig_turns(&r, 4);
	assert_int_equal(milter_sessions(r.milter), 0);
	milter_rig_judge(&r);
	assert_int_equal(r.events, 1);
	milter_rig_close(&r);
}

static void
idle(void *context)
{
	*(bool *)context = true;
}

static void
a_restart_waits_for_the_message_under_way(void **state)
{
	struct milter_rig r;
	bool is_idle = false;
	open_session(&r, CONF);
	r.is_late = true;
	open_mail(&r);
	end_mail(&r);
	milter_drain(r.milter, idle, &is_idle);
	milter_rig_turns(&r, 2);
	assert_false(is_idle);
	milter_rig_judge(&r);
	milter_rig_turns(&r, 2);
	assert_string_equal(letters(&r), "ca");
	EMPTY(&r, 'K');
	assert_true(is_idle);
	milter_rig_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_message_is_what_the_client_sent),
		cmocka_unit_test(each_verdict_is_said_in_the_servers_words),
		cmocka_unit_test(our_fields_stand_above_and_forged_ones_go),
		cmocka_unit_test(recipients_are_answered_from_what_is_known),
		cmocka_unit_test(another_body_is_told_in_pieces_and_the_header_stays),
		cmocka_unit_test(a_shadow_changes_nothing_and_hears_the_other_filter),
		cmocka_unit_test(quarantine_may_be_the_servers),
		cmocka_unit_test(quarantine_may_be_a_mailbox_where_the_server_lets_us),
		cmocka_unit_test(too_much_is_refused_and_forgotten),
		cmocka_unit_test(whoever_speaks_something_else_is_hung_up_on_alone),
		cmocka_unit_test(a_server_that_gives_up_takes_nothing_with_it),
		cmocka_unit_test(a_restart_waits_for_the_message_under_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
