#include "cli/lookup.h"

#include <stdio.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/must.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/options.h"
#include "cli/reputation.h"
#include "sys/clock.h"

/* A slow list is worth waiting for: a person asked. */
#define LOOKUP_DEADLINE_MS 8000
#define LOOKUP_TICK_MS 100
#define LOOKUP_ARENA_MAX ((size_t)64 << 20)
/* All lists, few subjects: LISTS_ROWS_MAX lists in books of at least LISTS_AT_ONCE(LISTS_SUBJECTS_MAX), and the facts. */
#define LOOKUP_BATCHES_MAX 130

struct batch {
	struct lookup *lookup;
	struct lists_range range; /* none: the facts */
	struct dns_book book;
	struct dns_asking *asking;
	struct lists_results results;
	bool is_facts;
	bool is_done;
};

struct lookup {
	struct conf conf;
	struct event_base *base;
	struct dns_resolver *resolver;
	struct lists *lists;
	struct event *tick;
	/* one target */
	struct arena *arena;
	struct lookup_target target;
	struct lookup_result result;
	struct batch batches[LOOKUP_BATCHES_MAX];
	size_t batch_count;
	size_t open;
	int64_t now_ms;
	bool shows_progress;
};

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct lookup *l = arg;
	size_t asked = 0, open = 0;
	for (size_t i = 0; i < l->batch_count; i++) {
		asked += l->batches[i].book.entries.count;
		open += dns_book_open(&l->batches[i].book);
	}
	if (asked != 0)
		(void)fprintf(stderr, "\r%.*s: %zu of %zu answers ", BYTES_ARGS(bytes_to(l->target.text, 60)), asked - open, asked);
}

/* Gives 0 where answers are missing. */
static int
run(struct batch *b)
{
	struct lookup *l = b->lookup;
	if (b->is_facts)
		return lookup_facts(&l->target, &b->book, l->arena, &l->result);
	/* both at once: the control entries, and what we want to know */
	struct lists_range eager = b->range;
	eager.is_eager = true;
	int r = lists_check(l->lists, eager, &l->target.subjects, &b->book, l->arena, &b->results);
	if (lists_probe(l->lists, b->range, l->now_ms, &b->book) != 1 || r == 0)
		return 0;
	return lists_check(l->lists, b->range, &l->target.subjects, &b->book, l->arena, &b->results);
}

static void
step(void *arg)
{
	struct batch *b = arg;
	b->asking = NULL;
	if (run(b) == 0) {
		b->asking = dns_ask(b->lookup->resolver, &b->book, LOOKUP_DEADLINE_MS, step, b);
		return;
	}
	b->is_done = true;
	if (--b->lookup->open == 0)
		(void)event_base_loopbreak(b->lookup->base);
}

static void
batch_add(struct lookup *l, struct lists_range range, bool is_facts)
{
	must(l->batch_count < LOOKUP_BATCHES_MAX);
	l->batches[l->batch_count++] = (struct batch){ .lookup = l, .range = range, .is_facts = is_facts,
		.book = { .arena = l->arena, .is_probe = true } };
}

static void
ask_all(struct lookup *l)
{
	size_t at_once = LISTS_AT_ONCE(l->target.subjects.count);
	const struct timeval tick = { 0, LOOKUP_TICK_MS * 1000 };
	l->batch_count = 0;
	l->now_ms = clock_steady_us() / 1000;
	batch_add(l, (struct lists_range){ 0 }, true);
	uint32_t asks = 0;
	for (size_t i = 0; i < l->target.subjects.count; i++)
		asks |= l->target.subjects.at[i].asks;
	for (size_t from = 0; from < l->lists->count; from += at_once)
		batch_add(l, (struct lists_range){ .from = from, .to = from + at_once, .asks = asks }, false);
	l->open = l->batch_count;
	if (l->shows_progress)
		(void)event_add(l->tick, &tick);
	for (size_t i = 0; i < l->batch_count; i++)
		step(&l->batches[i]);
	if (l->open != 0)
		(void)event_base_dispatch(l->base);
	(void)event_del(l->tick);
	if (l->shows_progress)
		(void)fprintf(stderr, "\r%*s\r", 100, "");
	for (size_t i = 1; i < l->batch_count; i++)
		lookup_take(&l->batches[i].results, l->arena, &l->result);
}

