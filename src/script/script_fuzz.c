/* Properties: folding makes nothing longer than twice, and putting together what is whole changes no sign; the facts
 * cross a process border unharmed; nothing that is found is larger than what may be decoded. */
#include "base/must.h"
#include "script/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new((size_t)256 << 20);
	struct script_found found = { 0 };
	struct casefile_script back = { 0 };
	struct buf out;
	uint32_t pieces = 0;
	buf_init(&out, 2 * size + 16);
	script_fold(bytes_of(data, size), &out, &pieces);
	must(buf_ok(&out));
	buf_done(&out);
	script_read(bytes_of(data, size), a, &found);
	must(found.children.count <= SCRIPT_CHILDREN_MAX && found.facts.layers <= SCRIPT_DEPTH_MAX);
	for (size_t i = 0; i < found.children.count; i++)
		must(found.children.at[i].len <= size);
	buf_init(&out, (size_t)1 << 20);
	schema_write(&casefile_script_schema, &found.facts, &out);
	must(buf_ok(&out));
	must(schema_read(&casefile_script_schema, buf_bytes(&out), a, &back) == 0);
	must(back.signs == found.facts.signs && bytes_equal(back.sample, found.facts.sample));
	buf_done(&out);
	arena_free(a);
	return 0;
}
