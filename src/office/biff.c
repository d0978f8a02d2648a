#include "office/biff.h"

#include "base/reader.h"
#include "office/fold.h"
#include "office/formula.h"
#include "office/lock.h"

enum record {
	BIFF_FORMULA = 0x0006, BIFF_EOF = 0x000A, BIFF_NAME = 0x0018, BIFF_EXTERNNAME = 0x0023, BIFF_FILEPASS = 0x002F,
	BIFF_CONTINUE = 0x003C, BIFF_CODEPAGE = 0x0042, BIFF_BOUNDSHEET = 0x0085, BIFF_RSTRING = 0x00D6,
	BIFF_SST = 0x00FC, BIFF_SUPBOOK = 0x01AE, BIFF_HLINK = 0x01B8, BIFF_LABEL = 0x0204, BIFF_STRING = 0x0207,
	BIFF_FORMULA3 = 0x0206, BIFF_FORMULA4 = 0x0406, BIFF_BOF = 0x0809, BIFF_TXO = 0x01B6,
};
enum kind { KIND_GLOBALS = 0x05, KIND_SHEET = 0x10, KIND_CHART = 0x20, KIND_MACRO = 0x40 };

struct sheet {
	uint32_t at;
	uint8_t hidden;
	uint8_t kind; /* 1: macro sheet */
};

struct book {
	struct office *o;
	bool is_wide; /* BIFF8 */
	uint32_t codepage;
	uint16_t kind; /* of the part that is being read */
	struct sheet *sheets;
	size_t sheet_count;
	size_t sheet_room;
	bool is_automatic;
	bool has_macro_sheet;
	uint16_t record;
};

bool
biff_is_automatic(struct bytes name)
{
	static const struct bytes starts[] = { BYTES_INIT("auto_open"), BYTES_INIT("auto_close"), BYTES_INIT("auto_activate"),
		BYTES_INIT("auto_deactivate"), BYTES_INIT("_xlnm.auto_open"), BYTES_INIT("_xlnm.auto_close"),
		BYTES_INIT("_xlnm.auto_activate"), BYTES_INIT("_xlnm.auto_deactivate") };
	/* Excel takes any name that begins so. */
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (bytes_starts_nocase(name, starts[i]))
			return true;
	return false;
}

void
biff_macro_formula(struct office *o, struct bytes text, uint32_t does)
{
	o->facts.formulas++;
	if ((does & FORMULA_EXECUTES) != 0)
		office_sign(o, DOCUMENT_XLM_EXECUTES);
	if ((does & FORMULA_BUILDS) != 0)
		office_sign(o, DOCUMENT_XLM_BUILDS);
	if ((does & FORMULA_WRITES) != 0)
		office_sign(o, DOCUMENT_XLM_EXECUTES);
	if ((does & FORMULA_CHARS) != 0)
		office_sign(o, DOCUMENT_XLM_OBFUSCATED);
	if ((does & (FORMULA_EXECUTES | FORMULA_WRITES)) != 0 || bytes_has_nocase(text, BYTES("http")))
		office_sample(o, text);
	if (bytes_find_octet(text, '"') != BYTES_NOT_FOUND) {
		/* The text is in o->scratch, which folding does not touch. */
		(void)fold_strings(o, text);
		office_code(o, text);
	}
}

/* Characters in one octet: Excel 97 leaves out the upper one, Excel 5 has a code page. */
static void
narrow(struct book *b, struct bytes raw, struct buf *out)
{
	if (b->is_wide || b->codepage == 1252 || b->codepage == 0)
		office_latin1(raw, out);
	else
		buf_add(out, office_decode(b->o, raw, b->codepage));
}

/* A string of COUNT characters, which says itself in BIFF8 whether they are wide. */
static void
string_of(struct book *b, struct reader *r, size_t count, struct buf *out)
{
	if (!b->is_wide) {
		narrow(b, reader_take(r, count < reader_left(r) ? count : reader_left(r)), out);
		return;
	}
	bool is_utf16 = (reader_u8(r) & 1) != 0;
	size_t want = is_utf16 ? count * 2 : count;
	struct bytes raw = reader_take(r, want < reader_left(r) ? want : reader_left(r));
	if (is_utf16)
		office_utf16(raw, out);
	else
		office_latin1(raw, out);
}

