#include "lib/check.h"

#include "strip/strip.h"

static const char mail[] =
    "From: a@example.net\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\n\r\nGood morning.\r\n"
    "--b\r\nContent-Type: application/zip\r\n\r\nPK-first\r\n"
    "--b\r\nContent-Type: application/pdf\r\n\r\nPDF-second\r\n--b--\r\n";

struct scene {
	struct arena *arena;
	struct casefile c;
	struct bytes message;
};

static uint32_t
add_part(struct scene *s, uint32_t parent, enum part_kind kind, const char *type)
{
	struct casefile_part *p = LIST_ADD(s->arena, &s->c.parts);
	*p = (struct casefile_part){ .parent = parent, .kind = kind, .type = bytes_of_cstr(type), .is_attachment = kind == PART_LEAF };
	return (uint32_t)(s->c.parts.count - 1);
}

/* The part whose content begins with CONTENT and whose header begins with HEADER stands there. */
static void
add_span(struct scene *s, uint32_t part, const char *header, const char *content, size_t len)
{
	size_t body = bytes_find(s->message, bytes_of_cstr(content));
	size_t start = bytes_find(s->message, bytes_of_cstr(header));
	*LIST_ADD(s->arena, &s->c.spans) = (struct casefile_span){ part, (uint32_t)start, (uint32_t)body, (uint32_t)(body + len) };
}

static void
scene_init(struct scene *s)
{
	*s = (struct scene){ .arena = arena_new(CASEFILE_ARENA_MAX), .message = bytes_of_cstr(mail) };
	s->c.version = CASEFILE_VERSION;
	s->c.size = s->message.len;
	s->c.envelope.may_alter = ALTER_MESSAGE;
	(void)add_part(s, 0, PART_MULTIPART, "multipart/mixed");
	s->c.parts.at[0].is_attachment = false;
	s->c.parts.at[add_part(s, 0, PART_LEAF, "text/plain")].is_attachment = false;
	(void)add_part(s, 0, PART_LEAF, "application/zip");
	(void)add_part(s, 0, PART_LEAF, "application/pdf");
	add_span(s, 2, "Content-Type: application/zip", "PK-first", 8);
	add_span(s, 3, "Content-Type: application/pdf", "PDF-second", 10);
}

static void
every_other_octet_stays(void **state)
{
	struct scene s;
	struct buf out;
	const struct strip_cut cuts[] = { { 3, BYTES("X: 2\r\n"), BYTES("second note") }, { 2, BYTES("X: 1\r\n"), BYTES("first note") },
		{ 2, BYTES("X: 3\r\n"), BYTES("never seen") } };
	scene_init(&s);
	buf_init(&out, 4096);
	assert_int_equal(strip_write(s.message, &s.c, cuts, 3, &out), 0);
	check_text(buf_bytes(&out),
	    "From: a@example.net\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	    "--b\r\n\r\nGood morning.\r\n"
	    "--b\r\nX: 1\r\n\r\nfirst note\r\n"
	    "--b\r\nX: 2\r\n\r\nsecond note\r\n--b--\r\n");
	buf_done(&out);
	arena_free(s.arena);
}

static void
of_a_mail_that_is_the_file_the_letters_fields_stay(void **state)
{
	static const char whole[] = "From: a@example.net\r\nContent-Type: application/zip;\r\n name=\"Subject: x\"\r\nSubject: two\r\n lines\r\n"
	                            "content-transfer-encoding: 7bit\r\n\r\nPK-all\r\n";
	struct scene s = { .arena = arena_new(CASEFILE_ARENA_MAX), .message = bytes_of_cstr(whole) };
	struct buf out;
	uint32_t target = 9;
	const struct strip_cut cut = { 0, BYTES("Content-Type: text/plain\r\n"), BYTES("note") };
	(void)add_part(&s, 0, PART_LEAF, "application/zip");
	add_span(&s, 0, "From", "PK-all", 8);
	buf_init(&out, 4096);
	assert_int_equal(strip_write(s.message, &s.c, &cut, 1, &out), 0);
	check_text(buf_bytes(&out),
	    "From: a@example.net\r\nSubject: two\r\n lines\r\nContent-Type: text/plain\r\n\r\nnote\r\n");
	s.c.envelope.may_alter = ALTER_BODY;
	assert_int_equal(strip_find(&s.c, 0, &target), FILE_KEPT_WHOLE);
	s.c.envelope.may_alter = ALTER_MESSAGE;
	assert_int_equal(strip_find(&s.c, 0, &target), FILE_NOT_KEPT);
	assert_int_equal(target, 0);
	buf_done(&out);
	arena_free(s.arena);
}

