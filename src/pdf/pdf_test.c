/* Goal: what a PDF says, links to, holds and does comes out; what is locked opens with the right password only. */
#include <stdio.h>

#include "base/arena.h"
#include "base/must.h"
#include "lib/check.h"
#include "pdf/pdf.h"
#include "picture/codes.h"

/* Bits of facts.actions, in the order of the case file's enum pdf_action. */
enum { OPENS = 1, SCRIPT = 2, LAUNCH = 4, SUBMITS = 8, REMOTE = 16, FORM = 32 };

struct rig {
	struct arena *arena;
	struct buf file;
	struct buf contents;
	struct unpacked u;
	struct bytes text;
};

/* A document of one page: CATALOG and PAGE are put into those objects, MORE are objects from number 6 on. */
static void
write_pdf(struct buf *out, const char *catalog, const char *page, const char *more)
{
	static const char content[] = "BT /F 12 Tf 72 720 Td (Quarterly report) Tj ET";
	buf_clear(out);
	buf_addf(out, "%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R %s >>\nendobj\n", catalog);
	buf_add_cstr(out, "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n");
	buf_addf(out, "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
	              "/Resources << /Font << /F 5 0 R >> >> %s >>\nendobj\n", page);
	buf_addf(out, "4 0 obj\n<< /Length %zu >>\nstream\n%s\nendstream\nendobj\n", sizeof content - 1, content);
	buf_add_cstr(out, "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n");
	/* No table: MuPDF finds the objects by itself, as it must with damaged files. */
	buf_addf(out, "%s\ntrailer\n<< /Root 1 0 R >>\n%%%%EOF\n", more);
}

static int
put(void *context, struct bytes content)
{
	buf_add(context, content);
	return buf_ok(context) ? 0 : FAULT_LIMIT;
}

static enum unpack_status
open_it(struct rig *r, uint64_t octets_max)
{
	struct unpack_request ask = { .container = buf_bytes(&r->file), .put = put, .context = &r->contents, .octets_max = octets_max };
	r->u = (struct unpacked){ .tricks = 0 };
	buf_clear(&r->contents);
	return pdf_open(&ask, r->arena, &r->u, &r->text);
}

static struct bytes
content_of(const struct rig *r, size_t i)
{
	return bytes_slice(buf_bytes(&r->contents), (size_t)r->u.entries.at[i].at,
	    (size_t)(r->u.entries.at[i].at + r->u.entries.at[i].octets));
}

static bool
has_link(const struct rig *r, enum unpacked_link_kind kind, const char *text)
{
	for (size_t i = 0; i < r->u.links.count; i++)
		if (r->u.links.at[i].kind == kind && bytes_equal(r->u.links.at[i].text, bytes_of_cstr(text)))
			return true;
	return false;
}

static void
text_comes_out(void **state)
{
	struct rig *r = *state;
	write_pdf(&r->file, "", "", "");
	assert_int_equal(open_it(r, 0), UNPACK_DONE);
	assert_int_equal(r->u.facts.pages, 1);
	assert_int_equal(r->u.facts.actions, 0);
	assert_int_equal(r->u.entries.count, 1);
	assert_int_equal(r->u.entries.at[0].role, UNPACKED_TEXT);
	assert_true(bytes_starts(content_of(r, 0), BYTES("Quarterly report")));
}

static void
a_link_tells_how_much_of_the_page_it_covers(void **state)
{
	struct rig *r = *state;
	write_pdf(&r->file, "", "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 600 400] "
	                        "/A << /S /URI /URI (https://www.example.net/login) >> >>]", "");
	assert_int_equal(open_it(r, 0), UNPACK_DONE);
	assert_int_equal(r->u.links.count, 1);
	assert_true(has_link(r, UNPACKED_LINK, "https://www.example.net/login"));
	assert_in_range(r->u.facts.link_cover, 49, 50);
}

