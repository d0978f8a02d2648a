#include "mail/walk.h"

#include "base/buf.h"
#include "base/fault.h"

#include "lib/check.h"

static struct arena *arena;

static int
set_up(void **state)
{
	arena = arena_new((size_t)1 << 30);
	return 0;
}

static int
tear_down(void **state)
{
	arena_free(arena);
	return 0;
}

static struct mail
walk(struct bytes message)
{
	struct mail m;
	assert_int_equal(mail_walk(message, NULL, arena, &m), 0);
	return m;
}

/* "1:text/plain 2:image/png", the parts of the main reading. */
static struct bytes
outline(const struct mail *m)
{
	struct buf b;
	struct bytes out;
	buf_init(&b, 100000);
	for (size_t i = 0; i < m->parts.count; i++) {
		const struct mail_part *p = &m->parts.at[i];
		if (p->view == 0)
			buf_addf(&b, "%s%.*s:%.*s", b.len != 0 ? " " : "", BYTES_ARGS(p->id),
			    BYTES_ARGS(p->type));
	}
	assert_true(arena_copy(arena, buf_bytes(&b), &out));
	buf_done(&b);
	return out;
}

static struct bytes
body(struct mail *m, uint32_t part)
{
	struct bytes out;
	assert_int_equal(mail_part_body(m, part, arena, &out), 0);
	return out;
}

static bool
has_gap(const struct mail *m, const char *text)
{
	for (size_t i = 0; i < m->gaps.count; i++)
		if (bytes_has(m->gaps.at[i].text, bytes_of_cstr(text)))
			return true;
	return false;
}

static bool
is_ambiguous(const struct mail *m, enum mail_ambiguity_kind kind)
{
	return (m->ambiguity_set >> kind & 1) != 0;
}

static const char nested[] =
    "From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=\"out er\"\r\n\r\npreamble\r\n"
    "--out er\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n"
    "--in\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n"
    "--in\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<b>=41</b>=\r\n!\r\n"
    "--in--\r\n"
    "--out er\r\nContent-Type: message/rfc822\r\n\r\n"
    "Subject: inner\r\nContent-Type: multipart/mixed; boundary=deep\r\n\r\n"
    "--deep\r\n\r\none\r\n--deep\r\n\r\ntwo\r\n--deep--\r\n"
    "--out er\r\nContent-Type: message/rfc822\r\n\r\nSubject: single\r\n\r\ntext\r\n"
    "--out er\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-ID: <c1>\r\n"
    "Content-Disposition: attachment; filename=\"a.pdf\"\r\nContent-Transfer-Encoding: BASE64\r\n\r\nJVBERg==\r\n"
    "--out er--\r\nepilogue\r\n";

static void
parts_are_numbered_as_imap_does(void **state)
{
	struct mail m = walk(bytes_of_cstr(nested));
	check_text(outline(&m),
	    "TEXT:multipart/mixed 1:multipart/alternative 1.1:text/plain 1.2:text/html "
	    "2:message/rfc822 2.TEXT:multipart/mixed 2.1:text/plain 2.2:text/plain "
	    "3:message/rfc822 "
	    "3.1:text/plain 4:application/pdf");
	assert_int_equal(m.parts.count, 11);
	assert_int_equal(m.ambiguities.count, 0);
	assert_int_equal(m.gaps.count, 0);
	check_text(body(&m, 2), "hello");
	check_text(body(&m, 3), "<b>A</b>!");
	check_text(body(&m, 6), "one");
	check_text(body(&m, 7), "two");
	check_text(body(&m, 9), "text");
	check_text(body(&m, 10), "%PDF");
	check_text(m.parts.at[10].filename, "a.pdf");
	check_text(m.parts.at[10].content_id, "c1");
	assert_int_equal(m.parts.at[10].disposition, MAIL_ATTACHMENT);
	check_text(mail_header_find(&m, 5, BYTES("subject"), 0)->value, " inner");
	assert_null(mail_header_find(&m, 5, BYTES("subject"), 1));
	check_text(m.parts.at[2].charset, "utf-8");
}

