/* The text is a picture, so that no filter reads it, and the picture is a link or asks to be
 * scanned. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	bool has_image = false, has_link = has_web_link(c);
	for (size_t i = 0; i < c->pages.count; i++)
		has_image |= is_body_part(c, c->pages.at[i].part) &&
		    c->pages.at[i].images > c->pages.at[i].tracking_pixels;
	if (!has_image || is_reply(c) || reading_length(c) > 60)
		return;
	bool is_linked = false;
	for (size_t i = 0; i < c->urls.count; i++)
		is_linked |= c->urls.at[i].is_image && is_web_link(&c->urls.at[i]);
	finding_add(out,
	    is_linked      ? 1
	        : has_link ? 0.7
	                   : 0.5,
	    BYTES_NONE, text_number(out, body_chars(c)));
}

const struct detector detect_image_only = {
	.name = "image_only",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 2.2,
	.asks = "Is it a picture with hardly any text?",
	.source = "image spam; requirement G15",
	.en = "It is a picture with hardly any text ({1} characters).",
	.zh = "以图片代替文字，正文仅 {1} 个字符。",
	.look = look,
};
