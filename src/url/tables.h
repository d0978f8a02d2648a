/* url/tables: what is known about hosts, wrappers and brands, as tables that tools/url_tables.py makes of
 * hosts.txt, wrappers.txt and brands.txt.  Knowledge lives there, code in the modules that read it. */
#ifndef URL_TABLES_H
#define URL_TABLES_H

#include "base/bytes.h"

/* What a host is, apart from its owner; several may hold. */
enum host_kind {
	HOST_SHORTENER = 1u << 0,
	HOST_HOSTING = 1u << 1,
	HOST_BUILDER = 1u << 2,
	HOST_FORM = 1u << 3,
	HOST_STORAGE = 1u << 4,
	HOST_TUNNEL = 1u << 5,
	HOST_IPFS = 1u << 6,
	HOST_WORKER = 1u << 7,
	HOST_RISKY_TLD = 1u << 8,
	HOST_WRAPS = 1u << 9,  /* host of a wrapper, or such a host without its public suffix */
	HOST_BRAND = 1u << 10, /* domain of a brand */
	HOST_KIND_COUNT = 11,
	/* Where anybody can put something up under the name of another. */
	HOST_FREE = HOST_HOSTING | HOST_BUILDER | HOST_FORM | HOST_STORAGE | HOST_TUNNEL | HOST_IPFS | HOST_WORKER,
};

struct host_entry {
	struct bytes host;
	uint32_t kinds;
};

enum wrap_rule { RULE_PARAM, RULE_BING, RULE_PROOFPOINT2, RULE_PROOFPOINT3, RULE_UNDERSCORES, RULE_PATH, RULE_PREFIX,
	RULE_QUERY, RULE_DOMAIN, RULE_TRANSLATE, RULE_SEGMENT, RULE_JSON, RULE_NONE };

enum url_wrap {
	URL_WRAP_GATEWAY,  /* another mail gateway's */
	URL_WRAP_REDIRECT, /* a public site that sends the visitor on */
	URL_WRAP_VIEW,     /* a site that shows the other page under its own name */
	URL_WRAP_HOLDS,    /* some URL with another in it; whether it leads there is not known */
};

struct wrapper {
	enum url_wrap kind;
	const char *name;
	struct bytes host;   /* empty: any */
	bool has_any_suffix; /* host is without its public suffix */
	struct bytes path;   /* empty: any; lower case */
	enum wrap_rule rule;
	struct bytes argument;
};

struct brand {
	struct bytes name;
	const struct bytes *domains;
	size_t count;
};

extern const struct host_entry host_table[];
extern const uint16_t host_slots[]; /* 1 + index of host_table by the hash of the host, from its end; 0: none */
extern const size_t host_slots_count; /* a power of two */
extern const struct wrapper wrapper_table[]; /* in the order of the file */
extern const size_t wrapper_table_count;
extern const uint16_t wrappers_any_host[]; /* indices of those whose host is empty */
extern const size_t wrappers_any_host_count;
extern const struct brand brand_table[];
extern const size_t brand_table_count;

/**
 * host_kinds(host): What HOST is, by its own name and all those that it stands under.
 *
 * Takes:   host  in lower case
 * Gives:   enum host_kind bits, 0 for nothing known
 * Cost:    one look at each octet
 */
uint32_t host_kinds(struct bytes host);

/* "shortener" …, for bit 0 to HOST_KIND_COUNT - 1. */
const char *host_kind_name(unsigned bit);

#endif
