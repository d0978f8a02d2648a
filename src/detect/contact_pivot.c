/* "Add me on WeChat": the conversation is moved to where nobody watches.  A signature holds such
 * numbers too, so it must stand in a short text from a stranger. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes pivots[] = { BYTES_INIT("加微信"), BYTES_INIT("加我微信"),
		BYTES_INIT("加v信"), BYTES_INIT("加薇信"), BYTES_INIT("微信号"), BYTES_INIT("加qq"),
		BYTES_INIT("加我qq"), BYTES_INIT("加扣扣"), BYTES_INIT("qq群"), BYTES_INIT("进群"),
		BYTES_INIT("扫码加"), BYTES_INIT("whatsapp me"), BYTES_INIT("on whatsapp"),
		BYTES_INIT("whatsapp number"), BYTES_INIT("on telegram"),
		BYTES_INIT("telegram channel"), BYTES_INIT("my private email"),
		BYTES_INIT("text me at"), BYTES_INIT("your cell phone number"),
		BYTES_INIT("your personal number") };
	struct bytes pivot = is_reply(c) ? BYTES_NONE : BODY_SAYS(c, out->body, pivots);
	if (pivot.len != 0)
		finding_add(
		    out, (body_chars(c) < 800 ? 1 : 0.4) * lure_damping(c), BYTES_NONE, pivot);
}

const struct detector detect_contact_pivot = {
	.name = "contact_pivot",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 1.4,
	.asks = "Does it move the conversation to a messenger?",
	.source = "out-of-band pivot of BEC and romance fraud (Sublime callback rules)",
	.en = "It moves the conversation elsewhere (\"{1}\").",
	.zh = "诱导转到其他渠道联系（“{1}”）。",
	.look = look,
};
