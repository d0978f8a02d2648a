#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ask/known.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/show.h"
#include "lists/publish.h"
#include "sys/clock.h"
#include "sys/fd.h"

/* An export of PUBLISH_ENTRIES_MAX entries with their reasons. */
#define EXPORT_OCTETS_MAX ((size_t)512 << 20)

struct lists_command {
	const char *config;
	const char *form;
	const char *zone;
	const char *server;
	const char *ttl;
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
	if (read_input(path, &in) != 0) {
		status = CLI_UNREAD;
	} else if (publish_read(buf_bytes(&in), never, never_of(&c->conf, never, 1000), arena, &p, &why) != 0) {
		(void)fprintf(stderr, "postern lists: %s: %s\n", path, why.text);
		status = CLI_UNREAD;
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
		{ "ttl", 0, "SECONDS", "how long an answer may be kept (2100)", &c.ttl, NULL },
	};
	const struct cli_usage usage = { "postern lists show | export FILE [options]",
		"show: the DNS lists that are known, and what is done with each.\n"
		"export: write a list of our own for DNS servers from FILE (\"-\": standard input), lines\n"
		"\"ADDRESS, NETWORK or DOMAIN, then a reason\".  Our own networks are refused in it.\n\n"
		"  postern lists show\n"
		"  postern lists export bad.txt --zone=bl.example.com --server=ns.example.com > bl.zone      for nsd\n"
		"  postern lists export bad.txt --as=ip4set --server=ns.example.com > bl.ip4                for rbldnsd",
		options, sizeof options / sizeof *options, 1, 2 };
	char **arguments;
	size_t count;
	struct buf mistakes;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status >= 0)
		return status;
	if (conf_read(&c.conf, c.config) != 0) {
		buf_init(&mistakes, (size_t)1 << 20);
		conf_mistakes_print(&c.conf, &mistakes);
		(void)fputs(buf_cstr(&mistakes), stderr);
		buf_done(&mistakes);
		status = CLI_USAGE;
	} else if (strcmp(arguments[0], "show") == 0 && count == 1) {
		status = show(&c);
	} else if (strcmp(arguments[0], "export") == 0 && count == 2) {
		status = export(&c, arguments[1]);
	} else {
		(void)fprintf(stderr, "postern lists: say show, or export FILE\n");
		status = CLI_USAGE;
	}
	conf_done(&c.conf);
	return status;
}
