#include "lib/check.h"

#include "strip/pages.h"

static void
text_is_drawn_in_the_font_that_has_it(void **state)
{
	struct buf out;
	buf_init(&out, PAGES_OCTETS_MAX);
	assert_true(pages_write(BYTES("a(b\tc\n\xE4\xBC\x9Az\xC3\xA9\xED\x95\x9C\xF0\xA0\x80\x80\n\xE2\x82\xAC"), &out));
	struct bytes pdf = buf_bytes(&out);
	assert_true(bytes_starts(pdf, BYTES("%PDF-1.5\n")) && bytes_ends(pdf, BYTES("%%EOF\n")));
	assert_true(bytes_has(pdf, BYTES("BT 56 780 Td /F1 10 Tf<6128622063>Tj ET\n")));
	assert_true(bytes_has(pdf, BYTES("BT 56 766 Td /F2 10 Tf<4F1A>Tj /F1 10 Tf<7AE9>Tj /F3 10 Tf<D55C>Tj /F2 10 Tf<D840DC00>Tj ET\n")));
	assert_true(bytes_has(pdf, BYTES("BT 56 752 Td /F1 10 Tf<80>Tj ET\n")));
	assert_true(bytes_has(pdf, BYTES("/Count 1/")));
	buf_done(&out);
}

static void
lines_are_broken_at_blanks_and_pages_at_their_end(void **state)
{
	struct buf text, out;
	buf_init(&text, 1 << 20);
	buf_init(&out, PAGES_OCTETS_MAX);
	for (int i = 0; i < 30; i++)
		buf_add_cstr(&text, "abc ");
	assert_true(pages_write(buf_bytes(&text), &out));
	/* 81 characters have room: twenty words with their blanks, and ten on the next line */
	assert_true(bytes_has(buf_bytes(&out), BYTES("61626320>Tj ET\nBT 56 766 Td /F1 10 Tf<6162632061626320")));
	buf_clear(&text);
	buf_clear(&out);
	for (int i = 0; i < PAGES_LINES + 1; i++)
		buf_add_cstr(&text, "x\n");
	assert_true(pages_write(buf_bytes(&text), &out));
	assert_true(bytes_has(buf_bytes(&out), BYTES("/Count 2/")));
	buf_clear(&out);
	assert_true(pages_write(BYTES_NONE, &out));
	assert_true(bytes_has(buf_bytes(&out), BYTES("/Count 1/")));
	buf_done(&text);
	buf_done(&out);
}

static void
more_than_fits_is_told(void **state)
{
	struct buf text, out;
	buf_init(&text, 1 << 20);
	buf_init(&out, PAGES_OCTETS_MAX);
	for (int i = 0; i < PAGES_MAX * PAGES_LINES; i++)
		buf_add_cstr(&text, "x\n");
	assert_true(pages_write(buf_bytes(&text), &out));
	assert_true(buf_ok(&out) && bytes_has(buf_bytes(&out), BYTES("/Count 500/")));
	buf_add_cstr(&text, "x\n");
	buf_clear(&out);
	assert_false(pages_write(buf_bytes(&text), &out));
	assert_true(buf_ok(&out) && bytes_has(buf_bytes(&out), BYTES("/Count 500/")));
	buf_done(&text);
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(text_is_drawn_in_the_font_that_has_it),
		cmocka_unit_test(lines_are_broken_at_blanks_and_pages_at_their_end),
		cmocka_unit_test(more_than_fits_is_told),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
