/* Any text and any casefile-like field: pieces are bounded, blocks cover the text in order without overlap, passages stay within
 * their stretch, and the same input gives the same pieces. */
#include "learn/features.h"

#include <stdlib.h>

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct features a, b;
	static struct features_block blocks[FEATURES_BLOCKS_MAX];
	struct arena *arena = arena_new(1 << 20);
	struct casefile c = { .subject = bytes_to(bytes_of(data, size), size / 2) };
	struct casefile_text *t = LIST_ADD(arena, &c.texts);
	t->visible = bytes_of(data, size);
	features_clear(&a);
	size_t count = features_blocks(&a, &c, blocks);
	must(count <= FEATURES_BLOCKS_MAX && (count != 0 || size == 0));
	const uint8_t *next = data;
	for (size_t i = 0; i < count; i++) {
		const struct features_passages p = features_passages(blocks, count, i);
		must(blocks[i].text.at >= next && blocks[i].text.len != 0 && blocks[i].end <= a.count);
		must(blocks[i].first <= i && (i == 0 || (blocks[i - 1].end <= blocks[i].end && blocks[i - 1].first <= blocks[i].first)));
		must(p.from > p.last || (p.from >= blocks[i].first && p.last <= i && i - p.from < FEATURES_LONGEST));
		next = blocks[i].text.at + blocks[i].text.len;
	}
	must(count == 0 || (next == data + size && blocks[count - 1].end == a.count));
	features_clear(&a);
	features_header(&a, &c);
	(void)features_blocks_of(&a, t->visible, blocks);
	features_clear(&b);
	features_header(&b, &c);
	(void)features_blocks_of(&b, t->visible, blocks);
	must(a.count <= FEATURES_MAX && a.count == b.count && memcmp(a.at, b.at, a.count * sizeof *a.at) == 0);
	must(features_learned(&c).len <= size);
	arena_free(arena);
	return 0;
}
