/* Property: an address that is put into a URL, escaped octet by octet or in hexadecimal, is found whatever stands
 * around it; any URL and any address are taken. */
#include "url/recipient.h"

#include "base/buf.h"
#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
is_found(struct bytes address, const char *format, struct bytes noise, struct arena *a)
{
	struct buf raw;
	struct url u;
	buf_init(&raw, URL_INPUT_MAX);
	buf_add_cstr(&raw, "https://evil.example/?a=");
	for (size_t i = 0; i < noise.len && i < 200; i++)
		buf_addf(&raw, "%%%02x", noise.at[i]);
	buf_add_cstr(&raw, "&b=");
	for (size_t i = 0; i < address.len; i++)
		buf_addf(&raw, format, address.at[i]);
	buf_add_cstr(&raw, "&c=");
	url_parse(buf_bytes(&raw), a, &u);
	must((u.flags & URL_CUT) != 0 || url_recipient_in(&u, address) != RECIPIENT_NONE);
	buf_done(&raw);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new((size_t)1 << 20);
	struct bytes in = bytes_of(data, size);
	size_t line = bytes_find_octet(in, '\n');
	struct bytes address = bytes_to(in, line), rest = line == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(in, line + 1);
	struct url u;
	url_parse(rest, a, &u);
	must((unsigned)url_recipient_in(&u, address) < RECIPIENT_FORM_COUNT);
	uint8_t letters[64];
	size_t len = 0;
	for (size_t i = 0; i < address.len && len < 40; i++)
		if (ascii_is_alnum(address.at[i]))
			letters[len++] = address.at[i];
	if (len >= 3) {
		memcpy(letters + len, "@example.com", 12);
		is_found(bytes_of(letters, len + 12), "%%%02X", rest, a);
		is_found(bytes_of(letters, len + 12), "%02x", rest, a);
	}
	arena_free(a);
	return 0;
}
