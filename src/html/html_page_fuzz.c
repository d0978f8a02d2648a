/* Property: what was read is well-formed UTF-8, within the ceilings, and the same each time. */
#include "base/must.h"
#include "base/utf8.h"
#include "html/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct html_limits limits = { 0 };
	if (data[0] % 2 != 0)
		limits = (struct html_limits){ .visible = 40, .hidden = 30, .script = 20, .url = 50, .links = 3, .forms = 2,
			.depth = 6 };
	struct bytes in = bytes_of(data + 1, size - 1);
	struct arena *a = arena_new((size_t)8 << 20);
	struct html_page page, again;
	int fault = html_read(in, &limits, a, &page);
	must((fault == FAULT_LIMIT) == (page.cut != 0) && (fault == 0 || fault == FAULT_LIMIT));
	must(utf8_valid(page.visible) && utf8_valid(page.hidden) && utf8_valid(page.title) && utf8_valid(page.script));
	if (limits.visible != 0) {
		must(page.visible.len <= limits.visible && page.hidden.len <= limits.hidden);
		must(page.script.len <= limits.script && page.links.count <= limits.links);
		must(page.forms.count <= limits.forms);
	}
	must(page.visible_total >= page.visible.len && page.hidden_total >= page.hidden.len);
	for (size_t i = 0; i < page.links.count; i++) {
		const struct html_link *l = &page.links.at[i];
		must(utf8_valid(l->raw) && utf8_valid(l->url) && utf8_valid(l->text));
		must(l->kind < HTML_LINK_KINDS && l->at < in.len && l->element != NULL);
		must(l->url.len <= l->raw.len + 2049);
		if (limits.url != 0)
			must(l->raw.len <= limits.url);
	}
	for (size_t i = 0; i < page.forms.count; i++)
		must(utf8_valid(page.forms.at[i].names) && utf8_valid(page.forms.at[i].action));
	must(html_read(in, &limits, a, &again) == fault || again.cut != 0);
	if ((again.cut & HTML_CUT_MEMORY) == 0) {
		must(bytes_equal(page.visible, again.visible) && bytes_equal(page.hidden, again.hidden));
		must(page.links.count == again.links.count && page.n.tokens == again.n.tokens);
	}
	arena_free(a);
	return 0;
}
