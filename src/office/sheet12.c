#include "office/sheet12.h"

#include "base/reader.h"
#include "office/biff.h"
#include "office/fold.h"
#include "office/formula.h"

enum record12 {
	BRT_CELL_ST = 6, BRT_FMLA_STRING = 8, BRT_FMLA_NUM = 9, BRT_FMLA_BOOL = 10, BRT_FMLA_ERROR = 11, BRT_SST_ITEM = 19,
	BRT_NAME = 39, BRT_CELL_RSTRING = 62, BRT_BEGIN_SHEET = 129, BRT_BEGIN_BOOK = 131, BRT_BUNDLE_SH = 156,
	BRT_BEGIN_SST = 159, BRT_BEGIN_SUP_BOOK = 360,
};
#define CELL_OCTETS 8

/* Numbers of records and lengths: 7 bits an octet, at most MOST octets. */
static uint32_t
varint(struct reader *r, unsigned most)
{
	uint32_t value = 0;
	for (unsigned i = 0; i < most; i++) {
		uint8_t octet = reader_u8(r);
		value |= (uint32_t)(octet & 0x7F) << (7 * i);
		if ((octet & 0x80) == 0)
			break;
	}
	return value;
}

bool
sheet12_is(struct bytes content)
{
	struct reader r = reader_of(content);
	uint32_t number = varint(&r, 2);
	return reader_ok(&r) && content.len > 4 && (content.at[0] & 0x80) != 0 &&
	       (number == BRT_BEGIN_SHEET || number == BRT_BEGIN_BOOK || number == BRT_BEGIN_SST || number == BRT_BEGIN_SUP_BOOK);
}

/* A string into o->scratch; 0xFFFFFFFF is the absent one. */
static struct bytes
wide(struct office *o, struct reader *r)
{
	uint32_t count = reader_u32le(r);
	buf_clear(&o->scratch);
	if (count == UINT32_MAX)
		return BYTES_NONE;
	if (count > reader_left(r) / 2) {
		r->bad = true;
		return BYTES_NONE;
	}
	office_utf16(reader_take(r, (size_t)count * 2), &o->scratch);
	return buf_bytes(&o->scratch);
}

static void
formula(struct office *o, struct reader *r, bool is_macro)
{
	reader_skip(r, 2);
	uint32_t length = reader_u32le(r), does;
	struct bytes tokens = reader_take(r, length < reader_left(r) ? length : reader_left(r));
	struct bytes text = formula_read(o, FORMULA_BIFF12, tokens, &does);
	if (is_macro)
		biff_macro_formula(o, text, does);
	else if (bytes_has_nocase(text, BYTES("http")))
		office_code(o, text);
}

static bool
name12(struct office *o, struct reader *r)
{
	reader_skip(r, 4 + 1 + 4);
	struct bytes name = wide(o, r);
	if (!biff_is_automatic(name))
		return false;
	office_sample(o, name);
	return true;
}

static void
bundle(struct office *o, struct reader *r, const struct bytes *macro_ids, size_t macro_count)
{
	uint32_t hidden = reader_u32le(r);
	reader_skip(r, 4);
	struct bytes id = wide(o, r);
	for (size_t i = 0; i < macro_count && hidden != 0; i++)
		if (bytes_equal(id, macro_ids[i]))
			office_sign(o, hidden == 2 ? DOCUMENT_XLM_VERY_HIDDEN : DOCUMENT_XLM_HIDDEN);
}

/* Kind 1 is DDE: the program, then its topic. */
static void
sup_book(struct office *o, struct reader *r)
{
	struct buf line;
	if (reader_u16le(r) != 1)
		return;
	buf_init(&line, 4096);
	buf_add(&line, bytes_to(wide(o, r), 1000));
	buf_add_octet(&line, '|');
	buf_add(&line, bytes_to(wide(o, r), 3000));
	office_sign(o, DOCUMENT_DDE);
	office_relation(o, BYTES("dde"), buf_bytes(&line));
	office_code(o, buf_bytes(&line));
	buf_done(&line);
}

static void
text_cell(struct office *o, struct reader *r, bool is_macro)
{
	struct bytes text = wide(o, r);
	office_text(o, text);
	if (is_macro)
		fold_found(o, text);
}

bool
sheet12_read(struct office *o, struct bytes content, bool is_macro, const struct bytes *macro_ids, size_t macro_count)
{
	struct reader all = reader_of(content);
	bool is_automatic = false;
	while (reader_left(&all) > 0) {
		uint32_t number = varint(&all, 2);
		uint32_t length = varint(&all, 4);
		struct reader r = reader_of(reader_take(&all, length < reader_left(&all) ? length : reader_left(&all)));
		switch (number) {
		case BRT_SST_ITEM:
			reader_skip(&r, 1);
			office_text(o, wide(o, &r));
			break;
		case BRT_CELL_ST: case BRT_CELL_RSTRING:
			reader_skip(&r, CELL_OCTETS + (number == BRT_CELL_RSTRING ? 1 : 0));
			text_cell(o, &r, is_macro);
			break;
		case BRT_FMLA_STRING:
			reader_skip(&r, CELL_OCTETS);
			text_cell(o, &r, is_macro);
			formula(o, &r, is_macro);
			break;
		case BRT_FMLA_NUM:
			reader_skip(&r, CELL_OCTETS + 8);
			formula(o, &r, is_macro);
			break;
		case BRT_FMLA_BOOL: case BRT_FMLA_ERROR:
			reader_skip(&r, CELL_OCTETS + 1);
			formula(o, &r, is_macro);
			break;
		case BRT_NAME: is_automatic |= name12(o, &r); break;
		case BRT_BUNDLE_SH: bundle(o, &r, macro_ids, macro_count); break;
		case BRT_BEGIN_SUP_BOOK: sup_book(o, &r); break;
		default: break;
		}
	}
	return is_automatic;
}
