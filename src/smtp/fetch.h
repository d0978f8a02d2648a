/* fetch: one small text over HTTPS, for MTA-STS policies (RFC 8461 s3.3) and nothing else.
 *
 * The name must stand in a certificate that a public authority signed; TLS 1.2 and later; no redirect is followed,
 * no cookie kept, no compression or chunks asked for (HTTP/1.0) or taken.  Ceilings: FETCH_HEAD_MAX octets of head,
 * FETCH_BODY_MAX of text, FETCH_MS for everything, names and handshake included. */
#ifndef SMTP_FETCH_H
#define SMTP_FETCH_H

#include "dns/resolver.h"
#include "front/link.h"

enum fetch_limits { FETCH_HEAD_MAX = 16384, FETCH_BODY_MAX = 65536, FETCH_MS = 20000 };

struct fetch;

/* With FAULT 0 the text, valid during the call; else WHY. */
typedef void fetch_done(void *arg, int fault, struct bytes text, const char *why);

struct fetch_request {
	struct link_loop *loop;
	struct dns_resolver *resolver;
	SSL_CTX *tls;      /* its authorities are believed */
	const char *host;
	uint16_t port;
	const char *path;
};

/**
 * fetch_start(request, done, arg): Fetch https://HOST/PATH.
 *
 * Takes:   request  its texts are copied
 * Gives:   DONE is called once, from the event loop, never from inside this call; after it the fetch is gone
 */
struct fetch *fetch_start(const struct fetch_request *request, fetch_done *done, void *arg);

/* Forget it; done is not called. */
void fetch_cancel(struct fetch *f);

/**
 * fetch_read(answer, is_over, out_text): What the octets of an HTTP answer so far are worth.
 *
 * Takes:   is_over  the server has closed the connection in order
 * Gives:   1 and *out_text; 0: more must come
 * Fails:   FAULT_INPUT: another status than 200, another type than text/plain, malformed; FAULT_LIMIT
 */
int fetch_read(struct bytes answer, bool is_over, struct bytes *out_text);

#endif