static void
what_it_does_by_itself_is_told(void **state)
{
	static const struct { const char *catalog, *more; uint32_t actions; } cases[] = {
		{ "/OpenAction [3 0 R /Fit]", "", 0 },
		{ "/OpenAction << /S /GoTo /D [3 0 R /Fit] >>", "", 0 },
		{ "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", "", OPENS | SCRIPT },
		{ "/OpenAction 6 0 R", "6 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj", OPENS | LAUNCH },
		{ "", "6 0 obj\n<< /S /SubmitForm /F (https://www.example.net/post) >>\nendobj", SUBMITS },
		{ "", "6 0 obj\n<< /A << /S /GoToR /F (other.pdf) >> >>\nendobj", REMOTE },
		{ "/AcroForm << /Fields [6 0 R] >>", "6 0 obj\n<< /FT /Tx /T (name) >>\nendobj", FORM },
	};
	struct rig *r = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		write_pdf(&r->file, cases[i].catalog, "", cases[i].more);
		assert_int_equal(open_it(r, 0), UNPACK_DONE);
		assert_int_equal(r->u.facts.actions, cases[i].actions);
		assert_int_equal(has_link(r, UNPACKED_SUBMIT, "https://www.example.net/post"), (cases[i].actions & SUBMITS) != 0);
	}
}

static void
scripts_and_files_come_out(void **state)
{
	struct rig *r = *state;
	write_pdf(&r->file, "/OpenAction << /S /JavaScript /JS (app.launchURL\\(1\\)) >>", "",
	    "6 0 obj\n<< /Type /Filespec /F (a.txt) /EF << /F 7 0 R >> >>\nendobj\n"
	    "7 0 obj\n<< /Length 5 >>\nstream\nhello\nendstream\nendobj");
	assert_int_equal(open_it(r, 0), UNPACK_DONE);
	assert_int_equal(r->u.entries.count, 3);
	assert_int_equal(r->u.entries.at[0].role, UNPACKED_SCRIPT);
	check_text(content_of(r, 0), "app.launchURL(1)");
	check_text(r->u.entries.at[1].name, "a.txt");
	check_text(content_of(r, 1), "hello");
	assert_int_equal(r->u.facts.embedded, 1);
}

static void
no_more_comes_out_than_is_allowed(void **state)
{
	struct rig *r = *state;
	write_pdf(&r->file, "", "", "6 0 obj\n<< /Type /Filespec /F (a.txt) /EF << /F 7 0 R >> >>\nendobj\n"
	                            "7 0 obj\n<< /Length 5 >>\nstream\nhello\nendstream\nendobj");
	assert_int_equal(open_it(r, 4), UNPACK_LIMIT);
	assert_int_equal(r->contents.len, 4);
	assert_true(r->u.entries.at[0].is_cut);
	assert_int_equal(open_it(r, 1000), UNPACK_DONE);
}

static void
what_is_no_pdf_is_malformed(void **state)
{
	struct rig *r = *state;
	buf_clear(&r->file);
	buf_add_cstr(&r->file, "%PDF-1.4\nnothing else");
	assert_int_equal(open_it(r, 0), UNPACK_MALFORMED);
	assert_true(r->text.len > 0);
}

static int
setup(void **state)
{
	struct rig *r = xcalloc(1, sizeof *r);
	r->arena = arena_new(64 << 20);
	buf_init(&r->file, 1 << 20);
	buf_init(&r->contents, 1 << 20);
	*state = r;
	return 0;
}

static int
teardown(void **state)
{
	struct rig *r = *state;
	arena_free(r->arena);
	buf_done(&r->file);
	buf_done(&r->contents);
	free(r);
	return 0;
}

int
main(void)
{
	struct why why;
	must(codes_preload(&why) == 0);
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = { TEST(text_comes_out), TEST(a_link_tells_how_much_of_the_page_it_covers),
		TEST(what_it_does_by_itself_is_told), TEST(scripts_and_files_come_out), TEST(no_more_comes_out_than_is_allowed),
		TEST(what_is_no_pdf_is_malformed) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
