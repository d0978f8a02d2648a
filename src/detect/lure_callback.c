/* "Your subscription is renewed for 399 dollars; to cancel, call": no link and no file, a telephone
 * number is the trap (callback phishing).  Real receipts link to their shop. */
#include "detect/lure.h"

static bool
has_telephone(const struct casefile *c)
{
	for (size_t i = 0; i < c->numbers.count; i++)
		if (c->numbers.at[i].kind == NUMBER_PHONE)
			return true;
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
		BYTES_INIT("billing department"), BYTES_INIT("bitcoin"),
		BYTES_INIT("自动续费"), BYTES_INIT("自动扣款"), BYTES_INIT("扣除"), BYTES_INIT("扣款"),
		BYTES_INIT("取消订阅"), BYTES_INIT("如非本人"), BYTES_INIT("申请退款"), BYTES_INIT("办理退款"),
		BYTES_INIT("请拨打"), BYTES_INIT("请致电"), BYTES_INIT("客服热线"), BYTES_INIT("客服电话") };
	struct bytes first = BYTES_NONE;
	size_t count = 0;
	if (has_web_link(c) || is_list(c) || is_reply(c))
		return;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		struct bytes found = body_says(c, out->body, &words[i], 1);
		count += found.len != 0;
		first = first.len == 0 ? found : first;
	}
	if (count >= 3 && has_telephone(c))
		finding_add(out,
		    (count >= 4 ? 0.7 : 0.5) + (lure_fits(c, out->body, FITS_STRANGER) != 0 ? 0.3 : 0),
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
