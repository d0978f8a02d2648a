#include "report/dmarc.h"

#include <inttypes.h>

#include "base/utf8.h"
#include "report/xml.h"

/* Where the first element must begin, behind declarations and comments. */
#define LOOK 1000

enum value { VALUE_TEXT, VALUE_TIME, VALUE_COUNT, VALUE_U32, VALUE_POLICY, VALUE_PASS, VALUE_STRICT };
enum owner { OF_REPORT, OF_ROW, OF_AUTH };

/* Which element, below which, is which member. */
static const struct place {
	const char *parent;
	const char *name;
	enum owner owner;
	enum value value;
	size_t offset;
} places[] = {
	{ "report_metadata", "org_name", OF_REPORT, VALUE_TEXT, offsetof(struct casefile_report, organization) },
	{ "report_metadata", "email", OF_REPORT, VALUE_TEXT, offsetof(struct casefile_report, contact) },
	{ "report_metadata", "report_id", OF_REPORT, VALUE_TEXT, offsetof(struct casefile_report, id) },
	{ "date_range", "begin", OF_REPORT, VALUE_TIME, offsetof(struct casefile_report, begin) },
	{ "date_range", "end", OF_REPORT, VALUE_TIME, offsetof(struct casefile_report, end) },
	{ "policy_published", "domain", OF_REPORT, VALUE_TEXT, offsetof(struct casefile_report, domain) },
	{ "policy_published", "adkim", OF_REPORT, VALUE_STRICT, offsetof(struct casefile_report, is_strict_dkim) },
	{ "policy_published", "aspf", OF_REPORT, VALUE_STRICT, offsetof(struct casefile_report, is_strict_spf) },
	{ "policy_published", "p", OF_REPORT, VALUE_POLICY, offsetof(struct casefile_report, policy) },
	{ "policy_published", "sp", OF_REPORT, VALUE_POLICY, offsetof(struct casefile_report, subdomain_policy) },
	{ "policy_published", "pct", OF_REPORT, VALUE_U32, offsetof(struct casefile_report, percent) },
	{ "row", "source_ip", OF_ROW, VALUE_TEXT, offsetof(struct report_dmarc_row, source_ip) },
	{ "row", "count", OF_ROW, VALUE_COUNT, offsetof(struct report_dmarc_row, count) },
	{ "policy_evaluated", "disposition", OF_ROW, VALUE_POLICY, offsetof(struct report_dmarc_row, disposition) },
	{ "policy_evaluated", "dkim", OF_ROW, VALUE_PASS, offsetof(struct report_dmarc_row, is_dkim_aligned) },
	{ "policy_evaluated", "spf", OF_ROW, VALUE_PASS, offsetof(struct report_dmarc_row, is_spf_aligned) },
	{ "reason", "type", OF_ROW, VALUE_TEXT, offsetof(struct report_dmarc_row, reason) },
	{ "identifiers", "header_from", OF_ROW, VALUE_TEXT, offsetof(struct report_dmarc_row, header_from) },
	{ "identifiers", "envelope_from", OF_ROW, VALUE_TEXT, offsetof(struct report_dmarc_row, envelope_from) },
	{ "dkim", "domain", OF_AUTH, VALUE_TEXT, offsetof(struct report_auth, domain) },
	{ "dkim", "selector", OF_AUTH, VALUE_TEXT, offsetof(struct report_auth, selector) },
	{ "dkim", "result", OF_AUTH, VALUE_TEXT, offsetof(struct report_auth, result) },
	{ "spf", "domain", OF_AUTH, VALUE_TEXT, offsetof(struct report_auth, domain) },
	{ "spf", "result", OF_AUTH, VALUE_TEXT, offsetof(struct report_auth, result) },
};

struct reading {
	struct xml xml;
	struct arena *arena;
	struct casefile_report *report;
	struct report_dmarc_row *row;  /* of the record that is open */
	struct report_auth *auth;
	struct report_dmarc_row spare; /* of a record that has no place */
	struct report_auth spare_auth;
	struct buf text;
	size_t octets; /* of texts that were kept */
	bool is_full;
};

