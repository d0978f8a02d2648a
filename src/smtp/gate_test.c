/* Whole sessions through a gate, with a next hop that answers as each test wants. */
#include "lib/check.h"
#include "lib/smtp_rig.h"

#define BASE \
	"[server]\nnext_hop = smtp://127.0.0.1:%PORT%\n" \
	"[listener in]\naddress = 127.0.0.1:2525\ndirection = inbound\n"
#define DOMAINS "[domain example.com]\n[domain other.example]\npolicy = strict\n[policy strict]\n"
#define CONFIG BASE DOMAINS


#define HELLO "<220 ", "EHLO client.example.net", "<250"
#define MAIL_OK "MAIL FROM:<a@example.net>", "<250"
#define RCPT_OK "RCPT TO:<b@example.com>", "<250"
#define TEXT "=Subject: t\r\n\r\nhello\r\n.\r\n"

static void
start(struct rig *r, const char *config)
{
	rig_open(r, config);
	rig_connect(r);
}

static bool
hop_read(const struct rig *r, const char *text)
{
	return bytes_has(buf_bytes(&r->commands), bytes_of_cstr(text));
}

static struct bytes
body_of(const struct rig *r, size_t i)
{
	assert_true(i < r->message_count);
	return buf_bytes(&r->messages[i].body);
}

static void
a_message_goes_through_with_our_trace_on_top(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	PLAY(&r, HELLO, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, "<250 2.0.0 queued as 1", "QUIT", "<221", "<");
	assert_int_equal(r.message_count, 1);
	struct bytes body = body_of(&r, 0);
	assert_true(bytes_starts(body, BYTES("Received: from client.example.net")));
	assert_true(bytes_ends(body, BYTES("\r\nSubject: t\r\n\r\nhello\r\n")));
	assert_string_equal(r.messages[0].mail, "MAIL FROM:<a@example.net>");
	check_text(buf_bytes(&r.messages[0].recipients), "<b@example.com>\n");
	assert_false(r.saw_bare);
	assert_int_equal(r.last_event.kind, GATE_MESSAGE);
	assert_int_equal(r.last_event.code, 250);
	rig_close(&r);
}

static void
pipelined_commands_are_answered_in_order(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	/* Refusals of ours stand between answers of the next hop. */
	PLAY(&r, HELLO,
	    "=MAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<nowhere\r\nRCPT TO:<bad@example.com>\r\n"
	    "RCPT TO:<x@stranger.example>\r\nMAIL FROM:<again@example.net>\r\nRCPT TO:<c@example.com>\r\nNOOP\r\n"
	    "RCPT TO:<d@example.com> FOO=1\r\nFOO\r\nRCPT TO:<e@other.example>\r\nDATA\r\n",
	    "<250 2.1.0", "<250 2.1.5", "<501", "<550 5.1.1", "<550 5.7.1", "<503", "<250 2.1.5", "<250", "<555", "<500",
	    "<452 4.5.3", "<354", TEXT, "<250");
	assert_true(rig_is_silent(&r));
	check_text(buf_bytes(&r.messages[0].recipients), "<b@example.com>\n<c@example.com>\n");
	rig_close(&r);
}

static void
a_refused_sender_answers_everything_behind_it(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	r.rules.mail = "550 5.7.1 not you";
	PLAY(&r, HELLO, "=MAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\nDATA\r\n",
	    "<550 5.7.1 not you", "<550", "<550", "<503");
	assert_true(rig_is_silent(&r));
	r.rules.mail = "250 ok";
	PLAY(&r, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, "<250");
	assert_int_equal(r.message_count, 1);
	rig_close(&r);
}

static void
a_next_hop_that_is_down_is_451_and_the_session_goes_on(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	r.rules.drop = DROP_GREETING;
	PLAY(&r, HELLO, "=MAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n", "<451", "<451", "<503",
	    "MAIL FROM:<a@example.net>", "<451");
	r.rules.drop = DROP_NEVER;
	PLAY(&r, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, "<250");
	rig_close(&r);
}

