/* "As a valued customer you have been chosen: answer our short survey and claim your reward."  One
 * phrase is marketing, several from somebody who is not that company are the bait of card thieves.
 */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes phrases[] = { BYTES_INIT("valued customer"),
		BYTES_INIT("valued customers"), BYTES_INIT("valued users"),
		BYTES_INIT("valued shopper"), BYTES_INIT("loyal customer"),
		BYTES_INIT("for your loyalty"), BYTES_INIT("short survey"),
		BYTES_INIT("quick survey"), BYTES_INIT("survey reward"),
		BYTES_INIT("second survey"), BYTES_INIT("minute survey"),
		BYTES_INIT("take our survey"), BYTES_INIT("complete the survey"),
		BYTES_INIT("your feedback"), BYTES_INIT("exclusive reward"),
		BYTES_INIT("exclusive offer"), BYTES_INIT("free gift"), BYTES_INIT("your reward"),
		BYTES_INIT("a reward"), BYTES_INIT("claim your"), BYTES_INIT("claim now"),
		BYTES_INIT("been selected"), BYTES_INIT("been chosen"), BYTES_INIT("chance to win"),
		BYTES_INIT("chance to receive"), BYTES_INIT("special offer"),
		BYTES_INIT("get started now"), BYTES_INIT("thank you for choosing"),
		BYTES_INIT("limited time"), BYTES_INIT("giveaway"),
		BYTES_INIT("express our gratitude") };
	struct bytes first = BYTES_NONE;
	size_t count = 0;
	if (!has_web_link(c))
		return;
	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
		struct bytes found = body_says(c, out->body, &phrases[i], 1);
		count += found.len != 0;
		first = first.len == 0 ? found : first;
	}
	if (count >= 3)
		finding_add(out,
		    (count >= 5          ? 1
		            : count == 4 ? 0.8
		                         : 0.5) *
		        lure_damping(c),
		    BYTES_NONE, first, text_number(out, count));
}

const struct detector detect_reward_offer = {
	.name = "reward_offer",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 3.2,
	.says = SAYS_BRAND,
	.asks = "Does it promise a reward for a survey or for loyalty?",
	.source = "survey and reward fraud (FTC)",
	.en = "It promises a reward (\"{1}\", {2} such phrases).",
	.zh = "以答谢、问卷奖励为诱饵（“{1}”等 {2} 处）。",
	.look = look,
};