static void
a_lying_span_cuts_nothing(void **state)
{
	struct scene s;
	struct buf out;
	const struct strip_cut cut = { 2, BYTES("X: 1\r\n"), BYTES("note") }, unknown = { 1, BYTES("X: 1\r\n"), BYTES("note") };
	scene_init(&s);
	buf_init(&out, 4096);
	assert_int_equal(strip_write(s.message, &s.c, &unknown, 1, &out), FAULT_INPUT);
	buf_clear(&out);
	s.c.spans.at[0].end--;
	assert_int_equal(strip_write(s.message, &s.c, &cut, 1, &out), FAULT_INPUT);
	buf_clear(&out);
	s.c.spans.at[0].end++;
	s.c.spans.at[0].start++;
	assert_int_equal(strip_write(s.message, &s.c, &cut, 1, &out), FAULT_INPUT);
	buf_clear(&out);
	s.c.spans.at[0].end = (uint32_t)s.message.len + 1;
	assert_int_equal(strip_write(s.message, &s.c, &cut, 1, &out), FAULT_INPUT);
	buf_done(&out);
	arena_free(s.arena);
}

static void
what_is_signed_or_doubtful_is_not_touched(void **state)
{
	struct scene s;
	uint32_t target = 0;
	scene_init(&s);
	assert_int_equal(strip_find(&s.c, 2, &target), FILE_NOT_KEPT);
	assert_int_equal(target, 2);
	/* what was unpacked goes with what it was in */
	uint32_t inner = add_part(&s, 3, PART_LEAF, "");
	uint32_t innermost = add_part(&s, inner, PART_LEAF, "");
	s.c.parts.at[inner].is_unpacked = s.c.parts.at[innermost].is_unpacked = true;
	assert_int_equal(strip_find(&s.c, innermost, &target), FILE_NOT_KEPT);
	assert_int_equal(target, 3);
	/* in the letter */
	s.c.parts.at[inner].parent = 1;
	assert_int_equal(strip_find(&s.c, innermost, &target), FILE_KEPT_IN_TEXT);
	s.c.parts.at[0].type = BYTES("multipart/signed");
	assert_int_equal(strip_find(&s.c, innermost, &target), FILE_KEPT_SIGNED);
	assert_int_equal(strip_find(&s.c, 2, &target), FILE_KEPT_SIGNED);
	s.c.parts.at[0].type = BYTES("multipart/mixed");
	s.c.parts.at[2].detected = BYTES("application/pkcs7-encrypted");
	assert_int_equal(strip_find(&s.c, 2, &target), FILE_KEPT_SIGNED);
	assert_int_equal(strip_find(&s.c, 3, &target), FILE_NOT_KEPT);
	s.c.parts.at[1].view = 1;
	assert_int_equal(strip_find(&s.c, 3, &target), FILE_KEPT_AMBIGUOUS);
	s.c.parts.at[1].view = 0;
	casefile_gap_add(&s.c, s.arena, BYTES("2"), GAP_LIMIT, BYTES("of a part"));
	assert_int_equal(strip_find(&s.c, 3, &target), FILE_NOT_KEPT);
	casefile_gap_add(&s.c, s.arena, BYTES_NONE, GAP_LIMIT, BYTES("of the message"));
	assert_int_equal(strip_find(&s.c, 3, &target), FILE_KEPT_UNREAD);
	s.c.gaps.count = 0;
	*LIST_ADD(s.arena, &s.c.ambiguities) = (struct casefile_ambiguity){ .kind = BYTES("type_twice") };
	assert_int_equal(strip_find(&s.c, 3, &target), FILE_KEPT_AMBIGUOUS);
	s.c.ambiguities.count = 0;
	s.c.envelope.may_alter = ALTER_NOTHING;
	assert_int_equal(strip_find(&s.c, 3, &target), FILE_KEPT_BY_FRONT);
	arena_free(s.arena);
}

