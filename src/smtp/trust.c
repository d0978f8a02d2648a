#include "smtp/trust.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "smtp/fetch.h"
#include "sys/clock.h"

#define TRUST_MEMORY ((size_t)4 << 20)
#define SECOND_US INT64_C(1000000)

/* The policy of one domain, or that it could not be had. */
struct sts_entry {
	struct sts_entry *next;
	char domain[256];
	char id[STS_ID_MAX + 1];
	struct arena *arena; /* NULL: there is no policy */
	struct sts_policy policy;
	struct bytes text;
	int64_t expires_us;
	int64_t retry_us;    /* not fetched again before */
};

struct trusts {
	struct trusts_options options;
	SSL_CTX *https;
	struct sts_entry *first;
};

struct trust {
	struct trusts *all;
	const struct conf_next_hop *conf;
	char host[256];
	uint16_t port;
	struct arena *arena;
	struct dns_book book;
	struct dns_asking *asking;
	struct fetch *fetch;
	struct event *soon; /* the call of done */
	void (*done)(void *arg);
	void *arg;
	enum trust_need need;
	struct dane dane;
	char id[STS_ID_MAX + 1];
	struct bytes policy;       /* of MTA-STS, its text */
	bool has_policy;           /* some policy was found */
	const char *result;        /* what went wrong before the handshake */
	const char *certificate;   /* ... and in it */
};

struct trusts *
trusts_new(const struct trusts_options *options)
{
	struct trusts *all = xcalloc(1, sizeof *all);
	all->options = *options;
	all->https = SSL_CTX_new(TLS_client_method());
	must(all->https != NULL);
	(void)SSL_CTX_set_min_proto_version(all->https, TLS1_2_VERSION);
	if (options->authorities != NULL)
		(void)SSL_CTX_load_verify_locations(all->https, options->authorities, NULL);
	else if (options->fetches_policies)
		(void)SSL_CTX_set_default_verify_paths(all->https);
	return all;
}

void
trusts_free(struct trusts *all)
{
	if (all == NULL)
		return;
	while (all->first != NULL) {
		struct sts_entry *e = all->first;
		all->first = e->next;
		arena_free(e->arena);
		free(e);
	}
	SSL_CTX_free(all->https);
	free(all);
}

static struct sts_entry *
entry_of(struct trusts *all, struct bytes domain)
{
	struct sts_entry *e = all->first;
	while (e != NULL && !bytes_equal_nocase(bytes_of_cstr(e->domain), domain))
		e = e->next;
	if (e != NULL)
		return e;
	e = xcalloc(1, sizeof *e);
	*e = (struct sts_entry){ .next = all->first };
	(void)snprintf(e->domain, sizeof e->domain, "%.*s", BYTES_ARGS(domain));
	all->first = e;
	return e;
}

static void
settle(struct trust *t, enum trust_need need, const char *result)
{
	t->need = need;
	t->result = result;
	event_active(t->soon, 0, 0);
}

/* What the policy that we have, if we have one, demands of this server. */
static void
obey(struct trust *t, const struct sts_entry *e, const char *result)
{
	if (e->arena == NULL || e->expires_us <= clock_steady_us() || e->policy.mode == STS_NONE) {
		settle(t, TRUST_MAY, result);
		return;
	}
	t->has_policy = true;
	if (!arena_copy(t->arena, e->text, &t->policy))
		t->policy = BYTES_NONE;
	bool is_listed = sts_has_mx(&e->policy, bytes_of_cstr(t->host));
	if (e->policy.mode == STS_ENFORCE)
		settle(t, is_listed ? TRUST_VERIFY : TRUST_LATER, is_listed ? result : "validation-failure");
	else
		settle(t, TRUST_TRY, is_listed ? result : "validation-failure");
}

