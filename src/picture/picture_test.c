/* Goal: sizes are read from headers, pixels come out right, and nothing larger than allowed is decoded. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/must.h"
#include "lib/check.h"
#include "picture/batch.h"
#include "picture/blocks.h"
#include "picture/codes.h"
#include "picture/finder.h"
#include "picture/reshape.h"

/* Two by two: black, white; white, black. */
static const struct bytes gif = BYTES_INIT("GIF89a\x02\0\x02\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x02\0\x02\0\0\x02\x03\x44\x02\x05\0;");
static const struct bytes bmp = BYTES_INIT("BM\x4E\0\0\0\0\0\0\0\x3E\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x01\0\0\0\0\0\x10\0\0\0"
    "\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\0\x80\0\0\0\x40\0\0\0");
static const struct bytes pgm = BYTES_INIT("P5 2 2 255\n\0\xFF\xFF\0");

static void
sizes_are_read_from_headers(void **state)
{
	static const struct { struct bytes octets; enum picture_format format; uint32_t w, h; } cases[] = {
		{ BYTES_INIT("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x01\x02\0\0\x03\x04"), PICTURE_PNG, 0x102, 0x304 },
		{ BYTES_INIT("\xFF\xD8\xFF\xE0\0\x04xx\xFF\xC2\0\x11\x08\x01\x02\x03\x04"), PICTURE_JPEG, 0x304, 0x102 },
		{ BYTES_INIT("\xFF\xD8\xFF\xE0\0\x04xx\xFF\xDA"), PICTURE_UNKNOWN, 0, 0 },
		{ BYTES_INIT("GIF89a\x02\x01\x04\x03"), PICTURE_GIF, 0x102, 0x304 },
		{ BYTES_INIT("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9D\x01\x2A\x02\x01\x04\x03"), PICTURE_WEBP, 0x102, 0x304 },
		{ BYTES_INIT("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x01\0\0\x02\0\0"), PICTURE_WEBP, 2, 3 },
		{ BYTES_INIT("P5 7 9 255\n"), PICTURE_PGM, 7, 9 },
		{ BYTES_INIT("P5 7 9 256\n"), PICTURE_UNKNOWN, 0, 0 },
		{ BYTES_INIT("P5 0 9 255\n"), PICTURE_UNKNOWN, 0, 0 },
		{ BYTES_INIT("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0"), PICTURE_UNKNOWN, 0, 0 },
		{ BYTES_INIT(""), PICTURE_UNKNOWN, 0, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint32_t w = 0, h = 0;
		assert_int_equal(picture_size(cases[i].octets, &w, &h), cases[i].format);
		assert_int_equal(w, cases[i].w);
		assert_int_equal(h, cases[i].h);
	}
}

static void
pixels_come_out_as_they_are(void **state)
{
	const struct bytes files[] = { gif, bmp, pgm };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct picture p;
		struct gray g;
		assert_int_equal(picture_decode(files[i], &p), 0);
		picture_gray(&p, CHANNEL_LUMA, &g);
		assert_int_equal(g.width, 2);
		assert_memory_equal(g.at, "\0\xFF\xFF\0", 4);
		gray_done(&g);
		picture_done(&p);
	}
}

static void
a_picture_that_is_too_large_is_refused_by_its_header(void **state)
{
	struct picture p;
	assert_int_equal(picture_decode(BYTES("P5 20001 1 255\n"), &p), FAULT_ABSENT);
	assert_int_equal(picture_decode(BYTES("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x4E\x21\0\0\0\x01"), &p), FAULT_LIMIT);
	assert_int_equal(picture_decode(BYTES("P5 20000 20000 255\n"), &p), FAULT_LIMIT);
	assert_int_equal(picture_decode(BYTES("P5 20000 1 255\n"), &p), 0);
	picture_done(&p);
}

static void
shapes_keep_what_is_in_them(void **state)
{
	struct gray g = gray_white(3, 3);
	memcpy(g.at, "\0\0\0\0\xFF\0\0\0\0", 9);
	struct gray light = gray_inverted(&g), soft = gray_median(&g), larger = gray_larger(&g, 2), padded = gray_padded(&g, 1);
	assert_int_equal(light.at[4], 0);
	assert_int_equal(light.at[0], 255);
	assert_int_equal(soft.at[4], 0);
	assert_int_equal(larger.width, 6);
	assert_true(larger.at[2 * 6 + 2] > larger.at[0]);
	assert_int_equal(padded.width, 5);
	assert_int_equal(padded.at[0], 255);
	assert_int_equal(padded.at[2 * 5 + 2], 255);
	gray_done(&g);
	gray_done(&light);
	gray_done(&soft);
	gray_done(&larger);
	gray_done(&padded);
}

