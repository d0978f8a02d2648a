/* A web page or vector picture as a file: it is opened from the disk, where no filter of links
 * looks, and builds a login page or a program out of itself. */
#include "detect/common.h"

static bool
is_page(const struct casefile_part *p)
{
	static const struct bytes extensions[] = { BYTES_INIT("htm"), BYTES_INIT("html"),
		BYTES_INIT("shtml"), BYTES_INIT("xhtml"), BYTES_INIT("xht"), BYTES_INIT("mht"),
		BYTES_INIT("mhtml"), BYTES_INIT("svg") };
	struct bytes extension = extension_of(p->name);
	return p->is_attachment &&
	    (IS_ONE_OF(extension, extensions) || bytes_equal(p->type, BYTES("text/html")) ||
	        bytes_equal(p->type, BYTES("image/svg+xml")));
}

static double
strength_of(const struct casefile_page *page)
{
	uint32_t unpacking = 1u << SCRIPT_EVAL | 1u << SCRIPT_ATOB | 1u << SCRIPT_UNESCAPE |
	    1u << SCRIPT_FROM_CHAR_CODE | 1u << SCRIPT_BLOB | 1u << SCRIPT_SAVE;
	for (size_t f = 0; f < page->forms.count; f++)
		if (page->forms.at[f].has_password)
			return 1;
	if ((page->script_calls & unpacking) != 0)
		return 1;
	if (page->meta_refreshes != 0 ||
	    (page->script_calls & (1u << SCRIPT_LOCATION | 1u << SCRIPT_WRITE)) != 0)
		return 0.9;
	if (page->scripts != 0 || page->iframes != 0 || page->forms.count != 0 ||
	    page->event_handlers != 0)
		return 0.7;
	return 0.25;
}

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->pages.count; i++) {
		const struct casefile_page *page = &c->pages.at[i];
		if (page->part >= c->parts.count)
			continue;
		/* A page saved with its pictures is a mail of its own, the page a part of it. */
		const struct casefile_part *p = &c->parts.at[page->part];
		while (!is_page(p) && p->is_unpacked && !p->is_attachment && p->parent < c->parts.count && &c->parts.at[p->parent] != p)
			p = &c->parts.at[p->parent];
		if (!is_page(p))
			continue;
		double strength = strength_of(page);
		finding_add(out, is_reply(c) || is_list(c) ? strength * 0.5 : strength,
		    casefile_part_id(c, page->part), p->name);
	}
}

const struct detector detect_html_attachment = {
	.name = "html_attachment",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_PHISHING,
	.weight = 4,
	.says = SAYS_CREDENTIALS,
	.asks = "Is a web page attached that does something?",
	.source = "HTML and SVG smuggling (Hornetsecurity 2023, VIPRE 2025)",
	.en = "The attached page {1} does something when opened: a form, a script or a redirect.",
	.zh = "所附网页 {1} 打开后会执行动作（表单、脚本或跳转）。",
	.look = look,
};
