/* Subject or first lines speak for a well-known company, ask for something to be done, and neither the sender nor
 * all of the links are that company's.  Invitations and shared files come from people, but lead to the company's own
 * host. */
#include "detect/brand.h"
#include "detect/common.h"

/* What a letter in a company's name wants of its reader; without one of these a name is news. */
static bool
wants_something(const struct casefile *c)
{
	static const char *const themes[] = { "account_suspended", "verify_account", "login", "password_expiry",
		"mailbox_expiry", "mailbox_quota", "click_link", "deadline_forfeit", "urgent", "prize", "gift_card", "delivery",
		"customs", "tax_refund", "payment_change", "order_receipt", "scan_qr", "attachment_lure" };
	for (size_t i = 0; i < sizeof themes / sizeof themes[0]; i++)
		if (casefile_lure_any(c, themes[i]) != 0)
			return true;
	return false;
}

/* Does a web link lead to BRAND (*own), or elsewhere (*other)? */
static void
where_links_lead(const struct casefile *c, const struct sender_brand *brand, bool *own, bool *other)
{
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (!is_web_link(u))
			continue;
		bool is_own = brand_writes_from(brand, u->domain);
		*own |= is_own;
		*other |= !is_own;
	}
}

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = brand_claimant(c);
	if (from == NULL || !is_foreign_arrival(c) || !wants_something(c))
		return;
	const struct sender_brand *claimed = NULL;
	bool in_subject = false;
	for (size_t i = 0; i < c->lures.count; i++) {
		const struct casefile_lure *l = &c->lures.at[i];
		if (!bytes_equal(l->theme, BYTES("brand")) || (l->where != LURE_SUBJECT && l->where != LURE_BODY))
			continue;
		const struct sender_brand *brand = brand_named(l->sample);
		if (brand == NULL)
			continue;
		if (brand_writes_from(brand, from->domain))
			return;
		if (claimed == NULL || l->where == LURE_SUBJECT) {
			claimed = brand;
			in_subject = l->where == LURE_SUBJECT;
		}
	}
	/* The shown name is display_brand's question; it is looked for last, since it is compared with every brand. */
	if (claimed == NULL || brand_of_sender(from->display, out->arena) != NULL)
		return;
	bool own = false, other = false;
	where_links_lead(c, claimed, &own, &other);
	if (!other && (own || !has_attachment(c)))
		return;
	double strength = (in_subject ? 1 : 0.7) * (own ? 0.4 : 1) * (is_list(c) ? 0.4 : 1);
	finding_add(out, strength, BYTES_NONE, claimed->name, text_address(out, from));
}

const struct detector detect_claims_brand = {
	.name = "claims_brand",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 2,
	.says = SAYS_BRAND | SAYS_IMPERSONATES,
	.asks = "Does it speak for a well-known company that neither wrote it nor is linked to?",
	.source = "requirement G23; brand impersonation (APWG trend reports)",
	.en = "It speaks for {1}, but {2} is not theirs, nor is where it leads.",
	.zh = "以“{1}”的名义要求操作，但发件地址 {2} 与其无关，链接也不指向它。",
	.look = look,
};
