#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "smtp/hop.h"
#include "smtp/maildir.h"
#include "smtp/tls.h"

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
	copy->tls_ca = copy->certificate = BYTES("");
	copy->discard_ehlo = (struct conf_texts){ 0 };
	copy->urls = (struct conf_texts){ 0 };
	struct bytes *only = LIST_ADD(h->arena, &copy->urls);
	must(only != NULL);
	*only = url;
	return copy;
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
	return hop->tls != NULL ? hop : NULL;
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

int
hops_init(struct hops *h, struct link_loop *loop, const struct conf *conf, const char *hostname, struct why *why)
{
	*h = (struct hops){ .loop = loop, .conf = conf, .hostname = hostname, .arena = arena_new((size_t)64 << 20) };
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
		free(hop->servers);
		free(hop);
	}
	maildir_writer_free(h->writer);
	free(h->batch);
	if (h->dns != NULL)
		evdns_base_free(h->dns, 0);
	arena_free(h->arena);
	*h = (struct hops){ 0 };
}
