#include "cli/commands.h"

#include <event2/event.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "ask/ask.h"
#include "base/must.h"
#include "cli/config.h"
#include "cli/keeping.h"
#include "dns/resolver.h"
#include "keyring/keyring.h"
#include "sys/clock.h"

/* Octets of one string of a TXT record (RFC 1035 s3.3.14). */
#define TXT_STRING 255
#define DNS_PATIENCE_MS 10000

struct keys_command {
	const char *config;
	const char *data;
	bool is_unchecked;
	bool is_now;
	struct conf conf;
	char dir[4200];
	struct bytes domain;
	struct keyring ring;
	struct why why;
};

static int
failed(const struct keys_command *k)
{
	(void)fprintf(stderr, "postern: %s\n", k->why.text);
	return CLI_UNREAD;
}

static bool
is_asked(const struct keys_command *k, const struct keyring_key *key)
{
	return k->domain.len == 0 || bytes_equal_nocase(key->domain, k->domain);
}

/* As a zone file has it; what people paste into a form is what stands in the quotes. */
static void
print_record(struct keys_command *k, const struct keyring_key *key)
{
	struct bytes record;
	if (sign_key_record(key->key, k->ring.arena, &record) != 0)
		return;
	(void)printf("%.*s._domainkey.%.*s. IN TXT (", BYTES_ARGS(key->selector), BYTES_ARGS(key->domain));
	for (size_t i = 0; i < record.len; i += TXT_STRING) {
		struct bytes piece = bytes_slice(record, i, i + TXT_STRING);
		(void)printf(" \"%.*s\"", BYTES_ARGS(piece));
	}
	(void)printf(" )\n");
}

static int
list(struct keys_command *k)
{
	size_t count = 0;
	for (size_t i = 0; i < k->ring.keys.count; i++) {
		const struct keyring_key *key = &k->ring.keys.at[i];
		struct buf when;
		if (!is_asked(k, key))
			continue;
		if (count++ == 0)
			(void)printf("%-30s %-14s %-9s %-7s %s\n", "domain", "selector", "algorithm", "state", "since");
		buf_init(&when, 64);
		keeping_show_time(&when, key->since * 1000);
		(void)printf("%-30.*s %-14.*s %-9s %-7s %s\n", BYTES_ARGS(key->domain), BYTES_ARGS(key->selector),
		    EVP_PKEY_is_a(key->key, "RSA") ? "rsa" : "ed25519", keyring_state_names[key->state], buf_cstr(&when));
		buf_done(&when);
	}
	if (count == 0)
		(void)printf("No keys in %s. postern keys new DOMAIN makes some.\n", k->dir);
	return CLI_OK;
}

static int
show(struct keys_command *k)
{
	size_t count = 0;
	for (size_t i = 0; i < k->ring.keys.count; i++, count++)
		if (is_asked(k, &k->ring.keys.at[i]))
			print_record(k, &k->ring.keys.at[i]);
	return count != 0 ? CLI_OK : CLI_UNREAD;
}

static size_t
count_in(const struct keys_command *k, enum keyring_state state)
{
	size_t count = 0;
	for (size_t i = 0; i < k->ring.keys.count; i++)
		count += k->ring.keys.at[i].state == state && is_asked(k, &k->ring.keys.at[i]);
	return count;
}

/* Both kinds: RSA for everybody, Ed25519 for those who can; a verifier takes what it knows (RFC 8463 s3). */
static int
make(struct keys_command *k)
{
	char selector[64];
	if (count_in(k, KEYRING_NEW) != 0) {
		(void)fprintf(stderr, "postern: there are new keys that are not in use yet; postern keys publish %.*s\n",
		    BYTES_ARGS(k->domain));
		return CLI_UNREAD;
	}
	for (int i = 0; i < 2; i++)
		if (keyring_make(k->dir, k->domain, i == 1, clock_wall_ms() / 1000, selector, &k->why) != 0)
			return failed(k);
	keyring_done(&k->ring);
	if (keyring_open(k->dir, &k->ring, &k->why) != 0)
		return failed(k);
	(void)printf("; Put these two records into the zone, then: postern keys publish %.*s\n", BYTES_ARGS(k->domain));
	for (size_t i = 0; i < k->ring.keys.count; i++)
		if (k->ring.keys.at[i].state == KEYRING_NEW && is_asked(k, &k->ring.keys.at[i]))
			print_record(k, &k->ring.keys.at[i]);
	return CLI_OK;
}