/* Gives false where nothing could be found out. */
static bool
look_up(struct lookup *l, struct bytes text, bool is_json, enum language language, bool is_first)
{
	struct buf out;
	arena_reset(l->arena);
	if (lookup_target_read(text, l->arena, &l->target) != 0) {
		(void)fprintf(stderr, "postern lookup: \"%.*s\" is no public address, domain, mailbox or URL\n", BYTES_ARGS(text));
		return false;
	}
	ask_all(l);
	buf_init(&out, (size_t)4 << 20);
	if (is_json) {
		schema_json(&lookup_result_schema, &l->result, &out);
	} else {
		lookup_show(&l->result, language, &out);
		reputation_of(&l->conf, l->target.ip.len != 0 ? l->target.ip : l->target.host, language, &out);
	}
	if (!is_first && !is_json)
		(void)fputc('\n', stdout);
	(void)fwrite(out.at, 1, out.len, stdout);
	if (is_json)
		(void)fputc('\n', stdout);
	buf_done(&out);
	if (l->result.answered != 0)
		return true;
	(void)fprintf(stderr, "postern lookup: no list answered about %.*s; is there a resolver ([dns] servers)?\n", BYTES_ARGS(text));
	return false;
}

static int
look_up_all(struct lookup *l, char **arguments, size_t count, bool ours, bool is_json, enum language language)
{
	struct lists_subjects own = { 0 };
	struct arena *arena = arena_new((size_t)1 << 20);
	bool all = true, first = true;
	l->arena = arena_new(LOOKUP_ARENA_MAX);
	for (size_t i = 0; i < count; i++, first = false)
		all &= look_up(l, bytes_of_cstr(arguments[i]), is_json, language, first);
	if (ours)
		known_own(&l->conf, arena, &own);
	for (size_t i = 0; i < own.count; i++, first = false)
		all &= look_up(l, own.at[i].text, is_json, language, first);
	if (ours && own.count == 0)
		(void)fprintf(stderr, "postern lookup: no address or domain of ours is known; say them in [lists] own\n");
	arena_free(l->arena);
	arena_free(arena);
	return all && !(ours && own.count == 0) ? CLI_OK : CLI_UNREAD;
}

static int
prepare(struct lookup *l, const char *path)
{
	struct why why = { "" };
	if (!config_read(path, &l->conf))
		return FAULT_CONFIG;
	l->base = event_base_new();
	must(l->base != NULL);
	l->tick = event_new(l->base, -1, EV_PERSIST, on_tick, l);
	must(l->tick != NULL);
	int fault = known_resolver(&l->conf, l->base, &l->resolver, &why);
	if (fault == 0)
		fault = known_lists(&l->conf, &l->lists, &why);
	if (fault != 0)
		(void)fprintf(stderr, "postern lookup: %s\n", why.text);
	return fault;
}

static void
done(struct lookup *l)
{
	lists_free(l->lists);
	dns_resolver_free(l->resolver);
	if (l->base != NULL) {
		event_free(l->tick);
		event_base_free(l->base);
	}
	conf_done(&l->conf);
}

int
cli_lookup(int argc, char **argv)
{
	static const char *const formats[] = { "text", "json" };
	static const char *const languages[] = { "en", "zh" };
	const char *config = NULL, *format = "text", *lang = "en";
	bool ours = false;
	int format_is, language;
	const struct cli_option options[] = {
		{ "config", 'c', "FILE", "the configuration: servers, keys, more lists", &config, NULL },
		{ "ours", 0, NULL, "ask about our own addresses and domains", NULL, &ours },
		{ "format", 0, "text|json", "for people, or one JSON object a line", &format, NULL },
		{ "lang", 0, "en|zh", "the language of sentences", &lang, NULL },
	};
	const struct cli_usage usage = { "postern lookup [options] IP|DOMAIN|MAILBOX|URL...",
		"Ask every DNS list that is alive, and the DNS itself, about an address, a domain, a mailbox or a page.\n"
		"A list counts only when its control entries answer as they must (RFC 5782).\n\n"
		"  postern lookup 203.0.113.7\n"
		"  postern lookup https://www.example.com/login\n"
		"  postern lookup --ours                        are we listed anywhere?",
		options, sizeof options / sizeof *options, 0, 1000 };
	char **arguments;
	size_t count;
	struct lookup l = { .shows_progress = isatty(STDERR_FILENO) };
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status >= 0)
		return status;
	if (!cli_choice(format, "--format", formats, 2, &format_is) || !cli_choice(lang, "--lang", languages, 2, &language))
		return CLI_USAGE;
	if (count == 0 && !ours) {
		(void)fprintf(stderr, "postern lookup: what about? Give an address, a domain, a mailbox, a URL, or --ours\n");
		return CLI_USAGE;
	}
	status = prepare(&l, config) == 0
	             ? look_up_all(&l, arguments, count, ours, format_is == 1, (enum language)language)
	             : CLI_USAGE;
	done(&l);
	return status;
}
