/* Property: every content of a result that is taken stands inside the file and before its table, and a result
 * written again reads the same. */
#include "base/must.h"
#include "unpack/result.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes file = bytes_of(data, size);
	struct arena *a = arena_new((size_t)64 << 20);
	struct unpacked first = { 0 }, second = { 0 };
	if (result_read(file, a, &first) == 0) {
		struct buf again;
		uint64_t most = 0;
		for (size_t i = 0; i < first.entries.count; i++) {
			const struct unpacked_entry *e = &first.entries.at[i];
			must(result_content(file, e).len == e->octets && e->at + e->octets <= size);
			most = e->at + e->octets > most ? e->at + e->octets : most;
		}
		buf_init(&again, UNPACK_TABLE_MAX + size);
		buf_add(&again, bytes_to(file, (size_t)most));
		result_table_write(&first, most, &again);
		must(buf_ok(&again) && result_read(buf_bytes(&again), a, &second) == 0);
		must(second.entries.count == first.entries.count && bytes_equal(second.format, first.format));
		buf_done(&again);
	}
	arena_free(a);
	return 0;
}
