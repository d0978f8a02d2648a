/* One message in, one message out: every known way to end a message early, by DATA and by BDAT, cut at every
 * place, towards a next hop with and without CHUNKING.  What is smuggled would be a second message there. */
#include "lib/check.h"
#include "lib/smtp_rig.h"

#define CONFIG(policy) \
	"[server]\nnext_hop = smtp://127.0.0.1:%PORT%\n" \
	"[listener in]\naddress = 127.0.0.1:2525\n" policy "[domain example.com]\n"
#define NORMAL CONFIG("bare_cr = space\nbare_lf = normalize\n")
#define STRICT CONFIG("bare_cr = reject\nbare_lf = reject\n")

#define HIDDEN "MAIL FROM:<evil@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nSubject: smuggled\r\n\r\nx"

struct vector {
	struct bytes octets;
	bool is_strange; /* a bare CR or LF: refused by the strict policy */
};
#define V(text, strange) { BYTES_INIT(text), strange }
static const struct vector vectors[] = {
	V("\n.\n", true), V("\n.\r", true), V("\r.\n", true), V("\r.\r", true), V("\n.\r\n", true), V("\r.\r\n", true),
	V("\r\n\0.\r\n", false), V("\r\n.\r\r\n", true), V("\r\r\n.\r\r\n", true), V("\r\n.\n", true), V("\r\n.\r", true),
	V("\r\n..\r\n", false), V("\r\n.\x0b\r\n", false), V("\r\n.\x20\r\n", false), V("\r\n.\t\r\n", false),
	V("\r\n\x85.\r\n", false), V("\r\n\xc0\xae\r\n", false), V("\r\0\n.", true), V("\r\n.\r\0\n", true), V("\n\n.\n\n", true),
	V("\r\n.\0\r\n", false), V("\r\n\t.\r\n", false), V("\r\n.\r\n.", false), V("\n.\n\n.\r\n", true), V("\r\n.\x85\r\n", false),
};
#define VECTORS (sizeof vectors / sizeof *vectors)

static void
hello(struct rig *r)
{
	rig_connect(r);
	assert_int_equal(rig_reply(r), 220);
	rig_send(r, BYTES("EHLO client.example.net\r\n"));
	assert_int_equal(rig_reply(r), 250);
}

static void
envelope(struct rig *r)
{
	rig_send(r, BYTES("MAIL FROM:<a@example.net>\r\n"));
	assert_int_equal(rig_reply(r), 250);
	rig_send(r, BYTES("RCPT TO:<b@example.com>\r\n"));
	assert_int_equal(rig_reply(r), 250);
}

/* Send OCTETS in two pieces, the first of CUT octets, each seen by the gate on its own. */
static void
send_cut(struct rig *r, struct bytes octets, size_t cut)
{
	rig_send(r, bytes_to(octets, cut));
	rig_turns(r, 1);
	rig_send(r, bytes_from(octets, cut));
}

static void
check_one(struct rig *r, const struct vector *v, int code, bool is_strict)
{
	bool refused = is_strict && v->is_strange;
	if (code != (refused ? 550 : 250))
		print_error("vector %zu: %s\n", (size_t)(v - vectors), r->reply);
	assert_int_equal(code, refused ? 550 : 250);
	assert_int_equal(r->body_count, refused ? 0 : 1);
	assert_false(r->saw_bare);
	assert_false(bytes_has(buf_bytes(&r->commands), BYTES("evil@")));
	rig_send(r, BYTES("NOOP\r\n"));
	assert_int_equal(rig_reply(r), 250);
	rig_forget(r);
}

static void
by_data(bool is_strict, const char *ehlo)
{
	struct rig r;
	size_t cases = 0;
	rig_open(&r, is_strict ? STRICT : NORMAL);
	r.rules.ehlo = ehlo;
	r.conf.limits.messages_per_session = r.conf.limits.junk_commands = 1000000;
	hello(&r);
	for (size_t i = 0; i < VECTORS; i++) {
		struct buf text;
		buf_init(&text, 4096);
		/* "CRLF . CRLF ." does end it: what follows is commands, as it must be, and nothing is hidden in it. */
		bool ends = bytes_starts(vectors[i].octets, BYTES("\r\n.\r\n"));
		buf_add_cstr(&text, "A: b\r\n\r\nbefore");
		size_t from = text.len - 1;
		if (ends) {
			buf_done(&text);
			continue;
		}
		buf_add(&text, vectors[i].octets);
		size_t to = text.len + 1;
		buf_add_cstr(&text, HIDDEN "\r\n.\r\n");
		for (size_t cut = from; cut <= text.len; cut = cut == to ? text.len - 5 : cut + 1) {
			envelope(&r);
			rig_send(&r, BYTES("DATA\r\n"));
			assert_int_equal(rig_reply(&r), 354);
			send_cut(&r, buf_bytes(&text), cut);
			check_one(&r, &vectors[i], rig_reply(&r), is_strict);
			cases++;
		}
		buf_done(&text);
	}
	print_message("%zu cases\n", cases);
	rig_close(&r);
}

