#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ask/known.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/options.h"
#include "cli/show.h"
#include "detect/common.h"
#include "dns/name.h"
#include "keeper/client.h"
#include "lists/publish.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "url/lookalike.h"

/* An export of PUBLISH_ENTRIES_MAX entries with their reasons. */
#define EXPORT_OCTETS_MAX ((size_t)512 << 20)

struct lists_command {
	const char *config;
	const char *form;
	const char *zone;
	const char *server;
	const char *ttl;
	const char *credit;
	const char *data;
	struct conf conf;
};

static int
say(const struct why *why)
{
	(void)fprintf(stderr, "postern lists: %s\n", why->text);
	return CLI_USAGE;
}

/* -- show -- */

static int
show(struct lists_command *c)
{
	struct lists *lists;
	struct why why = { "" };
	struct buf out;
	if (known_lists(&c->conf, &lists, &why) != 0)
		return say(&why);
	buf_init(&out, (size_t)4 << 20);
	for (size_t i = 0; i < lists->count; i++) {
		const struct list *l = &lists->all[i];
		show_column(&out, l->row->name, 30);
		buf_add_octet(&out, ' ');
		show_column(&out, l->row->zone, 40);
		buf_addf(&out, " %-10s ", l->state == LIST_IDLE && l->row->use < LISTS_SUPERSEDED ? "idle" : lists_use_names[l->row->use]);
		show_column(&out, l->row->group, 16);
		double most = 0;
		for (size_t k = 0; k < l->row->codes.count; k++)
			most = l->row->codes.at[k].weight > most ? l->row->codes.at[k].weight : most;
		buf_addf(&out, " %.1f\n", most);
	}
	(void)fwrite(out.at, 1, out.len, stdout);
	buf_done(&out);
	lists_free(lists);
	return CLI_OK;
}

/* -- export -- */

static int
read_input(const char *path, struct buf *out)
{
	uint8_t block[65536];
	OWN_FD int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;
	while (fd >= 0 && (n = read(fd, block, sizeof block)) > 0)
		buf_add(out, bytes_of(block, (size_t)n));
	if (n == 0 && buf_ok(out))
		return 0;
	(void)fprintf(stderr, "postern lists: %s cannot be read, or is too large\n", path);
	return FAULT_INPUT;
}

static int
export_options(const struct lists_command *c, struct publish_options *out)
{
	int form;
	unsigned long ttl;
	if (!cli_choice(c->form, "--as", publish_form_names, PUBLISH_FORM_COUNT, &form) ||
	    !cli_number(c->ttl, "--ttl", 1, 86400, &ttl))
		return CLI_USAGE;
	*out = (struct publish_options){ .form = (enum publish_form)form, .zone = bytes_of_cstr(c->zone),
		.server = bytes_of_cstr(c->server), .serial = (uint32_t)(clock_wall_ms() / 1000), .ttl = (uint32_t)ttl };
	return -1;
}

/* Our own networks are in no list of ours, whoever wrote them down. */
static size_t
never_of(const struct conf *conf, struct cidr *out, size_t room)
{
	size_t n = 0;
	for (size_t i = 0; i < conf->network.own.count && n < room; i++)
		out[n++] = conf->network.own.at[i];
	for (size_t i = 0; i < conf->lists.own.count && n < room; i++)
		n += cidr_address(conf->lists.own.at[i], &out[n]) == 0;
	return n;
}

/* Great providers and brands have bad mail too, and their users are many; ours is ours. */
static bool
is_spared(const struct conf *conf, struct bytes domain)
{
	for (size_t i = 0; i < conf->domains.count; i++) {
		struct bytes name = conf->domains.at[i].is.name;
		name = bytes_from(name, bytes_starts(name, BYTES("*.")) ? 2 : 0);
		if (dns_name_is_within(domain, name))
			return true;
	}
	for (size_t i = 0; i < conf->lists.own.count; i++)
		if (dns_name_is_within(domain, conf->lists.own.at[i]))
			return true;
	return brand_of(domain) != NULL || is_free_mail(domain);
}

static int
add_credit(const struct conf *conf, const struct credit *credit, const struct cidr *never, size_t never_count,
    struct arena *arena, struct published *out)
{
	char reason[PUBLISH_REASON_MAX];
	struct bytes what = bytes_from(credit->key, bytes_find_octet(credit->key, ' '));
	struct cidr ip;
	what = bytes_trim(what);
	if (cidr_address(what, &ip) != 0 && is_spared(conf, what))
		return 0;
	(void)snprintf(reason, sizeof reason, "credit %u of 100, %llu messages", credit->score, (unsigned long long)credit->seen);
	return publish_add(what, bytes_of_cstr(reason), never, never_count, arena, out);
}

