/* tls: the contexts of both sides.  TLS 1.2 and later; buffers of idle connections are given back, or 10,000 of
 * them would hold 340 MB of nothing. */
#ifndef SMTP_TLS_H
#define SMTP_TLS_H

#include <openssl/ssl.h>

#include "base/fault.h"
#include "conf/conf.h"

/**
 * tls_server(conf, listener, why): The context of a listener; other certificates are found by SNI.
 *
 * Gives:   a context, to be freed with SSL_CTX_free, which may be used as long as CONF lives
 * Fails:   NULL: a file cannot be read, or key and certificate do not match
 */
SSL_CTX *tls_server(const struct conf *conf, const struct conf_listener *listener, struct why *why);

/**
 * tls_client(conf, hop, why): The context towards a next hop.
 */
SSL_CTX *tls_client(const struct conf *conf, const struct conf_next_hop *hop, struct why *why);

/* Does the certificate name PATTERN (exact, or *.example.com) fit HOST? */
bool tls_name_fits(struct bytes pattern, struct bytes host);

#endif
