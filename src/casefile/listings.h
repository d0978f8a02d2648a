/* listings: what DNS lists say of the addresses and names in one message.
 *
 * Part of the case file (casefile/casefile.h).  Filled where the DNS is asked; nothing in it comes from a worker.  A
 * list that did not answer stands in `silent`: that something is not listed is known of the others only. */
#ifndef CASEFILE_LISTINGS_H
#define CASEFILE_LISTINGS_H

#include "base/schema.h"

enum casefile_listings_limits {
	CASEFILE_LISTINGS_MAX = 100, /* as LISTS_HITS_MAX (lists/check.h) */
	CASEFILE_SILENT_MAX = 100,
};

/* What a listing is evidence for. */
enum listing_class {
	LISTING_SPAM,
	LISTING_POLICY, /* should not send mail itself */
	LISTING_NEW,
	LISTING_PHISHING,
	LISTING_MALWARE,
	LISTING_WHITE,
	LISTING_CLASS_COUNT
};
extern const char *const listing_class_names[LISTING_CLASS_COUNT];

enum listing_of {
	LISTING_OF_CLIENT,
	LISTING_OF_HOP,
	LISTING_OF_FROM,
	LISTING_OF_MAIL_FROM,
	LISTING_OF_REPLY_TO,
	LISTING_OF_SIGNER,
	LISTING_OF_HELO,
	LISTING_OF_LINK,
	LISTING_OF_PAGE,
	LISTING_OF_ADDRESS,
	LISTING_OF_COUNT
};
extern const char *const listing_of_names[LISTING_OF_COUNT];

struct casefile_listing {
	struct bytes list;
	struct bytes zone;    /* without a key */
	struct bytes group;   /* lists with the same evidence inside */
	enum listing_of of;
	struct bytes asked;   /* the address, domain, mailbox or page */
	struct bytes answer;  /* "127.0.0.2" */
	enum listing_class kind;
	double weight;        /* log-odds by the table of lists */
	struct bytes meaning; /* "a source of spam" */
	struct bytes meaning_zh;
};

struct casefile_listings {
	bool was_asked;
	LIST(struct casefile_listing) found;
	uint32_t lists;    /* that could know something of this message */
	uint32_t answered; /* of them, all that they were asked */
	LIST(struct bytes) silent; /* names of those that were late, refuse us or are suspended */
};
extern const struct schema casefile_listings_schema;

#endif
