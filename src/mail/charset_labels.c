#include "mail/charset_labels.h"

#include <stdlib.h>

const struct charset charset_table[] = {
	{ "utf-8", NULL, CHARSET_WAY_UTF8 },
	{ "gb18030", "gb18030", CHARSET_WAY_TABLE },
	{ "hz-gb-2312", "HZ", CHARSET_WAY_SHIFTING },
	{ "big5", "Big5-HKSCS", CHARSET_WAY_TABLE },
	{ "euc-jp", "euc-jp", CHARSET_WAY_TABLE },
	{ "iso-2022-jp", "ISO-2022-JP-2", CHARSET_WAY_SHIFTING },
	{ "shift_jis", "ibm-943_P15A-2003", CHARSET_WAY_TABLE },
	{ "euc-kr", "windows-949", CHARSET_WAY_TABLE },
	{ "iso-2022-kr", "ISO-2022-KR", CHARSET_WAY_SHIFTING },
	{ "iso-2022-cn", "ISO-2022-CN-EXT", CHARSET_WAY_SHIFTING },
	{ "utf-16be", "UTF-16BE", CHARSET_WAY_SHIFTING },
	{ "utf-16le", "UTF-16LE", CHARSET_WAY_SHIFTING },
	{ "utf-16", "UTF-16", CHARSET_WAY_SHIFTING },
	{ "utf-32", "UTF-32", CHARSET_WAY_SHIFTING },
	{ "utf-32le", "UTF-32LE", CHARSET_WAY_SHIFTING },
	{ "utf-32be", "UTF-32BE", CHARSET_WAY_SHIFTING },
	{ "utf-7", "UTF-7", CHARSET_WAY_SHIFTING },
	{ "x-user-defined", NULL, CHARSET_WAY_USER },
	{ "ibm866", "IBM866", CHARSET_WAY_TABLE },
	{ "iso-8859-2", "ISO-8859-2", CHARSET_WAY_TABLE },
	{ "iso-8859-3", "ISO-8859-3", CHARSET_WAY_TABLE },
	{ "iso-8859-4", "ISO-8859-4", CHARSET_WAY_TABLE },
	{ "iso-8859-5", "ISO-8859-5", CHARSET_WAY_TABLE },
	{ "iso-8859-6", "ISO-8859-6", CHARSET_WAY_TABLE },
	{ "iso-8859-7", "ISO-8859-7", CHARSET_WAY_TABLE },
	{ "iso-8859-8", "ISO-8859-8", CHARSET_WAY_TABLE },
	{ "iso-8859-10", "ISO-8859-10", CHARSET_WAY_TABLE },
	{ "iso-8859-13", "ISO-8859-13", CHARSET_WAY_TABLE },
	{ "iso-8859-14", "ISO-8859-14", CHARSET_WAY_TABLE },
	{ "iso-8859-15", "ISO-8859-15", CHARSET_WAY_TABLE },
	{ "koi8-r", "KOI8-R", CHARSET_WAY_TABLE },
	{ "koi8-u", "KOI8-U", CHARSET_WAY_TABLE },
	{ "macintosh", "macintosh", CHARSET_WAY_TABLE },
	{ "x-mac-cyrillic", "x-mac-cyrillic", CHARSET_WAY_TABLE },
	{ "windows-874", "windows-874", CHARSET_WAY_TABLE },
	{ "windows-1250", "windows-1250", CHARSET_WAY_TABLE },
	{ "windows-1251", "windows-1251", CHARSET_WAY_TABLE },
	{ "windows-1252", "windows-1252", CHARSET_WAY_TABLE },
	{ "windows-1253", "windows-1253", CHARSET_WAY_TABLE },
	{ "windows-1254", "windows-1254", CHARSET_WAY_TABLE },
	{ "windows-1255", "windows-1255", CHARSET_WAY_TABLE },
	{ "windows-1256", "windows-1256", CHARSET_WAY_TABLE },
	{ "windows-1257", "windows-1257", CHARSET_WAY_TABLE },
	{ "windows-1258", "windows-1258", CHARSET_WAY_TABLE },
};
const size_t charset_count = sizeof charset_table / sizeof *charset_table;

