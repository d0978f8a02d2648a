#include "cli/keeping.h"

#include <stdio.h>
#include <time.h>

#include "cli/config.h"
#include "sys/clock.h"

#define ANSWER_MEMORY ((size_t)64 << 20)

static void
copy_text(char *out, size_t room, const char *text, struct bytes otherwise)
{
	struct bytes b = text != NULL ? bytes_of_cstr(text) : otherwise;
	b = bytes_to(b, room - 1);
	if (b.len != 0)
		memcpy(out, b.at, b.len);
	out[b.len] = '\0';
}

int
keeping_open(struct keeping *k)
{
	static const char *const formats[] = { "text", "json" }, *const languages[] = { "en", "zh" };
	int format = 0, language = 0;
	if ((k->format != NULL && !cli_choice(k->format, "--format", formats, 2, &format)) ||
	    (k->lang != NULL && !cli_choice(k->lang, "--lang", languages, 2, &language)))
		return CLI_USAGE;
	k->is_json = format == 1;
	k->language = language == 1 ? LANGUAGE_ZH : LANGUAGE_EN;
	k->arena = arena_new(ANSWER_MEMORY);
	if (!config_read(k->config, &k->conf))
		return CLI_USAGE;
	copy_text(k->data_path, sizeof k->data_path, k->data, k->conf.server.data);
	copy_text(k->key_path, sizeof k->key_path, NULL, k->conf.quarantine.key_file);
	struct keeper_options options = { .data = k->data_path, .key_file = k->key_path,
		.prints_octets = (uint64_t)k->conf.fingerprints.memory };
	struct why why = { "" };
	if (client_open(&options, &k->client, &why) != 0) {
		(void)fprintf(stderr, "postern: %s\n", why.text);
		return CLI_USAGE;
	}
	return -1;
}

void
keeping_close(struct keeping *k)
{
	client_close(k->client);
	conf_done(&k->conf);
	arena_free(k->arena);
}

int
keeping_ask(struct keeping *k, enum ask_kind kind, const void *question, struct ask_fds *fds, void **out_answer)
{
	struct why why = { "" };
	int fault = client_ask(k->client, kind, question, fds, k->arena, out_answer, &why);
	if (fault != 0)
		(void)fprintf(stderr, "postern: %s\n", why.text);
	return fault;
}

static int
before_now(struct bytes text, int64_t now_ms, int64_t *out)
{
	static const struct {
		char unit;
		int64_t ms;
	} units[] = { { 'm', 60000 }, { 'h', 3600000 }, { 'd', 86400000 } };
	uint64_t number;
	for (size_t i = 0; i < 3 && text.len > 1; i++)
		if (text.at[text.len - 1] == (uint8_t)units[i].unit &&
		    bytes_number(bytes_to(text, text.len - 1), 100000, &number) == 0) {
			*out = now_ms - (int64_t)number * units[i].ms;
			return 0;
		}
	return FAULT_INPUT;
}

int
keeping_events(struct keeping *k, struct ask_filter *filter, unsigned long limit,
    void (*see)(struct keeping *k, const struct answer_events *page, void *context), void *context)
{
	unsigned long seen = 0;
	do {
		unsigned long left = limit - seen;
		void *got;
		filter->limit = left < ASK_ROWS_MAX ? (uint32_t)left : ASK_ROWS_MAX;
		arena_reset(k->arena);
		int fault = keeping_ask(k, ASK_SEARCH, filter, NULL, &got);
		if (fault != 0)
			return fault;
		const struct answer_events *page = got;
		see(k, page, context);
		seen += page->rows.count;
		filter->before = page->next;
	} while (filter->before != 0 && seen < limit);
	return 0;
}

