/* The edges of the readers that files alone do not show: rings, ceilings, what folding gives. */
#include "office/biff.h"
#include "office/cfb.h"
#include "office/compound.h"
#include "office/field.h"
#include "office/fold.h"
#include "office/formula.h"
#include "office/lines.h"
#include "office/markup.h"
#include "office/pictures.h"
#include "office/rtf.h"
#include "office/vba.h"

#include "lib/check.h"
#include "mail/charset.h"

static int
preload(void **state)
{
	struct why why = { "" };
	return charset_preload() != 0 || office_preload(&why) != 0;
}

struct desk {
	struct arena *arena;
	struct office o;
};

static void
desk_init(struct desk *d)
{
	d->arena = arena_new((size_t)64 << 20);
	office_init(&d->o, d->arena);
}

static void
desk_done(struct desk *d)
{
	office_done(&d->o);
	arena_free(d->arena);
}

static void
constant_strings_are_put_together_and_decoded(void **state)
{
	static const struct {
		const char *source, *want;
	} cases[] = {
		{ "x = \"po\" & \"wer\" & \"shell\"\n", "powershell" },
		{ "x = Chr(104) & Chr$(116) + ChrW(&H74) & \"p://example.com/\"\n", "http://example.com/" },
		{ "x = Chr(100+4) & Chr(119-3) & \"tp://example.com/\"\n", "http://example.com/" },
		{ "a = \"http\"\nb = a & \"://exam\"\nb = b & \"ple.com/\"\n", "http://example.com/" },
		{ "x = \"http://exam\" & _\n  \"ple.com/\"\n", "http://example.com/" },
		{ "x = \"moc.elpmaxe//:ptth\"\n", "http://example.com" },
		{ "x = \"687474703a2f2f6578616d706c652e636f6d\"\n", "http://example.com" },
		{ "x = \"aHR0cDovL2V4YW1wbGUuY29tL2E=\"\n", "http://example.com/a" },
		{ "x = \"aAB0AHQAcAA6AC8ALwBhAC4AZQB4AGEAbQBwAGwAZQA=\"\n", "http://a.example" },
		{ "x = \"say \"\"hello\"\" twice\"\n", "say \"hello\" twice" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk d;
		desk_init(&d);
		fold_vba(&d.o, bytes_of_cstr(cases[i].source));
		if (!bytes_has(buf_bytes(&d.o.code), bytes_of_cstr(cases[i].want)))
			print_error("%s: got %.*s\n", cases[i].source, BYTES_ARGS(buf_bytes(&d.o.code)));
		assert_true(bytes_has(buf_bytes(&d.o.code), bytes_of_cstr(cases[i].want)));
		desk_done(&d);
	}
}

static void
names_that_act_are_signs_and_everyday_ones_are_not(void **state)
{
	static const struct {
		const char *source;
		uint64_t want;
	} cases[] = {
		{ "Sub AutoOpen()\nEnd Sub\n", 1u << DOCUMENT_VBA_AUTO },
		{ "Private Sub Workbook_Open()\nEnd Sub\n", 1u << DOCUMENT_VBA_AUTO },
		{ "Sub Button1_Click()\nEnd Sub\n", 0 },
		{ "' Shell \"calc\"\nRem Shell\n", 0 },
		{ "Shell \"calc\"\n", 1u << DOCUMENT_VBA_EXECUTES },
		{ "Set d = CreateObject(\"Scripting.Dictionary\")\n", 0 },
		{ "Set d = CreateObject(\"Something.Odd\")\n", 1u << DOCUMENT_VBA_EXECUTES },
		{ "Open f For Output As #1\n", 1u << DOCUMENT_VBA_WRITES },
		{ "For i = 1 To 9\nNext\n", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk d;
		desk_init(&d);
		fold_vba(&d.o, bytes_of_cstr(cases[i].source));
		if (d.o.facts.signs != cases[i].want)
			print_error("%s: got %llx\n", cases[i].source, (unsigned long long)d.o.facts.signs);
		assert_true(d.o.facts.signs == cases[i].want);
		desk_done(&d);
	}
}


static void
formulas_are_text_with_their_constants_joined(void **state)
{
	static const struct {
		struct bytes tokens;
		const char *want;
		uint32_t does;
	} cases[] = {
		{ BYTES_INIT("\x17\x02\0ca\x17\x02\0lc\x08\x42\x01\x6e\0"), "EXEC(\"calc\")", FORMULA_EXECUTES },
		{ BYTES_INIT("\x1e\x63\0\x41\x6f\0\x1e\x61\0\x41\x6f\0\x08"), "\"ca\"", 0 },
		{ BYTES_INIT("\x1e\x01\0\x1e\x02\0\x03"), "1+2", 0 },
		{ BYTES_INIT("\x44\0\0\0\0\x17\x01\0x\x08"), "A1&\"x\"", 0 },
		{ BYTES_INIT("\x17\x01\0x\x44\x02\0\x01\xc0\x22\x02\x60\x80"), "FORMULA(\"x\",B3)", FORMULA_BUILDS },
		{ BYTES_INIT("\x08\x08\x08"), "", 0 },
		{ BYTES_INIT("\x17\xff\0x"), "\"\"", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk d;
		uint32_t does;
		desk_init(&d);
		check_text(formula_read(&d.o, FORMULA_BIFF8, cases[i].tokens, &does), cases[i].want);
		assert_int_equal(does, cases[i].does);
		desk_done(&d);
	}
}

static void
a_formula_beyond_its_ceilings_is_cut(void **state)
{
	struct desk d;
	uint32_t does;
	struct buf tokens;
	desk_init(&d);
	buf_init(&tokens, 1 << 20);
	for (int i = 0; i < FORMULA_STACK_MAX + 1; i++)
		buf_add(&tokens, BYTES("\x1e\x07\0"));
	for (int i = 0; i < FORMULA_STACK_MAX + 1; i++)
		buf_add_octet(&tokens, 0x03);
	assert_true(formula_read(&d.o, FORMULA_BIFF8, buf_bytes(&tokens), &does).len <= FORMULA_TEXT_MAX);
	buf_clear(&tokens);
	for (int i = 0; i < 100; i++) {
		buf_add(&tokens, BYTES("\x17\xfa\0"));
		for (int k = 0; k < 250; k++)
			buf_add_octet(&tokens, 'a');
	}
	assert_int_equal(formula_read(&d.o, FORMULA_BIFF8, buf_bytes(&tokens), &does).len, FORMULA_TEXT_MAX);
	buf_done(&tokens);
	desk_done(&d);
}

/* A compound file of SECTORS empty sectors whose first table sector says that each is followed by NEXT(i). */
static struct bytes
ring(struct arena *a, uint32_t sectors, bool is_ring)
{
	size_t len = ((size_t)sectors + 1) * 512;
	uint8_t *f = arena_get(a, len, 1);
	assert_non_null(f);
	memcpy(f, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
	f[26] = 3;
	f[30] = 9;
	f[32] = 6;
	f[48] = 1; /* the directory begins in sector 1 */
	memset(f + 60, 0xFF, 4);
	memset(f + 68, 0xFF, 4);
	memset(f + 76, 0xFF, 436);
	memset(f + 76, 0, 4); /* the table is sector 0 */
	for (uint32_t i = 0; i < 128; i++) {
		uint32_t next = is_ring ? 1 : i + 1 < sectors ? i + 1 : 0xFFFFFFFE;
		memcpy(f + 512 + (size_t)i * 4, &next, 4);
	}
	f[1024] = 'R';
	f[1024 + 64] = 4;
	f[1024 + 66] = CFB_ROOT;
	memset(f + 1024 + 68, 0xFF, 12);
	return bytes_of(f, len);
}

static void
chains_that_run_in_circles_end_and_are_told(void **state)
{
	struct arena *a = arena_new((size_t)64 << 20);
	struct cfb c;
	assert_int_equal(cfb_open(ring(a, 100, true), a, &c), 0);
	assert_true(c.is_damaged);
	assert_int_equal(cfb_open(ring(a, 100, false), a, &c), 0);
	assert_false(c.is_damaged);
	assert_int_equal(cfb_open(BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), a, &c), FAULT_INPUT);
	arena_free(a);
}

static void
compressed_source_comes_out_and_damage_does_not_hurt(void **state)
{
	static const struct {
		struct bytes in;
		const char *want;
		bool ok;
	} cases[] = {
		/* The three examples of [MS-OVBA] 3.2: none, some and much to copy. */
		{ BYTES_INIT("\x01\x19\xB0\0abcdefgh\0ijklmnop\0qrstuv."), "abcdefghijklmnopqrstuv.", true },
		{ BYTES_INIT("\x01\x03\xB0\x02" "a\x45\0"), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true },
		{ BYTES_INIT("\x01\x03\xB0\x01\x45\0z"), "", false },
		{ BYTES_INIT("\x02\x03\xB0\0abc"), "", false },
		{ BYTES_INIT(""), "", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk d;
		struct buf out;
		desk_init(&d);
		buf_init(&out, VBA_SOURCE_MAX);
		assert_int_equal(vba_decompress(&d.o, cases[i].in, &out), cases[i].ok);
		check_text(buf_bytes(&out), cases[i].want);
		buf_done(&out);
		desk_done(&d);
	}
}

static void
dde_is_told_from_what_looks_like_it(void **state)
{
	static const struct {
		const char *code;
		bool is_field, want;
	} cases[] = {
		{ " DDEAUTO c:\\\\x \"/k\" ", true, true }, { " dde Excel Sheet1 ", true, true },
		{ " QUOTE 68 68 69 32 99 109 100 ", true, true }, { " DATE ", true, false },
		{ " HYPERLINK \"http://example.com/dde\" ", true, false }, { " TOC \\o dde ", true, false },
		{ "=cmd|'/c calc'!A0", false, true }, { "+cmd|'/c calc'!A0", false, true },
		{ "=SUM(A1:A9)", false, false }, { "a|b!c", false, false }, { "-3 | 4!", false, true },
		{ "=IF(A1>0,\"a|b\",\"c!\")", false, false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk d;
		desk_init(&d);
		if (cases[i].is_field)
			field_read(&d.o, bytes_of_cstr(cases[i].code));
		else
			(void)field_cell(&d.o, bytes_of_cstr(cases[i].code));
		if (document_has(&d.o.facts, DOCUMENT_DDE) != cases[i].want)
			print_error("%s\n", cases[i].code);
		assert_int_equal(document_has(&d.o.facts, DOCUMENT_DDE), cases[i].want);
		desk_done(&d);
	}
}

static void
only_what_lies_elsewhere_is_remote(void **state)
{
	static const struct {
		const char *target;
		bool want;
	} cases[] = {
		{ "http://example.com/t.dotm", true }, { "\\\\example.com\\share\\t.dotm", true },
		{ "file://example.com/t", true }, { "file:///\\\\example.com\\t", true }, { "mhtml:http://example.com!x", true },
		{ "file:///C:\\Users\\ann\\t.dotm", false }, { "C:\\t.dotm", false }, { "media/image1.png", false },
		{ "mailto:ann@example.com", false }, { "", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(field_is_remote(bytes_of_cstr(cases[i].target)), cases[i].want);
	}
}

static void
markup_is_read_without_believing_its_declarations(void **state)
{
	struct markup x = markup_of(BYTES("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><!-- <z> --><w:a v='1&amp;2>3'>"
	                                  "&b;&#x41;<![CDATA[<&]]></w:a><e/>"));
	struct buf text;
	buf_init(&text, 100);
	assert_int_equal(markup_next(&x), MARKUP_INSTRUCTION);
	assert_int_equal(markup_next(&x), MARKUP_OPEN);
	check_text(x.name, "a");
	markup_decode(markup_attribute(&x, BYTES("v")), &text);
	check_text(buf_bytes(&text), "1&2>3");
	buf_clear(&text);
	assert_int_equal(markup_next(&x), MARKUP_TEXT);
	markup_add_text(&x, &text);
	assert_int_equal(markup_next(&x), MARKUP_TEXT);
	markup_add_text(&x, &text);
	check_text(buf_bytes(&text), "&b;A<&");
	assert_int_equal(markup_next(&x), MARKUP_CLOSE);
	assert_int_equal(markup_next(&x), MARKUP_OPEN);
	assert_true(x.is_empty);
	assert_int_equal(markup_next(&x), MARKUP_NOTHING);
	buf_done(&text);
}

static void
rich_text_says_what_people_read(void **state)
{
	struct desk d;
	desk_init(&d);
	rtf_read(&d.o, BYTES("{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 Arial;}}{\\*\\unknown no}{\\b one} two\\par "
	                     "\\'d6\\'d0\\u25991?\\uc0\\u23383 {\\info{\\author no}}}"));
	check_text(buf_bytes(&d.o.text), "one two\n\xE4\xB8\xAD\xE6\x96\x87\xE5\xAD\x97");
	desk_done(&d);
}

/* Known exploits and what comes close to each. */
static void
rich_text_with_the_shape_of_an_exploit_is_told(void **state)
{
	static const struct { const char *before; size_t filler; const char *after; bool is_one; } cases[] = {
		{ "{\\rtf1{\\shp{\\*\\shpinst{\\sp{\\sn pFragments}{\\sv 1;1;", 600, "}}}}}", true },
		{ "{\\rtf1{\\shp{\\*\\shpinst{\\sp{\\sn PFRAGMENTS }{\\sv 1;1;", 600, "}}}}}", true },
		{ "{\\rtf1{\\shp{\\*\\shpinst{\\sp{\\sn pFragments}{\\sv 1;1;", 20, "}}}}}", false },
		{ "{\\rtf1{\\shp{\\*\\shpinst{\\sp{\\sn pVerticies}{\\sv 8;5;", 600, "}}}}}", false },
		{ "{\\rtf1{\\*\\listoverridetable{\\listoverride\\listid1\\listoverridecount25", 1, "}}}", true },
		{ "{\\rtf1{\\listoverridetable{\\listoverride\\listid1\\listoverridecount9", 1, "}}}", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk d;
		struct buf text;
		desk_init(&d);
		buf_init(&text, 4096);
		buf_add_cstr(&text, cases[i].before);
		for (size_t k = 0; k < cases[i].filler; k++)
			buf_add_octet(&text, k == 0 ? ' ' : 'a');
		buf_add_cstr(&text, cases[i].after);
		rtf_read(&d.o, buf_bytes(&text));
		if (document_has(&d.o.facts, DOCUMENT_EXPLOIT_SHAPE) != cases[i].is_one)
			fail_msg("%s", cases[i].before);
		buf_done(&text);
		desk_done(&d);
	}
}

static void
children_and_work_have_their_ceilings(void **state)
{
	struct desk d;
	desk_init(&d);
	for (int i = 0; i < OFFICE_CHILDREN_MAX; i++)
		office_child(&d.o, BYTES("a"), BYTES("b"));
	assert_int_equal(d.o.gaps.count, 0);
	office_child(&d.o, BYTES("a"), BYTES("b"));
	assert_int_equal(d.o.children.count, OFFICE_CHILDREN_MAX);
	assert_int_equal(d.o.gaps.at[0].reason, GAP_LIMIT);
	assert_true(office_work(&d.o, OFFICE_WORK_MAX));
	assert_int_equal(d.o.gaps.count, 1);
	assert_false(office_work(&d.o, 1));
	assert_int_equal(d.o.gaps.count, 2);
	desk_done(&d);
}

static void
pictures_are_cut_out_by_their_own_structure(void **state)
{
	static const struct {
		struct bytes head;
		size_t filler, wanted;
		struct bytes tail;
	} cases[] = {
		/* A PNG of one chunk of 200 octets and its end; the same without its end. */
		{ BYTES_INIT("xx\x89PNG\r\n\x1A\n\0\0\0\xC8" "abcd"), 204, 8 + 12 + 200 + 12, BYTES_INIT("\0\0\0\0IENDcrc!yy") },
		{ BYTES_INIT("xx\x89PNG\r\n\x1A\n\0\0\0\xC8" "abcd"), 204, 0, BYTES_INIT("") },
		/* A JPEG whose first segment holds an end of its own; one that has none. */
		{ BYTES_INIT("\xFF\xD8\xFF\xE0\0\x06\xFF\xD9zz\xFF\xDA\0\x02"), 200, 14 + 200 + 2, BYTES_INIT("\xFF\xD9more") },
		{ BYTES_INIT("\xFF\xD8\xFF\xE0\0\x06\xFF\xD9zz\xFF\xDA\0\x02"), 200, 0, BYTES_INIT("more") },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk d;
		struct buf stream;
		desk_init(&d);
		buf_init(&stream, 1000);
		buf_add(&stream, cases[i].head);
		for (size_t k = 0; k < cases[i].filler; k++)
			buf_add_octet(&stream, 'f');
		buf_add(&stream, cases[i].tail);
		pictures_find(&d.o, buf_bytes(&stream));
		assert_int_equal(d.o.children.count, cases[i].wanted != 0);
		if (cases[i].wanted != 0)
			assert_int_equal(d.o.children.at[0].content.len, cases[i].wanted);
		buf_done(&stream);
		desk_done(&d);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(constant_strings_are_put_together_and_decoded),
		cmocka_unit_test(names_that_act_are_signs_and_everyday_ones_are_not),
		cmocka_unit_test(formulas_are_text_with_their_constants_joined),
		cmocka_unit_test(a_formula_beyond_its_ceilings_is_cut),
		cmocka_unit_test(chains_that_run_in_circles_end_and_are_told),
		cmocka_unit_test(compressed_source_comes_out_and_damage_does_not_hurt),
		cmocka_unit_test(dde_is_told_from_what_looks_like_it),
		cmocka_unit_test(only_what_lies_elsewhere_is_remote),
		cmocka_unit_test(markup_is_read_without_believing_its_declarations),
		cmocka_unit_test(rich_text_says_what_people_read),
		cmocka_unit_test(pictures_are_cut_out_by_their_own_structure),
		cmocka_unit_test(rich_text_with_the_shape_of_an_exploit_is_told),
		cmocka_unit_test(children_and_work_have_their_ceilings),
	};
	return cmocka_run_group_tests(all, preload, NULL);
}
