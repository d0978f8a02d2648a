/* first: event2/dns.h has macros with the names of our record types */
#include "smtp/trust.h"

#include "smtp/hop.h"
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "smtp/maildir.h"
#include "smtp/tls.h"
#include "sys/fd.h"

/* Octets of a password file. */
#define PASSWORD_MAX 1024

/* The settings of a hop that is only a URL: those of a [next_hop] section without lines. */
static const struct conf_next_hop *
settings_of_url(struct hops *h, struct bytes url, struct why *why)
{
	struct buf text;
	struct conf c;
	buf_init(&text, 4096);
	buf_addf(&text, "[next_hop url]\nurls = %.*s\n", BYTES_ARGS(url));
	int fault = conf_read_text(&c, buf_bytes(&text), "url");
	buf_done(&text);
	struct conf_next_hop *copy = arena_get(h->arena, 1, sizeof *copy);
	must(copy != NULL);
	if (fault == 0)
		*copy = c.next_hops.at[0];
	conf_done(&c);
	if (fault != 0) {
		(void)why_set(why, FAULT_CONFIG, "next_hop \"%.*s\" cannot be understood", BYTES_ARGS(url));
		return NULL;
	}
	copy->is.name = url;
	copy->tls_ca = copy->certificate = copy->user = copy->password_file = BYTES("");
	copy->discard_ehlo = (struct conf_texts){ 0 };
	copy->urls = (struct conf_texts){ 0 };
	struct bytes *only = LIST_ADD(h->arena, &copy->urls);
	must(only != NULL);
	*only = url;
	return copy;
}

