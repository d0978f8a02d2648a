/* At the edges: a full disk, slow chunks, half a header, one transaction's facts, and every seat taken. */
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include "lib/check.h"
#include "lib/smtp_rig.h"
#include "smtp/inside.h"

#define CONFIG(more) \
	"[server]\nnext_hop = smtp://127.0.0.1:%PORT%\n" \
	"[listener in]\naddress = 127.0.0.1:2525\n" more "\n[domain example.com]\n"
#define HELLO "<220 ", "EHLO client.example.net", "<250"
#define ENVELOPE "MAIL FROM:<a@example.net>", "<250", "RCPT TO:<b@example.com>", "<250"
#define TEXT "=Subject: t\r\n\r\nhello\r\n.\r\n"
#define MESSAGE ENVELOPE, "DATA", "<354", TEXT

/* -- a full disk -- */

static void
send_large(struct rig *r, size_t octets, const char *want)
{
	static const char line[] = "0123456789012345678901234567890123456789012345678901234567\r\n";
	PLAY(r, ENVELOPE, "DATA", "<354");
	for (size_t sent = 0; sent < octets; sent += sizeof line - 1)
		rig_send(r, bytes_of_cstr(line));
	PLAY(r, "=.\r\n", want);
}

static void
mail_passes_through_a_full_disk_while_memory_lasts(void **state)
{
	struct rig r;
	char place[] = "/tmp/postern-edges-XXXXXX";
	must(mkdtemp(place) != NULL);
	OWN_FD int fd = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rig_open(&r, CONFIG(""));
	struct spool_room *room = &r.gate->room;
	room->directory = fd;
	room->memory_each = 1000;
	room->free_disk = UINT64_MAX; /* no disk has so much room */
	rig_connect(&r);
	PLAY(&r, HELLO, MESSAGE, "<250");
	send_large(&r, 300000, "<250");
	assert_int_equal(r.message_count, 2);
	assert_true(bytes_ends(buf_bytes(&r.messages[1].body), BYTES("567\r\n")));
	assert_int_equal(room->memory_used, 0);
	/* Memory is used up, too: said at MAIL where the size is known, else at the end; small mail still passes. */
	room->memory_all = 100000;
	PLAY(&r, "MAIL FROM:<a@example.net> SIZE=100001", "<452 4.3.1", "MAIL FROM:<a@example.net> SIZE=100000", "<250", "RSET", "<250");
	send_large(&r, 300000, "<452 4.3.1");
	PLAY(&r, MESSAGE, "<250");
	assert_int_equal(r.message_count, 3);
	/* Room again. */
	room->free_disk = 1;
	PLAY(&r, "MAIL FROM:<a@example.net> SIZE=100001", "<250", "RSET", "<250");
	send_large(&r, 300000, "<250");
	assert_int_equal(r.message_count, 4);
	rig_close(&r);
	assert_int_equal(rmdir(place), 0);
}

static void
judge_full(void *context, const struct gate_question *q, struct gate_ticket *ticket)
{
	gate_answer(ticket, &(struct gate_answer){ .action = GATE_DEFER, .is_full = true });
}

static void
what_cannot_be_kept_for_lack_of_room_is_452(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG(""));
	r.judge = judge_full;
	rig_connect(&r);
	PLAY(&r, HELLO, MESSAGE, "<452 4.3.1", "NOOP", "<250");
	rig_close(&r);
}

/* -- time -- */

static void
a_client_that_dawdles_between_chunks_is_cut_off(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG(""));
	r.conf.limits.data_timeout = 1500;
	rig_connect(&r);
	PLAY(&r, HELLO, ENVELOPE, "=BDAT 6\r\nA: b\r\n", "<250");
	/* Neither commands nor empty chunks earn time. */
	int64_t end = clock_steady_us() + RIG_PATIENCE_S * INT64_C(1000000);
	int code = 0;
	for (int i = 0; clock_steady_us() < end; i++) {
		rig_send(&r, i % 2 == 0 ? BYTES("NOOP\r\n") : BYTES("BDAT 0\r\n"));
		code = rig_reply(&r);
		if (code != 250)
			break;
		(void)usleep(50000);
	}
	assert_int_equal(code, 421);
	assert_int_equal(r.body_count, 0);
	rig_close(&r);
}

