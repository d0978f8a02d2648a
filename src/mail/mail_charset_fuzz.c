/* Properties: the output is UTF-8 and at most four times the input, and converting it again changes nothing.
 * The first octet chooses the charset. */
#include "base/must.h"
#include "base/utf8.h"
#include "mail/charset.h"
#include "mail/charset_labels.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	size_t row = data[0] % (charset_count + 1);
	struct bytes label =
	                 row < charset_count ? bytes_of_cstr(charset_table[row].name) : BYTES_NONE,
	             once, twice;
	struct bytes in = bytes_of(data + 1, size - 1);
	struct arena *arena = arena_new((size_t)64 << 20);
	if (charset_to_utf8(in, label, arena, &once, NULL) == 0) {
		must(utf8_valid(once) && once.len <= in.len * 4 + 16);
		must(charset_to_utf8(once, BYTES("utf-8"), arena, &twice, NULL) == 0 &&
		    bytes_equal(once, twice));
	}
	(void)charset_name(in);
	arena_free(arena);
	return 0;
}
