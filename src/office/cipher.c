#include "office/cipher.h"

#include <limits.h>
#include <openssl/evp.h>

#include "base/must.h"
#include "base/utf8.h"

static EVP_MD *digests[CIPHER_COUNT];
static EVP_CIPHER *ciphers[2][3]; /* ECB, CBC by 128, 192, 256 bits */

int
cipher_preload(struct why *why)
{
	static const char *const names[CIPHER_COUNT] = { "MD5", "SHA1", "SHA256", "SHA384", "SHA512" };
	static const char *const modes[2][3] = { { "AES-128-ECB", "AES-192-ECB", "AES-256-ECB" },
		{ "AES-128-CBC", "AES-192-CBC", "AES-256-CBC" } };
	for (int i = 0; i < CIPHER_COUNT; i++)
		if (digests[i] == NULL && (digests[i] = EVP_MD_fetch(NULL, names[i], NULL)) == NULL)
			return why_set(why, FAULT_SYSTEM, "OpenSSL offers no %s", names[i]);
	for (int i = 0; i < 6; i++)
		if (ciphers[i / 3][i % 3] == NULL && (ciphers[i / 3][i % 3] = EVP_CIPHER_fetch(NULL, modes[i / 3][i % 3], NULL)) == NULL)
			return why_set(why, FAULT_SYSTEM, "OpenSSL offers no %s", modes[i / 3][i % 3]);
	return 0;
}

enum cipher_hash
cipher_named(struct bytes name)
{
	static const struct bytes names[CIPHER_COUNT] = { BYTES_INIT("MD5"), BYTES_INIT("SHA1"), BYTES_INIT("SHA256"),
		BYTES_INIT("SHA384"), BYTES_INIT("SHA512") };
	for (int i = 0; i < CIPHER_COUNT; i++)
		if (bytes_equal_nocase(name, names[i]))
			return (enum cipher_hash)i;
	/* As some writers put it. */
	if (bytes_equal_nocase(name, BYTES("SHA-1")))
		return CIPHER_SHA1;
	return CIPHER_COUNT;
}

static unsigned
run(EVP_MD_CTX *c, enum cipher_hash kind, struct bytes a, struct bytes b, uint8_t out[CIPHER_MAX])
{
	unsigned len = 0;
	must(EVP_DigestInit_ex(c, digests[kind], NULL) == 1);
	must(a.len == 0 || EVP_DigestUpdate(c, a.at, a.len) == 1);
	must(b.len == 0 || EVP_DigestUpdate(c, b.at, b.len) == 1);
	must(EVP_DigestFinal_ex(c, out, &len) == 1);
	return len;
}

size_t
cipher_two(enum cipher_hash kind, struct bytes a, struct bytes b, uint8_t out[CIPHER_MAX])
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	must(c != NULL);
	unsigned len = run(c, kind, a, b, out);
	EVP_MD_CTX_free(c);
	return len;
}

void
cipher_spin(enum cipher_hash kind, uint8_t hash[CIPHER_MAX], uint32_t count)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	uint8_t all[4 + CIPHER_MAX];
	must(c != NULL);
	size_t len = (size_t)EVP_MD_get_size(digests[kind]);
	memcpy(all + 4, hash, len);
	for (uint32_t i = 0; i < count; i++) {
		for (unsigned k = 0; k < 4; k++)
			all[k] = (uint8_t)(i >> 8 * k);
		(void)run(c, kind, bytes_of(all, 4 + len), BYTES_NONE, hash);
		memcpy(all + 4, hash, len);
	}
	EVP_MD_CTX_free(c);
}

bool
cipher_aes(struct bytes key, const uint8_t *iv, struct bytes in, uint8_t *out)
{
	int first = 0, last = 0;
	if ((key.len != 16 && key.len != 24 && key.len != 32) || in.len % 16 != 0 || in.len > INT_MAX)
		return false;
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	must(c != NULL);
	bool ok = EVP_DecryptInit_ex2(c, ciphers[iv != NULL][key.len / 8 - 2], key.at, iv, NULL) == 1 &&
	          EVP_CIPHER_CTX_set_padding(c, 0) == 1 && EVP_DecryptUpdate(c, out, &first, in.at, (int)in.len) == 1 &&
	          EVP_DecryptFinal_ex(c, out + first, &last) == 1;
	EVP_CIPHER_CTX_free(c);
	return ok;
}

size_t
cipher_wide(struct bytes utf8, uint8_t *out, size_t max)
{
	size_t len = 0;
	for (size_t pos = 0; pos < utf8.len && len + 4 <= max;) {
		uint32_t cp = utf8_next(utf8, &pos);
		uint32_t units[2] = { cp, 0 };
		size_t count = 1;
		if (cp > 0xFFFF) {
			units[0] = 0xD800 + ((cp - 0x10000) >> 10);
			units[1] = 0xDC00 + ((cp - 0x10000) & 0x3FF);
			count = 2;
		}
		for (size_t i = 0; i < count; i++) {
			out[len++] = (uint8_t)units[i];
			out[len++] = (uint8_t)(units[i] >> 8);
		}
	}
	return len;
}
