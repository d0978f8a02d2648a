#include "http/body.h"
#include "lib/check.h"

#define HOST "Host: x\r\n"

static int
status_of(const char *text, const char *dialect, struct http_head *out)
{
	static struct arena *arena;
	struct bytes b = bytes_of_cstr(text);
	size_t scanned = 0, len = http_head_find(b, &scanned);
	arena_free(arena);
	arena = arena_new(1 << 20);
	assert_int_not_equal(len, 0);
	return http_head_read(bytes_to(b, len), dialect, arena, out);
}

static void
a_plain_request_is_read(void **state)
{
	struct http_head h;
	assert_int_equal(status_of("POST /checkv2?a=1&B=%20x+y&c&d=%zz&f=%0aX HTTP/1.1\r\nhost:x\r\nRcpt: a@b \t\r\nContent-Length: 12\r\nrcpt:\r\nX: y\tz\r\n\r\n",
	                     NULL, &h), 0);
	check_text(h.method, "POST");
	check_text(h.path, "/checkv2");
	assert_int_equal(h.protocol, HTTP_1_1);
	assert_true(h.has_length && h.keeps_open && !h.is_chunked);
	assert_int_equal(h.length, 12);
	check_text(http_field(&h, "RCPT"), "a@b");
	size_t at = 0;
	struct bytes value;
	assert_true(http_field_next(&h, &at, "Rcpt", &value) && http_field_next(&h, &at, "Rcpt", &value));
	assert_int_equal(value.len, 0);
	assert_false(http_field_next(&h, &at, "Rcpt", &value));
	assert_null(http_field(&h, "Subject").at);
	struct arena *a = arena_new(4096);
	check_text(http_query(&h, "a", a), "1");
	check_text(http_query(&h, "b", a), " x y");
	assert_non_null(http_query(&h, "c", a).at);
	assert_null(http_query(&h, "d", a).at);
	assert_null(http_query(&h, "e", a).at);
	assert_null(http_query(&h, "f", a).at);
	arena_free(a);
	assert_int_equal(status_of("GET http://other/ping?x HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", NULL, &h), 0);
	check_text(h.path, "/ping");
	assert_true(h.keeps_open);
	assert_int_equal(status_of("GET / HTTP/1.1\r\n" HOST "Connection: foo, close\r\n\r\n", NULL, &h), 0);
	assert_false(h.keeps_open);
	assert_int_equal(status_of("POST / HTTP/1.1\r\n" HOST "Expect: 100-Continue\r\nTransfer-Encoding: Chunked\r\n\r\n", NULL, &h), 0);
	assert_true(h.expects_continue && h.is_chunked);
}

