#include "identity/dkim.h"

#include "base/must.h"
#include "dns/name.h"
#include "identity/signature.h"

/* A clock that is wrong by less than this is nobody's fault. */
#define SKEW_S 300

const char *const dkim_status_names[DKIM_STATUS_COUNT] = {
	"none", "pass", "fail", "policy", "neutral", "temperror", "permerror",
};

const char *const dkim_field_names[DKIM_FIELD_COUNT] = {
	"from", "sender", "reply-to", "to", "cc", "subject", "date", "content-type", "content-transfer-encoding",
};

static const struct field signature_fields[] = {
	FIELD_NAMED(1, struct dkim_signature, fault, dkim_status_names),
	FIELD(2, FIELD_TEXT, struct dkim_signature, reason, 200),
	FIELD_NAMED(3, struct dkim_signature, algorithm, signature_algorithm_names),
	FIELD(4, FIELD_TEXT, struct dkim_signature, domain, DNS_NAME_MAX),
	FIELD(5, FIELD_TEXT, struct dkim_signature, selector, DNS_NAME_MAX),
	FIELD(6, FIELD_OCTETS, struct dkim_signature, identity, 1000),
	FIELD(7, FIELD_BOOL, struct dkim_signature, is_subdomain, 0),
	FIELD(8, FIELD_BOOL, struct dkim_signature, is_body_good, 0),
	FIELD(9, FIELD_BOOL, struct dkim_signature, is_partial, 0),
	FIELD(10, FIELD_U64, struct dkim_signature, unsigned_octets, 0),
	FIELD(11, FIELD_U32, struct dkim_signature, unsigned_fields, (1u << DKIM_FIELD_COUNT) - 1),
	FIELD(12, FIELD_I64, struct dkim_signature, signed_at, 0),
	FIELD(13, FIELD_I64, struct dkim_signature, expires_at, 0),
	FIELD(14, FIELD_OCTETS, struct dkim_signature, header_hash, 32),
	FIELD(15, FIELD_OCTETS, struct dkim_signature, signature, 2 * KEY_OCTETS_MAX),
};
const struct schema dkim_signature_schema = SCHEMA(struct dkim_signature, signature_fields);

static const struct field result_fields[] = {
	FIELD_NAMED(1, struct dkim_result, status, dkim_status_names),
	FIELD(2, FIELD_TEXT, struct dkim_result, reason, 200),
	FIELD(3, FIELD_TEXT, struct dkim_result, domain, DNS_NAME_MAX),
	FIELD(4, FIELD_TEXT, struct dkim_result, selector, DNS_NAME_MAX),
	FIELD(5, FIELD_OCTETS, struct dkim_result, identity, 1000),
	FIELD_NAMED(6, struct dkim_result, algorithm, signature_algorithm_names),
	FIELD(7, FIELD_U32, struct dkim_result, key_bits, 0),
	FIELD(8, FIELD_BOOL, struct dkim_result, is_testing, 0),
	FIELD(9, FIELD_U32, struct dkim_result, unsigned_fields, (1u << DKIM_FIELD_COUNT) - 1),
	FIELD(10, FIELD_I64, struct dkim_result, signed_at, 0),
	FIELD(11, FIELD_OCTETS, struct dkim_result, mark, DKIM_MARK),
};
const struct schema dkim_result_schema = SCHEMA(struct dkim_result, result_fields);

/* The first DKIM_SIGNATURES_MAX signature fields, from the top. */
static int
find_signatures(const struct fields *fields, uint32_t options, struct arena *arena, struct dkim_collected *out,
    struct signing signings[DKIM_SIGNATURES_MAX])
{
	size_t first, n = fields_find(fields, BYTES("DKIM-Signature"), &first);
	out->count = (uint32_t)n;
	for (size_t i = 0; i < n && i < DKIM_SIGNATURES_MAX; i++) {
		if (LIST_ADD(arena, &out->signatures) == NULL)
			return FAULT_LIMIT;
		uint32_t index = fields->by_name[first + i];
		signings[i] = (struct signing){ .sort = SIGNATURE_DKIM, .fields = fields,
			.field = fields->list.at[index], .index = index, .options = options };
	}
	for (size_t i = 0; i < out->signatures.count; i++)
		signings[i].to = &out->signatures.at[i];
	return 0;
}