static void
codes_of_the_next_hop_are_passed_at_every_stage(void **state)
{
	static const struct { const char *mail, *rcpt, *data, *end; const char *want[4]; } cases[] = {
		{ .mail = "452 4.3.1 Insufficient system resources", .want = { "<452 4.3.1 Insufficient system resources" } },
		{ .mail = "553 5.1.8 domain", .want = { "<553 5.1.8 domain" } },
		{ .rcpt = "450 4.2.0 greylisted", .want = { "<250", "<450 4.2.0 greylisted" } },
		{ .rcpt = "551 5.1.6 moved", .want = { "<250", "<551 5.1.6 moved" } },
		{ .data = "451 4.3.0 no", .want = { "<250", "<250", "<354", "<451 4.3.0 no" } },
		{ .data = "554 5.5.1 no", .want = { "<250", "<250", "<354", "<554 5.5.1 no" } },
		{ .end = "552 5.2.2 full", .want = { "<250", "<250", "<354", "<552 5.2.2 full" } },
		{ .end = "421 4.3.2 going", .want = { "<250", "<250", "<354", "<451 4.3.2 going" } },
		{ .end = "250-first\r\n250 2.6.0 last", .want = { "<250", "<250", "<354", "<250 2.6.0 last" } },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig r;
		start(&r, CONFIG);
		r.rules.mail = cases[i].mail != NULL ? cases[i].mail : r.rules.mail;
		r.rules.rcpt = cases[i].rcpt != NULL ? cases[i].rcpt : r.rules.rcpt;
		r.rules.data = cases[i].data != NULL ? cases[i].data : r.rules.data;
		r.rules.end = cases[i].end != NULL ? cases[i].end : r.rules.end;
		static const char *const say[] = { "MAIL FROM:<a@example.net>", "RCPT TO:<b@example.com>", "DATA", TEXT };
		PLAY(&r, HELLO);
		for (size_t k = 0; k < 4 && cases[i].want[k] != NULL; k++)
			PLAY(&r, say[k], cases[i].want[k]);
		assert_true(rig_is_silent(&r));
		rig_close(&r);
	}
}

