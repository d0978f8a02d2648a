#include "casefile/listings.h"

const char *const listing_class_names[LISTING_CLASS_COUNT] = { "spam", "policy", "new", "phishing", "malware", "white" };
const char *const listing_of_names[LISTING_OF_COUNT] = { "client", "hop", "from", "mail_from", "reply_to", "signer", "helo",
	"link", "page", "address" };

static const struct field listing_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_listing, list, 80),
	FIELD(2, FIELD_TEXT, struct casefile_listing, zone, 200),
	FIELD(3, FIELD_TEXT, struct casefile_listing, group, 80),
	FIELD_NAMED(4, struct casefile_listing, of, listing_of_names),
	FIELD(5, FIELD_TEXT, struct casefile_listing, asked, 500),
	FIELD(6, FIELD_TEXT, struct casefile_listing, answer, 15),
	FIELD_NAMED(7, struct casefile_listing, kind, listing_class_names),
	FIELD(8, FIELD_DOUBLE, struct casefile_listing, weight, 0),
	FIELD(9, FIELD_TEXT, struct casefile_listing, meaning, 100),
	FIELD(10, FIELD_TEXT, struct casefile_listing, meaning_zh, 100),
};
static const struct schema listing_schema = SCHEMA(struct casefile_listing, listing_fields);

static const struct field listings_fields[] = {
	FIELD(1, FIELD_BOOL, struct casefile_listings, was_asked, 0),
	FIELD_OF(2, FIELD_LIST, struct casefile_listings, found, CASEFILE_LISTINGS_MAX, &listing_schema),
	FIELD(3, FIELD_U32, struct casefile_listings, lists, 0),
	FIELD(4, FIELD_U32, struct casefile_listings, answered, 0),
	FIELD(5, FIELD_TEXTS, struct casefile_listings, silent, CASEFILE_SILENT_MAX),
};
const struct schema casefile_listings_schema = SCHEMA(struct casefile_listings, listings_fields);
