#include "office/formula.h"

#include <stdio.h>

#include "base/reader.h"
#include "office/fold.h"

struct operand {
	size_t start; /* in the text; it ends where the next one starts */
	bool is_string;
	bool is_number;
	uint32_t number;
};

struct reading {
	struct office *o;
	enum formula_dialect dialect;
	struct reader r;
	struct buf *text;
	struct operand stack[FORMULA_STACK_MAX];
	size_t depth;
	uint32_t does;
	uint32_t chars;
	bool is_cut;
};

#define COMMAND 0x8000u

/* The functions that macros are made of.  Names of the others do not matter: they are shown by number. */
static const struct {
	uint16_t number;
	const char *name;
	uint8_t does;
} functions[] = {
	{ 1, "IF", 0 }, { 30, "REPT", 0 }, { 31, "MID", 0 }, { 53, "GOTO", 0 }, { 54, "HALT", 0 }, { 55, "RETURN", 0 },
	{ 74, "NOW", 0 }, { 78, "OFFSET", 0 }, { 82, "SEARCH", 0 }, { 84, "ERROR", 0 }, { 87, "ECHO", 0 },
	{ 88, "SET.NAME", FORMULA_BUILDS }, { 94, "ACTIVE.CELL", 0 }, { 104, "INPUT", 0 },
	{ 108, "SET.VALUE", FORMULA_BUILDS }, { 110, "EXEC", FORMULA_EXECUTES }, { 111, "CHAR", 0 }, { 115, "LEFT", 0 },
	{ 116, "RIGHT", 0 }, { 119, "REPLACE", 0 }, { 120, "SUBSTITUTE", 0 }, { 121, "CODE", 0 }, { 123, "DIRECTORY", 0 },
	{ 132, "FOPEN", FORMULA_WRITES }, { 133, "FCLOSE", 0 }, { 136, "FREAD", 0 }, { 137, "FWRITELN", FORMULA_WRITES },
	{ 138, "FWRITE", FORMULA_WRITES }, { 148, "INDIRECT", 0 }, { 149, "REGISTER", FORMULA_EXECUTES },
	{ 150, "CALL", FORMULA_EXECUTES }, { 166, "FILES", 0 }, { 175, "INITIATE", FORMULA_EXECUTES },
	{ 178, "EXECUTE", FORMULA_EXECUTES }, { 185, "GET.CELL", 0 }, { 186, "GET.WORKSPACE", FORMULA_LOOKS },
	{ 187, "GET.WINDOW", FORMULA_LOOKS }, { 188, "GET.DOCUMENT", FORMULA_LOOKS }, { 201, "UNREGISTER", 0 },
	{ 236, "CREATE.OBJECT", 0 }, { 257, "EVALUATE", FORMULA_BUILDS }, { 267, "REGISTER.ID", FORMULA_EXECUTES },
	{ 336, "CONCATENATE", 0 }, { 359, "HYPERLINK", 0 }, { COMMAND | 1, "OPEN", 0 }, { COMMAND | 5, "SAVE.AS", FORMULA_WRITES },
	{ COMMAND | 6, "FILE.DELETE", FORMULA_WRITES }, { COMMAND | 16, "CLOSE", 0 }, { COMMAND | 17, "RUN", 0 },
	{ COMMAND | 61, "DEFINE.NAME", FORMULA_BUILDS }, { COMMAND | 93, "HIDE", 0 }, { COMMAND | 96, "FORMULA", FORMULA_BUILDS },
	{ COMMAND | 97, "FORMULA.FILL", FORMULA_BUILDS }, { COMMAND | 98, "FORMULA.ARRAY", FORMULA_BUILDS },
	{ COMMAND | 118, "ALERT", 0 }, { COMMAND | 122, "MESSAGE", 0 },
};