/* Sorted by label, for the binary search; the number is a row of charset_table. */
static const struct label {
	const char *label;
	uint8_t row;
} labels[] = {
	{ "7bit", 37 }, { "866", 18 }, { "8bit", 37 }, { "936", 1 }, { "950", 3 }, { "ansi", 37 },
	{ "ansi_x3.4-1968", 37 }, { "arabic", 23 }, { "ascii", 37 }, { "asmo-708", 23 },
	{ "big-5", 3 }, { "big5", 3 }, { "big5-hkscs", 3 }, { "big5hkscs", 3 }, { "chinese", 1 },
	{ "cn-big5", 3 }, { "cp1250", 35 }, { "cp1251", 36 }, { "cp1252", 37 }, { "cp1253", 38 },
	{ "cp1254", 39 }, { "cp1255", 40 }, { "cp1256", 41 }, { "cp1257", 42 }, { "cp1258", 43 },
	{ "cp50220", 5 }, { "cp50221", 5 }, { "cp819", 37 }, { "cp866", 18 }, { "cp874", 34 },
	{ "cp932", 6 }, { "cp936", 1 }, { "cp949", 7 }, { "cp950", 3 }, { "csascii", 37 },
	{ "csbig5", 3 }, { "cseuckr", 7 }, { "cseucpkdfmtjapanese", 4 }, { "csgb2312", 1 },
	{ "csibm866", 18 }, { "csiso2022jp", 5 }, { "csiso2022kr", 8 }, { "csiso58gb231280", 1 },
	{ "csiso88596e", 23 }, { "csiso88596i", 23 }, { "csiso88598e", 25 }, { "csiso88598i", 25 },
	{ "csisolatin1", 37 }, { "csisolatin2", 19 }, { "csisolatin3", 20 }, { "csisolatin4", 21 },
	{ "csisolatin5", 39 }, { "csisolatin6", 26 }, { "csisolatin9", 29 },
	{ "csisolatinarabic", 23 }, { "csisolatincyrillic", 22 }, { "csisolatingreek", 24 },
	{ "csisolatinhebrew", 25 }, { "cskoi8r", 30 }, { "csksc56011987", 7 },
	{ "csmacintosh", 32 }, { "csshiftjis", 6 }, { "csunicode", 11 }, { "csunicode11utf7", 16 },
	{ "cyrillic", 22 }, { "dos-874", 34 }, { "ecma-114", 23 }, { "ecma-118", 24 },
	{ "elot_928", 24 }, { "euc-cn", 1 }, { "euc-jp", 4 }, { "euc-kr", 7 }, { "euccn", 1 },
	{ "eucjp", 4 }, { "euckr", 7 }, { "gb-2312", 1 }, { "gb18030", 1 }, { "gb18030-2000", 1 },
	{ "gb2312", 1 }, { "gb2312-80", 1 }, { "gb_18030", 1 }, { "gb_1988-80", 1 },
	{ "gb_2312", 1 }, { "gb_2312-80", 1 }, { "gbk", 1 }, { "greek", 24 }, { "greek8", 24 },
	{ "hebrew", 25 }, { "hz", 2 }, { "hz-gb-2312", 2 }, { "hz-gb2312", 2 }, { "hzgb2312", 2 },
	{ "ibm819", 37 }, { "ibm866", 18 }, { "iso-10646-ucs-2", 11 }, { "iso-10646-ucs-4", 13 },
	{ "iso-2022-cn", 9 }, { "iso-2022-cn-ext", 9 }, { "iso-2022-jp", 5 },
	{ "iso-2022-jp-1", 5 }, { "iso-2022-jp-2", 5 }, { "iso-2022-jp-3", 5 },
	{ "iso-2022-jp-ms", 5 }, { "iso-2022-kr", 8 }, { "iso-8859-1", 37 }, { "iso-8859-10", 26 },
	{ "iso-8859-11", 34 }, { "iso-8859-13", 27 }, { "iso-8859-14", 28 }, { "iso-8859-15", 29 },
	{ "iso-8859-2", 19 }, { "iso-8859-3", 20 }, { "iso-8859-4", 21 }, { "iso-8859-5", 22 },
	{ "iso-8859-6", 23 }, { "iso-8859-6-e", 23 }, { "iso-8859-6-i", 23 }, { "iso-8859-7", 24 },
	{ "iso-8859-8", 25 }, { "iso-8859-8-e", 25 }, { "iso-8859-8-i", 25 }, { "iso-8859-9", 39 },
	{ "iso-ir-100", 37 }, { "iso-ir-101", 19 }, { "iso-ir-109", 20 }, { "iso-ir-110", 21 },
	{ "iso-ir-126", 24 }, { "iso-ir-127", 23 }, { "iso-ir-138", 25 }, { "iso-ir-144", 22 },
	{ "iso-ir-148", 39 }, { "iso-ir-149", 7 }, { "iso-ir-157", 26 }, { "iso-ir-58", 1 },
	{ "iso646-us", 37 }, { "iso8859-1", 37 }, { "iso8859-10", 26 }, { "iso8859-11", 34 },
	{ "iso8859-13", 27 }, { "iso8859-14", 28 }, { "iso8859-15", 29 }, { "iso8859-2", 19 },
	{ "iso8859-3", 20 }, { "iso8859-4", 21 }, { "iso8859-5", 22 }, { "iso8859-6", 23 },
	{ "iso8859-7", 24 }, { "iso8859-8", 25 }, { "iso8859-9", 39 }, { "iso88591", 37 },
	{ "iso885910", 26 }, { "iso885911", 34 }, { "iso885913", 27 }, { "iso885914", 28 },
	{ "iso885915", 29 }, { "iso88592", 19 }, { "iso88593", 20 }, { "iso88594", 21 },
	{ "iso88595", 22 }, { "iso88596", 23 }, { "iso88597", 24 }, { "iso88598", 25 },
	{ "iso88599", 39 }, { "iso_8859-1", 37 }, { "iso_8859-15", 29 }, { "iso_8859-1:1987", 37 },
	{ "iso_8859-2", 19 }, { "iso_8859-2:1987", 19 }, { "iso_8859-3", 20 },
	{ "iso_8859-3:1988", 20 }, { "iso_8859-4", 21 }, { "iso_8859-4:1988", 21 },
	{ "iso_8859-5", 22 }, { "iso_8859-5:1988", 22 }, { "iso_8859-6", 23 },
	{ "iso_8859-6:1987", 23 }, { "iso_8859-7", 24 }, { "iso_8859-7:1987", 24 },
	{ "iso_8859-8", 25 }, { "iso_8859-8:1988", 25 }, { "iso_8859-9", 39 },
	{ "iso_8859-9:1989", 39 }, { "koi", 30 }, { "koi8", 30 }, { "koi8-r", 30 },
	{ "koi8-ru", 31 }, { "koi8-u", 31 }, { "koi8_r", 30 }, { "korean", 7 },
	{ "ks_c_5601-1987", 7 }, { "ks_c_5601-1989", 7 }, { "ksc5601", 7 }, { "ksc_5601", 7 },
	{ "l1", 37 }, { "l2", 19 }, { "l3", 20 }, { "l4", 21 }, { "l5", 39 }, { "l6", 26 },
	{ "l9", 29 }, { "latin-1", 37 }, { "latin-9", 29 }, { "latin1", 37 }, { "latin2", 19 },
	{ "latin3", 20 }, { "latin4", 21 }, { "latin5", 39 }, { "latin6", 26 }, { "latin9", 29 },
	{ "logical", 25 }, { "mac", 32 }, { "macintosh", 32 }, { "ms932", 6 }, { "ms936", 1 },
	{ "ms949", 7 }, { "ms950", 3 }, { "ms_kanji", 6 }, { "shift-jis", 6 }, { "shift_jis", 6 },
	{ "shiftjis", 6 }, { "sjis", 6 }, { "sun_eu_greek", 24 }, { "tis-620", 34 },
	{ "ucs-2", 11 }, { "ucs-4", 13 }, { "ucs2", 11 }, { "uhc", 7 }, { "ujis", 4 },
	{ "unicode", 11 }, { "unicode-1-1-utf-7", 16 }, { "unicode-1-1-utf-8", 0 },
	{ "unicode11utf8", 0 }, { "unicode20utf8", 0 }, { "unicodefeff", 11 },
	{ "unicodefffe", 10 }, { "us", 37 }, { "us-ascii", 37 }, { "us-ascii-utf8", 0 },
	{ "usascii", 37 }, { "utf-16", 12 }, { "utf-16be", 10 }, { "utf-16le", 11 },
	{ "utf-32", 13 }, { "utf-32be", 15 }, { "utf-32le", 14 }, { "utf-7", 16 }, { "utf-8", 0 },
	{ "utf-8n", 0 }, { "utf16", 12 }, { "utf32", 13 }, { "utf7", 16 }, { "utf8", 0 },
	{ "utf_8", 0 }, { "visual", 25 }, { "windows-1250", 35 }, { "windows-1251", 36 },
	{ "windows-1252", 37 }, { "windows-1253", 38 }, { "windows-1254", 39 },
	{ "windows-1255", 40 }, { "windows-1256", 41 }, { "windows-1257", 42 },
	{ "windows-1258", 43 }, { "windows-31j", 6 }, { "windows-874", 34 }, { "windows-932", 6 },
	{ "windows-936", 1 }, { "windows-949", 7 }, { "windows-950", 3 }, { "x-cp1250", 35 },
	{ "x-cp1251", 36 }, { "x-cp1252", 37 }, { "x-cp1253", 38 }, { "x-cp1254", 39 },
	{ "x-cp1255", 40 }, { "x-cp1256", 41 }, { "x-cp1257", 42 }, { "x-cp1258", 43 },
	{ "x-euc-cn", 1 }, { "x-euc-jp", 4 }, { "x-gbk", 1 }, { "x-mac-cyrillic", 33 },
	{ "x-mac-roman", 32 }, { "x-mac-ukrainian", 33 }, { "x-sjis", 6 },
	{ "x-unicode-2-0-utf-7", 16 }, { "x-unicode20utf8", 0 }, { "x-user-defined", 17 },
	{ "x-x-big5", 3 },
};

const char *
charset_label_at(size_t index)
{
	return index < sizeof labels / sizeof *labels ? labels[index].label : NULL;
}

static int
label_compare(const void *key, const void *element)
{
	const struct bytes *label = key;
	return bytes_compare(*label, bytes_of_cstr(((const struct label *)element)->label));
}

const struct charset *
charset_find(struct bytes label)
{
	uint8_t lower[40];
	label = bytes_trim(label);
	while (label.len > 0 && (label.at[0] == '"' || label.at[0] == '\''))
		label = bytes_from(label, 1);
	while (label.len > 0 && (label.at[label.len - 1] == '"' || label.at[label.len - 1] == '\''))
		label.len--;
	label = bytes_trim(label);
	if (label.len == 0 || label.len > sizeof lower)
		return NULL;
	bytes_lower(label, lower);
	struct bytes key = bytes_of(lower, label.len);
	const struct label *found =
	    bsearch(&key, labels, sizeof labels / sizeof *labels, sizeof *labels, label_compare);
	return found != NULL ? &charset_table[found->row] : NULL;
}