static int
new_keys(struct keys_command *k)
{
	if (count_in(k, KEYRING_ACTIVE) == 0)
		return make(k);
	(void)fprintf(stderr, "postern: it has keys in use; postern keys rotate %.*s makes their successors\n",
	    BYTES_ARGS(k->domain));
	return CLI_UNREAD;
}

static void
on_answered(void *arg)
{
	(void)event_base_loopbreak(arg);
}

/* What the DNS says of every new key, asked in the way that the gateway asks. */
static int
look_up(struct keys_command *k, struct dns_book *book)
{
	struct event_base *base = event_base_new();
	struct ask *ask = NULL;
	must(base != NULL);
	const struct ask_options options = { .base = base, .conf = &k->conf };
	int fault = ask_new(&options, &ask, &k->why);
	if (fault == 0 && !ask_has_dns(ask))
		fault = why_set(&k->why, FAULT_CONFIG, "[dns] enabled = no: nobody can be asked; --unchecked uses the keys all the same");
	for (size_t i = 0; fault == 0 && i < k->ring.keys.count; i++)
		if (k->ring.keys.at[i].state == KEYRING_NEW && is_asked(k, &k->ring.keys.at[i]))
			(void)key_look(book, k->ring.keys.at[i].selector, k->ring.keys.at[i].domain);
	if (fault == 0 && dns_book_open(book) != 0) {
		(void)dns_ask(ask_resolver(ask), book, DNS_PATIENCE_MS, on_answered, base);
		(void)event_base_dispatch(base);
	}
	ask_free(ask);
	event_base_free(base);
	return fault;
}

/* KEY signs from now on; its predecessors do not. */
static int
activate(struct keys_command *k, const struct keyring_key *key)
{
	bool is_rsa = EVP_PKEY_is_a(key->key, "RSA") == 1;
	int fault = keyring_move(k->dir, key, KEYRING_ACTIVE, &k->why);
	for (size_t i = 0; fault == 0 && i < k->ring.keys.count; i++) {
		const struct keyring_key *other = &k->ring.keys.at[i];
		if (other->state == KEYRING_ACTIVE && bytes_equal(other->domain, key->domain) &&
		    (EVP_PKEY_is_a(other->key, "RSA") == 1) == is_rsa)
			fault = keyring_move(k->dir, other, KEYRING_OLD, &k->why);
	}
	if (fault == 0)
		(void)printf("%.*s of %.*s signs from the next reload on\n", BYTES_ARGS(key->selector), BYTES_ARGS(key->domain));
	return fault;
}

static int
publish(struct keys_command *k)
{
	struct dns_book book = { .arena = arena_new((size_t)16 << 20) };
	size_t made = 0, missing = 0;
	int fault = k->is_unchecked ? 0 : look_up(k, &book);
	for (size_t i = 0; fault == 0 && i < k->ring.keys.count; i++) {
		const struct keyring_key *key = &k->ring.keys.at[i];
		if (key->state != KEYRING_NEW || !is_asked(k, key))
			continue;
		const struct dns_answer *answer = k->is_unchecked ? NULL : key_look(&book, key->selector, key->domain);
		if (k->is_unchecked || (answer != NULL && keyring_is_published(key, answer))) {
			fault = activate(k, key);
			made++;
		} else {
			missing++;
			(void)fprintf(stderr, "%.*s._domainkey.%.*s: the DNS says %s; this must be there, alone:\n",
			    BYTES_ARGS(key->selector), BYTES_ARGS(key->domain),
			    answer == NULL ? "nothing" : answer->status != DNS_OK ? dns_status_names[answer->status] : "something else");
			print_record(k, key);
		}
	}
	arena_free(book.arena);
	if (fault != 0)
		return failed(k);
	if (made == 0 && missing == 0)
		(void)fprintf(stderr, "postern: no new keys; postern keys new (or rotate) makes some\n");
	return made != 0 && missing == 0 ? CLI_OK : CLI_UNREAD;
}

