#include "identity/dmarc.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "dns/name.h"
#include "identity/tags.h"
#include "url/domain.h"

const char *const dmarc_status_names[DMARC_STATUS_COUNT] = { "none", "pass", "fail", "temperror", "permerror" };
const char *const dmarc_policy_names[DMARC_POLICY_COUNT] = { "none", "quarantine", "reject" };

static const struct field result_fields[] = {
	FIELD_NAMED(1, struct dmarc_result, status, dmarc_status_names),
	FIELD(2, FIELD_TEXT, struct dmarc_result, domain, DNS_NAME_MAX),
	FIELD(3, FIELD_TEXT, struct dmarc_result, policy_domain, DNS_NAME_MAX),
	FIELD(4, FIELD_TEXT, struct dmarc_result, organization, DNS_NAME_MAX),
	FIELD_NAMED(5, struct dmarc_result, policy, dmarc_policy_names),
	FIELD(6, FIELD_U32, struct dmarc_result, percent, 100),
	FIELD(7, FIELD_BOOL, struct dmarc_result, is_test, 0),
	FIELD(8, FIELD_BOOL, struct dmarc_result, is_spf_aligned, 0),
	FIELD(9, FIELD_BOOL, struct dmarc_result, is_dkim_aligned, 0),
	FIELD(10, FIELD_TEXT, struct dmarc_result, aligned, DNS_NAME_MAX),
	FIELD(11, FIELD_TEXT, struct dmarc_result, reason, 200),
	FIELD(12, FIELD_TEXT, struct dmarc_result, reports, DMARC_REPORTS_MAX),
};
const struct schema dmarc_result_schema = SCHEMA(struct dmarc_result, result_fields);

static bool
policy_read(struct bytes value, enum dmarc_policy *out)
{
	for (int i = 0; i < DMARC_POLICY_COUNT; i++)
		if (bytes_equal_nocase(value, bytes_of_cstr(dmarc_policy_names[i]))) {
			*out = (enum dmarc_policy)i;
			return true;
		}
	return false;
}

/* Unknown tags and broken values are passed over (s6.3: "syntax errors ... SHOULD be discarded"). */
static void
tag_take(struct bytes name, struct bytes value, struct dmarc_record *out)
{
	uint64_t number;
	if (bytes_equal(name, BYTES("sp")))
		out->has_subdomain_policy = policy_read(value, &out->subdomain_policy);
	else if (bytes_equal(name, BYTES("np")))
		out->has_absent_policy = policy_read(value, &out->absent_policy);
	else if (bytes_equal(name, BYTES("adkim")))
		out->strict_dkim = bytes_equal_nocase(value, BYTES("s"));
	else if (bytes_equal(name, BYTES("aspf")))
		out->strict_spf = bytes_equal_nocase(value, BYTES("s"));
	else if (bytes_equal(name, BYTES("t")))
		out->is_test = bytes_equal_nocase(value, BYTES("y"));
	else if (bytes_equal(name, BYTES("psd")) && value.len == 1 && bytes_has_nocase(BYTES("ynu"), value))
		out->psd = (char)ascii_lower(value.at[0]);
	else if (bytes_equal(name, BYTES("pct")) && bytes_number(value, 100, &number) == 0)
		out->percent = (uint32_t)number;
	else if (bytes_equal(name, BYTES("rua")))
		out->reports = value;
}

int
dmarc_record_read(struct bytes text, struct dmarc_record *out)
{
	struct bytes piece, names[TAGS_MAX];
	bool has_policy = false;
	size_t count = 0;
	*out = (struct dmarc_record){ .percent = 100, .psd = 'u' };
	while (count < TAGS_MAX && tags_word(&text, ';', &piece)) {
		size_t equals = bytes_find_octet(piece, '=');
		struct bytes name = bytes_trim(bytes_to(piece, equals)), value = BYTES_NONE;
		if (equals != BYTES_NOT_FOUND)
			value = bytes_trim(bytes_from(piece, equals + 1));
		if (count == 0 && (!bytes_equal(name, BYTES("v")) || !bytes_equal(value, BYTES("DMARC1"))))
			return FAULT_INPUT;
		bool twice = false;
		for (size_t i = 0; i < count; i++)
			twice |= bytes_equal(names[i], name);
		names[count++] = name;
		if (equals == BYTES_NOT_FOUND || twice)
			continue;
		if (bytes_equal(name, BYTES("p")))
			has_policy = policy_read(value, &out->policy);
		else
			tag_take(name, value, out);
	}
	if (count == 0)
		return FAULT_INPUT;
	if (!has_policy && !bytes_has_nocase(out->reports, BYTES("mailto:")))
		return FAULT_INPUT;
	return 0;
}

