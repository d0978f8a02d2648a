/* Our reading of pages against gumbo's tree, which follows the HTML standard's tree construction: the same words are
 * seen, the same words are hidden, the same links are found, on pages made of nested and misnested elements.
 *
 * The words of a page are unique and stand apart, so that the order, which differs where the standard moves text out
 * of tables, does not matter.  Up to one page in a hundred may differ: we keep no second list of open formatting, so
 * elements that are cloned more than once end elsewhere. */
#include <gumbo.h>

#include "base/buf.h"
#include "html/read.h"
#include "lib/check.h"

enum { PAGES = 4000, WORDS_MAX = 400 };

struct words {
	bool seen[WORDS_MAX];
	bool hidden[WORDS_MAX];
	bool link[WORDS_MAX];
};

static uint32_t
next(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

/* Note each "w123" of TEXT. */
static void
note(struct bytes text, char prefix, bool *set)
{
	for (size_t i = 0; i + 1 < text.len; i++) {
		if (text.at[i] != prefix || !ascii_is_digit(text.at[i + 1]))
			continue;
		size_t n = 0;
		while (i + 1 < text.len && ascii_is_digit(text.at[i + 1]))
			n = n * 10 + (size_t)(text.at[++i] - '0');
		if (n < WORDS_MAX)
			set[n] = true;
	}
}

static void
walk(const GumboNode *node, bool hidden, struct words *w)
{
	if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA)
		note(bytes_of_cstr(node->v.text.text), 'w', hidden ? w->hidden : w->seen);
	if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE)
		return;
	const GumboElement *e = &node->v.element;
	if (e->tag == GUMBO_TAG_SCRIPT || e->tag == GUMBO_TAG_STYLE || e->tag == GUMBO_TAG_TITLE)
		return;
	const GumboAttribute *style = gumbo_get_attribute(&e->attributes, "style");
	hidden |= node->type == GUMBO_NODE_TEMPLATE || e->tag == GUMBO_TAG_NOSCRIPT ||
	    (style != NULL && strstr(style->value, "none") != NULL);
	const GumboAttribute *href = gumbo_get_attribute(&e->attributes, "href");
	if (href != NULL)
		note(bytes_of_cstr(href->value), 'l', w->link);
	for (unsigned i = 0; i < e->children.length; i++)
		walk(e->children.data[i], hidden, w);
}

static const char *const inlines[] = { "span", "b", "font", "i", "a", "em", "u", "x-y" };
static const char *const blocks[] = { "div", "p", "center", "ul", "li", "blockquote", "h2" };

static void
open_element(struct buf *out, const char *name, uint32_t *seed, unsigned *link)
{
	buf_addf(out, "<%s", name);
	if (strcmp(name, "a") == 0 && *link < WORDS_MAX)
		buf_addf(out, " href='l%u'", (*link)++);
	if (next(seed, 4) == 0)
		buf_add_cstr(out, " style='display:none'");
	buf_add_cstr(out, ">");
}

/* A page of PIECES; with MISNEST end tags come where they please. */
static void
generate(uint32_t seed, bool misnest, bool tables, struct buf *out)
{
	const char *open[16];
	unsigned depth = 0, word = 0, link = 0;
	unsigned cells[16] = { 0 };
	buf_add_cstr(out, "<!DOCTYPE html><body>");
	for (unsigned piece = 0; piece < 30; piece++) {
		uint32_t kind = next(&seed, 10);
		const char *name = kind < 3 ? inlines[next(&seed, 8)] : kind < 5 ? blocks[next(&seed, 7)] : NULL;
		if (name != NULL && depth < 12) {
			open_element(out, name, &seed, &link);
			open[depth] = name;
			cells[depth++] = 0;
		} else if (kind == 5 && tables && depth < 12) {
			open_element(out, "table", &seed, &link);
			buf_add_cstr(out, "<tr>");
			open_element(out, "td", &seed, &link);
			open[depth] = "table";
			cells[depth++] = 1;
		} else if (kind == 6 && depth != 0 && cells[depth - 1] != 0) {
			buf_add_cstr(out, next(&seed, 2) != 0 ? "<tr>" : "");
			open_element(out, "td", &seed, &link);
		} else if (kind >= 8 && depth != 0) {
			if (misnest && next(&seed, 3) == 0) {
				buf_addf(out, "</%s>", inlines[next(&seed, 7)]);
			} else {
				buf_addf(out, "</%s>", open[--depth]);
			}
		}
		if (word < WORDS_MAX)
			buf_addf(out, " w%u ", word++);
	}
}

static unsigned
compare(bool misnest, bool tables, unsigned shown_max)
{
	unsigned differing = 0;
	struct arena *arena = arena_new((size_t)4 << 20);
	for (uint32_t seed = 1; seed <= PAGES; seed++) {
		struct buf text;
		struct words ours, theirs;
		struct html_page page;
		buf_init(&text, 100000);
		memset(&ours, 0, sizeof ours);
		memset(&theirs, 0, sizeof theirs);
		generate(seed * 7919, misnest, tables, &text);
		GumboOutput *tree = gumbo_parse_with_options(&kGumboDefaultOptions, (const char *)text.at, text.len);
		walk(tree->root, false, &theirs);
		gumbo_destroy_output(&kGumboDefaultOptions, tree);
		(void)html_read(buf_bytes(&text), NULL, arena, &page);
		note(page.visible, 'w', ours.seen);
		note(page.hidden, 'w', ours.hidden);
		for (size_t i = 0; i < page.links.count; i++)
			note(page.links.at[i].raw, 'l', ours.link);
		if (memcmp(&ours, &theirs, sizeof ours) != 0 && differing++ < shown_max)
			print_message("%s\n  seen: %.*s\n", buf_cstr(&text), BYTES_ARGS(page.visible));
		buf_done(&text);
		arena_reset(arena);
	}
	arena_free(arena);
	print_message("misnested %d, tables %d: %u of %d pages differ\n", misnest, tables, differing, PAGES);
	return differing;
}

static void
properly_ended_elements_are_read_as_gumbo_reads_them(void **state)
{
	assert_true(compare(false, false, 0) <= PAGES / 200);
}

static void
misproperly_ended_elements_are_read_as_gumbo_reads_them(void **state)
{
	assert_true(compare(true, false, 0) <= PAGES / 100);
}

static void
tables_are_read_as_gumbo_reads_them(void **state)
{
	assert_true(compare(true, true, 0) <= PAGES / 100);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(properly_ended_elements_are_read_as_gumbo_reads_them),
		cmocka_unit_test(misproperly_ended_elements_are_read_as_gumbo_reads_them),
		cmocka_unit_test(tables_are_read_as_gumbo_reads_them),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
