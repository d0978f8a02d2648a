/* The stack of open elements, and the style that applies to text at its top. */
#include "html/page.h"

/* How much colours may differ in each channel and still be one for the eye. */
enum { COLOUR_NEAR = 20 };

static uint32_t
name_hash(struct bytes name)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < name.len; i++)
		h = (h ^ ascii_lower(name.at[i])) * 16777619u;
	return h;
}

/* What an element is called: most are told by their tag. */
struct element {
	const struct html_tag_info *info;
	uint32_t hash;
};

static struct element
element_of(const struct html_tag_info *info, struct bytes name)
{
	bool is_told = info->tag != TAG_OTHER && info->tag != TAG_NAMED;
	return (struct element){ info, is_told ? 0 : name_hash(name) };
}

static size_t
slot(const struct html_tag_info *info, uint32_t hash)
{
	return info->tag == TAG_OTHER ? 128 + hash % 128 : info->tag == TAG_NAMED ? 64 + hash % 64 : (size_t)info->tag;
}

static bool
same(const struct box *a, const struct element *b)
{
	return a->info->tag == b->info->tag && a->hash == b->hash &&
	    (a->info == b->info || a->info->tag == TAG_HEADING);
}

static int32_t
value(const struct css *c, enum css_property p, int32_t otherwise)
{
	return css_has(c, p) ? c->value[p] : otherwise;
}

/* The reasons that a declaration block gives by itself. */
static uint32_t
reasons_of(const struct css *c)
{
	enum { PIXEL = 1000, AWAY = -500 * 1000, FAR = 5000 * 1000 };
	uint32_t r = 0;
	if (value(c, CSS_DISPLAY, 0) == 1)
		r |= 1u << HTML_HIDDEN_DISPLAY;
	if (value(c, CSS_MSO_HIDE, 0) == 1)
		r |= 1u << HTML_HIDDEN_MSO;
	if (value(c, CSS_CLIP, 0) == 1)
		r |= 1u << HTML_HIDDEN_CLIP;
	int32_t least = value(c, CSS_WIDTH, FAR);
	for (unsigned p = CSS_HEIGHT; p <= CSS_MAX_HEIGHT; p++)
		if (value(c, (enum css_property)p, FAR) < least)
			least = c->value[p];
	if ((least <= PIXEL && value(c, CSS_OVERFLOW, 0) == 1) || value(c, CSS_MAX_HEIGHT, FAR) == 0 ||
	    value(c, CSS_TRANSFORM, 0) == 1)
		r |= 1u << HTML_HIDDEN_BOX;
	bool moved = value(c, CSS_POSITION, 0) == 1 &&
	    (value(c, CSS_LEFT, 0) <= AWAY || value(c, CSS_TOP, 0) <= AWAY || value(c, CSS_LEFT, 0) >= FAR ||
	        value(c, CSS_TOP, 0) >= 20 * FAR);
	if (moved || value(c, CSS_TEXT_INDENT, 0) <= -200 * PIXEL || value(c, CSS_MARGIN_LEFT, 0) <= AWAY ||
	    value(c, CSS_MARGIN_TOP, 0) <= AWAY || value(c, CSS_TRANSFORM, 0) == 2)
		r |= 1u << HTML_HIDDEN_OFFSCREEN;
	return r;
}

void
stack_compute(struct page *p, size_t index)
{
	struct box *b = &p->boxes[index];
	const struct box *under = &p->boxes[index - 1];
	b->hidden = under->hidden | b->own_hidden;
	b->opacity = under->opacity;
	b->font_size = under->font_size;
	b->visibility_hidden = under->visibility_hidden;
	b->colour = under->colour;
	b->background = under->background;
	b->background_known = under->background_known;
	if (b->css.set == 0)
		return;
	b->hidden |= reasons_of(&b->css);
	if (css_has(&b->css, CSS_OPACITY)) {
		int64_t own = b->css.value[CSS_OPACITY];
		own = own < 0 ? 0 : own > 1000 ? 1000 : own;
		b->opacity = (int32_t)(own * under->opacity / 1000);
	}
	if (b->opacity < 100)
		b->hidden |= 1u << HTML_HIDDEN_OPACITY;
	int32_t size = value(&b->css, CSS_FONT_SIZE, under->font_size);
	if (size < 0) {
		int64_t relative = -(int64_t)size - 1;
		int64_t made = relative * under->font_size / 1000;
		size = made > 1000000000 ? 1000000000 : (int32_t)made;
	}
	b->font_size = size;
	b->visibility_hidden = value(&b->css, CSS_VISIBILITY, under->visibility_hidden) == 1;
	b->colour = value(&b->css, CSS_COLOR, under->colour);
	/* A background that one sees through is the one below; what an image shows is not known. */
	if (css_has(&b->css, CSS_BACKGROUND) && (b->css.value[CSS_BACKGROUND] & 0xFF) >= 0x80) {
		b->background = b->css.value[CSS_BACKGROUND];
		b->background_known = true;
	}
	if (css_has(&b->css, CSS_BACKGROUND_IMAGE))
		b->background_known = false;
}

