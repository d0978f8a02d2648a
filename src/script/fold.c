/* Literals made whole.  One pass; what is copied is never longer than what was read. */
#include "base/utf8.h"
#include "script/script.h"

struct fold {
	struct bytes in;
	size_t at;
	struct buf *out;
	uint32_t *pieces;
	size_t joint; /* where the last literal ended in OUT; SIZE_MAX when it cannot go on */
};

static uint8_t
peek(const struct fold *f, size_t ahead)
{
	return f->at + ahead < f->in.len ? f->in.at[f->at + ahead] : 0;
}

/* A number, decimal or hexadecimal (0x57, &H57); gives where it ends, 0 for none. */
static size_t
number_at(struct bytes in, size_t at, uint32_t *out)
{
	uint32_t n = 0, base = 10;
	size_t start = at;
	if (at + 2 < in.len && ((in.at[at] == '0' && ascii_lower(in.at[at + 1]) == 'x') ||
	                        (in.at[at] == '&' && ascii_lower(in.at[at + 1]) == 'h'))) {
		base = 16;
		start = at += 2;
	}
	for (; at < in.len && at - start < 8; at++) {
		int digit = ascii_hex(in.at[at]);
		if (digit < 0 || (uint32_t)digit >= base)
			break;
		n = n * base + (uint32_t)digit;
	}
	*out = n;
	return at == start || n == 0 || n > 0x10FFFF ? 0 : at;
}

/* Where a literal begins: goes on with the last one, if only an operator stood between. */
static void
open_literal(struct fold *f)
{
	if (f->joint != SIZE_MAX) {
		f->out->len = f->joint;
		++*f->pieces;
	} else {
		buf_add_octet(f->out, '"');
	}
}

static void
close_literal(struct fold *f)
{
	f->joint = f->out->len;
	buf_add_octet(f->out, '"');
}

/* Behind a backslash: \x57, \u0057, \n; gives octets taken. */
static size_t
escape(struct fold *f)
{
	uint8_t kind = peek(f, 1);
	size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 0;
	uint32_t cp = 0;
	for (size_t i = 0; i < digits; i++) {
		int digit = ascii_hex(peek(f, 2 + i));
		if (digit < 0)
			return 1;
		cp = cp << 4 | (uint32_t)digit;
	}
	if (digits != 0 && cp != 0) {
		utf8_add(f->out, cp);
		++*f->pieces;
		return digits + 2;
	}
	if (kind == '\\' || kind == '\'' || kind == '"' || kind == '/') {
		buf_add_octet(f->out, kind);
		return 2;
	}
	buf_add_octet(f->out, '\\');
	return 1;
}

static void
literal(struct fold *f)
{
	uint8_t quote = f->in.at[f->at++];
	open_literal(f);
	while (f->at < f->in.len && f->in.at[f->at] != quote && f->in.at[f->at] != '\n') {
		if (f->in.at[f->at] == '\\') {
			f->at += escape(f);
			continue;
		}
		/* PowerShell's backtick and the caret of batch files mean nothing before a letter. */
		if ((f->in.at[f->at] == '`' || f->in.at[f->at] == '^') && ascii_is_alpha(peek(f, 1))) {
			f->at++;
			continue;
		}
		buf_add_octet(f->out, f->in.at[f->at++]);
	}
	f->at += f->at < f->in.len && f->in.at[f->at] == quote;
	close_literal(f);
}

static size_t
blanks(struct bytes in, size_t at)
{
	while (at < in.len && ascii_is_space(in.at[at]))
		at++;
	return at;
}

/* Chr(87), ChrW(&H57), [char]87, String.fromCharCode(87, 83): gives whether one stood here. */
static bool
by_number(struct fold *f)
{
	static const struct bytes calls[] = { BYTES_INIT("String.fromCharCode("), BYTES_INIT("chrw$("), BYTES_INIT("chr$("),
		BYTES_INIT("chrw("), BYTES_INIT("chr("), BYTES_INIT("[char]") };
	struct bytes rest = bytes_from(f->in, f->at);
	size_t call = 0;
	uint32_t cp;
	while (call < sizeof calls / sizeof calls[0] && !bytes_starts_nocase(rest, calls[call]))
		call++;
	if (call == sizeof calls / sizeof calls[0])
		return false;
	size_t at = blanks(f->in, f->at + calls[call].len);
	if (number_at(f->in, at, &cp) == 0)
		return false;
	open_literal(f);
	for (size_t end; (end = number_at(f->in, at, &cp)) != 0;) {
		utf8_add(f->out, cp);
		++*f->pieces;
		at = blanks(f->in, end);
		if (at >= f->in.len || f->in.at[at] != ',')
			break;
		at = blanks(f->in, at + 1);
	}
	f->at = at + (at < f->in.len && f->in.at[at] == ')');
	close_literal(f);
	return true;
}

void
script_fold(struct bytes text, struct buf *out, uint32_t *pieces)
{
	struct fold f = { .in = text, .out = out, .pieces = pieces, .joint = SIZE_MAX };
	bool operator_seen = false;
	while (f.at < text.len) {
		uint8_t c = text.at[f.at];
		bool number = (c | 0x20) == 'c' || (c | 0x20) == 's' || c == '[';
		if (c == '"' || c == '\'' || number) {
			if (!operator_seen)
				f.joint = SIZE_MAX;
			bool taken = number && by_number(&f);
			if (!number)
				literal(&f);
			operator_seen = false;
			if (taken || !number)
				continue;
		}
		/* An operator and blanks may stand between two pieces of one text. */
		if (c == '+' || c == '&')
			operator_seen = true;
		else if (!ascii_is_space(c) && c != '_' && c != '(' && c != ')')
			f.joint = SIZE_MAX;
		f.at++;
		if ((c == '`' || c == '^') && f.at < text.len && ascii_is_alpha(text.at[f.at])) {
			++*pieces;
			continue;
		}
		buf_add_octet(out, c);
	}
}
