#include "mail/decode.h"

#include "base/fault.h"
#include "base/lanes.h"
#include "base/must.h"

#define XX 0xff
#define SP 0xfe /* white space: skipped, no oddity */
#define EQ 0xfd

/* RFC 4648 alphabet; white space and padding are told apart from junk. */
static const uint8_t sextet[256] = {
	XX, XX, XX, XX, XX, XX, XX, XX, XX, SP, SP, XX, XX, SP, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, SP, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, 62, XX, XX, XX, 63, 52, 53, 54, 55, 56, 57,
	58, 59, 60, 61, XX, XX, XX, EQ, XX, XX, XX, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
	19, 20, 21, 22, 23, 24, 25, XX, XX, XX, XX, XX, XX, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
	40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, XX, XX, XX, XX, XX,
	[128] = XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
};

void
decoder_init(struct decoder *d, enum decode_kind kind)
{
	*d = (struct decoder){ .kind = kind };
}

/* What an unfinished unit holds: two sextets make one octet, three make two, one makes none. */
static size_t
base64_flush(struct decoder *d, uint8_t *out)
{
	size_t n = 0;
	if (d->have == 2) {
		out[n++] = (uint8_t)(d->bits >> 4);
	} else if (d->have == 3) {
		out[n++] = (uint8_t)(d->bits >> 10);
		out[n++] = (uint8_t)(d->bits >> 2);
	} else if (d->have == 1) {
		d->flags |= DECODE_CUT;
	}
	d->have = 0;
	d->bits = 0;
	return n;
}

static size_t
base64_octet(struct decoder *d, uint8_t v, uint8_t *out)
{
	if (v < 64) {
		if (d->padded)
			d->flags |= DECODE_PAD_INSIDE;
		d->padded = false;
		d->bits = d->bits << 6 | v;
		if (++d->have < 4)
			return 0;
		out[0] = (uint8_t)(d->bits >> 16);
		out[1] = (uint8_t)(d->bits >> 8);
		out[2] = (uint8_t)d->bits;
		d->have = 0;
		d->bits = 0;
		return 3;
	}
	if (v == EQ) {
		if (d->kind == DECODE_BASE64_LOOSE) {
			d->padded = true;
			return 0;
		}
		if (d->have == 0 && !d->padded)
			d->flags |= DECODE_PAD_ODD;
		d->padded = true;
		return base64_flush(d, out);
	}
	if (v == XX)
		d->flags |= DECODE_JUNK;
	return 0;
}

static size_t
base64_feed(struct decoder *d, struct bytes in, uint8_t *out)
{
	size_t n = 0;
	for (size_t i = 0; i < in.len;) {
		if (d->have == 0 && !d->padded) {
			while (in.len - i >= 4) {
				uint32_t a = sextet[in.at[i]], b = sextet[in.at[i + 1]];
				uint32_t c = sextet[in.at[i + 2]], e = sextet[in.at[i + 3]];
				if (((a | b | c | e) & 0xc0) != 0)
					break;
				uint32_t unit = a << 18 | b << 12 | c << 6 | e;
				out[n] = (uint8_t)(unit >> 16);
				out[n + 1] = (uint8_t)(unit >> 8);
				out[n + 2] = (uint8_t)unit;
				n += 3;
				i += 4;
			}
			if (i == in.len)
				break;
		}
		n += base64_octet(d, sextet[in.at[i++]], out + n);
	}
	return n;
}

enum { QP_TEXT, QP_ESCAPE, QP_DIGIT, QP_BLANK, QP_CR, QP_SKIP };

/* Octets that need a decision: everything else is copied in runs. */
static bool
qp_is_plain(uint8_t c)
{
	return c > ' ' && c < 0x7f && c != '=';
}

/* The end of the run of plain octets and spaces at I. */
static size_t
qp_run_end(struct bytes in, size_t i)
{
	for (; in.len - i >= LANES; i += LANES) {
		lanes v = lanes_at(in.at + i);
		if (lanes_any(~lanes_between(v, ' ', '~') | (lanes)(v == '=')))
			break;
	}
	while (i < in.len && (qp_is_plain(in.at[i]) || in.at[i] == ' '))
		i++;
	return i;
}

static size_t
qp_release(struct decoder *d, uint8_t *out)
{
	size_t n = d->held_len;
	memcpy(out, d->held, n);
	d->held_len = 0;
	return n;
}

static size_t
qp_hold(struct decoder *d, uint8_t c, uint8_t *out)
{
	size_t n = d->held_len == DECODE_HELD ? qp_release(d, out) : 0;
	d->held[d->held_len++] = c;
	return n;
}

static size_t
qp_text(struct decoder *d, uint8_t c, uint8_t *out)
{
	size_t n = 0;
	if (c == ' ' || c == '\t')
		return qp_hold(d, c, out);
	if (c == '\r' || c == '\n') {
		if (d->held_len != 0)
			d->flags |= DECODE_TRAILING_BLANK;
		d->held_len = 0;
		out[0] = c;
		return 1;
	}
	n = qp_release(d, out);
	if (c == '=') {
		d->state = QP_ESCAPE;
		return n;
	}
	if (c < ' ' || c >= 0x7f) {
		d->flags |= DECODE_CONTROL;
		if (d->kind == DECODE_QP_LOOSE)
			return n;
	}
	out[n++] = c;
	return n;
}