static bool
is(struct bytes name, const char *want)
{
	return bytes_equal(name, bytes_of_cstr(want));
}

/* The element NUMBER levels up; 0 is the one we are in. */
static struct bytes
above(const struct reading *r, size_t number)
{
	return number < r->xml.depth ? r->xml.open[r->xml.depth - 1 - number] : BYTES_NONE;
}

static void
begin_element(struct reading *r, struct bytes name)
{
	buf_clear(&r->text);
	if (is(name, "record") && r->xml.depth == 2) {
		r->spare = (struct report_dmarc_row){ 0 };
		r->row = &r->spare;
		if (r->report->dmarc.count < REPORT_ROWS_MAX && r->octets < REPORT_OCTETS_MAX) {
			r->row = LIST_ADD(r->arena, &r->report->dmarc);
			r->is_full |= r->row == NULL;
			if (r->row == NULL)
				r->row = &r->spare;
		} else {
			r->report->more++;
		}
	} else if (r->row != NULL && is(above(r, 1), "auth_results") && (is(name, "dkim") || is(name, "spf"))) {
		r->spare_auth = (struct report_auth){ 0 };
		r->auth = &r->spare_auth;
		if (r->row != &r->spare && r->row->auth.count < REPORT_AUTH_MAX) {
			r->auth = LIST_ADD(r->arena, &r->row->auth);
			r->is_full |= r->auth == NULL;
			if (r->auth == NULL)
				r->auth = &r->spare_auth;
		}
		r->auth->is_spf = is(name, "spf");
	}
}

static void
set(struct reading *r, const struct place *p, uint8_t *object, struct bytes text)
{
	uint64_t number = 0;
	void *field = object + p->offset;
	switch (p->value) {
	case VALUE_TEXT: {
		struct bytes *out = field;
		if (out->len == 0 && !arena_copy(r->arena, utf8_prefix(text, REPORT_TEXT_MAX), out))
			r->is_full = true;
		r->octets += out->len;
		break;
	}
	case VALUE_TIME:
		if (bytes_number(text, INT64_MAX / 1000, &number) == 0)
			*(int64_t *)field = (int64_t)number;
		break;
	case VALUE_COUNT:
		if (bytes_number(text, UINT32_MAX, &number) == 0)
			*(uint64_t *)field = number;
		break;
	case VALUE_U32:
		if (bytes_number(text, 100, &number) == 0)
			*(uint32_t *)field = (uint32_t)number;
		break;
	case VALUE_POLICY:
		for (int i = 0; i < AUTH_POLICY_COUNT; i++)
			if (bytes_equal_nocase(text, bytes_of_cstr(auth_policy_names[i])))
				*(enum auth_policy *)field = (enum auth_policy)i;
		break;
	case VALUE_PASS: *(bool *)field = bytes_equal_nocase(text, BYTES("pass")); break;
	case VALUE_STRICT: *(bool *)field = bytes_equal_nocase(text, BYTES("s")); break;
	}
}

/* NAME has ended, with r->text inside; what is around it is still in xml.open. */
static void
end_element(struct reading *r, struct bytes name)
{
	struct bytes parent = above(r, 0), text = bytes_trim(buf_bytes(&r->text));
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const struct place *p = &places[i];
		if (!is(name, p->name) || !is(parent, p->parent))
			continue;
		if (p->owner == OF_REPORT && r->row == NULL)
			set(r, p, (uint8_t *)r->report, text);
		else if (p->owner == OF_ROW && r->row != NULL)
			set(r, p, (uint8_t *)r->row, text);
		else if (p->owner == OF_AUTH && r->auth != NULL)
			set(r, p, (uint8_t *)r->auth, text);
	}
	if (is(parent, "auth_results"))
		r->auth = NULL;
	if (is(name, "record") && r->xml.depth == 1)
		r->row = NULL;
	buf_clear(&r->text);
}

bool
report_dmarc_looks(struct bytes content)
{
	struct bytes head = bytes_to(content, LOOK);
	size_t at = bytes_find(head, BYTES("feedback"));
	return at != BYTES_NOT_FOUND && at != 0 && (head.at[at - 1] == '<' || head.at[at - 1] == ':');
}

