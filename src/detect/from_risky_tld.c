/* The sender lives under a top level that costs a few cents and is mostly abused.  Honest people
 * live there too, so it is one sign among others. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes risky[] = { BYTES_INIT("autos"), BYTES_INIT("bar"),
		BYTES_INIT("beauty"), BYTES_INIT("bid"), BYTES_INIT("boats"), BYTES_INIT("bond"),
		BYTES_INIT("buzz"), BYTES_INIT("cam"), BYTES_INIT("cf"), BYTES_INIT("cfd"),
		BYTES_INIT("click"), BYTES_INIT("cyou"), BYTES_INIT("date"), BYTES_INIT("download"),
		BYTES_INIT("fit"), BYTES_INIT("fun"), BYTES_INIT("ga"), BYTES_INIT("gq"),
		BYTES_INIT("hair"), BYTES_INIT("homes"), BYTES_INIT("icu"), BYTES_INIT("live"),
		BYTES_INIT("loan"), BYTES_INIT("lol"), BYTES_INIT("makeup"), BYTES_INIT("men"),
		BYTES_INIT("ml"), BYTES_INIT("mom"), BYTES_INIT("monster"), BYTES_INIT("online"),
		BYTES_INIT("pics"), BYTES_INIT("pw"), BYTES_INIT("quest"), BYTES_INIT("racing"),
		BYTES_INIT("rest"), BYTES_INIT("review"), BYTES_INIT("sbs"), BYTES_INIT("shop"),
		BYTES_INIT("site"), BYTES_INIT("skin"), BYTES_INIT("space"), BYTES_INIT("store"),
		BYTES_INIT("stream"), BYTES_INIT("surf"), BYTES_INIT("tk"), BYTES_INIT("today"),
		BYTES_INIT("top"), BYTES_INIT("trade"), BYTES_INIT("vip"), BYTES_INIT("website"),
		BYTES_INIT("win"), BYTES_INIT("work"), BYTES_INIT("xyz"), BYTES_INIT("yachts") };
	const struct casefile_address *from = from_address(c);
	if (from == NULL || !is_foreign_arrival(c))
		return;
	size_t dot = bytes_find_last_octet(from->domain, '.');
	if (dot != BYTES_NOT_FOUND &&
	    is_one_of(bytes_from(from->domain, dot + 1), risky, sizeof risky / sizeof risky[0]))
		finding_add(out, is_reply(c) ? 0.3 : 1, BYTES_NONE, text_address(out, from));
}

const struct detector detect_from_risky_tld = {
	.name = "from_risky_tld",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 1.8,
	.asks = "Does the sender live under a top level that is mostly abused?",
	.source = "Interisle phishing and spam landscape 2023",
	.en = "The sender {1} lives under a top level that is mostly abused.",
	.zh = "发件人 {1} 使用滥用率很高的域名后缀。",
	.look = look,
};