static int
retire(struct keys_command *k)
{
	int64_t now = clock_wall_ms() / 1000;
	size_t early = 0;
	for (size_t i = 0; i < k->ring.keys.count; i++) {
		const struct keyring_key *key = &k->ring.keys.at[i];
		if (key->state != KEYRING_OLD || !is_asked(k, key))
			continue;
		if (!k->is_now && now - key->since < KEYRING_GRACE_DAYS * INT64_C(86400)) {
			early++;
			continue;
		}
		if (keyring_remove(k->dir, key, &k->why) != 0)
			return failed(k);
		(void)printf("deleted; take %.*s._domainkey.%.*s out of the zone\n", BYTES_ARGS(key->selector),
		    BYTES_ARGS(key->domain));
	}
	if (early != 0)
		(void)printf("%zu old keys stay: mail signed with them may be on its way for %d days\n", early, KEYRING_GRACE_DAYS);
	return CLI_OK;
}

static const struct command {
	const char *name;
	bool needs_domain;
	int (*run)(struct keys_command *k);
} commands[] = {
	{ "list", false, list }, { "show", true, show }, { "new", true, new_keys }, { "rotate", true, make },
	{ "publish", true, publish }, { "retire", true, retire },
};

static int
open_keys(struct keys_command *k)
{
	if (!config_read(k->config, &k->conf))
		return CLI_USAGE;
	if (k->data != NULL)
		k->conf.server.data = bytes_of_cstr(k->data);
	conf_keys_path(&k->conf, k->dir, sizeof k->dir);
	return keyring_open(k->dir, &k->ring, &k->why) == 0 ? -1 : failed(k);
}

int
cli_keys(int argc, char **argv)
{
	struct keys_command k = { 0 };
	const struct cli_option options[] = {
		{ "config", 'c', "FILE", "the configuration; where it says nothing, the defaults", &k.config, NULL },
		{ "data", 0, "DIR", "the data directory, instead of the configured one", &k.data, NULL },
		{ "unchecked", 0, NULL, "publish: use the keys whatever the DNS says", NULL, &k.is_unchecked },
		{ "now", 0, NULL, "retire: do not wait for mail that is on its way", NULL, &k.is_now },
	};
	const struct cli_usage usage = {
		.line = "postern keys list|show|new|rotate|publish|retire [DOMAIN] [options]",
		.summary = "The keys that sign mail of our domains (DKIM), and seal what we pass on (ARC).\n\n"
		           "  list [DOMAIN]    what there is, and what it is used for\n"
		           "  show DOMAIN      the DNS records of its keys\n"
		           "  new DOMAIN       make an RSA and an Ed25519 key; prints the records for the zone\n"
		           "  publish DOMAIN   see that the records are there, then use the new keys; the old ones stop\n"
		           "  rotate DOMAIN    new, for a domain that has keys; then publish as above\n"
		           "  retire DOMAIN    delete keys that have stopped a week ago, and say which records may go\n\n"
		           "They lie in a directory of their own ([signing] keys), which only the gate reads, when it starts:\n"
		           "reload the service (SIGHUP) after publish.",
		.options = options,
		.option_count = sizeof options / sizeof options[0],
		.arguments_min = 1,
		.arguments_max = 2,
	};
	char **arguments;
	size_t count;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status != -1)
		return status;
	const struct command *c = NULL;
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (bytes_equal(bytes_of_cstr(commands[i].name), bytes_of_cstr(arguments[0])))
			c = &commands[i];
	if (c == NULL || (c->needs_domain && count < 2)) {
		(void)fprintf(stderr, c == NULL ? "keys: there is no \"%s\"; --help says what there is.\n"
		                                : "keys %s: of which domain?\n", arguments[0]);
		return CLI_USAGE;
	}
	k.domain = bytes_of_cstr(count > 1 ? arguments[1] : NULL);
	status = open_keys(&k);
	if (status == -1)
		status = c->run(&k);
	keyring_done(&k.ring);
	conf_done(&k.conf);
	return status;
}