/* How many arguments functions of a fixed number take; of those not listed, one. */
static unsigned
fixed_arguments(uint16_t number)
{
	static const uint16_t none[] = { 10, 19, 34, 35, 63, 74, 89, 94, 95, 221 };
	static const uint16_t two[] = { 27, 30, 39, 48, 79, 80, 97, 108, 117, 136, 137, 138, 165, 175, 176, 178, 212, 213, 337 };
	static const uint16_t three[] = { 31, 65, 66, 142, 177, 210 };
	static const uint16_t four[] = { 119, 143, 207 };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (none[i] == number)
			return 0;
	for (size_t i = 0; i < sizeof two / sizeof *two; i++)
		if (two[i] == number)
			return 2;
	for (size_t i = 0; i < sizeof three / sizeof *three; i++)
		if (three[i] == number)
			return 3;
	for (size_t i = 0; i < sizeof four / sizeof *four; i++)
		if (four[i] == number)
			return 4;
	return 1;
}

/* Put MORE into the text at AT, which moves what is behind. */
static void
insert(struct reading *f, size_t at, struct bytes more)
{
	size_t behind = f->text->len - at;
	if (f->text->len + more.len > FORMULA_TEXT_MAX || !office_work(f->o, behind + more.len)) {
		f->is_cut = true;
		return;
	}
	uint8_t *room = buf_reserve(f->text, more.len);
	if (room == NULL) {
		f->is_cut = true;
		return;
	}
	f->text->len += more.len;
	memmove(f->text->at + at + more.len, f->text->at + at, behind);
	if (more.len != 0)
		memcpy(f->text->at + at, more.at, more.len);
}

static void
cut_out(struct reading *f, size_t at, size_t count)
{
	if (!office_work(f->o, f->text->len - at)) {
		f->is_cut = true;
		return;
	}
	memmove(f->text->at + at, f->text->at + at + count, f->text->len - at - count);
	f->text->len -= count;
}

static struct operand *
push(struct reading *f)
{
	if (f->depth == FORMULA_STACK_MAX || f->text->len > FORMULA_TEXT_MAX) {
		f->is_cut = true;
		return &f->stack[0];
	}
	f->stack[f->depth] = (struct operand){ .start = f->text->len };
	return &f->stack[f->depth++];
}

static void
push_text(struct reading *f, const char *text)
{
	(void)push(f);
	buf_add_cstr(f->text, text);
}

/* A1; columns as letters, rows from one. */
static void
push_cell(struct reading *f, uint32_t row, uint32_t column)
{
	char letters[8];
	size_t at = sizeof letters;
	for (column = (column & 0x3FFF) + 1; column > 0 && at > 0; column = (column - 1) / 26)
		letters[--at] = (char)('A' + (column - 1) % 26);
	(void)push(f);
	buf_add(f->text, bytes_of(letters + at, sizeof letters - at));
	buf_addf(f->text, "%u", row + 1);
}

static void
binary(struct reading *f, const char *sign)
{
	if (f->depth < 2)
		return;
	struct operand *left = &f->stack[f->depth - 2], *right = &f->stack[f->depth - 1];
	f->depth--;
	if (*sign == '&' && left->is_string && right->is_string) {
		/* "a""b" with the two quotes taken out. */
		if (f->text->len - right->start == 3)
			f->chars++;
		cut_out(f, right->start - 1, 2);
		return;
	}
	left->is_string = left->is_number = false;
	insert(f, right->start, bytes_of_cstr(sign));
}

static void
unary(struct reading *f, const char *sign, bool is_behind)
{
	if (f->depth == 0)
		return;
	struct operand *only = &f->stack[f->depth - 1];
	only->is_number = only->is_string = false;
	insert(f, is_behind ? f->text->len : only->start, bytes_of_cstr(sign));
}

/* CHAR of a constant is that character. */
static bool
fold_char(struct reading *f)
{
	struct operand *only = f->depth > 0 ? &f->stack[f->depth - 1] : NULL;
	if (only == NULL || !only->is_number || only->number == 0 || only->number > 255)
		return false;
	const uint8_t octet = (uint8_t)only->number;
	f->text->len = only->start;
	buf_add_octet(f->text, '"');
	office_latin1(bytes_of(&octet, 1), f->text);
	buf_add_octet(f->text, '"');
	only->is_number = false;
	only->is_string = true;
	return true;
}

