/* A code drawn with table cells or characters, or cut into pictures: it costs effort and serves nobody but who wants no
 * filter to see it. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->codes.count; i++) {
		const struct casefile_code *q = &c->codes.at[i];
		if (q->place != CODE_PICTURE && q->place != CODE_DOCUMENT) {
			finding_add(out, is_reply(c) ? 0.7 : 1, casefile_part_id(c, q->part), q->text);
			return;
		}
	}
}

const struct detector detect_qr_drawn = {
	.name = "qr_drawn",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 3.6,
	.asks = "Is a code to scan drawn so that it is no picture?",
	.source = "HTML and text-art codes (Barracuda 2026, Check Point 2024)",
	.en = "A code to scan is drawn with characters, table cells or pieces of pictures; it says {1}.",
	.zh = "二维码由字符、表格或拼图绘成以躲避检测，内容为 {1}。",
	.look = look,
};
