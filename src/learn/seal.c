#include "learn/seal.h"

#include <string.h>

#include "base/reader.h"

#define MAGIC "POSTERNS"
#define DIGEST_MAX 64

/* What is signed.  Gives: its length, 0 where DIGEST is none. */
static size_t
statement(struct bytes digest, uint8_t out[sizeof SEAL_PURPOSE + DIGEST_MAX])
{
	if (digest.len == 0 || digest.len > DIGEST_MAX)
		return 0;
	memcpy(out, SEAL_PURPOSE, strlen(SEAL_PURPOSE));
	memcpy(out + strlen(SEAL_PURPOSE), digest.at, digest.len);
	return strlen(SEAL_PURPOSE) + digest.len;
}

bool
seal_read(struct bytes seal, struct bytes digest, struct bytes *out_key)
{
	uint8_t text[sizeof SEAL_PURPOSE + DIGEST_MAX];
	size_t len = statement(digest, text);
	struct reader r = reader_of(seal);
	if (seal.len != SEAL_OCTETS || len == 0 || !bytes_equal(reader_take(&r, strlen(MAGIC)), BYTES(MAGIC)))
		return false;
	*out_key = reader_take(&r, SEAL_KEY);
	struct bytes signature = reader_take(&r, SEAL_SIGNATURE);
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, out_key->at, out_key->len);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool fits = key != NULL && context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
	            EVP_DigestVerify(context, signature.at, signature.len, text, len) == 1;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return fits;
}

bool
seal_make(EVP_PKEY *key, struct bytes digest, struct buf *out)
{
	uint8_t text[sizeof SEAL_PURPOSE + DIGEST_MAX], public[SEAL_KEY], signature[SEAL_SIGNATURE];
	size_t len = statement(digest, text), public_len = sizeof public, signature_len = sizeof signature;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool ok = len != 0 && context != NULL && EVP_PKEY_is_a(key, "ED25519") == 1 &&
	          EVP_PKEY_get_raw_public_key(key, public, &public_len) == 1 &&
	          EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
	          EVP_DigestSign(context, signature, &signature_len, text, len) == 1;
	EVP_MD_CTX_free(context);
	if (!ok)
		return false;
	buf_add(out, BYTES(MAGIC));
	buf_add(out, bytes_of(public, sizeof public));
	buf_add(out, bytes_of(signature, sizeof signature));
	return true;
}

bool
seal_key_is(struct bytes text, struct bytes key, bool *out_is_key)
{
	bool is_key = text.len == (size_t)2 * SEAL_KEY, is_same = key.len == SEAL_KEY;
	for (size_t i = 0; is_key && i < SEAL_KEY; i++) {
		int high = ascii_hex(text.at[2 * i]), low = ascii_hex(text.at[2 * i + 1]);
		is_key = high >= 0 && low >= 0;
		is_same = is_same && is_key && (high << 4 | low) == key.at[i];
	}
	*out_is_key = is_key;
	return is_key && is_same;
}
