#include "base/lanes.h"
#include "dissect/inside.h"
#include "html/read.h"
#include "mail/charset.h"
#include "text/normalise.h"

/* A text file is read this far: what is beyond it nobody reads, and it is a gap. */
#define TEXT_READ_MAX ((size_t)4 << 20)
/* Tags of the smallest code drawn with a table: 21 rows of some ten cells that share a colour. */
#define TABLE_TOKENS_MIN 400
/* A letter says at its beginning whose letter it is: octets of folded text.  Further on a name is a mention. */
#define BRAND_BEGINNING 400

static struct bytes
to_utf8(struct dissection *d, uint32_t index, struct bytes content, uint32_t *out_flags)
{
	struct bytes text;
	if (content.len > TEXT_READ_MAX) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("a text larger than what is read of one"));
		content = bytes_to(content, TEXT_READ_MAX);
	}
	if (charset_to_utf8(content, d->c->parts.at[index].charset, d->arena, &text, out_flags) != 0)
		return BYTES_NONE;
	return text;
}

/* The same phrase in the plain and in the HTML version is one phrase: the larger count of a kind of place stays. */
static void
merge_lure(struct dissection *d, const struct casefile_lure *lure)
{
	struct casefile *c = d->c;
	for (size_t i = 0; i < c->lures.count; i++) {
		struct casefile_lure *known = &c->lures.at[i];
		if (known->where != lure->where || !bytes_equal(known->theme, lure->theme))
			continue;
		if (lure->count > known->count)
			*known = *lure;
		return;
	}
	struct casefile_lure *slot = c->lures.count < CASEFILE_LURES_MAX ? LIST_ADD(d->arena, &c->lures) : NULL;
	if (slot != NULL)
		*slot = *lure;
}

/* Themes of normalised TEXT. */
static void
themes_of_normal(struct dissection *d, struct bytes normal, uint32_t part, enum lure_where where)
{
	struct lexicon_hits hits;
	buf_clear(&d->folded);
	(void)text_fold(normal, &d->folded);
	lexicon_scan(d->lexicon, buf_bytes(&d->folded), &hits);
	for (int theme = 1; theme < THEME_COUNT; theme++) {
		const struct theme_hits *h = &hits.themes[theme];
		if (h->count == 0 || (theme == THEME_BRAND && where == LURE_BODY && h->start > BRAND_BEGINNING))
			continue;
		struct bytes sample = bytes_slice(buf_bytes(&d->folded), h->start, h->end);
		/* Detectors look brands up, so the name is given as the table writes it. */
		if (theme == THEME_BRAND)
			sample = bytes_of_cstr(lexicon_text(h->phrase));
		merge_lure(d, &(struct casefile_lure){ .theme = bytes_of_cstr(theme_name((enum theme)theme)),
			.where = where, .count = h->distinct, .close = h->close, .sample = dissect_keep(d, sample), .part = part });
	}
}

void
dissect_themes(struct dissection *d, struct bytes text, uint32_t part, enum lure_where where)
{
	if (text.len != 0)
		themes_of_normal(d, dissect_normal(d, text), part, where);
}

/* Code points, which is what people count as characters. */
static uint32_t
characters(struct bytes text)
{
	uint32_t count = 0;
	size_t i = 0;
	for (; text.len - i >= LANES; i += LANES)
		count += LANES - lanes_count((lanes)((lanes_at(text.at + i) & 0xC0) == 0x80));
	for (; i < text.len; i++)
		count += (text.at[i] & 0xC0) != 0x80;
	return count;
}

/* Fill what plain text and pages have in common; NULL where no more texts are listed. */
static struct casefile_text *
add_text(struct dissection *d, uint32_t index, struct bytes visible, uint32_t charset_flags, enum lure_where where, bool is_picture)
{
	struct casefile *c = d->c;
	if (c->texts.count >= CASEFILE_TEXTS_MAX) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more texts than a case file lists"));
		return NULL;
	}
	struct casefile_text *t = LIST_ADD(d->arena, &c->texts);
	if (t == NULL)
		return NULL;
	struct text_counts n = { 0 };
	struct text_letters letters = { 0 };
	buf_clear(&d->normal);
	text_normalise(visible, &d->normal, &n);
	struct bytes normal = dissect_keep(d, buf_bytes(&d->normal));
	text_letters_count(normal, &letters);
	*t = (struct casefile_text){ .part = index, .visible = normal, .visible_chars = characters(normal),
		.zero_width = n.zero_width + n.soft_hyphen + n.tag, .bidi_controls = n.bidi, .mixed_words = n.mixed_words,
		.letters_han = letters.han, .letters_kana = letters.kana, .letters_hangul = letters.hangul,
		.letters_latin = letters.latin,
		.letters_other = letters.cyrillic + letters.greek + letters.arabic + letters.other,
		.charset_mismatch = (charset_flags & (CHARSET_MISMATCH | CHARSET_UNKNOWN)) != 0, .is_picture = is_picture };
	themes_of_normal(d, normal, index, where);
	/* What is sent on is the beginning; every fact above is about all of it. */
	t->visible = bytes_to(normal, CASEFILE_TEXT_MAX);
	dissect_numbers(d, t->visible, index, where, is_picture);
	return t;
}

