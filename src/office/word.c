#include "office/word.h"

#include "base/reader.h"
#include "base/utf8.h"
#include "office/field.h"

#define FIB_CLX 33 /* which pair of the list of places is the text's */
#define FIELD_BEGIN 0x13
#define FIELD_SEPARATOR 0x14
#define FIELD_END 0x15
#define FIELD_TEXT_MAX ((size_t)65536)

void
word_head(struct bytes document, struct word_head *out)
{
	struct reader r = reader_of(document);
	*out = (struct word_head){ .is_word = reader_u16le(&r) == 0xA5EC };
	uint16_t version = reader_u16le(&r);
	if (!out->is_word)
		out->is_word = bytes_starts(document, BYTES("\xDC\xA5"));
	out->is_old = version < 0xC1;
	reader_seek(&r, 10);
	uint16_t flags = reader_u16le(&r);
	out->is_encrypted = (flags & 0x0100) != 0;
	out->has_table_1 = (flags & 0x0200) != 0;
	out->is_xored = (flags & 0x8000) != 0;
	(void)reader_u16le(&r);
	out->key_octets = reader_u32le(&r);
	out->is_word = out->is_word && reader_ok(&r);
}

/* Where the list of pieces is, by the lengths of the head's own parts. */
static bool
find_clx(struct bytes document, uint32_t *at, uint32_t *length)
{
	struct reader r = reader_of(document);
	reader_seek(&r, 32);
	reader_skip(&r, (size_t)reader_u16le(&r) * 2);
	reader_skip(&r, (size_t)reader_u16le(&r) * 4);
	uint16_t pairs = reader_u16le(&r);
	if (pairs <= FIB_CLX)
		return false;
	reader_skip(&r, FIB_CLX * 8);
	*at = reader_u32le(&r);
	*length = reader_u32le(&r);
	return reader_ok(&r);
}

struct telling {
	struct office *o;
	struct buf field;
	uint32_t depth;
	bool is_result; /* of the outermost field */
};

static void
tell(struct telling *t, struct bytes utf8)
{
	struct office *o = t->o;
	for (size_t pos = 0; pos < utf8.len;) {
		uint32_t cp = utf8_next(utf8, &pos);
		if (cp == FIELD_BEGIN) {
			if (t->depth++ == 0)
				buf_clear(&t->field);
			t->is_result = t->is_result && t->depth > 1;
		} else if (cp == FIELD_SEPARATOR) {
			t->is_result = t->is_result || t->depth == 1;
		} else if (cp == FIELD_END) {
			if (t->depth > 0 && --t->depth == 0) {
				field_read(o, buf_bytes(&t->field));
				t->is_result = false;
			}
		} else if (t->depth > 0 && !t->is_result) {
			utf8_add(&t->field, cp);
		} else if (cp == '\r' || cp == 0x07 || cp == 0x0B || cp == 0x0C) {
			buf_add_octet(&o->text, '\n');
		} else if (cp >= 0x20 || cp == '\t') {
			utf8_add(&o->text, cp);
		}
	}
}

static void
read_pieces(struct telling *t, struct bytes document, struct bytes pieces)
{
	struct office *o = t->o;
	/* N+1 positions of 4 octets, then N descriptions of 8. */
	size_t count = pieces.len < 16 ? 0 : (pieces.len - 4) / 12;
	struct reader positions = reader_of(pieces), descriptions = reader_of(bytes_from(pieces, (count + 1) * 4));
	uint32_t from = reader_u32le(&positions);
	for (size_t i = 0; i < count && o->work != 0 && buf_ok(&o->text); i++) {
		uint32_t to = reader_u32le(&positions);
		reader_skip(&descriptions, 2);
		uint32_t place = reader_u32le(&descriptions);
		reader_skip(&descriptions, 2);
		size_t chars = to > from ? to - from : 0;
		bool is_narrow = (place & 0x40000000) != 0;
		size_t at = is_narrow ? (place & 0x3FFFFFFF) / 2 : place & 0x3FFFFFFF;
		size_t room = at < document.len ? document.len - at : 0;
		size_t octets = is_narrow ? chars : chars > room ? room : chars * 2;
		struct bytes raw = bytes_slice(document, at, at + (octets < room ? octets : room));
		from = to;
		if (!office_work(o, raw.len))
			break;
		buf_clear(&o->scratch);
		if (is_narrow)
			office_latin1(raw, &o->scratch);
		else
			office_utf16(raw, &o->scratch);
		tell(t, buf_bytes(&o->scratch));
	}
}

static void
read_old(struct telling *t, struct bytes document)
{
	struct reader r = reader_of(document);
	reader_seek(&r, 6);
	uint16_t language = reader_u16le(&r);
	reader_seek(&r, 24);
	uint32_t from = reader_u32le(&r), to = reader_u32le(&r);
	if (reader_ok(&r))
		tell(t, office_decode(t->o, bytes_slice(document, from, to), language == 0x804 ? 936 : language == 0x404 ? 950 : 1252));
}

void
word_read(struct office *o, struct bytes document, struct bytes table)
{
	struct telling t = { .o = o };
	struct word_head head;
	uint32_t at, length;
	word_head(document, &head);
	buf_init(&t.field, FIELD_TEXT_MAX);
	if (head.is_old) {
		read_old(&t, document);
	} else if (find_clx(document, &at, &length)) {
		struct reader r = reader_of(bytes_slice(table, at, (size_t)at + length));
		/* Formatting stands first, each with its length; then the pieces. */
		uint8_t kind = reader_u8(&r);
		while (kind == 1 && reader_ok(&r)) {
			reader_skip(&r, reader_u16le(&r));
			kind = reader_u8(&r);
		}
		uint32_t octets = reader_u32le(&r);
		if (kind == 2 && reader_ok(&r))
			read_pieces(&t, document, reader_take(&r, octets < reader_left(&r) ? octets : reader_left(&r)));
		else
			office_gap(o, GAP_MALFORMED, BYTES("the list of the document's pieces is damaged"));
	}
	/* A field that never ends is followed all the same. */
	if (t.depth > 0 && t.field.len != 0)
		field_read(o, buf_bytes(&t.field));
	if (!buf_ok(&o->text))
		office_gap(o, GAP_LIMIT, BYTES("the document has more text than is read"));
	buf_done(&t.field);
}
