#include "office/letter.h"

#include "base/reader.h"
#include "office/rtf.h"

/* Rich Text of one letter. */
#define RTF_OCTETS_MAX ((size_t)8 << 20)
#define DICTIONARY 4096

/* Properties by number; types say how their text is written. */
enum property {
	SUBJECT = 0x0037, BODY = 0x1000, RTF_COMPRESSED = 0x1009, HTML = 0x1013, SENDER = 0x0C1F, DATA = 0x3701,
	EXTENSION = 0x3703, SHORT_NAME = 0x3704, LONG_NAME = 0x3707,
};
enum { TYPE_TEXT = 0x1E, TYPE_WIDE = 0x1F, TYPE_OBJECT = 0x0D, TYPE_OCTETS = 0x102 };

/* One attachment, until all of it is known. */
struct attachment {
	struct bytes name, short_name, data;
};

static struct bytes
text_of(struct office *o, unsigned type, struct bytes value, uint32_t codepage)
{
	while (value.len != 0 && value.at[value.len - 1] == 0 && type == TYPE_TEXT)
		value.len--;
	if (type != TYPE_WIDE)
		return office_decode(o, value, codepage);
	struct bytes kept = BYTES_NONE;
	buf_clear(&o->scratch);
	office_utf16(value, &o->scratch);
	(void)arena_copy(o->arena, buf_bytes(&o->scratch), &kept);
	return kept;
}

bool
letter_rtf(struct office *o, struct bytes in, struct buf *out)
{
	static const char start[] = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
	                            "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
	                            "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
	uint8_t dictionary[DICTIONARY];
	struct reader r = reader_of(in);
	reader_skip(&r, 4);
	uint32_t size = reader_u32le(&r), magic = reader_u32le(&r);
	reader_skip(&r, 4);
	if (magic == 0x414C454D) { /* "MELA": as it is */
		buf_add(out, reader_take(&r, size < reader_left(&r) ? size : reader_left(&r)));
		return reader_ok(&r);
	}
	if (magic != 0x75465A4C)
		return false;
	memset(dictionary, ' ', sizeof dictionary);
	memcpy(dictionary, start, sizeof start - 1);
	size_t at = sizeof start - 1;
	while (reader_left(&r) > 0 && buf_ok(out)) {
		uint8_t flags = reader_u8(&r);
		for (int bit = 0; bit < 8 && reader_left(&r) > 0; bit++) {
			size_t from = at, count = 1;
			if ((flags >> bit & 1) != 0) {
				uint16_t token = reader_u16be(&r);
				from = token >> 4;
				count = (token & 15u) + 2;
				if (from == at % DICTIONARY)
					return true;
			}
			if (!office_work(o, count))
				return false;
			for (size_t i = 0; i < count; i++, at++) {
				uint8_t c = (flags >> bit & 1) != 0 ? dictionary[(from + i) % DICTIONARY] : reader_u8(&r);
				dictionary[at % DICTIONARY] = c;
				buf_add_octet(out, c);
			}
		}
	}
	return false;
}

/* What a letter says, whichever form it came in. */
static void
say(struct office *o, unsigned property, unsigned type, struct bytes value, uint32_t codepage)
{
	struct bytes text;
	switch (property) {
	case SUBJECT: case BODY:
		office_text(o, text_of(o, type, value, codepage));
		break;
	case HTML:
		/* A page is read where pages are read. */
		text = type == TYPE_OCTETS ? value : text_of(o, type, value, codepage);
		office_child(o, BYTES("body.html"), text);
		break;
	case RTF_COMPRESSED: {
		struct buf rtf;
		struct bytes kept;
		buf_init(&rtf, RTF_OCTETS_MAX);
		(void)letter_rtf(o, value, &rtf);
		if (rtf_is(buf_bytes(&rtf)) && arena_copy(o->arena, buf_bytes(&rtf), &kept))
			office_child(o, BYTES("body.rtf"), kept);
		buf_done(&rtf);
		break;
	}
	default: break;
	}
}

static void
note_attachment(struct office *o, struct attachment *a, unsigned property, unsigned type, struct bytes value,
    uint32_t codepage)
{
	if (property == LONG_NAME)
		a->name = text_of(o, type, value, codepage);
	else if (property == SHORT_NAME)
		a->short_name = text_of(o, type, value, codepage);
	else if (property == DATA)
		a->data = value;
}

static void
end_attachment(struct office *o, struct attachment *a)
{
	if (a->data.len != 0)
		office_child(o, a->name.len != 0 ? a->name : a->short_name.len != 0 ? a->short_name : BYTES("attachment"), a->data);
	*a = (struct attachment){ .name = BYTES_NONE };
}

bool
letter_is_tnef(struct bytes content)
{
	return bytes_starts(content, BYTES("\x78\x9F\x3E\x22"));
}

