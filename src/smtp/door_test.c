/* At the door: who waits for the greeting, and who has come too often. */
#include "lib/check.h"
#include "lib/smtp_rig.h"
#include "smtp/inside.h"

#define CONFIG(more) \
	"[server]\nnext_hop = smtp://127.0.0.1:%PORT%\n[network]\nown = 192.0.2.200\n" \
	"[listener in]\naddress = 127.0.0.1:2525\nproxy_peers = ::1\n[domain example.com]\n[door]\n" more
#define FROM(ip) "=PROXY TCP4 " ip " 192.0.2.1 1234 25\r\n"
#define HELLO "<220 ", "EHLO client.example.net", "<250"
#define MAIL "MAIL FROM:<a@example.net>", "<250"

static void
connect_from(struct rig *r, const char *ip)
{
	char line[100];
	rig_connect(r);
	(void)snprintf(line, sizeof line, "=PROXY TCP4 %s 192.0.2.1 1234 25\r\n", ip);
	PLAY(r, line);
	rig_turns(r, 8);
}

static void
who_speaks_before_the_greeting_is_refused(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG("greet_delay = 1m\n"));
	connect_from(&r, "192.0.2.9");
	assert_true(rig_is_silent(&r));
	PLAY(&r, "EHLO bot.example.net", "<554 5.5.0", "<");
	assert_int_equal(r.event_count, 1);
	assert_int_equal(r.last_event.kind, GATE_REFUSED_CLIENT);
	assert_int_equal(r.last_event.code, 554);
	/* In one segment with what came before. */
	rig_connect(&r);
	PLAY(&r, FROM("192.0.2.9") "EHLO bot.example.net\r\n", "<554 5.5.0", "<");
	rig_turns(&r, 20);
	assert_int_equal(gate_sessions(r.gate), 0);
	rig_close(&r);
}

static void
who_waits_is_greeted_and_need_not_wait_again(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG("greet_delay = 300ms\n"));
	connect_from(&r, "192.0.2.9");
	PLAY(&r, HELLO, MAIL);
	r.conf.door.greet_delay = 3600 * 1000;
	connect_from(&r, "192.0.2.9");
	PLAY(&r, HELLO);
	connect_from(&r, "192.0.2.10");
	assert_true(rig_is_silent(&r));
	/* Our own, and those whose word is taken, are never kept waiting; nobody is when seats are short. */
	connect_from(&r, "192.0.2.200");
	PLAY(&r, HELLO);
	rig_connect(&r);
	PLAY(&r, "=PROXY UNKNOWN\r\n", HELLO); /* the listed peer itself */
	r.conf.limits.sessions = 10;
	r.conf.limits.stress_percent = 10;
	connect_from(&r, "192.0.2.12");
	PLAY(&r, HELLO);
	rig_close(&r);
}

static void
a_client_has_its_share_of_an_hour_and_no_more(void **state)
{
	struct rig r;
	/* A tenth of ten and RATES_BURST_LEAST at once. */
	rig_open(&r, CONFIG("greet_delay = 0s\nrecipients_per_client = 10\n"));
	connect_from(&r, "192.0.2.9");
	PLAY(&r, HELLO, MAIL);
	for (int i = 0; i < 21; i++)
		PLAY(&r, "RCPT TO:<b@example.com>", "<250");
	PLAY(&r, "RCPT TO:<b@example.com>", "<451 4.7.1 Too many recipients from your address");
	assert_int_equal(r.last_event.kind, GATE_REFUSED_COMMAND);
	/* The next connection changes nothing; another address and our own are free. */
	connect_from(&r, "192.0.2.9");
	PLAY(&r, HELLO, MAIL, "RCPT TO:<b@example.com>", "<451 4.7.1");
	connect_from(&r, "192.0.2.10");
	PLAY(&r, HELLO, MAIL, "RCPT TO:<b@example.com>", "<250");
	connect_from(&r, "192.0.2.200");
	PLAY(&r, HELLO, MAIL);
	for (int i = 0; i < 30; i++)
		PLAY(&r, "RCPT TO:<b@example.com>", "<250");
	rig_close(&r);
}