static void
read_boundsheet(struct book *b, struct reader *r)
{
	uint32_t at = reader_u32le(r);
	uint8_t hidden = reader_u8(r) & 3, kind = reader_u8(r);
	if (!reader_ok(r) || b->sheet_count == BIFF_SHEETS_MAX)
		return;
	struct sheet *sheets = arena_grow(b->o->arena, b->sheets, b->sheet_count, &b->sheet_room, sizeof *sheets);
	if (sheets == NULL)
		return;
	b->sheets = sheets;
	b->sheets[b->sheet_count++] = (struct sheet){ at, hidden, kind };
}

static void
read_name(struct book *b, struct reader *r)
{
	uint16_t flags = reader_u16le(r);
	reader_skip(r, 1);
	uint8_t length = reader_u8(r);
	uint16_t formula = reader_u16le(r);
	reader_skip(r, 2 + 2 + 4);
	buf_clear(&b->o->scratch);
	string_of(b, r, length, &b->o->scratch);
	struct bytes name = buf_bytes(&b->o->scratch);
	bool is_builtin = (flags & 0x20) != 0 && name.len == 1;
	/* Built-in names are one character: 1 Auto_Open, 2 Auto_Close, 10 Auto_Activate, 11 Auto_Deactivate. */
	if (is_builtin ? name.at[0] == 1 || name.at[0] == 2 || name.at[0] == 10 || name.at[0] == 11 : biff_is_automatic(name)) {
		b->is_automatic = true;
		office_sample(b->o, is_builtin ? BYTES("Auto_Open") : name);
	}
	uint32_t does;
	struct bytes tokens = reader_take(r, formula < reader_left(r) ? formula : reader_left(r));
	struct bytes text = formula_read(b->o, b->is_wide ? FORMULA_BIFF8 : FORMULA_BIFF5, tokens, &does);
	if ((does & (FORMULA_EXECUTES | FORMULA_BUILDS)) != 0)
		biff_macro_formula(b->o, text, does);
}

static void
read_formula(struct book *b, struct reader *r)
{
	reader_skip(r, 2 + 2 + 2 + 8 + 2 + 4);
	uint16_t length = reader_u16le(r);
	struct bytes tokens = reader_take(r, length < reader_left(r) ? length : reader_left(r));
	uint32_t does;
	struct bytes text = formula_read(b->o, b->is_wide ? FORMULA_BIFF8 : FORMULA_BIFF5, tokens, &does);
	if (b->kind == KIND_MACRO)
		biff_macro_formula(b->o, text, does);
	else if (bytes_has_nocase(text, BYTES("http")) || bytes_has(text, BYTES("\\\\")))
		office_code(b->o, text);
}

/* A link to another book, or (with octet 3 inside its name) to a program by DDE. */
static void
read_supbook(struct book *b, struct reader *r)
{
	(void)reader_u16le(r);
	uint16_t length = reader_u16le(r);
	if (length == 0x0401 || length == 0x3A01 || length == 0)
		return;
	buf_clear(&b->o->scratch);
	string_of(b, r, length, &b->o->scratch);
	struct bytes path = buf_bytes(&b->o->scratch);
	size_t topic = bytes_find_octet(path, 3);
	if (topic == BYTES_NOT_FOUND || topic == 0)
		return;
	office_sign(b->o, DOCUMENT_DDE);
	office_relation(b->o, BYTES("dde"), path);
	office_sample(b->o, path);
}

