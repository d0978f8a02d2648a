/* Any text and any casefile-like field: pieces are bounded, windows cover the text in order without overlap, and the same
 * input gives the same pieces. */
#include "learn/features.h"

#include <stdlib.h>

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct features a, b;
	struct features_window windows[FEATURES_WINDOWS_MAX];
	struct arena *arena = arena_new(1 << 20);
	struct casefile c = { .subject = bytes_to(bytes_of(data, size), size / 2) };
	struct casefile_text *t = LIST_ADD(arena, &c.texts);
	t->visible = bytes_of(data, size);
	size_t count = features_windows(&c, windows);
	const uint8_t *next = t->visible.at;
	for (size_t i = 0; i < count; i++) {
		must(windows[i].part.at == next && windows[i].part.len != 0);
		next += windows[i].part.len;
	}
	must(count == FEATURES_WINDOWS_MAX || next == data + size);
	features_clear(&a);
	features_header(&a, &c);
	features_text(&a, t->visible);
	features_clear(&b);
	features_header(&b, &c);
	features_text(&b, t->visible);
	must(a.count <= FEATURES_MAX && a.count == b.count && memcmp(a.at, b.at, a.count * sizeof *a.at) == 0);
	must(features_learned(&c).len <= size);
	arena_free(arena);
	return 0;
}
