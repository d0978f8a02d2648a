#include "lib/check.h"
#include "lib/http_rig.h"

#define SEND(r, text) http_rig_send((r), BYTES(text))

/* The status lines that the server said, in their order: "200 404". */
static const char *
statuses(struct http_rig *r)
{
	static char out[200];
	struct bytes rest = buf_bytes(&r->said);
	size_t at, len = 0;
	out[0] = '\0';
	while ((at = bytes_find(rest, BYTES("HTTP/1.1 "))) != BYTES_NOT_FOUND && len < sizeof out - 8) {
		rest = bytes_from(rest, at + 9);
		len += (size_t)snprintf(out + len, sizeof out - len, "%s%.3s", len != 0 ? " " : "", (const char *)rest.at);
	}
	return out;
}

static bool
said(const struct http_rig *r, const char *text)
{
	return bytes_has(buf_bytes(&r->said), bytes_of_cstr(text));
}

static void
requests_are_answered_in_their_order(void **state)
{
	struct http_rig r;
	http_rig_open(&r);
	http_rig_connect(&r);
	SEND(&r, "GET /get HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_string_equal(statuses(&r), "200");
	assert_true(said(&r, "Content-Length: 2\r\n") && said(&r, "\r\n\r\nok") && said(&r, "Connection: keep-alive"));
	/* three at once, with empty lines between them */
	SEND(&r, "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello\r\n\r\nHEAD /get HTTP/1.1\r\nHost: x\r\n\r\n"
	         "POST /post HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
	assert_string_equal(statuses(&r), "200 200 200 200");
	check_text(buf_bytes(&r.content), "abc");
	assert_int_equal(r.served, 4);
	assert_int_equal(http_connections(r.http), 0);
	/* each octet by itself, the reply late */
	r.is_late = true;
	http_rig_connect(&r);
	static const char text[] = "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /below/a/b HTTP/1.1\r\nHost: x\r\n\r\n";
	for (size_t i = 0; i < sizeof text - 1; i++)
		http_rig_send(&r, bytes_of(text + i, 1));
	assert_string_equal(statuses(&r), "");
	check_text(buf_bytes(&r.content), "hello");
	http_rig_answer(&r);
	http_rig_turns(&r, 4);
	assert_string_equal(statuses(&r), "200");
	assert_non_null(r.waiting);
	check_text(r.waiting->rest, "a/b");
	http_rig_answer(&r);
	http_rig_turns(&r, 4);
	assert_string_equal(statuses(&r), "200 200");
	http_rig_close(&r);
}

static void
a_refused_request_says_why(void **state)
{
	static const struct {
		const char *text;
		const char *statuses;
		bool stays;
	} cases[] = {
		{ "GET /none HTTP/1.1\r\nHost: x\r\n\r\nGET /get HTTP/1.1\r\nHost: x\r\n\r\n", "404 200", true },
		{ "POST /get HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /get HTTP/1.1\r\nHost: x\r\n\r\n", "405 200", true },
		{ "BREW /get HTTP/1.1\r\nHost: x\r\n\r\n", "405", true },
		{ "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 10001\r\n\r\nabcGET /get", "413", false },
		{ "POST /post HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2711\r\nabc", "413", false },
		{ "POST /post HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "400", false },
		{ "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /get HTTP/1.1\r\n", "400", false },
		{ "\x16\x03\x01\r\n\r\n", "400", false },
		{ "GET /get HTTP/3.0\r\n\r\n", "505", false },
	};
	struct http_rig r;
	http_rig_open(&r);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		http_rig_connect(&r);
		http_rig_send(&r, bytes_of_cstr(cases[i].text));
		assert_string_equal(statuses(&r), cases[i].statuses);
		char c;
		assert_int_equal(recv(r.client, &c, 1, MSG_DONTWAIT), cases[i].stays ? -1 : 0);
		if (strstr(cases[i].text, "/get HTTP/1.1") != NULL && strstr(cases[i].statuses, "405") != NULL)
			assert_true(said(&r, "Allow: GET, HEAD\r\n"));
	}
	(void)close(r.client);
	r.client = -1;
	/* one whose head does not end */
	struct buf long_one;
	buf_init(&long_one, 1 << 20);
	buf_add_cstr(&long_one, "GET /get HTTP/1.1\r\nHost: x\r\n");
	while (long_one.len < HTTP_HEAD_MAX)
		buf_add_cstr(&long_one, "X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n");
	http_rig_connect(&r);
	http_rig_send(&r, buf_bytes(&long_one));
	assert_string_equal(statuses(&r), "431");
	buf_done(&long_one);
	http_rig_close(&r);
}

static void
who_may_not_is_told_before_the_content(void **state)
{
	struct http_rig r;
	http_rig_open(&r);
	r.refuses = true;
	http_rig_connect(&r);
	SEND(&r, "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
	assert_string_equal(statuses(&r), "401");
	/* what still comes is read over */
	SEND(&r, "helloGET /get HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_string_equal(statuses(&r), "401 200");
	http_rig_connect(&r);
	SEND(&r, "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
	assert_string_equal(statuses(&r), "401");
	assert_true(said(&r, "Connection: close"));
	r.refuses = false;
	http_rig_connect(&r);
	SEND(&r, "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
	assert_string_equal(statuses(&r), "100");
	SEND(&r, "hello");
	assert_string_equal(statuses(&r), "100 200");
	assert_int_equal(r.served, 2);
	http_rig_close(&r);
}

static void
a_large_reply_goes_out_in_pieces(void **state)
{
	struct http_rig r;
	static char large[5 << 20];
	memset(large, 'x', sizeof large);
	http_rig_open(&r);
	http_rig_connect(&r);
	r.reply = (struct http_reply){ .status = 200, .reason = "Fine\r\nSet-Cookie: x", .content = bytes_of(large, sizeof large),
		.fields = &(const struct http_field){ BYTES("A"), BYTES("b\r\nC: d") }, .field_count = 1 };
	SEND(&r, "GET /get HTTP/1.1\r\nHost: x\r\n\r\n");
	http_rig_turns(&r, 4000);
	size_t head = bytes_find(buf_bytes(&r.said), BYTES("\r\n\r\n"));
	assert_int_equal(r.said.len, head + 4 + sizeof large);
	assert_true(said(&r, "HTTP/1.1 200 Fine  Set-Cookie: x\r\n") && said(&r, "\r\nA: b  C: d\r\n"));
	http_rig_close(&r);
}

static void
whoever_answers_learns_that_nobody_waits(void **state)
{
	struct http_rig r;
	http_rig_open(&r);
	r.is_late = true;
	http_rig_connect(&r);
	SEND(&r, "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
	assert_non_null(r.waiting);
	http_rig_close(&r);
	assert_int_equal(r.gone, 1);
}

static void
a_dialect_has_replies_of_its_own(void **state)
{
	struct http_rig r;
	http_rig_open(&r);
	http_rig_connect(&r);
	SEND(&r, "CHECK RSPAMC/1.3\r\nContent-length: 5\r\n\r\nhello");
	check_text(buf_bytes(&r.said), "RSPAMD/1.3 0 EX_OK\r\n");
	check_text(buf_bytes(&r.content), "hello");
	assert_int_equal(http_connections(r.http), 0);
	/* a word of the dialect is no path of HTTP */
	http_rig_connect(&r);
	SEND(&r, "POST /CHECK HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_string_equal(statuses(&r), "404");
	http_rig_close(&r);
}

static void
one_connection_too_many_hears_503(void **state)
{
	struct http_rig r;
	int pairs[3][2];
	char text[100] = "";
	http_rig_open(&r);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pairs[i]), 0);
		http_serve(r.http, &r.service, pairs[i][1], NULL);
	}
	assert_int_equal(http_connections(r.http), 2);
	assert_true(recv(pairs[2][0], text, sizeof text - 1, 0) > 0);
	assert_non_null(strstr(text, "HTTP/1.1 503"));
	for (int i = 0; i < 3; i++)
		(void)close(pairs[i][0]);
	http_rig_close(&r);
}

static void
on_drained(void *context)
{
	*(bool *)context = true;
}

static void
draining_ends_with_the_present_request(void **state)
{
	struct http_rig r;
	bool done = false;
	http_rig_open(&r);
	r.is_late = true;
	http_rig_connect(&r);
	SEND(&r, "GET /get HTTP/1.1\r\nHost: x\r\n\r\nGET /get HTTP/1.1\r\nHost: x\r\n\r\n");
	http_drain(r.http, on_drained, &done);
	assert_false(done);
	http_rig_answer(&r);
	http_rig_turns(&r, 4);
	assert_true(done);
	assert_string_equal(statuses(&r), "200");
	assert_true(said(&r, "Connection: close"));
	http_rig_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_answered_in_their_order),
		cmocka_unit_test(a_refused_request_says_why),
		cmocka_unit_test(who_may_not_is_told_before_the_content),
		cmocka_unit_test(a_large_reply_goes_out_in_pieces),
		cmocka_unit_test(whoever_answers_learns_that_nobody_waits),
		cmocka_unit_test(a_dialect_has_replies_of_its_own),
		cmocka_unit_test(one_connection_too_many_hears_503),
		cmocka_unit_test(draining_ends_with_the_present_request),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