static void
by_bdat(bool is_strict, const char *ehlo)
{
	struct rig r;
	size_t cases = 0;
	rig_open(&r, is_strict ? STRICT : NORMAL);
	r.rules.ehlo = ehlo;
	r.conf.limits.messages_per_session = r.conf.limits.junk_commands = 1000000;
	hello(&r);
	for (size_t i = 0; i < VECTORS; i++) {
		struct buf text;
		char line[64];
		buf_init(&text, 4096);
		buf_add_cstr(&text, "A: b\r\n\r\nbefore");
		size_t from = text.len - 1;
		buf_add(&text, vectors[i].octets);
		size_t to = text.len + 1;
		buf_add_cstr(&text, HIDDEN "\r\n");
		for (size_t cut = from; cut <= to; cut++) {
			/* Two chunks, cut inside the vector. */
			envelope(&r);
			(void)snprintf(line, sizeof line, "BDAT %zu\r\n", cut);
			rig_send(&r, bytes_of_cstr(line));
			rig_send(&r, bytes_to(buf_bytes(&text), cut));
			assert_int_equal(rig_reply(&r), 250);
			(void)snprintf(line, sizeof line, "BDAT %zu LAST\r\n", text.len - cut);
			rig_send(&r, bytes_of_cstr(line));
			rig_send(&r, bytes_from(buf_bytes(&text), cut));
			check_one(&r, &vectors[i], rig_reply(&r), is_strict);
			cases++;
		}
		buf_done(&text);
	}
	print_message("%zu cases\n", cases);
	rig_close(&r);
}

static void
nothing_is_smuggled_by_data(void **state)
{
	for (int strict = 0; strict < 2; strict++) {
		by_data(strict != 0, "PIPELINING 8BITMIME");
		by_data(strict != 0, "PIPELINING 8BITMIME CHUNKING");
	}
}

static void
nothing_is_smuggled_by_bdat(void **state)
{
	for (int strict = 0; strict < 2; strict++) {
		by_bdat(strict != 0, "PIPELINING 8BITMIME");
		by_bdat(strict != 0, "PIPELINING 8BITMIME CHUNKING");
	}
}

static void
the_end_mark_may_come_in_any_pieces(void **state)
{
	static const char text[] = "A: b\r\n\r\nx\r\n.\r\n";
	struct rig r;
	rig_open(&r, NORMAL);
	r.conf.limits.messages_per_session = r.conf.limits.junk_commands = 1000000;
	hello(&r);
	/* Sixteen ways to cut five octets. */
	for (unsigned mask = 0; mask < 16; mask++) {
		envelope(&r);
		rig_send(&r, BYTES("DATA\r\n"));
		assert_int_equal(rig_reply(&r), 354);
		size_t len = sizeof text - 1, start = 0;
		for (unsigned i = 0; i < 4; i++) {
			if ((mask >> i & 1) == 0)
				continue;
			rig_send(&r, bytes_of(text + start, len - 4 + i - start));
			rig_turns(&r, 1);
			start = len - 4 + i;
		}
		rig_send(&r, bytes_of(text + start, len - start));
		assert_int_equal(rig_reply(&r), 250);
		assert_int_equal(r.body_count, 1);
		assert_true(bytes_ends(buf_bytes(&r.messages[0].body), BYTES("A: b\r\n\r\nx\r\n")));
		rig_forget(&r);
	}
	rig_close(&r);
}

/* What the header that we put in front must not join with (reliability s2.1). */
static void
odd_beginnings_stay_behind_our_header(void **state)
{
	static const char *const odd[] = {
		"", "\r\n", ".\r\n", "..x\r\n", " continuation\r\n\r\nbody\r\n", "body without header\r\n",
		"From evil@example.com\r\nSubject: t\r\n\r\nx\r\n", ">From x\r\nA: b\r\n\r\n", "A: b", "A: b\r\n", ":\r\n", "\t\r\n",
		"A b: c\r\n\r\nx\r\n", "\r\n\r\n\r\n",
	};
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct rig r;
		char line[64];
		rig_open(&r, NORMAL);
		hello(&r);
		envelope(&r);
		(void)snprintf(line, sizeof line, "BDAT %zu LAST\r\n", strlen(odd[i]));
		rig_send(&r, bytes_of_cstr(line));
		rig_send(&r, bytes_of_cstr(odd[i]));
		assert_int_equal(rig_reply(&r), 250);
		assert_int_equal(r.message_count, 1);
		struct bytes body = buf_bytes(&r.messages[0].body);
		assert_true(bytes_starts(body, BYTES("Received: from ")));
		assert_false(r.saw_bare);
		/* Our own field ends where it ended: what follows is a field of its own, or an empty line. */
		size_t end = bytes_find(body, BYTES(" +0000\r\n"));
		assert_true(end != BYTES_NOT_FOUND);
		struct bytes rest = bytes_from(body, end + 8);
		assert_true(rest.len == 0 || (rest.at[0] != ' ' && rest.at[0] != '\t'));
		if (bytes_starts(bytes_of_cstr(odd[i]), BYTES("body")))
			check_text(rest, "\r\nbody without header\r\n");
		rig_close(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_smuggled_by_data),
		cmocka_unit_test(nothing_is_smuggled_by_bdat),
		cmocka_unit_test(the_end_mark_may_come_in_any_pieces),
		cmocka_unit_test(odd_beginnings_stay_behind_our_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
