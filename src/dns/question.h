/* question: what is asked of the DNS and what comes back, as plain data.
 *
 * Names are octets, lower case, labels joined by dots, without the last dot; any octet but NUL may stand in a
 * label (RFC 2181 s11: the DNS itself forbids none), so who shows a name must escape it.
 *
 * A failure to find out is never an answer: servfail, timeout, bogus and limit are temporary, and no check may
 * read them as "there is none". */
#ifndef DNS_QUESTION_H
#define DNS_QUESTION_H

#include "base/schema.h"

enum dns_limits {
	DNS_NAME_MAX = 253, /* RFC 1035 s2.3.4, as text without the last dot */
	DNS_LABEL_MAX = 63,
	DNS_RECORDS_MAX = 100,   /* of one answer; 10,000 addresses help nobody */
	DNS_TXT_MAX = 65535,     /* octets of one TXT, joined */
	DNS_MESSAGE_MAX = 65535,
	DNS_CHAIN_MAX = 12,      /* CNAMEs followed; BIND gives up at 17, unbound at 11 */
};

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_SOA = 6,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	DNS_TLSA = 52,
};

enum dns_status {
	DNS_OK,
	DNS_NXDOMAIN,
	DNS_NODATA,
	DNS_SERVFAIL,
	DNS_TIMEOUT,
	DNS_BOGUS, /* DNSSEC says that somebody lies */
	DNS_LIMIT, /* not asked: a ceiling of ours */
	DNS_STATUS_COUNT
};
extern const char *const dns_status_names[DNS_STATUS_COUNT];

struct dns_question {
	struct bytes name; /* in the form above */
	uint16_t type;     /* an enum dns_type, or any other number */
};

struct dns_record {
	uint16_t preference; /* MX */
	struct bytes data;   /* A: 4 octets, AAAA: 16, TXT: strings joined, MX, PTR, NS, CNAME: the name in the form
	                      * above ("" is the root), others: as on the wire */
};

struct dns_answer {
	enum dns_status status;
	LIST(struct dns_record) records; /* of the type that was asked for, CNAMEs already followed */
	uint32_t ttl;                    /* the least of those used */
	bool is_secure;                  /* validated by DNSSEC */
	bool is_cut;                     /* there were more than DNS_RECORDS_MAX */
};

/* Asked and there is none: a "void lookup" of RFC 7208 s4.6.4. */
static inline bool
dns_is_void(const struct dns_answer *a)
{
	return a->status == DNS_NXDOMAIN || a->status == DNS_NODATA;
}

/* Not found out. */
static inline bool
dns_is_temporary(const struct dns_answer *a)
{
	return a->status >= DNS_SERVFAIL;
}

#endif