static void
a_next_hop_lost_at_any_point_is_451_or_asked_again(void **state)
{
	static const struct { enum rig_drop drop; const char *end; size_t messages; } cases[] = {
		{ DROP_DATA, "<451", 0 }, { DROP_BODY, "<451", 0 }, { DROP_END, "<451", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int chunking = 0; chunking < 2; chunking++) {
			struct rig r;
			start(&r, CONFIG);
			if (chunking)
				r.rules.ehlo = "PIPELINING CHUNKING";
			if (chunking && cases[i].drop == DROP_DATA) {
				rig_close(&r);
				continue;
			}
			r.rules.drop = cases[i].drop;
			r.rules.drops_left = 1;
			PLAY(&r, HELLO, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, cases[i].end, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT,
			    "<250");
			assert_int_equal(r.message_count, 1);
			rig_close(&r);
		}
	struct rig r;
	start(&r, CONFIG);
	r.rules.drop = DROP_MAIL;
	r.rules.drops_left = 1;
	PLAY(&r, HELLO, "MAIL FROM:<a@example.net>", "<451", MAIL_OK, "NOOP", "<250");
	r.rules.drop = DROP_RCPT;
	r.rules.drops_left = 1;
	PLAY(&r, "RCPT TO:<b@example.com>", "<451", "RSET", "<250", MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, "<250");
	assert_int_equal(r.message_count, 1);
	rig_close(&r);
}

/* A judge that waits until the test says so. */
struct slow_judge {
	struct gate_ticket *ticket;
	int asked;
};

static void
judge_slowly(void *context, const struct gate_question *q, struct gate_ticket *ticket)
{
	struct slow_judge *j = context;
	j->ticket = ticket;
	j->asked++;
}

static void
wait_for_judge(struct rig *r, const struct slow_judge *j, int count)
{
	for (int i = 0; i < 20000 && j->asked < count; i++)
		rig_turns(r, 1);
	assert_int_equal(j->asked, count);
}

static void
lose_hop(struct rig *r)
{
	for (size_t i = 0; i < RIG_CONNS; i++)
		rig_conn_close(&r->conns[i]);
	rig_turns(r, 40);
}

static void
a_next_hop_lost_while_judging_is_asked_the_same_again(void **state)
{
	struct rig r;
	struct slow_judge j = { 0 };
	const struct gate_answer deliver = { .action = GATE_DELIVER };
	start(&r, CONFIG);
	r.judge = judge_slowly;
	r.judge_context = &j;
	PLAY(&r, HELLO, MAIL_OK, RCPT_OK, "RCPT TO:<c@example.com>", "<250", "DATA", "<354", TEXT);
	wait_for_judge(&r, &j, 1);
	lose_hop(&r);
	gate_answer(j.ticket, &deliver);
	PLAY(&r, "<250 2.0.0 queued");
	check_text(buf_bytes(&r.messages[0].recipients), "<b@example.com>\n<c@example.com>\n");
	/* It has changed its mind about one of them: nothing is sent. */
	PLAY(&r, MAIL_OK, RCPT_OK, "RCPT TO:<c@example.com>", "<250", "DATA", "<354", TEXT);
	wait_for_judge(&r, &j, 2);
	lose_hop(&r);
	r.rules.rcpt = "550 gone";
	gate_answer(j.ticket, &deliver);
	PLAY(&r, "<451");
	assert_int_equal(r.message_count, 1);
	/* It does not come back. */
	r.rules.rcpt = "250 ok";
	PLAY(&r, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT);
	wait_for_judge(&r, &j, 3);
	lose_hop(&r);
	r.rules.drop = DROP_GREETING;
	gate_answer(j.ticket, &deliver);
	PLAY(&r, "<451", "NOOP", "<250");
	rig_close(&r);
}

static void
no_recipient_is_lost_with_the_connection_that_knew_it(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	PLAY(&r, HELLO, MAIL_OK, RCPT_OK);
	lose_hop(&r);
	/* What is taken now would be taken without the first one. */
	PLAY(&r, "RCPT TO:<c@example.com>", "<451", "DATA", "<354", TEXT, "<250");
	assert_int_equal(r.message_count, 1);
	check_text(buf_bytes(&r.messages[0].recipients), "<b@example.com>\n");
	PLAY(&r, MAIL_OK);
	lose_hop(&r);
	PLAY(&r, RCPT_OK, "DATA", "<354", TEXT, "<250");
	assert_int_equal(r.message_count, 2);
	rig_close(&r);
}

static void
a_next_hop_without_pipelining_is_asked_one_by_one(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	r.rules.ehlo = "";
	PLAY(&r, HELLO,
	    "=MAIL FROM:<a@example.net> SIZE=100\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<nowhere\r\nRCPT TO:<bad@example.com>\r\n"
	    "RCPT TO:<c@example.com>\r\nDATA\r\n",
	    "<250", "<250", "<501", "<550", "<250", "<354", TEXT, "<250");
	/* SIZE is our own offer; it would not understand it. */
	assert_string_equal(r.messages[0].mail, "MAIL FROM:<a@example.net>");
	check_text(buf_bytes(&r.messages[0].recipients), "<b@example.com>\n<c@example.com>\n");
	rig_close(&r);
}

static void
only_what_the_next_hop_offers_is_offered(void **state)
{
	static const char *const words[] = { "8BITMIME", "SMTPUTF8", "DSN", "DELIVERBY" };
	for (unsigned mask = 0; mask < 16; mask++) {
		struct rig r;
		char ehlo[200] = "X-EXPS VERB ETRN BINARYMIME XEXCH50";
		rig_open(&r, CONFIG);
		for (unsigned i = 0; i < 4; i++)
			if ((mask >> i & 1) != 0)
				(void)snprintf(ehlo + strlen(ehlo), sizeof ehlo - strlen(ehlo), " %s", words[i]);
		r.rules.ehlo = ehlo;
		/* The first session makes the gate ask; the next ones know. */
		rig_connect(&r);
		PLAY(&r, HELLO);
		for (unsigned i = 0; i < 4; i++)
			assert_null(strstr(r.reply, words[i]));
		PLAY(&r, MAIL_OK, "QUIT", "<221", "<");
		rig_connect(&r);
		PLAY(&r, HELLO);
		for (unsigned i = 0; i < 4; i++)
			assert_int_equal(strstr(r.reply, words[i]) != NULL, mask >> i & 1);
		assert_non_null(strstr(r.reply, "PIPELINING"));
		assert_non_null(strstr(r.reply, "CHUNKING"));
		assert_null(strstr(r.reply, "X-EXPS"));
		assert_null(strstr(r.reply, "BINARYMIME"));
		PLAY(&r, "MAIL FROM:<a@example.net> BODY=8BITMIME", (mask & 1) != 0 ? "<250" : "<555", "RSET", "<250");
		PLAY(&r, "MAIL FROM:<\xe4\xbd\xa0@example.cn>", "<553", "RSET", "<250");
		PLAY(&r, "MAIL FROM:<\xe4\xbd\xa0@example.cn> SMTPUTF8", (mask & 2) != 0 ? "<250" : "<555");
		rig_close(&r);
	}
}

static void
sizes_are_kept(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	r.conf.limits.message_size = 1000;
	PLAY(&r, HELLO);
	assert_non_null(strstr(r.reply, "SIZE 1000\r\n"));
	PLAY(&r, "MAIL FROM:<a@example.net> SIZE=1001", "<552", "MAIL FROM:<a@example.net> SIZE=1000", "<250", "RSET", "<250",
	    "MAIL FROM:<a@example.net> SIZE=99999999999999999999", "<501", "MAIL FROM:<a@example.net> SIZE=-1", "<501");
	for (size_t extra = 0; extra < 2; extra++) {
		char body[1100];
		memset(body, 'a', sizeof body);
		memcpy(body, "S: x\r\n\r\n", 8);
		size_t len = 1000 + extra;
		memcpy(body + len - 2, "\r\n.\r\n", 6);
		PLAY(&r, "MAIL FROM:<a@example.net> SIZE=10", "<250", RCPT_OK, "DATA", "<354");
		rig_send(&r, bytes_of(body, len + 3));
		PLAY(&r, extra == 0 ? "<250" : "<552");
	}
	assert_int_equal(r.message_count, 1);
	rig_close(&r);
}

static void
chunks_are_counted_to_the_octet(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	r.conf.limits.message_size = 1000;
	PLAY(&r, HELLO, MAIL_OK, RCPT_OK, "=BDAT 8\r\nA: b\r\n\r\n", "<250", "=BDAT 4\r\nQUIT", "<250", "=BDAT 0\r\n", "<250",
	    "=BDAT 0 LAST\r\n", "<250 2.0.0 queued");
	assert_true(bytes_ends(body_of(&r, 0), BYTES("A: b\r\n\r\nQUIT\r\n")));
	/* The end mark of DATA ends nothing here; a chunk may be cut anywhere. */
	PLAY(&r, MAIL_OK, RCPT_OK, "=BDAT 22 LAST\r\nA: b\r\n\r\n\r\n.\r\n.", "=QUIT\r\n\r\n", "<250", "NOOP", "<250");
	assert_true(bytes_ends(body_of(&r, 1), BYTES("A: b\r\n\r\n\r\n.\r\n.QUIT\r\n\r\n")));
	/* Without recipients exactly so many octets are swallowed. */
	PLAY(&r, "=BDAT 6\r\nNOOP\r\nNOOP\r\n", "<503", "<250", "=BDAT 6 LAST\r\nNOOP\r\nNOOP\r\n", "<503", "<250");
	PLAY(&r, MAIL_OK, "=BDAT 6\r\nNOOP\r\n", "<503", "DATA", "<503", "RCPT TO:<b@example.com>", "<503", "RSET", "<250");
	/* DATA after BDAT, and the way back. */
	PLAY(&r, MAIL_OK, RCPT_OK, "=BDAT 6\r\nA: b\r\n", "<250", "DATA", "<503", "MAIL FROM:<x@example.net>", "<503", "RSET",
	    "<250", MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, "<250");
	assert_int_equal(r.message_count, 3);
	/* Larger than a message may be, then everything as before. */
	char chunk[700];
	memset(chunk, 'a', sizeof chunk);
	PLAY(&r, MAIL_OK, RCPT_OK, "=BDAT 700\r\n");
	rig_send(&r, bytes_of(chunk, sizeof chunk));
	PLAY(&r, "<250", "=BDAT 700 LAST\r\n");
	rig_send(&r, bytes_of(chunk, sizeof chunk));
	PLAY(&r, "<552", MAIL_OK, RCPT_OK, "=BDAT 1 LAST\r\nx", "<250");
	assert_int_equal(r.message_count, 4);
	assert_false(r.saw_bare);
	rig_close(&r);
	static const char *const wrong[] = { "BDAT -1", "BDAT +5", "BDAT", "BDAT 5 LASTX", "BDAT 99999999999999999999", "BDAT 0x5",
		"BDAT 5 LAST x", "BDAT 4611686018427387903" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		start(&r, CONFIG);
		PLAY(&r, HELLO, MAIL_OK, RCPT_OK, wrong[i], "<5", "<");
		assert_int_equal(r.body_count, 0);
		rig_close(&r);
	}
}

static void
a_transaction_ends_where_it_should(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	r.conf.limits.errors_hard = 50;
	PLAY(&r, "<220", "MAIL FROM:<a@example.net>", "<503", "EHLO x", "<250", "RCPT TO:<b@example.com>", "<503", "DATA", "<503");
	/* S8: EHLO in the middle; RSET. */
	PLAY(&r, MAIL_OK, RCPT_OK, "EHLO y", "<250", "DATA", "<503", "RCPT TO:<b@example.com>", "<503", MAIL_OK, RCPT_OK, "RSET",
	    "<250", "DATA", "<503");
	/* S1: a BDAT error, then DATA. */
	PLAY(&r, "=BDAT 2 LAST\r\nxx", "<503", "DATA", "<503", "RCPT TO:<b@example.com>", "<503");
	/* S2: refused at the end of data; the next one begins with MAIL. */
	r.rules.end = "550 no";
	PLAY(&r, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, "<550", "RCPT TO:<b@example.com>", "<503", "DATA", "<503");
	r.rules.end = "250 ok";
	/* S3: VRFY in the middle. */
	PLAY(&r, MAIL_OK, RCPT_OK, "VRFY \xe4\xbd\xa0", "<252", "EXPN x", "<502", "ETRN x", "<502", "DATA", "<354", TEXT, "<250");
	/* No recipient was taken. */
	PLAY(&r, MAIL_OK, "RCPT TO:<bad@example.com>", "<550", "DATA", "<554", RCPT_OK, "DATA", "<354", TEXT, "<250");
	assert_int_equal(r.message_count, 2);
	rig_close(&r);
}

static void
who_talks_out_of_turn_is_cut_off(void **state)
{
	static const char *const blind[] = {
		"=EHLO x\r\nMAIL FROM:<a@example.net>\r\n", "=HELO x\r\nNOOP\r\n",
		"=MAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nSubject: x\r\n",
	};
	struct rig r;
	for (size_t i = 0; i < sizeof blind / sizeof *blind; i++) {
		start(&r, CONFIG);
		if (i == 2)
			PLAY(&r, HELLO, blind[i], "<250", "<250", "<554 5.5.0", "<");
		else
			PLAY(&r, "<220", blind[i], "<554 5.5.0", "<");
		assert_int_equal(r.body_count, 0);
		rig_close(&r);
	}
	/* Before the greeting. */
	int pair[2];
	rig_open(&r, CONFIG);
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == 0);
	r.client = pair[0];
	must(send(pair[0], "EHLO x\r\n", 8, 0) == 8);
	gate_serve(r.gate, conf_listener(&r.conf, BYTES("in")), pair[1]);
	PLAY(&r, "<554 5.5.0", "<");
	assert_int_equal(r.last_event.kind, GATE_REFUSED_CLIENT);
	rig_close(&r);
}