static void
networks_and_senders_have_theirs(void **state)
{
	struct rig r;
	char ip[32];
	rig_open(&r, CONFIG("greet_delay = 0s\nrecipients_per_client = 0\nrecipients_per_network = 10\n"));
	for (int i = 0; i < 21; i++) {
		(void)snprintf(ip, sizeof ip, "192.0.2.%d", i + 1);
		connect_from(&r, ip);
		PLAY(&r, HELLO, MAIL, "RCPT TO:<b@example.com>", "<250");
	}
	connect_from(&r, "192.0.2.99");
	PLAY(&r, HELLO, MAIL, "RCPT TO:<b@example.com>", "<451 4.7.1 Too many recipients from your network");
	connect_from(&r, "198.51.100.1");
	PLAY(&r, HELLO, MAIL, "RCPT TO:<b@example.com>", "<250");
	rig_close(&r);
	rig_open(&r, CONFIG("greet_delay = 0s\nrecipients_per_sender = 10\n"));
	for (int i = 0; i < 21; i++) {
		(void)snprintf(ip, sizeof ip, "198.51.%d.1", i + 1);
		connect_from(&r, ip);
		PLAY(&r, HELLO, MAIL, "RCPT TO:<b@example.com>", "<250");
	}
	connect_from(&r, "203.0.113.1");
	PLAY(&r, HELLO, MAIL, "RCPT TO:<b@example.com>", "<451 4.7.1 Too many recipients from this sender", "RSET", "<250",
	    "MAIL FROM:<>", "<250", "RCPT TO:<b@example.com>", "<250");
	rig_close(&r);
}

/* -- the doorkeeper -- */

struct keeper_of_doors {
	struct rig *r;
	struct gate_visit *visit; /* to be answered later */
	bool is_late;
	struct gate_welcome welcome;
	size_t asked;
	char recipient[64];
};

static void
keep(void *context, const struct gate_visitor *v, struct gate_visit *visit)
{
	struct keeper_of_doors *k = context;
	k->asked++;
	(void)snprintf(k->recipient, sizeof k->recipient, "%.*s", BYTES_ARGS(v->recipient));
	if (k->is_late)
		k->visit = visit;
	else
		gate_visit_answer(visit, &k->welcome);
}

static void
open_with_keeper(struct rig *r, struct keeper_of_doors *k)
{
	rig_open(r, CONFIG("greet_delay = 0s\n"));
	*k = (struct keeper_of_doors){ .r = r, .welcome = { .text = "" } };
	r->gate->options.behind.doorkeeper = keep;
	r->gate->options.behind.door_context = k;
}

static void
a_doorkeeper_lets_in_refuses_and_puts_off(void **state)
{
	struct rig r;
	struct keeper_of_doors k;
	open_with_keeper(&r, &k);
	connect_from(&r, "192.0.2.9");
	PLAY(&r, HELLO, MAIL, "RCPT TO:<b@example.com>", "<250", "RCPT TO:<c@example.com>", "<250");
	assert_int_equal(k.asked, 2);
	assert_string_equal(k.recipient, "c@example.com");
	/* About one recipient, then about all of them. */
	k.welcome = (struct gate_welcome){ .code = 451, .text = "4.7.1 later" };
	PLAY(&r, "RCPT TO:<d@example.com>", "<451 4.7.1 later");
	assert_int_equal(r.last_event.kind, GATE_REFUSED_COMMAND);
	k.welcome = (struct gate_welcome){ .code = 550, .text = "5.7.1 listed", .is_for_session = true };
	PLAY(&r, "RCPT TO:<e@example.com>", "<550 5.7.1 listed", "RCPT TO:<f@example.com>", "<550 5.7.1 listed", "RSET", "<250", MAIL,
	    "RCPT TO:<f@example.com>", "<550 5.7.1 listed");
	assert_int_equal(k.asked, 4);
	/* Our own people, and what is refused anyway, do not trouble it. */
	connect_from(&r, "192.0.2.200");
	PLAY(&r, HELLO, MAIL, "RCPT TO:<b@example.com>", "<250");
	connect_from(&r, "192.0.2.9");
	PLAY(&r, HELLO, "RCPT TO:<b@example.com>", "<503", MAIL, "RCPT TO:<b@stranger.example>", "<550", "RCPT TO:<b", "<501");
	assert_int_equal(k.asked, 4);
	rig_close(&r);
}

