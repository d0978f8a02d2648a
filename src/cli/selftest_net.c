#include <errno.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"
#include "cli/selftest.h"
#include "smtp/hop.h"
#include "smtp/tls.h"
#include "sys/fd.h"

/* -- listeners -- */

/* Bind and let go: 0 or the errno. */
static int
try_bind(const struct conf_address *a, const char **out_why)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	struct addrinfo *found = NULL;
	char port[8];
	const char *host = (const char *)a->host.at;
	const int on = 1;
	(void)snprintf(port, sizeof port, "%u", a->port);
	int error = getaddrinfo(strcmp(host, "*") == 0 ? NULL : host, port, &hints, &found);
	if (error != 0) {
		*out_why = gai_strerror(error);
		return -1;
	}
	OWN_FD int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
	          bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, 1) == 0;
	int kept = ok ? 0 : errno;
	*out_why = strerror(kept);
	freeaddrinfo(found);
	return kept;
}

static void
check_listener(struct selftest *t, const struct conf_listener *l)
{
	char what[300];
	const char *reason = "";
	struct why why = { "" };
	(void)snprintf(what, sizeof what, "%.*s on %.*s:%u", BYTES_ARGS(l->is.name), BYTES_ARGS(l->address.host), l->address.port);
	SSL_CTX *tls = l->tls != LISTENER_TLS_NONE ? tls_server(&t->conf, l, &why) : NULL;
	if (l->tls != LISTENER_TLS_NONE && tls == NULL) {
		selftest_tell(t, SELFTEST_FAILED, "listener", "%s: %s", what, why.text);
		return;
	}
	SSL_CTX_free(tls);
	if (bytes_starts(l->address.host, BYTES("unix:")))
		return;
	int error = try_bind(&l->address, &reason);
	if (error == 0)
		selftest_tell(t, SELFTEST_OK, "listener", "%s: the port is free", what);
	else if (error == EADDRINUSE && t->is_serving)
		selftest_tell(t, SELFTEST_OK, "listener", "%s: in use, while the gateway runs", what);
	else if (error == EADDRINUSE)
		selftest_tell(t, SELFTEST_FAILED, "listener", "%s: another program has the port; find it with: ss -ltnp 'sport = :%u'", what,
		    l->address.port);
	else if (error == EACCES)
		selftest_tell(t, SELFTEST_FAILED, "listener", "%s: ports below 1024 are root's; start as root (roles change their user), or take "
		    "another port", what);
	else
		selftest_tell(t, SELFTEST_FAILED, "listener", "%s: %s; set its address in [listener %.*s]", what, reason, BYTES_ARGS(l->is.name));
}

void
selftest_listeners(struct selftest *t)
{
	for (size_t i = 0; i < t->conf.listeners.count; i++) {
		const struct conf_listener *l = &t->conf.listeners.at[i];
		if (l->enabled && (l->kind == LISTENER_SMTP || l->kind == LISTENER_LMTP))
			check_listener(t, l);
	}
}

/* -- next hops -- */

struct probes {
	struct event_base *base;
	size_t left;
};

enum probe_state { ASKED, READY, NO_ANSWER };

/* One next hop, asked by the gate's own code: connection, greeting, EHLO, and TLS as configured. */
struct probe {
	struct probes *all;
	struct hop *hop;
	struct hop_request request;
	enum probe_state state;
};

static void
probe_end(struct probe *p, enum probe_state state)
{
	p->state = state;
	if (--p->all->left == 0)
		(void)event_base_loopbreak(p->all->base);
}

static void
on_ready(void *owner, struct hop_conn *c)
{
	probe_end(owner, READY);
	hop_put(c, false);
}

static void
on_failed(void *owner)
{
	probe_end(owner, NO_ANSWER);
}

static void
on_reply(void *owner, int code, const char *text)
{
	must(!"nothing was asked");
}

static void
on_lost(void *owner)
{
}

static const struct hop_ops probe_ops = { on_ready, on_failed, on_reply, on_reply, on_lost };

static bool
is_maildir(const struct hop *hop)
{
	return hop->servers[0].url.kind == HOP_MAILDIR;
}

static void
tell_maildir(struct selftest *t, const struct hop *hop)
{
	char path[4200];
	struct stat st;
	(void)snprintf(path, sizeof path, "%.*s", BYTES_ARGS(hop->servers[0].url.path));
	if (stat(path, &st) != 0 && errno == ENOENT)
		selftest_tell(t, SELFTEST_OK, "next hop", "%s: will be made", path);
	else if (access(path, W_OK | X_OK) != 0 || !S_ISDIR(st.st_mode))
		selftest_tell(t, SELFTEST_FAILED, "next hop", "%s: no Maildir can be written there; look at its owner", path);
	else
		selftest_tell(t, SELFTEST_OK, "next hop", "%s: can be written", path);
}

