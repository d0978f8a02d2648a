#include "dissect/magic.h"

#include "lib/check.h"

static void
content_is_known_by_its_octets(void **state)
{
	static uint8_t pe[256] = "MZ", iso[40000], vhd[2048], fat[2048], table[4096], wild[4096];
	memcpy(pe + 60, "\x80\0\0", 4);
	memcpy(pe + 128, "PE\0", 4);
	memcpy(iso + 32769, "CD001", 5);
	memcpy(vhd + 2048 - 512, "conectix", 8);
	memcpy(fat + 54, "FAT12   ", 8);
	memcpy(fat + 510, "\x55\xAA", 2);
	/* One partition of 4 sectors behind the first; and one that begins behind the end. */
	memcpy(table + 446, "\x80...\x07...\1\0\0\0\4\0\0", 15);
	memcpy(table + 510, "\x55\xAA", 2);
	memcpy(wild + 446, "\x80...\x07...\0\0\1\0\4\0\0", 15);
	memcpy(wild + 510, "\x55\xAA", 2);
	const struct {
		struct bytes content;
		const char *want;
	} cases[] = {
		{ bytes_of(fat, sizeof fat), "application/x-raw-disk-image" },
		{ bytes_of(table, sizeof table), "application/x-raw-disk-image" },
		{ bytes_of(wild, sizeof wild), "" },
		{ bytes_of(pe, sizeof pe), "application/x-dosexec" },
		{ bytes_of(iso, sizeof iso), "application/x-iso9660" },
		{ bytes_of(vhd, sizeof vhd), "application/x-vhd" },
		{ BYTES("MZ is how this sentence begins, and it goes on for more than sixty-four octets."), "" },
		{ BYTES("PK\x03\x04plain"), "application/zip" },
		{ BYTES("PK\x03\x04[Content_Types].xml word/document.xml"), "application/x-ooxml-word" },
		{ BYTES("PK\x03\x04[Content_Types].xml xl/vbaProject.bin"), "application/x-ooxml-excel-macro" },
		{ BYTES("PK\x03\x04 word/ but no types"), "application/zip" },
		{ BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..W\0o\0r\0k\0b\0o\0o\0k\0"), "application/vnd.ms-excel" },
		{ BYTES("Rar!\x1A\x07\x01\0"), "application/x-rar" },
		{ BYTES("\xCA\xFE\xBA\xBE\0\0\0\x02........"), "application/x-mach-binary" },
		{ BYTES("\xCA\xFE\xBA\xBE\0\0\0\x34........"), "application/java-class" },
		{ BYTES("junk%PDF-1.4"), "application/pdf" },
		{ BYTES("\xEF\xBB\xBF \n<!DOCTYPE HTML><p>"), "text/html" },
		{ BYTES("<?xml version='1.0'?><svg onload=x>"), "image/svg+xml" },
		{ BYTES("<!-- c --><html>"), "text/html" },
		{ BYTES("@ECHO OFF\r\ndir"), "application/x-msdos-batch" },
		{ BYTES("[InternetShortcut]\r\nURL=http://example.com/"), "application/x-url" },
		{ BYTES("Dear all,\nplease find"), "" },
		{ BYTES(""), "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_text(magic_of(cases[i].content).type, cases[i].want);
}

static void
the_test_file_is_known_only_as_the_standard_says(void **state)
{
	char file[256];
	(void)snprintf(file, sizeof file, "%s%s", "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");
	assert_int_equal(magic_of(bytes_of_cstr(file)).class, MAGIC_TEST);
	char quoted[300];
	(void)snprintf(quoted, sizeof quoted, "the file is: %s", file);
	assert_int_equal(magic_of(bytes_of_cstr(quoted)).class, MAGIC_UNKNOWN);
}

static void
a_name_stands_for_what_the_desktop_would_do(void **state)
{
	const struct {
		const char *name;
		enum magic_class want;
	} cases[] = {
		{ "invoice.pdf.exe", MAGIC_PROGRAM },
		{ "\xE7\x94\xB5\xE5\xAD\x90\xE5\x8F\x91\xE7\xA5\xA8.EXE . ", MAGIC_PROGRAM },
		{ "a.js", MAGIC_SCRIPT },
		{ "a.docx", MAGIC_DOCUMENT },
		{ "a.img", MAGIC_DISK },
		{ "no extension", MAGIC_UNKNOWN },
		{ "a.", MAGIC_UNKNOWN },
		{ "version 1.2 of", MAGIC_UNKNOWN },
		{ "", MAGIC_UNKNOWN },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(magic_of_name(bytes_of_cstr(cases[i].name)), cases[i].want);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(content_is_known_by_its_octets),
		cmocka_unit_test(the_test_file_is_known_only_as_the_standard_says),
		cmocka_unit_test(a_name_stands_for_what_the_desktop_would_do),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
