/* sign: DKIM signatures and ARC sets of our own (RFC 6376, RFC 8463, RFC 8617).
 *
 * Relaxed in both forms, rsa-sha256 or ed25519-sha256 as the key is, no l=.  What people see and clients obey is
 * signed once more than it stands there, so that nobody can add another (From, Subject, Content-Type...); what
 * is on its way changed by others (Received, Return-Path) is not signed.
 *
 * A private key is secret: it stays in the process that signs and is released with sign_key_free. */
#ifndef IDENTITY_SIGN_H
#define IDENTITY_SIGN_H

#include "identity/arc.h"

struct signer {
	struct bytes domain;
	struct bytes selector;
	EVP_PKEY *key;
	int64_t now; /* Unix time, t= */
	int64_t lifetime_s; /* x= after that; 0: none */
	const uint8_t *body_hash; /* of sign_body, where one body is signed several times; NULL: it is hashed here */
};

/**
 * sign_key_read(pem): The private key in PEM (PKCS#8 or PKCS#1), RSA of KEY_BITS_MIN..MAX bits or Ed25519.
 *
 * Fails:   NULL for anything else
 */
EVP_PKEY *sign_key_read(struct bytes pem);
void sign_key_free(EVP_PKEY *key);

/**
 * sign_key_record(key, arena, out): The TXT record that publishes KEY ("v=DKIM1; k=rsa; p=...").
 *
 * Fails:   FAULT_LIMIT
 */
int sign_key_record(EVP_PKEY *key, struct arena *arena, struct bytes *out);

/**
 * sign_body(message, arena, out): The hash of MESSAGE's body in the form that is signed here.
 *
 * Fails:   FAULT_LIMIT
 * Cost:    linear: most of what signing a large message costs
 */
int sign_body(struct bytes message, struct arena *arena, uint8_t out[32]);

/**
 * sign_dkim(message, signer, arena, out): Append a DKIM-Signature field for MESSAGE, with its line break.
 *
 * Fails:   FAULT_INPUT for a message without From or a domain or selector that is none, FAULT_LIMIT
 * Cost:    linear, and one private-key operation
 */
int sign_dkim(struct bytes message, const struct signer *signer, struct arena *arena, struct buf *out);

/**
 * sign_arc(message, signer, chain, results, arena, out): Append the three fields of the next ARC set.
 *
 * Takes:   chain    the status of the chain that stands in MESSAGE, as arc_judge found it; a chain that could not
 *                   be judged (ARC_TEMPERROR) must not be sealed
 *          results  what Authentication-Results says behind the colon: our name; results (RFC 8601)
 * Fails:   FAULT_INPUT as sign_dkim, and for a chain that was sealed as broken or is full; FAULT_LIMIT
 */
int sign_arc(struct bytes message, const struct signer *signer, enum arc_status chain, struct bytes results,
    struct arena *arena, struct buf *out);

#endif