/* Blocks are U+2580 to U+259F; a text without them is told in one pass for the rarest of their octets. */
static bool
may_draw(struct bytes text)
{
	return bytes_has(text, BYTES("\xE2\x96")) || bytes_has(text, BYTES("##########"));
}

void
dissect_plain(struct dissection *d, uint32_t index, struct bytes content, bool is_attached)
{
	uint32_t flags = 0;
	struct bytes text = to_utf8(d, index, content, &flags);
	(void)add_text(d, index, text, flags, is_attached ? LURE_ATTACHED : LURE_BODY, false);
	if (may_draw(text))
		dissect_blocks(d, index, text);
	dissect_links_in_text(d, text, index, is_attached ? URL_DOCUMENT : URL_TEXT);
}

void
dissect_document_text(struct dissection *d, uint32_t index, struct bytes text)
{
	(void)add_text(d, index, text, 0, LURE_ATTACHED, false);
	dissect_links_in_text(d, text, index, URL_DOCUMENT);
}

static uint32_t
hidden_ways(uint32_t reasons)
{
	static const enum hidden_way ways[HTML_HIDDEN_COUNT] = {
		[HTML_HIDDEN_DISPLAY] = HIDDEN_DISPLAY, [HTML_HIDDEN_VISIBILITY] = HIDDEN_DISPLAY,
		[HTML_HIDDEN_ATTRIBUTE] = HIDDEN_DISPLAY, [HTML_HIDDEN_OPACITY] = HIDDEN_COLOUR,
		[HTML_HIDDEN_COLOUR] = HIDDEN_COLOUR, [HTML_HIDDEN_TRANSPARENT] = HIDDEN_COLOUR,
		[HTML_HIDDEN_FONT] = HIDDEN_SIZE, [HTML_HIDDEN_BOX] = HIDDEN_SIZE,
		[HTML_HIDDEN_OFFSCREEN] = HIDDEN_POSITION, [HTML_HIDDEN_CLIP] = HIDDEN_POSITION,
		[HTML_HIDDEN_MSO] = HIDDEN_OTHER, [HTML_HIDDEN_NOSCRIPT] = HIDDEN_OTHER,
		[HTML_HIDDEN_TEMPLATE] = HIDDEN_OTHER, [HTML_HIDDEN_CONDITIONAL] = HIDDEN_OTHER,
	};
	uint32_t bits = 0;
	for (int i = 0; i < HTML_HIDDEN_COUNT; i++)
		if ((reasons >> i & 1) != 0)
			bits |= 1u << ways[i];
	return bits;
}

static uint32_t
script_calls(uint32_t signs)
{
	static const struct {
		uint32_t sign;
		enum script_call call;
	} map[] = {
		{ HTML_SCRIPT_ATOB, SCRIPT_ATOB }, { HTML_SCRIPT_UNESCAPE, SCRIPT_UNESCAPE },
		{ HTML_SCRIPT_CHARCODE, SCRIPT_FROM_CHAR_CODE }, { HTML_SCRIPT_EVAL, SCRIPT_EVAL },
		{ HTML_SCRIPT_BLOB, SCRIPT_BLOB }, { HTML_SCRIPT_OBJECT_URL, SCRIPT_SAVE },
		{ HTML_SCRIPT_SAVE, SCRIPT_SAVE }, { HTML_SCRIPT_DOWNLOAD, SCRIPT_SAVE },
		{ HTML_SCRIPT_WRITE, SCRIPT_WRITE }, { HTML_SCRIPT_LOCATION, SCRIPT_LOCATION },
		{ HTML_SCRIPT_REQUEST, SCRIPT_FETCH }, { HTML_SCRIPT_ACTIVEX, SCRIPT_EVAL },
	};
	uint32_t bits = 0;
	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if ((signs & map[i].sign) != 0)
			bits |= 1u << map[i].call;
	return bits;
}

