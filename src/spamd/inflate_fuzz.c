/* Property: whatever comes in, ours and zlib's say the same: the same octets, or both that it is no stream. */
#include <stdlib.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/must.h"
#include "spamd/inflate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX ((size_t)4 << 20)

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct inflate z;
	static uint8_t theirs[MAX];
	struct buf ours;
	struct bytes run;
	int got;
	z_stream s = { .next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)size, .next_out = theirs, .avail_out = MAX };
	must(inflateInit(&s) == Z_OK);
	int status = inflate(&s, Z_FINISH);
	bool is_stream = status == Z_STREAM_END && s.avail_in == 0;
	bool is_large = s.avail_out == 0;
	(void)inflateEnd(&s);
	if (is_large)
		return 0;
	buf_init(&ours, MAX + INFLATE_RUN);
	inflate_begin(&z, bytes_of(data, size));
	do {
		got = inflate_next(&z, &run);
		must(run.len <= INFLATE_RUN);
		buf_add(&ours, run);
	} while (got == 0);
	must((got == 1) == is_stream);
	if (is_stream)
		must(bytes_equal(buf_bytes(&ours), bytes_of(theirs, s.total_out)));
	buf_done(&ours);
	return 0;
}