/* TEXT is the policy from now on; false where it is none: then what we had holds as long as it said (s5.1). */
static bool
keep_policy(struct sts_entry *e, const char *id, struct bytes text)
{
	struct sts_entry fresh = { .arena = arena_new((size_t)1 << 20) };
	if (!arena_copy(fresh.arena, text, &fresh.text) || sts_policy_read(fresh.text, fresh.arena, &fresh.policy) != 0) {
		arena_free(fresh.arena);
		return false;
	}
	arena_free(e->arena);
	e->arena = fresh.arena;
	e->policy = fresh.policy;
	e->text = fresh.text;
	e->expires_us = clock_steady_us() + fresh.policy.max_age * SECOND_US;
	(void)snprintf(e->id, sizeof e->id, "%s", id);
	return true;
}

static void
on_fetched(void *arg, int fault, struct bytes text, const char *why)
{
	struct trust *t = arg;
	struct sts_entry *e = entry_of(t->all, t->conf->mta_sts_domain);
	const char *result = fault != 0 ? "sts-policy-fetch-error" : keep_policy(e, t->id, text) ? "" : "sts-policy-invalid";
	t->fetch = NULL;
	e->retry_us = result[0] != '\0' ? clock_steady_us() + TRUST_RETRY_S * SECOND_US : 0;
	obey(t, e, result);
}

void
trusts_prepare(struct trusts *all, struct bytes domain, struct bytes policy)
{
	if (policy.len != 0)
		must(keep_policy(entry_of(all, domain), "1", policy));
}

static void step(struct trust *t);

static void
on_answers(void *arg)
{
	struct trust *t = arg;
	t->asking = NULL;
	step(t);
}

static void
ask(struct trust *t)
{
	const struct dns_answer nobody = { .status = DNS_LIMIT };
	if (t->all->options.resolver != NULL) {
		t->asking = dns_ask(t->all->options.resolver, &t->book, TRUST_MS, on_answers, t);
		return;
	}
	for (size_t i = 0; i < t->book.entries.count; i++)
		if (!t->book.entries.at[i].is_answered)
			dns_book_answer(&t->book, i, &nobody);
	step(t);
}

static void
step_sts(struct trust *t)
{
	char name[300];
	struct bytes domain = t->conf->mta_sts_domain;
	struct sts_entry *e = entry_of(t->all, domain);
	(void)snprintf(name, sizeof name, "_mta-sts.%.*s", BYTES_ARGS(domain));
	const struct dns_answer *answer = dns_look(&t->book, bytes_of_cstr(name), DNS_TXT);
	if (answer == NULL) {
		ask(t);
		return;
	}
	bool is_known = e->arena != NULL && e->expires_us > clock_steady_us();
	if (answer->status != DNS_OK || sts_record_read(answer, t->id) != 0 || (is_known && strcmp(e->id, t->id) == 0)) {
		obey(t, e, "");
		return;
	}
	if (e->retry_us > clock_steady_us() || t->all->options.resolver == NULL) {
		obey(t, e, "sts-policy-fetch-error");
		return;
	}
	(void)snprintf(name, sizeof name, "mta-sts.%.*s", BYTES_ARGS(domain));
	const struct fetch_request request = { .loop = t->all->options.loop, .resolver = t->all->options.resolver,
		.tls = t->all->https, .host = name, .port = t->all->options.https_port, .path = "/.well-known/mta-sts.txt" };
	t->fetch = fetch_start(&request, on_fetched, t);
}

static void
step(struct trust *t)
{
	if (t->conf->tls == NEXT_HOP_TLS_MTA_STS) {
		step_sts(t);
		return;
	}
	switch (dane_look(bytes_of_cstr(t->host), t->port, &t->book, t->arena, &t->dane)) {
	case DANE_OPEN: ask(t); break;
	case DANE_NONE: settle(t, TRUST_MAY, ""); break;
	case DANE_USABLE:
		t->has_policy = true;
		settle(t, TRUST_DANE, "");
		break;
	case DANE_UNUSABLE:
		t->has_policy = true;
		settle(t, TRUST_REQUIRE, "tlsa-invalid");
		break;
	case DANE_LATER: settle(t, TRUST_LATER, t->dane.reason); break;
	}
}

