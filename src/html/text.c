/* Where text goes: seen, hidden, the title, the open link. */
#include "base/utf8.h"
#include "html/entity.h"
#include "html/page.h"

static void
sink_put(struct sink *s, struct bytes run)
{
	s->total += run.len;
	if (s->cut)
		return;
	if (run.len > s->out.max - s->out.len) {
		run = utf8_prefix(run, s->out.max - s->out.len);
		s->cut = true;
	}
	buf_add(&s->out, run);
}

void
sink_add(struct sink *s, struct bytes text, bool is_pre)
{
	size_t i = 0;
	while (i < text.len) {
		size_t start = i;
		/* Words with one space between them go through as they are. */
		while (i < text.len && (!ascii_is_space(text.at[i]) || (text.at[i] == ' ' && i != start && i + 1 < text.len &&
		                                                          !ascii_is_space(text.at[i + 1]))))
			i++;
		if (i != start) {
			if (s->pending != 0 && s->out.len != 0)
				sink_put(s, bytes_of(&s->pending, 1));
			s->pending = 0;
			sink_put(s, bytes_slice(text, start, i));
		}
		for (; i < text.len && ascii_is_space(text.at[i]); i++)
			if (s->pending != '\n')
				s->pending = is_pre && text.at[i] == '\n' ? '\n' : ' ';
	}
}

static bool
is_displayed(uint32_t hidden)
{
	return (hidden & (1u << HTML_HIDDEN_DISPLAY | 1u << HTML_HIDDEN_ATTRIBUTE | 1u << HTML_HIDDEN_TEMPLATE |
	                     1u << HTML_HIDDEN_NOSCRIPT | 1u << HTML_HIDDEN_CONDITIONAL)) == 0;
}

/* A block that is not displayed breaks no line: "https:/<div style=display:none>x</div>/example.com". */
void
page_break(struct page *p, uint32_t hidden)
{
	p->hidden.pending = '\n';
	if (!is_displayed(hidden))
		return;
	p->visible.pending = '\n';
	if (p->anchor.pending == 0)
		p->anchor.pending = ' ';
}

void
page_gap(struct page *p, uint32_t hidden)
{
	if (p->hidden.pending == 0)
		p->hidden.pending = ' ';
	if (!is_displayed(hidden))
		return;
	if (p->visible.pending == 0)
		p->visible.pending = ' ';
	if (p->anchor.pending == 0)
		p->anchor.pending = ' ';
}

/* Well-formed UTF-8 without NUL: what is neither becomes U+FFFD, NUL is dropped as browsers do in text. */
static struct bytes
repair(struct page *p, struct bytes text)
{
	if (utf8_is_text(text))
		return text;
	buf_clear(&p->repaired);
	for (size_t i = 0; i < text.len;) {
		uint32_t cp = utf8_next(text, &i);
		if (cp != 0)
			utf8_add(&p->repaired, cp);
	}
	return buf_bytes(&p->repaired);
}

struct bytes
page_decode(struct page *p, struct bytes value, bool in_attribute)
{
	if (bytes_find_octet(value, '&') != BYTES_NOT_FOUND) {
		buf_clear(&p->scratch);
		size_t replaced = entity_decode(value, in_attribute, &p->scratch);
		if (!in_attribute)
			p->out->n.references += (uint32_t)replaced;
		value = buf_bytes(&p->scratch);
	}
	return repair(p, value);
}

/* TEXT for as long as the page lives: as it is where it points into the input. */
struct bytes
page_keep(struct page *p, struct bytes text)
{
	struct bytes kept;
	uintptr_t at = (uintptr_t)text.at, all = (uintptr_t)p->all.at;
	if (text.len == 0 || (at >= all && at < all + p->all.len))
		return text;
	if (arena_copy(p->arena, text, &kept))
		return kept;
	p->out->cut |= HTML_CUT_MEMORY;
	return BYTES_NONE;
}

void
anchor_open(struct page *p, size_t link)
{
	anchor_close(p);
	p->anchor_link = link;
}

void
anchor_close(struct page *p)
{
	if (p->anchor_link != NO_LINK) {
		struct html_link *l = &p->out->links.at[p->anchor_link];
		l->text = page_keep(p, buf_bytes(&p->anchor.out));
		l->is_hidden = l->text.len == 0 && !p->anchor_seen;
	}
	p->anchor_link = NO_LINK;
	p->anchor_seen = false;
	buf_clear(&p->anchor.out);
	p->anchor.pending = 0;
	p->anchor.cut = false;
}

static bool
is_blank(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_space(text.at[i]))
			return false;
	return true;
}

static void
write_hidden(struct page *p, struct bytes text, uint32_t reasons)
{
	if (is_blank(text)) {
		page_gap(p, 1u << HTML_HIDDEN_DISPLAY);
		return;
	}
	if (p->hidden_apart)
		p->hidden.pending = '\n';
	p->hidden_apart = false;
	uint64_t before = p->hidden.total;
	sink_add(&p->hidden, text, page_top(p)->is_pre);
	p->out->hidden_reasons |= reasons;
	for (uint32_t left = reasons; left != 0; left &= left - 1)
		p->out->hidden_octets[__builtin_ctz(left)] += p->hidden.total - before;
}

void
page_text(struct page *p, struct bytes text, bool raw)
{
	const struct box *top = page_top(p);
	if (top->info->tag == TAG_SCRIPT) {
		p->out->n.script_octets += text.len;
		script_note(p, text);
		return;
	}
	if (top->info->tag == TAG_STYLE) {
		p->out->n.style_octets += text.len;
		links_of_css(p, repair(p, text), (uint32_t)(text.at - p->all.at));
		return;
	}
	text = raw ? repair(p, text) : page_decode(p, text, false);
	if (top->info->tag == TAG_TITLE && !p->boxes[p->depth - 2].is_foreign) {
		sink_add(&p->title, text, false);
		return;
	}
	uint32_t reasons = stack_hidden_now(p);
	if (reasons != 0) {
		write_hidden(p, text, reasons);
		return;
	}
	p->hidden_apart = true;
	sink_add(&p->visible, text, top->is_pre);
	if (p->anchor_link != NO_LINK)
		sink_add(&p->anchor, text, false);
}