/* One corner mark of SIDE pixels a module at (x, y). */
static void
draw_mark(struct gray *g, uint32_t x, uint32_t y, uint32_t side, uint8_t dark)
{
	for (uint32_t v = 0; v < 7; v++)
		for (uint32_t u = 0; u < 7; u++) {
			bool ring = u == 0 || v == 0 || u == 6 || v == 6, core = u >= 2 && u <= 4 && v >= 2 && v <= 4;
			for (uint32_t dy = 0; dy < side; dy++)
				for (uint32_t dx = 0; dx < side; dx++)
					g->at[(size_t)(y + v * side + dy) * g->width + x + u * side + dx] = ring || core ? dark : (uint8_t)~dark;
		}
}

static int
by_grey(const void *a, const void *b)
{
	return *(const uint8_t *)a - *(const uint8_t *)b;
}

static void
a_median_is_the_fifth_of_nine_wherever_it_lies(void **state)
{
	uint32_t seed = 1;
	for (uint32_t width = 1; width < 40; width++) {
		struct gray g = gray_white(width, 5);
		for (size_t i = 0; i < (size_t)width * 5; i++)
			g.at[i] = (uint8_t)((seed = seed * 1664525 + 1013904223) >> 24);
		struct gray soft = gray_median(&g);
		for (uint32_t y = 1; y < 4; y++)
			for (uint32_t x = 1; x + 1 < width; x++) {
				uint8_t near[9];
				for (uint32_t i = 0; i < 9; i++)
					near[i] = g.at[(y + i / 3 - 1) * width + x + i % 3 - 1];
				qsort(near, 9, 1, by_grey);
				assert_int_equal(soft.at[y * width + x], near[4]);
			}
		gray_done(&g);
		gray_done(&soft);
	}
}

static void
corner_marks_are_found_and_letters_are_none(void **state)
{
	static const uint32_t sides[] = { 2, 3, 5, 9 };
	for (size_t i = 0; i < 2 * sizeof sides / sizeof *sides; i++) {
		struct finders found;
		uint8_t dark = i % 2 == 0 ? 20 : 235;
		struct gray g = gray_white(200, 200), binary = gray_white(200, 200);
		memset(g.at, (uint8_t)~dark, 200 * 200);
		draw_mark(&g, 40, 60, sides[i / 2], dark);
		gray_binary(&g, &binary);
		finders_find(&binary, &found);
		assert_int_equal(dark == 20 ? found.dark : found.light, 1);
		const struct finder *f = &found.at[0];
		assert_true(f->x > 40 + 3 * (float)sides[i / 2] && f->x < 40 + 4 * (float)sides[i / 2]);
		/* Bars of the same width are none. */
		memset(g.at, 255, 200 * 200);
		for (size_t p = 0; p < 200 * 200; p++)
			g.at[p] = p % 200 / sides[i / 2] % 2 != 0 ? 255 : 0;
		gray_binary(&g, &binary);
		finders_find(&binary, &found);
		assert_int_equal(found.count, 0);
		gray_done(&g);
		gray_done(&binary);
	}
}

static void
block_characters_become_a_picture(void **state)
{
	struct buf text, drawing;
	struct bytes rest;
	buf_init(&text, 1 << 16);
	buf_init(&drawing, 1 << 22);
	for (int lines = BLOCKS_LINES_MIN - 1; lines <= BLOCKS_LINES_MIN; lines++) {
		buf_clear(&text);
		buf_add_cstr(&text, "Scan:\n");
		for (int i = 0; i < lines; i++)
			buf_add_cstr(&text, "\xE2\x96\x80\xE2\x96\x84 \xE2\x96\x88####################\n");
		buf_add_cstr(&text, "Thank you.\n");
		rest = buf_bytes(&text);
		assert_int_equal(blocks_draw(&rest, false, &drawing), lines == BLOCKS_LINES_MIN);
	}
	check_text(bytes_to(buf_bytes(&drawing), 13), "P5 96 80 255\n");
	check_text(rest, "Thank you.\n");
	/* Upper half, lower half, blank, full: four pixels each. */
	assert_memory_equal(drawing.at + 13, "\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0", 16);
	buf_done(&text);
	buf_done(&drawing);
}