static void
mail_to_strangers_is_not_relayed(void **state)
{
	static const char *const forms[] = {
		"<user@stranger.example>", "<user%stranger.example@example.com>", "<@example.com:user@stranger.example>",
		"<\"user@stranger.example\"@example.com>", "<user@stranger.example@example.com>",
		"<stranger.example!user@example.com>", "<user@[127.0.0.1]>", "<user@[IPv6:::1]>", "<user@stranger.example.>",
		"<user@example.com.>", "<\"user@stranger.example\">", "<user@>", "<>", "<user>", "<@stranger.example>",
		"<user@stranger.example,b@example.com>", "<user@stranger.example> <b@example.com>",
		"<b@example.com><user@stranger.example>", "<b@example.com> ORCPT=rfc822;user@stranger.example+0D+0A",
		"<user@sub.example.com>", "<user@example.com@stranger.example>", "<\"b\"@stranger.example>",
		"<user@example.com%stranger.example>", "<user@stranger.example\t@example.com>", "< user@stranger.example>",
		"user@stranger.example", "<user@stranger%2eexample@example.com>", "<user@127.0.0.1>", "<user@[stranger.example]>",
		"<user@xn--80ak6aa92e.example>", "<\"a\\\"@stranger.example\"@example.com>", "<a@b@c@example.com>",
		"<user@EXAMPLE.COM.stranger.example>", "<user@-example.com>", "<user@example..com>", "<user@.example.com>",
		"<user@\xe4\xbd\xa0.example>", "<\"\"user@stranger.example\"\"@example.com>", "<user@localhost>",
		"<stranger.example!user%other.example@example.com>", "<:user@stranger.example>", "<user@stranger.example>b@example.com>",
		"<user#stranger.example@example.org>",
	};
	struct rig r;
	size_t count = sizeof forms / sizeof *forms;
	assert_true(count >= 40);
	rig_open(&r, CONFIG);
	r.conf.limits.errors_hard = 1000;
	r.conf.network.own.count = 0; /* the test itself is a stranger */
	rig_connect(&r);
	PLAY(&r, HELLO, MAIL_OK);
	for (size_t i = 0; i < count; i++) {
		char line[300];
		(void)snprintf(line, sizeof line, "RCPT TO:%s", forms[i]);
		PLAY(&r, line, "<5");
	}
	PLAY(&r, "RCPT TO:<x@stranger.example> NOTIFY=NEVER", "<5", "RSET", "<250",
	    "MAIL FROM:<a@example.net> AUTH=<>", "<5", "MAIL FROM:<a@example.net> AUTH=b@example.com", "<5",
	    "XCLIENT ADDR=127.0.0.1", "<550", "XFORWARD ADDR=127.0.0.1", "<550", "DATA", "<503");
	assert_false(hop_read(&r, "RCPT"));
	rig_close(&r);
}

