/* Property: see lib/office_fuzz.h, for TNEF. */
#include "office/letter.h"

#include "lib/office_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return office_property(letter_read_tnef, data, size);
}