static void
a_batch_names_what_it_could_not_read(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct buf batch;
	struct bytes text;
	struct unpacked u = { .tricks = 0 };
	buf_init(&batch, 1 << 20);
	batch_add(&batch, BATCH_PICTURE, pgm);
	batch_add(&batch, BATCH_PICTURE, BYTES("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x40garbage"));
	batch_add(&batch, BATCH_PICTURE, BYTES("P5 20000 20000 255\n"));
	struct unpack_request r = { .container = buf_bytes(&batch) };
	assert_int_equal(batch_open(&r, a, &u, &text), UNPACK_PARTLY);
	assert_int_equal(u.entries.count, 2);
	check_text(u.entries.at[0].name, "2");
	assert_false(u.entries.at[0].is_cut);
	check_text(u.entries.at[1].name, "3");
	assert_true(u.entries.at[1].is_cut);
	buf_done(&batch);
	arena_free(a);
}

/* Some scene of WIDTH by HEIGHT pixels; LIGHT is added to all. */
static uint64_t
looks(uint32_t width, uint32_t height, uint32_t light, bool is_other)
{
	struct gray g = gray_white(width, height);
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++) {
			uint32_t u = x * 90 / width, v = y * 80 / height;
			uint32_t value = is_other ? (u * v / 9 + u * 3) % 150 : (u * u / 5 + v * 7) % 180;
			g.at[(size_t)y * width + x] = (uint8_t)(value + light + (x * 7 + y * 13) % 5);
		}
	struct picture p = { .width = width, .height = height, .channels = 1, .at = g.at };
	uint64_t hash = picture_looks(&p);
	gray_done(&g);
	return hash;
}

static void
a_picture_looks_the_same_in_another_size_and_tint(void **state)
{
	uint64_t one = looks(600, 400, 10, false);
	assert_int_not_equal(one, 0);
	assert_in_range(__builtin_popcountll(one ^ looks(300, 200, 60, false)), 0, 3);
	assert_in_range(__builtin_popcountll(one ^ looks(600, 400, 10, true)), 15, 64);
	/* too small, or nothing on it */
	assert_int_equal(looks(140, 100, 10, false), 0);
	struct gray blank = gray_white(600, 400);
	struct picture p = { .width = 600, .height = 400, .channels = 1, .at = blank.at };
	assert_int_equal(picture_looks(&p), 0);
	gray_done(&blank);
}

static void
strokes_are_counted_where_somebody_wrote(void **state)
{
	/* Two lines of twenty upright strokes, ten rows high, on an even ground. */
	struct gray g = gray_white(400, 80);
	struct picture p = { .width = 400, .height = 80, .channels = 1, .at = g.at };
	assert_int_equal(picture_strokes(&p), 0);
	for (uint32_t line = 0; line < 2; line++)
		for (uint32_t y = 10 + 40 * line; y < 20 + 40 * line; y++)
			for (uint32_t i = 0; i < 20; i++)
				memset(&g.at[(size_t)y * 400 + 40 + i * 12], 0, 4);
	assert_in_range(picture_strokes(&p), 38, 42);
	/* Specks of four rows are no line, and where nothing is even nobody wrote. */
	memset(&g.at[(size_t)14 * 400], 255, (size_t)66 * 400);
	assert_int_equal(picture_strokes(&p), 0);
	for (uint32_t i = 0; i < 400 * 80; i++)
		g.at[i] = (uint8_t)(i * 97 % 251);
	assert_int_equal(picture_strokes(&p), 0);
	gray_done(&g);
}

int
main(void)
{
	struct why why;
	must(codes_preload(&why) == 0);
	const struct CMUnitTest tests[] = { cmocka_unit_test(sizes_are_read_from_headers),
		cmocka_unit_test(pixels_come_out_as_they_are),
		cmocka_unit_test(a_picture_that_is_too_large_is_refused_by_its_header),
		cmocka_unit_test(shapes_keep_what_is_in_them), cmocka_unit_test(corner_marks_are_found_and_letters_are_none),
		cmocka_unit_test(a_median_is_the_fifth_of_nine_wherever_it_lies),
		cmocka_unit_test(block_characters_become_a_picture), cmocka_unit_test(a_batch_names_what_it_could_not_read),
		cmocka_unit_test(a_picture_looks_the_same_in_another_size_and_tint),
		cmocka_unit_test(strokes_are_counted_where_somebody_wrote) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
