/* first: event2/dns.h has macros with the names of our record types */
#include "smtp/trust.h"

#include "smtp/gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "front/place.h"
#include "smtp/inside.h"
#include "smtp/tls.h"
#include "sys/clock.h"
#include "sys/fd.h"

/* Messages in memory, all together; beyond it they go to files. */
#define SPOOL_ALL ((size_t)256 << 20)

static void
learn_hostname(struct gate *g)
{
	const struct bytes configured = g->conf->server.hostname;
	if (g->options.hostname != NULL)
		(void)snprintf(g->hostname, sizeof g->hostname, "%s", g->options.hostname);
	else if (configured.len != 0)
		(void)snprintf(g->hostname, sizeof g->hostname, "%.*s", BYTES_ARGS(configured));
	else if (gethostname(g->hostname, sizeof g->hostname) != 0 || g->hostname[0] == 0)
		(void)snprintf(g->hostname, sizeof g->hostname, "localhost");
	g->hostname[sizeof g->hostname - 1] = 0;
	g->authserv_id = g->conf->identity.authserv_id;
	if (g->authserv_id.len == 0)
		g->authserv_id = bytes_of_cstr(g->hostname);
}

struct gate *
gate_new(const struct gate_options *options, struct why *why)
{
	struct gate *g = xcalloc(1, sizeof *g);
	g->options = *options;
	g->conf = options->conf;
	learn_hostname(g);
	must(getrandom(&g->instance, sizeof g->instance, 0) == (ssize_t)sizeof g->instance);
	g->room = (struct spool_room){ .directory = options->spool, .memory_each = (size_t)g->conf->limits.spool_memory,
		.memory_all = SPOOL_ALL, .free_disk = (uint64_t)g->conf->limits.free_disk };
	link_loop_init(&g->loop, options->base);
	limits_init(&g->limits);
	fates_init(&g->fates);
	rates_init(&g->rates);
	if (hops_init(&g->hops, &g->loop, g->conf, g->hostname, why) != 0) {
		gate_free(g);
		return NULL;
	}
	hops_trust(&g->hops, &(struct trusts_options){ .loop = &g->loop, .resolver = options->resolver, .https_port = 443 });
	g->hops.note_tls = options->note_tls;
	g->hops.note_context = options->note_context;
	return g;
}

bool
gate_is_stressed(const struct gate *g)
{
	return g->drain.count * 100 >= (size_t)(g->conf->limits.sessions * g->conf->limits.stress_percent);
}

/* -- what is offered -- */

/* Does a message of listener L ever go to HOP? */
static bool
goes_to(const struct gate_listener *l, const struct hop *hop)
{
	return l->only_hop == NULL || l->only_hop == hop;
}

/* What every next hop that this listener leads to has offered; next to nothing while one of them is unknown. */
const struct ehlo *
gate_offer(struct gate_listener *l)
{
	struct gate *g = l->gate;
	if (l->has_offer && l->offer_generation == g->hops.generation)
		return &l->offer;
	l->offer = (struct ehlo){ .caps = ~0u };
	bool known = true, any = false;
	for (struct hop *hop = g->hops.first; hop != NULL; hop = hop->next) {
		if (!goes_to(l, hop))
			continue;
		if (!hop->knows_ehlo) {
			known = false;
			hop_probe(hop);
			continue;
		}
		if (!any)
			l->offer = hop->ehlo;
		else
			ehlo_intersect(&l->offer, &hop->ehlo);
		any = true;
	}
	if (!any || !known)
		l->offer.caps &= any ? ~(uint32_t)CAPS_PASSED : 0;
	/* Ours whatever the next hop says; CHUNKING is turned into DATA where it must be. */
	l->offer.caps |= CAP_PIPELINING | CAP_ENHANCEDSTATUSCODES | CAP_SIZE | CAP_CHUNKING;
	l->offer.caps &= ~(uint32_t)(CAP_STARTTLS | CAP_XCLIENT | CAP_XFORWARD);
	if (l->tls != NULL)
		l->offer.caps |= CAP_STARTTLS;
	if (l->conf->xclient_peers.count != 0) {
		l->offer.caps |= CAP_XCLIENT;
		(void)snprintf(l->offer.xclient, sizeof l->offer.xclient, "NAME ADDR PROTO HELO LOGIN");
	}
	if (l->conf->xforward_peers.count != 0) {
		l->offer.caps |= CAP_XFORWARD;
		(void)snprintf(l->offer.xforward, sizeof l->offer.xforward, "NAME ADDR PROTO HELO");
	}
	uint64_t ours = (uint64_t)g->conf->limits.message_size;
	if (l->offer.size == 0 || l->offer.size > ours)
		l->offer.size = ours;
	l->offer_generation = g->hops.generation;
	l->has_offer = known;
	return &l->offer;
}

/* -- who may come in -- */

static struct cidr
network_of(const struct cidr *client)
{
	return cidr_prefix(client, 24, 64);
}

