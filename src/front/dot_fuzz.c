/* Properties: any two cuts give the same; the output has no bare CR or LF; stuffed again and fed again it gives
 * itself and ends where it should. */
#include "front/dot.h"

#include "base/buf.h"
#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
feed(struct bytes in, size_t step, struct buf *out, size_t *used)
{
	struct dot d = { 0 };
	for (size_t at = 0; at < in.len; at += step) {
		struct bytes piece = bytes_slice(in, at, at + step);
		uint8_t *p = buf_reserve(out, DOT_ROOM(piece.len));
		size_t len, n;
		bool is_end = dot_feed(&d, piece, p, &len, &n);
		out->len += len;
		*used = at + n;
		if (is_end)
			return true;
		must(n == piece.len);
	}
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf a, b, wire;
	size_t used_a = 0, used_b = 0;
	if (size < 2 || size > 4096)
		return 0;
	struct bytes in = bytes_of(data + 1, size - 1);
	buf_init(&a, 1 << 16);
	buf_init(&b, 1 << 16);
	buf_init(&wire, 1 << 17);
	bool is_end = feed(in, in.len, &a, &used_a);
	must(is_end == feed(in, (size_t)data[0] % 7 + 1, &b, &used_b) && used_a == used_b);
	must(bytes_equal(buf_bytes(&a), buf_bytes(&b)));
	for (size_t i = 0; i < a.len; i++) {
		must(a.at[i] != '\n' || (i != 0 && a.at[i - 1] == '\r'));
		must(a.at[i] != '\r' || i + 1 == a.len || a.at[i + 1] == '\n');
	}
	if (is_end) {
		bool at_start = true;
		for (struct bytes rest = buf_bytes(&a); rest.len != 0;) {
			size_t run = dot_run(rest, at_start);
			buf_add(&wire, bytes_to(rest, run));
			rest = bytes_from(rest, run);
			if (rest.len != 0)
				buf_add_octet(&wire, '.');
			at_start = false;
		}
		must(bytes_find(buf_bytes(&wire), BYTES("\r\n.\r\n")) == BYTES_NOT_FOUND);
		buf_add_cstr(&wire, ".\r\n");
		buf_clear(&b);
		must(feed(buf_bytes(&wire), wire.len, &b, &used_b) && used_b == wire.len);
		must(bytes_equal(buf_bytes(&a), buf_bytes(&b)));
	}
	buf_done(&a);
	buf_done(&b);
	buf_done(&wire);
	return 0;
}
