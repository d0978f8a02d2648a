/* Easy work from home, paid by the day: money mules and click farms. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes words[] = { BYTES_INIT("兼职"), BYTES_INIT("日结"),
		BYTES_INIT("日赚"), BYTES_INIT("刷单"), BYTES_INIT("月入过万"),
		BYTES_INIT("在家赚钱"), BYTES_INIT("轻松赚钱"), BYTES_INIT("work from home"),
		BYTES_INIT("part-time job"), BYTES_INIT("part time job"), BYTES_INIT("earn extra"),
		BYTES_INIT("earn up to"), BYTES_INIT("no experience needed"),
		BYTES_INIT("no experience required"), BYTES_INIT("weekly pay"),
		BYTES_INIT("payment processor"), BYTES_INIT("be your own boss"),
		BYTES_INIT("extra income"), BYTES_INIT("financial freedom"),
		BYTES_INIT("make money") };
	struct bytes first = BYTES_NONE;
	size_t count = 0;
	if (body_chars(c) >= 6000)
		return;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		struct bytes found = body_says(c, out->body, &words[i], 1);
		count += found.len != 0;
		first = first.len == 0 ? found : first;
	}
	if (count >= 2)
		finding_add(out, (count >= 3 ? 1 : 0.6) * lure_damping(c), BYTES_NONE, first);
}

const struct detector detect_job_offer = {
	.name = "job_offer",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 2.2,
	.asks = "Does it offer easy money for little work?",
	.source = "money mule recruiting",
	.en = "It offers easy work for good money (\"{1}\").",
	.zh = "以轻松赚钱的兼职为诱饵（“{1}”）。",
	.look = look,
};