/* -- who it is -- */

static void
half_a_proxy_header_wakes_nobody(void **state)
{
	struct rig r;
	int left;
	rig_open(&r, CONFIG("proxy_peers = ::1"));
	static const char *const halves[][3] = { { "=PROXY TCP4 192.0", "=.2.9 192.0.2.1 12", "=34 465\r\n" },
		{ "=PRO", "=XY TCP4 192.0.2.9 192.0.2.1 1 25\r", "=\n" } };
	for (int peeks = 0; peeks < 2; peeks++) {
		for (size_t i = 0; i < 2; i++) {
			rig_connect(&r);
			r.gate->sessions->link.peeks = peeks; /* as in front of TLS */
			for (size_t k = 0; k < 2; k++) {
				PLAY(&r, halves[i][k]);
				rig_turns(&r, 8);
				/* What is left in the kernel makes the event loop turn without end. */
				assert_int_equal(ioctl(r.client, SIOCOUTQ, &left), 0);
				assert_int_equal(left, 0);
			}
			PLAY(&r, halves[i][2], HELLO);
			struct buf ip;
			buf_init(&ip, 64);
			cidr_write(&r.gate->sessions->client, &ip);
			check_text(buf_bytes(&ip), "192.0.2.9");
			buf_done(&ip);
		}
	}
	rig_close(&r);
}

static void
xforward_holds_for_one_transaction(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG("xforward_peers = ::1"));
	rig_connect(&r);
	PLAY(&r, HELLO, "XFORWARD NAME=first.example", "<250", MESSAGE, "<250", MESSAGE, "<250");
	assert_true(bytes_has(buf_bytes(&r.messages[0].body), BYTES("(first.example [")));
	assert_true(bytes_has(buf_bytes(&r.messages[1].body), BYTES("(unknown [")));
	PLAY(&r, "MAIL FROM:<a@example.net>", "<250", "XFORWARD NAME=late.example", "<503", "RSET", "<250",
	    "XFORWARD NAME=second.example", "<250", "RSET", "<250", MESSAGE, "<250");
	assert_false(bytes_has(buf_bytes(&r.messages[2].body), BYTES("second.example")));
	rig_close(&r);
}

struct heard {
	size_t count;
	char recipient[8][64];
};

static void
hear(void *context, const struct gate_event *e)
{
	struct heard *h = context;
	if (e->kind == GATE_REFUSED_COMMAND && h->count < 8)
		(void)snprintf(h->recipient[h->count++], 64, "%zu %.*s", e->envelope->recipients.count,
		    BYTES_ARGS(e->envelope->recipients.count != 0 ? e->envelope->recipients.at[0] : BYTES("")));
}

static void
a_refusal_names_who_was_refused(void **state)
{
	struct rig r;
	struct heard h = { 0 };
	rig_open(&r, CONFIG("direction = inbound"));
	r.conf.network.own.count = 0;
	r.eventer = hear;
	r.event_context = &h;
	rig_connect(&r);
	PLAY(&r, HELLO, ENVELOPE, "RCPT TO:<bad@example.com>", "<550", "RCPT TO:<x@stranger.example>", "<550", "RSET", "<250");
	r.rules.mail = "550 5.7.1 no";
	PLAY(&r, "MAIL FROM:<a@example.net>", "<550");
	assert_int_equal(h.count, 3);
	assert_string_equal(h.recipient[0], "1 bad@example.com");
	assert_string_equal(h.recipient[1], "1 x@stranger.example");
	assert_string_equal(h.recipient[2], "0 ");
	rig_close(&r);
}

