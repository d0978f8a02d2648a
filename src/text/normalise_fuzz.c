/* Property: normalised text is well-formed UTF-8, and normalising it again changes nothing; folding it keeps it
 * well-formed. */
#include "base/must.h"
#include "base/utf8.h"
#include "text/normalise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	must(text_preload(NULL) == 0);
	struct buf once, twice;
	buf_init(&once, 32 * size + 64);
	buf_init(&twice, 32 * size + 64);
	struct text_counts n = { 0 };
	text_normalise(bytes_of(data, size), &once, &n);
	must(buf_ok(&once) && utf8_valid(buf_bytes(&once)));
	text_normalise(buf_bytes(&once), &twice, NULL);
	must(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	buf_clear(&twice);
	(void)text_fold(buf_bytes(&once), &twice);
	must(buf_ok(&twice) && utf8_valid(buf_bytes(&twice)));
	struct text_letters l = { 0 };
	text_letters_count(buf_bytes(&twice), &l);
	(void)text_language_name(text_language(&l));
	buf_clear(&twice);
	text_skeleton(bytes_of(data, size), &twice);
	must(utf8_valid(buf_bytes(&twice)));
	buf_done(&once);
	buf_done(&twice);
	return 0;
}
