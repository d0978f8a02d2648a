#include "office/rtf.h"

#include "office/field.h"
#include "office/objects.h"

#define FIELD_TEXT_MAX ((size_t)65536)
#define RUN_MAX ((size_t)4096)
/* Drawn for a run of characters that are not ASCII. */
#define RUN_WORK 512
/* Things between an object's digits from which on it was broken up on purpose. */
#define NOISE_MANY 12
/* A font table that overflows Word's (CVE-2023-21716) has tens of thousands. */
#define FONTS_MANY 8000
/* Octets of a shape's list of fragments, which Word leaves out; CVE-2010-3333 copies a longer one onto the stack. */
#define FRAGMENTS_MAX 256

enum place { IN_TEXT, IN_NOTHING, IN_OBJECT, IN_CLASS, IN_FIELD, IN_TEMPLATE, IN_PICTURE, IN_FONTS };

struct group {
	enum place place;
	uint16_t skip; /* characters that stand for one \u */
};

struct rtf {
	struct office *o;
	struct bytes in;
	size_t at;
	struct group groups[RTF_DEPTH_MAX];
	size_t depth;
	struct group now;
	bool is_optional; /* behind \* */
	uint32_t codepage;
	uint32_t skipping;
	struct buf run;   /* text in the code page */
	struct buf field;
	struct buf data;  /* octets of an object or picture */
	struct buf word;  /* a class name, a template's address */
	uint32_t noise, blanks, digits, fonts, objects, pictures;
	int half;         /* the first digit of an octet, -1 for none */
	bool is_image;    /* the picture is PNG or JPEG */
	bool has_fragments; /* the value of a shape's pFragments comes next */
};

bool
rtf_is(struct bytes content)
{
	return bytes_starts(bytes_trim(bytes_to(content, 64)), BYTES("{\\rt"));
}

static void
end_run(struct rtf *r)
{
	if (r->run.len == 0)
		return;
	/* Most runs are ASCII; for the others a converter is opened, which is most of their cost. */
	struct bytes text = buf_bytes(&r->run);
	bool is_ascii = true;
	for (size_t i = 0; i < text.len && is_ascii; i++)
		is_ascii = text.at[i] < 0x80;
	if (!is_ascii)
		text = office_work(r->o, RUN_WORK) ? office_decode(r->o, text, r->codepage) : BYTES_NONE;
	buf_add(r->now.place == IN_FIELD ? &r->field : &r->o->text, text);
	buf_clear(&r->run);
}

static void
text_octet(struct rtf *r, uint8_t c)
{
	if (r->skipping > 0) {
		r->skipping--;
		return;
	}
	switch (r->now.place) {
	case IN_TEXT: case IN_FIELD:
		if (r->run.len >= RUN_MAX && c < 0x80)
			end_run(r);
		buf_add_octet(&r->run, c);
		break;
	case IN_CLASS: case IN_TEMPLATE:
		buf_add_octet(&r->word, c);
		break;
	case IN_OBJECT: case IN_PICTURE: {
		int digit = ascii_hex(c);
		if (ascii_is_space(c)) {
			r->blanks++;
		} else if (digit < 0) {
			r->noise++;
		} else {
			r->digits++;
			if (r->half >= 0)
				buf_add_octet(&r->data, (uint8_t)(r->half << 4 | digit));
			r->half = r->half >= 0 ? -1 : digit;
		}
		break;
	}
	default: break;
	}
}

static void
begin_data(struct rtf *r)
{
	buf_clear(&r->data);
	r->half = -1;
	r->noise = r->blanks = r->digits = 0;
}

static void
end_object(struct rtf *r)
{
	struct bytes copy;
	/* Honest writers break lines at 64 digits or more and write nothing else. */
	if (r->noise >= NOISE_MANY || (r->digits > 200 && r->blanks > r->digits / 8))
		office_sign(r->o, DOCUMENT_HEX_NOISE);
	if (r->data.len == 0)
		return;
	if (++r->objects > RTF_OBJECTS_MAX) {
		office_gap(r->o, GAP_LIMIT, BYTES("more objects than are looked into"));
		return;
	}
	if (office_work(r->o, r->data.len) && arena_copy(r->o->arena, buf_bytes(&r->data), &copy))
		(void)objects_read_ole1(r->o, copy);
}

static void
end_picture(struct rtf *r)
{
	struct bytes copy;
	if (!r->is_image || r->data.len == 0 || ++r->pictures > RTF_PICTURES_MAX)
		return;
	if (office_work(r->o, r->data.len) && arena_copy(r->o->arena, buf_bytes(&r->data), &copy))
		office_child(r->o, BYTES("picture"), copy);
}

