#include "report/tls.h"

#include <inttypes.h>
#include <time.h>

#include "base/utf8.h"
#include "report/json.h"

#define LOOK 4096

enum level { IN_REPORT, IN_RANGE, IN_POLICIES, IN_ITEM, IN_POLICY, IN_STRINGS, IN_SUMMARY, IN_FAILURES, IN_FAILURE, IN_OTHER };

/* Which object or array opens which level; "" is an element of an array. */
static const struct {
	enum level outside, inside;
	const char *key;
} levels[] = {
	{ IN_REPORT, IN_RANGE, "date-range" }, { IN_REPORT, IN_POLICIES, "policies" }, { IN_POLICIES, IN_ITEM, "" },
	{ IN_ITEM, IN_POLICY, "policy" }, { IN_POLICY, IN_STRINGS, "policy-string" }, { IN_ITEM, IN_SUMMARY, "summary" },
	{ IN_ITEM, IN_FAILURES, "failure-details" }, { IN_FAILURES, IN_FAILURE, "" },
};

/* Texts, and where they go. */
static const struct {
	enum level level;
	const char *key;
	size_t offset;
} texts[] = {
	{ IN_REPORT, "organization-name", offsetof(struct casefile_report, organization) },
	{ IN_REPORT, "contact-info", offsetof(struct casefile_report, contact) },
	{ IN_REPORT, "report-id", offsetof(struct casefile_report, id) },
	{ IN_POLICY, "policy-type", offsetof(struct report_tls_row, policy_type) },
	{ IN_POLICY, "policy-domain", offsetof(struct report_tls_row, policy_domain) },
	{ IN_FAILURE, "result-type", offsetof(struct report_tls_row, result) },
	{ IN_FAILURE, "sending-mta-ip", offsetof(struct report_tls_row, sending_ip) },
	{ IN_FAILURE, "receiving-ip", offsetof(struct report_tls_row, receiving_ip) },
	{ IN_FAILURE, "receiving-mx-hostname", offsetof(struct report_tls_row, mx) },
	{ IN_FAILURE, "failure-reason-code", offsetof(struct report_tls_row, reason) },
};

struct reading {
	struct json json;
	struct arena *arena;
	struct casefile_report *report;
	enum level levels[JSON_DEPTH_MAX + 1];
	size_t depth;
	struct report_tls_row item;    /* what its policy says */
	struct report_tls_row failure;
	size_t item_rows;              /* where the item's rows begin */
	uint64_t successes;
	struct buf policy;
	struct buf text;
	size_t octets; /* of texts that were kept, as often as they stand in rows */
	bool is_full;
};

static bool
is(struct bytes key, const char *want)
{
	return bytes_equal(key, bytes_of_cstr(want));
}

static struct bytes
kept(struct reading *r, struct bytes text, size_t max)
{
	struct bytes out = BYTES_NONE;
	if (!arena_copy(r->arena, utf8_prefix(bytes_trim(text), max), &out))
		r->is_full = true;
	r->octets += out.len;
	return out;
}

static void
add_row(struct reading *r, const struct report_tls_row *row)
{
	if (r->report->tls.count >= REPORT_ROWS_MAX || r->octets >= REPORT_OCTETS_MAX) {
		r->report->more++;
		return;
	}
	struct report_tls_row *out = LIST_ADD(r->arena, &r->report->tls);
	if (out != NULL)
		*out = *row;
	r->is_full |= out == NULL;
}

/* The policy may stand behind its failures: it is written into their rows at the item's end. */
static void
end_item(struct reading *r)
{
	struct report_tls_row good = { .count = r->successes };
	if (good.count != 0)
		add_row(r, &good);
	r->item.policy = kept(r, buf_bytes(&r->policy), REPORT_POLICY_MAX);
	size_t rows = r->report->tls.count - r->item_rows;
	r->octets += rows * (r->item.policy.len + r->item.policy_type.len + r->item.policy_domain.len);
	if (r->octets > REPORT_OCTETS_MAX)
		r->item.policy = BYTES_NONE;
	for (size_t i = r->item_rows; i < r->report->tls.count; i++) {
		struct report_tls_row *row = &r->report->tls.at[i];
		row->policy_type = r->item.policy_type;
		row->policy_domain = r->item.policy_domain;
		row->policy = r->item.policy;
	}
	if (r->report->domain.len == 0)
		r->report->domain = r->item.policy_domain;
}

