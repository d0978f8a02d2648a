/* seal: who vouches for a model.
 *
 * Behind a model's digest: "POSTERNS", a public key, and its signature (Ed25519, RFC 8032) of SEAL_PURPOSE and the digest.
 * The purpose keeps what another key of the same kind signs (DKIM, RFC 8463) from ever being a seal.  A seal says that
 * nothing was changed since; whether its key is one to believe, the configuration says ([server] model_keys). */
#ifndef LEARN_SEAL_H
#define LEARN_SEAL_H

#include <openssl/evp.h>

#include "base/buf.h"

#define SEAL_PURPOSE "Postern model\n"

enum seal_limits {
	SEAL_KEY = 32,
	SEAL_SIGNATURE = 64,
	SEAL_OCTETS = 8 + SEAL_KEY + SEAL_SIGNATURE,
};

/**
 * seal_read(seal, digest, out_key): Does SEAL fit DIGEST?
 *
 * Gives:   true, and *out_key, which lies in SEAL
 */
bool seal_read(struct bytes seal, struct bytes digest, struct bytes *out_key);

/**
 * seal_make(key, digest, out): Append the seal of KEY on DIGEST.
 *
 * Gives:   true; false where KEY is no private Ed25519 key
 */
bool seal_make(EVP_PKEY *key, struct bytes digest, struct buf *out);

/* Is TEXT the public key KEY in hexadecimal digits?  *OUT_IS_KEY: is it any. */
bool seal_key_is(struct bytes text, struct bytes key, bool *out_is_key);

#endif
