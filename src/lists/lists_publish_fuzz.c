/* Property: what is accepted makes a zone with one record a line, and no line breaks out of its quotes. */
#include "lists/publish.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)16 << 20);
	struct published p = { 0 };
	if (size <= 4096 && publish_read(bytes_of(data, size), NULL, 0, arena, &p, NULL) == 0)
		for (int form = 0; form < PUBLISH_FORM_COUNT; form++) {
			const struct publish_options o = { (enum publish_form)form, BYTES("bl.example"), BYTES("ns.example"), 1, 60 };
			struct buf out;
			struct bytes line;
			buf_init(&out, (size_t)64 << 20);
			must(publish_write(&p, &o, &out, NULL) == 0 && buf_ok(&out));
			struct bytes rest = buf_bytes(&out);
			while (form == PUBLISH_ZONE && bytes_cut(&rest, '\n', &line)) {
				size_t quotes = 0;
				for (size_t i = 0; i < line.len; i++)
					quotes += line.at[i] == '"';
				must(quotes == 0 || (quotes == 2 && line.at[line.len - 1] == '"'));
				must(bytes_has(line, BYTES(" ")));
			}
			buf_done(&out);
		}
	arena_free(arena);
	return 0;
}
