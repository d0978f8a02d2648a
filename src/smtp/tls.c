#include "smtp/tls.h"

#include <openssl/err.h>
#include <stdlib.h>

#include "base/must.h"

/* The certificates of one listener: [0] is shown when no name fits. */
struct shelf {
	const struct conf *conf;
	size_t count;
	SSL_CTX **contexts; /* in the order of conf->certificates */
};

static void
shelf_free(void *parent, void *value, CRYPTO_EX_DATA *data, int index, long argl, void *argp)
{
	struct shelf *shelf = value;
	if (shelf == NULL)
		return;
	for (size_t i = 0; i < shelf->count; i++)
		SSL_CTX_free(shelf->contexts[i]);
	free(shelf->contexts);
	free(shelf);
}

static SSL_CTX *
context(const SSL_METHOD *method)
{
	SSL_CTX *ctx = SSL_CTX_new(method);
	must(ctx != NULL);
	(void)SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	(void)SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
		SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	(void)SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
		SSL_OP_IGNORE_UNEXPECTED_EOF);
	return ctx;
}

static int
load(SSL_CTX *ctx, const struct conf_certificate *c, struct why *why)
{
	if (SSL_CTX_use_certificate_chain_file(ctx, (const char *)c->chain.at) == 1 &&
	    SSL_CTX_use_PrivateKey_file(ctx, (const char *)c->key.at, SSL_FILETYPE_PEM) == 1 &&
	    SSL_CTX_check_private_key(ctx) == 1)
		return 0;
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());
	(void)why_set(why, FAULT_CONFIG, "[certificate %.*s]: %s", BYTES_ARGS(c->is.name), reason != NULL ? reason : "unusable");
	ERR_clear_error();
	return FAULT_CONFIG;
}

bool
tls_name_fits(struct bytes pattern, struct bytes host)
{
	if (!bytes_starts(pattern, BYTES("*.")))
		return bytes_equal_nocase(pattern, host);
	size_t dot = bytes_find_octet(host, '.');
	return dot != BYTES_NOT_FOUND && dot != 0 && bytes_equal_nocase(bytes_from(pattern, 1), bytes_from(host, dot));
}

static int
choose(SSL *ssl, int *alert, void *arg)
{
	const struct shelf *shelf = arg;
	struct bytes name = bytes_of_cstr(SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name));
	for (size_t i = 0; name.len != 0 && i < shelf->count; i++) {
		const struct conf_texts *names = &shelf->conf->certificates.at[i].names;
		for (size_t k = 0; k < names->count; k++) {
			if (tls_name_fits(names->at[k], name)) {
				(void)SSL_set_SSL_CTX(ssl, shelf->contexts[i]);
				return SSL_TLSEXT_ERR_OK;
			}
		}
	}
	return SSL_TLSEXT_ERR_OK;
}

SSL_CTX *
tls_server(const struct conf *conf, const struct conf_listener *listener, struct why *why)
{
	const struct conf_certificate *own = listener->certificate.len != 0
	    ? conf_certificate(conf, listener->certificate)
	    : &conf->certificates.at[0];
	SSL_CTX *ctx = context(TLS_server_method());
	struct shelf *shelf = xcalloc(1, sizeof *shelf);
	shelf->conf = conf;
	shelf->contexts = xcalloc(conf->certificates.count, sizeof *shelf->contexts);
	int fault = load(ctx, own, why);
	for (; fault == 0 && shelf->count < conf->certificates.count; shelf->count++) {
		shelf->contexts[shelf->count] = context(TLS_server_method());
		fault = load(shelf->contexts[shelf->count], &conf->certificates.at[shelf->count], why);
	}
	int index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, shelf_free);
	must(index >= 0 && SSL_CTX_set_ex_data(ctx, index, shelf) == 1);
	(void)SSL_CTX_set_tlsext_servername_callback(ctx, choose);
	(void)SSL_CTX_set_tlsext_servername_arg(ctx, shelf);
	(void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	if (fault == 0)
		return ctx;
	SSL_CTX_free(ctx);
	return NULL;
}

SSL_CTX *
tls_client(const struct conf *conf, const struct conf_next_hop *hop, struct why *why)
{
	SSL_CTX *ctx = context(TLS_client_method());
	int fault = hop->certificate.len != 0 ? load(ctx, conf_certificate(conf, hop->certificate), why) : 0;
	if (hop->tls == NEXT_HOP_TLS_DANE)
		(void)SSL_CTX_dane_enable(ctx);
	if (fault == 0 && (hop->tls == NEXT_HOP_TLS_VERIFY || hop->tls == NEXT_HOP_TLS_MTA_STS)) {
		/* what MTA-STS demands is known only when a connection is made */
		SSL_CTX_set_verify(ctx, hop->tls == NEXT_HOP_TLS_VERIFY ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
		int ok = hop->tls_ca.len != 0 ? SSL_CTX_load_verify_locations(ctx, (const char *)hop->tls_ca.at, NULL)
					      : SSL_CTX_set_default_verify_paths(ctx);
		if (ok != 1)
			fault = why_set(why, FAULT_CONFIG, "[next_hop %.*s]: tls_ca cannot be read", BYTES_ARGS(hop->is.name));
	}
	ERR_clear_error();
	if (fault == 0)
		return ctx;
	SSL_CTX_free(ctx);
	return NULL;
}
