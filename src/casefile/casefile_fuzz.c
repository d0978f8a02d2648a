/* Property: what is accepted from a worker is written and read again with the same octets, and every list
 * stays inside its ceiling. */
#include "casefile/casefile.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct casefile first = { 0 }, second = { 0 };
	if (casefile_read(bytes_of(data, size), a, &first) == 0) {
		struct buf once, twice;
		buf_init(&once, CASEFILE_OCTETS_MAX);
		buf_init(&twice, CASEFILE_OCTETS_MAX * 8);
		must(first.parts.count <= CASEFILE_PARTS_MAX && first.urls.count <= CASEFILE_URLS_MAX);
		casefile_write(&first, &once);
		must(casefile_read(buf_bytes(&once), a, &second) == 0);
		casefile_write(&second, &twice);
		must(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
		buf_clear(&twice);
		schema_json(&casefile_schema, &second, &twice);
		buf_done(&once);
		buf_done(&twice);
	}
	arena_free(a);
	return 0;
}