/* Once, while files can still be read: NUL user NUL password in base64 (RFC 4616). */
static int
read_login(struct hop *hop, struct why *why)
{
	uint8_t plain[PASSWORD_MAX + 260], coded[4 * sizeof plain / 3 + 8];
	struct buf file;
	const struct bytes user = hop->conf->user;
	if (user.len == 0)
		return 0;
	OWN_FD int fd = open((const char *)hop->conf->password_file.at, O_RDONLY | O_CLOEXEC);
	buf_init(&file, PASSWORD_MAX);
	int fault = fd >= 0 ? fd_read_all(fd, PASSWORD_MAX, &file) : FAULT_SYSTEM;
	struct bytes line = bytes_to(buf_bytes(&file), bytes_find_octet(buf_bytes(&file), '\n'));
	if (line.len != 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (fault == 0 && (line.len == 0 || bytes_find_octet(line, 0) != BYTES_NOT_FOUND))
		fault = FAULT_INPUT;
	if (fault == 0) {
		plain[0] = plain[1 + user.len] = 0;
		memcpy(plain + 1, user.at, user.len);
		memcpy(plain + 2 + user.len, line.at, line.len);
		(void)EVP_EncodeBlock(coded, plain, (int)(2 + user.len + line.len));
		must(asprintf(&hop->login, "AUTH PLAIN %s", (const char *)coded) > 0);
	}
	explicit_bzero(plain, sizeof plain);
	explicit_bzero(coded, sizeof coded);
	if (file.len != 0)
		explicit_bzero(file.at, file.len);
	buf_done(&file);
	return fault == 0 ? 0 : why_set(why, FAULT_CONFIG, "password_file \"%.*s\" cannot be read",
	    BYTES_ARGS(hop->conf->password_file));
}

static struct hop *
hop_new(struct hops *h, const struct conf_next_hop *conf, struct why *why)
{
	struct hop *hop = xcalloc(1, sizeof *hop);
	hop->all = h;
	hop->conf = conf;
	hop->servers = xcalloc(conf->urls.count, sizeof *hop->servers);
	hop->server_count = conf->urls.count;
	for (size_t i = 0; i < conf->urls.count; i++) {
		struct hop_server *s = &hop->servers[i];
		must(hop_url_read(conf->urls.at[i], &s->url) == 0);
		(void)snprintf(s->host, sizeof s->host, "%.*s", BYTES_ARGS(s->url.host));
		(void)snprintf(s->path, sizeof s->path, "%.*s", BYTES_ARGS(s->url.path));
	}
	hop->next = h->first;
	h->first = hop;
	hop->tls = tls_client(h->conf, conf, why);
	return hop->tls != NULL && read_login(hop, why) == 0 ? hop : NULL;
}

struct hop *
hop_find(struct hops *h, struct bytes value, struct why *why)
{
	char fallback[4200];
	if (value.len == 0)
		value = h->conf->server.next_hop;
	if (value.len == 0) {
		(void)snprintf(fallback, sizeof fallback, "maildir:%.*s/delivered", BYTES_ARGS(h->conf->server.data));
		value = bytes_of_cstr(fallback);
	}
	for (struct hop *hop = h->first; hop != NULL; hop = hop->next)
		if (bytes_equal_nocase(hop->conf->is.name, value))
			return hop;
	const struct conf_next_hop *conf = hop_url_is(value) ? NULL : conf_next_hop(h->conf, value);
	if (conf == NULL) {
		must(arena_copy(h->arena, value, &value));
		conf = settings_of_url(h, value, why);
	}
	return conf != NULL ? hop_new(h, conf, why) : NULL;
}

void
hops_trust(struct hops *h, const struct trusts_options *options)
{
	struct trusts_options all = *options;
	for (size_t i = 0; i < h->conf->next_hops.count; i++)
		all.fetches_policies |= all.resolver != NULL && h->conf->next_hops.at[i].tls == NEXT_HOP_TLS_MTA_STS;
	trusts_free(h->trusts);
	h->trusts = trusts_new(&all);
}

int
hops_init(struct hops *h, struct link_loop *loop, const struct conf *conf, const char *hostname, struct why *why)
{
	*h = (struct hops){ .loop = loop, .conf = conf, .hostname = hostname, .arena = arena_new((size_t)64 << 20) };
	hops_trust(h, &(struct trusts_options){ .loop = loop, .https_port = 443 });
	h->last_storing = &h->first_storing;
	if (hop_find(h, BYTES(""), why) == NULL)
		return FAULT_CONFIG;
	const struct bytes outbound = conf->network.outbound_next_hop;
	if (outbound.len != 0 && hop_find(h, outbound, why) == NULL)
		return FAULT_CONFIG;
	for (size_t i = 0; i < conf->listeners.count; i++)
		if (conf->listeners.at[i].next_hop.len != 0 && hop_find(h, conf->listeners.at[i].next_hop, why) == NULL)
			return FAULT_CONFIG;
	for (size_t i = 0; i < conf->domains.count; i++)
		if (conf->domains.at[i].next_hop.len != 0 && hop_find(h, conf->domains.at[i].next_hop, why) == NULL)
			return FAULT_CONFIG;
	return 0;
}

void
hops_done(struct hops *h)
{
	h->is_draining = true;
	for (struct hop *hop = h->first, *next; hop != NULL; hop = next) {
		next = hop->next;
		while (hop->first_open != NULL) {
			struct hop_conn *c = hop->first_open;
			c->pending = 1; /* no QUIT: the loop is over */
			hop_drop(c);
		}
		SSL_CTX_free(hop->tls);
	}
	link_loop_settle(h->loop);
	for (struct hop *hop = h->first, *next; hop != NULL; hop = next) {
		next = hop->next;
		if (hop->login != NULL)
			explicit_bzero(hop->login, strlen(hop->login));
		free(hop->login);
		free(hop->servers);
		free(hop);
	}
	maildir_writer_free(h->writer);
	free(h->batch);
	trusts_free(h->trusts);
	if (h->dns != NULL)
		evdns_base_free(h->dns, 0);
	arena_free(h->arena);
	*h = (struct hops){ 0 };
}
