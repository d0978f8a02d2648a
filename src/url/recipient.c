#include "url/recipient.h"

#include "base/buf.h"
#include "url/decode.h"
#include "url/digest.h"

#define ADDRESS_MAX 254
#define LOCAL_MIN 3

const char *
recipient_form_name(enum recipient_form form)
{
	static const char *const names[RECIPIENT_FORM_COUNT] = { "none", "plain", "escaped", "base64", "hex", "reversed",
		"md5", "sha1", "sha256", "split" };
	return (unsigned)form < RECIPIENT_FORM_COUNT ? names[form] : "unknown";
}

static void
lower(struct buf *b)
{
	bytes_lower(buf_bytes(b), b->at);
}

/* One hash of ADDRESS, once it is needed. */
struct hashes {
	struct bytes address;
	uint8_t hex[DIGEST_COUNT][DIGEST_HEX_MAX];
	size_t len[DIGEST_COUNT];
	bool is_known[DIGEST_COUNT];
};

static enum recipient_form
match_hash(struct bytes run, struct hashes *h)
{
	static const size_t lengths[DIGEST_COUNT] = { 32, 40, 64 };
	for (int i = 0; i < DIGEST_COUNT; i++) {
		if (run.len != lengths[i])
			continue;
		if (!h->is_known[i])
			h->len[i] = digest_hex((enum digest)i, h->address, h->hex[i]);
		h->is_known[i] = true;
		if (bytes_equal_nocase(run, bytes_of(h->hex[i], h->len[i])))
			return (enum recipient_form)(RECIPIENT_MD5 + i);
	}
	return RECIPIENT_NONE;
}

/* One run of base64 digits: hexadecimal, a hash, or base64. */
static enum recipient_form
match_run(struct bytes run, struct hashes *h, struct buf *scratch)
{
	enum recipient_form form = match_hash(run, h);
	buf_clear(scratch);
	if (form == RECIPIENT_NONE && run.len >= 2 * h->address.len && hex_decode(run, scratch)) {
		lower(scratch);
		form = bytes_has(buf_bytes(scratch), h->address) ? RECIPIENT_HEX : RECIPIENT_NONE;
	}
	/* A letter before the code ("a1aHR0") shifts it: all four ways to begin are tried. */
	for (size_t skip = 0; skip < 4 && form == RECIPIENT_NONE; skip++) {
		struct bytes code = bytes_from(run, skip);
		code.len -= code.len % 4 == 1;
		buf_clear(scratch);
		if (code.len * 3 / 4 < h->address.len)
			break;
		(void)base64_decode(code, scratch);
		lower(scratch);
		if (bytes_has(buf_bytes(scratch), h->address))
			form = RECIPIENT_BASE64;
	}
	return form;
}

static enum recipient_form
match_coded(struct bytes text, struct hashes *h)
{
	enum recipient_form form = RECIPIENT_NONE;
	struct buf scratch;
	buf_init(&scratch, URL_TEXT_MAX);
	for (size_t i = 0; i < text.len && form == RECIPIENT_NONE; i++) {
		size_t start = i;
		while (i < text.len && base64_is_digit(text.at[i]))
			i++;
		struct bytes run = bytes_slice(text, start, i), part;
		if (run.len < 8)
			continue;
		form = match_run(run, h, &scratch);
		/* '/', '-' and '_' are digits of base64, but separate words, too. */
		for (size_t k = start; k < i && form == RECIPIENT_NONE; k += part.len + 1) {
			part = bytes_slice(text, k, i);
			size_t len = 0;
			while (len < part.len && ascii_is_alnum(part.at[len]))
				len++;
			part = bytes_to(part, len);
			if (part.len >= 8 && part.len < run.len)
				form = match_run(part, h, &scratch);
		}
	}
	buf_done(&scratch);
	return form;
}

/* Does WORD stand in TEXT between characters that are no part of a word? */
static bool
has_word(struct bytes text, struct bytes word)
{
	for (size_t from = 0;;) {
		size_t at = bytes_find(bytes_from(text, from), word);
		if (at == BYTES_NOT_FOUND)
			return false;
		from += at;
		size_t end = from + word.len;
		if ((from == 0 || (!ascii_is_alnum(text.at[from - 1]) && text.at[from - 1] != '.' && text.at[from - 1] != '-')) &&
		    (end == text.len || (!ascii_is_alnum(text.at[end]) && text.at[end] != '.' && text.at[end] != '-')))
			return true;
		from++;
	}
}

static enum recipient_form
match_text(struct bytes raw, struct bytes plain, struct bytes address)
{
	uint8_t reversed[ADDRESS_MAX];
	if (bytes_has(raw, address))
		return RECIPIENT_PLAIN;
	if (bytes_has(plain, address))
		return RECIPIENT_ESCAPED;
	for (size_t i = 0; i < address.len; i++)
		reversed[i] = address.at[address.len - 1 - i];
	if (bytes_has(plain, bytes_of(reversed, address.len)))
		return RECIPIENT_REVERSED;
	size_t at = bytes_find_last_octet(address, '@');
	struct bytes local = bytes_to(address, at), domain = bytes_from(address, at + 1);
	if (local.len >= LOCAL_MIN && has_word(plain, local) && has_word(plain, domain))
		return RECIPIENT_SPLIT;
	return RECIPIENT_NONE;
}

enum recipient_form
url_recipient_in(const struct url *u, struct bytes address)
{
	if (address.len < 3 || address.len > ADDRESS_MAX || bytes_find_octet(address, '@') == BYTES_NOT_FOUND ||
	    u->kind == URL_MAILTO || u->kind == URL_CID)
		return RECIPIENT_NONE;
	struct buf want, raw, plain;
	buf_init(&want, ADDRESS_MAX);
	buf_init(&raw, URL_TEXT_MAX);
	buf_init(&plain, URL_TEXT_MAX);
	buf_add(&want, address);
	lower(&want);
	/* The host is left out: "https://example.com/" does not name alice@example.com. */
	buf_add(&raw, u->user);
	buf_add_octet(&raw, ' ');
	if (u->path.len != 0)
		buf_add(&raw, bytes_from(u->text, (size_t)(u->path.at - u->text.at)));
	(void)percent_decode_all(buf_bytes(&raw), &plain);
	struct hashes h = { .address = buf_bytes(&want) };
	/* Base64 keeps its case, so it is read before the text is folded. */
	enum recipient_form coded = match_coded(buf_bytes(&plain), &h);
	lower(&raw);
	lower(&plain);
	enum recipient_form form = match_text(buf_bytes(&raw), buf_bytes(&plain), buf_bytes(&want));
	buf_done(&want);
	buf_done(&raw);
	buf_done(&plain);
	return form != RECIPIENT_NONE ? form : coded;
}