static void
what_two_readers_could_read_in_two_ways_is_refused(void **state)
{
	static const struct {
		const char *text;
		int status;
	} cases[] = {
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 3, 3\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: +3\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x3\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n", 501 },
		{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n", 501 },
		{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: \vchunked\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding : chunked\r\n\r\n", 400 },
		{ "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n X: y\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "X: y\r\n\tz\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\n" HOST "\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "X: y\nContent-Length: 3\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "X: y\rContent-Length: 3\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "\n\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST HOST "\r\n", 400 },
		{ "POST / HTTP/1.1\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "no colon\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST ": x\r\n\r\n", 400 },
		{ "POST  / HTTP/1.1\r\n" HOST "\r\n", 400 },
		{ "POST / x HTTP/1.1\r\n" HOST "\r\n", 400 },
		{ "POST /#a HTTP/1.1\r\n" HOST "\r\n", 400 },
		{ "POST ping HTTP/1.1\r\n" HOST "\r\n", 400 },
		{ "POST / HTTP/2.0\r\n" HOST "\r\n", 505 },
		{ "POST / HTTP/1.10\r\n" HOST "\r\n", 400 },
		{ "POST / http/1.1\r\n" HOST "\r\n", 400 },
		{ "GET /\r\n\r\n", 400 },
		{ "CHECK RSPAMC/1.3\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nExpect: a miracle\r\n\r\n", 417 },
	};
	struct http_head h;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int got = status_of(cases[i].text, NULL, &h);
		if (got != cases[i].status)
			fail_msg("%d, not %d: %s", got, cases[i].status, cases[i].text);
	}
}

static void
a_dialect_is_read_where_it_is_served(void **state)
{
	struct http_head h;
	assert_int_equal(status_of("CHECK RSPAMC/1.3\r\nContent-length: 5\r\nRcpt: <a@b>\r\n\r\n", "RSPAMC", &h), 0);
	assert_int_equal(h.protocol, HTTP_DIALECT);
	check_text(h.method, "CHECK");
	check_text(h.version, "1.3");
	assert_int_equal(h.length, 5);
	assert_false(h.keeps_open);
	assert_int_equal(status_of("CHECK SPAMC/1.3\r\n\r\n", "RSPAMC", &h), 400);
	assert_int_equal(status_of("GET /ping HTTP/1.1\r\n" HOST "\r\n", "RSPAMC", &h), 0);
}

static void
a_head_is_found_wherever_it_is_cut(void **state)
{
	static const char text[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\nrest";
	for (size_t first = 0; first < sizeof text; first++) {
		size_t scanned = 0;
		size_t len = http_head_find(bytes_of(text, first), &scanned);
		if (len == 0)
			len = http_head_find(bytes_of(text, sizeof text - 1), &scanned);
		assert_int_equal(len, sizeof text - 1 - 4);
	}
}

/* TEXT in pieces of STEP; the content in OUT. */
static int
read_body(const char *head, struct bytes text, size_t step, uint64_t max, struct buf *out)
{
	struct http_head h;
	struct http_body b;
	assert_int_equal(status_of(head, NULL, &h), 0);
	buf_clear(out);
	int got = http_body_begin(&b, &h, max);
	if (got != 0)
		return got;
	got = b.state == BODY_DONE;
	for (size_t at = 0; got == 0 && at < text.len;) {
		struct bytes run;
		size_t used = 0;
		got = http_body_next(&b, bytes_slice(text, at, at + step), &run, &used);
		if (got >= 0)
			buf_add(out, run);
		at += used;
	}
	return got;
}

static void
content_is_so_many_octets_or_chunks(void **state)
{
	static const char chunked[] = "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n";
	static const struct {
		const char *text;
		int got;
		const char *content;
	} cases[] = {
		{ "5\r\nhello\r\n0\r\n\r\n", 1, "hello" },
		{ "5;a=b\r\nhello\r\n00A \r\n0123456789\r\n0\r\nX: y\r\n\r\n", 1, "hello0123456789" },
		{ "0\r\n\r\n", 1, "" },
		{ "5\r\nhello", 0, "hello" },
		{ "5\r\nhello0\r\n\r\n", FAULT_INPUT, NULL },
		{ "5\nhello\r\n0\r\n\r\n", FAULT_INPUT, NULL },
		{ "\r\n", FAULT_INPUT, NULL },
		{ "-1\r\n", FAULT_INPUT, NULL },
		{ "0x5\r\nhello\r\n0\r\n\r\n", FAULT_INPUT, NULL },
		{ "1000000000000005\r\nhello\r\n", FAULT_INPUT, NULL },
		{ "fffffffffffffff\r\nhello\r\n", FAULT_LIMIT, NULL },
		{ "65\r\nhello\r\n", FAULT_LIMIT, NULL },
		{ "5;\n\r\nhello", FAULT_INPUT, NULL },
		{ "0\r\nX: y\n\r\n", FAULT_INPUT, NULL },
		{ "0\r\n\rX", FAULT_INPUT, NULL },
	};
	struct buf out;
	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t step = 1; step < 40; step++) {
			int got = read_body(chunked, bytes_of_cstr(cases[i].text), step, 100, &out);
			if (got != cases[i].got)
				fail_msg("%d, not %d, in steps of %zu: %s", got, cases[i].got, step, cases[i].text);
			if (cases[i].content != NULL)
				check_text(buf_bytes(&out), cases[i].content);
		}
	assert_int_equal(read_body("POST / HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\n", BYTES("abcdGET"), 3, 4, &out), 1);
	check_text(buf_bytes(&out), "abcd");
	assert_int_equal(read_body("POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n", BYTES("abcde"), 3, 4, &out), FAULT_LIMIT);
	assert_int_equal(read_body("GET / HTTP/1.1\r\n" HOST "\r\n", BYTES("GET"), 3, 0, &out), 1);
	buf_done(&out);
}

static void
extensions_and_trailers_without_end_are_refused(void **state)
{
	static const char chunked[] = "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n";
	struct buf text, out;
	buf_init(&text, 1 << 20);
	buf_init(&out, 1 << 20);
	for (int i = 0; i < 200; i++) {
		buf_add_cstr(&text, "1;");
		for (int k = 0; k < 100; k++)
			buf_add_octet(&text, 'x');
		buf_add_cstr(&text, "\r\nc\r\n");
	}
	assert_int_equal(read_body(chunked, buf_bytes(&text), 1000, 1 << 20, &out), FAULT_LIMIT);
	buf_clear(&text);
	buf_add_cstr(&text, "0\r\n");
	for (int i = 0; i < 1000; i++)
		buf_add_cstr(&text, "X: 0123456789\r\n");
	assert_int_equal(read_body(chunked, buf_bytes(&text), 1000, 1 << 20, &out), FAULT_LIMIT);
	buf_done(&text);
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_request_is_read),
		cmocka_unit_test(what_two_readers_could_read_in_two_ways_is_refused),
		cmocka_unit_test(a_dialect_is_read_where_it_is_served),
		cmocka_unit_test(a_head_is_found_wherever_it_is_cut),
		cmocka_unit_test(content_is_so_many_octets_or_chunks),
		cmocka_unit_test(extensions_and_trailers_without_end_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