static bool
near(int32_t a, int32_t b)
{
	for (unsigned shift = 8; shift <= 24; shift += 8) {
		int32_t x = (int32_t)((uint32_t)a >> shift & 0xFF), y = (int32_t)((uint32_t)b >> shift & 0xFF);
		if (x - y > COLOUR_NEAR || y - x > COLOUR_NEAR)
			return false;
	}
	return true;
}

uint32_t
stack_hidden_now(const struct page *p)
{
	const struct box *b = &p->boxes[p->depth - 1];
	uint32_t r = b->hidden;
	if (b->visibility_hidden)
		r |= 1u << HTML_HIDDEN_VISIBILITY;
	if (b->font_size <= 1000)
		r |= 1u << HTML_HIDDEN_FONT;
	if ((b->colour & 0xFF) < 26)
		r |= 1u << HTML_HIDDEN_TRANSPARENT;
	else if (b->background_known && near(b->colour, b->background))
		r |= 1u << HTML_HIDDEN_COLOUR;
	return r;
}

void
stack_init(struct page *p)
{
	p->boxes[0] = (struct box){ .info = tag_find(BYTES("html")), .link = NO_LINK, .font_size = 16000,
		.opacity = 1000, .colour = 0x000000FF, .background = (int32_t)0xFFFFFFFFu, .background_known = true };
	p->boxes[1] = (struct box){ .info = tag_find(BYTES("body")), .link = NO_LINK };
	stack_compute(p, 1);
	p->depth = 2;
	p->floor = 2;
}

/* An element is gone: its line ends, its link is complete. */
static void
leave(struct page *p, const struct box *b)
{
	p->open[slot(b->info, b->hash)]--;
	if (b->link != NO_LINK && b->link == p->anchor_link)
		anchor_close(p);
	if ((b->info->flags & IS_BLOCK) != 0 || b->info->tag == TAG_TR)
		page_break(p, b->hidden);
	else if (b->info->tag == TAG_TD || b->info->tag == TAG_OPTION)
		page_gap(p, b->hidden);
	if (b->info->tag == TAG_FORM)
		form_close(p);
}

void
stack_truncate(struct page *p, size_t depth)
{
	while (p->depth > depth) {
		leave(p, &p->boxes[p->depth - 1]);
		p->depth--;
	}
}

void
stack_push(struct page *p, const struct html_tag_info *info, struct bytes name, const struct css *css,
    uint32_t own_hidden)
{
	if (p->depth >= p->limits.depth) {
		/* Browsers make what is nested deeper siblings; hundreds of thousands of levels are an attack. */
		p->out->cut |= HTML_CUT_DEPTH;
		if (p->depth <= p->floor)
			return;
		stack_truncate(p, p->depth - 1);
	}
	struct box *b = &p->boxes[p->depth++];
	const struct box *under = b - 1;
	const struct element element = element_of(info, name);
	*b = (struct box){ .info = info, .hash = element.hash, .link = NO_LINK };
	b->css = *css;
	b->own_hidden = own_hidden;
	b->is_pre = under->is_pre || info->tag == TAG_PRE || info->tag == TAG_TEXTAREA;
	/* Inside svg, desc, title and foreignObject hold HTML again. */
	b->is_foreign = info->tag == TAG_SVG || info->tag == TAG_MATH ||
	    (under->is_foreign && info->tag != TAG_FOREIGNOBJECT && info->tag != TAG_DESC && info->tag != TAG_TITLE);
	p->open[slot(b->info, b->hash)]++;
	stack_compute(p, p->depth - 1);
}

/* How deep a search may go: the whole stack, until an input made of end tags that reach far has used up what an
 * honest page of its length could need; then only elements near the top are found. */
static size_t
reach(struct page *p)
{
	enum { NEAR_TOP = 16 };
	if (p->steps < p->steps_max || p->depth < p->floor + NEAR_TOP)
		return p->floor;
	return p->depth - NEAR_TOP;
}

/* What outlives an element that ends around it: nothing (a table's cell), formatting, which the standard opens
 * again behind it, or blocks too (the end of misnested formatting: its "adoption agency" ends but the formatting
 * itself and plain inline elements). */
enum { KEEP_NONE = 0, KEEP_FORMAT = IS_FORMAT, KEEP_BLOCKS = IS_FORMAT | IS_SPECIAL };