int
report_dmarc_read(struct bytes xml, struct arena *arena, struct casefile_report *out)
{
	struct reading r = { .xml = xml_of(xml), .arena = arena, .report = out };
	struct bytes it;
	enum xml_kind kind;
	*out = (struct casefile_report){ .kind = REPORT_DMARC, .percent = 100 };
	/* a longer text is no value of ours */
	buf_init(&r.text, 4096);
	while ((kind = xml_next(&r.xml, &it)) != XML_END && kind != XML_BAD) {
		if (kind == XML_OPEN && r.xml.depth == 1 && !is(it, "feedback"))
			break;
		if (kind == XML_OPEN)
			begin_element(&r, it);
		else if (kind == XML_CLOSE)
			end_element(&r, it);
		else
			xml_text(bytes_to(it, 2048), &r.text);
	}
	buf_done(&r.text);
	if (r.is_full)
		return FAULT_LIMIT;
	return kind == XML_END && out->domain.len != 0 ? 0 : FAULT_INPUT;
}

static void
element(struct buf *out, const char *name, struct bytes text)
{
	buf_addf(out, "<%s>", name);
	xml_escape(text, out);
	buf_addf(out, "</%s>", name);
}

static void
write_row(const struct report_dmarc_row *row, struct buf *out)
{
	buf_add_cstr(out, "<record>\n<row>");
	element(out, "source_ip", row->source_ip);
	buf_addf(out, "<count>%" PRIu64 "</count><policy_evaluated><disposition>%s</disposition><dkim>%s</dkim><spf>%s</spf>",
	    row->count, auth_policy_names[row->disposition], row->is_dkim_aligned ? "pass" : "fail",
	    row->is_spf_aligned ? "pass" : "fail");
	if (row->reason.len != 0) {
		buf_add_cstr(out, "<reason>");
		element(out, "type", row->reason);
		buf_add_cstr(out, "</reason>");
	}
	buf_add_cstr(out, "</policy_evaluated></row>\n<identifiers>");
	element(out, "envelope_from", row->envelope_from);
	element(out, "header_from", row->header_from);
	buf_add_cstr(out, "</identifiers>\n<auth_results>");
	/* all of DKIM first: the schema is a sequence */
	for (int spf = 0; spf < 2; spf++) {
		for (size_t i = 0; i < row->auth.count; i++) {
			const struct report_auth *a = &row->auth.at[i];
			if (a->is_spf != (spf == 1))
				continue;
			buf_add_cstr(out, spf ? "<spf>" : "<dkim>");
			element(out, "domain", a->domain);
			if (!spf && a->selector.len != 0)
				element(out, "selector", a->selector);
			element(out, "result", a->result);
			buf_add_cstr(out, spf ? "</spf>" : "</dkim>");
		}
	}
	buf_add_cstr(out, "</auth_results>\n</record>\n");
}

void
report_dmarc_write(const struct casefile_report *r, struct buf *out)
{
	buf_add_cstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feedback>\n<version>1.0</version>\n<report_metadata>");
	element(out, "org_name", r->organization);
	element(out, "email", r->contact);
	element(out, "report_id", r->id);
	buf_addf(out, "<date_range><begin>%" PRId64 "</begin><end>%" PRId64 "</end></date_range></report_metadata>\n",
	    r->begin, r->end);
	buf_add_cstr(out, "<policy_published>");
	element(out, "domain", r->domain);
	buf_addf(out, "<adkim>%c</adkim><aspf>%c</aspf><p>%s</p><sp>%s</sp><pct>%u</pct></policy_published>\n",
	    r->is_strict_dkim ? 's' : 'r', r->is_strict_spf ? 's' : 'r', auth_policy_names[r->policy],
	    auth_policy_names[r->subdomain_policy], r->percent);
	for (size_t i = 0; i < r->dmarc.count; i++)
		write_row(&r->dmarc.at[i], out);
	buf_add_cstr(out, "</feedback>\n");
}
