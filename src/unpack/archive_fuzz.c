/* Property: whatever the octets are, no more comes out than the limits allow, what an entry claims came out did, and
 * the result is one that its reader takes. */
#include "base/must.h"
#include "unpack/archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OCTETS_MAX 100000
#define ENTRIES_MAX 50

static int
put(void *context, struct bytes content)
{
	buf_add(context, content);
	return buf_ok(context) ? 0 : FAULT_LIMIT;
}

static int
restart(void *context)
{
	buf_clear(context);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct bytes passwords[] = { BYTES_INIT("123456"), BYTES_INIT("infected") };
	struct arena *a = arena_new((size_t)64 << 20);
	struct buf out;
	struct unpacked u = { 0 }, again = { 0 };
	struct bytes text;
	buf_init(&out, OCTETS_MAX + UNPACK_TABLE_MAX);
	struct unpack_request r = { .container = bytes_of(data, size), .passwords = passwords, .password_count = 2,
		.octets_max = OCTETS_MAX, .entries_max = ENTRIES_MAX, .put = put, .restart = restart, .context = &out };
	enum unpack_status status = archive_unpack(&r, a, &u, &text);
	must(out.len <= OCTETS_MAX && u.entries.count <= ENTRIES_MAX);
	must((status == UNPACK_DONE) == (text.len == 0));
	uint64_t sum = 0;
	for (size_t i = 0; i < u.entries.count; i++)
		sum += u.entries.at[i].octets;
	must(sum == out.len && (status != UNPACK_UNSUPPORTED || u.entries.count == 0));
	result_table_write(&u, out.len, &out);
	must(result_read(buf_bytes(&out), a, &again) == 0 && again.entries.count == u.entries.count);
	buf_done(&out);
	arena_free(a);
	return 0;
}