static void
while_the_doorkeeper_thinks_commands_wait_in_order(void **state)
{
	struct rig r;
	struct keeper_of_doors k;
	open_with_keeper(&r, &k);
	k.is_late = true;
	connect_from(&r, "192.0.2.9");
	PLAY(&r, HELLO, "=MAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<bad@example.com>\r\nDATA\r\n", "<250");
	assert_true(rig_is_silent(&r));
	assert_int_equal(k.asked, 1);
	gate_visit_answer(k.visit, &(struct gate_welcome){ .text = "", .is_for_session = true });
	PLAY(&r, "<250", "<550 5.1.1", "<354", "=A: b\r\n\r\nx\r\n.\r\n", "<250");
	assert_int_equal(k.asked, 1);
	assert_int_equal(r.message_count, 1);
	/* The client may have gone when it is answered. */
	connect_from(&r, "192.0.2.9");
	PLAY(&r, HELLO, MAIL, "RCPT TO:<b@example.com>");
	rig_turns(&r, 8);
	assert_int_equal(k.asked, 2);
	while (r.gate->sessions != NULL)
		session_end(r.gate->sessions, true);
	rig_turns(&r, 8);
	gate_visit_answer(k.visit, &(struct gate_welcome){ .text = "" });
	rig_close(&r);
}

static void
a_bucket_fills_by_the_clock_and_a_flood_buys_nothing(void **state)
{
	const int64_t hour = INT64_C(3600000000);
	struct rates r;
	rates_init(&r);
	const struct bytes a = BYTES("a");
	for (int i = 0; i < 30; i++)
		assert_int_equal(rates_take(&r, RATE_CLIENT, a, 100, hour), 0);
	int64_t wait = rates_take(&r, RATE_CLIENT, a, 100, hour);
	assert_int_equal(wait, 36001);
	assert_int_equal(rates_take(&r, RATE_CLIENT, a, 100, hour + wait * 1000), 0);
	assert_int_not_equal(rates_take(&r, RATE_CLIENT, a, 100, hour + wait * 1000), 0);
	/* Of another kind it is another bucket; without a limit there is none. */
	assert_int_equal(rates_take(&r, RATE_SENDER, a, 100, hour), 0);
	assert_int_equal(rates_take(&r, RATE_CLIENT, a, 0, hour), 0);
	for (uint64_t i = 0; i < 4 * RATES_MAX; i++)
		(void)rates_take(&r, RATE_NETWORK, bytes_of(&i, sizeof i), 100, hour + wait * 1000);
	assert_int_not_equal(rates_take(&r, RATE_CLIENT, a, 100, hour + wait * 1000), 0);
	rates_mark(&r, RATE_POLITE, a, 3 * hour, hour);
	assert_true(rates_is_marked(&r, RATE_POLITE, a, 3 * hour - 1));
	assert_false(rates_is_marked(&r, RATE_POLITE, a, 3 * hour));
	rates_done(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_speaks_before_the_greeting_is_refused),
		cmocka_unit_test(who_waits_is_greeted_and_need_not_wait_again),
		cmocka_unit_test(a_client_has_its_share_of_an_hour_and_no_more),
		cmocka_unit_test(networks_and_senders_have_theirs),
		cmocka_unit_test(a_doorkeeper_lets_in_refuses_and_puts_off),
		cmocka_unit_test(while_the_doorkeeper_thinks_commands_wait_in_order),
		cmocka_unit_test(a_bucket_fills_by_the_clock_and_a_flood_buys_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
