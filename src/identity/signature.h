/* signature: what DKIM-Signature, ARC-Message-Signature and ARC-Seal have in common, read and hashed.
 * Inside identity/ only. */
#ifndef IDENTITY_SIGNATURE_H
#define IDENTITY_SIGNATURE_H

#include "identity/body.h"
#include "identity/dkim.h"
#include "identity/fields.h"
#include "identity/tags.h"

/* The bodies' hashes that signatures share: by relaxed (2), then sha1 (1). */
struct bodies {
	struct body_hash hash[4];
};

enum signature_sort { SIGNATURE_DKIM, SIGNATURE_AMS, SIGNATURE_SEAL };

/* A signature on its way. */
struct signing {
	enum signature_sort sort;
	const struct fields *fields;
	struct field_raw field; /* its own */
	uint32_t index;         /* of that in fields; UINT32_MAX: not there yet, it is being made */
	struct tags tags;
	struct dkim_signature *to;
	struct bytes signed_names; /* h= */
	struct bytes body_claimed;
	int body_want;             /* index into the wants, or < 0 */
	uint32_t options;
};

/**
 * signature_read(s, arena, bodies): Read the tags of s->field.
 *
 * Gives:   s->to filled in; a fault goes there with its reason, and the signature is not hashed
 * Fails:   FAULT_LIMIT
 */
int signature_read(struct signing *s, struct arena *arena, struct bodies *bodies);

/* Hash the body in every form that was asked for. */
void bodies_run(struct bodies *bodies, const struct fields *fields);

/* Compare the body's hash, once body_run was called for all. */
void signature_body(struct signing *s, const struct bodies *bodies);

/**
 * signature_header_hash(s, arena): Hash the fields that h= names, and the signature's own.
 *
 * Fails:   FAULT_LIMIT
 */
int signature_header_hash(struct signing *s, struct arena *arena);

/* Append the signature's own field without the value of b=. */
void signature_own(const struct signing *s, bool relaxed, struct buf *out);

/* Record that the signature cannot pass. */
void signature_fault(struct dkim_signature *to, enum dkim_status status, const char *reason);

/* dkim_judge without what only DKIM has: the verification of a signature without fault. */
int dkim_verify(const struct dkim_signature *signature, uint32_t options, struct dns_book *book, struct arena *arena,
    struct dkim_result *out);

#endif
