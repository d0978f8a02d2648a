#include "html/read.h"

#include <stdlib.h>

#include "base/must.h"
#include "html/page.h"

enum {
	VISIBLE_MAX = 1 << 20,
	HIDDEN_MAX = 256 << 10,
	SCRIPT_MAX = 16 << 10,
	URL_MAX = 16 << 10,
	LINKS_MAX = 4096,
	FORMS_MAX = 64,
	ANCHOR_MAX = 1024,
	TITLE_MAX = 1024,
	FIELD_NAMES_MAX = 256,
};

#define LINK_BLUE 0x0000EEFF

static void
read_attributes(struct page *p, struct attrs *a, bool *out_handler)
{
	struct html_attribute attribute;
	while (html_attribute_next(p->tokens, &attribute)) {
		enum html_attr attr = attr_find(attribute.name);
		if (attr != ATTR_OTHER) {
			if (attrs_has(a, attr))
				continue;
			a->present |= (uint64_t)1 << attr;
			a->value[attr] = attribute.value;
		} else if (attribute.name.len > 3 && bytes_starts_nocase(attribute.name, BYTES("on"))) {
			p->out->n.event_handlers++;
			*out_handler = true;
			script_note(p, page_decode(p, attribute.value, true));
		}
	}
}

static void
set(struct css *c, enum css_property property, int32_t value)
{
	c->set |= 1u << property;
	c->value[property] = value;
}

/* Old attributes first, then the rules, then the style attribute: as they override each other. */
static void
style_of(struct page *p, const struct html_tag_info *info, struct bytes name, const struct attrs *a, struct css *css)
{
	int32_t colour;
	if (info->tag == TAG_A && attrs_has(a, ATTR_HREF))
		set(css, CSS_COLOR, LINK_BLUE);
	if (attrs_has(a, ATTR_BGCOLOR) && css_colour(a->value[ATTR_BGCOLOR], &colour))
		set(css, CSS_BACKGROUND, colour);
	if (attrs_has(a, ATTR_BACKGROUND))
		set(css, CSS_BACKGROUND_IMAGE, 1);
	enum html_attr text = info->tag == TAG_BODY ? ATTR_TEXT : ATTR_COLOR;
	if ((info->tag == TAG_BODY || info->tag == TAG_FONT) && attrs_has(a, text) &&
	    css_colour(a->value[text], &colour))
		set(css, CSS_COLOR, colour);
	if (info->tag == TAG_FONT && attrs_has(a, ATTR_SIZE))
		set(css, CSS_FONT_SIZE, 16000); /* its smallest size is 10 px */
	if (p->styles != NULL)
		styles_find(p->styles, info->tag == TAG_OTHER ? name : info->name, attrs_get(a, ATTR_CLASS),
		    attrs_get(a, ATTR_ID), css);
	if (attrs_has(a, ATTR_STYLE))
		css_declare(page_decode(p, a->value[ATTR_STYLE], true), css);
}

static uint32_t
own_hidden(const struct html_tag_info *info, const struct attrs *a, bool foreign)
{
	uint32_t r = attrs_has(a, ATTR_HIDDEN) ? 1u << HTML_HIDDEN_ATTRIBUTE : 0;
	if (info->tag == TAG_NOSCRIPT || info->tag == TAG_NOEMBED || info->tag == TAG_NOFRAMES || info->tag == TAG_IFRAME)
		r |= 1u << HTML_HIDDEN_NOSCRIPT;
	if (info->tag == TAG_TEMPLATE)
		r |= 1u << HTML_HIDDEN_TEMPLATE;
	if (foreign && (info->tag == TAG_TITLE || info->tag == TAG_DESC)) /* svg describes itself, unseen */
		r |= 1u << HTML_HIDDEN_DISPLAY;
	return r;
}

static bool
is_tiny(const struct attrs *a, enum html_attr attr, const struct css *css, enum css_property property)
{
	if ((css->set >> property & 1) != 0)
		return css->value[property] <= 1000;
	struct bytes v = bytes_trim(attrs_get(a, attr));
	return v.len != 0 && (v.at[0] == '0' || v.at[0] == '1') && (v.len == 1 || !ascii_is_digit(v.at[1]));
}

