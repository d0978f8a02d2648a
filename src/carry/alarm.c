#include "carry/alarm.h"

#include <event2/event.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>

#include "base/must.h"
#include "carry/own_mail.h"
#include "report/letter.h"
#include "sys/clock.h"

/* What a person is told; errors that are not here are told with their log line alone. */
static const struct words {
	const char *event, *en, *zh;
} table[] = {
	{ "own-address-listed", "One of our own addresses or domains stands on a DNS list: others may refuse our mail.",
	    "我方地址或域名被列入 DNS 名单，外发邮件可能被拒收。" },
	{ "dns-lists-suspended", "Many DNS lists do not answer as they should and are not asked.", "多个 DNS 名单回答异常，已暂停查询。" },
	{ "engine-down", "A virus scanner does not answer; mail is judged without it.", "病毒扫描引擎无响应，邮件暂由其余手段判定。" },
	{ "syslog-down", "A log server is away; events wait for it.", "日志服务器无法连接，事件正在等待发送。" },
	{ "syslog-dropped", "Events were dropped that a log server did not take.", "日志服务器未能接收，部分事件已被丢弃。" },
	{ "cannot-judge", "A message could not be judged and was put off.", "有邮件未能判定，已暂缓接收。" },
	{ "cannot-hold", "A message could not be put into quarantine and was put off.", "有邮件未能存入隔离区，已暂缓接收。" },
	{ "nursery-lost", "The processes that read mail are gone; they are being started again.", "检查进程已退出，正在重新启动。" },
	{ "no-jail", "A jail could not be built, so that its role does not work.", "沙箱无法建立，相应进程已停止工作。" },
	{ "scores-drifted", "The mail that passes scores otherwise than in the first week: look at what is new, and at the thresholds.",
	    "放行邮件的评分分布与首周相比已明显偏移，请查看近期变化并复核阈值。" },
	{ "release-failed", "A released message could not be delivered.", "放行的邮件未能投递。" },
};

struct known {
	uint64_t key;
	int64_t until_ms; /* not mailed again before */
	uint32_t since;   /* how often it was heard meanwhile */
};

struct alarm {
	struct alarm_options options;
	struct event *timer;
	struct alarm_line lines[ALARM_LINES_MAX];
	size_t count, more;
	struct known known[ALARM_KNOWN_MAX];
	size_t known_count, known_next;
	bool is_waiting; /* for the keeper */
};

static const struct words *
words_of(const char *event)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strcmp(table[i].event, event) == 0)
			return &table[i];
	return NULL;
}

/* May this be mailed now?  *out_since: how often it was heard since it last was. */
static bool
is_due(struct alarm *a, const char *event, const struct log_field *fields, size_t count, uint32_t *out_since)
{
	int64_t now = clock_steady_us() / 1000;
	uint64_t key = XXH3_64bits(event, strlen(event));
	if (count != 0 && !fields[0].is_number)
		key ^= XXH3_64bits_withSeed(fields[0].text.at, fields[0].text.len, 1);
	struct known *k = NULL;
	for (size_t i = 0; i < a->known_count && k == NULL; i++)
		if (a->known[i].key == key)
			k = &a->known[i];
	if (k != NULL && now < k->until_ms) {
		k->since++;
		return false;
	}
	if (k == NULL) {
		if (a->known_count < ALARM_KNOWN_MAX)
			a->known_count++;
		k = &a->known[a->known_next];
		a->known_next = (a->known_next + 1) % ALARM_KNOWN_MAX;
		*k = (struct known){ .key = key };
	}
	*out_since = k->since;
	*k = (struct known){ .key = key, .until_ms = now + a->options.conf->alarms.repeat };
	return true;
}

void
alarm_hear(void *context, enum log_level level, const char *event, const struct log_field *fields, size_t count)
{
	struct alarm *a = context;
	uint32_t since = 0;
	if (a == NULL || (level != LOG_ERROR && words_of(event) == NULL) || !is_due(a, event, fields, count, &since))
		return;
	if (a->count == ALARM_LINES_MAX) {
		a->more++;
	} else {
		struct alarm_line *line = &a->lines[a->count++];
		struct buf text;
		*line = (struct alarm_line){ .count = since + 1 };
		buf_init(&text, sizeof line->text - 1);
		log_fields(fields, count, &text);
		(void)snprintf(line->event, sizeof line->event, "%s", event);
		(void)snprintf(line->text, sizeof line->text, "%.*s", BYTES_ARGS(buf_bytes(&text)));
		buf_done(&text);
	}
	int64_t ms = a->options.conf->alarms.gather;
	const struct timeval wait = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	if (!a->is_waiting && !event_pending(a->timer, EV_TIMEOUT, NULL))
		must(event_add(a->timer, &wait) == 0);
}

