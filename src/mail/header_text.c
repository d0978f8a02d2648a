/* RFC 2047 encoded words, as tolerant as mail clients. */
#include "base/buf.h"
#include "base/fault.h"
#include "base/lanes.h"
#include "base/utf8.h"
#include "mail/charset.h"
#include "mail/decode.h"
#include "mail/header.h"

struct word {
	struct bytes charset;
	struct bytes text;
	size_t end;
	uint8_t encoding; /* 'b' or 'q' */
	bool odd;
};

struct text {
	struct buf out;
	struct buf octets; /* of adjacent words with one charset: characters may be cut between words */
	struct bytes charset;
	struct arena *arena;
	uint32_t flags;
	size_t words;
	bool after_word;
};

/* The encoded word whose "=?" stands at i.  Each octet is looked at by at most one attempt: a failed attempt
 * stops before the next "=?". */
static bool
word_read(struct bytes b, size_t i, struct word *w)
{
	size_t start = i + 2, p = start;
	while (p < b.len && p - start < 64 && b.at[p] != '?' && b.at[p] > ' ')
		p++;
	if (p == start || p + 2 >= b.len || b.at[p] != '?' || b.at[p + 2] != '?')
		return false;
	w->charset = bytes_slice(b, start, p);
	size_t star = bytes_find_octet(w->charset, '*');
	if (star != BYTES_NOT_FOUND)
		w->charset = bytes_to(w->charset, star); /* RFC 2231 5: language */
	w->encoding = ascii_lower(b.at[p + 1]);
	if (w->encoding != 'b' && w->encoding != 'q')
		return false;
	size_t from = p + 3;
	w->odd = false;
	for (p = from; p < b.len; p++) {
		if (b.at[p] != '?') {
			w->odd = w->odd || b.at[p] <= ' ' || b.at[p] >= 0x7f;
			continue;
		}
		if (p + 1 < b.len && b.at[p + 1] == '=') {
			/* "=?=" inside Q text: the '=' may belong to the text's last escape, the end is still here. */
			w->text = bytes_slice(b, from, p);
			w->end = p + 2;
			return true;
		}
		w->odd = true;
		if (p > from && b.at[p - 1] == '=') {
			/* The next word begins here: this one was never closed. */
			w->text = bytes_slice(b, from, p - 1);
			w->end = p - 1;
			return true;
		}
	}
	w->text = bytes_slice(b, from, b.len);
	w->end = b.len;
	w->odd = true;
	return true;
}

static void
word_octets(struct text *t, const struct word *w)
{
	uint8_t *to = buf_reserve(&t->octets, DECODE_ROOM(w->text.len) + DECODE_ROOM(0));
	if (to == NULL)
		return;
	if (w->encoding == 'b') {
		struct decoder d;
		decoder_init(&d, DECODE_BASE64);
		size_t n = decoder_feed(&d, w->text, to);
		n += decoder_end(&d, to + n);
		t->octets.len += n;
		if ((d.flags & (DECODE_JUNK | DECODE_PAD_INSIDE | DECODE_CUT)) != 0)
			t->flags |= HEADER_WORD_ODD;
		return;
	}
	size_t n = 0;
	for (size_t i = 0; i < w->text.len; i++) {
		uint8_t c = w->text.at[i];
		int high = i + 2 < w->text.len ? ascii_hex(w->text.at[i + 1]) : -1;
		int low = high >= 0 ? ascii_hex(w->text.at[i + 2]) : -1;
		if (c == '=' && low >= 0) {
			to[n++] = (uint8_t)(high << 4 | low);
			i += 2;
		} else if (c != '\r' && c != '\n') {
			to[n++] = c == '_' ? ' ' : c;
		}
	}
	t->octets.len += n;
}

static int
words_flush(struct text *t)
{
	struct bytes utf8;
	uint32_t odd = 0;
	if (t->octets.len == 0)
		return 0;
	int fault = charset_to_utf8(buf_bytes(&t->octets), t->charset, t->arena, &utf8, &odd);
	if (odd != 0)
		t->flags |= HEADER_CHARSET_ODD;
	if (fault == 0)
		buf_add(&t->out, utf8);
	buf_clear(&t->octets);
	return fault;
}

