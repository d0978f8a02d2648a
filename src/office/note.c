#include "office/note.h"

#include <stdio.h>

#include "base/reader.h"

/* Runs of UTF-16 shorter than this are chance. */
#define RUN_CHARS_MIN 6

bool
note_is(struct bytes content)
{
	return bytes_starts(content, BYTES("\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3")) ||
	       bytes_starts(content, BYTES("\xA1\x2F\xFF\x43\xD9\xEF\x76\x4C\x9E\xE2\x10\xEA\x57\x22\x76\x5F"));
}

/* A character of a script that people write here: Latin, Cyrillic, Greek, CJK and its punctuation. */
static bool
is_written(uint32_t unit)
{
	return (unit >= 0x20 && unit < 0x7F) || (unit >= 0xA0 && unit < 0x530) || (unit >= 0x3000 && unit < 0x3100) ||
	       (unit >= 0x4E00 && unit < 0xA000) || (unit >= 0xAC00 && unit < 0xD7A4) || (unit >= 0xFF00 && unit < 0xFFEF);
}

/* Text is stored in two octets a character at even places, of files that are not embedded; embedded octets were taken
 * out before. */
static void
text_runs(struct office *o, struct bytes b)
{
	size_t start = 0;
	uint32_t latin = 0;
	for (size_t i = 0; i + 1 < b.len; i += 2) {
		uint32_t unit = (uint32_t)(b.at[i] | b.at[i + 1] << 8);
		if (is_written(unit)) {
			latin += unit < 0x80;
			continue;
		}
		size_t chars = (i - start) / 2;
		/* Chance octets look Chinese; a run of nothing else must be a word of a page that has more. */
		if (chars >= RUN_CHARS_MIN && (latin != 0 || unit == 0)) {
			buf_clear(&o->scratch);
			office_utf16(bytes_slice(b, start, i), &o->scratch);
			office_text(o, buf_bytes(&o->scratch));
		}
		start = i + 2;
		latin = 0;
	}
}

void
note_read(struct office *o, struct bytes content)
{
	static const struct bytes mark = BYTES_INIT("\xE7\x16\xE3\xBD\x65\x26\x11\x45\xA4\xC4\x8D\x4D\x0B\x7A\x9E\xAC");
	size_t at = 0;
	unsigned number = 0;
	o->facts.format = BYTES("one");
	for (;;) {
		size_t found = bytes_find(bytes_from(content, at), mark);
		text_runs(o, bytes_slice(content, at, found == BYTES_NOT_FOUND ? content.len : at + found));
		if (found == BYTES_NOT_FOUND)
			return;
		struct reader r = reader_of(bytes_from(content, at + found + mark.len));
		uint64_t length = reader_u64le(&r);
		reader_skip(&r, 4 + 8);
		struct bytes data = reader_take(&r, length < reader_left(&r) ? (size_t)length : reader_left(&r));
		char name[32];
		(void)snprintf(name, sizeof name, "embedded-%u", ++number);
		o->facts.objects++;
		office_sign(o, DOCUMENT_OBJECT);
		office_child(o, bytes_of_cstr(name), data);
		at += found + mark.len + 20 + data.len;
	}
}
