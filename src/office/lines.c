#include "office/lines.h"

#include "office/biff.h"
#include "office/field.h"
#include "office/formula.h"

bool
lines_is_sylk(struct bytes content)
{
	return bytes_starts(content, BYTES("ID;P"));
}

/* The next ";X..." of a line; ";;" is a semicolon of the text. */
static bool
next_part(struct bytes *rest, struct buf *out)
{
	buf_clear(out);
	if (rest->len == 0)
		return false;
	size_t i = 0;
	for (; i < rest->len; i++) {
		if (rest->at[i] == ';' && (i + 1 >= rest->len || rest->at[i + 1] != ';'))
			break;
		if (rest->at[i] == ';')
			i++;
		buf_add_octet(out, rest->at[i]);
	}
	*rest = bytes_from(*rest, i + 1);
	return true;
}

struct sylk {
	struct office *o;
	struct buf part;
	bool is_macro, is_automatic, acts;
};

static void
read_line(struct sylk *s, struct bytes line)
{
	if (!next_part(&line, &s->part))
		return;
	struct bytes kind_ = buf_bytes(&s->part);
	char kind = kind_.len == 1 ? (char)kind_.at[0] : kind_.len == 2 && kind_.at[0] == 'N' && kind_.at[1] == 'N' ? 'N' : 0;
	while (kind != 0 && next_part(&line, &s->part)) {
		struct bytes part = buf_bytes(&s->part), value = bytes_from(part, 1);
		if (part.len == 0)
			continue;
		if (kind == 'O' && part.at[0] == 'E' && part.len == 1) {
			s->is_macro = true;
		} else if (kind == 'N' && part.at[0] == 'N' && biff_is_automatic(value)) {
			s->is_automatic = true;
			office_sample(s->o, value);
		} else if (kind == 'C' && part.at[0] == 'E') {
			uint32_t does = formula_text_does(s->o, value);
			s->acts |= (does & (FORMULA_EXECUTES | FORMULA_BUILDS)) != 0;
			biff_macro_formula(s->o, value, does);
		} else if (kind == 'C' && part.at[0] == 'K' && value.len > 1 && value.at[0] == '"') {
			office_text(s->o, bytes_slice(value, 1, value.len - 1));
			(void)field_cell(s->o, value);
		}
	}
}

void
lines_read_sylk(struct office *o, struct bytes content)
{
	struct sylk s = { .o = o };
	struct bytes line;
	uint32_t formulas = o->facts.formulas;
	uint64_t signs = o->facts.signs;
	o->facts.format = BYTES("slk");
	content = office_utf8(o, content);
	buf_init(&s.part, OFFICE_TEXT_MAX);
	while (bytes_cut(&content, '\n', &line)) {
		while (line.len != 0 && line.at[line.len - 1] == '\r')
			line.len--;
		read_line(&s, line);
	}
	buf_done(&s.part);
	if (s.is_macro || s.acts) {
		office_sign(o, DOCUMENT_XLM);
		o->facts.macro_sheets++;
		if (s.is_automatic)
			office_sign(o, DOCUMENT_XLM_AUTO);
	} else {
		/* Formulas of an ordinary sheet: no macros, whatever they hold. */
		o->facts.formulas = formulas;
		o->facts.signs = signs | (o->facts.signs & UINT64_C(1) << DOCUMENT_DDE);
	}
}

void
lines_read_csv(struct office *o, struct bytes content)
{
	o->facts.format = BYTES("csv");
	content = office_utf8(o, content);
	size_t start = 0;
	uint8_t quote = 0;
	for (size_t i = 0; i <= content.len; i++) {
		uint8_t c = i < content.len ? content.at[i] : '\n';
		if (c == '"')
			quote ^= 1;
		bool is_end = c == '\n' || (quote == 0 && (c == ',' || c == ';' || c == '\t'));
		if (!is_end)
			continue;
		(void)field_cell(o, bytes_slice(content, start, i));
		start = i + 1;
		if (c == '\n')
			quote = 0;
	}
}
