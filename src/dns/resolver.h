/* resolver: asks the DNS without waiting, on the caller's event loop, through libunbound.
 *
 * libunbound brings recursion or forwarding, DNSSEC and the cache; here are the promises a mail gateway needs on
 * top: every batch of questions ends by its deadline; a question that is already on its way is not asked twice; and
 * what keeps failing is not waited for.  A circuit breaker opens for a zone (the last three labels of a name; /24 and /48
 * of reverse names) when a question of it found silence, or after DNS_ZONE_FAILURES failures in a row, and for everything
 * after DNS_ALL_FAILURES: its questions time out at once, and every DNS_BREAK_MS one goes out to try, for which nobody
 * waits.  And when a question found silence while nobody else got an answer either, batches wait DNS_SILENT_MS only, until
 * some answer comes: a dead network costs one deadline, and one sender's dead name servers cost others next to nothing.
 *
 * Ceiling: DNS_FLIGHT_MAX questions on their way; beyond it the answer is DNS_LIMIT. */
#ifndef DNS_RESOLVER_H
#define DNS_RESOLVER_H

#include "dns/book.h"

enum dns_resolver_limits {
	DNS_SERVERS_MAX = 16,
	DNS_FLIGHT_MAX = 4000,
	DNS_ZONE_FAILURES = 5,
	DNS_ALL_FAILURES = 40, /* more than one message full of dead domains can cause alone in one round */
	DNS_BREAK_MS = 3000,
	DNS_SILENCE_MS = 500, /* a question that waited that long met silence; recursion takes less */
	DNS_SILENT_MS = 40,
};

struct event_base;
struct dns_resolver;
struct dns_asking;

struct dns_resolver_options {
	const char *const *servers;   /* "192.0.2.1" or "127.0.0.1@5353"; none: recursion from the root */
	size_t server_count;
	bool is_system;               /* those of /etc/resolv.conf instead; without that file, recursion */
	uint32_t silence_ms;          /* 0: DNS_SILENCE_MS */
	const char *trust_anchors;    /* file of DNSSEC root keys; NULL: no validation */
};

/**
 * dns_resolver_new(base, options, out, why): A resolver on BASE.  Reads its files now, before a jail closes.
 *
 * Fails:   FAULT_CONFIG for an option that libunbound refuses
 */
int dns_resolver_new(struct event_base *base, const struct dns_resolver_options *options, struct dns_resolver **out,
    struct why *why);

/* Release it; every asking must have ended or been cancelled.  NULL is fine. */
void dns_resolver_free(struct dns_resolver *resolver);

/**
 * dns_ask(resolver, book, deadline_ms, done, arg): Get all open questions of BOOK answered.
 *
 * Takes:   book         lives until done or dns_ask_cancel
 *          deadline_ms  from now; what is open then is answered DNS_TIMEOUT
 *          done         called once, from the event loop, never from inside dns_ask
 * Gives:   the asking, which ends with the call of done
 */
struct dns_asking *dns_ask(struct dns_resolver *resolver, struct dns_book *book, uint32_t deadline_ms,
    void (*done)(void *arg), void *arg);

/* Forget it; done is not called.  Questions stay on their way for the cache. */
void dns_ask_cancel(struct dns_asking *asking);

#endif