static void
open_level(struct reading *r, struct bytes key)
{
	enum level outside = r->levels[r->depth], inside = IN_OTHER;
	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
		if (levels[i].outside == outside && is(key, levels[i].key))
			inside = levels[i].inside;
	r->levels[++r->depth] = inside;
	if (inside == IN_ITEM) {
		r->item = (struct report_tls_row){ 0 };
		r->item_rows = r->report->tls.count;
		r->successes = 0;
		buf_clear(&r->policy);
	} else if (inside == IN_FAILURE) {
		r->failure = (struct report_tls_row){ .count = 1 };
	}
}

static void
close_level(struct reading *r)
{
	enum level inside = r->levels[r->depth--];
	if (inside == IN_ITEM)
		end_item(r);
	else if (inside == IN_FAILURE && r->failure.result.len != 0)
		add_row(r, &r->failure);
}

static void
take_text(struct reading *r, struct bytes key, struct bytes raw)
{
	enum level level = r->levels[r->depth];
	uint8_t *object = level == IN_POLICY ? (uint8_t *)&r->item : level == IN_FAILURE ? (uint8_t *)&r->failure
	                                                                            : (uint8_t *)r->report;
	buf_clear(&r->text);
	json_unescape(bytes_to(raw, 2048), &r->text);
	if (level == IN_STRINGS) {
		buf_add(&r->policy, buf_bytes(&r->text));
		buf_add_octet(&r->policy, '\n');
	} else if (level == IN_RANGE) {
		int64_t *time = is(key, "start-datetime") ? &r->report->begin : is(key, "end-datetime") ? &r->report->end : NULL;
		if (time != NULL)
			(void)report_time_read(buf_bytes(&r->text), time);
	}
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct bytes *out = (struct bytes *)(void *)(object + texts[i].offset);
		if (texts[i].level == level && is(key, texts[i].key) && out->len == 0)
			*out = kept(r, buf_bytes(&r->text), REPORT_TEXT_MAX);
	}
}

static void
take_number(struct reading *r, struct bytes key, struct bytes text)
{
	uint64_t number;
	if (bytes_number(text, UINT32_MAX, &number) != 0)
		return;
	if (r->levels[r->depth] == IN_SUMMARY && is(key, "total-successful-session-count"))
		r->successes = number;
	else if (r->levels[r->depth] == IN_FAILURE && is(key, "failed-session-count"))
		r->failure.count = number;
}

bool
report_tls_looks(struct bytes content)
{
	struct bytes head = bytes_trim(bytes_to(content, LOOK));
	if (bytes_starts(head, BYTES("\xEF\xBB\xBF")))
		head = bytes_from(head, 3);
	return head.len != 0 && head.at[0] == '{' &&
	    (bytes_has(head, BYTES("\"organization-name\"")) || bytes_has(head, BYTES("\"report-id\"")));
}

int
report_tls_read(struct bytes json, struct arena *arena, struct casefile_report *out)
{
	struct reading r = { .json = json_of(json), .arena = arena, .report = out, .levels = { IN_OTHER } };
	struct bytes key, it;
	enum json_kind kind;
	bool has_policies = false;
	*out = (struct casefile_report){ .kind = REPORT_TLS };
	buf_init(&r.text, 8192);
	buf_init(&r.policy, REPORT_POLICY_MAX + 8192);
	while ((kind = json_next(&r.json, &key, &it)) != JSON_END && kind != JSON_BAD) {
		if (kind == JSON_OBJECT && r.depth == 0) {
			r.levels[++r.depth] = IN_REPORT;
		} else if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
			has_policies |= r.depth == 1 && is(key, "policies");
			open_level(&r, key);
		} else if (kind == JSON_OBJECT_END || kind == JSON_ARRAY_END) {
			close_level(&r);
		} else if (kind == JSON_TEXT) {
			take_text(&r, key, it);
		} else if (kind == JSON_NUMBER) {
			take_number(&r, key, it);
		}
	}
	buf_done(&r.text);
	buf_done(&r.policy);
	if (r.is_full)
		return FAULT_LIMIT;
	return kind == JSON_END && has_policies ? 0 : FAULT_INPUT;
}

void
report_time_write(int64_t when, struct buf *out)
{
	char text[64];
	struct tm tm;
	time_t t = (time_t)when;
	if (gmtime_r(&t, &tm) != NULL && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm) != 0)
		buf_add_cstr(out, text);
}