static void
the_note_says_what_went_and_a_name_can_do_nothing_in_it(void **state)
{
	struct scene s;
	struct buf fields, body;
	scene_init(&s);
	s.c.parts.at[2].name = BYTES("http://evil.example/\xE2\x80\xAE" "fdp.exe\r\n--b\r\n" "0123456789012345678901234--b 78901234567890--b");
	*LIST_ADD(s.arena, &s.c.asked.barred) = (struct casefile_barred){ FILE_PROGRAM, 2, BYTES("strip"), .taken = 2 };
	*LIST_ADD(s.arena, &s.c.asked.barred) = (struct casefile_barred){ FILE_MACRO, 3, BYTES("tag") };
	buf_init(&fields, 4096);
	buf_init(&body, 65536);
	strip_note(&s.c, 2, BYTES("1jq8f3k2a-0007-9f3c21ab"), &fields, &body);
	struct bytes text = buf_bytes(&body);
	assert_true(bytes_has(buf_bytes(&fields), BYTES("Content-Type: text/plain; charset=utf-8\r\n")));
	assert_true(bytes_has(text, BYTES("  1jq8f3k2a-0007-9f3c21ab\r\n")));
	assert_true(bytes_has(text, BYTES("http___evil.example_?fdp.exe")));
	assert_true(bytes_has(text, BYTES("a program")));
	assert_false(bytes_has(text, BYTES("macros")));
	assert_false(bytes_has(text, BYTES("\n--")));
	assert_false(bytes_ends(text, BYTES("\n")));
	size_t column = 0;
	for (size_t i = 0; i < text.len; i++) {
		assert_true(text.at[i] < 0x7F);
		column = text.at[i] == '\n' ? 0 : column + 1;
		assert_true(column <= 77);
	}
	buf_done(&fields);
	buf_done(&body);
	arena_free(s.arena);
}

static void
a_document_becomes_a_note_and_its_text(void **state)
{
	struct scene s;
	struct buf fields, body;
	scene_init(&s);
	s.c.parts.at[2].name = BYTES("\xE4\xBC\x9A 1.docx");
	assert_false(strip_has_text(&s.c, 2));
	*LIST_ADD(s.arena, &s.c.texts) = (struct casefile_text){ .part = 2, .visible = BYTES("the minutes\n--postern-7"), .visible_chars = 500 };
	assert_true(strip_has_text(&s.c, 2));
	s.c.parts.at[2].is_encrypted = true;
	assert_false(strip_has_text(&s.c, 2));
	*LIST_ADD(s.arena, &s.c.asked.barred) = (struct casefile_barred){ FILE_DOCUMENT, 2, BYTES("convert"), .taken = 2 };
	buf_init(&fields, 4096);
	buf_init(&body, 1 << 20);
	strip_convert(&s.c, 2, BYTES("7"), &fields, &body);
	assert_true(buf_ok(&fields) && buf_ok(&body));
	check_text(buf_bytes(&fields), "Content-Type: multipart/mixed; boundary=\"postern-7\"\r\n");
	assert_true(bytes_has(buf_bytes(&body), BYTES("filename*=utf-8''%E4%BC%9A%201.docx.pdf\r\n")));
	size_t delimiters = 0;
	for (struct bytes rest = buf_bytes(&body), line; bytes_cut(&rest, '\n', &line);)
		delimiters += bytes_starts(line, BYTES("--"));
	assert_int_equal(delimiters, 3);
	assert_true(bytes_ends(buf_bytes(&body), BYTES("\r\n--postern-7--")));
	/* a PDF that does not fit is none */
	buf_done(&body);
	buf_init(&body, 3000);
	strip_convert(&s.c, 2, BYTES("7"), &fields, &body);
	assert_false(buf_ok(&body));
	buf_done(&fields);
	buf_done(&body);
	arena_free(s.arena);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_other_octet_stays),
		cmocka_unit_test(of_a_mail_that_is_the_file_the_letters_fields_stay),
		cmocka_unit_test(a_lying_span_cuts_nothing),
		cmocka_unit_test(what_is_signed_or_doubtful_is_not_touched),
		cmocka_unit_test(a_document_becomes_a_note_and_its_text),
		cmocka_unit_test(the_note_says_what_went_and_a_name_can_do_nothing_in_it),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