/* The names whose records tell about DOMAIN, longest first. */
struct walk {
	struct bytes domain[DMARC_WALK_MAX];
	struct dmarc_record record[DMARC_WALK_MAX];
	bool has_record[DMARC_WALK_MAX];
	size_t count;
	bool is_unknown; /* the DNS did not answer for one of them */
	bool is_lost;    /* ... for the first one */
};

static void
walk_names(struct bytes domain, struct walk *w)
{
	size_t labels = 1;
	*w = (struct walk){ .count = 0 };
	for (size_t i = 0; i < domain.len; i++)
		labels += domain.at[i] == '.';
	while (w->count < DMARC_WALK_MAX && labels > 0) {
		w->domain[w->count++] = domain;
		/* from a longer name the walk goes right to its last seven labels */
		size_t drop = labels > DMARC_WALK_MAX ? labels - (DMARC_WALK_MAX - 1) : 1;
		for (; drop > 0 && labels > 0; drop--, labels--) {
			size_t dot = bytes_find_octet(domain, '.');
			domain = dot == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(domain, dot + 1);
		}
	}
}

static const struct dns_answer *
record_look(struct dns_book *book, struct bytes domain)
{
	struct buf name;
	buf_init(&name, 512);
	buf_add_cstr(&name, "_dmarc.");
	buf_add(&name, domain);
	const struct dns_answer *a = dns_look(book, buf_bytes(&name), DNS_TXT);
	buf_done(&name);
	return a;
}

/* Asks for all names at once.  False: answers are missing. */
static bool
walk_run(struct dns_book *book, struct bytes domain, struct walk *w)
{
	bool open = false;
	walk_names(domain, w);
	for (size_t i = 0; i < w->count; i++) {
		const struct dns_answer *a = record_look(book, w->domain[i]);
		size_t found = 0;
		if (a == NULL) {
			open = true;
			continue;
		}
		if (dns_is_temporary(a)) {
			w->is_unknown = true;
			w->is_lost |= i == 0;
		}
		/* several records are as good as none (s6.6.3, 5) */
		for (size_t j = 0; j < a->records.count; j++) {
			struct dmarc_record r;
			if (dmarc_record_read(a->records.at[j].data, &r) == 0) {
				w->record[i] = r;
				found++;
			}
		}
		w->has_record[i] = found == 1;
	}
	return !open;
}

/* The place of the organisational domain in the walk (dmarcbis s4.10.2); count where there is no record. */
static size_t
walk_organization(const struct walk *w)
{
	size_t last = w->count;
	for (size_t i = 0; i < w->count; i++) {
		if (!w->has_record[i])
			continue;
		if (w->record[i].psd == 'n')
			return i;
		if (w->record[i].psd == 'y' && i > 0)
			return i - 1;
		last = i;
	}
	return last;
}

/* What the checks below work on. */
struct dmarc {
	const struct dmarc_input *in;
	struct dns_book *book;
	struct walk walk;
	size_t organization; /* place in the walk */
	bool pending;
	bool could_pass; /* an identity that is aligned was not found out */
};

bool
dmarc_same_owner(struct bytes a, struct bytes b)
{
	struct bytes x = domain_registrable(a), y = domain_registrable(b);
	return x.len > 0 && bytes_equal_nocase(x, y);
}

/* Is DOMAIN aligned with From? */
static bool
is_aligned(struct dmarc *d, struct bytes domain, bool strict)
{
	struct bytes from = d->in->from->domain;
	struct walk other;
	if (domain.len == 0)
		return false;
	if (bytes_equal_nocase(domain, from))
		return true;
	if (strict || d->organization == d->walk.count)
		return false;
	struct bytes organization = d->walk.domain[d->organization];
	if (!dns_name_is_within(domain, organization))
		return false;
	if (d->walk.record[d->organization].psd != 'n' && !dmarc_same_owner(domain, from))
		return false;
	if (!walk_run(d->book, domain, &other)) {
		d->pending = true;
		return false;
	}
	d->could_pass |= other.is_unknown;
	size_t place = walk_organization(&other);
	return place < other.count && bytes_equal_nocase(other.domain[place], organization);
}

/* What was asked for in vain might have been a pass. */
static void
note_unknown(struct dmarc *d, struct bytes domain, bool strict)
{
	if (is_aligned(d, domain, strict))
		d->could_pass = true;
}