/* Text between words: unfolded, raw 8-bit octets in whatever charset they seem to be. */
static int
literal(struct text *t, struct bytes b)
{
	bool blank = bytes_trim(b).len == 0;
	if (blank && t->after_word)
		return 0; /* decided when the next word comes, or dropped at the end */
	t->after_word = false;
	int fault = words_flush(t);
	struct bytes utf8;
	uint32_t odd = 0;
	if (fault == 0)
		fault = charset_to_utf8(b, BYTES_NONE, t->arena, &utf8, &odd);
	if (fault != 0)
		return fault;
	if (odd != 0)
		t->flags |= HEADER_CHARSET_ODD;
	for (size_t end; (end = bytes_find_break(utf8)) != BYTES_NOT_FOUND; utf8 = bytes_from(utf8, end + 1))
		buf_add(&t->out, bytes_to(utf8, end));
	buf_add(&t->out, utf8);
	return 0;
}

static int
add_word(struct text *t, const struct word *w)
{
	int fault = 0;
	if (!t->after_word || !bytes_equal_nocase(t->charset, w->charset))
		fault = words_flush(t);
	t->charset = w->charset;
	t->after_word = true;
	if (w->odd)
		t->flags |= HEADER_WORD_ODD;
	word_octets(t, w);
	return fault;
}

static int
text_read(struct text *t, struct bytes value)
{
	int fault = 0;
	size_t done = 0;
	for (size_t i = 0; fault == 0;) {
		struct word w;
		size_t at = bytes_find(bytes_from(value, i), BYTES("=?"));
		if (at == BYTES_NOT_FOUND)
			break;
		at += i;
		i = at + 2;
		if (t->words == HEADER_WORDS_MAX) {
			t->flags |= HEADER_TEXT_LIMIT;
			break;
		}
		if (!word_read(value, at, &w))
			continue;
		t->words++;
		if (at > done)
			fault = literal(t, bytes_slice(value, done, at));
		if (fault == 0)
			fault = add_word(t, &w);
		done = i = w.end;
	}
	if (fault == 0 && done < value.len)
		fault = literal(t, bytes_from(value, done));
	return fault == 0 ? words_flush(t) : fault;
}

/* Nothing to decode: the value is its own text. */
static bool
is_plain(struct bytes b)
{
	size_t i = 0;
	for (; b.len - i >= LANES; i += LANES)
		if (lanes_any(~lanes_between(lanes_at(b.at + i), '\t', 0x7f)))
			return false;
	for (; i < b.len; i++)
		if (b.at[i] < '\t' || b.at[i] > 0x7f)
			return false;
	return bytes_find_break(b) == BYTES_NOT_FOUND && bytes_find(b, BYTES("=?")) == BYTES_NOT_FOUND;
}

int
header_text(struct bytes value, struct arena *arena, struct bytes *out, uint32_t *out_flags)
{
	value = bytes_trim(value);
	struct text t = { .arena = arena };
	if (value.len > HEADER_TEXT_MAX) {
		t.flags |= HEADER_TEXT_LIMIT;
		value = bytes_to(value, HEADER_TEXT_MAX);
	}
	*out = value;
	if (is_plain(value)) {
		if (out_flags != NULL)
			*out_flags |= t.flags;
		return 0;
	}
	buf_init(&t.out, HEADER_TEXT_MAX);
	buf_init(&t.octets, HEADER_TEXT_MAX + DECODE_ROOM(0) * 2);
	int fault = text_read(&t, value);
	if (!buf_ok(&t.out) || !buf_ok(&t.octets))
		t.flags |= HEADER_TEXT_LIMIT;
	if (fault == 0 && !arena_copy(arena, buf_bytes(&t.out), out))
		fault = FAULT_LIMIT;
	if (fault != 0)
		*out = BYTES_NONE;
	buf_done(&t.out);
	buf_done(&t.octets);
	if (out_flags != NULL)
		*out_flags |= t.flags;
	return fault;
}
