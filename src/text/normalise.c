#include "text/normalise.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/utf8.h"
#include "text/tables.h"

/* Combining characters kept on one base, and read for one base before normalisation. */
#define STACK_MAX 32
#define SEGMENT_MAX 64

enum { WORD_LATIN = 1, WORD_FOREIGN = 2 };

struct writer {
	struct buf *out;
	struct text_counts *n;
	const UNormalizer2 *nfkc;
	size_t origin;    /* where our part of OUT begins */
	uint8_t pending;  /* white space owed: 0, ' ' or '\n' */
	unsigned word;    /* scripts of the current word */
	unsigned stacked; /* combining characters since the last base */
	int32_t len;      /* the open segment, in UTF-16 */
	unsigned count;   /* and in characters */
	UChar segment[2 * (SEGMENT_MAX + 1)];
};

static bool
is_space(uint32_t cp)
{
	return cp < 0x80 ? ascii_is_space((uint8_t)cp) : cp == 0x85 || (cp >= 0xA0 && u_isUWhiteSpace((UChar32)cp));
}

static bool
is_break(uint32_t cp)
{
	return cp == '\n' || cp == '\r' || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

/* The counter of an invisible character; NULL for what can be seen. */
static uint32_t *
invisible(struct text_counts *n, uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
		return &n->control;
	if (cp < 0xAD)
		return NULL;
	if (cp == 0xAD)
		return &n->soft_hyphen;
	if (cp == 0x200C || cp == 0x200D)
		return &n->joiner;
	if (cp == 0x200E || cp == 0x200F || cp == 0x61C || (cp >= 0x202A && cp <= 0x202E) ||
	    (cp >= 0x2066 && cp <= 0x2069))
		return &n->bidi;
	if ((cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0xE0100 && cp <= 0xE01EF) || (cp >= 0x180B && cp <= 0x180D))
		return &n->variation;
	if (cp >= 0xE0000 && cp <= 0xE007F)
		return &n->tag;
	return u_hasBinaryProperty((UChar32)cp, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ? &n->zero_width : NULL;
}

/* Characters that NFKC never changes and that begin a new segment: the bulk of Chinese, Japanese, Korean,
 * Western European and Russian text. */
static bool
is_stable(uint32_t cp)
{
	if (cp < 0x80)
		return true;
	if (cp >= HAN_FIRST)
		return cp <= HAN_LAST || (cp >= 0xAC00 && cp <= 0xD7A3);
	return (cp >= 0xC0 && cp <= 0xFF) || (cp >= 0x400 && cp <= 0x45F) || (cp >= 0x391 && cp <= 0x3A1) ||
	    (cp >= 0x3A3 && cp <= 0x3A9) || (cp >= 0x3B1 && cp <= 0x3C9) || (cp >= 0x2018 && cp <= 0x201D) ||
	    cp == 0x2013 || cp == 0x2014 || cp == 0x3001 || cp == 0x3002 || (cp >= 0x3008 && cp <= 0x3011) ||
	    (cp >= 0x3041 && cp <= 0x3094) || (cp >= 0x30A1 && cp <= 0x30FA);
}

/* mu and Omega stand in units (uF, kOhm) and are no disguise. */
static unsigned
word_script(uint32_t cp)
{
	if (cp < 0x80)
		return ascii_is_alpha((uint8_t)cp) ? WORD_LATIN : 0;
	if ((cp >= 0xC0 && cp <= 0x24F && cp != 0xD7 && cp != 0xF7) || (cp >= 0x1E00 && cp <= 0x1EFF))
		return WORD_LATIN;
	if (cp >= 0x400 && cp <= 0x52F)
		return WORD_FOREIGN;
	if (((cp >= 0x370 && cp <= 0x3FF) || (cp >= 0x1F00 && cp <= 0x1FFF)) && cp != 0x3BC && cp != 0x3A9)
		return WORD_FOREIGN;
	return 0;
}

/* The word goes on through letters and the marks on them. */
static void
note_word(struct writer *w, uint32_t cp)
{
	unsigned script = word_script(cp);
	if (script == 0) {
		if (cp < 0x300 || cp > 0x36F)
			w->word = 0;
		return;
	}
	if ((w->word | script) == (WORD_LATIN | WORD_FOREIGN) && w->word != (WORD_LATIN | WORD_FOREIGN))
		w->n->mixed_words++;
	w->word |= script;
}

static void
flush_space(struct writer *w)
{
	if (w->pending != 0 && w->out->len > w->origin)
		buf_add_octet(w->out, w->pending);
	w->pending = 0;
}

/* Write one character that is already normalised. */
static void
put(struct writer *w, uint32_t cp)
{
	if (is_space(cp)) {
		if (w->pending != '\n')
			w->pending = is_break(cp) ? '\n' : ' ';
		w->word = 0;
		w->stacked = 0;
		return;
	}
	uint32_t *gone = invisible(w->n, cp);
	if (gone != NULL) {
		(*gone)++;
		return;
	}
	flush_space(w);
	note_word(w, cp);
	if (cp < 0x80)
		buf_add_octet(w->out, (uint8_t)cp);
	else
		utf8_add(w->out, cp);
}

static void
flush_segment(struct writer *w)
{
	if (w->len == 0)
		return;
	UChar done[2048]; /* the longest expansion of one character is 18, of a full segment far below this */
	UErrorCode status = U_ZERO_ERROR;
	int32_t len = unorm2_normalize(w->nfkc, w->segment, w->len, done, (int32_t)(sizeof done / sizeof *done),
	    &status);
	bool failed = U_FAILURE(status);
	const UChar *from = failed ? w->segment : done;
	if (failed)
		len = w->len;
	else if (len != w->len || u_memcmp(from, w->segment, len) != 0)
		w->n->compatible++;
	for (int32_t i = 0; i < len;) {
		uint32_t cp = from[i++];
		if (U16_IS_LEAD(cp) && i < len)
			cp = 0x10000 + ((cp - 0xD800) << 10) + (from[i++] - 0xDC00u);
		if (unorm2_hasBoundaryBefore(w->nfkc, (UChar32)cp))
			w->stacked = 0;
		else if (++w->stacked > STACK_MAX) {
			w->n->stacked++;
			continue;
		}
		put(w, cp);
	}
	w->len = 0;
	w->count = 0;
}

static void
segment_add(struct writer *w, uint32_t cp)
{
	if (cp > 0xFFFF) {
		w->segment[w->len++] = U16_LEAD(cp);
		w->segment[w->len++] = U16_TRAIL(cp);
	} else {
		w->segment[w->len++] = (UChar)cp;
	}
	w->count++;
}

/* A mark that may compose with the last character written takes it back into the segment.  That character was
 * stable, so taking it back loses nothing. */
static void
take_back(struct writer *w)
{
	if (w->pending != 0 || w->out->len == w->origin || buf_ok(w->out) == false)
		return;
	size_t start = w->out->len - 1;
	while (start > w->origin && (w->out->at[start] & 0xC0) == 0x80)
		start--;
	size_t pos = 0;
	uint32_t cp = utf8_next(bytes_of(w->out->at + start, w->out->len - start), &pos);
	if (is_space(cp) || !is_stable(cp))
		return;
	w->out->len = start;
	segment_add(w, cp);
}

static void
add_slow(struct writer *w, uint32_t cp)
{
	if ((cp >= 0x1D400 && cp <= 0x1D7FF) || (cp >= 0x2460 && cp <= 0x24FF) || (cp >= 0x1F110 && cp <= 0x1F189))
		w->n->styled++;
	if (unorm2_hasBoundaryBefore(w->nfkc, (UChar32)cp))
		flush_segment(w);
	else if (w->len == 0)
		take_back(w);
	if (w->count > SEGMENT_MAX - 1) {
		w->n->stacked++;
		return;
	}
	segment_add(w, cp);
}

static void
add(struct writer *w, uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E) {
		w->n->full_width++;
		cp -= 0xFEE0;
	} else if (cp == 0x3000) {
		w->n->full_width++;
	}
	if (is_space(cp)) {
		flush_segment(w);
		put(w, cp);
		return;
	}
	/* What cannot be seen does not come between a base and its mark either. */
	uint32_t *gone = invisible(w->n, cp);
	if (gone != NULL) {
		(*gone)++;
	} else if (is_stable(cp)) {
		flush_segment(w);
		w->stacked = 0;
		put(w, cp);
	} else {
		add_slow(w, cp);
	}
}

/* The same as add() for the characters that most of the scalar path is made of. */
static inline void
add_ascii(struct writer *w, uint8_t c)
{
	bool alpha = ascii_is_alpha(c);
	if (c <= ' ' || c >= 0x7F || w->len != 0 || (alpha && (w->word & WORD_FOREIGN) != 0)) {
		add(w, c);
		return;
	}
	w->stacked = 0;
	if (w->pending != 0)
		flush_space(w);
	w->word = alpha ? WORD_LATIN : 0;
	buf_add_octet(w->out, c);
}

#define EACH(octet) (0x0101010101010101u * (octet))

/* The high bit of each octet of X that is zero, exactly; of each below 0x20 or above 0x7E. */
static uint64_t
zeros(uint64_t x)
{
	return ~(((x & EACH(0x7F)) + EACH(0x7F)) | x | EACH(0x7F));
}

static uint64_t
unusual(uint64_t x)
{
	return (x | ((x & EACH(0x7F)) + EACH(0x01)) | ~((x & EACH(0x7F)) + EACH(0x60))) & EACH(0x80);
}

enum { BLOCK = 32 };

/* How much of the block is printable ASCII with no two spaces in a row? */
static unsigned
plain_run(const uint8_t *at)
{
	uint64_t carry = 0;
	for (unsigned i = 0; i < BLOCK; i += 8) {
		uint8_t b[8];
		memcpy(b, at + i, sizeof b);
		/* The first octet lowest, whatever the machine; compilers make one load of it. */
		uint64_t x = (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
		    (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
		uint64_t space = zeros(x ^ EACH(' '));
		uint64_t bad = unusual(x) | (space & (space << 8 | carry));
		if (bad != 0)
			return i + (unsigned)__builtin_ctzll(bad) / 8;
		carry = space >> 56;
	}
	return BLOCK;
}

/* Copy ordinary ASCII by the block, up to where it needs a change. */
static size_t
copy_plain(struct writer *w, struct bytes in, size_t pos)
{
	while (in.len - pos >= BLOCK && buf_ok(w->out)) {
		const uint8_t *at = in.at + pos;
		bool starts_bare = at[0] != ' ' || (w->pending == 0 && w->out->len > w->origin);
		if (!starts_bare || ((w->word & WORD_FOREIGN) != 0 && ascii_is_alpha(at[0])))
			break;
		unsigned run = plain_run(at);
		if (run == 0)
			break;
		flush_space(w);
		w->stacked = 0;
		bool ends_space = at[run - 1] == ' ';
		buf_add(w->out, bytes_of(at, ends_space ? run - 1 : run));
		w->pending = ends_space ? ' ' : 0;
		w->word = ascii_is_alpha(at[run - 1]) ? WORD_LATIN : 0;
		pos += run;
		if (run != BLOCK)
			break;
	}
	return pos;
}

/* The end of the run of Han characters (U+4E00 to U+9FFF: E4 B8 80 to E9 BF BF) at POS: they need no change. */
static size_t
han_end(struct bytes in, size_t pos)
{
	while (in.len - pos >= 3) {
		const uint8_t *at = in.at + pos;
		if (at[0] < 0xE4 || at[0] > 0xE9 || (at[0] == 0xE4 && at[1] < 0xB8) || (at[1] & 0xC0) != 0x80 ||
		    (at[2] & 0xC0) != 0x80)
			break;
		pos += 3;
	}
	return pos;
}

void
text_normalise(struct bytes in, struct buf *out, struct text_counts *counts)
{
	struct text_counts ignored;
	struct writer w;
	w.out = out;
	w.n = counts != NULL ? counts : &ignored;
	if (counts == NULL)
		memset(&ignored, 0, sizeof ignored);
	w.nfkc = text_tables()->nfkc;
	w.origin = out->len;
	w.pending = 0;
	w.word = w.stacked = w.count = 0;
	w.len = 0;
	w.n->octets += in.len;
	size_t pos = 0;
	while (pos < in.len && buf_ok(out)) {
		uint8_t c = in.at[pos];
		if (c < 0x80) {
			size_t next = w.len == 0 ? copy_plain(&w, in, pos) : pos;
			if (next != pos) {
				pos = next;
				continue;
			}
			add_ascii(&w, in.at[pos++]);
			continue;
		}
		size_t start = pos;
		pos = han_end(in, start);
		if (pos != start) {
			flush_segment(&w);
			flush_space(&w);
			w.word = w.stacked = 0;
			buf_add(out, bytes_slice(in, start, pos));
			continue;
		}
		uint32_t cp = utf8_next(in, &pos);
		if (cp == UTF8_REPLACEMENT && !(pos - start == 3 && in.at[start] == 0xEF && in.at[start + 1] == 0xBF))
			w.n->malformed++;
		add(&w, cp);
	}
	flush_segment(&w);
}