/* A '=' that starts neither an escape nor a soft break: text for one camp, dropped by the other. */
static size_t
qp_broken(struct decoder *d, bool with_digit, uint8_t c, uint8_t *out)
{
	size_t n = 0;
	d->flags |= DECODE_BAD_ESCAPE;
	d->state = QP_TEXT;
	if (d->kind == DECODE_QP_LOOSE) {
		d->held_len = 0;
		if (c == 'x' || c == 'X' || !ascii_is_alnum(c)) {
			if (c == '=')
				d->state = QP_ESCAPE;
			return 0;
		}
		return qp_text(d, c, out);
	}
	out[n++] = '=';
	if (with_digit)
		out[n++] = d->saved;
	n += qp_release(d, out + n);
	return n + qp_text(d, c, out + n);
}

static size_t
qp_escape(struct decoder *d, uint8_t c, uint8_t *out)
{
	bool loose = d->kind == DECODE_QP_LOOSE;
	if (ascii_hex(c) >= 0) {
		d->saved = c;
		d->state = QP_DIGIT;
		return 0;
	}
	if (c == '\n') {
		d->state = loose ? QP_SKIP : QP_TEXT;
		return 0;
	}
	if (c == '\r' || c == ' ' || c == '\t') {
		d->state = c == '\r' ? QP_CR : QP_BLANK;
		if (d->state == QP_BLANK)
			(void)qp_hold(d, c, out);
		if (loose)
			d->state = QP_SKIP;
		return 0;
	}
	return qp_broken(d, false, c, out);
}

static size_t
qp_octet(struct decoder *d, uint8_t c, uint8_t *out)
{
	int high, low;
	switch (d->state) {
	case QP_TEXT:
		return qp_text(d, c, out);
	case QP_ESCAPE:
		return qp_escape(d, c, out);
	case QP_DIGIT:
		high = ascii_hex(d->saved);
		low = ascii_hex(c);
		if (low >= 0) {
			if (c >= 'a' || d->saved >= 'a')
				d->flags |= DECODE_LOWER_HEX;
			d->state = QP_TEXT;
			out[0] = (uint8_t)(high << 4 | low);
			return 1;
		}
		if (d->kind == DECODE_QP_LOOSE && ascii_is_space(c)) {
			d->flags |= DECODE_BAD_ESCAPE;
			return 0;
		}
		return qp_broken(d, true, c, out);
	case QP_BLANK:
		if ((c == ' ' || c == '\t') && d->held_len < DECODE_HELD)
			return qp_hold(d, c, out);
		if (c != '\r' && c != '\n')
			return qp_broken(d, false, c, out);
		d->held_len = 0;
		d->state = c == '\r' ? QP_CR : QP_TEXT;
		return 0;
	case QP_CR:
		if (c == '\n') {
			d->state = QP_TEXT;
			return 0;
		}
		d->flags |= DECODE_ODD_BREAK;
		if (c == '\r')
			return 0;
		d->state = QP_TEXT;
		return qp_text(d, c, out);
	default: /* QP_SKIP: everything blank behind a '=' belongs to the break */
		d->held_len = 0;
		if (ascii_is_space(c))
			return 0;
		d->state = QP_TEXT;
		return qp_text(d, c, out);
	}
}

static size_t
qp_feed(struct decoder *d, struct bytes in, uint8_t *out)
{
	size_t n = 0;
	for (size_t i = 0; i < in.len;) {
		if (d->state == QP_TEXT && qp_is_plain(in.at[i])) {
			/* Spaces are text unless the line ends with them. */
			size_t from = i;
			i = qp_run_end(in, i);
			while (in.at[i - 1] == ' ')
				i--;
			n += qp_release(d, out + n);
			memcpy(out + n, in.at + from, i - from);
			n += i - from;
			continue;
		}
		n += qp_octet(d, in.at[i++], out + n);
	}
	return n;
}

enum { UU_START, UU_DATA, UU_REST };

/* Blanks cut off by the way are zeros: encoders write ' ' or '`' for them, and mailers trim blanks. */
static size_t
uu_unit(struct decoder *d, uint8_t *out)
{
	size_t n = d->want < 3 ? d->want : 3;
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(d->bits >> (16 - 8 * i));
	d->want -= n;
	d->bits = 0;
	d->have = 0;
	return n;
}

