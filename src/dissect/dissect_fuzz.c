/* Property: any octets give a case file that the gate accepts, the same one every time, and whose lists keep
 * their ceilings. */
#include "dissect/dissect.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
dissect_once(struct bytes message, struct buf *out)
{
	struct arena *a = arena_new(DISSECT_ARENA_MAX);
	struct casefile c = { 0 }, again = { 0 };
	const struct casefile_envelope envelope = { .protocol = BYTES("fuzz") };
	dissect_message(NULL, &envelope, message, a, &c);
	buf_init(out, (size_t)64 << 20);
	casefile_write(&c, out);
	must(buf_ok(out));
	must(casefile_read(buf_bytes(out), a, &again) == 0);
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool loaded;
	struct buf first, second;
	struct why why;
	if (!loaded)
		must(dissect_preload(&why) == 0);
	loaded = true;
	dissect_once(bytes_of(data, size), &first);
	dissect_once(bytes_of(data, size), &second);
	must(bytes_equal(buf_bytes(&first), buf_bytes(&second)));
	buf_done(&first);
	buf_done(&second);
	return 0;
}
