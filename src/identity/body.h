/* body: the canonical body of a message, hashed (RFC 6376 s3.4.3, s3.4.4, s3.7).
 *
 * All signatures that share a canonical form and a hash share one pass; those that sign only the first octets (l=)
 * get the state of the hash at that place.  So a hundred lengths cost no more than one.  Linear, also over ten
 * million empty lines. */
#ifndef IDENTITY_BODY_H
#define IDENTITY_BODY_H

#include <openssl/evp.h>

#include "base/bytes.h"

#define BODY_WANTS_MAX 16
#define BODY_ALL UINT64_MAX

struct body_want {
	uint64_t length; /* octets of the canonical form; BODY_ALL */
	bool is_done;    /* false at the end: the body is shorter than that */
	uint8_t hash[32];
};

struct body_hash {
	bool relaxed;
	bool sha1;
	struct body_want wants[BODY_WANTS_MAX];
	size_t count;
	uint64_t length; /* of the whole canonical body, after body_run */
};

/**
 * body_want(h, length): Ask for the hash of the first LENGTH octets.
 *
 * Gives:   an index into h->wants, the same for the same length
 * Fails:   FAULT_LIMIT beyond BODY_WANTS_MAX
 */
int body_want(struct body_hash *h, uint64_t length);

/**
 * body_run(h, body, lf): Fill in what was asked for.
 *
 * Takes:   lf  a bare LF ends lines, as in struct fields
 * Cost:    O(body)
 */
void body_run(struct body_hash *h, struct bytes body, bool lf);

#endif