static void
call(struct reading *f, uint16_t number, size_t count)
{
	char name[24];
	const char *known = NULL;
	if (number == 111 && count == 1 && fold_char(f))
		return;
	for (size_t i = 0; i < sizeof functions / sizeof *functions && known == NULL; i++)
		if (functions[i].number == number) {
			known = functions[i].name;
			f->does |= functions[i].does;
		}
	if (number == 255)
		known = "USER";
	if (known != NULL)
		(void)snprintf(name, sizeof name, "%s(", known);
	else
		(void)snprintf(name, sizeof name, "F%u(", number);
	if (count > f->depth)
		count = f->depth;
	size_t first = f->depth - count;
	size_t start = count != 0 ? f->stack[first].start : f->text->len;
	/* From the last argument on, so that starts of earlier ones stay right. */
	for (size_t i = f->depth; i-- > first + 1;)
		insert(f, f->stack[i].start, BYTES(","));
	insert(f, start, bytes_of_cstr(name));
	buf_add_octet(f->text, ')');
	f->depth = first;
	if (f->depth < FORMULA_STACK_MAX)
		f->stack[f->depth++] = (struct operand){ .start = start };
}

static void
push_string(struct reading *f)
{
	struct operand *s = push(f);
	s->is_string = true;
	buf_add_octet(f->text, '"');
	if (f->dialect == FORMULA_BIFF12) {
		size_t count = reader_u16le(&f->r);
		office_utf16(reader_take(&f->r, count * 2), f->text);
	} else {
		size_t count = reader_u8(&f->r);
		bool is_wide = f->dialect == FORMULA_BIFF8 && (reader_u8(&f->r) & 1) != 0;
		if (is_wide)
			office_utf16(reader_take(&f->r, count * 2), f->text);
		else
			office_latin1(reader_take(&f->r, count), f->text);
	}
	buf_add_octet(f->text, '"');
}

static void
push_ref(struct reading *f, size_t before, size_t behind)
{
	reader_skip(&f->r, before);
	uint32_t row = f->dialect == FORMULA_BIFF12 ? reader_u32le(&f->r) : reader_u16le(&f->r);
	uint32_t column = f->dialect == FORMULA_BIFF5 ? reader_u8(&f->r) : reader_u16le(&f->r);
	if (f->dialect == FORMULA_BIFF5)
		row &= 0x3FFF;
	reader_skip(&f->r, behind);
	push_cell(f, row, column);
}

static void
push_skipped(struct reading *f, const char *text, const uint8_t sizes[3])
{
	reader_skip(&f->r, sizes[f->dialect]);
	push_text(f, text);
}

static void
attribute(struct reading *f)
{
	uint8_t kind = reader_u8(&f->r);
	uint16_t data = reader_u16le(&f->r);
	if ((kind & 0x04) != 0)
		reader_skip(&f->r, ((size_t)data + 1) * 2);
	if ((kind & 0x10) != 0)
		call(f, 4, 1);
}

/* Operands with a class (reference, value, array) in bits 5 and 6. */
static void
classed(struct reading *f, uint8_t token)
{
	static const uint8_t array[3] = { 7, 7, 14 }, name[3] = { 14, 4, 4 }, area[3] = { 6, 8, 12 }, namex[3] = { 24, 6, 6 },
	                     area3d[3] = { 20, 10, 14 }, referr[3] = { 3, 4, 6 }, referr3d[3] = { 17, 6, 8 };
	uint16_t number;
	switch (token) {
	case 0x20: push_skipped(f, "{}", array); break;
	case 0x21:
		number = reader_u16le(&f->r);
		call(f, number, fixed_arguments(number));
		break;
	case 0x22: {
		uint8_t count = reader_u8(&f->r) & 0x7F;
		call(f, reader_u16le(&f->r), count);
		break;
	}
	case 0x23: push_skipped(f, "NAME", name); break;
	case 0x24: case 0x2C: push_ref(f, 0, 0); break;
	case 0x25: case 0x2D: push_skipped(f, "AREA", area); break;
	case 0x26: case 0x27: case 0x28: reader_skip(&f->r, 6); break;
	case 0x29: case 0x2E: case 0x2F: reader_skip(&f->r, 2); break;
	case 0x2A: push_skipped(f, "#REF!", referr); break;
	case 0x2B: push_skipped(f, "#REF!", area); break;
	case 0x39:
		f->does |= FORMULA_EXTERNAL;
		push_skipped(f, "EXTERNAL", namex);
		break;
	case 0x3A:
		if (f->dialect == FORMULA_BIFF5)
			push_ref(f, 14, 0);
		else
			push_ref(f, 2, 0);
		break;
	case 0x3B: push_skipped(f, "AREA", area3d); break;
	case 0x3C: push_skipped(f, "#REF!", referr3d); break;
	case 0x3D: push_skipped(f, "#REF!", area3d); break;
	default: f->r.bad = true; break;
	}
}