/* The group's place ends with it. */
static void
leave(struct rtf *r, enum place place)
{
	switch (place) {
	case IN_OBJECT: end_object(r); break;
	case IN_PICTURE: end_picture(r); break;
	case IN_FIELD:
		field_read(r->o, buf_bytes(&r->field));
		buf_clear(&r->field);
		break;
	case IN_CLASS:
		objects_class(r->o, buf_bytes(&r->word));
		break;
	case IN_TEMPLATE: {
		struct bytes target = bytes_trim(buf_bytes(&r->word));
		office_relation(r->o, BYTES("attachedTemplate"), target);
		if (field_is_remote(target)) {
			office_sign(r->o, DOCUMENT_REMOTE_TEMPLATE);
			office_code(r->o, target);
		}
		break;
	}
	default: break;
	}
}

static void
open_group(struct rtf *r)
{
	end_run(r);
	if (r->now.place == IN_OBJECT)
		r->noise++;
	if (r->depth < RTF_DEPTH_MAX)
		r->groups[r->depth] = r->now;
	r->depth++;
	r->is_optional = false;
}

static void
close_group(struct rtf *r)
{
	end_run(r);
	if (r->depth == 0)
		return;
	enum place was = r->now.place;
	if (--r->depth < RTF_DEPTH_MAX)
		r->now = r->groups[r->depth];
	if (was != r->now.place)
		leave(r, was);
}

static void
enter(struct rtf *r, enum place place)
{
	end_run(r);
	if (place == IN_OBJECT || place == IN_PICTURE)
		begin_data(r);
	if (place == IN_CLASS || place == IN_TEMPLATE)
		buf_clear(&r->word);
	if (place == IN_PICTURE)
		r->is_image = false;
	r->now.place = place;
}

static void
control_word(struct rtf *r, struct bytes word, bool has_number, int64_t number)
{
	static const struct {
		struct bytes word;
		enum place place;
	} destinations[] = {
		{ BYTES_INIT("objdata"), IN_OBJECT }, { BYTES_INIT("objclass"), IN_CLASS }, { BYTES_INIT("fldinst"), IN_FIELD },
		{ BYTES_INIT("template"), IN_TEMPLATE }, { BYTES_INIT("pict"), IN_PICTURE }, { BYTES_INIT("fonttbl"), IN_FONTS },
		{ BYTES_INIT("colortbl"), IN_NOTHING }, { BYTES_INIT("stylesheet"), IN_NOTHING }, { BYTES_INIT("info"), IN_NOTHING },
		{ BYTES_INIT("datastore"), IN_NOTHING }, { BYTES_INIT("themedata"), IN_NOTHING },
		{ BYTES_INIT("listtable"), IN_NOTHING }, { BYTES_INIT("generator"), IN_NOTHING },
		{ BYTES_INIT("fldrslt"), IN_TEXT }, { BYTES_INIT("shptxt"), IN_TEXT }, { BYTES_INIT("shppict"), IN_NOTHING },
		{ BYTES_INIT("objalias"), IN_NOTHING }, { BYTES_INIT("datafield"), IN_NOTHING }, { BYTES_INIT("xmlnstbl"), IN_NOTHING },
	};
	bool was_optional = r->is_optional;
	r->is_optional = false;
	for (size_t i = 0; i < sizeof destinations / sizeof *destinations; i++)
		if (bytes_equal(word, destinations[i].word)) {
			/* A picture inside an object's result is a picture; nothing else begins inside digits. */
			if (r->now.place == IN_OBJECT)
				r->noise++;
			else
				enter(r, destinations[i].place);
			return;
		}
	if (r->now.place == IN_OBJECT) {
		r->noise++;
		if (was_optional)
			r->now.place = IN_NOTHING;
		return;
	}
	if (bytes_equal(word, BYTES("par")) || bytes_equal(word, BYTES("line")) || bytes_equal(word, BYTES("cell")) ||
	    bytes_equal(word, BYTES("tab")) || bytes_equal(word, BYTES("row"))) {
		text_octet(r, bytes_equal(word, BYTES("tab")) ? ' ' : '\n');
	} else if (bytes_equal(word, BYTES("u")) && has_number) {
		uint32_t cp = (uint32_t)(number & 0xFFFF);
		uint8_t wide[2] = { (uint8_t)cp, (uint8_t)(cp >> 8) };
		end_run(r);
		if (r->now.place == IN_TEXT || r->now.place == IN_FIELD)
			office_utf16(bytes_of(wide, 2), r->now.place == IN_FIELD ? &r->field : &r->o->text);
		r->skipping = r->now.skip;
	} else if (bytes_equal(word, BYTES("uc")) && has_number) {
		r->now.skip = number >= 0 && number < 16 ? (uint16_t)number : 1;
	} else if (bytes_equal(word, BYTES("ansicpg")) && has_number) {
		end_run(r);
		r->codepage = number > 0 && number < 65536 ? (uint32_t)number : 0;
	} else if (bytes_equal(word, BYTES("pngblip")) || bytes_equal(word, BYTES("jpegblip"))) {
		r->is_image = true;
	} else if (bytes_equal(word, BYTES("objupdate")) || bytes_equal(word, BYTES("objautlink"))) {
		office_sign(r->o, DOCUMENT_AUTO_OBJECT);
	} else if (bytes_equal(word, BYTES("objocx"))) {
		office_sign(r->o, DOCUMENT_ACTIVEX);
	} else if (bytes_equal(word, BYTES("f")) && r->now.place == IN_FONTS) {
		if (++r->fonts == FONTS_MANY)
			office_sign(r->o, DOCUMENT_EXPLOIT_SHAPE);
	} else if (bytes_equal(word, BYTES("listoverridecount")) && has_number && number != 0 && number != 1 && number != 9) {
		/* The specification knows these three; CVE-2014-1761 promises more than it lists. */
		office_sign(r->o, DOCUMENT_EXPLOIT_SHAPE);
	} else if (bytes_equal(word, BYTES("sn"))) {
		r->has_fragments = bytes_starts_nocase(bytes_trim(bytes_slice(r->in, r->at, r->at + 64)), BYTES("pFragments"));
	} else if (bytes_equal(word, BYTES("sv")) && r->has_fragments) {
		r->has_fragments = false;
		if (bytes_find_octet(bytes_slice(r->in, r->at, r->at + FRAGMENTS_MAX), '}') == BYTES_NOT_FOUND)
			office_sign(r->o, DOCUMENT_EXPLOIT_SHAPE);
	} else if (was_optional) {
		/* A destination that nobody must know. */
		r->now.place = IN_NOTHING;
	}
}