static size_t
padded(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

/* The size of one value of a fixed TYPE, 0 where it is counted. */
static size_t
fixed_size(unsigned type)
{
	switch (type) {
	case 0x02: case 0x03: case 0x04: case 0x0A: case 0x0B: case 0x01: return 4;
	case 0x05: case 0x06: case 0x07: case 0x14: case 0x40: return 8;
	case 0x48: return 16;
	default: return 0;
	}
}

/* A block of properties of TNEF.  A is the attachment that they describe, or NULL for the letter. */
static void
read_properties(struct office *o, struct bytes block, struct attachment *a, uint32_t codepage)
{
	struct reader r = reader_of(block);
	uint32_t count = reader_u32le(&r);
	for (uint32_t i = 0; i < count && i < LETTER_ATTRIBUTES_MAX && reader_left(&r) > 0; i++) {
		uint16_t type = reader_u16le(&r), property = reader_u16le(&r);
		bool is_many = (type & 0x1000) != 0;
		type &= 0x0FFF;
		if (property >= 0x8000) {
			/* A name of its own: a set, and a number or a text. */
			reader_skip(&r, 16);
			if (reader_u32le(&r) == 0)
				reader_skip(&r, 4);
			else
				reader_skip(&r, padded(reader_u32le(&r)));
		}
		size_t fixed = fixed_size(type);
		uint32_t values = is_many || fixed == 0 ? reader_u32le(&r) : 1;
		for (uint32_t k = 0; k < values && reader_left(&r) > 0; k++) {
			size_t length = fixed != 0 ? fixed : reader_u32le(&r);
			struct bytes value = reader_take(&r, length < reader_left(&r) ? length : reader_left(&r));
			if (fixed == 0)
				reader_skip(&r, padded(length) - length < reader_left(&r) ? padded(length) - length : reader_left(&r));
			/* An embedded object stands behind the id of its interface. */
			if (type == TYPE_OBJECT)
				value = bytes_from(value, 16);
			if (a != NULL)
				note_attachment(o, a, property, type, value, codepage);
			else
				say(o, property, type, value, codepage);
		}
	}
}

void
letter_read_tnef(struct office *o, struct bytes content)
{
	enum { TITLE = 0x8010, FILE_DATA = 0x800F, RENDER = 0x9002, PROPERTIES = 0x9003, FILE_PROPERTIES = 0x9005,
		CODEPAGE = 0x9007, LETTER_SUBJECT = 0x8004, LETTER_BODY = 0x800C };
	struct reader r = reader_of(content);
	struct attachment a = { .name = BYTES_NONE };
	uint32_t codepage = 1252;
	o->facts.format = BYTES("tnef");
	reader_skip(&r, 6);
	for (int i = 0; i < LETTER_ATTRIBUTES_MAX && reader_left(&r) > 9; i++) {
		(void)reader_u8(&r);
		uint16_t id = reader_u16le(&r);
		(void)reader_u16le(&r);
		uint32_t length = reader_u32le(&r);
		struct bytes data = reader_take(&r, length < reader_left(&r) ? length : reader_left(&r));
		if (reader_left(&r) >= 2)
			(void)reader_u16le(&r);
		struct reader field = reader_of(data);
		switch (id) {
		case CODEPAGE: codepage = reader_u32le(&field) & 0xFFFF; break;
		case LETTER_SUBJECT: say(o, SUBJECT, TYPE_TEXT, data, codepage); break;
		case LETTER_BODY: say(o, BODY, TYPE_TEXT, data, codepage); break;
		case PROPERTIES: read_properties(o, data, NULL, codepage); break;
		case RENDER: end_attachment(o, &a); break;
		case TITLE: a.short_name = text_of(o, TYPE_TEXT, data, codepage); break;
		case FILE_DATA: a.data = data; break;
		case FILE_PROPERTIES: read_properties(o, data, &a, codepage); break;
		default: break;
		}
	}
	end_attachment(o, &a);
}

/* "__substg1.0_3701000D": property and type in hexadecimal. */
static bool
stream_property(struct bytes name, unsigned *property, unsigned *type)
{
	static const struct bytes start = BYTES_INIT("__substg1.0_");
	unsigned value = 0;
	if (!bytes_starts_nocase(name, start) || name.len < start.len + 8)
		return false;
	for (size_t i = 0; i < 8; i++) {
		int digit = ascii_hex(name.at[start.len + i]);
		if (digit < 0)
			return false;
		value = value << 4 | (unsigned)digit;
	}
	*property = value >> 16;
	*type = value & 0xFFFF;
	return true;
}

/* Attachments are storages; each stream knows only its parent, so one pass gathers them by it. */
bool
letter_read_message(struct office *o, struct cfb *c)
{
	bool found = cfb_child(c, 0, BYTES("__properties_version1.0")) != CFB_NONE;
	struct attachment *attachments = found ? arena_get(o->arena, c->count, sizeof *attachments) : NULL;
	if (attachments == NULL)
		return false;
	for (uint32_t i = 1; i < c->count; i++) {
		const struct cfb_entry *e = &c->entries[i];
		unsigned property, type;
		if (e->type != CFB_STREAM || !stream_property(e->name, &property, &type))
			continue;
		bool is_attachment = bytes_starts_nocase(c->entries[e->parent].name, BYTES("__attach_version1.0"));
		if (is_attachment && (property == LONG_NAME || property == SHORT_NAME || property == DATA))
			note_attachment(o, &attachments[e->parent], property, type, cfb_stream(c, i), 936);
		else if (!is_attachment && (property == SUBJECT || property == BODY || property == HTML || property == RTF_COMPRESSED))
			say(o, property, type, cfb_stream(c, i), 936);
	}
	for (uint32_t i = 0; i < c->count; i++)
		end_attachment(o, &attachments[i]);
	return true;
}
