/* table: the DNS lists that we know: where to ask, what their answers mean, what they are worth.
 *
 * The knowledge is data/dnsbl.tsv, which is part of the program; the head of that file says what its columns are.
 * An operator's file of the same form adds lists and replaces lines.  A mistake in a file refuses all of it: a list
 * that is read wrongly blocks everybody's mail.
 *
 * Ceilings: LISTS_ROWS_MAX lists (the world has some 300), LISTS_CODES_MAX answers of one list. */
#ifndef LISTS_TABLE_H
#define LISTS_TABLE_H

#include "base/schema.h"

enum lists_table_limits {
	LISTS_ROWS_MAX = 1000,
	LISTS_CODES_MAX = 40,
	LISTS_LINE_MAX = 4096,
	LISTS_ZONE_MAX = 150, /* leaves room for what is asked before it */
	LISTS_NAME_MAX = 80,
};

/* What a list lists, as bits of asks. */
enum lists_asks {
	LISTS_IP4 = 1 << 0,
	LISTS_IP6 = 1 << 1,
	LISTS_DOMAIN = 1 << 2,
	LISTS_DOMAIN_BLAKE2 = 1 << 3,
	LISTS_EMAIL_SHA1 = 1 << 4,
	LISTS_EMAIL_BLAKE2 = 1 << 5,
	LISTS_URL_MD5 = 1 << 6,
	LISTS_ASKS_COUNT = 7,
};

enum lists_use { LISTS_LINE, LISTS_LOOKUP, LISTS_UNPROVEN, LISTS_SUPERSEDED, LISTS_DEAD, LISTS_USE_COUNT };
extern const char *const lists_use_names[LISTS_USE_COUNT];

/* What kind of evidence a meaning is. */
enum lists_class {
	LISTS_NOTHING, /* neutral, or not allowed to know */
	LISTS_SPAM,
	LISTS_POLICY,  /* true of the address whatever it sends: a home line, no name; says nothing about a hop */
	LISTS_NEW,
	LISTS_PHISHING,
	LISTS_MALWARE,
	LISTS_WHITE,
	LISTS_REFUSED,
	LISTS_CLASS_COUNT
};

struct lists_meaning {
	struct bytes word; /* in the table */
	enum lists_class kind;
	struct bytes en; /* completes "it is listed as ..." */
	struct bytes zh;
};

/* Answers from low to high in each octet, with all bits of mask set in the last. */
struct lists_code {
	uint8_t low[4];
	uint8_t high[4];
	uint8_t mask;
	const struct lists_meaning *meaning;
	double weight;
};

struct lists_row {
	struct bytes zone; /* "$dqs." or "$abusix." in front where it needs a key */
	struct bytes name;
	uint32_t asks; /* bits of enum lists_asks */
	enum lists_use use;
	struct bytes group;
	LIST(struct lists_code) codes;
	bool is_for_hops;
	bool has_test;         /* a name that is always listed is known */
	struct bytes test;     /* ""; the one of RFC 5782 */
	struct bytes replaces;
};

struct lists_table {
	LIST(struct lists_row) rows;
};

/* data/dnsbl.tsv */
extern const struct bytes lists_builtin;

/**
 * lists_table_read(text, arena, table, why): Add the lines of TEXT to TABLE; a zone that is there is replaced.
 *
 * Takes:   text  outlives the table, which points into it
 * Fails:   FAULT_CONFIG with the line and what is wrong with it; FAULT_LIMIT at a ceiling
 * Cost:    lines times rows
 */
int lists_table_read(struct bytes text, struct arena *arena, struct lists_table *table, struct why *why);

/* The row of ZONE, or NULL. */
const struct lists_row *lists_table_find(const struct lists_table *table, struct bytes zone);

#endif