/* Shared strings: one text may go on in the next record, where it says anew whether it is wide. */
static void
read_sst(struct book *b, struct bytes stream, size_t at)
{
	struct reader all = reader_of(bytes_from(stream, at));
	struct buf *out = &b->o->scratch;
	struct reader r;
	uint16_t number = reader_u16le(&all);
	uint16_t length = reader_u16le(&all);
	r = reader_of(reader_take(&all, length));
	reader_skip(&r, 8);
#define NEXT_RECORD()                                                                                           \
	do {                                                                                                    \
		number = reader_u16le(&all);                                                                    \
		length = reader_u16le(&all);                                                                    \
		if (!reader_ok(&all) || number != BIFF_CONTINUE)                                                \
			return;                                                                                 \
		r = reader_of(reader_take(&all, length));                                                       \
	} while (0)
	for (;;) {
		if (reader_left(&r) == 0)
			NEXT_RECORD();
		size_t count = reader_u16le(&r);
		uint8_t flags = reader_u8(&r);
		size_t behind = (flags & 8) != 0 ? (size_t)reader_u16le(&r) * 4 : 0;
		if ((flags & 4) != 0)
			behind += reader_u32le(&r);
		if (!reader_ok(&r))
			return;
		buf_clear(out);
		while (count > 0) {
			if (reader_left(&r) == 0) {
				NEXT_RECORD();
				flags = reader_u8(&r);
			}
			size_t width = (flags & 1) != 0 ? 2 : 1;
			size_t here = reader_left(&r) / width < count ? reader_left(&r) / width : count;
			if (here == 0)
				return;
			struct bytes raw = reader_take(&r, here * width);
			if (width == 2)
				office_utf16(raw, out);
			else
				office_latin1(raw, out);
			count -= here;
		}
		office_text(b->o, buf_bytes(out));
		while (behind > 0) {
			if (reader_left(&r) == 0)
				NEXT_RECORD();
			size_t here = reader_left(&r) < behind ? reader_left(&r) : behind;
			if (here == 0)
				return;
			reader_skip(&r, here);
			behind -= here;
		}
	}
#undef NEXT_RECORD
}

static void
read_label(struct book *b, struct reader *r)
{
	reader_skip(r, 6);
	uint16_t length = reader_u16le(r);
	buf_clear(&b->o->scratch);
	string_of(b, r, length, &b->o->scratch);
	office_text(b->o, buf_bytes(&b->o->scratch));
	if (b->kind == KIND_MACRO)
		fold_found(b->o, buf_bytes(&b->o->scratch));
}

/* What a formula last gave: of a macro, the string that it put together. */
static void
read_result(struct book *b, struct reader *r)
{
	uint16_t length = reader_u16le(r);
	buf_clear(&b->o->scratch);
	string_of(b, r, length, &b->o->scratch);
	if (b->kind == KIND_MACRO)
		fold_found(b->o, buf_bytes(&b->o->scratch));
	else
		office_text(b->o, buf_bytes(&b->o->scratch));
}

/* A URL moniker's text stands somewhere behind its class id. */
static void
read_hlink(struct book *b, struct bytes data)
{
	static const struct bytes moniker = BYTES_INIT("\xE0\xC9\xEA\x79\xF9\xBA\xCE\x11\x8C\x82\0\xAA\0\x4B\xA9\x0B");
	size_t at = bytes_find(data, moniker);
	if (at == BYTES_NOT_FOUND)
		return;
	struct reader r = reader_of(bytes_from(data, at + moniker.len));
	uint32_t length = reader_u32le(&r);
	buf_clear(&b->o->scratch);
	office_utf16(reader_take(&r, length < reader_left(&r) ? length & ~1u : reader_left(&r) & ~(size_t)1), &b->o->scratch);
	office_text(b->o, buf_bytes(&b->o->scratch));
}

static void
read_bof(struct book *b, struct reader *r, uint32_t at)
{
	uint16_t version = reader_u16le(r);
	b->kind = reader_u16le(r);
	b->is_wide = version == 0x0600;
	uint8_t hidden = 0;
	for (size_t i = 0; i < b->sheet_count; i++)
		if (b->sheets[i].at == at)
			hidden = b->sheets[i].hidden;
	if (b->kind != KIND_MACRO)
		return;
	b->has_macro_sheet = true;
	b->o->facts.macro_sheets++;
	office_sign(b->o, DOCUMENT_XLM);
	if (hidden != 0)
		office_sign(b->o, hidden == 2 ? DOCUMENT_XLM_VERY_HIDDEN : DOCUMENT_XLM_HIDDEN);
}

