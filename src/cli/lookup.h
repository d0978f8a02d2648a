/* lookup: what the DNS and its lists say of one address, domain, mailbox or page.  Between lookup*.c only. */
#ifndef CLI_LOOKUP_H
#define CLI_LOOKUP_H

#include "ask/known.h"
#include "casefile/finding.h"

struct lookup_listing {
	struct bytes list;
	struct bytes zone;
	struct bytes group;
	struct bytes asked;
	struct bytes answer;
	struct bytes meaning;
	struct bytes meaning_zh;
	double weight;
	bool is_white;
};

struct lookup_result {
	struct bytes asked;   /* as the person wrote it */
	LIST(struct lookup_listing) listings;
	uint32_t listed;      /* lists that say something against it */
	uint32_t answered;
	LIST(struct bytes) silent;
	LIST(struct bytes) refused;
	LIST(struct bytes) unbelieved; /* they fail their own control entries */
	/* facts */
	LIST(struct bytes) names;      /* reverse names of an address */
	bool is_confirmed;             /* one of them leads back to it */
	LIST(struct bytes) addresses;
	LIST(struct bytes) mail_servers;
	LIST(struct bytes) name_servers;
	struct bytes spf;
	struct bytes dmarc;
	LIST(struct bytes) unknown;    /* questions without an answer: "MX of example.com" */
};
extern const struct schema lookup_result_schema;

/* What is asked about, as one person's question. */
struct lookup_target {
	struct bytes text;
	struct lists_subjects subjects;
	struct bytes ip;   /* "" for a name */
	struct bytes host; /* "" for an address */
};

/**
 * lookup_target_read(text, arena, out): What TEXT means: an address, a domain, a mailbox, a URL.
 *
 * Fails:   FAULT_INPUT for none of these, or an address that nobody can know anything of (private)
 */
int lookup_target_read(struct bytes text, struct arena *arena, struct lookup_target *out);

/**
 * lookup_facts(target, book, arena, out): The facts, over a book of answers.
 *
 * Gives:   1, or 0 where the book must get answers first
 */
int lookup_facts(const struct lookup_target *target, struct dns_book *book, struct arena *arena, struct lookup_result *out);

/* Add what some of the lists say, as the check left it. */
void lookup_take(const struct lists_results *results, struct arena *arena, struct lookup_result *out);

void lookup_show(const struct lookup_result *r, enum language language, struct buf *out);

#endif
