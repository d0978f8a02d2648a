#include "casefile/report.h"

const char *const report_kind_names[REPORT_KIND_COUNT] = { "none", "dmarc", "tls" };

static const struct field auth_fields[] = {
	FIELD(1, FIELD_BOOL, struct report_auth, is_spf, 0),
	FIELD(2, FIELD_TEXT, struct report_auth, domain, REPORT_TEXT_MAX),
	FIELD(3, FIELD_TEXT, struct report_auth, selector, REPORT_TEXT_MAX),
	FIELD(4, FIELD_TEXT, struct report_auth, result, REPORT_TEXT_MAX),
};
static const struct schema auth_schema = SCHEMA(struct report_auth, auth_fields);

static const struct field dmarc_row_fields[] = {
	FIELD(1, FIELD_U64, struct report_dmarc_row, count, 0),
	FIELD(2, FIELD_TEXT, struct report_dmarc_row, source_ip, REPORT_TEXT_MAX),
	FIELD_NAMED(3, struct report_dmarc_row, disposition, auth_policy_names),
	FIELD(4, FIELD_BOOL, struct report_dmarc_row, is_dkim_aligned, 0),
	FIELD(5, FIELD_BOOL, struct report_dmarc_row, is_spf_aligned, 0),
	FIELD(6, FIELD_TEXT, struct report_dmarc_row, reason, REPORT_TEXT_MAX),
	FIELD(7, FIELD_TEXT, struct report_dmarc_row, header_from, REPORT_TEXT_MAX),
	FIELD(8, FIELD_TEXT, struct report_dmarc_row, envelope_from, REPORT_TEXT_MAX),
	FIELD_OF(9, FIELD_LIST, struct report_dmarc_row, auth, REPORT_AUTH_MAX, &auth_schema),
};
const struct schema report_dmarc_row_schema = SCHEMA(struct report_dmarc_row, dmarc_row_fields);

static const struct field tls_row_fields[] = {
	FIELD(1, FIELD_U64, struct report_tls_row, count, 0),
	FIELD(2, FIELD_TEXT, struct report_tls_row, policy_type, REPORT_TEXT_MAX),
	FIELD(3, FIELD_TEXT, struct report_tls_row, policy_domain, REPORT_TEXT_MAX),
	FIELD(4, FIELD_TEXT, struct report_tls_row, policy, REPORT_POLICY_MAX),
	FIELD(5, FIELD_TEXT, struct report_tls_row, mx, REPORT_TEXT_MAX),
	FIELD(6, FIELD_TEXT, struct report_tls_row, result, REPORT_TEXT_MAX),
	FIELD(7, FIELD_TEXT, struct report_tls_row, receiving_ip, REPORT_TEXT_MAX),
	FIELD(8, FIELD_TEXT, struct report_tls_row, sending_ip, REPORT_TEXT_MAX),
	FIELD(9, FIELD_TEXT, struct report_tls_row, reason, REPORT_TEXT_MAX),
};
const struct schema report_tls_row_schema = SCHEMA(struct report_tls_row, tls_row_fields);

static const struct field report_fields[] = {
	FIELD_NAMED(1, struct casefile_report, kind, report_kind_names),
	FIELD(2, FIELD_TEXT, struct casefile_report, organization, REPORT_TEXT_MAX),
	FIELD(3, FIELD_TEXT, struct casefile_report, contact, REPORT_TEXT_MAX),
	FIELD(4, FIELD_TEXT, struct casefile_report, id, REPORT_TEXT_MAX),
	FIELD(5, FIELD_I64, struct casefile_report, begin, 0),
	FIELD(6, FIELD_I64, struct casefile_report, end, 0),
	FIELD(7, FIELD_TEXT, struct casefile_report, domain, REPORT_TEXT_MAX),
	FIELD_NAMED(8, struct casefile_report, policy, auth_policy_names),
	FIELD_NAMED(9, struct casefile_report, subdomain_policy, auth_policy_names),
	FIELD(10, FIELD_U32, struct casefile_report, percent, 0),
	FIELD(11, FIELD_BOOL, struct casefile_report, is_strict_dkim, 0),
	FIELD(12, FIELD_BOOL, struct casefile_report, is_strict_spf, 0),
	FIELD_OF(13, FIELD_LIST, struct casefile_report, dmarc, REPORT_ROWS_MAX, &report_dmarc_row_schema),
	FIELD_OF(14, FIELD_LIST, struct casefile_report, tls, REPORT_ROWS_MAX, &report_tls_row_schema),
	FIELD(15, FIELD_U64, struct casefile_report, more, 0),
};
const struct schema casefile_report_schema = SCHEMA(struct casefile_report, report_fields);
