/* trust: how a next hop must be spoken to, where the DNS or a policy of its domain says so: DANE (RFC 7672) and
 * MTA-STS (RFC 8461).
 *
 * Asked before each connection; libunbound remembers the answers, and policies are kept here until they expire, at most
 * one for each next hop.  DANE: with usable signed records the certificate must fit, and what cannot be found out
 * means "not now".  MTA-STS: enforce means a certificate that public authorities vouch for, on a server that the
 * policy names; testing goes on and notes what would have failed; without a policy TLS is as with "may". */
#ifndef SMTP_TRUST_H
#define SMTP_TRUST_H

#include "conf/conf.h"
#include "dns/resolver.h"
#include "smtp/dane.h"
#include "front/link.h"
#include "smtp/sts.h"

enum trust_limits {
	TRUST_MS = 10000,        /* for the questions about one server */
	TRUST_RETRY_S = 300,     /* after a policy could not be fetched: s5.1 wants 5 minutes at least */
};

enum trust_need {
	TRUST_MAY,     /* encrypted where it is offered */
	TRUST_REQUIRE, /* encrypted, whoever it is */
	TRUST_TRY,     /* as MAY, and what enforcing would have refused is noted */
	TRUST_VERIFY,  /* a certificate of its name */
	TRUST_DANE,    /* a certificate that fits its TLSA records */
	TRUST_LATER,   /* not this server, now */
};

struct trusts;
struct trust;

struct trusts_options {
	struct link_loop *loop;
	struct dns_resolver *resolver; /* NULL: nobody can be asked */
	uint16_t https_port;           /* 443 but in tests */
	bool fetches_policies;         /* a next hop has tls = mta-sts; else no authorities are loaded: 17 ms of CPU and 1 MB */
	const char *authorities;       /* PEM file; NULL: the system's */
};

struct trusts *trusts_new(const struct trusts_options *options);
void trusts_free(struct trusts *all);

/**
 * trust_new(all, conf, host, port, done, arg): Begin to find out about one server of CONF, whose tls is dane or
 * mta-sts.
 *
 * Gives:   the trust; DONE is called once, from the event loop, never from inside this call
 */
struct trust *trust_new(struct trusts *all, const struct conf_next_hop *conf, const char *host, uint16_t port,
    void (*done)(void *arg), void *arg);

/* For tests: as if POLICY had been fetched for DOMAIN, with the id "1" (NULL: nothing); and a trust that already has the
 * answers of BOOK. */
void trusts_prepare(struct trusts *all, struct bytes domain, struct bytes policy);
struct trust *trust_with(struct trusts *all, const struct conf_next_hop *conf, const char *host, uint16_t port,
    const struct dns_book *book, void (*done)(void *arg), void *arg);

/* NULL is fine; what is still asked is forgotten.  Outlives the connection it was applied to. */
void trust_free(struct trust *t);

enum trust_need trust_need(const struct trust *t);

/**
 * trust_apply(t, ssl): Have the handshake, which has not begun, check what is needed.
 */
void trust_apply(struct trust *t, SSL *ssl);

/* What a TLS report says of one attempt (RFC 8460). */
struct trust_outcome {
	const char *policy_type;  /* "tlsa", "sts", "no-policy-found" */
	const char *domain;
	const char *mx;
	const char *result;       /* "" for a good session */
	struct bytes policy;      /* its lines */
};

/**
 * trust_outcome(t, is_secure, had_starttls, out): How it ended.
 */
void trust_outcome(const struct trust *t, bool is_secure, bool had_starttls, struct trust_outcome *out);

#endif
