/* Property: what is found lies within the text, in order, without overlap, and every link can be read. */
#include "url/find.h"

#include "base/must.h"
#include "url/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new((size_t)8 << 20);
	struct url_founds found = { 0 };
	(void)url_find(bytes_of(data, size), a, 100, &found);
	must(found.count <= 100);
	size_t done = 0;
	for (size_t i = 0; i < found.count; i++) {
		const struct url_found *f = &found.at[i];
		must(f->start >= done && f->start < f->end && f->end <= size);
		must(f->raw.len != 0 && f->raw.len <= f->end - f->start);
		must(f->is_wrapped || f->raw.at == data + f->start);
		done = f->end;
		struct url u;
		url_parse(f->raw, a, &u);
	}
	(void)url_shown_host(bytes_of(data, size), a);
	arena_free(a);
	return 0;
}
