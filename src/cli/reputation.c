#include <stdio.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/keeping.h"
#include "cli/reputation.h"
#include "cli/show.h"
#include "conf/cidr.h"

/* Days shown of the thirty that are kept; a line of a terminal holds them. */
#define DAYS_SHOWN 10

static void
add_key(struct arena *a, struct ask_credits *q, const char *kind, struct bytes name)
{
	struct buf text;
	struct bytes key;
	buf_init(&text, 300);
	buf_addf(&text, "%s ", kind);
	for (size_t i = 0; i < name.len; i++)
		buf_add_octet(&text, ascii_lower(name.at[i]));
	struct bytes *slot = buf_ok(&text) && arena_copy(a, buf_bytes(&text), &key) ? LIST_ADD(a, &q->keys) : NULL;
	if (slot != NULL)
		*slot = key;
	buf_done(&text);
}

bool
reputation_question(struct bytes about, struct arena *a, struct ask_credits *out)
{
	static const char *const of_domain[] = { "from", "dkim", "spf", "helo", "url" };
	struct cidr ip;
	uint64_t number;
	*out = (struct ask_credits){ .with_days = true };
	if (cidr_address(about, &ip) == 0) {
		struct buf text;
		struct cidr net = cidr_prefix(&ip, 24, 48);
		buf_init(&text, 100);
		cidr_write(&ip, &text);
		add_key(a, out, "ip", buf_bytes(&text));
		buf_clear(&text);
		cidr_write(&net, &text);
		add_key(a, out, "net", buf_bytes(&text));
		buf_done(&text);
		return true;
	}
	if (bytes_starts_nocase(about, BYTES("AS")) && bytes_number(bytes_from(about, 2), UINT32_MAX, &number) == 0) {
		add_key(a, out, "asn", bytes_from(about, 2));
		return true;
	}
	if (bytes_find_octet(about, '.') == BYTES_NOT_FOUND || about.len > 253 ||
	    bytes_find_octet(about, ' ') != BYTES_NOT_FOUND || bytes_find_octet(about, '@') != BYTES_NOT_FOUND)
		return false;
	for (size_t i = 0; i < sizeof of_domain / sizeof *of_domain; i++)
		add_key(a, out, of_domain[i], about);
	return true;
}

static void
show_days(const struct credit *c, enum language language, struct buf *out)
{
	for (size_t i = 0; i < c->days.count && i < DAYS_SHOWN; i++) {
		const struct credit_day *d = &c->days.at[i];
		time_t when = (time_t)(d->day * 86400);
		char text[16] = "?";
		struct tm tm;
		if (d->day >= 0 && d->day < 3000000 && gmtime_r(&when, &tm) != NULL)
			(void)strftime(text, sizeof text, "%Y-%m-%d", &tm);
		buf_addf(out, language == LANGUAGE_ZH ? "      %s  邮件 %u，正面 %u，负面 %u\n"
		                                      : "      %s  %u messages, %u for it, %u against\n",
		    text, d->seen, d->good, d->bad);
	}
}

void
reputation_show(const struct answer_credits *answer, enum language language, struct buf *out)
{
	bool is_zh = language == LANGUAGE_ZH, any = false;
	for (size_t i = 0; i < answer->rows.count; i++) {
		const struct credit *c = &answer->rows.at[i];
		if (c->first_ms == 0)
			continue;
		any = true;
		buf_add_cstr(out, "  ");
		show_column(out, c->key, 40);
		buf_addf(out, is_zh ? " 信誉分 %3u/100，共 %llu 封，" : " credit %3u of 100, %llu messages, ", c->score,
		    (unsigned long long)c->seen);
		buf_add_cstr(out, is_zh ? "首次 " : "first ");
		keeping_show_time(out, c->first_ms);
		buf_add_cstr(out, is_zh ? "，最近 " : ", last ");
		keeping_show_time(out, c->last_ms);
		buf_add_octet(out, '\n');
		show_days(c, language, out);
	}
	if (!any)
		buf_add_cstr(out, is_zh ? "  本系统尚无其来信记录。\n" : "  We have no record of mail from it.\n");
}

void
reputation_of(const struct conf *conf, struct bytes about, enum language language, struct buf *out)
{
	struct arena *arena = arena_new(ASK_ARENA_MAX);
	struct keeper_options options = { .data = (const char *)conf->server.data.at,
		.key_file = conf->quarantine.key_file.len != 0 ? (const char *)conf->quarantine.key_file.at : "" };
	struct ask_credits question;
	struct client *client = NULL;
	void *answer;
	if (reputation_question(about, arena, &question) && client_open(&options, &client, NULL) == 0 &&
	    client_ask(client, ASK_CREDITS, &question, NULL, arena, &answer, NULL) == 0) {
		buf_add_cstr(out, language == LANGUAGE_ZH ? "\n本系统的历史记录（信誉）\n" : "\nOur own history (credit)\n");
		reputation_show(answer, language, out);
	}
	client_close(client);
	arena_free(arena);
}

static int
tell(struct keeping *k, struct bytes about)
{
	struct ask_credits question;
	struct buf out;
	void *got;
	arena_reset(k->arena);
	if (!reputation_question(about, k->arena, &question)) {
		(void)fprintf(stderr, "postern reputation: %.*s is no address, domain or AS number\n", BYTES_ARGS(about));
		return CLI_USAGE;
	}
	if (keeping_ask(k, ASK_CREDITS, &question, NULL, &got) != 0)
		return CLI_UNREAD;
	const struct answer_credits *answer = got;
	buf_init(&out, 1 << 20);
	if (k->is_json) {
		for (size_t i = 0; i < answer->rows.count; i++) {
			schema_json(&credit_schema, &answer->rows.at[i], &out);
			buf_add_octet(&out, '\n');
		}
	} else {
		show_text(&out, about, 100);
		buf_add_octet(&out, '\n');
		reputation_show(answer, k->language, &out);
	}
	(void)fwrite(out.at, 1, out.len, stdout);
	buf_done(&out);
	return CLI_OK;
}

int
cli_reputation(int argc, char **argv)
{
	struct keeping k = { 0 };
	const struct cli_option options[] = { KEEPING_OPTIONS(k) };
	const struct cli_usage usage = {
		.line = "postern reputation [options] ADDRESS|DOMAIN|AS...",
		.summary = "What our own history says of a sender: its credit from 0 (bad) to 100, and the last days behind it.\n"
		           "Half means that nothing is known. docs/reputation.md says how the number is made.\n\n"
		           "  postern reputation 192.0.2.25 example.com AS64500",
		.options = options,
		.option_count = sizeof options / sizeof options[0],
		.arguments_min = 1,
		.arguments_max = (size_t)argc,
	};
	char **arguments;
	size_t count;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status != -1)
		return status;
	status = keeping_open(&k);
	for (size_t i = 0; i < count && (status == -1 || status == CLI_OK); i++)
		status = tell(&k, bytes_of_cstr(arguments[i]));
	keeping_close(&k);
	return status;
}