/* -- every seat taken -- */

static void
beyond_the_last_session_clients_are_told_to_come_back(void **state)
{
	struct rig r;
	int held[3];
	rig_open(&r, CONFIG(""));
	r.conf.limits.sessions = 3;
	r.conf.limits.stress_percent = 100;
	for (size_t i = 0; i < 3; i++) {
		rig_connect(&r);
		PLAY(&r, "<220");
		held[i] = r.client;
		r.client = -1;
	}
	rig_connect(&r);
	PLAY(&r, "<421 4.3.2", "<");
	assert_int_equal(r.last_event.kind, GATE_REFUSED_CLIENT);
	(void)close(held[0]);
	rig_turns(&r, 30);
	rig_connect(&r);
	PLAY(&r, "<220");
	for (size_t i = 1; i < 3; i++)
		(void)close(held[i]);
	rig_close(&r);
}

static void
under_stress_one_error_ends_a_session_and_silence_is_short(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG(""));
	r.conf.limits.sessions = 10;
	r.conf.limits.stress_percent = 20;
	rig_connect(&r);
	PLAY(&r, HELLO, "NONSENSE", "<500", "NOOP", "<250");
	int first = r.client;
	r.client = -1;
	/* The second of ten: stress. */
	rig_connect(&r);
	PLAY(&r, HELLO, MESSAGE, "<250", "NONSENSE", "<500", "<421 4.7.0", "<");
	r.conf.limits.stress_timeout = 300;
	rig_connect(&r);
	PLAY(&r, HELLO, "<421 4.4.2", "<");
	(void)close(first);
	rig_close(&r);
}

/* The kernel's queue holds who comes while descriptors are short; nobody is lost, and nothing spins. */
static void
without_descriptors_clients_wait_and_are_served_later(void **state)
{
	struct rig r;
	struct why why;
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof here;
	rig_open(&r, CONFIG(""));
	int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(bind(listening, (struct sockaddr *)&here, sizeof here) == 0 && listen(listening, 8) == 0 &&
	     getsockname(listening, (struct sockaddr *)&here, &len) == 0);
	assert_int_equal(gate_listen(r.gate, conf_listener(&r.conf, BYTES("in")), listening, &why), 0);
	int usual = r.gate->listeners->acceptor->descriptors_max;
	r.gate->listeners->acceptor->descriptors_max = 0; /* every number is too high now */
	r.client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(connect(r.client, (struct sockaddr *)&here, sizeof here) == 0 && fd_nonblocking(r.client, true) == 0);
	rig_turns(&r, 40);
	assert_int_equal(gate_sessions(r.gate), 0);
	/* The one that was taken to find out is told so; the next ones wait. */
	PLAY(&r, "<421 4.3.2");
	fd_close(&r.client);
	buf_clear(&r.client_in);
	r.client_at = 0;
	r.client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(connect(r.client, (struct sockaddr *)&here, sizeof here) == 0 && fd_nonblocking(r.client, true) == 0);
	assert_false(event_pending(r.gate->listeners->acceptor->accepting, EV_READ, NULL));
	r.gate->listeners->acceptor->descriptors_max = usual;
	PLAY(&r, HELLO, MESSAGE, "<250");
	rig_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mail_passes_through_a_full_disk_while_memory_lasts),
		cmocka_unit_test(what_cannot_be_kept_for_lack_of_room_is_452),
		cmocka_unit_test(a_client_that_dawdles_between_chunks_is_cut_off),
		cmocka_unit_test(half_a_proxy_header_wakes_nobody),
		cmocka_unit_test(xforward_holds_for_one_transaction),
		cmocka_unit_test(a_refusal_names_who_was_refused),
		cmocka_unit_test(beyond_the_last_session_clients_are_told_to_come_back),
		cmocka_unit_test(under_stress_one_error_ends_a_session_and_silence_is_short),
		cmocka_unit_test(without_descriptors_clients_wait_and_are_served_later),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
