/* Property: see lib/office_fuzz.h, for Visual Basic and formulas that are text. */
#include "office/fold.h"
#include "office/formula.h"

#include "lib/office_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_both(struct office *o, struct bytes content)
{
	struct buf text;
	/* Source is UTF-8 when it comes here. */
	buf_init(&text, OFFICE_TEXT_MAX);
	office_latin1(bytes_to(content, OFFICE_TEXT_MAX / 4), &text);
	fold_vba(o, buf_bytes(&text));
	(void)formula_text_does(o, buf_bytes(&text));
	buf_done(&text);
}
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return office_property(read_both, data, size);
}