static void
note_image(struct page *p, const struct attrs *a, const struct css *css)
{
	struct html_counts *n = &p->out->n;
	n->images++;
	struct bytes src = bytes_trim(attrs_get(a, ATTR_SRC));
	bool remote = bytes_starts_nocase(src, BYTES("http")) || bytes_starts(src, BYTES("//"));
	n->remote_images += remote;
	n->tracking_pixels += remote && is_tiny(a, ATTR_WIDTH, css, CSS_WIDTH) && is_tiny(a, ATTR_HEIGHT, css, CSS_HEIGHT);
	if (p->anchor_link == NO_LINK)
		return;
	p->out->links.at[p->anchor_link].is_image = true;
	/* Neither a font nor a colour hides an image. */
	p->anchor_seen |= page_top(p)->hidden == 0 && !page_top(p)->visibility_hidden;
	if (attrs_has(a, ATTR_ALT)) {
		sink_add(&p->anchor, BYTES(" "), false);
		sink_add(&p->anchor, page_decode(p, a->value[ATTR_ALT], true), false);
		sink_add(&p->anchor, BYTES(" "), false);
	}
}

static void
count(struct page *p, const struct html_tag_info *info, const struct attrs *a, const struct css *css)
{
	struct html_counts *n = &p->out->n;
	switch (info->tag) {
	case TAG_SCRIPT:
		n->scripts++;
		break;
	case TAG_IFRAME:
	case TAG_FRAME:
		n->iframes++;
		break;
	case TAG_OBJECT:
	case TAG_EMBED:
		n->objects++;
		break;
	case TAG_SVG:
		n->inline_svg++;
		break;
	case TAG_TABLE:
		n->tables++;
		break;
	case TAG_IMG:
		note_image(p, a, css);
		break;
	case TAG_INPUT:
	case TAG_SELECT:
	case TAG_TEXTAREA:
	case TAG_BUTTON:
		form_input(p, info, a);
		break;
	default:
		break;
	}
	if (attrs_has(a, ATTR_DOWNLOAD))
		p->out->script_signs |= HTML_SCRIPT_DOWNLOAD;
}

/* html and body are one with the page: their style is its, whenever they come; a page of nothing but body tags
 * must not compute the whole stack each time. */
static void
style_body(struct page *p, const struct css *css)
{
	enum { TIMES_MAX = 4 };
	if (css->set == 0 || p->bodies++ >= TIMES_MAX)
		return;
	css_apply(&p->boxes[1].css, css);
	for (size_t i = 1; i < p->depth; i++)
		stack_compute(p, i);
}

/* The order of the blocks is what a template leaves in each of its copies; words, links and pictures are not in it. */
static void
note_shape(struct page *p, enum html_tag tag)
{
	if (tag == p->last_block)
		return;
	p->last_block = tag;
	p->out->n.blocks++;
	p->out->shape = (p->out->shape ^ tag) * 0x9E3779B97F4A7C15u + 1;
	p->out->shape ^= p->out->shape >> 29;
}

static void
start_tag(struct page *p, const struct html_token *token)
{
	const struct html_tag_info *info = tag_find(token->name);
	struct attrs a;
	a.present = 0;
	a.at = (uint32_t)token->start;
	a.has_handler = false;
	read_attributes(p, &a, &a.has_handler);
	struct css css = { 0 };
	if (p->tokens->cut_tag) {
		/* Browsers drop a tag that the page's end cuts; its links are evidence all the same. */
		size_t first = p->out->links.count;
		links_of_tag(p, tag_find(BYTES("x")), &a);
		for (size_t i = first; i < p->out->links.count; i++)
			p->out->links.at[i].is_hidden = true;
		return;
	}
	if ((info->flags & IS_BREAKOUT) != 0 && page_top(p)->is_foreign)
		stack_leave_foreign(p);
	bool foreign = page_top(p)->is_foreign;
	if (!foreign)
		stack_implied_ends(p, info);
	if (a.present != 0 || p->styles != NULL)
		style_of(p, info, token->name, &a, &css);
	bool self_closing = p->tokens->self_closing && (foreign || info->tag == TAG_SVG || info->tag == TAG_MATH);
	if (info->tag == TAG_HTML || info->tag == TAG_BODY || info->tag == TAG_HEAD || info->tag == TAG_IGNORED) {
		style_body(p, &css);
		links_of_tag(p, info, &a);
		return;
	}
	if (info->tag == TAG_BR || info->tag == TAG_HR)
		page_break(p, page_top(p)->hidden);
	/* Void elements too stand on the stack for a moment: their links are hidden by their own style. */
	size_t depth = p->depth;
	stack_push(p, info, token->name, &css, own_hidden(info, &a, foreign));
	if ((info->flags & IS_BLOCK) != 0 || info->tag == TAG_TR)
		page_break(p, page_top(p)->hidden);
	else if (info->tag == TAG_TD || info->tag == TAG_OPTION)
		page_gap(p, page_top(p)->hidden);
	links_of_tag(p, info, &a);
	if (info->tag == TAG_A && attrs_has(&a, ATTR_HREF) && p->anchor_link != NO_LINK && p->depth > depth)
		page_top(p)->link = p->anchor_link;
	if (info->tag == TAG_FORM)
		form_open(p, &a);
	count(p, info, &a, &css);
	if ((info->flags & (IS_BLOCK | IS_TABLE)) != 0)
		note_shape(p, info->tag);
	if (((info->flags & IS_VOID) != 0 && !foreign) || self_closing)
		stack_truncate(p, p->depth > depth ? p->depth - 1 : p->depth);
}