static void
lines_that_are_too_long_or_dirty_are_refused(void **state)
{
	struct rig r;
	static char big[70000];
	memset(big, 'A', sizeof big);
	start(&r, CONFIG);
	r.conf.limits.command_length = 1024;
	PLAY(&r, HELLO);
	rig_send(&r, bytes_of(big, 1024));
	PLAY(&r, "=\r\n", "<500 5.5.1");
	rig_send(&r, bytes_of(big, 1025));
	PLAY(&r, "=\r\n", "<500 5.5.6", "NOOP", "<250");
	rig_send(&r, bytes_of("NOOP\0\r\n", 7));
	PLAY(&r, "<500 5.5.2", "=NOOP \r x\r\n", "<500 5.5.2", "=NOOP \x7f\r\n", "<500 5.5.2", "NOOP", "<250");
	rig_send(&r, bytes_of(big, sizeof big)); /* without an end: bounded */
	PLAY(&r, "<500 5.5.6", "<");
	rig_close(&r);
}

static void
errors_and_junk_have_an_end(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	r.conf.limits.errors_hard = 3;
	r.conf.limits.junk_commands = 2;
	PLAY(&r, HELLO, "FOO", "<500", "BAR", "<500", "BAZ", "<500", "<421", "<");
	rig_connect(&r);
	PLAY(&r, HELLO, "NOOP", "<250", "RSET", "<250", "NOOP", "<250", "NOOP", "<250", "NOOP", "<250", "<421", "<");
	/* Chunks that are refused are errors, too. */
	rig_connect(&r);
	PLAY(&r, HELLO, MAIL_OK, "=BDAT 1\r\nx", "<503", "=BDAT 1\r\nx", "<503", "=BDAT 1\r\nx", "<503", "<421", "<");
	rig_close(&r);
}

