/* keeping: what the commands that ask the keeper have in common: its place, the format, the language, filters. */
#ifndef CLI_KEEPING_H
#define CLI_KEEPING_H

#include "cli/options.h"
#include "conf/conf.h"
#include "detect/detector.h"
#include "keeper/client.h"

struct keeping {
	/* options; zero is the default */
	const char *config;
	const char *data;
	const char *format;
	const char *lang;
	const char *sender, *recipient, *subject, *text, *ip, *id, *message_id, *type, *outcome, *tenant;
	const char *since, *until, *limit;
	bool with_duplicates;
	/* after keeping_open */
	bool is_json;
	enum language language;
	struct conf conf;
	struct client *client;
	struct arena *arena;
	char data_path[4096];
	char key_path[4096];
};

/* Rows for a table of cli_option. */
#define KEEPING_OPTIONS(k)                                                                                      \
	{ "config", 'c', "FILE", "the configuration; where it says nothing, the defaults", &(k).config, NULL },  \
	{ "data", 0, "DIR", "the data directory, instead of the configured one", &(k).data, NULL },              \
	{ "format", 0, "text|json", "for people, or one JSON object a line", &(k).format, NULL },                \
	{ "lang", 0, "en|zh", "the language of sentences", &(k).lang, NULL }
#define KEEPING_FILTERS(k)                                                                                      \
	{ "sender", 0, "TEXT", "the sender contains TEXT", &(k).sender, NULL },                                  \
	{ "recipient", 0, "TEXT", "a recipient contains TEXT", &(k).recipient, NULL },                           \
	{ "subject", 0, "TEXT", "the subject contains TEXT", &(k).subject, NULL },                               \
	{ "text", 0, "TEXT", "any of these three contains TEXT", &(k).text, NULL },                              \
	{ "type", 0, "TYPE", "normal, spam, phishing, virus, rumor or illegal", &(k).type, NULL },               \
	{ "tenant", 0, "NAME", "of this tenant", &(k).tenant, NULL },                                            \
	{ "since", 0, "WHEN", "not older: 30m, 12h, 7d, 2026-11-22 or 2026-11-22T15:32", &(k).since, NULL },     \
	{ "until", 0, "WHEN", "older than that", &(k).until, NULL },                                             \
	{ "limit", 0, "N", "at most N rows", &(k).limit, NULL }

/**
 * keeping_open(k): Read the configuration and reach the keeper.
 *
 * Gives:   -1: go on; else the exit status, and the reason is on standard error.  keeping_close in either case
 */
int keeping_open(struct keeping *k);
void keeping_close(struct keeping *k);

/**
 * keeping_filter(k, out, out_limit): The filter that the options say.
 *
 * Gives:   -1 or CLI_USAGE; *out_limit 0: no limit
 */
int keeping_filter(const struct keeping *k, struct ask_filter *out, unsigned long *out_limit);

/* Was any filter given?  Nothing found means two different things. */
bool keeping_is_filtered(const struct keeping *k);

/**
 * keeping_ask(k, kind, question, fds, out_answer): Ask; say on standard error what went wrong.
 *
 * Gives:   0 or the fault
 */
int keeping_ask(struct keeping *k, enum ask_kind kind, const void *question, struct ask_fds *fds, void **out_answer);

/**
 * keeping_events(k, filter, limit, see, context): The log's rows, newest first, page after page until LIMIT.
 *
 * Takes:   see  called for each page; the rows live during the call
 * Gives:   0 or the fault; filter->before != 0: there is more
 */
int keeping_events(struct keeping *k, struct ask_filter *filter, unsigned long limit,
    void (*see)(struct keeping *k, const struct answer_events *page, void *context), void *context);

/**
 * keeping_time(text, now_ms, out): "30m", "12h", "7d" before NOW, or a local date with or without a time.
 *
 * Fails:   FAULT_INPUT
 */
int keeping_time(struct bytes text, int64_t now_ms, int64_t *out);

/* TIME_MS as "2026-11-22 15:32:01" in local time. */
void keeping_show_time(struct buf *out, int64_t time_ms);

/* "1.2K", "34M"; the number of octets below 1000. */
void keeping_show_size(struct buf *out, uint64_t octets);

#endif