static void read_tokens(struct page *p, struct html_tokens *tokens);

/* The content of <!--[if mso]>...<![endif]--> is HTML for old Outlook: read, marked, and hidden from all others.
 * Comments do not nest, so neither does this. */
static void
conditional(struct page *p, struct bytes content)
{
	size_t close = bytes_find(content, BYTES("]>"));
	if (p->conditional || !bytes_starts_nocase(content, BYTES("[if")) || close == BYTES_NOT_FOUND)
		return;
	if (p->depth >= p->limits.depth)
		return;
	struct html_tokens inner, *outer = p->tokens;
	size_t depth = p->depth, floor = p->floor;
	struct css none = { 0 };
	html_tokens_init(&inner, p->all);
	/* Views and offsets stay those of the page. */
	inner.pos = (size_t)(content.at - p->all.at) + close + 2;
	inner.in.len = (size_t)(content.at - p->all.at) + content.len;
	stack_push(p, tag_find(BYTES("x")), BYTES("!"), &none, 1u << HTML_HIDDEN_CONDITIONAL);
	p->conditional = true;
	p->floor = p->depth;
	read_tokens(p, &inner);
	p->out->n.malformed += inner.malformed;
	stack_truncate(p, depth);
	p->floor = floor;
	p->conditional = false;
	p->tokens = outer;
}

static void
read_tokens(struct page *p, struct html_tokens *tokens)
{
	struct html_token token;
	p->tokens = tokens;
	for (;;) {
		tokens->foreign = page_top(p)->is_foreign;
		if (!html_tokens_next(tokens, &token))
			return;
		p->out->n.tokens++;
		switch (token.kind) {
		case HTML_TEXT:
		case HTML_CDATA:
			page_text(p, token.content, token.raw || token.kind == HTML_CDATA);
			break;
		case HTML_START_TAG:
			start_tag(p, &token);
			break;
		case HTML_END_TAG:
			stack_end_tag(p, tag_find(token.name), token.name);
			break;
		case HTML_COMMENT:
			p->out->n.comments++;
			p->out->n.comment_octets += token.content.len;
			conditional(p, token.content);
			break;
		case HTML_BOGUS:
			p->out->n.comment_octets += token.content.len;
			break;
		case HTML_DOCTYPE:
			break;
		}
	}
}

/* Rules apply to what stands before them too, so style elements are read ahead. */
static void
read_styles(struct page *p)
{
	if (!bytes_has_nocase(p->all, BYTES("<style")))
		return;
	p->styles = styles_new(p->arena);
	if (p->styles == NULL) {
		p->out->cut |= HTML_CUT_MEMORY;
		return;
	}
	struct html_tokens t;
	struct html_token token;
	bool in_style = false;
	html_tokens_init(&t, p->all);
	while (html_tokens_next(&t, &token)) {
		if (token.kind == HTML_TEXT && in_style)
			styles_read(p->styles, token.content);
		in_style = token.kind == HTML_START_TAG && bytes_equal_nocase(token.name, BYTES("style"));
	}
	if (styles_full(p->styles))
		p->out->cut |= HTML_CUT_STYLE;
	if (styles_unsure(p->styles)) {
		p->boxes[0].background_known = false;
		stack_compute(p, 1);
	}
}