static void
add_body(const struct alarm_options *o, const struct alarm_line *lines, size_t count, size_t more, struct buf *body)
{
	buf_addf(body, "Postern on %s has trouble that a person should look at. The log has more.\r\n"
	               "%s 上的 Postern 出现需要人工处理的问题，详情见日志。\r\n", o->hostname, o->hostname);
	for (size_t i = 0; i < count; i++) {
		const struct words *w = words_of(lines[i].event);
		buf_addf(body, "\r\n%zu. %s\r\n", i + 1, lines[i].event);
		if (w != NULL)
			buf_addf(body, "   %s\r\n   %s\r\n", w->en, w->zh);
		buf_addf(body, "  %s\r\n", lines[i].text);
		if (lines[i].count > 1)
			buf_addf(body, "   %u times since the last mail about it / 自上次通知以来共 %u 次\r\n", lines[i].count, lines[i].count);
	}
	if (more != 0)
		buf_addf(body, "\r\n%zu more are in the log only. 另有 %zu 项，仅见日志。\r\n", more, more);
}

int
alarm_letter(const struct alarm_options *o, const struct alarm_line *lines, size_t count, size_t more, int64_t now,
    struct buf *out)
{
	char date[64];
	struct tm tm;
	time_t at = (time_t)now;
	(void)gmtime_r(&at, &tm);
	(void)strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &tm);
	/* the encoded word is "alarm" in Chinese */
	buf_addf(out, "From: Postern <%.*s>\r\nTo: <%.*s>\r\nDate: %s\r\nSubject: =?UTF-8?B?5ZGK6K2m?= Postern on %.100s: %s%s\r\n",
	    BYTES_ARGS(o->conf->alarms.from), BYTES_ARGS(o->conf->alarms.to), date, o->hostname, lines[0].event,
	    count + more > 1 ? " and more" : "");
	buf_addf(out, "Message-ID: <alarm-%" PRId64 ".%08x@%s>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
	              "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
	    now, (unsigned)XXH32(lines, count * sizeof *lines, 0), o->hostname);
	struct buf body;
	buf_init(&body, OWN_MAIL_MAX / 4);
	add_body(o, lines, count, more, &body);
	letter_base64(buf_bytes(&body), out);
	int fault = buf_ok(&body) && buf_ok(out) ? 0 : FAULT_LIMIT;
	buf_done(&body);
	return fault;
}

/* The keeper has it, or it is told with the next trouble: what is not mailed stands in the log. */
static void
on_mailed(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct alarm *a = context;
	const struct answer *said = answer;
	a->is_waiting = false;
	if (fault == 0 && said != NULL && said->fault == 0)
		a->count = a->more = 0;
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct alarm *a = arg;
	char id[64];
	struct buf letter;
	int64_t now = clock_wall_ms();
	buf_init(&letter, OWN_MAIL_MAX);
	(void)snprintf(id, sizeof id, "alarm-%" PRId64, now);
	const struct own_mail mail = { .id = bytes_of_cstr(id), .from = a->options.conf->alarms.from,
		.to = a->options.conf->alarms.to };
	if (alarm_letter(&a->options, a->lines, a->count, a->more, now / 1000, &letter) == 0) {
		struct own_mail whole = mail;
		whole.letter = buf_bytes(&letter);
		a->is_waiting = own_mail_send(&whole, a->options.keyring, a->options.keeper, on_mailed, a) == 0;
	}
	buf_done(&letter);
}

size_t
alarm_waiting(const struct alarm *a)
{
	return a->count + a->more;
}

struct alarm *
alarm_new(const struct alarm_options *options)
{
	if (options->conf->alarms.to.len == 0)
		return NULL;
	struct alarm *a = xcalloc(1, sizeof *a);
	a->options = *options;
	a->timer = event_new(options->base, -1, 0, on_timer, a);
	must(a->timer != NULL);
	return a;
}

void
alarm_free(struct alarm *a)
{
	if (a == NULL)
		return;
	event_free(a->timer);
	free(a);
}
