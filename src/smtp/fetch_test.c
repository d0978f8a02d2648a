/* A policy fetched over real HTTPS on loopback, with a DNS and a certificate of our own; and every way that it is none. */
#include "smtp/fetch.h"

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "smtp/hop.h"
#include "smtp/trust.h"

static struct event_base *base;
static struct link_loop loop;
static struct dns_resolver *resolver;
static pid_t server;
static int server_in = -1, dns_port, https_port;
static char ca[300];

static int
begin(void **state)
{
	int in[2], out[2];
	char line[400] = "", address[40];
	const char *const addresses[] = { address };
	struct why why = { "" };
	must(pipe(in) == 0 && pipe(out) == 0);
	server = fork();
	if (server == 0) {
		(void)dup2(in[0], 0);
		(void)dup2(out[1], 1);
		(void)close(in[1]);
		/* By its whole name: Python looks for its library where PATH finds the name that it was called by. */
		execl("/usr/bin/python3", "/usr/bin/python3", "tests/lib/policy_server.py", (char *)NULL);
		_exit(127);
	}
	server_in = in[1];
	(void)close(in[0]);
	(void)close(out[1]);
	FILE *f = fdopen(out[0], "r");
	must(f != NULL && fgets(line, sizeof line, f) != NULL);
	must(sscanf(line, "%d %d %299s", &dns_port, &https_port, ca) == 3);
	(void)fclose(f);
	(void)signal(SIGPIPE, SIG_IGN);
	base = event_base_new();
	link_loop_init(&loop, base);
	(void)snprintf(address, sizeof address, "127.0.0.1@%d", dns_port);
	const struct dns_resolver_options options = { .servers = addresses, .server_count = 1 };
	if (dns_resolver_new(base, &options, &resolver, &why) != 0)
		fail_msg("%s", why.text);
	return 0;
}

static int
end(void **state)
{
	dns_resolver_free(resolver);
	link_loop_done(&loop);
	event_base_free(base);
	(void)close(server_in);
	(void)waitpid(server, NULL, 0);
	return 0;
}

static void
on_trust(void *arg)
{
	*(bool *)arg = true;
	(void)event_base_loopbreak(base);
}

static enum trust_need
need_of(struct trusts *all, const char *domain, const char *host, char out_result[64])
{
	char name[100];
	bool is_done = false;
	(void)snprintf(name, sizeof name, "%s.example", domain);
	const struct conf_next_hop hop = { .tls = NEXT_HOP_TLS_MTA_STS, .mta_sts_domain = bytes_of_cstr(name) };
	struct trust *t = trust_new(all, &hop, host, 25, on_trust, &is_done);
	while (!is_done)
		(void)event_base_loop(base, EVLOOP_ONCE);
	struct trust_outcome outcome;
	trust_outcome(t, true, true, &outcome);
	(void)snprintf(out_result, 64, "%s", outcome.result);
	enum trust_need need = trust_need(t);
	trust_free(t);
	link_loop_settle(&loop);
	return need;
}

static void
a_policy_is_fetched_or_is_none(void **state)
{
	static const struct {
		const char *domain, *host;
		enum trust_need want;
		const char *result;
	} cases[] = {
		{ "good", "mx.example.com", TRUST_VERIFY, "" },
		{ "good", "mx.example.net", TRUST_LATER, "validation-failure" },
		{ "slow", "mx.example.com", TRUST_VERIFY, "" },
		{ "moved", "mx.example.com", TRUST_MAY, "sts-policy-fetch-error" },
		{ "html", "mx.example.com", TRUST_MAY, "sts-policy-fetch-error" },
		{ "large", "mx.example.com", TRUST_MAY, "sts-policy-fetch-error" },
		{ "gone", "mx.example.com", TRUST_MAY, "sts-policy-fetch-error" },
		{ "wrong", "mx.example.com", TRUST_MAY, "sts-policy-fetch-error" },
		{ "junk", "mx.example.com", TRUST_MAY, "sts-policy-invalid" },
		{ "unknown", "mx.example.com", TRUST_MAY, "" },
	};
	struct trusts *all = trusts_new(&(struct trusts_options){ .loop = &loop, .resolver = resolver,
	    .https_port = (uint16_t)https_port, .authorities = ca });
	char result[64];
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		enum trust_need need = need_of(all, cases[i].domain, cases[i].host, result);
		if (need != cases[i].want || strcmp(result, cases[i].result) != 0)
			fail_msg("%s, %s: %d \"%s\"", cases[i].domain, cases[i].host, (int)need, result);
	}
	trusts_free(all);
	/* nobody vouches for the server: as if it had none */
	all = trusts_new(&(struct trusts_options){ .loop = &loop, .resolver = resolver, .https_port = (uint16_t)https_port,
	    .fetches_policies = true });
	assert_int_equal(need_of(all, "good", "mx.example.com", result), TRUST_MAY);
	assert_string_equal(result, "sts-policy-fetch-error");
	trusts_free(all);
}

/* The system's are loaded where a next hop of the configuration asks for them; they are ours here. */
static void
authorities_are_there_where_a_next_hop_has_mta_sts(void **state)
{
	static const enum next_hop_tls kinds[] = { NEXT_HOP_TLS_DANE, NEXT_HOP_TLS_MTA_STS };
	must(setenv("SSL_CERT_FILE", ca, 1) == 0);
	for (size_t i = 0; i < 2; i++) {
		struct conf_next_hop configured[] = { { .tls = NEXT_HOP_TLS_MAY }, { .tls = kinds[i] } };
		struct conf conf = { .next_hops = { .at = configured, .count = 2 } };
		struct hops hops = { .loop = &loop, .conf = &conf };
		char result[64];
		hops_trust(&hops, &(struct trusts_options){ .loop = &loop, .resolver = resolver, .https_port = (uint16_t)https_port });
		assert_int_equal(need_of(hops.trusts, "good", "mx.example.com", result), i == 1 ? TRUST_VERIFY : TRUST_MAY);
		assert_string_equal(result, i == 1 ? "" : "sts-policy-fetch-error");
		trusts_free(hops.trusts);
	}
	must(unsetenv("SSL_CERT_FILE") == 0);
}

static void
what_is_cancelled_calls_nobody(void **state)
{
	struct trusts *all = trusts_new(&(struct trusts_options){ .loop = &loop, .resolver = resolver,
	    .https_port = (uint16_t)https_port, .authorities = ca });
	const struct conf_next_hop hop = { .tls = NEXT_HOP_TLS_MTA_STS, .mta_sts_domain = BYTES("slow.example") };
	bool is_done = false;
	for (int rounds = 0; rounds < 6; rounds++) {
		struct trust *t = trust_new(all, &hop, "mx.example.com", 25, on_trust, &is_done);
		for (int i = 0; i < rounds; i++)
			(void)event_base_loop(base, EVLOOP_ONCE);
		if (is_done)
			fail();
		trust_free(t);
		link_loop_settle(&loop);
	}
	trusts_free(all);
	/* what was on its way to the DNS may still come */
	for (int i = 0; i < 5; i++)
		(void)event_base_loop(base, EVLOOP_NONBLOCK);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_policy_is_fetched_or_is_none),
		cmocka_unit_test(authorities_are_there_where_a_next_hop_has_mta_sts),
		cmocka_unit_test(what_is_cancelled_calls_nobody),
	};
	return cmocka_run_group_tests(all, begin, end);
}
