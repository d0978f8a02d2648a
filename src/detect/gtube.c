/* The agreed test text: whoever sets up a gateway sends it to see a quarantine work. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	/* In two pieces, so that this source can be mailed. */
	static const char gtube[] = "XJS*C4JDBQADN1.NSBN3*2IDNEN*"
	                            "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";
	for (size_t i = 0; i < c->texts.count; i++) {
		if (bytes_has(c->texts.at[i].visible, bytes_of_cstr(gtube))) {
			finding_add(out, 1, casefile_part_id(c, c->texts.at[i].part), BYTES("GTUBE"));
			return;
		}
	}
}

const struct detector detect_gtube = {
	.name = "gtube",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 10,
	.is_hard = true,
	.asks = "Is it the agreed test message for spam filters?",
	.source = "GTUBE (Apache SpamAssassin)",
	.en = "It holds the standard test text for spam filters (GTUBE).",
	.zh = "含有反垃圾邮件标准测试文本（GTUBE）。",
	.look = look,
};