static void
answer_at_once(void *context, const struct gate_question *q, struct gate_ticket *ticket)
{
	gate_answer(ticket, context);
}

static void
the_judges_answer_is_the_clients_answer(void **state)
{
	static const struct gate_header header = { BYTES_INIT("X-Postern-Verdict"), BYTES_INIT("type=spam;\r\n evil: \x80") };
	static const struct bytes gone = BYTES_INIT("X-Remove");
	struct rig r;
	struct gate_answer a = { .action = GATE_QUARANTINE, .text = BYTES("id-1") };
	start(&r, CONFIG);
	r.judge = answer_at_once;
	r.judge_context = &a;
	PLAY(&r, HELLO, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, "<250 2.0.0 Ok: id-1");
	a.action = GATE_REJECT;
	a.text = BYTES("not wanted");
	PLAY(&r, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, "<550 5.7.1 not wanted");
	a.action = GATE_DEFER;
	PLAY(&r, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, "<451");
	assert_int_equal(r.body_count, 0);
	assert_false(hop_read(&r, "DATA"));
	a = (struct gate_answer){ .action = GATE_TAG, .add = &header, .add_count = 1, .remove = &gone,
		.remove_count = 1, .subject_tag = BYTES("[spam] ") };
	PLAY(&r, MAIL_OK, RCPT_OK, "DATA", "<354",
	    "=X-Postern-Verdict: type=normal; forged\r\nSubject: t\r\nX-Remove: 1\r\n\t2\r\nAuthentication-Results:\r\n"
	    " gate.example.com; dkim=pass\r\nA: b\r\n\r\nX-Remove: stays\r\n..x\r\n.\r\n", "<250");
	struct bytes body = body_of(&r, 0);
	assert_false(bytes_has(body, BYTES("forged")));
	assert_false(bytes_has(body, BYTES("dkim=pass")));
	assert_true(bytes_has(body, BYTES("\r\nX-Postern-Verdict: type=spam;")));
	assert_true(bytes_has(body, BYTES("\r\nSubject: [spam] t\r\n")));
	assert_true(bytes_ends(body, BYTES("A: b\r\n\r\nX-Remove: stays\r\n.x\r\n")));
	assert_false(bytes_has(body, BYTES("X-Remove: 1")));
	for (size_t i = 0; i < body.len; i++)
		assert_true(body.at[i] < 0x80);
	rig_close(&r);
}