static void
read_record(struct book *b, struct bytes stream, size_t at, uint16_t number, struct bytes data)
{
	struct reader r = reader_of(data);
	switch (number) {
	case BIFF_BOF: case 0x0009: case 0x0209: case 0x0409: read_bof(b, &r, (uint32_t)at); break;
	case BIFF_BOUNDSHEET: read_boundsheet(b, &r); break;
	case BIFF_CODEPAGE: b->codepage = reader_u16le(&r); break;
	case BIFF_NAME: read_name(b, &r); break;
	case BIFF_FORMULA: case BIFF_FORMULA3: case BIFF_FORMULA4: read_formula(b, &r); break;
	case BIFF_SUPBOOK: read_supbook(b, &r); break;
	case BIFF_SST: read_sst(b, stream, at); break;
	case BIFF_LABEL: case BIFF_RSTRING: read_label(b, &r); break;
	case BIFF_STRING: read_result(b, &r); break;
	case BIFF_HLINK: read_hlink(b, data); break;
	default: break;
	}
}

/* The stream in clear: every record's data but that of those which say how it is encrypted; their heads stay. */
static struct bytes
decrypted(struct office *o, struct bytes stream, const struct lock *lock)
{
	uint8_t *out = office_work(o, stream.len) ? arena_get(o->arena, stream.len, 1) : NULL;
	struct reader r = reader_of(stream);
	if (out == NULL)
		return BYTES_NONE;
	if (lock->kind != LOCK_XOR)
		lock_decrypt(lock, stream, 1024, 0, out);
	while (reader_left(&r) >= 4) {
		size_t head = r.pos;
		uint16_t number = reader_u16le(&r), length = reader_u16le(&r);
		struct bytes data = reader_take(&r, length < reader_left(&r) ? length : reader_left(&r));
		size_t at = head + 4, plain = 0;
		if (number == BIFF_BOF || number == BIFF_FILEPASS || number == 0x00E1 || number == 0x0194 || number == 0x0195 ||
		    number == 0x0138 || number == 0x0196)
			plain = data.len;
		else if (number == BIFF_BOUNDSHEET)
			plain = data.len < 4 ? data.len : 4; /* the place of the sheet */
		if (lock->kind == LOCK_XOR)
			for (size_t i = 0; i < data.len; i++)
				out[at + i] = lock_xor(lock, data.at[i], at + i + data.len);
		memcpy(out + head, stream.at + head, 4);
		if (plain != 0)
			memcpy(out + at, data.at, plain);
		/* Read on, it would be found again. */
		if (number == BIFF_FILEPASS)
			out[head] = out[head + 1] = 0xFF;
	}
	return bytes_of(out, stream.len);
}

static struct bytes
unlocked(struct office *o, struct bytes stream, struct bytes filepass, bool is_wide)
{
	struct reader r = reader_of(filepass);
	struct lock lock;
	uint16_t kind = is_wide ? reader_u16le(&r) : 0;
	if (kind == 1)
		return lock_open(o, bytes_from(filepass, 2), &lock) ? decrypted(o, stream, &lock) : BYTES_NONE;
	uint16_t key = reader_u16le(&r), verifier = reader_u16le(&r);
	return lock_open_xor(o, key, verifier, &lock) ? decrypted(o, stream, &lock) : BYTES_NONE;
}

void
biff_read(struct office *o, struct bytes stream)
{
	struct book b = { .o = o };
	struct reader r = reader_of(stream);
	while (reader_left(&r) >= 4) {
		size_t at = r.pos;
		uint16_t number = reader_u16le(&r);
		uint16_t length = reader_u16le(&r);
		if (number == 0 && length == 0)
			break; /* padding */
		struct bytes data = reader_take(&r, length < reader_left(&r) ? length : reader_left(&r));
		if (number == BIFF_FILEPASS) {
			stream = unlocked(o, stream, data, b.is_wide);
			if (stream.len == 0)
				break;
			r.all = stream;
			continue;
		}
		read_record(&b, stream, at, number, data);
	}
	/* The list of sheets may name a macro sheet whose own record lies. */
	for (size_t i = 0; i < b.sheet_count; i++)
		if (b.sheets[i].kind == 1) {
			office_sign(o, DOCUMENT_XLM);
			b.has_macro_sheet = true;
			if (b.sheets[i].hidden != 0)
				office_sign(o, b.sheets[i].hidden == 2 ? DOCUMENT_XLM_VERY_HIDDEN : DOCUMENT_XLM_HIDDEN);
		}
	if (b.is_automatic && b.has_macro_sheet)
		office_sign(o, DOCUMENT_XLM_AUTO);
}
