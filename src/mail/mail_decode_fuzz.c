/* Property: however the input is cut, the output and the flags are the same, and never longer than promised.
 * The first octet chooses the decoder, the second where to cut. */
#include <stdlib.h>

#include "base/must.h"
#include "mail/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	enum decode_kind kind = (enum decode_kind)(data[0] % DECODE_KINDS);
	size_t step = data[1] % 17 + 1u;
	struct bytes in = bytes_of(data + 2, size - 2), whole;
	struct arena *arena = arena_new((size_t)64 << 20);
	uint32_t flags;
	if (decode_all(kind, in, arena, &whole, &flags) == 0) {
		uint8_t *out = xmalloc(DECODE_ROOM(in.len) + 3 * DECODE_ROOM(step));
		struct decoder d;
		size_t n = 0;
		decoder_init(&d, kind);
		for (size_t i = 0; i < in.len; i += step) {
			struct bytes piece = bytes_slice(in, i, i + step);
			size_t got = decoder_feed(&d, piece, out + n);
			must(got <= DECODE_ROOM(piece.len));
			n += got;
		}
		n += decoder_end(&d, out + n);
		must(bytes_equal(bytes_of(out, n), whole));
		must(kind == DECODE_NONE || d.flags == flags);
		free(out);
	}
	if (kind == DECODE_QP)
		(void)decode_qp_check(in);
	arena_free(arena);
	return 0;
}