static void
tell_hop(struct selftest *t, const struct probe *p)
{
	static const char *const tls[] = { [NEXT_HOP_TLS_MAY] = "", [NEXT_HOP_TLS_NONE] = "",
		[NEXT_HOP_TLS_REQUIRE] = "; it must offer STARTTLS (tls = require)",
		[NEXT_HOP_TLS_VERIFY] = "; it must offer STARTTLS with a valid certificate (tls = verify)" };
	struct bytes name = p->hop->conf->is.name;
	int64_t failed = 0;
	for (size_t i = 0; i < p->hop->server_count; i++)
		failed += p->hop->servers[i].failed_until_us != 0;
	if (is_maildir(p->hop))
		tell_maildir(t, p->hop);
	else if (p->state == READY && failed != 0)
		selftest_tell(t, SELFTEST_WARNING, "next hop", "%.*s: works, but %lld of its %zu servers do not answer", BYTES_ARGS(name),
		    (long long)failed, p->hop->server_count);
	else if (p->state == READY)
		selftest_tell(t, SELFTEST_OK, "next hop", "%.*s: answers EHLO", BYTES_ARGS(name));
	else
		selftest_tell(t, SELFTEST_FAILED, "next hop", "%.*s: %s%s; is the mail system running, and does a firewall stand between?",
		    BYTES_ARGS(name), p->state == ASKED ? "no answer in time" : "does not answer EHLO", tls[p->hop->conf->tls]);
}

static void
probe_all(struct selftest *t, struct event_base *base, struct hops *hops)
{
	static const struct timeval patience = { .tv_sec = SELFTEST_WAIT_S };
	struct probes all = { .base = base };
	size_t count = 0, i = 0;
	for (struct hop *hop = hops->first; hop != NULL; hop = hop->next)
		count++;
	struct probe *probes = xcalloc(count, sizeof *probes);
	all.left = count;
	for (struct hop *hop = hops->first; hop != NULL; hop = hop->next, i++) {
		probes[i] = (struct probe){ .all = &all, .hop = hop, .request = { .ops = &probe_ops, .owner = &probes[i] } };
		hop_get(hop, &probes[i].request);
	}
	link_loop_settle(hops->loop);
	if (all.left != 0) {
		(void)event_base_loopexit(base, &patience);
		(void)event_base_dispatch(base);
	}
	for (i = 0; i < count; i++) {
		hop_cancel(&probes[i].request);
		tell_hop(t, &probes[i]);
	}
	free(probes);
}

void
selftest_next_hops(struct selftest *t)
{
	struct event_base *base = event_base_new();
	struct link_loop loop;
	struct hops hops;
	struct why why = { "" };
	char hostname[256] = "localhost";
	must(base != NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	if (t->conf.server.hostname.len != 0)
		(void)snprintf(hostname, sizeof hostname, "%.*s", BYTES_ARGS(t->conf.server.hostname));
	else
		(void)gethostname(hostname, sizeof hostname - 1);
	link_loop_init(&loop, base);
	if (hops_init(&hops, &loop, &t->conf, hostname, &why) != 0)
		selftest_tell(t, SELFTEST_FAILED, "next hop", "%s", why.text);
	else
		probe_all(t, base, &hops);
	hops_done(&hops);
	link_loop_done(&loop);
	event_base_free(base);
}

/* -- names -- */

struct lookup {
	struct event_base *base;
	int result;
	bool is_over;
};

static void
on_resolved(int result, struct evutil_addrinfo *found, void *arg)
{
	struct lookup *l = arg;
	l->result = result;
	l->is_over = true;
	if (found != NULL)
		evutil_freeaddrinfo(found);
	(void)event_base_loopbreak(l->base);
}

void
selftest_resolver(struct selftest *t)
{
	static const struct timeval patience = { .tv_sec = 5 };
	static const char name[] = "a.root-servers.net"; /* as old as the DNS, and asked all the time */
	const struct evutil_addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };
	if (!t->is_online) {
		selftest_tell(t, SELFTEST_OK, "resolver", "not asked; --online does");
		return;
	}
	struct lookup l = { .base = event_base_new() };
	must(l.base != NULL);
	struct evdns_base *dns = evdns_base_new(l.base, EVDNS_BASE_INITIALIZE_NAMESERVERS);
	struct evdns_getaddrinfo_request *asked = NULL;
	if (dns != NULL)
		asked = evdns_getaddrinfo(dns, name, NULL, &hints, on_resolved, &l);
	if (asked != NULL && !l.is_over) {
		(void)event_base_loopexit(l.base, &patience);
		(void)event_base_dispatch(l.base);
	}
	bool is_good = l.is_over && l.result == 0;
	if (is_good)
		selftest_tell(t, SELFTEST_OK, "resolver", "finds %s", name);
	else
		selftest_tell(t, SELFTEST_WARNING, "resolver", "%s is not found (%s); without DNS (/etc/resolv.conf) SPF, DKIM and DMARC say nothing, "
		    "and next hops need addresses", name, l.is_over ? evutil_gai_strerror(l.result) : "no answer within 5 s");
	if (dns != NULL)
		evdns_base_free(dns, 1);
	if (!l.is_over) {
		/* The callback of the cancelled question comes by the loop. */
		(void)event_base_loop(l.base, EVLOOP_NONBLOCK);
	}
	event_base_free(l.base);
}