static void
on_soon(evutil_socket_t fd, short what, void *arg)
{
	struct trust *t = arg;
	t->done(t->arg);
}

struct trust *
trust_new(struct trusts *all, const struct conf_next_hop *conf, const char *host, uint16_t port,
    void (*done)(void *arg), void *arg)
{
	static const struct dns_book empty = { .arena = NULL };
	return trust_with(all, conf, host, port, &empty, done, arg);
}

struct trust *
trust_with(struct trusts *all, const struct conf_next_hop *conf, const char *host, uint16_t port,
    const struct dns_book *book, void (*done)(void *arg), void *arg)
{
	struct trust *t = xcalloc(1, sizeof *t);
	*t = (struct trust){ .all = all, .conf = conf, .port = port, .arena = arena_new(TRUST_MEMORY), .done = done, .arg = arg,
		.result = "", .certificate = "" };
	t->book.arena = t->arena;
	for (size_t i = 0; i < book->entries.count; i++) {
		(void)dns_look(&t->book, book->entries.at[i].question.name, book->entries.at[i].question.type);
		dns_book_answer(&t->book, i, &book->entries.at[i].answer);
	}
	(void)snprintf(t->host, sizeof t->host, "%s", host);
	t->soon = event_new(all->options.loop->base, -1, 0, on_soon, t);
	must(t->soon != NULL);
	step(t);
	return t;
}

void
trust_free(struct trust *t)
{
	if (t == NULL)
		return;
	if (t->asking != NULL)
		dns_ask_cancel(t->asking);
	fetch_cancel(t->fetch);
	event_free(t->soon);
	arena_free(t->arena);
	free(t);
}

enum trust_need
trust_need(const struct trust *t)
{
	return t->need;
}

/* Notes what was wrong; with TRUST_TRY it is no reason to stop. */
static int
on_verify(int is_good, X509_STORE_CTX *ctx)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct trust *t = SSL_get_app_data(ssl);
	if (is_good)
		return 1;
	switch (X509_STORE_CTX_get_error(ctx)) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID: t->certificate = "certificate-expired"; break;
	case X509_V_ERR_HOSTNAME_MISMATCH: t->certificate = "certificate-host-mismatch"; break;
	case X509_V_ERR_DANE_NO_MATCH: t->certificate = "validation-failure"; break;
	default: t->certificate = "certificate-not-trusted"; break;
	}
	return t->need == TRUST_TRY;
}

void
trust_apply(struct trust *t, SSL *ssl)
{
	if (t->need == TRUST_MAY || t->need == TRUST_REQUIRE)
		return;
	(void)SSL_set_app_data(ssl, t);
	if (t->need == TRUST_DANE) {
		must(SSL_dane_enable(ssl, t->host) == 1);
		/* the key is what was signed: names and dates of the certificate do not matter (RFC 7672 s3.1.1) */
		(void)SSL_dane_set_flags(ssl, DANE_FLAG_NO_DANE_EE_NAMECHECKS);
		for (size_t i = 0; i < t->dane.records.count; i++) {
			const struct dane_record *r = &t->dane.records.at[i];
			(void)SSL_dane_tlsa_add(ssl, r->usage, r->selector, r->matching, r->data.at, r->data.len);
		}
	}
	SSL_set_verify(ssl, SSL_VERIFY_PEER, on_verify);
}

void
trust_outcome(const struct trust *t, bool is_secure, bool had_starttls, struct trust_outcome *out)
{
	bool is_sts = t->conf->tls == NEXT_HOP_TLS_MTA_STS;
	*out = (struct trust_outcome){ .policy_type = !t->has_policy && t->result[0] == '\0' ? "no-policy-found" : is_sts ? "sts" : "tlsa",
		.mx = t->host, .result = t->certificate[0] != '\0' ? t->certificate : t->result, .policy = t->policy };
	out->domain = is_sts ? (const char *)t->conf->mta_sts_domain.at : t->host;
	if (out->result[0] == '\0' && !is_secure)
		out->result = had_starttls ? "validation-failure" : "starttls-not-supported";
}
