/* dkim: DKIM signatures, verified in two steps (RFC 6376, 8301, 8463).
 *
 * dkim_collect() reads the message and does everything that needs its octets: it runs where messages are taken
 * apart, without network.  What it gives is plain data that may cross a border.  dkim_judge() takes that data and
 * DNS answers, and runs where the DNS is asked.
 *
 * Refused on purpose: rsa-sha1 and keys below 1024 bits (RFC 8301), and a domain or selector that holds anything
 * but letters, digits, '-', '_' and dots, before the DNS is asked (espoofer A3, A4).  A signature that leaves part
 * of the body unsigned (l=) never passes: others may have put a new message behind the signed one.
 *
 * Ceilings: DKIM_SIGNATURES_MAX signatures are examined, the topmost first, since a flood of false ones costs a
 * DNS question and a verification each (RFC 6376 s8.3). */
#ifndef IDENTITY_DKIM_H
#define IDENTITY_DKIM_H

#include "dns/book.h"
#include "identity/key.h"

enum dkim_limits {
	DKIM_SIGNATURES_MAX = 8,
	DKIM_VALUE_MAX = 64 << 10, /* octets of one signature field */
	DKIM_NAMES_MAX = 1000,     /* in h= */
	DKIM_MARK = 12,            /* octets: no two signatures share 96 bits by chance */
};

/* RFC 8601 s2.7.1 */
enum dkim_status {
	DKIM_NONE,
	DKIM_PASS,
	DKIM_FAIL,
	DKIM_POLICY,  /* it verifies, and we do not take it: part of the body is unsigned */
	DKIM_NEUTRAL, /* it cannot be read */
	DKIM_TEMPERROR,
	DKIM_PERMERROR,
	DKIM_STATUS_COUNT
};
extern const char *const dkim_status_names[DKIM_STATUS_COUNT];

/* Options for tests of old mail: RFC 4871 and its drafts with rsa-sha1, short keys, no v= or v=0.5. */
enum dkim_option { DKIM_OLD = 1 << 0 };

/* Fields that people see or clients obey, as bits: see dkim_field_names. */
enum dkim_field {
	DKIM_FROM,
	DKIM_SENDER,
	DKIM_REPLY_TO,
	DKIM_TO,
	DKIM_CC,
	DKIM_SUBJECT,
	DKIM_DATE,
	DKIM_CONTENT_TYPE,
	DKIM_CONTENT_ENCODING,
	DKIM_FIELD_COUNT
};
extern const char *const dkim_field_names[DKIM_FIELD_COUNT];

/* A signature as collected. */
struct dkim_signature {
	enum dkim_status fault; /* DKIM_NONE: it can be judged */
	struct bytes reason;    /* of the fault */
	enum signature_algorithm algorithm;
	struct bytes domain;    /* d=, lower case */
	struct bytes selector;
	struct bytes identity;  /* i=, decoded; "" where it is not given */
	bool is_subdomain;      /* the domain of i= is below d= */
	bool is_body_good;
	bool is_partial;        /* l= leaves octets of the body unsigned */
	uint64_t unsigned_octets;
	uint32_t unsigned_fields; /* bits: present in the message at least once more than signed */
	int64_t signed_at;      /* t=, 0: not given */
	int64_t expires_at;     /* x= */
	struct bytes header_hash;
	struct bytes signature;
};
extern const struct schema dkim_signature_schema;

struct dkim_collected {
	LIST(struct dkim_signature) signatures;
	uint32_t count; /* in the message; more than are listed where it was too many */
};

struct dkim_result {
	enum dkim_status status;
	struct bytes reason;   /* English, one clause */
	struct bytes domain;
	struct bytes selector;
	struct bytes identity;
	enum signature_algorithm algorithm;
	uint32_t key_bits;
	bool is_testing;       /* t=y: to be treated as if it were not there (RFC 6376 s3.6.1) */
	uint32_t unsigned_fields;
	int64_t signed_at;
	struct bytes mark;     /* first octets of the signature: who sees it often sees one mail sent again and again */
};
extern const struct schema dkim_result_schema;

/**
 * dkim_collect(message, options, arena, out): Read the signatures of MESSAGE and hash what they sign.
 *
 * Takes:   message  whole, as received
 * Gives:   0; texts in ARENA or views into MESSAGE
 * Fails:   FAULT_LIMIT at the arena's ceiling
 * Cost:    linear: at most four passes over the body, and one over the signed fields per signature
 */
int dkim_collect(struct bytes message, uint32_t options, struct arena *arena, struct dkim_collected *out);

/**
 * dkim_judge(signature, now, options, book, arena, out): Verify one signature.
 *
 * Takes:   now  Unix time, for t= and x=; 0 leaves them out
 * Gives:   1 and *out; 0 where the key must be asked for first
 * Cost:    one public-key operation
 */
int dkim_judge(const struct dkim_signature *signature, int64_t now, uint32_t options, struct dns_book *book,
    struct arena *arena, struct dkim_result *out);

#endif
