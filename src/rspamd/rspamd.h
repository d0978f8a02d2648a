/* rspamd: the front for those who speak to rspamd: its HTTP protocol (rspamc, Haraka, Dovecot's and mailcow's scripts, its
 * own proxies) and RSPAMC (Exim's variant=rspamd).
 *
 * Two kinds of listener.  [listener scan] (11333) judges: who asks does what he wants with the answer, nothing is held,
 * and the event says "advised".  [listener controller] (11334) judges, too, teaches and tells figures; who may what is
 * rspamd/auth.h.  docs/rspamd.md lists every path.
 *
 * Ceilings: http/http.h's; a message of [limits] message_size, also unpacked; recipients as for SMTP. */
#ifndef RSPAMD_RSPAMD_H
#define RSPAMD_RSPAMD_H

#include "http/http.h"
#include "front/front.h"

struct rspamd;

struct rspamd_options {
	struct http *http;
	const struct conf *conf;
	const char *hostname;
	struct spool_room *room;
	struct gate_callbacks behind;
	const struct http_route *more; /* routes of others on the same listeners, with their own context */
	size_t more_count;
	const struct log *log; /* may be NULL */
};

/* What options points to lives as long as this does. */
struct rspamd *rspamd_new(const struct rspamd_options *options);

/**
 * rspamd_service(r, listener, tls): What is served to LISTENER, for http_listen() and http_serve().
 *
 * Owns:    TLS, which may be NULL, from now on; the service is R's
 */
const struct http_service *rspamd_service(struct rspamd *r, const struct conf_listener *listener, SSL_CTX *tls);

/**
 * rspamd_may(r, x, changes): May whoever asks by X read, or (CHANGES) change something?
 *
 * Gives:   true; else the error is said
 */
bool rspamd_may(struct rspamd *r, struct http_exchange *x, bool changes);

/* Free the HTTP server first: then nobody waits any more.  NULL is fine. */
void rspamd_free(struct rspamd *r);

#endif