/* Whose credit with us is bad, joined to what the operator wrote. */
static int
add_worst(struct lists_command *c, const struct cidr *never, size_t never_count, struct arena *arena,
    struct published *out, struct why *why)
{
	const struct conf *conf = &c->conf;
	struct keeper_options options = { .data = c->data != NULL ? c->data : (const char *)conf->server.data.at,
		.key_file = conf->quarantine.key_file.len != 0 ? (const char *)conf->quarantine.key_file.at : "" };
	struct ask_worst question = { 0 };
	uint8_t after[1024];
	struct client *client = NULL;
	unsigned long most;
	void *got;
	if (!cli_number(c->credit, "--credit", 0, 49, &most))
		return why_set(why, FAULT_CONFIG, "50 of 100 is the credit of what nobody knows");
	question.score = (uint32_t)most;
	struct arena *pages = arena_new(ASK_ARENA_MAX);
	int fault = client_open(&options, &client, why);
	while (fault == 0) {
		arena_reset(pages);
		fault = client_ask(client, ASK_WORST, &question, NULL, pages, &got, why);
		const struct answer_worst *page = got;
		for (size_t i = 0; fault == 0 && i < page->rows.count; i++)
			if (add_credit(conf, &page->rows.at[i], never, never_count, arena, out) < 0)
				fault = why_set(why, FAULT_LIMIT, "more than %d entries: ask for a lower credit", PUBLISH_ENTRIES_MAX);
		if (fault != 0 || page->next.len == 0 || page->next.len > sizeof after)
			break;
		memcpy(after, page->next.at, page->next.len);
		question.after = bytes_of(after, page->next.len);
	}
	client_close(client);
	arena_free(pages);
	publish_unique(out);
	return fault;
}

static int
export(struct lists_command *c, const char *path)
{
	struct publish_options options;
	struct published p = { 0 };
	struct why why = { "" };
	struct cidr never[1000];
	int status = export_options(c, &options);
	if (status != -1)
		return status;
	struct arena *arena = arena_new(EXPORT_OCTETS_MAX);
	struct buf in, out;
	buf_init(&in, (size_t)128 << 20);
	buf_init(&out, EXPORT_OCTETS_MAX);
	size_t never_count = never_of(&c->conf, never, 1000);
	if (path != NULL && read_input(path, &in) != 0) {
		status = CLI_UNREAD;
	} else if (publish_read(buf_bytes(&in), never, never_count, arena, &p, &why) != 0) {
		(void)fprintf(stderr, "postern lists: %s: %s\n", path, why.text);
		status = CLI_UNREAD;
	} else if (c->credit != NULL && add_worst(c, never, never_count, arena, &p, &why) != 0) {
		status = say(&why);
	} else if (publish_write(&p, &options, &out, &why) != 0) {
		status = say(&why);
	} else if (!buf_ok(&out) || fwrite(out.at, 1, out.len, stdout) != out.len || fflush(stdout) != 0) {
		(void)fprintf(stderr, "postern lists: the list could not be written whole\n");
		status = CLI_UNREAD;
	} else {
		status = CLI_OK;
	}
	buf_done(&in);
	buf_done(&out);
	arena_free(arena);
	return status;
}

int
cli_lists(int argc, char **argv)
{
	struct lists_command c = { .form = "zone", .zone = "", .server = "localhost.localdomain", .ttl = "2100" };
	const struct cli_option options[] = {
		{ "config", 'c', "FILE", "the configuration: keys, more lists, our own networks", &c.config, NULL },
		{ "as", 0, "FORM", "zone (one plain DNS zone), or rbldnsd's ip4set, ip6trie or dnset", &c.form, NULL },
		{ "zone", 0, "NAME", "what the plain zone is called: bl.example.com", &c.zone, NULL },
		{ "server", 0, "NAME", "the name server, for SOA and NS", &c.server, NULL },
		{ "credit", 0, "SCORE", "also list whose credit with us is SCORE of 100 or less (postern reputation)", &c.credit, NULL },
		{ "data", 0, "DIR", "the data directory that holds the credit, instead of the configured one", &c.data, NULL },
		{ "ttl", 0, "SECONDS", "how long an answer may be kept (2100)", &c.ttl, NULL },
	};
	const struct cli_usage usage = { "postern lists show | export [FILE] [options]",
		"show: the DNS lists that are known, and what is done with each.\n"
		"export: write a list of our own for DNS servers from FILE (\"-\": standard input), lines\n"
		"\"ADDRESS, NETWORK or DOMAIN, then a reason\".  Our own networks are refused in it.\n"
		"With --credit, addresses and domains that the gateway itself has found bad are added.\n\n"
		"  postern lists show\n"
		"  postern lists export bad.txt --zone=bl.example.com --server=ns.example.com > bl.zone      for nsd\n"
		"  postern lists export bad.txt --credit=15 --zone=bl.example.com --server=ns.example.com > bl.zone\n"
		"  postern lists export bad.txt --as=ip4set --server=ns.example.com > bl.ip4                for rbldnsd",
		options, sizeof options / sizeof *options, 1, 2 };
	char **arguments;
	size_t count;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status >= 0)
		return status;
	if (!config_read(c.config, &c.conf)) {
		status = CLI_USAGE;
	} else if (strcmp(arguments[0], "show") == 0 && count == 1) {
		status = show(&c);
	} else if (strcmp(arguments[0], "export") == 0 && (count == 2 || c.credit != NULL)) {
		status = export(&c, count == 2 ? arguments[1] : NULL);
	} else {
		(void)fprintf(stderr, "postern lists: say show, export FILE, or export --credit=SCORE\n");
		status = CLI_USAGE;
	}
	conf_done(&c.conf);
	return status;
}
