#include "syslog/line.h"

#include <time.h>

#include "base/utf8.h"

/* What stands for itself in a frame: RFC 5424's PRINTUSASCII. */
static void
put_host(struct buf *out, const char *hostname)
{
	struct bytes name = bytes_to(bytes_of_cstr(hostname), 255);
	for (size_t i = 0; i < name.len; i++)
		buf_add_octet(out, name.at[i] > ' ' && name.at[i] < 0x7F ? name.at[i] : '-');
	if (name.len == 0)
		buf_add_octet(out, '-');
}

static void
put_time_utc(struct buf *out, int64_t ms)
{
	struct tm tm;
	time_t seconds = (time_t)(ms / 1000);
	if (ms < 0 || gmtime_r(&seconds, &tm) == NULL || tm.tm_year + 1900 > 9999) {
		buf_add_cstr(out, "-"); /* RFC 5424's NILVALUE */
		return;
	}
	buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec, (int)(ms % 1000));
}

static void
put_time_local(struct buf *out, int64_t ms)
{
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm tm = { .tm_mday = 1 };
	time_t seconds = (time_t)(ms / 1000);
	(void)localtime_r(&seconds, &tm);
	buf_addf(out, "%s %2d %02d:%02d:%02d", months[tm.tm_mon], tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

int
syslog_severity(const struct mail_event *e)
{
	static const int types[TYPE_COUNT] = { [TYPE_NORMAL] = 1, [TYPE_SPAM] = 4, [TYPE_RUMOR] = 5, [TYPE_ILLEGAL] = 6,
		[TYPE_PHISHING] = 8, [TYPE_VIRUS] = 10 };
	int severity = types[e->type];
	bool is_plain = e->outcome == OUTCOME_DELIVERED || e->outcome == OUTCOME_ADVISED;
	return severity < 3 && !is_plain ? 3 : severity;
}

static void
put_frame(const struct syslog_form *f, const struct mail_event *e, struct buf *out)
{
	int severity = syslog_severity(e);
	buf_addf(out, "<%d>", f->facility * 8 + (severity >= 7 ? 4 : severity >= 3 ? 5 : 6));
	if (f->frame == SYSLOG_RFC5424) {
		buf_add_cstr(out, "1 ");
		put_time_utc(out, e->time_ms);
		buf_add_octet(out, ' ');
		put_host(out, f->hostname);
		buf_addf(out, " postern %u %s - ", f->process, outcome_names[e->outcome]);
		return;
	}
	put_time_local(out, e->time_ms);
	buf_add_octet(out, ' ');
	if (!f->is_local) {
		put_host(out, f->hostname);
		buf_add_octet(out, ' ');
	}
	/* "CEF:" is a tag by itself */
	if (f->format != SYSLOG_CEF)
		buf_addf(out, "postern[%u]: ", f->process);
}

/* An addition that did not fit is taken back whole. */
static void
settle(struct buf *out, size_t start)
{
	if (buf_ok(out))
		return;
	out->len = start;
	out->full = false;
}

/* CEF. */

static void
put_escaped(struct buf *out, struct bytes text)
{
	for (size_t pos = 0; pos < text.len;) {
		uint32_t cp = utf8_next(text, &pos);
		if (cp == '\\' || cp == '=') {
			buf_add_octet(out, '\\');
			buf_add_octet(out, (uint8_t)cp);
		} else if (cp == '\n' || cp == '\r') {
			buf_add_cstr(out, cp == '\n' ? "\\n" : "\\r");
		} else if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029) {
			buf_add_octet(out, ' ');
		} else {
			utf8_add(out, cp);
		}
	}
}

static void
put_key(struct buf *out, const char *key)
{
	buf_addf(out, " %s=", key);
}

/* LABEL is what a key that means anything means here; NULL for the others. */
static void
cef_text(struct buf *out, const char *key, const char *label, struct bytes text, size_t max)
{
	size_t start = out->len;
	if (text.len == 0)
		return;
	put_key(out, key);
	put_escaped(out, utf8_prefix(text, max));
	if (label != NULL)
		buf_addf(out, " %sLabel=%s", key, label);
	settle(out, start);
}

static void
cef_number(struct buf *out, const char *key, const char *label, uint64_t number)
{
	size_t start = out->len;
	put_key(out, key);
	buf_add_number(out, number);
	if (label != NULL)
		buf_addf(out, " %sLabel=%s", key, label);
	settle(out, start);
}

/* Some of LIST with commas between, as many as MAX octets hold. */
static void
join(struct buf *out, const struct bytes *list, size_t count, size_t max)
{
	for (size_t i = 0; i < count && out->len + list[i].len + 1 <= max; i++) {
		if (i != 0)
			buf_add_octet(out, ',');
		buf_add(out, list[i]);
	}
}

static void
cef_lists(const struct mail_event *e, struct buf *more, struct buf *out)
{
	buf_clear(more);
	join(more, e->recipients.at, e->recipients.count, 1023);
	cef_text(out, "duser", NULL, buf_bytes(more), 1023);
	buf_clear(more);
	for (size_t i = 0; i < e->findings.count && more->len + e->findings.at[i].id.len < SYSLOG_LIST_MAX; i++) {
		if (i != 0)
			buf_add_octet(more, ',');
		buf_add(more, e->findings.at[i].id);
	}
	cef_text(out, "cs1", "findings", buf_bytes(more), 4000);
}

static void
put_cef(const struct syslog_form *f, const struct mail_event *e, struct buf *more, struct buf *out)
{
	bool is_v6 = bytes_find_octet(e->client_ip, ':') != BYTES_NOT_FOUND;
	/* All of the header is ours: there is nothing to escape.  Its end is the only place where a key stands without a space: a "|" of
	 * a value is not escaped. */
	buf_addf(out, "CEF:0|Postern|Postern|" POSTERN_VERSION "|%s-%s|Message %s: %s|%d|rt=%lld", outcome_names[e->outcome],
	    mail_type_names[e->type], outcome_names[e->outcome], mail_type_names[e->type], syslog_severity(e), (long long)e->time_ms);
	cef_text(out, "act", NULL, bytes_of_cstr(outcome_names[e->outcome]), 63);
	cef_text(out, "outcome", NULL, e->advice, 63);
	cef_text(out, "cat", NULL, bytes_of_cstr(mail_type_names[e->type]), 1023);
	cef_text(out, "externalId", NULL, e->id, EVENT_ID_MAX);
	cef_text(out, "dvchost", NULL, bytes_of_cstr(f->hostname), 100);
	cef_text(out, is_v6 ? "c6a2" : "src", is_v6 ? "client" : NULL, e->client_ip, 64);
	cef_text(out, "shost", NULL, e->helo, 1023);
	cef_text(out, "suid", NULL, e->user, 1023);
	cef_text(out, "suser", NULL, e->mail_from, 1023);
	cef_lists(e, more, out);
	cef_text(out, "msg", NULL, e->subject, 1023);
	if (e->size != 0)
		cef_number(out, "in", NULL, e->size);
	if (e->direction != DIRECTION_INTERNAL)
		cef_number(out, "deviceDirection", NULL, e->direction == DIRECTION_OUTBOUND);
	buf_clear(more);
	buf_add_hex(more, e->sha256);
	cef_text(out, "fileHash", NULL, buf_bytes(more), 255);
	buf_clear(more);
	buf_addf(more, "%.2f", e->score);
	cef_text(out, "cfp1", "score", buf_bytes(more), 32);
	cef_number(out, "cn1", "gaps", e->gaps);
	cef_text(out, "cs2", "messageId", e->message_id, 4000);
	cef_text(out, "cs3", "headerFrom", e->from, 4000);
	cef_text(out, "cs4", "session", e->session, 4000);
	cef_text(out, "cs5", "subtype", e->subtype, 4000);
	cef_text(out, "cs6", "tenant", e->tenant, 4000);
	cef_text(out, "flexString1", "otherFilter", e->other, 1023);
	cef_text(out, "reason", NULL, e->reply, 1023);
}

/* JSON. */

static void
json_key(struct buf *out, const char *key)
{
	if (out->at[out->len - 1] != '{')
		buf_add_octet(out, ',');
	buf_addf(out, "\"%s\":", key);
}

static void
json_member(struct buf *out, const char *key, struct bytes text)
{
	size_t start = out->len;
	if (text.len == 0)
		return;
	json_key(out, key);
	json_text(out, text);
	settle(out, start);
}

/* VALUE is JSON already. */
static void
json_raw(struct buf *out, const char *key, struct bytes value)
{
	size_t start = out->len;
	json_key(out, key);
	buf_add(out, value);
	settle(out, start);
}

static void
json_number(struct buf *out, const char *key, uint64_t number)
{
	size_t start = out->len;
	json_key(out, key);
	buf_add_number(out, number);
	settle(out, start);
}

static void
json_lists(const struct mail_event *e, struct buf *more, struct buf *out)
{
	buf_clear(more);
	buf_add_octet(more, '[');
	/* a character takes at most six octets as JSON */
	for (size_t i = 0; i < e->recipients.count && more->len + 6 * e->recipients.at[i].len + 4 < SYSLOG_LIST_MAX; i++) {
		if (i != 0)
			buf_add_octet(more, ',');
		json_text(more, e->recipients.at[i]);
	}
	buf_add_octet(more, ']');
	json_raw(out, "recipients", buf_bytes(more));
	buf_clear(more);
	buf_add_octet(more, '[');
	for (size_t i = 0; i < e->findings.count && more->len + 6 * e->findings.at[i].id.len + 64 < SYSLOG_LIST_MAX; i++) {
		const struct finding *f = &e->findings.at[i];
		buf_add_cstr(more, i != 0 ? ",{\"id\":" : "{\"id\":");
		json_text(more, f->id);
		buf_addf(more, ",\"family\":\"%s\",\"weight\":%.2f}", family_names[f->family], f->weight);
	}
	buf_add_octet(more, ']');
	json_raw(out, "findings", buf_bytes(more));
}

static void
put_json(const struct syslog_form *f, const struct mail_event *e, struct buf *more, struct buf *out)
{
	out->max -= 1; /* for the end of the object */
	buf_add_octet(out, '{');
	buf_clear(more);
	put_time_utc(more, e->time_ms);
	json_member(out, "time", buf_bytes(more));
	json_member(out, "host", bytes_of_cstr(f->hostname));
	json_member(out, "outcome", bytes_of_cstr(outcome_names[e->outcome]));
	json_member(out, "advice", e->advice);
	json_member(out, "type", bytes_of_cstr(mail_type_names[e->type]));
	json_member(out, "subtype", e->subtype);
	json_raw(out, "bulk", e->is_bulk ? BYTES("true") : BYTES("false"));
	buf_clear(more);
	buf_addf(more, "%.2f", e->score);
	json_raw(out, "score", buf_bytes(more));
	json_number(out, "severity", (uint64_t)syslog_severity(e));
	json_member(out, "id", e->id);
	json_member(out, "session", e->session);
	json_member(out, "listener", e->listener);
	json_member(out, "tenant", e->tenant);
	json_member(out, "direction", bytes_of_cstr(direction_names[e->direction]));
	json_member(out, "client", e->client_ip);
	json_member(out, "helo", e->helo);
	json_member(out, "user", e->user);
	json_member(out, "mail_from", e->mail_from);
	json_lists(e, more, out);
	json_member(out, "from", e->from);
	json_member(out, "subject", e->subject);
	json_member(out, "message_id", e->message_id);
	json_number(out, "size", e->size);
	buf_clear(more);
	buf_add_hex(more, e->sha256);
	json_member(out, "sha256", buf_bytes(more));
	json_number(out, "gaps", e->gaps);
	json_number(out, "cpu_us", e->cpu_us);
	json_member(out, "other", e->other);
	json_member(out, "reply", e->reply);
	out->max += 1;
	buf_add_octet(out, '}');
}

void
syslog_line(const struct syslog_form *form, const struct mail_event *e, struct buf *out)
{
	struct buf more;
	size_t max = out->max;
	buf_init(&more, SYSLOG_LIST_MAX + 1024);
	out->max = SYSLOG_LINE_MAX < max ? SYSLOG_LINE_MAX : max;
	put_frame(form, e, out);
	if (form->format == SYSLOG_CEF)
		put_cef(form, e, &more, out);
	else
		put_json(form, e, &more, out);
	out->max = max;
	buf_done(&more);
}