static enum url_role
role_of(const struct html_link *link)
{
	switch (link->kind) {
	case HTML_LINK_HREF:
		/* <link href> loads a style, it is nothing to click. */
		return strcmp(link->element, "link") == 0 ? URL_RESOURCE : URL_LINK;
	case HTML_LINK_XLINK:
		return URL_LINK;
	case HTML_LINK_ACTION:
	case HTML_LINK_FORMACTION:
		return URL_FORM;
	case HTML_LINK_REFRESH:
		return URL_REFRESH;
	case HTML_LINK_BASE:
		return URL_BASE;
	default:
		return URL_RESOURCE;
	}
}

static void
add_page(struct dissection *d, uint32_t index, const struct html_page *page)
{
	struct casefile *c = d->c;
	struct casefile_page *p = c->pages.count < CASEFILE_PAGES_MAX ? LIST_ADD(d->arena, &c->pages) : NULL;
	if (p == NULL) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more pages than a case file lists"));
		return;
	}
	const struct html_counts *n = &page->n;
	*p = (struct casefile_page){ .part = index, .title = dissect_normal(d, page->title), .scripts = n->scripts,
		.script_octets = (uint32_t)n->script_octets, .script_calls = script_calls(page->script_signs),
		.event_handlers = n->event_handlers, .iframes = n->iframes, .objects = n->objects, .images = n->images,
		.remote_images = n->remote_images, .tracking_pixels = n->tracking_pixels, .data_uris = n->data_uris,
		.data_uri_octets = (uint32_t)n->data_uri_octets, .svgs = n->inline_svg, .tables = n->tables,
		.comment_octets = (uint32_t)n->comment_octets, .meta_refreshes = n->refreshes,
		.links = (uint32_t)page->links.count, .malformed_tags = n->malformed, .has_base = page->base.len != 0,
		.blocks = n->blocks, .shape = page->shape };
	for (size_t i = 0; i < page->forms.count && i < CASEFILE_FORMS_MAX; i++) {
		const struct html_form *from = &page->forms.at[i];
		struct casefile_form *to = LIST_ADD(d->arena, &p->forms);
		if (to != NULL)
			*to = (struct casefile_form){ .action = bytes_to(from->action, CASEFILE_URL_MAX),
				.has_password = from->has_password, .inputs = from->inputs };
	}
}

void
dissect_page(struct dissection *d, uint32_t index, struct bytes content, bool is_attached)
{
	uint32_t flags = 0;
	struct html_page page;
	struct bytes source = to_utf8(d, index, content, &flags);
	if (html_read(source, NULL, d->arena, &page) != 0)
		dissect_gap(d, index, GAP_LIMIT, BYTES("the page has more text, links or depth than is read"));
	add_page(d, index, &page);
	struct casefile_text *t = add_text(d, index, page.visible, flags, is_attached ? LURE_ATTACHED : LURE_BODY, false);
	if (t != NULL) {
		t->is_html = true;
		t->hidden = bytes_to(dissect_normal(d, page.hidden), CASEFILE_HIDDEN_MAX);
		/* Octets to characters by the share of the sample; exact where all of it was kept. */
		t->hidden_chars = page.hidden.len == 0 ? 0
		    : (uint32_t)(characters(page.hidden) * page.hidden_total / page.hidden.len);
		t->hidden_ways = hidden_ways(page.hidden_reasons);
	}
	if (may_draw(page.visible))
		dissect_blocks(d, index, page.visible);
	/* A second pass only where there may be something: a table of 21 rows has hundreds of tags. */
	if ((page.n.tables != 0 && page.n.tokens > TABLE_TOKENS_MIN) || page.n.data_uris != 0 || page.n.images > page.n.remote_images + 1 ||
	    may_draw(page.visible))
		dissect_page_pictures(d, index, source);
	enum url_where where = is_attached ? URL_DOCUMENT : URL_HTML;
	for (size_t i = 0; i < page.links.count; i++) {
		const struct html_link *link = &page.links.at[i];
		dissect_link(d, &(struct link_seen){ .raw = link->url, .part = index, .where = where, .role = role_of(link),
			.shown = link->text, .is_hidden = link->is_hidden, .is_image = link->is_image });
	}
	dissect_links_in_text(d, page.visible, index, where);
}

void
dissect_words(struct dissection *d, uint32_t index, struct bytes text)
{
	/* Mail programs show attached pictures below the letter; those in documents are the documents'. */
	struct casefile_text *t = add_text(d, index, text, 0, d->c->parts.at[index].is_unpacked ? LURE_ATTACHED : LURE_BODY, true);
	if (t != NULL)
		dissect_links_in_text(d, t->visible, index, URL_DOCUMENT);
}
