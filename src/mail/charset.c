#include "mail/charset.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>

#include "base/fault.h"
#include "base/utf8.h"
#include "mail/charset_labels.h"

/* Characters converted at a time, and the most octets that they become (a pair takes four for two). */
#define CHUNK 1024
#define CHUNK_ROOM ((size_t)CHUNK * 3 + 8)

/* Of each text, what is looked at to guess its encoding. */
#define GUESS_OCTETS ((size_t)16 << 10)

static void
add_flags(uint32_t *out_flags, uint32_t flags)
{
	if (out_flags != NULL)
		*out_flags |= flags;
}

const char *
charset_name(struct bytes label)
{
	const struct charset *c = charset_find(label);
	return c != NULL ? c->name : NULL;
}

/* No octet above 0x7f and none that starts a shift: such text is itself in every charset but UTF-16 and -32. */
static bool
is_ascii(struct bytes b)
{
	uint64_t seen = 0, word;
	size_t i = 0;
	for (; i + 8 <= b.len; i += 8) {
		memcpy(&word, b.at + i, 8);
		seen |= word;
	}
	for (; i < b.len; i++)
		seen |= b.at[i];
	return (seen & 0x8080808080808080u) == 0;
}

bool
charset_looks_gb(struct bytes text)
{
	size_t pairs = 0, common = 0, broken = 0;
	text = bytes_to(text, GUESS_OCTETS);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < 0x80)
			continue;
		if (i + 1 == text.len)
			break;
		uint8_t lead = text.at[i], trail = text.at[i + 1];
		if (lead == 0x80 || lead == 0xff || trail < 0x30 || trail == 0x7f || trail == 0xff) {
			broken++;
			continue;
		}
		pairs++;
		/* Rows 16..55 hold the 3,755 commonest characters, 1..3 the punctuation. */
		if (trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3)))
			common++;
		i++;
	}
	return pairs > 0 && broken * 20 <= pairs && common * 10 >= pairs * 8;
}

/* Text of another label that is UTF-8 all the same: three-octet characters hardly come about by chance. */
static bool
is_surely_utf8(struct bytes b)
{
	size_t many = 0, three = 0;
	for (size_t i = 0; i < b.len && i < GUESS_OCTETS; i++) {
		if (b.at[i] >= 0xc2) {
			many++;
			three += b.at[i] >= 0xe0;
		}
	}
	return many >= 2 && three >= 1 && utf8_valid(b);
}

/* Invalid octets become U+FFFD, as the WHATWG decoders do. */
static int
repair_utf8(struct bytes text, struct arena *arena, struct bytes *out)
{
	struct buf b;
	buf_init(&b, text.len * 3 + 4);
	for (size_t i = 0; i < text.len;)
		utf8_add(&b, utf8_next(text, &i));
	bool ok = arena_copy(arena, buf_bytes(&b), out);
	buf_done(&b);
	return ok ? 0 : FAULT_LIMIT;
}

struct replaced {
	bool any;
};

static void
on_bad_octets(const void *context, UConverterToUnicodeArgs *args, const char *octets, int32_t length,
    UConverterCallbackReason reason, UErrorCode *err)
{
	(void)octets;
	(void)length;
	if (reason > UCNV_IRREGULAR)
		return;
	/* ICU hands our context through a pointer to const. */
	struct replaced *r;
	memcpy(&r, &context, sizeof r);
	r->any = true;
	*err = U_ZERO_ERROR;
	ucnv_cbToUWriteSub(args, 0, err);
}

/* UTF-16 as ICU gives it, to UTF-8 at TO.  A lone surrogate becomes U+FFFD. */
static size_t
write_utf16(uint8_t *to, const UChar *u, size_t n, UChar *high)
{
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t c = u[i];
		if (c < 0x80 && *high == 0) {
			to[len++] = (uint8_t)c;
			continue;
		}
		if (c >= 0xd800 && c < 0xdc00) {
			if (*high != 0)
				len += utf8_write(UTF8_REPLACEMENT, to + len);
			*high = (UChar)c;
			continue;
		}
		if (c >= 0xdc00 && c < 0xe000)
			c = *high != 0 ?
			    0x10000u + ((uint32_t)(*high - 0xd800u) << 10) + (c - 0xdc00u) :
			    UTF8_REPLACEMENT;
		else if (*high != 0)
			len += utf8_write(UTF8_REPLACEMENT, to + len);
		*high = 0;
		len += utf8_write(c, to + len);
	}
	return len;
}

static int
convert(struct bytes text, const struct charset *c, struct arena *arena, struct bytes *out,
    uint32_t *flags)
{
	UErrorCode err = U_ZERO_ERROR;
	struct replaced replaced = { false };
	UConverter *cnv = ucnv_open(c->icu, &err);
	if (U_FAILURE(err)) {
		*flags |= CHARSET_UNKNOWN;
		return repair_utf8(text, arena, out);
	}
	ucnv_setToUCallBack(cnv, on_bad_octets, &replaced, NULL, NULL, &err);
	struct buf b;
	buf_init(&b, text.len * 4 + CHUNK_ROOM);
	const char *from = (const char *)text.at, *end = from + text.len;
	UChar chunk[CHUNK], high = 0;
	for (;;) {
		UChar *to = chunk;
		err = U_ZERO_ERROR;
		ucnv_toUnicode(cnv, &to, chunk + CHUNK, &from, end, NULL, true, &err);
		uint8_t *room = buf_reserve(&b, CHUNK_ROOM);
		if (room != NULL)
			b.len += write_utf16(room, chunk, (size_t)(to - chunk), &high);
		if (err != U_BUFFER_OVERFLOW_ERROR || room == NULL)
			break;
	}
	if (high != 0)
		utf8_add(&b, UTF8_REPLACEMENT);
	ucnv_close(cnv);
	if (replaced.any || U_FAILURE(err))
		*flags |= CHARSET_MALFORMED;
	bool ok = arena_copy(arena, buf_bytes(&b), out);
	buf_done(&b);
	return ok ? 0 : FAULT_LIMIT;
}

