/* Property: whatever the octets are, the facts cross a process border unharmed, keep their ceilings, and are the same
 * every time. */
#include "base/must.h"
#include "program/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_once(enum program_kind kind, struct bytes content, struct buf *out)
{
	struct arena *a = arena_new((size_t)64 << 20);
	struct casefile_program p = { 0 }, back = { 0 };
	program_read(kind, content, a, &p);
	must(p.sections.count <= p.section_count && p.entropy <= 8000);
	buf_init(out, (size_t)16 << 20);
	schema_write(&casefile_program_schema, &p, out);
	must(buf_ok(out));
	must(schema_read(&casefile_program_schema, buf_bytes(out), a, &back) == 0);
	must(back.signs == p.signs && back.strings.count == p.strings.count && bytes_equal(back.target, p.target));
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum program_kind kind;
	struct buf first, second;
	/* The exact size, so that a step outside is seen. */
	if (!program_looks(bytes_of(data, size), &kind))
		return 0;
	read_once(kind, bytes_of(data, size), &first);
	read_once(kind, bytes_of(data, size), &second);
	must(bytes_equal(buf_bytes(&first), buf_bytes(&second)));
	buf_done(&first);
	buf_done(&second);
	return 0;
}