/* Remove the box at INDEX, and those above it that KEEP does not spare. */
static void
close_at(struct page *p, size_t index, unsigned keep)
{
	size_t old = p->depth, to = index;
	for (size_t i = index; i < old; i++) {
		if (i != index && (p->boxes[i].info->flags & keep) != 0) {
			if (to != i)
				p->boxes[to] = p->boxes[i];
			to++;
			continue;
		}
		struct box gone = p->boxes[i];
		leave(p, &gone);
	}
	p->depth = to;
	p->steps += old - index;
	for (size_t i = index; i < to; i++)
		stack_compute(p, i);
}

/* Where the element that WANT stands for is open, as far as an end tag reaches; 0 where it is not. */
static size_t
find_open(struct page *p, const struct element *want, bool is_table, bool stops_at_special)
{
	if (p->open[slot(want->info, want->hash)] == 0)
		return 0;
	size_t last = reach(p);
	for (size_t i = p->depth; i-- > last; p->steps++) {
		const struct box *b = &p->boxes[i];
		if (same(b, want))
			return i;
		if (stops_at_special && (b->info->flags & IS_SPECIAL) != 0)
			return 0;
		bool border = is_table ? b->info->tag == TAG_TABLE || b->info->tag == TAG_TEMPLATE
		                       : (b->info->flags & IS_SCOPE) != 0;
		if (border)
			return 0;
	}
	return 0;
}

void
stack_end_tag(struct page *p, const struct html_tag_info *info, struct bytes name)
{
	struct element want = element_of(info, name);
	unsigned flags = info->flags;
	bool is_table = (flags & IS_TABLE) != 0;
	bool plain = (flags & (IS_SPECIAL | IS_FORMAT)) == 0 && info->tag != TAG_SVG && info->tag != TAG_MATH;
	size_t at = find_open(p, &want, is_table, plain);
	if (at == 0) {
		p->out->n.malformed++;
		if (info->tag == TAG_P || info->tag == TAG_BR)
			page_break(p, page_top(p)->hidden);
		return;
	}
	if ((flags & IS_FORMAT) != 0)
		close_at(p, at, KEEP_BLOCKS);
	else
		close_at(p, at, is_table || (flags & IS_SCOPE) != 0 ? KEEP_NONE : KEEP_FORMAT);
}

/* The element NAME, which is a TAG. */
static void
close_if_open(struct page *p, enum html_tag tag, const char *name, bool is_table)
{
	if (p->open[tag] == 0)
		return;
	struct bytes n = bytes_of_cstr(name);
	struct element want = element_of(tag_find(n), n);
	size_t at = find_open(p, &want, is_table, false);
	if (at != 0)
		close_at(p, at, is_table ? KEEP_NONE : (want.info->flags & IS_FORMAT) != 0 ? KEEP_BLOCKS : KEEP_FORMAT);
}

/* The end tags that a start tag of INFO implies (WHATWG HTML s13.1.2.4, s13.2.6.4.7). */
void
stack_implied_ends(struct page *p, const struct html_tag_info *info)
{
	if ((info->flags & IS_BLOCK) != 0)
		close_if_open(p, TAG_P, "p", false);
	switch (info->tag) {
	case TAG_A:
		close_if_open(p, TAG_A, "a", false);
		break;
	case TAG_LI:
	case TAG_DD:
	case TAG_DT: {
		/* Up to the list that it belongs to. */
		size_t last = reach(p);
		for (size_t i = p->depth; i-- > last; p->steps++) {
			enum html_tag tag = p->boxes[i].info->tag;
			if (tag == info->tag || (info->tag != TAG_LI && (tag == TAG_DD || tag == TAG_DT))) {
				close_at(p, i, KEEP_FORMAT);
				break;
			}
			if ((p->boxes[i].info->flags & IS_SPECIAL) != 0 && tag != TAG_P && tag != TAG_DIV)
				break;
		}
		break;
	}
	case TAG_OPTION:
	case TAG_HEADING:
		if (page_top(p)->info->tag == info->tag)
			stack_truncate(p, p->depth - 1);
		break;
	case TAG_TBODY:
		close_if_open(p, TAG_TBODY, "tbody", true);
		close_if_open(p, TAG_TBODY, "thead", true);
		close_if_open(p, TAG_TBODY, "tfoot", true);
		close_if_open(p, TAG_TR, "tr", true);
		break;
	case TAG_TR:
		close_if_open(p, TAG_TR, "tr", true);
		break;
	case TAG_TD:
		close_if_open(p, TAG_TD, "td", true);
		close_if_open(p, TAG_TD, "th", true);
		break;
	default:
		break;
	}
}

/* HTML inside svg ends it, unless a point of integration lies between. */
void
stack_leave_foreign(struct page *p)
{
	while (p->depth > p->floor && page_top(p)->is_foreign)
		stack_truncate(p, p->depth - 1);
}