int
report_time_read(struct bytes text, int64_t *out)
{
	static const struct {
		size_t at, len;
		uint64_t max;
	} places[] = { { 0, 4, 9999 }, { 5, 2, 12 }, { 8, 2, 31 }, { 11, 2, 23 }, { 14, 2, 59 }, { 17, 2, 60 } };
	uint64_t n[6], zone[2] = { 0, 0 };
	for (size_t i = 0; i < 6; i++)
		if (bytes_number(bytes_slice(text, places[i].at, places[i].at + places[i].len), places[i].max, &n[i]) != 0)
			return FAULT_INPUT;
	if (text.len < 19 || n[0] < 1970 || n[1] == 0 || n[2] == 0 || (text.at[10] != 'T' && text.at[10] != 't'))
		return FAULT_INPUT;
	struct bytes rest = bytes_from(text, 19);
	if (rest.len != 0 && rest.at[0] == '.')
		for (rest = bytes_from(rest, 1); rest.len != 0 && ascii_is_digit(rest.at[0]);)
			rest = bytes_from(rest, 1);
	int sign = rest.len != 0 && rest.at[0] == '-' ? -1 : 1;
	if (rest.len == 6 && (rest.at[0] == '+' || rest.at[0] == '-') &&
	    (bytes_number(bytes_slice(rest, 1, 3), 23, &zone[0]) != 0 || bytes_number(bytes_from(rest, 4), 59, &zone[1]) != 0))
		return FAULT_INPUT;
	struct tm tm = { .tm_year = (int)n[0] - 1900, .tm_mon = (int)n[1] - 1, .tm_mday = (int)n[2], .tm_hour = (int)n[3],
		.tm_min = (int)n[4], .tm_sec = (int)n[5] };
	*out = (int64_t)timegm(&tm) - sign * (int64_t)(zone[0] * 3600 + zone[1] * 60);
	return 0;
}

static bool
same_policy(const struct report_tls_row *a, const struct report_tls_row *b)
{
	return bytes_equal(a->policy_type, b->policy_type) && bytes_equal(a->policy_domain, b->policy_domain) &&
	    bytes_equal(a->policy, b->policy);
}

static void
member(struct buf *out, const char *key, struct bytes text)
{
	if (text.len == 0)
		return;
	buf_addf(out, ",\"%s\":", key);
	json_text(out, text);
}

static void
write_policy(const struct casefile_report *r, size_t first, struct buf *out)
{
	const struct report_tls_row *p = &r->tls.at[first];
	struct bytes rest = p->policy, line;
	uint64_t good = 0, bad = 0;
	const char *comma = "";
	buf_add_cstr(out, "{\"policy\":{\"policy-type\":");
	json_text(out, p->policy_type);
	buf_add_cstr(out, ",\"policy-string\":[");
	for (; bytes_cut(&rest, '\n', &line); comma = ",") {
		buf_add_cstr(out, comma);
		json_text(out, line);
	}
	buf_add_cstr(out, "]");
	member(out, "policy-domain", p->policy_domain);
	for (size_t i = first; i < r->tls.count; i++)
		if (same_policy(&r->tls.at[i], p))
			*(r->tls.at[i].result.len == 0 ? &good : &bad) += r->tls.at[i].count;
	buf_addf(out, "},\"summary\":{\"total-successful-session-count\":%" PRIu64 ",\"total-failure-session-count\":%" PRIu64
	    "},\"failure-details\":[", good, bad);
	comma = "";
	for (size_t i = first; i < r->tls.count; i++) {
		const struct report_tls_row *row = &r->tls.at[i];
		if (!same_policy(row, p) || row->result.len == 0)
			continue;
		buf_addf(out, "%s{\"failed-session-count\":%" PRIu64, comma, row->count);
		member(out, "result-type", row->result);
		member(out, "sending-mta-ip", row->sending_ip);
		member(out, "receiving-ip", row->receiving_ip);
		member(out, "receiving-mx-hostname", row->mx);
		member(out, "failure-reason-code", row->reason);
		buf_add_cstr(out, "}");
		comma = ",";
	}
	buf_add_cstr(out, "]}");
}

void
report_tls_write(const struct casefile_report *r, struct buf *out)
{
	const char *comma = "";
	buf_add_cstr(out, "{\"organization-name\":");
	json_text(out, r->organization);
	buf_add_cstr(out, ",\"date-range\":{\"start-datetime\":\"");
	report_time_write(r->begin, out);
	buf_add_cstr(out, "\",\"end-datetime\":\"");
	report_time_write(r->end, out);
	buf_add_cstr(out, "\"}");
	member(out, "contact-info", r->contact);
	member(out, "report-id", r->id);
	buf_add_cstr(out, ",\"policies\":[");
	for (size_t i = 0; i < r->tls.count; i++) {
		size_t before = 0;
		while (before < i && !same_policy(&r->tls.at[before], &r->tls.at[i]))
			before++;
		if (before != i)
			continue;
		buf_add_cstr(out, comma);
		write_policy(r, i, out);
		comma = ",";
	}
	buf_add_cstr(out, "]}");
}