/* \name, \name-12 with one blank behind, \'hh, \{, \*. */
static void
control(struct rtf *r)
{
	struct bytes rest = bytes_from(r->in, ++r->at);
	if (rest.len == 0)
		return;
	uint8_t c = rest.at[0];
	if (!ascii_is_alpha(c)) {
		r->at++;
		if (c == '\'') {
			int high = rest.len > 1 ? ascii_hex(rest.at[1]) : -1, low = rest.len > 2 ? ascii_hex(rest.at[2]) : -1;
			r->at += high < 0 ? 0 : low < 0 ? 1 : 2;
			if (r->now.place == IN_OBJECT)
				r->noise++;
			else if (high >= 0 && low >= 0)
				text_octet(r, (uint8_t)(high << 4 | low));
		} else if (c == '*') {
			r->is_optional = true;
		} else if (c == '{' || c == '}' || c == '\\') {
			text_octet(r, c);
		} else if (c == '~' || c == '\n' || c == '\r') {
			text_octet(r, ' ');
		}
		return;
	}
	size_t end = 0;
	while (end < rest.len && end < 64 && ascii_is_alpha(rest.at[end]))
		end++;
	struct bytes word = bytes_to(rest, end);
	bool is_negative = end + 1 < rest.len && rest.at[end] == '-' && ascii_is_digit(rest.at[end + 1]);
	int64_t number = 0;
	size_t digits = end + is_negative;
	size_t i = digits;
	for (; i < rest.len && i < digits + 64 && ascii_is_digit(rest.at[i]); i++)
		if (number < INT32_MAX)
			number = number * 10 + (rest.at[i] - '0');
	bool has_number = i > digits;
	r->at += has_number ? i : end;
	if (r->at < r->in.len && r->in.at[r->at] == ' ')
		r->at++;
	if (is_negative)
		number = -number;
	if (bytes_equal(word, BYTES("bin")) && has_number && number > 0) {
		struct bytes raw = bytes_to(bytes_from(r->in, r->at), (size_t)number);
		r->at += raw.len;
		if ((r->now.place == IN_OBJECT || r->now.place == IN_PICTURE) && office_work(r->o, raw.len))
			buf_add(&r->data, raw);
		return;
	}
	control_word(r, word, has_number, number);
}

void
rtf_read(struct office *o, struct bytes content)
{
	struct rtf *r = arena_get(o->arena, 1, sizeof *r);
	if (r == NULL)
		return;
	*r = (struct rtf){ .o = o, .in = content, .half = -1, .now = { .place = IN_TEXT, .skip = 1 }, .codepage = 1252 };
	buf_init(&r->run, RUN_MAX * 4);
	buf_init(&r->field, FIELD_TEXT_MAX);
	buf_init(&r->data, content.len + 1);
	buf_init(&r->word, FIELD_TEXT_MAX);
	o->facts.format = BYTES("rtf");
	while (r->at < content.len) {
		uint8_t c = content.at[r->at];
		if (c == '\\') {
			control(r);
			continue;
		}
		r->at++;
		if (c == '{')
			open_group(r);
		else if (c == '}')
			close_group(r);
		else if (c != '\r' && c != '\n')
			text_octet(r, c);
		else if (r->now.place == IN_OBJECT)
			continue; /* line ends are no blanks */
	}
	end_run(r);
	/* Word reads what is not closed. */
	leave(r, r->now.place);
	if (!buf_ok(&o->text))
		office_gap(o, GAP_LIMIT, BYTES("the document has more text than is read"));
	buf_done(&r->run);
	buf_done(&r->field);
	buf_done(&r->data);
	buf_done(&r->word);
}
