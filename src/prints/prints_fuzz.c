/* Any text and path: the same octets give the same prints, each of its length, within every ceiling. */
#include <stdlib.h>

#include "base/must.h"
#include "base/utf8.h"
#include "prints/prints.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
make(struct bytes text, struct arena *arena, struct casefile *c)
{
	*c = (struct casefile){ .subject = bytes_to(text, 50) };
	*LIST_ADD(arena, &c->parts) = (struct casefile_part){ .id = BYTES("1"), .type = BYTES("text/plain") };
	*LIST_ADD(arena, &c->texts) = (struct casefile_text){ .visible = text };
	*LIST_ADD(arena, &c->urls) = (struct casefile_url){ .role = URL_LINK, .where = URL_TEXT, .host = BYTES("a.example"),
		.domain = BYTES("a.example"), .path = text };
	prints_make(c, arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct casefile c, again;
	struct arena *arena = arena_new(4 << 20);
	struct bytes text = bytes_of(data, size);
	make(text, arena, &c);
	make(text, arena, &again);
	must(c.prints.count <= CASEFILE_PRINTS_MAX && c.prints.count == again.prints.count);
	must(c.words.len % 4 == 0 && c.words.len <= 4 * CASEFILE_WORDS_MAX && bytes_equal(c.words, again.words));
	for (size_t i = 0; i < c.prints.count; i++) {
		const struct casefile_print *p = &c.prints.at[i];
		must(p->octets.len == print_octets(p->kind) && p->part < c.parts.count);
		must(print_likeness(p->kind, p->octets, again.prints.at[i].octets) == 100);
	}
	arena_free(arena);
	return 0;
}
