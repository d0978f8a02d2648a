/* credits: what our own history says of those who sent a message.
 *
 * Part of the case file (casefile/casefile.h).  Rows stand only for what is proven to belong to the message: the
 * client's address, domains that authenticated, hosts that its links name.  A name that anybody can write has
 * no row, so that nobody can spoil or borrow another's credit. */
#ifndef CASEFILE_CREDITS_H
#define CASEFILE_CREDITS_H

#include "base/schema.h"

enum casefile_credits_limits { CASEFILE_CREDITS_MAX = 24 };

struct casefile_credit {
	struct bytes key;  /* "ip 192.0.2.1", "net ...", "asn 64500", "helo", "dkim", "spf", "from", "url" and a domain */
	double odds;       /* log-odds that mail of it is bad; 0 where nothing is known */
	double error;      /* standard error of odds */
	uint32_t score;    /* 0 (bad) to 100, for people */
	uint64_t seen;     /* messages */
	int64_t first_ms;
	double surge;      /* mail of the last hour against its usual rate; 0 where it is too new to say */
};

struct casefile_credits {
	bool was_asked;
	bool is_proven;     /* the sender authenticated: only such mail earns good credit */
	int64_t since_ms;   /* how far our history reaches back */
	uint64_t sender_seen; /* messages from the address of From before */
	LIST(struct casefile_credit) rows;
};

extern const struct schema casefile_credits_schema;

/* Does KEY begin with the word KIND? */
static inline bool
credit_is(struct bytes key, const char *kind)
{
	size_t len = strlen(kind);
	return key.len > len && key.at[len] == ' ' && memcmp(key.at, kind, len) == 0;
}

/* What stands behind the kind. */
static inline struct bytes
credit_name(struct bytes key)
{
	size_t at = bytes_find_octet(key, ' ');
	return at == BYTES_NOT_FOUND ? key : bytes_from(key, at + 1);
}

#endif
