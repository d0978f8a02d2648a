/* "Your subscription is renewed for 399 dollars; to cancel, call": no link and no file, a telephone
 * number is the trap (callback phishing).  Real receipts link to their shop. */
#include "detect/lure.h"

static bool
has_telephone(struct bytes text)
{
	/* Ten digits or more in a row of digits, blanks, dots, hyphens, brackets and plus. */
	size_t digits = 0, marks = 0;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t o = text.at[i];
		if (ascii_is_digit(o)) {
			digits++;
		} else if (o == ' ' || o == '-' || o == '.' || o == '(' || o == ')' || o == '+') {
			marks++;
		} else {
			digits = marks = 0;
		}
		if (marks > digits + 3)
			digits = marks = 0;
		if (digits >= 10 && digits <= 13 && marks >= 2 &&
		    (i + 1 == text.len || !ascii_is_digit(text.at[i + 1])))
			return true;
	}
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes words[] = { BYTES_INIT("to cancel"), BYTES_INIT("cancel your"),
		BYTES_INIT("cancel the"), BYTES_INIT("refund"), BYTES_INIT("auto-renew"),
		BYTES_INIT("auto renewal"), BYTES_INIT("auto-renewal"), BYTES_INIT("renewal of"),
		BYTES_INIT("has been renewed"), BYTES_INIT("will be charged"),
		BYTES_INIT("has been charged"), BYTES_INIT("has been debited"),
		BYTES_INIT("will be debited"), BYTES_INIT("did not authorize"),
		BYTES_INIT("didn't authorize"), BYTES_INIT("subscription"), BYTES_INIT("antivirus"),
		BYTES_INIT("helpline"), BYTES_INIT("toll free"), BYTES_INIT("toll-free"),
		BYTES_INIT("call us"), BYTES_INIT("call our"), BYTES_INIT("customer care"),
		BYTES_INIT("billing department"), BYTES_INIT("bitcoin") };
	struct bytes first = BYTES_NONE;
	size_t count = 0;
	if (has_web_link(c) || is_list(c) || is_reply(c))
		return;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		struct bytes found = body_says(c, out->body, &words[i], 1);
		count += found.len != 0;
		first = first.len == 0 ? found : first;
	}
	bool rings = false;
	for (size_t i = 0; i < c->texts.count && !rings && count >= 3; i++)
		rings = has_telephone(bytes_to(c->texts.at[i].visible, 8192));
	if (rings)
		finding_add(out,
		    (count >= 4 ? 0.7 : 0.5) + (lure_fits(c, FITS_STRANGER) != 0 ? 0.3 : 0),
		    BYTES_NONE, first);
}

const struct detector detect_lure_callback = {
	.name = "lure_callback",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 3,
	.says = SAYS_BRAND | SAYS_PAYMENT,
	.asks = "Does it frighten with a charge and offer a telephone number?",
	.source = "callback phishing (Talos 2025, Sublime callback rules)",
	.en = "It frightens with a charge (\"{1}\") and offers only a telephone number.",
	.zh = "以扣款恐吓（“{1}”），只留电话诱导回拨。",
	.look = look,
};