static void
an_answer_may_come_after_everybody_has_gone(void **state)
{
	struct rig r;
	struct slow_judge j = { 0 };
	start(&r, CONFIG);
	r.judge = judge_slowly;
	r.judge_context = &j;
	/* The client hangs up; the message is still the judge's, then the next hop's. */
	PLAY(&r, HELLO, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT);
	wait_for_judge(&r, &j, 1);
	fd_close(&r.client);
	rig_turns(&r, 40);
	gate_answer(j.ticket, &(struct gate_answer){ .action = GATE_DELIVER });
	for (int i = 0; i < 20000 && gate_sessions(r.gate) != 0; i++)
		rig_turns(&r, 1);
	assert_int_equal(gate_sessions(r.gate), 0);
	assert_int_equal(r.last_event.kind, GATE_MESSAGE);
	assert_int_equal(r.last_event.code, 250);
	/* The gate goes while the judge thinks. */
	rig_connect(&r);
	PLAY(&r, HELLO, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT);
	wait_for_judge(&r, &j, 2);
	gate_free(r.gate);
	r.gate = NULL;
	gate_answer(j.ticket, &(struct gate_answer){ .action = GATE_DELIVER });
	rig_close(&r);
}

static void
note_drained(void *context)
{
	(*(int *)context)++;
}

static void
draining_ends_sessions_between_messages(void **state)
{
	struct rig r;
	struct slow_judge j = { 0 };
	int drained = 0;
	start(&r, CONFIG);
	r.judge = judge_slowly;
	r.judge_context = &j;
	PLAY(&r, HELLO, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT);
	wait_for_judge(&r, &j, 1);
	gate_drain(r.gate, note_drained, &drained);
	rig_turns(&r, 20);
	assert_int_equal(drained, 0);
	gate_answer(j.ticket, &(struct gate_answer){ .action = GATE_DELIVER });
	PLAY(&r, "<250 2.0.0 queued", "<421 4.3.2", "<");
	rig_turns(&r, 20);
	assert_int_equal(drained, 1);
	rig_close(&r);
	/* A synchronous judge, and one that is idle. */
	start(&r, CONFIG);
	drained = 0;
	PLAY(&r, HELLO, MAIL_OK, RCPT_OK);
	gate_drain(r.gate, note_drained, &drained);
	PLAY(&r, "DATA", "<354", TEXT, "<250 2.0.0 queued", "<421", "<");
	assert_int_equal(drained, 1);
	rig_close(&r);
	start(&r, CONFIG);
	drained = 0;
	PLAY(&r, HELLO);
	gate_drain(r.gate, note_drained, &drained);
	PLAY(&r, "<421 4.3.2", "<");
	assert_int_equal(drained, 1);
	rig_close(&r);
}

