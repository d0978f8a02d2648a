/* A code to scan drawn with block characters, so that there is no picture to look into. */
#include "detect/common.h"

#include "base/utf8.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->texts.count; i++) {
		struct bytes text = c->texts.at[i].visible;
		uint32_t blocks = 0;
		for (size_t pos = 0; pos < text.len;) {
			/* All of U+2580..U+259F begin with these two octets: pass over the rest
			 * quickly. */
			size_t next = bytes_find_octet(bytes_from(text, pos), 0xe2);
			if (next == BYTES_NOT_FOUND)
				break;
			pos += next;
			uint32_t cp = utf8_next(text, &pos);
			blocks += cp >= 0x2580 && cp <= 0x259f;
		}
		if (blocks > 150) {
			finding_add(out, is_list(c) || is_reply(c) ? 0.3 : 1,
			    casefile_part_id(c, c->texts.at[i].part), text_number(out, blocks));
			return;
		}
	}
}

const struct detector detect_block_art = {
	.name = "block_art",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2.8,
	.asks = "Is something drawn with block characters?",
	.source = "text-art QR codes (Check Point 2024, Barracuda 2026)",
	.en = "{1} block characters draw a picture, as codes to scan do.",
	.zh = "用 {1} 个方块字符拼成图形，形似二维码。",
	.look = look,
};
