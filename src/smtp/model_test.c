/* Random sessions against a small model: the reply codes are those that it foretells, and the next hop has
 * exactly one message for each end of data that was answered 250, octet for octet. */
#include "lib/check.h"
#include "lib/smtp_rig.h"

#define CONFIG \
	"[server]\nnext_hop = smtp://127.0.0.1:%PORT%\n" \
	"[listener in]\naddress = 127.0.0.1:2525\nbare_cr = space\n[domain example.com]\n"
enum { COMMANDS = 30000 };

static uint64_t
next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed >> 11;
}

/* What a session must know. */
struct model {
	bool said_hello, is_extended, has_mail, in_chunks, chunks_fail;
	size_t recipients;
	struct buf sent; /* by BDAT so far, as it must arrive */
};

static void
model_reset(struct model *m)
{
	m->has_mail = m->in_chunks = m->chunks_fail = false;
	m->recipients = 0;
	buf_clear(&m->sent);
}

/* Random text of whole lines; what it must be at the next hop goes to OUT. */
static void
random_text(uint64_t *seed, struct buf *out)
{
	static const char *const lines[] = { "Subject: t\r\n", "A: b\r\n", "\r\n", ".\r\n", "..\r\n", ".x\r\n", "text\r\n",
		"MAIL FROM:<x@example.net>\r\n", "QUIT\r\n", " more\r\n", "\xe4\xbd\xa0\r\n" };
	buf_add_cstr(out, "X: y\r\n");
	for (size_t n = next(seed) % 8; n != 0; n--)
		buf_add_cstr(out, lines[next(seed) % (sizeof lines / sizeof *lines)]);
}

static void
stuff(struct bytes text, struct buf *out)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '.' && (i == 0 || text.at[i - 1] == '\n'))
			buf_add_octet(out, '.');
		buf_add_octet(out, text.at[i]);
	}
	buf_add_cstr(out, ".\r\n");
}

static void
check_delivered(struct rig *r, struct bytes text)
{
	assert_int_equal(r->message_count, 1);
	assert_int_equal(r->body_count, 1);
	assert_false(r->saw_bare);
	if (!bytes_ends(buf_bytes(&r->messages[0].body), text))
		check_bytes(buf_bytes(&r->messages[0].body), text);
	rig_forget(r);
}

static void
check_code(struct rig *r, int want, const char *what)
{
	int got = rig_reply(r);
	if (got != want) {
		print_error("%s: wanted %d, got %d \"%s\"\n", what, want, got, got > 0 ? r->reply : "");
		fail();
	}
}

static void
send_line(struct rig *r, const char *line)
{
	rig_send(r, bytes_of_cstr(line));
	rig_send(r, BYTES("\r\n"));
}

static void
step_data(struct rig *r, struct model *m, uint64_t *seed)
{
	send_line(r, "DATA");
	int want = m->in_chunks || !m->has_mail ? 503 : m->recipients == 0 ? 0 : 354;
	int got = rig_reply(r);
	/* Without recipients: 503 before the first RCPT, 554 when all were refused. */
	assert_true(want == 0 ? got == 503 || got == 554 : got == want);
	if (want != 354)
		return;
	struct buf text, wire;
	buf_init(&text, 65536);
	buf_init(&wire, 65536);
	random_text(seed, &text);
	stuff(buf_bytes(&text), &wire);
	bool is_refused = next(seed) % 5 == 0;
	r->rules.end = is_refused ? "554 5.0.0 no" : "250 2.0.0 ok";
	size_t cut = next(seed) % wire.len;
	rig_send(r, bytes_to(buf_bytes(&wire), cut));
	rig_send(r, bytes_from(buf_bytes(&wire), cut));
	check_code(r, is_refused ? 554 : 250, "end of data");
	if (is_refused)
		rig_forget(r);
	else
		check_delivered(r, buf_bytes(&text));
	buf_done(&text);
	buf_done(&wire);
	model_reset(m);
}