static void
one_token(struct reading *f)
{
	static const char *const signs[] = { "+", "-", "*", "/", "^", "&", "<", "<=", "=", ">=", ">", "<>", " ", ",", ":" };
	uint8_t token = reader_u8(&f->r);
	struct operand *number;
	if (token >= 0x03 && token <= 0x11) {
		binary(f, signs[token - 0x03]);
		return;
	}
	switch (token) {
	case 0x01: case 0x02: reader_skip(&f->r, 4); break;
	case 0x12: unary(f, "+", false); break;
	case 0x13: unary(f, "-", false); break;
	case 0x14: unary(f, "%", true); break;
	case 0x15: break; /* parentheses matter to people, and would hide that a string is constant */
	case 0x16: push_text(f, ""); break;
	case 0x17: push_string(f); break;
	case 0x18: reader_skip(&f->r, reader_u8(&f->r) == 0x19 && f->dialect == FORMULA_BIFF12 ? 12 : 4); break;
	case 0x19: attribute(f); break;
	case 0x1C: reader_skip(&f->r, 1); push_text(f, "#N/A"); break;
	case 0x1D: push_text(f, reader_u8(&f->r) != 0 ? "TRUE" : "FALSE"); break;
	case 0x1E:
		number = push(f);
		number->is_number = true;
		number->number = reader_u16le(&f->r);
		buf_addf(f->text, "%u", number->number);
		break;
	case 0x1F: {
		uint64_t bits = reader_u64le(&f->r);
		double value;
		memcpy(&value, &bits, sizeof value);
		number = push(f);
		number->is_number = value >= 1 && value <= 255;
		number->number = number->is_number ? (uint32_t)value : 0;
		buf_addf(f->text, "%g", value);
		break;
	}
	default:
		if (token >= 0x20 && token < 0x80)
			classed(f, (uint8_t)((token & 0x1F) | 0x20));
		else
			f->r.bad = true;
	}
}

struct bytes
formula_read(struct office *o, enum formula_dialect dialect, struct bytes tokens, uint32_t *out_does)
{
	struct reading f;
	f.o = o;
	f.dialect = dialect;
	f.r = reader_of(tokens);
	f.text = &o->scratch;
	f.depth = f.does = f.chars = 0;
	f.is_cut = false;
	buf_clear(&o->scratch);
	while (reader_left(&f.r) > 0 && !f.is_cut && f.text->len < FORMULA_TEXT_MAX)
		one_token(&f);
	if (f.chars >= 3)
		f.does |= FORMULA_CHARS;
	*out_does = f.does;
	return bytes_to(buf_bytes(&o->scratch), FORMULA_TEXT_MAX);
}

uint32_t
formula_text_does(struct office *o, struct bytes text)
{
	uint32_t does = 0;
	size_t start = 0;
	for (size_t i = 0; i <= text.len; i++) {
		uint8_t c = i < text.len ? text.at[i] : 0;
		if (ascii_is_alnum(c) || c == '.' || c == '_')
			continue;
		struct bytes word = bytes_slice(text, start, i);
		start = i + 1;
		/* A string is no function; its quotes are doubled inside. */
		if (c == '"') {
			while (++i < text.len && text.at[i] != '"')
				;
			start = i + 1;
		}
		if (c != '(')
			continue;
		for (size_t k = 0; k < sizeof functions / sizeof *functions; k++)
			if (bytes_equal_nocase(word, bytes_of_cstr(functions[k].name)))
				does |= functions[k].does;
	}
	if (fold_strings(o, text) >= 3)
		does |= FORMULA_CHARS;
	return does;
}