static void
align(struct dmarc *d, const struct dmarc_record *record, struct dmarc_result *out)
{
	const struct spf_result *spf = d->in->spf;
	if (spf->status == SPF_PASS && is_aligned(d, spf->domain, record->strict_spf)) {
		out->is_spf_aligned = true;
		out->aligned = spf->domain;
	} else if (spf->status == SPF_TEMPERROR) {
		note_unknown(d, spf->domain, record->strict_spf);
	}
	for (size_t i = 0; i < d->in->dkim_count; i++) {
		const struct dkim_result *dkim = &d->in->dkim[i];
		if (dkim->status == DKIM_PASS && !dkim->is_testing &&
		    is_aligned(d, dkim->domain, record->strict_dkim)) {
			out->is_dkim_aligned = true;
			out->aligned = dkim->domain;
		} else if (dkim->status == DKIM_TEMPERROR) {
			note_unknown(d, dkim->domain, record->strict_dkim);
		}
	}
}

/* Which of the record's policies is for From: its own, that of subdomains, or that of those that do not exist. */
static enum dmarc_policy
policy_of(struct dmarc *d, size_t place, const struct dmarc_record *r)
{
	struct bytes from = d->in->from->domain;
	static const uint16_t types[] = { DNS_A, DNS_AAAA, DNS_MX };
	bool absent = r->has_absent_policy;
	if (place == 0)
		return r->policy;
	for (size_t i = 0; r->has_absent_policy && i < 3; i++) {
		const struct dns_answer *a = dns_look(d->book, from, types[i]);
		d->pending |= a == NULL;
		absent &= a != NULL && dns_is_void(a);
	}
	if (absent)
		return r->absent_policy;
	return r->has_subdomain_policy ? r->subdomain_policy : r->policy;
}

static int
ends(struct dmarc_result *out, enum dmarc_status status, const char *reason)
{
	out->status = status;
	out->reason = bytes_of_cstr(reason);
	return 1;
}

/* The place of the record that rules From: its own, its organisation's, or a public suffix's. */
static size_t
policy_place(const struct dmarc *d)
{
	const struct walk *w = &d->walk;
	if (w->has_record[0])
		return 0;
	if (d->organization < w->count && w->has_record[d->organization])
		return d->organization;
	for (size_t i = 0; i < w->count; i++)
		if (w->has_record[i] && w->record[i].psd == 'y')
			return i;
	return w->count;
}

int
dmarc_check(const struct dmarc_input *in, struct dns_book *book, struct arena *arena, struct dmarc_result *out)
{
	struct dmarc d = { .in = in, .book = book };
	*out = (struct dmarc_result){ .domain = in->from->domain, .percent = 100 };
	if (in->from->status != FROM_ONE)
		return ends(out, DMARC_PERMERROR,
		    in->from->status == FROM_NONE ? "From names no domain" : "From is ambiguous");
	if (!walk_run(book, in->from->domain, &d.walk))
		return 0;
	d.organization = walk_organization(&d.walk);
	size_t place = policy_place(&d);
	if (d.walk.is_lost || (place == d.walk.count && d.walk.is_unknown))
		return ends(out, DMARC_TEMPERROR, "the DNS did not answer for the policy");
	if (place == d.walk.count)
		return ends(out, DMARC_NONE, "the domain has no DMARC record");
	const struct dmarc_record *record = &d.walk.record[place];
	out->policy_domain = d.walk.domain[place];
	out->organization = d.organization < d.walk.count ? d.walk.domain[d.organization] : in->from->domain;
	out->percent = record->percent;
	out->is_test = record->is_test;
	out->policy = policy_of(&d, place, record);
	if (utf8_valid(record->reports) &&
	    !arena_copy(arena, utf8_prefix(record->reports, DMARC_REPORTS_MAX), &out->reports))
		return FAULT_LIMIT;
	align(&d, record, out);
	if (out->is_spf_aligned || out->is_dkim_aligned)
		return d.pending ? 0
				 : ends(out, DMARC_PASS,
				       out->is_dkim_aligned ? "a DKIM signature is aligned" : "SPF is aligned");
	if (d.pending)
		return 0;
	if (d.could_pass)
		return ends(out, DMARC_TEMPERROR, "the DNS did not answer for an aligned domain");
	return ends(out, DMARC_FAIL, "neither SPF nor DKIM is aligned");
}

enum dmarc_policy
dmarc_apply(const struct dmarc_result *result, uint32_t sample)
{
	enum dmarc_policy policy = result->status == DMARC_FAIL ? result->policy : DMARC_ACCEPT;
	bool milder = result->is_test || sample >= result->percent;
	return milder && policy > DMARC_ACCEPT ? (enum dmarc_policy)(policy - 1) : policy;
}
