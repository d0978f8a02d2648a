/* A sender that is proven to be this one sends many times what is usual for it: the mark of
 * a taken-over account or a hired list. Newsletters come in bursts by nature, and are left
 * out. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_credit *most = NULL;
	for (size_t i = 0; i < c->asked.credits.rows.count; i++) {
		const struct casefile_credit *r = &c->asked.credits.rows.at[i];
		if (!credit_is(r->key, "url") && !credit_is(r->key, "net") && !credit_is(r->key, "asn") &&
		    r->surge >= 15 && (most == NULL || r->surge > most->surge))
			most = r;
	}
	if (most != NULL && !is_list(c))
		finding_add(out, most->surge / 60, BYTES_NONE, credit_name(most->key),
		    text_number(out, (uint64_t)(most->surge < 1e9 ? most->surge : 1e9)));
}

const struct detector detect_volume_burst = {
	.name = "volume_burst",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1,
	.asks = "Does its sender suddenly send much more than usual?",
	.source = "detection s4: mass mailing from taken-over accounts",
	.en = "{1} sends {2} times as much as usual in this hour.",
	.zh = "{1} 在最近一小时内的发信量是平时的 {2} 倍。",
	.look = look,
};
