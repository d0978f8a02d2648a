/* Scripts and pages that leave by themselves: no mail program runs them, so no honest mail holds
 * them; page builders leave an event handler or a counter behind. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->pages.count; i++) {
		const struct casefile_page *page = &c->pages.at[i];
		if (!is_body_part(c, page->part))
			continue;
		if (page->meta_refreshes != 0)
			finding_add(out, 1, casefile_part_id(c, page->part), BYTES("refresh"));
		else if (page->script_calls != 0)
			finding_add(out, 0.8, casefile_part_id(c, page->part), BYTES("script"));
		else if (page->scripts != 0 || page->iframes != 0 || page->objects != 0)
			finding_add(out, 0.5, casefile_part_id(c, page->part),
			    page->scripts != 0 ? BYTES("script") : BYTES("iframe, object"));
	}
}

const struct detector detect_script_in_mail = {
	.name = "script_in_mail",
	.family = FAMILY_LINK,
	.type = TYPE_SPAM,
	.weight = 2,
	.asks = "Does the mail's text hold a script or leave by itself?",
	.source = "HTML mail practice",
	.en = "The mail's text holds active content ({1}).",
	.zh = "正文含有主动内容（{1}）。",
	.look = look,
};
