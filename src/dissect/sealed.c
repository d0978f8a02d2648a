/* Mail sealed for its recipient, and mail that only looks so: an opaque signature holds the text in the open. */
#include "dissect/inside.h"

/* CMS content types (RFC 5652): 1.2.840.113549.1.7.2 is signed only, .3 is sealed. */
static bool
is_cms(struct bytes content, uint8_t type)
{
	const uint8_t oid[] = { 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, type };
	/* Behind the outer SEQUENCE's tag and length. */
	return bytes_has(bytes_to(content, 20), bytes_of(oid, sizeof oid));
}

/* One value of TAG (X.690): what is in it; all that is left where its length is indefinite. */
static struct reader
value_of(struct reader *r, uint8_t tag)
{
	struct reader inside = { .bad = true };
	uint64_t len = 0;
	if (reader_u8(r) != tag)
		return inside;
	uint8_t first = reader_u8(r);
	if (first == 0x80) {
		inside = reader_of(reader_take(r, reader_left(r)));
	} else {
		if (first < 0x80)
			len = first;
		for (int i = first < 0x80 ? 0 : first & 0x7F; i > 0 && len <= UINT32_MAX; i--)
			len = len << 8 | reader_u8(r);
		inside = reader_of(reader_take(r, (size_t)len));
	}
	inside.bad = r->bad;
	return inside;
}

bool
dissect_signed_text(struct dissection *d, struct bytes content, struct bytes *out)
{
	struct reader all = reader_of(content);
	struct reader info = value_of(&all, 0x30);
	(void)value_of(&info, 0x06);
	struct reader outer = value_of(&info, 0xA0);
	struct reader signed_data = value_of(&outer, 0x30);
	(void)value_of(&signed_data, 0x02);
	(void)value_of(&signed_data, 0x31);
	struct reader capsule = value_of(&signed_data, 0x30);
	(void)value_of(&capsule, 0x06);
	struct reader text = value_of(&capsule, 0xA0);
	if (!reader_ok(&text) || text.all.len == 0)
		return false;
	if (text.all.at[0] == 0x04) {
		struct reader whole = value_of(&text, 0x04);
		*out = whole.all;
		return reader_ok(&whole);
	}
	/* In pieces, as whoever signs while sending writes it. */
	struct reader pieces = value_of(&text, 0x24);
	struct buf joined;
	buf_init(&joined, content.len);
	while (reader_ok(&pieces) && reader_left(&pieces) > 2 && pieces.all.at[pieces.pos] == 0x04) {
		struct reader piece = value_of(&pieces, 0x04);
		if (!reader_ok(&piece))
			break;
		buf_add(&joined, piece.all);
	}
	*out = dissect_keep(d, buf_bytes(&joined));
	buf_done(&joined);
	return out->len != 0;
}

struct bytes
dissect_sealed(struct casefile_part *p, struct magic magic, struct bytes content)
{
	bool is_cms_type = bytes_equal(p->type, BYTES("application/pkcs7-mime")) ||
	                   bytes_equal(p->type, BYTES("application/x-pkcs7-mime"));
	if (bytes_starts(content, BYTES("\x76\xE8\x04\x60\xC4\x11\xE3\x86"))) {
		p->detected = BYTES("application/x-microsoft-rpmsg-message");
		return BYTES("sealed: rights-managed mail (rpmsg)");
	}
	if (magic.class == MAGIC_SEALED)
		return BYTES("sealed: OpenPGP message");
	if (is_cms_type && is_cms(content, 2)) {
		p->detected = BYTES("application/pkcs7-signed");
		return BYTES("sealed: S/MIME, signed with the text inside");
	}
	if (is_cms_type || (content.len > 64 && content.at[0] == 0x30 && is_cms(content, 3))) {
		p->detected = BYTES("application/pkcs7-encrypted");
		return BYTES("sealed: S/MIME, encrypted");
	}
	return BYTES_NONE;
}
