#include "casefile/identity.h"

const char *const auth_status_names[AUTH_STATUS_COUNT] = { "none", "pass", "fail", "softfail", "neutral", "policy",
	"temperror", "permerror" };
const char *const auth_from_names[AUTH_FROM_COUNT] = { "none", "one", "ambiguous" };
const char *const auth_sender_names[AUTH_SENDER_COUNT] = { "null", "plain", "srs", "batv" };
const char *const auth_policy_names[AUTH_POLICY_COUNT] = { "none", "quarantine", "reject" };

static const struct field signature_fields[] = {
	FIELD_NAMED(1, struct casefile_signature, status, auth_status_names),
	FIELD(2, FIELD_TEXT, struct casefile_signature, reason, 200),
	FIELD(3, FIELD_TEXT, struct casefile_signature, domain, 253),
	FIELD(4, FIELD_TEXT, struct casefile_signature, selector, 253),
	FIELD(5, FIELD_TEXT, struct casefile_signature, identity, 320),
	FIELD(6, FIELD_TEXT, struct casefile_signature, algorithm, 32),
	FIELD(7, FIELD_U32, struct casefile_signature, key_bits, 0),
	FIELD(8, FIELD_BOOL, struct casefile_signature, is_aligned, 0),
	FIELD(9, FIELD_BOOL, struct casefile_signature, is_testing, 0),
	FIELD(10, FIELD_BOOL, struct casefile_signature, is_partial, 0),
	FIELD(11, FIELD_BOOL, struct casefile_signature, is_expired, 0),
	FIELD(12, FIELD_U64, struct casefile_signature, unsigned_octets, 0),
	FIELD(13, FIELD_TEXT, struct casefile_signature, unsigned_fields, 200),
	FIELD(14, FIELD_I64, struct casefile_signature, signed_at, 0),
	FIELD(15, FIELD_OCTETS, struct casefile_signature, mark, 32),
	FIELD(16, FIELD_U32, struct casefile_signature, seen, 0),
	FIELD(17, FIELD_BOOL, struct casefile_signature, is_new_selector, 0),
};
static const struct schema signature_schema = SCHEMA(struct casefile_signature, signature_fields);

static const struct field identity_fields[] = {
	FIELD(1, FIELD_BOOL, struct casefile_identity, was_asked, 0),
	FIELD(2, FIELD_TEXT, struct casefile_identity, domain, 253),
	FIELD_NAMED(3, struct casefile_identity, from, auth_from_names),
	FIELD(4, FIELD_TEXT, struct casefile_identity, from_domain, 253),
	FIELD(5, FIELD_TEXT, struct casefile_identity, from_reason, 200),
	FIELD(6, FIELD_TEXTS, struct casefile_identity, from_domains, CASEFILE_FROM_DOMAINS_MAX),
	FIELD(7, FIELD_TEXT, struct casefile_identity, client_ip, 64),
	FIELD_NAMED(8, struct casefile_identity, spf, auth_status_names),
	FIELD(9, FIELD_TEXT, struct casefile_identity, spf_domain, 253),
	FIELD(10, FIELD_BOOL, struct casefile_identity, spf_is_helo, 0),
	FIELD(11, FIELD_TEXT, struct casefile_identity, spf_term, 200),
	FIELD(12, FIELD_TEXT, struct casefile_identity, spf_reason, 200),
	FIELD(13, FIELD_TEXT, struct casefile_identity, spf_explanation, 1000),
	FIELD_OF(14, FIELD_LIST, struct casefile_identity, signatures, CASEFILE_SIGNATURES_MAX, &signature_schema),
	FIELD(15, FIELD_U32, struct casefile_identity, signature_count, 0),
	FIELD_NAMED(16, struct casefile_identity, dmarc, auth_status_names),
	FIELD(17, FIELD_TEXT, struct casefile_identity, dmarc_reason, 200),
	FIELD(18, FIELD_TEXT, struct casefile_identity, policy_domain, 253),
	FIELD(19, FIELD_TEXT, struct casefile_identity, organization, 253),
	FIELD_NAMED(20, struct casefile_identity, policy, auth_policy_names),
	FIELD(21, FIELD_U32, struct casefile_identity, percent, 100),
	FIELD_NAMED(22, struct casefile_identity, applied, auth_policy_names),
	FIELD(23, FIELD_TEXT, struct casefile_identity, override, 200),
	FIELD(24, FIELD_BOOL, struct casefile_identity, is_spf_aligned, 0),
	FIELD(25, FIELD_BOOL, struct casefile_identity, is_dkim_aligned, 0),
	FIELD_NAMED(26, struct casefile_identity, arc, auth_status_names),
	FIELD(27, FIELD_TEXT, struct casefile_identity, arc_reason, 200),
	FIELD(28, FIELD_TEXTS, struct casefile_identity, sealers, CASEFILE_SEALERS_MAX),
	FIELD(29, FIELD_TEXT, struct casefile_identity, trusted_sealer, 253),
	FIELD(30, FIELD_U32, struct casefile_identity, questions, 0),
	FIELD(31, FIELD_U32, struct casefile_identity, unanswered, 0),
	FIELD(32, FIELD_TEXT, struct casefile_identity, results, CASEFILE_RESULTS_MAX),
	FIELD_NAMED(33, struct casefile_identity, sender, auth_sender_names),
	FIELD(34, FIELD_TEXT, struct casefile_identity, sender_domain, 253),
};
const struct schema casefile_identity_schema = SCHEMA(struct casefile_identity, identity_fields);