static void
a_simple_message_is_part_one(void **state)
{
	struct mail m = walk(BYTES("Subject: hi\n\nbody\n"));
	check_text(outline(&m), "1:text/plain");
	check_text(body(&m, 0), "body\n");
	assert_int_equal(m.counts.bare_lf, 3);
	assert_int_equal(m.counts.lines, 3);
	m = walk(BYTES(""));
	check_text(outline(&m), "1:text/plain");
	m = walk(BYTES("no header at all"));
	check_text(body(&m, 0), "no header at all");
}

static void
what_gmime_hides_is_shown(void **state)
{
	/* No boundary parameter, yet delimiters. */
	struct mail m = walk(BYTES("Content-Type: multipart/mixed\r\n\r\n--x\r\nContent-Type: "
	                           "text/plain\r\n\r\na\r\n--x--\r\n"));
	assert_true(is_ambiguous(&m, MAIL_BOUNDARY_MISSING));
	check_text(body(&m, 1), "a");
	assert_true(m.parts.at[1].view > 0);
	/* A multipart in base64. */
	m = walk(BYTES(
	    "Content-Type: multipart/mixed; boundary=x\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	    "LS14DQoNCmhlbGxvDQotLXgtLQ0K\r\n"));
	assert_true(is_ambiguous(&m, MAIL_MULTIPART_ENCODED));
	bool found = false;
	for (uint32_t i = 1; i < m.parts.count; i++)
		found = found || bytes_equal(body(&m, i), BYTES("hello"));
	assert_true(found);
	/* Both names are seen, and the conflict. */
	m = walk(BYTES(
	    "Content-Disposition: attachment; filename=b.pdf; filename*=utf-8''c.exe\r\n\r\nx"));
	assert_int_equal(m.parts.at[0].names.count, 2);
	check_text(m.parts.at[0].filename, "c.exe");
	assert_true(is_ambiguous(&m, MAIL_NAME_CONFLICT));
	/* Lone CRs as line breaks. */
	m = walk(BYTES("Subject: x\rContent-Type: text/html\rContent-Transfer-Encoding: "
	               "base64\r\raGVsbG8=\r"));
	assert_true(is_ambiguous(&m, MAIL_HEADER_CR));
	check_text(body(&m, 1), "hello");
	/* A comment before the encoding is allowed. */
	m = walk(BYTES("Content-Transfer-Encoding: (x) base64\r\n\r\naGVsbG8=\r\n"));
	check_text(body(&m, 0), "hello");
}

static void
files_in_text_are_found(void **state)
{
	struct mail m = walk(BYTES("Subject: x\n\nlook:\nbegin 644 a b.txt\n%:&5L;&\\\n`\nend\nbye\n"
	    "=ybegin line=128 size=3 name=y.bin\nkl\x8d\n=yend size=3\n"));
	assert_int_equal(m.parts.count, 3);
	check_text(m.parts.at[1].id, "1/1");
	check_text(m.parts.at[1].filename, "a b.txt");
	check_text(body(&m, 1), "hello");
	check_text(m.parts.at[2].filename, "y.bin");
	check_text(body(&m, 2), "ABc");
	assert_true(m.parts.at[1].inside_body);
}

static void
what_cannot_be_read_is_a_gap(void **state)
{
	struct mail m =
	    walk(BYTES("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nxx"));
	assert_int_equal(m.gaps.at[0].reason, MAIL_GAP_ENCRYPTED);
	m = walk(BYTES("Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nxx"));
	assert_int_equal(m.gaps.count, 0);
	m = walk(BYTES("Subject: x\n\nsee\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP "
	               "MESSAGE-----\n"));
	assert_int_equal(m.gaps.at[0].reason, MAIL_GAP_ENCRYPTED);
	m = walk(BYTES("Content-Type: message/partial; id=a; number=1\n\nxx"));
	assert_int_equal(m.gaps.at[0].reason, MAIL_GAP_UNSUPPORTED);
}

static struct bytes
deep(size_t depth)
{
	struct buf b;
	struct bytes out;
	buf_init(&b, (size_t)64 << 20);
	for (size_t i = 0; i < depth; i++)
		buf_addf(&b, "Content-Type: multipart/mixed; boundary=b%zu\n\n--b%zu\n", i, i);
	buf_add_cstr(&b, "\nbottom\n");
	for (size_t i = depth; i-- > 0;)
		buf_addf(&b, "--b%zu--\n", i);
	assert_true(buf_ok(&b));
	assert_true(arena_copy(arena, buf_bytes(&b), &out));
	buf_done(&b);
	return out;
}

static struct bytes
wide(size_t count)
{
	struct buf b;
	struct bytes out;
	buf_init(&b, (size_t)64 << 20);
	buf_add_cstr(&b, "Content-Type: multipart/mixed; boundary=x\n\n");
	for (size_t i = 0; i < count; i++)
		buf_add_cstr(&b, "--x\n\na\n");
	buf_add_cstr(&b, "--x--\n");
	assert_true(buf_ok(&b));
	assert_true(arena_copy(arena, buf_bytes(&b), &out));
	buf_done(&b);
	return out;
}

static void
ceilings_leave_gaps_and_only_past_them(void **state)
{
	struct mail m = walk(deep(100));
	assert_int_equal(m.parts.count, 101);
	assert_int_equal(m.gaps.count, 0);
	m = walk(deep(101));
	assert_true(has_gap(&m, "too deep"));
	m = walk(deep(200));
	assert_true(has_gap(&m, "too deep"));
	m = walk(wide(9999));
	assert_int_equal(m.parts.count, 10000);
	assert_int_equal(m.gaps.count, 0);
	m = walk(wide(10000));
	assert_int_equal(m.parts.count, 10000);
	assert_true(has_gap(&m, "more parts"));

	struct mail_limits limits = {
		.headers = 3, .header_octets = 40, .delimiters = 2, .decoded_octets = 4
	};
	assert_int_equal(mail_walk(BYTES("A: 1\nB: 2\nC: 3\n\nx"), &limits, arena, &m), 0);
	assert_int_equal(m.gaps.count, 0);
	assert_int_equal(mail_walk(BYTES("A: 1\nB: 2\nC: 3\nD: 4\n\nx"), &limits, arena, &m), 0);
	assert_true(has_gap(&m, "header fields"));
	assert_int_equal(
	    mail_walk(BYTES("A: 123456789012345678901234567890123456\nB: 2\nC: 3\n\nx"), &limits,
	        arena, &m),
	    0);
	assert_true(has_gap(&m, "header octets"));
	assert_int_equal(mail_walk(BYTES("A: 1\n\n--\n--\n"), &limits, arena, &m), 0);
	assert_int_equal(m.gaps.count, 0);
	assert_int_equal(mail_walk(BYTES("A: 1\n\n--\n--\n--\n"), &limits, arena, &m), 0);
	assert_true(has_gap(&m, "delimiter lines"));
	struct bytes out;
	limits.header_octets = 0;
	assert_int_equal(
	    mail_walk(BYTES("Content-Transfer-Encoding: base64\n\nYWI="), &limits, arena, &m), 0);
	assert_int_equal(mail_part_body(&m, 0, arena, &out), 0);
	assert_int_equal(
	    mail_walk(BYTES("Content-Transfer-Encoding: base64\n\nYWJj\n"), &limits, arena, &m), 0);
	assert_int_equal(mail_part_body(&m, 0, arena, &out), FAULT_LIMIT);
	assert_true(has_gap(&m, "decoded octets"));
}

static void
little_memory_is_a_gap(void **state)
{
	struct bytes message = wide(5000);
	for (size_t memory = 1 << 10; memory <= (size_t)8 << 20; memory *= 2) {
		struct arena *small = arena_new(memory);
		struct mail m;
		int fault = mail_walk(message, NULL, small, &m);
		if (fault == 0 && m.parts.count < 5001)
			assert_true(has_gap(&m, "memory"));
		else
			assert_int_equal(fault, fault == 0 ? 0 : FAULT_LIMIT);
		arena_free(small);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(parts_are_numbered_as_imap_does, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_simple_message_is_part_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_gmime_hides_is_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(files_in_text_are_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_is_a_gap, set_up, tear_down),
		cmocka_unit_test_setup_teardown(little_memory_is_a_gap, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ceilings_leave_gaps_and_only_past_them, set_up,
		    tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
