/* report: what others say about mail in our name (RFC 7489) and about TLS towards us (RFC 8460), and what we say
 * about theirs: the same data, read from a mail or about to be sent.
 *
 * Part of the case file (casefile/casefile.h) where a message carries one.  Every text is a stranger's. */
#ifndef CASEFILE_REPORT_H
#define CASEFILE_REPORT_H

#include "casefile/identity.h"

enum report_limits {
	REPORT_ROWS_MAX = 5000,  /* of one report; large receivers split theirs before that */
	REPORT_AUTH_MAX = 16,    /* results of one row: eight signatures, SPF twice, and room */
	REPORT_TEXT_MAX = 255,
	REPORT_POLICY_MAX = 2000,
	REPORT_OCTETS_MAX = 1 << 20, /* of the texts of all rows: a case file has room for 8 MB */
};

enum report_kind { REPORT_NONE, REPORT_DMARC, REPORT_TLS, REPORT_KIND_COUNT };
extern const char *const report_kind_names[REPORT_KIND_COUNT];

/* One method's result for one domain. */
struct report_auth {
	bool is_spf;
	struct bytes domain;
	struct bytes selector;
	struct bytes result; /* as in Authentication-Results */
};

struct report_dmarc_row {
	uint64_t count;
	struct bytes source_ip;
	enum auth_policy disposition;
	bool is_dkim_aligned;
	bool is_spf_aligned;
	struct bytes reason;        /* why another than published: "local_policy", "trusted_forwarder"... */
	struct bytes header_from;
	struct bytes envelope_from;
	LIST(struct report_auth) auth;
};

struct report_tls_row {
	uint64_t count;
	struct bytes policy_type;   /* "sts", "tlsa", "no-policy-found" */
	struct bytes policy_domain;
	struct bytes policy;        /* its lines */
	struct bytes mx;
	struct bytes result;        /* "" for sessions that went well, else "certificate-expired"... */
	struct bytes receiving_ip;
	struct bytes sending_ip;
	struct bytes reason;
};

struct casefile_report {
	enum report_kind kind;
	struct bytes organization;  /* who reports */
	struct bytes contact;
	struct bytes id;
	int64_t begin;              /* Unix time */
	int64_t end;
	struct bytes domain;        /* whose policy */
	enum auth_policy policy;
	enum auth_policy subdomain_policy;
	uint32_t percent;
	bool is_strict_dkim;
	bool is_strict_spf;
	LIST(struct report_dmarc_row) dmarc;
	LIST(struct report_tls_row) tls;
	uint64_t more;              /* rows beyond REPORT_ROWS_MAX */
};

extern const struct schema report_dmarc_row_schema;
extern const struct schema report_tls_row_schema;
extern const struct schema casefile_report_schema;

#endif
