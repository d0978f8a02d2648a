/* Good mail came often from a domain that is proven to have sent this. Never from an
 * address, which many share, and never from a public mail provider, where anybody has a
 * mailbox; and a taken-over account has good credit too, so the relief is small.  Nor of one known for less than a
 * week: harmless mail to earn it is sent within a day. */
#include "detect/common.h"

#define WEEK_MS (7 * INT64_C(86400000))

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_credit *best = NULL;
	double most = 0;
	for (size_t i = 0; i < c->asked.credits.rows.count; i++) {
		const struct casefile_credit *r = &c->asked.credits.rows.at[i];
		double bound = r->odds + r->error;
		if ((!credit_is(r->key, "from") && !credit_is(r->key, "dkim")) || r->seen < 20 || r->first_ms == 0 ||
		    c->envelope.received_ms - r->first_ms < WEEK_MS || is_free_mail(credit_name(r->key)) || bound >= most)
			continue;
		most = bound;
		best = r;
	}
	if (best != NULL && c->asked.credits.is_proven && most <= -0.3)
		finding_add(out, -most, BYTES_NONE, credit_name(best->key),
		    text_number(out, best->score), text_number(out, best->seen));
}

const struct detector detect_relief_credit = {
	.name = "relief_credit",
	.family = FAMILY_REPUTATION,
	.type = TYPE_NORMAL,
	.weight = -1,
	.asks = "Was mail of this proven sender good before?",
	.source = "detection s7: only aligned identities earn good credit",
	.en = "Mail of {1} was good before: its credit is {2} of 100, after {3} messages.",
	.zh = "{1} 以往的邮件一向正常：信誉分 {2}/100，共见过 {3} 封。",
	.look = look,
};