static void
silence_has_an_end(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG);
	/* One clock at a time, so that a busy machine cannot ring another. */
	struct conf_ceilings *l = &r.conf.limits;
	int64_t usual = l->command_timeout;
	l->greeting_timeout = 1000;
	rig_connect(&r);
	PLAY(&r, "<220", "<421 4.4.2", "<");
	l->greeting_timeout = usual;
	l->command_timeout = 1000;
	rig_connect(&r);
	PLAY(&r, HELLO, "<421 4.4.2", "<");
	l->command_timeout = usual;
	l->data_timeout = 1000;
	rig_connect(&r);
	PLAY(&r, HELLO, MAIL_OK, RCPT_OK, "DATA", "<354", "=Subject: never ends\r\n", "<421 4.4.2", "<");
	assert_int_equal(r.body_count, 0);
	rig_close(&r);
}

static void
a_message_larger_than_all_buffers_goes_through(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	size_t len = (size_t)20 << 20;
	uint8_t *big = malloc(len);
	must(big != NULL);
	for (size_t i = 0; i < len; i++)
		big[i] = i % 70 == 68 ? '\r' : i % 70 == 69 ? '\n' : i % 70 == 0 ? '.' : 'a';
	memcpy(big, "A: b\r\n\r\n", 8);
	len -= len % 70;
	for (int chunking = 0; chunking < 2; chunking++) {
		r.rules.ehlo = chunking ? "CHUNKING PIPELINING" : "PIPELINING";
		lose_hop(&r);
		if (chunking)
			rig_connect(&r);
		PLAY(&r, HELLO, MAIL_OK, RCPT_OK);
		char line[64];
		(void)snprintf(line, sizeof line, "=BDAT %zu LAST\r\n", len);
		PLAY(&r, line);
		/* The next hop reads nothing until the gate's buffers are full. */
		r.rules.answers_slowly = true;
		rig_send(&r, bytes_of(big, len));
		rig_turns(&r, 30);
		r.rules.answers_slowly = false;
		PLAY(&r, "<250 2.0.0 queued");
		struct bytes body = body_of(&r, (size_t)chunking);
		assert_true(bytes_ends(body, bytes_of(big, len)));
	}
	free(big);
	rig_close(&r);
}

/* A line of its own would be one more packet for each message. */
static void
a_chunk_comes_with_the_line_that_counts_it(void **state)
{
	struct rig r;
	start(&r, CONFIG);
	r.rules.ehlo = "CHUNKING PIPELINING";
	PLAY(&r, HELLO, MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, "<250", MAIL_OK, RCPT_OK, "DATA", "<354", TEXT, "<250");
	assert_int_equal(r.message_count, 2);
	assert_int_equal(r.lonely_chunks, 0);
	rig_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_goes_through_with_our_trace_on_top),
		cmocka_unit_test(pipelined_commands_are_answered_in_order),
		cmocka_unit_test(a_refused_sender_answers_everything_behind_it),
		cmocka_unit_test(a_next_hop_that_is_down_is_451_and_the_session_goes_on),
		cmocka_unit_test(codes_of_the_next_hop_are_passed_at_every_stage),
		cmocka_unit_test(a_next_hop_lost_at_any_point_is_451_or_asked_again),
		cmocka_unit_test(a_next_hop_lost_while_judging_is_asked_the_same_again),
		cmocka_unit_test(no_recipient_is_lost_with_the_connection_that_knew_it),
		cmocka_unit_test(a_next_hop_without_pipelining_is_asked_one_by_one),
		cmocka_unit_test(only_what_the_next_hop_offers_is_offered),
		cmocka_unit_test(sizes_are_kept),
		cmocka_unit_test(chunks_are_counted_to_the_octet),
		cmocka_unit_test(a_chunk_comes_with_the_line_that_counts_it),
		cmocka_unit_test(a_transaction_ends_where_it_should),
		cmocka_unit_test(who_talks_out_of_turn_is_cut_off),
		cmocka_unit_test(mail_to_strangers_is_not_relayed),
		cmocka_unit_test(lines_that_are_too_long_or_dirty_are_refused),
		cmocka_unit_test(errors_and_junk_have_an_end),
		cmocka_unit_test(the_judges_answer_is_the_clients_answer),
		cmocka_unit_test(an_answer_may_come_after_everybody_has_gone),
		cmocka_unit_test(draining_ends_sessions_between_messages),
		cmocka_unit_test(silence_has_an_end),
		cmocka_unit_test(a_message_larger_than_all_buffers_goes_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