int
dkim_collect(struct bytes message, uint32_t options, struct arena *arena, struct dkim_collected *out)
{
	struct fields fields;
	struct bodies bodies = { .hash = { { .count = 0 } } };
	struct signing *signings = xcalloc(DKIM_SIGNATURES_MAX, sizeof *signings);
	*out = (struct dkim_collected){ .count = 0 };
	int r = fields_read(message, arena, &fields);
	if (r == 0)
		r = find_signatures(&fields, options, arena, out, signings);
	for (size_t i = 0; r == 0 && i < out->signatures.count; i++) {
		if (fields.is_cut)
			signature_fault(&out->signatures.at[i], DKIM_NEUTRAL,
			    "the message has more than 10000 header fields");
		else
			r = signature_read(&signings[i], arena, &bodies);
	}
	bodies_run(&bodies, &fields);
	for (size_t i = 0; r == 0 && i < out->signatures.count; i++) {
		signature_body(&signings[i], &bodies);
		if (out->signatures.at[i].fault == DKIM_NONE)
			r = signature_header_hash(&signings[i], arena);
	}
	free(signings);
	return r;
}

static int
ends(struct dkim_result *out, enum dkim_status status, const char *reason)
{
	out->status = status;
	out->reason = bytes_of_cstr(reason);
	return 1;
}

static const char *
time_fault(const struct dkim_signature *s, int64_t now)
{
	if (now == 0)
		return NULL;
	if (s->expires_at != 0 && s->expires_at < now - SKEW_S)
		return "the signature expired";
	return s->signed_at > now + SKEW_S ? "the signature is from the future" : NULL;
}

int
dkim_judge(const struct dkim_signature *s, int64_t now, uint32_t options, struct dns_book *book,
    struct arena *arena, struct dkim_result *out)
{
	const char *reason = time_fault(s, now);
	*out = (struct dkim_result){ .domain = s->domain, .selector = s->selector, .identity = s->identity,
		.algorithm = s->algorithm, .unsigned_fields = s->unsigned_fields, .signed_at = s->signed_at,
		.mark = bytes_to(s->signature, DKIM_MARK) };
	if (s->fault != DKIM_NONE) {
		out->status = s->fault;
		out->reason = s->reason;
		return 1;
	}
	if (reason != NULL)
		return ends(out, DKIM_PERMERROR, reason);
	return dkim_verify(s, options, book, arena, out);
}

int
dkim_verify(const struct dkim_signature *s, uint32_t options, struct dns_book *book, struct arena *arena,
    struct dkim_result *out)
{
	struct key key;
	const char *reason;
	if (s->algorithm == RSA_SHA1 && (options & DKIM_OLD) == 0)
		return ends(out, DKIM_PERMERROR, "rsa-sha1 proves nothing any more");
	if (!dns_name_is_host(s->domain) || !dns_name_is_plain(s->selector)) /* it came over a border */
		return ends(out, DKIM_PERMERROR, "its domain or selector holds octets that no host name has");
	const struct dns_answer *answer = key_look(book, s->selector, s->domain);
	if (answer == NULL)
		return 0;
	enum key_found found = key_read(answer, s->algorithm, (options & DKIM_OLD) != 0, arena, &key, &reason);
	out->key_bits = key.bits;
	if (found != KEY_GOOD)
		return ends(out, found == KEY_TEMPERROR ? DKIM_TEMPERROR : DKIM_PERMERROR, reason);
	out->is_testing = key.is_testing;
	if (key.is_strict && s->is_subdomain)
		(void)ends(out, DKIM_PERMERROR, "the key is not for subdomains");
	else if (!s->is_body_good)
		(void)ends(out, DKIM_FAIL, "the body was changed");
	else if (!key_verify(&key, s->algorithm, s->header_hash, s->signature))
		(void)ends(out, DKIM_FAIL, "the signature does not match the signed fields");
	else if (s->is_partial)
		(void)ends(out, DKIM_POLICY, "part of the body is not signed");
	else
		(void)ends(out, DKIM_PASS, key.is_testing ? "it verifies, with a key under test" : "it verifies");
	key_done(&key);
	return 1;
}