/* "utf-16" on ordinary text: to a filter that believes it, words become rare Chinese. */
static bool
is_plainly_not_utf16(struct bytes text)
{
	return text.len >= 8 && bytes_find_octet(text, '\0') == BYTES_NOT_FOUND &&
	    bytes_find_octet(text, ' ') != BYTES_NOT_FOUND && (is_ascii(text) || is_surely_utf8(text));
}

static int
user_defined(struct bytes text, struct arena *arena, struct bytes *out)
{
	struct buf b;
	buf_init(&b, text.len * 3);
	for (size_t i = 0; i < text.len; i++)
		utf8_add(&b, text.at[i] < 0x80 ? text.at[i] : 0xf700u + text.at[i]);
	bool ok = arena_copy(arena, buf_bytes(&b), out);
	buf_done(&b);
	return ok ? 0 : FAULT_LIMIT;
}

/* Octets above 0x7f that are not UTF-8, and a label that does not help. */
static int
guess(struct bytes text, bool claimed_utf8, struct arena *arena, struct bytes *out, uint32_t *flags)
{
	if (charset_looks_gb(text)) {
		*flags |= claimed_utf8 ? CHARSET_MISMATCH : CHARSET_GUESSED;
		return convert(text, charset_find(BYTES("gb18030")), arena, out, flags);
	}
	if (claimed_utf8) {
		*flags |= CHARSET_MALFORMED;
		return repair_utf8(text, arena, out);
	}
	*flags |= CHARSET_GUESSED;
	return convert(text, charset_find(BYTES("windows-1252")), arena, out, flags);
}

/* Could these octets, in a shifting charset, mean anything but themselves? */
static bool
may_shift(struct bytes text, const struct charset *c)
{
	if (strncmp(c->name, "utf-7", 5) == 0)
		return bytes_find_octet(text, '+') != BYTES_NOT_FOUND;
	if (strncmp(c->name, "hz", 2) == 0)
		return bytes_find_octet(text, '~') != BYTES_NOT_FOUND;
	if (strncmp(c->name, "iso-2022", 8) == 0)
		return bytes_find_octet(text, 0x1b) != BYTES_NOT_FOUND ||
		    bytes_find_octet(text, 0x0e) != BYTES_NOT_FOUND;
	/* UTF-16 and UTF-32: text without a NUL in it is not that (a label to hide behind). */
	return true;
}

int
charset_to_utf8(struct bytes text, struct bytes label, struct arena *arena, struct bytes *out,
    uint32_t *out_flags)
{
	uint32_t flags = 0;
	int fault;
	const struct charset *c = charset_find(label);
	bool ascii = is_ascii(text);
	*out = text;
	if (c == NULL && bytes_trim(label).len != 0)
		flags |= CHARSET_UNKNOWN;
	if (ascii && (c == NULL || c->way != CHARSET_WAY_SHIFTING || !may_shift(text, c))) {
		add_flags(out_flags, flags);
		return 0;
	}
	bool single =
	    c == NULL || c->way == CHARSET_WAY_UTF8 || bytes_equal_nocase(label, BYTES("us-ascii"));
	if (single && utf8_valid(text)) {
		fault = 0;
	} else if (single) {
		fault = guess(text, c != NULL && c->way == CHARSET_WAY_UTF8, arena, out, &flags);
	} else if (c->way != CHARSET_WAY_SHIFTING && is_surely_utf8(text)) {
		flags |= CHARSET_MISMATCH;
		fault = 0;
	} else if (strncmp(c->name, "utf-16", 6) == 0 && is_plainly_not_utf16(text)) {
		flags |= CHARSET_MISMATCH;
		fault = 0;
	} else if (strncmp(c->name, "windows-125", 11) == 0 && charset_looks_gb(text)) {
		flags |= CHARSET_MISMATCH;
		fault = convert(text, charset_find(BYTES("gb18030")), arena, out, &flags);
	} else if (c->way == CHARSET_WAY_USER) {
		fault = user_defined(text, arena, out);
	} else {
		fault = convert(text, c, arena, out, &flags);
	}
	add_flags(out_flags, flags);
	if (fault != 0)
		*out = BYTES_NONE;
	return fault;
}

int
charset_preload(void)
{
	int missing = 0;
	for (size_t i = 0; i < charset_count; i++) {
		if (charset_table[i].icu == NULL)
			continue;
		UErrorCode err = U_ZERO_ERROR;
		UConverter *cnv = ucnv_open(charset_table[i].icu, &err);
		if (U_FAILURE(err)) {
			missing++;
			continue;
		}
		/* Some tables load their parts at the first conversion. */
		UChar to[16];
		(void)ucnv_toUChars(cnv, to, 16, "\x1b$B0!\x0e\xb0\xa1~{<:", 12, &err);
		ucnv_close(cnv);
	}
	return missing;
}