static size_t
uu_feed(struct decoder *d, struct bytes in, uint8_t *out)
{
	size_t n = 0;
	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = in.at[i];
		if (c == '\n' || c == '\r') {
			/* Only what a started unit holds: a lying length octet must not make output from nothing. */
			if (d->state == UU_DATA && d->have != 0) {
				d->bits <<= 6 * (4 - d->have);
				n += uu_unit(d, out + n);
			}
			if (d->want != 0)
				d->flags |= DECODE_CUT;
			d->want = 0;
			d->state = UU_START;
		} else if (d->state == UU_START) {
			d->want = (c - 32u) & 63u;
			d->state = d->want != 0 ? UU_DATA : UU_REST;
			if (c < 32 || c > 96)
				d->flags |= DECODE_JUNK;
			if (c < 32 || c > 127)
				d->state = UU_REST;
		} else if (d->state == UU_DATA) {
			d->bits = d->bits << 6 | ((c - 32u) & 63u);
			if (++d->have == 4)
				n += uu_unit(d, out + n);
			if (d->want == 0)
				d->state = UU_REST;
		}
	}
	return n;
}

static size_t
yenc_feed(struct decoder *d, struct bytes in, uint8_t *out)
{
	size_t n = 0;
	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = in.at[i];
		if (c == '\r' || c == '\n')
			continue;
		if (d->state == 0 && c == '=') {
			d->state = 1;
			continue;
		}
		out[n++] = (uint8_t)(c - 42 - (d->state == 1 ? 64 : 0));
		d->state = 0;
	}
	return n;
}

size_t
decoder_feed(struct decoder *d, struct bytes in, uint8_t *out)
{
	switch (d->kind) {
	case DECODE_BASE64:
	case DECODE_BASE64_LOOSE:
		return base64_feed(d, in, out);
	case DECODE_QP:
	case DECODE_QP_LOOSE:
		return qp_feed(d, in, out);
	case DECODE_UU:
		return uu_feed(d, in, out);
	case DECODE_YENC:
		return yenc_feed(d, in, out);
	case DECODE_NONE:
		break;
	}
	if (in.len != 0)
		memcpy(out, in.at, in.len);
	return in.len;
}

size_t
decoder_end(struct decoder *d, uint8_t *out)
{
	size_t n = 0;
	switch (d->kind) {
	case DECODE_BASE64:
	case DECODE_BASE64_LOOSE:
		if (d->have != 0)
			d->flags |= DECODE_PAD_ODD;
		return base64_flush(d, out);
	case DECODE_QP:
	case DECODE_QP_LOOSE:
		if (d->state == QP_DIGIT && d->kind == DECODE_QP) {
			out[n++] = '=';
			out[n++] = d->saved;
		}
		if (d->state == QP_DIGIT)
			d->flags |= DECODE_CUT;
		if (d->state == QP_TEXT)
			n += qp_release(d, out + n);
		return n;
	case DECODE_UU:
		if (d->have != 0) {
			d->bits <<= 6 * (4 - d->have);
			n = uu_unit(d, out);
		}
		return n;
	default:
		return 0;
	}
}

int
decode_all(enum decode_kind kind, struct bytes in, struct arena *arena, struct bytes *out,
    uint32_t *out_flags)
{
	struct decoder d;
	if (out_flags != NULL)
		*out_flags = 0;
	*out = in;
	if (kind == DECODE_NONE)
		return 0;
	uint8_t *to = arena_get(arena, DECODE_ROOM(in.len), 1);
	*out = BYTES_NONE;
	if (to == NULL)
		return FAULT_LIMIT;
	decoder_init(&d, kind);
	size_t n = decoder_feed(&d, in, to);
	n += decoder_end(&d, to + n);
	must(n <= DECODE_ROOM(in.len));
	*out = bytes_of(to, n);
	if (out_flags != NULL)
		*out_flags = d.flags;
	return 0;
}

uint32_t
decode_qp_check(struct bytes in)
{
	uint32_t flags = 0;
	for (size_t i = qp_run_end(in, 0); i < in.len; i = qp_run_end(in, i + 1)) {
		uint8_t c = in.at[i];
		if (c == '\n' || c == '\t')
			continue;
		if (c == '\r') {
			if (i + 1 == in.len || in.at[i + 1] != '\n')
				flags |= DECODE_ODD_BREAK;
			continue;
		}
		if (c != '=') {
			flags |= DECODE_CONTROL;
			continue;
		}
		size_t j = i + 1;
		while (j < in.len && j - i < DECODE_HELD && (in.at[j] == ' ' || in.at[j] == '\t'))
			j++;
		if (j == in.len || in.at[j] == '\n' || in.at[j] == '\r') {
			i = j - 1;
			j += j < in.len && in.at[j] == '\r';
			if (j + 1 < in.len && in.at[j] == '\n' && ascii_is_space(in.at[j + 1]))
				flags |= DECODE_TRAILING_BLANK;
			continue;
		}
		if (j != i + 1 || in.len - j < 2 || ascii_hex(in.at[j]) < 0 ||
		    ascii_hex(in.at[j + 1]) < 0)
			flags |= DECODE_BAD_ESCAPE;
		else
			i += 2;
	}
	return flags;
}

const char *
decode_name(enum decode_kind kind)
{
	static const char *const names[DECODE_KINDS] = { "none", "base64", "quoted-printable",
		"uuencode", "yenc", "base64 loose", "quoted-printable loose" };
	return (unsigned)kind < DECODE_KINDS ? names[kind] : "unknown";
}