static struct html_limits
with_defaults(const struct html_limits *l)
{
	struct html_limits d = l != NULL ? *l : (struct html_limits){ 0 };
	d.visible = d.visible != 0 ? d.visible : VISIBLE_MAX;
	d.hidden = d.hidden != 0 ? d.hidden : HIDDEN_MAX;
	d.script = d.script != 0 ? d.script : SCRIPT_MAX;
	d.url = d.url != 0 ? d.url : URL_MAX;
	d.links = d.links != 0 ? d.links : LINKS_MAX;
	d.forms = d.forms != 0 ? d.forms : FORMS_MAX;
	d.depth = d.depth != 0 && d.depth < DEPTH_MAX ? (d.depth < 4 ? 4 : d.depth) : DEPTH_MAX;
	return d;
}

static void
finish(struct page *p)
{
	struct html_page *out = p->out;
	for (size_t i = p->floor; i < p->depth; i++)
		out->n.unclosed += (p->boxes[i].info->flags & IS_OPTIONAL) == 0;
	stack_truncate(p, p->floor);
	anchor_close(p);
	form_close(p);
	out->visible = page_keep(p, buf_bytes(&p->visible.out));
	out->hidden = page_keep(p, buf_bytes(&p->hidden.out));
	out->title = page_keep(p, buf_bytes(&p->title.out));
	out->script = page_keep(p, buf_bytes(&p->script));
	out->visible_total = p->visible.total;
	out->hidden_total = p->hidden.total;
	if (p->visible.cut)
		out->cut |= HTML_CUT_VISIBLE;
	if (p->hidden.cut)
		out->cut |= HTML_CUT_HIDDEN;
}

int
html_read(struct bytes in, const struct html_limits *limits, struct arena *arena, struct html_page *out)
{
	struct html_tokens tokens;
	struct page p = { .arena = arena, .out = out, .limits = with_defaults(limits), .tokens = &tokens, .all = in,
		.anchor_link = NO_LINK, .form = SIZE_MAX, .steps_max = 1000000 + 16 * (uint64_t)in.len };
	memset(out, 0, sizeof *out);
	p.boxes = xmalloc((DEPTH_MAX + 1) * sizeof *p.boxes);
	buf_init(&p.visible.out, p.limits.visible);
	buf_init(&p.hidden.out, p.limits.hidden);
	buf_init(&p.title.out, TITLE_MAX);
	buf_init(&p.anchor.out, ANCHOR_MAX);
	buf_init(&p.script, p.limits.script);
	buf_init(&p.names, FIELD_NAMES_MAX);
	/* No reference is shorter than its text by more than the half; a malformed octet becomes three. */
	buf_init(&p.scratch, 4 * in.len + 64);
	buf_init(&p.repaired, 12 * in.len + 64);
	stack_init(&p);
	read_styles(&p);
	html_tokens_init(&tokens, in);
	read_tokens(&p, &tokens);
	out->n.malformed += tokens.malformed;
	finish(&p);
	buf_done(&p.visible.out);
	buf_done(&p.hidden.out);
	buf_done(&p.title.out);
	buf_done(&p.anchor.out);
	buf_done(&p.script);
	buf_done(&p.names);
	buf_done(&p.scratch);
	buf_done(&p.repaired);
	free(p.boxes);
	return out->cut != 0 ? FAULT_LIMIT : 0;
}

const char *
html_hidden_name(enum html_hidden reason)
{
	static const char *const names[HTML_HIDDEN_COUNT] = { "display", "visibility", "opacity", "font", "box",
		"offscreen", "clip", "colour", "transparent", "mso", "attribute", "noscript", "template", "conditional" };
	return (unsigned)reason < HTML_HIDDEN_COUNT ? names[reason] : "unknown";
}

const char *
html_link_name(enum html_link_kind kind)
{
	static const char *const names[HTML_LINK_KINDS] = { "href", "src", "action", "formaction", "background", "srcset",
		"xlink:href", "poster", "css", "refresh", "base", "data", "other" };
	return (unsigned)kind < HTML_LINK_KINDS ? names[kind] : "unknown";
}
