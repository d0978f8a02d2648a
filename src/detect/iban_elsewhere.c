/* iban_elsewhere: new bank details, and the account is kept in another country than the sender's domain belongs to: stolen money
 * goes to accounts that are opened abroad.  Firms do have such accounts, so that alone says nothing. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	struct bytes sample;
	if (from == NULL || !is_foreign_arrival(c) || lure_spoken(c, "payment_change", &sample) < 0.2)
		return;
	size_t dot = bytes_find_last_octet(from->domain, '.');
	struct bytes country = dot == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(from->domain, dot + 1);
	if (bytes_equal(country, BYTES("uk")))
		country = BYTES("gb");
	for (size_t i = 0; i < c->numbers.count && country.len == 2; i++) {
		const struct casefile_number *n = &c->numbers.at[i];
		if (n->kind != NUMBER_IBAN || (n->marks >> NUMBER_QUOTED & 1) != 0 ||
		    bytes_equal_nocase(bytes_to(n->value, 2), country))
			continue;
		finding_add(out, 1, casefile_part_id(c, n->part), n->value, from->domain);
		return;
	}
}

const struct detector detect_iban_elsewhere = {
	.name = "iban_elsewhere",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 1.4,
	.says = SAYS_SUPPLIER | SAYS_PAYMENT,
	.asks = "Is the new bank account kept in another country than the sender's?",
	.source = "requirement K5; money mules abroad (Europol 2021)",
	.en = "The new bank account {1} is kept in another country than {2}, the sender's domain.",
	.zh = "新的收款账户 {1} 开在与发件域名 {2} 不同的国家。",
	.look = look,
};
