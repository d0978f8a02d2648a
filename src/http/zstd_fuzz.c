/* Octets as a zstd frame.  Property: what we take libzstd takes, too, and reads as the same octets; what libzstd packs we
 * read back. */
#include <stdlib.h>
#include <zstd.h>

#include "base/must.h"
#include "http/zstd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
put(void *context, struct bytes run)
{
	buf_add(context, run);
	return 0;
}

static struct buf other;

static void
decode_other(struct bytes in)
{
	ZSTD_DCtx *d = ZSTD_createDCtx();
	ZSTD_inBuffer from = { in.at, in.len, 0 };
	buf_clear(&other);
	while (from.pos < from.size) {
		ZSTD_outBuffer to = { buf_reserve(&other, 1 << 20), 1 << 20, 0 };
		must(to.dst != NULL && !ZSTD_isError(ZSTD_decompressStream(d, &to, &from)));
		other.len += to.pos;
	}
	(void)ZSTD_freeDCtx(d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct buf out, packed;
	if (size < 2 || size > 65536)
		return 0;
	if (out.max == 0) {
		buf_init(&out, 1 << 22);
		buf_init(&other, 1 << 24);
		buf_init(&packed, 1 << 20);
	}
	struct bytes in = bytes_of(data, size);
	buf_clear(&out);
	if (zstd_decode(in, 1 << 20, put, &out, NULL) == 0) {
		decode_other(in);
		must(bytes_equal(buf_bytes(&out), buf_bytes(&other)));
	}
	buf_clear(&packed);
	uint8_t *to = buf_reserve(&packed, ZSTD_compressBound(size) + 1);
	packed.len = ZSTD_compress(to, ZSTD_compressBound(size), data, size, data[0] % 20);
	must(!ZSTD_isError(packed.len));
	buf_clear(&out);
	must(zstd_decode(buf_bytes(&packed), size, put, &out, NULL) == 0 && bytes_equal(buf_bytes(&out), in));
	return 0;
}
