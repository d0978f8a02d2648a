/* Nobody here ever had mail from this address, nor has its domain shown itself. Everybody is
 * new once, so it weighs little; it matters beside a lure. A log that is younger than a week
 * knows nobody, and says nothing. */
#include "detect/common.h"

#define WEEK_MS (7 * INT64_C(86400000))

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_credits *credits = &c->asked.credits;
	const struct casefile_address *from = from_address(c);
	if (!credits->was_asked || credits->since_ms == 0 || credits->sender_seen != 0 || from == NULL ||
	    is_report(c) || is_list(c) || !is_foreign_arrival(c) ||
	    c->envelope.received_ms - credits->since_ms < WEEK_MS)
		return;
	uint64_t domain_seen = 0;
	for (size_t i = 0; i < credits->rows.count; i++)
		if (credit_is(credits->rows.at[i].key, "from"))
			domain_seen = credits->rows.at[i].seen;
	finding_add(out, domain_seen == 0 ? 1 : 0.5, BYTES_NONE, text_address(out, from));
}

const struct detector detect_first_seen = {
	.name = "first_seen",
	.family = FAMILY_RELATION,
	.type = TYPE_SPAM,
	.weight = 0.4,
	.asks = "Did anybody here have mail from this address before?",
	.source = "detection s3.2: first contact",
	.en = "{1} has never written to anybody here before.",
	.zh = "{1} 此前从未给本单位任何人发过邮件。",
	.look = look,
};
