/* svg_runs: a drawing with a script, a frame or a page in it.  Browsers run it from the disk like a page, and readers take it for
 * a picture; drawing programs write none of that into what people send each other. */
#include "detect/common.h"

static bool
is_drawing(const struct casefile_part *p)
{
	return bytes_equal(p->detected, BYTES("image/svg+xml")) || bytes_equal_nocase(extension_of(p->name), BYTES("svg"));
}

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->pages.count; i++) {
		const struct casefile_page *page = &c->pages.at[i];
		const struct casefile_part *p = &c->parts.at[page->part];
		if (!is_drawing(p) || !p->is_attachment)
			continue;
		if (page->scripts + page->iframes + page->objects + page->forms.count + page->event_handlers != 0)
			finding_add(out, is_reply(c) || is_list(c) ? 0.5 : 1, p->id, p->name);
	}
}

const struct detector detect_svg_runs = {
	.name = "svg_runs",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_PHISHING,
	.weight = 1.6,
	.says = SAYS_CREDENTIALS,
	.asks = "Does an attached drawing run a script or show a page?",
	.source = "SVG phishing (VIPRE 2025, Sophos 2025)",
	.en = "The drawing {1} holds a script, a form or a page.",
	.zh = "图形文件 {1} 内含脚本、表单或网页。",
	.look = look,
};
