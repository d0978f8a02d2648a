#include "url/digest.h"

#include <openssl/evp.h>

static const char *const names[DIGEST_COUNT] = { "MD5", "SHA1", "SHA256" };

void
digest_preload(void)
{
	uint8_t out[DIGEST_HEX_MAX];
	for (int i = 0; i < DIGEST_COUNT; i++)
		(void)digest_hex((enum digest)i, BYTES("x"), out);
}

size_t
digest_hex(enum digest which, struct bytes in, uint8_t *out)
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	size_t len = 0;
	if (EVP_Q_digest(NULL, names[which], NULL, in.at, in.len, raw, &len) != 1 || len * 2 > DIGEST_HEX_MAX)
		return 0;
	for (size_t i = 0; i < len; i++) {
		out[2 * i] = (uint8_t)"0123456789abcdef"[raw[i] >> 4];
		out[2 * i + 1] = (uint8_t)"0123456789abcdef"[raw[i] & 15];
	}
	return len * 2;
}
