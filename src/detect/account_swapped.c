/* account_swapped: the quoted mail names one bank account, the text above it another of the same kind.  Who sends a bill again
 * names the same one. */
#include "detect/common.h"

/* The first account of KIND that stands quoted, or not. */
static const struct casefile_number *
account(const struct casefile *c, enum number_kind kind, bool is_quoted)
{
	for (size_t i = 0; i < c->numbers.count; i++) {
		const struct casefile_number *n = &c->numbers.at[i];
		if (n->kind == kind && n->where == LURE_BODY && ((n->marks >> NUMBER_QUOTED & 1) != 0) == is_quoted)
			return n;
	}
	return NULL;
}

static void
look(const struct casefile *c, struct findings *out)
{
	if (!is_foreign_arrival(c) || is_list(c))
		return;
	for (int kind = NUMBER_IBAN; kind < NUMBER_KIND_COUNT; kind++) {
		const struct casefile_number *now = account(c, (enum number_kind)kind, false);
		const struct casefile_number *then = account(c, (enum number_kind)kind, true);
		if (now == NULL || then == NULL)
			continue;
		finding_add(out, casefile_lure_any(c, "payment_change") != 0 ? 1 : 0.6, casefile_part_id(c, now->part), now->value,
		    then->value);
		return;
	}
}

const struct detector detect_account_swapped = {
	.name = "account_swapped",
	.family = FAMILY_RELATION,
	.type = TYPE_PHISHING,
	.weight = 2.8,
	.says = SAYS_SUPPLIER | SAYS_PAYMENT,
	.asks = "Does the text name another bank account than the mail it quotes?",
	.source = "requirement K5; vendor email compromise (FBI IC3)",
	.en = "The text names the bank account {1}, the mail that it quotes {2}.",
	.zh = "正文给出的收款账户是 {1}，而引用的原邮件里是 {2}。",
	.look = look,
};