static void
step_bdat(struct rig *r, struct model *m, uint64_t *seed)
{
	char line[64];
	struct buf text;
	buf_init(&text, 65536);
	bool is_last = next(seed) % 2 == 0;
	if (next(seed) % 6 != 0)
		random_text(seed, &text);
	(void)snprintf(line, sizeof line, "BDAT %zu%s", text.len, is_last ? " LAST" : "");
	bool fails = m->chunks_fail || !m->has_mail || m->recipients == 0;
	bool is_refused = !fails && is_last && next(seed) % 5 == 0;
	r->rules.end = is_refused ? "554 5.0.0 no" : "250 2.0.0 ok";
	send_line(r, line);
	rig_send(r, buf_bytes(&text));
	buf_add(&m->sent, buf_bytes(&text));
	int got = rig_reply(r);
	if (fails)
		assert_true(got == 503 || got == 554);
	else
		assert_int_equal(got, is_refused ? 554 : 250);
	if (is_last && !fails && !is_refused)
		check_delivered(r, buf_bytes(&m->sent));
	if (is_refused)
		rig_forget(r);
	m->in_chunks = m->has_mail;
	m->chunks_fail = fails && m->has_mail;
	if (is_last)
		model_reset(m);
	else if (!m->has_mail)
		buf_clear(&m->sent);
	buf_done(&text);
}

static void
step(struct rig *r, struct model *m, uint64_t *seed)
{
	switch (next(seed) % 16) {
	case 0:
		send_line(r, "EHLO client.example.net");
		check_code(r, 250, "EHLO");
		m->said_hello = m->is_extended = true;
		model_reset(m);
		break;
	case 1:
		send_line(r, "RSET");
		check_code(r, 250, "RSET");
		model_reset(m);
		break;
	case 2:
		send_line(r, "NOOP");
		check_code(r, 250, "NOOP");
		break;
	case 3:
		send_line(r, "MAIL FROM:<broken");
		check_code(r, m->has_mail || !m->said_hello ? 503 : 501, "bad MAIL");
		break;
	case 4:
	case 5:
	case 6:
	case 7: {
		bool is_bad = next(seed) % 6 == 0;
		r->rules.mail = is_bad ? "550 5.7.1 no" : "250 ok";
		send_line(r, "MAIL FROM:<a@example.net>");
		int want = m->has_mail || !m->said_hello ? 503 : is_bad ? 550 : 250;
		check_code(r, want, "MAIL");
		m->has_mail |= want == 250;
		break;
	}
	case 8:
	case 9:
	case 10:
	case 11: {
		unsigned which = (unsigned)(next(seed) % 4);
		static const char *const to[] = { "RCPT TO:<b@example.com>", "RCPT TO:<c@example.com>", "RCPT TO:<bad@example.com>",
			"RCPT TO:<x@stranger.example>" };
		send_line(r, to[which]);
		check_code(r, !m->has_mail || m->in_chunks ? 503 : which < 2 ? 250 : 550, "RCPT");
		m->recipients += m->has_mail && !m->in_chunks && which < 2;
		break;
	}
	case 12:
		send_line(r, "VRFY x");
		check_code(r, 252, "VRFY");
		break;
	case 13: step_data(r, m, seed); break;
	case 14:
		if (m->is_extended)
			step_bdat(r, m, seed);
		break;
	case 15:
		send_line(r, "HELO client.example.net");
		check_code(r, 250, "HELO");
		m->said_hello = true;
		m->is_extended = false;
		model_reset(m);
		break;
	}
}

static void
walk(uint64_t seed, const char *ehlo, int commands)
{
	struct rig r;
	struct model m = { 0 };
	rig_open(&r, CONFIG);
	r.rules.ehlo = ehlo;
	struct conf_ceilings *l = &r.conf.limits;
	l->errors_hard = l->junk_commands = l->messages_per_session = l->connections_per_minute = 1000000;
	buf_init(&m.sent, 1 << 20);
	rig_connect(&r);
	check_code(&r, 220, "greeting");
	for (int i = 0; i < commands; i++) {
		if (i % 500 == 499) {
			buf_clear(&m.sent);
			m = (struct model){ .sent = m.sent };
			rig_connect(&r);
			check_code(&r, 220, "greeting");
		}
		step(&r, &m, &seed);
	}
	assert_int_equal(r.message_count, 0);
	buf_done(&m.sent);
	rig_close(&r);
}

static void
random_sessions_go_as_the_model_says(void **state)
{
	walk(0x9e3779b97f4a7c15, "PIPELINING 8BITMIME", COMMANDS / 3);
	walk(0xd1b54a32d192ed03, "PIPELINING CHUNKING", COMMANDS / 3);
	walk(0x2545f4914f6cdd1d, "", COMMANDS / 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(random_sessions_go_as_the_model_says) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