const char *
gate_admit(struct gate *g, const struct gate_listener *l, const struct cidr *client)
{
	const struct conf_ceilings *limits = &g->conf->limits;
	struct cidr network = network_of(client);
	int64_t now = clock_steady_us();
	struct limit_count one = limits_begin(&g->limits, client, now);
	struct limit_count all = limits_begin(&g->limits, &network, now);
	bool is_free = cidr_any(g->conf->network.own.at, g->conf->network.own.count, client) ||
	               cidr_any(l->conf->xclient_peers.at, l->conf->xclient_peers.count, client);
	const char *refusal = NULL;
	if (place_blocks_client(g->conf, client))
		refusal = "554 5.7.1 Client refused";
	else if (g->drain.is_on)
		refusal = "421 4.3.2 Service restarts, come back at once";
	else if ((int64_t)g->drain.count > limits->sessions)
		refusal = "421 4.3.2 Too many sessions, come back later";
	else if (!is_free && one.sessions > limits->sessions_per_client)
		refusal = "421 4.7.0 Too many sessions from your address";
	else if (!is_free && all.sessions > limits->sessions_per_network)
		refusal = "421 4.7.0 Too many sessions from your network";
	else if (!is_free && one.begun > limits->connections_per_minute)
		refusal = "421 4.7.0 Too many connections from your address";
	if (refusal != NULL)
		gate_leave(g, client);
	return refusal;
}

void
gate_leave(struct gate *g, const struct cidr *client)
{
	struct cidr network = network_of(client);
	limits_end(&g->limits, client);
	limits_end(&g->limits, &network);
}

static void
on_client(void *owner, int fd, const struct sockaddr *peer)
{
	session_new(owner, fd, peer);
}

static struct gate_listener *
listener_new(struct gate *g, const struct conf_listener *conf, struct why *why)
{
	struct gate_listener *l = xcalloc(1, sizeof *l);
	l->gate = g;
	l->conf = conf;
	bool needs_tls = conf->tls != LISTENER_TLS_NONE;
	if (needs_tls && (l->tls = tls_server(g->conf, conf, why)) == NULL) {
		free(l);
		return NULL;
	}
	/* One next hop for everything: the one that is named here, or the only one there is. */
	if (conf->next_hop.len != 0)
		l->only_hop = hop_find(&g->hops, conf->next_hop, why);
	else if (g->hops.first != NULL && g->hops.first->next == NULL)
		l->only_hop = g->hops.first;
	l->next = g->listeners;
	g->listeners = l;
	return l;
}

static struct gate_listener *
listener_of(struct gate *g, const struct conf_listener *conf, struct why *why)
{
	for (struct gate_listener *l = g->listeners; l != NULL; l = l->next)
		if (l->conf == conf)
			return l;
	return listener_new(g, conf, why);
}

int
gate_listen(struct gate *g, const struct conf_listener *conf, int fd, struct why *why)
{
	struct gate_listener *l = listener_of(g, conf, why);
	if (l == NULL) {
		(void)close(fd);
		return FAULT_CONFIG;
	}
	const struct acceptor_options options = { .loop = &g->loop, .reserve = (int)g->conf->limits.reserve_descriptors,
		.on_client = on_client, .owner = l,
		.sorry = conf->tls == LISTENER_TLS_IMPLICIT ? BYTES_NONE : BYTES("421 4.3.2 Too many sessions, come back later\r\n") };
	l->acceptor = acceptor_new(&options, fd);
	for (struct hop *hop = g->hops.first; hop != NULL; hop = hop->next)
		hop_probe(hop);
	link_loop_settle(&g->loop);
	return 0;
}

void
gate_serve(struct gate *g, const struct conf_listener *conf, int fd)
{
	struct why why;
	struct sockaddr_storage peer = { 0 };
	socklen_t len = sizeof peer;
	struct gate_listener *l = listener_of(g, conf, &why);
	if (l == NULL) {
		(void)close(fd);
		return;
	}
	(void)getpeername(fd, (struct sockaddr *)&peer, &len);
	must(fd_nonblocking(fd, true) == 0);
	session_new(l, fd, (const struct sockaddr *)&peer);
	link_loop_settle(&g->loop);
}

/* -- the end -- */

static void
listener_stop(struct gate_listener *l)
{
	acceptor_free(l->acceptor);
	l->acceptor = NULL;
}

void
gate_session_gone(struct gate *g)
{
	drain_leave(&g->drain);
}

void
gate_drain(struct gate *g, void (*done)(void *context), void *context)
{
	drain_begin(&g->drain, done, context);
	g->hops.is_draining = true;
	for (struct gate_listener *l = g->listeners; l != NULL; l = l->next)
		listener_stop(l);
	for (struct session *s = g->sessions, *next; s != NULL; s = next) {
		next = s->next;
		if (s->state == SESSION_COMMAND)
			session_is_idle(s);
	}
	link_loop_settle(&g->loop);
	drain_check(&g->drain);
}

const char *
gate_hostname(const struct gate *gate)
{
	return gate->hostname;
}

struct spool_room *
gate_room(struct gate *gate)
{
	return &gate->room;
}

size_t
gate_sessions(const struct gate *g)
{
	return g->drain.count;
}

void
gate_free(struct gate *g)
{
	if (g == NULL)
		return;
	g->drain.is_on = true;
	g->hops.is_draining = true;
	g->drain.done = NULL;
	while (g->sessions != NULL)
		session_end(g->sessions, true);
	while (g->couriers != NULL)
		courier_abort(g->couriers);
	link_loop_settle(&g->loop);
	while (g->listeners != NULL) {
		struct gate_listener *l = g->listeners;
		g->listeners = l->next;
		listener_stop(l);
		SSL_CTX_free(l->tls);
		free(l);
	}
	if (g->hops.arena != NULL)
		hops_done(&g->hops);
	limits_done(&g->limits);
	fates_done(&g->fates);
	rates_done(&g->rates);
	link_loop_done(&g->loop);
	free(g);
}