int
keeping_time(struct bytes text, int64_t now_ms, int64_t *out)
{
	/* Where each number stands, and its largest value. */
	static const struct {
		size_t at, len;
		uint64_t max;
		char before;
	} places[] = { { 0, 4, 9999, 0 }, { 5, 2, 12, '-' }, { 8, 2, 31, '-' }, { 11, 2, 23, 'T' }, { 14, 2, 59, ':' },
		{ 17, 2, 59, ':' } };
	uint64_t numbers[6] = { 0 };
	if (before_now(text, now_ms, out) == 0)
		return 0;
	if (text.len != 10 && text.len != 16 && text.len != 19)
		return FAULT_INPUT;
	for (size_t i = 0; i < 6 && places[i].at < text.len; i++) {
		struct bytes digits = bytes_slice(text, places[i].at, places[i].at + places[i].len);
		uint8_t before = places[i].at != 0 ? text.at[places[i].at - 1] : 0;
		bool fits = before == (uint8_t)places[i].before || (i == 3 && before == ' ');
		if (!fits || bytes_number(digits, places[i].max, &numbers[i]) != 0)
			return FAULT_INPUT;
	}
	if (numbers[0] < 1970 || numbers[1] == 0 || numbers[2] == 0)
		return FAULT_INPUT;
	struct tm tm = { .tm_year = (int)numbers[0] - 1900, .tm_mon = (int)numbers[1] - 1, .tm_mday = (int)numbers[2],
		.tm_hour = (int)numbers[3], .tm_min = (int)numbers[4], .tm_sec = (int)numbers[5], .tm_isdst = -1 };
	*out = (int64_t)mktime(&tm) * 1000;
	return tm.tm_mday == (int)numbers[2] ? 0 : FAULT_INPUT;
}

static bool
read_time(const char *text, const char *what, int64_t *out)
{
	if (text == NULL || keeping_time(bytes_of_cstr(text), clock_wall_ms(), out) == 0)
		return true;
	(void)fprintf(stderr, "%s: \"%s\" is no time; write 30m, 12h, 7d, 2026-11-22 or 2026-11-22T15:32\n", what, text);
	return false;
}

int
keeping_filter(const struct keeping *k, struct ask_filter *out, unsigned long *out_limit)
{
	int index;
	*out_limit = 0;
	*out = (struct ask_filter){ .with_duplicates = k->with_duplicates };
	if ((k->limit != NULL && !cli_number(k->limit, "--limit", 1, 1000000000, out_limit)) ||
	    (k->type != NULL && !cli_choice(k->type, "--type", mail_type_names, TYPE_COUNT, &index)) ||
	    (k->outcome != NULL && !cli_choice(k->outcome, "--outcome", outcome_names, OUTCOME_COUNT, &index)) ||
	    !read_time(k->since, "--since", &out->since_ms) || !read_time(k->until, "--until", &out->until_ms))
		return CLI_USAGE;
	const struct {
		const char *from;
		struct bytes *to;
		size_t max;
	} texts[] = { { k->sender, &out->sender, 256 }, { k->recipient, &out->recipient, 256 },
		{ k->subject, &out->subject, 256 }, { k->text, &out->text, 256 }, { k->ip, &out->ip, 64 },
		{ k->id, &out->id, EVENT_ID_MAX }, { k->message_id, &out->message_id, 1000 },
		{ k->type, &out->type, 32 }, { k->outcome, &out->outcome, 32 }, { k->tenant, &out->tenant, 64 } };
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		*texts[i].to = bytes_of_cstr(texts[i].from);
		if (texts[i].to->len > texts[i].max) {
			(void)fprintf(stderr, "\"%.60s...\" is longer than anything that is stored\n", texts[i].from);
			return CLI_USAGE;
		}
	}
	return -1;
}

bool
keeping_is_filtered(const struct keeping *k)
{
	const char *const given[] = { k->sender, k->recipient, k->subject, k->text, k->ip, k->id, k->message_id, k->type,
		k->outcome, k->tenant, k->since, k->until };
	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		if (given[i] != NULL)
			return true;
	return false;
}

void
keeping_show_time(struct buf *out, int64_t time_ms)
{
	time_t seconds = (time_t)(time_ms / 1000);
	struct tm tm;
	char text[32];
	if (localtime_r(&seconds, &tm) == NULL || strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm) == 0)
		return;
	buf_add_cstr(out, text);
}

void
keeping_show_size(struct buf *out, uint64_t octets)
{
	static const char units[] = " KMGTPE";
	double value = (double)octets;
	size_t unit = 0;
	for (; value >= 1000 && unit < sizeof units - 2; unit++)
		value /= 1024;
	if (unit == 0)
		buf_addf(out, "%llu", (unsigned long long)octets);
	else
		buf_addf(out, value < 10 ? "%.1f%c" : "%.0f%c", value, units[unit]);
}
